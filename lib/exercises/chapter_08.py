"""Exercises of chapter 8: overlap laws, copies, trees that are none, and many tests at once."""

from __future__ import annotations

import math

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_UNITS = 32  # hidden units of exercise 08-2
_STARTS, _RUNS = 3, 4  # of the family in 08-6


def _log_copies() -> float:
    """Return the decimal logarithm of the number of orders of the hidden units."""
    return math.lgamma(_UNITS + 1) / math.log(10)


def _first_step(shares: np.ndarray, first: int = 1) -> float:
    """Return the mean degree: the exponent of a mixed law near overlap one."""
    return float(np.arange(first, len(shares) + first) @ shares)


def _shares(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw shares of degrees one, two, three, … that add up to one."""
    return [(rng.dirichlet(np.ones(size)),) for size in (2, 3, 5, 8)]


def _tree_index(sides: np.ndarray) -> float:
    """Return 1 − 2 ⟨(d_3 − d_2)/(d_3 − d_1)⟩ of triangles in any order of their sides."""
    low, middle, high = np.sort(sides, axis=1).T
    return float(1 - 2 * np.mean((high - middle) / (high - low)))


def _mean_gap(sides: np.ndarray) -> float:
    """Return the mean share itself, of which the index is made."""
    return (1 - _tree_index(sides)) / 2


def _naive_gap(sides: np.ndarray) -> float:
    """Return the mean of (d_3 − d_2)/d_3, which equidistant points pass."""
    _, middle, high = np.sort(sides, axis=1).T
    return float(np.mean((high - middle) / high))


def _unsorted(sides: np.ndarray) -> float:
    """Return the index of sides that were taken in the order in which they came."""
    one, two, three = np.asarray(sides).T
    return float(1 - 2 * np.mean((three - two) / (three - one)))


def _triangles(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw sides of triangles, of nearly equal length and of very different ones."""
    return [(5 + scale * rng.uniform(0, 1, (count, 3)),) for scale, count in
            ((0.01, 20), (1, 5), (4, 50))]  # fmt: skip


def _holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected by Holm's steps."""
    from lib.glass.ranks import holm

    return holm(p)


def _bonferroni(p: np.ndarray) -> np.ndarray:
    """Return p-values times their number."""
    return np.minimum(np.asarray(p) * len(p), 1)


def _without_steps(p: np.ndarray) -> np.ndarray:
    """Return Holm's products without raising any to the one before."""
    ranks = np.argsort(np.argsort(p))
    return np.minimum(np.asarray(p) * (len(p) - ranks), 1)


def _false_discoveries(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected for the rate of false discoveries, another promise."""
    from scipy.stats import false_discovery_control

    return false_discovery_control(p)


def _p_values(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw p-values, small ones near each other so that the steps matter."""
    return [
        (np.array([0.011, 0.3, 0.0105, 0.0109, 0.6]),),
        (np.round(rng.uniform(0, 0.2, 4), 4),),
        (np.round(rng.uniform(0, 1, 7) ** 2, 4),),
    ]


def _tells_a_tree() -> float:
    """Return the share of triples with two runs of one start and one of another."""
    n = _STARTS * _RUNS
    mixed = _STARTS * math.comb(_RUNS, 2) * (n - _RUNS)
    return mixed / math.comb(n, 3)


def _not_all_of_one_start() -> float:
    """Return the share of triples that are not of one start: triples of three starts as well."""
    return 1 - _STARTS * math.comb(_RUNS, 3) / math.comb(_STARTS * _RUNS, 3)


EXERCISES = [
    Choice(
        id="08-1",
        title="What a dendrogram can prove",
        kind="read",
        level=1,
        minutes=4,
        options="abcd",
        truth="cd",
        hints={
            "a": "Look at the dendrogram of the null: how many levels does it have?",
            "b": "Look at the way from a network to its own copy: do the two differ in anything?",
        },
        help="Ask of each statement what the null or the copy would show.",
    ),
    Number(
        id="08-2",
        title="Copies of one network",
        kind="compute",
        level=1,
        minutes=6,
        truth=_log_copies,
        tolerance=1e-3,
        nearly=(
            (
                lambda t: t * math.log(10),
                "This is the natural logarithm: take the decimal one.",
            ),
            (
                lambda t: _UNITS * math.log10(_UNITS),
                "This lets a unit stand in several places: an order uses each unit once.",
            ),
            (
                lambda t: _UNITS * math.log10(2),
                "This counts changes of sign, which a ReLU unit does not allow.",
            ),
        ),
        help="In how many orders can the hidden units stand? math.lgamma(n + 1) is ln n!.",
    ),
    Function(
        id="08-3",
        title="The first step of a mixed law",
        kind="derive",
        level=2,
        minutes=10,
        cases=_shares,
        truth=_first_step,
        tolerance=1e-6,
        nearly=(
            (lambda s: _first_step(s, 0), "Degrees begin with one: a constant has no part here."),
            (
                lambda s: float(np.sqrt(np.arange(1, len(s) + 1) ** 2 @ s)),
                "This is the root of the mean square degree: differentiate once.",
            ),
            (lambda s: float(len(s)), "This is the highest degree: the others count as well."),
        ),
        help="Differentiate C with respect to q, and set q to one.",
    ),
    Function(
        id="08-4",
        title="An index that equal distances do not pass",
        kind="compute",
        level=2,
        minutes=10,
        cases=_triangles,
        truth=_tree_index,
        tolerance=1e-6,
        nearly=(
            (_naive_gap, "This divides by the longest side: nearly equal sides would pass."),
            (_mean_gap, "This is the mean share: take twice of it away from one."),
            (_unsorted, "Sort the three sides of each triangle first."),
        ),
        help="Sort each row, then divide the upper gap by the whole range.",
    ),
    Function(
        id="08-5",
        title="Many tests at once",
        kind="compute",
        level=2,
        minutes=12,
        cases=_p_values,
        truth=_holm,
        tolerance=1e-6,
        nearly=(
            (_bonferroni, "This is Bonferroni: Holm multiplies only the smallest by their number."),
            (_without_steps, "No corrected value may be below one of a smaller p: raise it."),
            (_false_discoveries, "This bounds the rate of false discoveries: another promise."),
        ),
        help="Sort, multiply by m, m − 1, …, take the running maximum, cut at one, put back.",
    ),
    Number(
        id="08-6",
        title="How much of a tree a family can show",
        kind="explore",
        level=3,
        minutes=15,
        truth=_tells_a_tree,
        tolerance=0.02,
        nearly=(
            (lambda t: 1 - t, "These are the triples that say nothing: the others are asked."),
            (
                lambda t: _not_all_of_one_start(),
                "Three runs of three starts are equally far from each other: they say nothing.",
            ),
        ),
        help="Which triples have two long sides and one short? What do the others give on average?",
    ),
]
