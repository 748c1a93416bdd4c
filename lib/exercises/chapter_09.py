"""Exercises of chapter 9: spreads against size, matched sizes, the best of many runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_RUNS, _DEVIATION, _MARGIN = 40, 0.4, 1.0  # of exercise 09-5
_GRID = np.linspace(-9, 9, 6001)


def _tables(rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Draw sizes and spreads whose ends alone would tell another exponent."""
    sizes = [np.sort(rng.choice(np.arange(5, 900), 5, replace=False)) for _ in range(4)]
    return [(n.astype(float), n**-0.4 * rng.lognormal(0, 0.4, len(n))) for n in sizes]


def _exponent(sizes: np.ndarray, spreads: np.ndarray) -> float:
    """Return the slope of ln(spread) against ln(size), by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(spreads), 1)[0])


def _by_ends(sizes: np.ndarray, spreads: np.ndarray) -> float:
    """Return the exponent that the first and the last size alone give."""
    return float(np.log(spreads[-1] / spreads[0]) / np.log(sizes[-1] / sizes[0]))


def _networks(rng: np.random.Generator) -> list[tuple[int, int]]:
    """Draw numbers of pixels and of hidden units."""
    pairs = rng.integers(2, 400, (5, 2))
    return [(int(pixels), int(hidden)) for pixels, hidden in pairs]


def _exponents(rng: np.random.Generator) -> list[tuple[float]]:
    """Draw negative exponents."""
    return [(-0.5,), *((float(a),) for a in -rng.uniform(0.1, 1.5, 4))]


def _share_near_best() -> float:
    """Return the mean share of Gaussian runs within the margin of the best of them."""
    from scipy.stats import norm

    x, reach = _GRID, _MARGIN / _DEVIATION
    above = norm.sf(x)
    lowest = _RUNS * norm.pdf(x) * above ** (_RUNS - 1)
    others = (norm.cdf(x + reach) - norm.cdf(x)) / np.maximum(above, 1e-300)
    near = float(np.sum(lowest * others) * (x[1] - x[0]))
    return (1 + (_RUNS - 1) * near) / _RUNS


def _share_near_mean(sides: int) -> float:
    """Return the share within the margin of the mean, on one side or on both."""
    from scipy.stats import norm

    return float(norm.cdf(_MARGIN / _DEVIATION) - (sides - 1) * norm.sf(_MARGIN / _DEVIATION))


EXERCISES = [
    Choice(
        id="09-1",
        title="What a narrow histogram shows",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="bcd",
        hints={
            "a": "Two networks may have equal losses and no weight in common: look at symmetry."
        },
        help="Ask what was the same for all networks, and what else would narrow in this way.",
    ),
    Function(
        id="09-2",
        title="An exponent from a table",
        kind="compute",
        level=1,
        minutes=8,
        cases=_tables,
        truth=_exponent,
        tolerance=1e-6,
        nearly=(
            (_by_ends, "This uses the two ends of the table only: let every size count."),
            (
                lambda sizes, spreads: float(np.polyfit(sizes, np.log(spreads), 1)[0]),
                "This is a rate per hidden unit: an exponent needs the logarithm of the size, too.",
            ),
            (
                lambda sizes, spreads: float(np.polyfit(np.log(spreads), np.log(sizes), 1)[0]),
                "This fits the size against the spread: which of the two depends on the other?",
            ),
            (lambda sizes, spreads: -_exponent(sizes, spreads), "Right but for the sign."),
        ),
        help="Fit a straight line to ln(spread) against ln(size): its slope is the exponent.",
    ),
    Function(
        id="09-3",
        title="How many spins is a network?",
        kind="derive",
        level=2,
        minutes=8,
        cases=_networks,
        truth=lambda pixels, hidden: float(np.sqrt(pixels * hidden)),
        tolerance=1e-9,
        nearly=(
            (
                lambda pixels, hidden: float(pixels * hidden),
                "This is the number of paths: it still has to be raised to the power 1/H.",
            ),
            (
                lambda pixels, hidden: float((pixels * hidden) ** (1 / 3)),
                "H counts the layers of weights: with one hidden layer there are two.",
            ),
            (
                lambda pixels, hidden: float(pixels * hidden + hidden),
                "This is the number of weights: the model has fewer spins.",
            ),
            (
                lambda pixels, hidden: float(np.sqrt(10 * pixels * hidden)),
                "This counts ten outputs: the sum over paths is that of one output.",
            ),
        ),
        help="Count the paths from a pixel through a hidden unit to one output, then take a root.",
    ),
    Function(
        id="09-4",
        title="What halving the spread costs",
        kind="derive",
        level=2,
        minutes=8,
        cases=_exponents,
        truth=lambda exponent: float(2 ** (-1 / exponent)),
        tolerance=1e-9,
        nearly=(
            (
                lambda exponent: float(2 ** (1 / exponent)),
                "This is below one: it says how many times fewer units double the spread.",
            ),
            (
                lambda exponent: float(2**-exponent),
                "This is what doubling the units does to the spread, upside down: solve for units.",
            ),
            (
                lambda exponent: -2 / exponent,
                "The spread is a power of the number of units, not proportional to it.",
            ),
        ),
        help="Write the spread as a constant times n to the exponent, and ask when it is half.",
    ),
    Number(
        id="09-5",
        title="Near the best of forty",
        kind="explore",
        level=3,
        minutes=15,
        truth=_share_near_best,
        tolerance=0.015,
        nearly=(
            (
                lambda t: _share_near_mean(2),
                "This is the share within a point of the mean: the best lies well below it.",
            ),
            (
                lambda t: _share_near_mean(1),
                "This is the share less than a point above the mean: start from the best run.",
            ),
            (lambda t: 1 - t, "This is the share that is farther away."),
        ),
        help="Draw forty Gaussian numbers many times, and count what is near the smallest.",
    ),
]
