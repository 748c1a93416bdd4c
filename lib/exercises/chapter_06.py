"""Exercises of chapter 6: memory, mean field, mixtures and how much fits."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_HALF = 0.5  # the overlap of exercise 06-3
_LOAD = 0.1  # patterns per neuron in exercise 06-4


def _couplings(patterns: np.ndarray) -> np.ndarray:
    """Return Hebb's couplings of patterns (p, N)."""
    table = np.asarray(patterns, float)
    return (table.T @ table) / table.shape[1] * (1 - np.eye(table.shape[1]))


def _pattern_tables(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw tables of patterns of several shapes."""
    return [(2 * rng.integers(0, 2, size=shape) - 1,) for shape in ((2, 5), (3, 8), (7, 4))]


def _temperature() -> float:
    """Return the temperature at which a pattern is recalled with half the overlap."""
    return float(_HALF / np.arctanh(_HALF))


def _wrong() -> float:
    """Return the chance that a stored pattern's neuron is wrong after one step at T = 0."""
    return float(norm.cdf(-1 / np.sqrt(_LOAD)))


def _threshold() -> float:
    """Return the temperature at which the mixture of five patterns loses its stability."""
    from lib.hopfield import mixture_threshold

    return mixture_threshold(5)


def _three() -> float:
    """Return the threshold of three patterns, which is another question."""
    from lib.hopfield import mixture_threshold

    return mixture_threshold(3)


EXERCISES = [
    Choice(
        id="06-1",
        title="Valleys of a memory",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="ac",
        hints={
            "b": "Look at what happens to the number of resting states from a hundred neurons on.",
            "d": "Compare what is fixed and what moves in the two columns of the table.",
        },
        help="Go back to the picture of the resting states and to the table of the two meanings.",
    ),
    Function(
        id="06-2",
        title="Hebb's rule",
        kind="compute",
        level=1,
        minutes=8,
        cases=_pattern_tables,
        truth=_couplings,
        tolerance=1e-9,
        nearly=(
            (
                lambda xi: np.asarray(xi, float).T @ xi / np.shape(xi)[1],
                "A neuron is not coupled to itself: the diagonal is empty.",
            ),
            (
                lambda xi: _couplings(xi) * np.shape(xi)[1] / np.shape(xi)[0],
                "This is the mean over the patterns; the rule divides by the number of neurons.",
            ),
            (
                lambda xi: _couplings(xi) * np.shape(xi)[1],
                "The sum is right: the rule divides it by the number of neurons.",
            ),
        ),
        help="Sum the products of two neurons' entries over the patterns, and divide by N.",
    ),
    Number(
        id="06-3",
        title="Half remembered",
        kind="derive",
        level=2,
        minutes=8,
        truth=_temperature,
        tolerance=1e-3,
        nearly=(
            (
                lambda t: float(np.tanh(_HALF)),
                "You put T = 1 into the right side: solve the equation for T instead.",
            ),
            (
                lambda t: float(1 - _HALF**2 / 3),
                "This is the law close to T_c. At one half it is not exact any more.",
            ),
        ),
        help="Put m into m = tanh(m/T) and undo the tanh.",
    ),
    Number(
        id="06-4",
        title="Errors of the first step",
        kind="derive",
        level=2,
        minutes=12,
        truth=_wrong,
        tolerance=0.02,
        nearly=(
            (lambda t: 2 * t, "Only one tail counts: noise in the other direction does no harm."),
            (
                lambda t: float(norm.cdf(-1 / _LOAD)),
                "The noise has the variance α, so its size is the root of it.",
            ),
            (
                lambda t: float(norm.cdf(-1 / np.sqrt(2 * _LOAD))),
                "A factor of two too many under the root: it belongs to erfc, not to the Gaussian.",
            ),
            (lambda t: 1 - t, "This is the share of neurons that are right."),
        ),
        help="The field is one, in the right direction, plus Gaussian noise of variance α.",
    ),
    Number(
        id="06-5",
        title="When five patterns come apart",
        kind="explore",
        level=3,
        minutes=15,
        truth=_threshold,
        tolerance=1e-3,
        nearly=((lambda t: _three(), "This is the threshold of three patterns: mix five."),),
        help="Find where the lowest eigenvalue of stability(T, n_mixed=5) crosses zero.",
    ),
]
