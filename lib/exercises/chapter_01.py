"""Exercises of chapter 1: what a picture of a loss surface shows, and what it hides."""

from __future__ import annotations

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_POINTS = 21  # points a side of the bowl in 01-5
_NEGATIVE, _POSITIVE = 6, 14  # eigenvalues -1 and +1 of the saddle in 01-4


def _filter_normalised(direction: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return a direction whose rows have the norms of the rows of the weights."""
    return direction / _norms(direction) * _norms(weights)


def _norms(matrix: np.ndarray, axis: int | None = 1) -> np.ndarray:
    """Return the norms along an axis, or of the whole, ready to multiply with the matrix."""
    return np.linalg.norm(matrix, axis=axis, keepdims=True)


def _layers(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Draw directions and weights of layers with unequal rows."""
    shapes = [(3, 5), (4, 4), (2, 7)]
    return [
        (rng.normal(size=shape), rng.normal(size=shape) * rng.uniform(0.2, 5, (shape[0], 1)))
        for shape in shapes
    ]


def _moments(eigenvalues: np.ndarray) -> np.ndarray:
    """Return mean and deviation of the curvature along a random unit direction."""
    n, total = len(eigenvalues), np.sum(eigenvalues)
    variance = 2 * (n * np.sum(eigenvalues**2) - total**2) / (n**2 * (n + 2))
    return np.array([total / n, np.sqrt(variance)])


def _moments_of_gaussian(eigenvalues: np.ndarray) -> np.ndarray:
    """Return the moments for a direction of variance 1/n an entry, not of length one."""
    n = len(eigenvalues)
    return np.array([np.mean(eigenvalues), np.sqrt(2 * np.sum(eigenvalues**2)) / n])


def _spectra(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw spectra of Hessians, short and long, saddles and minima."""
    return [(rng.normal(0.5, 2.0, size),) for size in (2, 5, 30, 200)]


def _seen_negative() -> float:
    """Return the chance that a random direction has more of the negative part than the positive."""
    from scipy.stats import beta

    return float(beta.sf(0.5, _NEGATIVE / 2, _POSITIVE / 2))


def _roughness(surface: np.ndarray, axis: int = 0, ranged: bool = True) -> float:
    """Return the mean absolute second difference along an axis, over the range of the values."""
    bend = float(np.mean(np.abs(np.diff(surface, 2, axis=axis))))
    return bend / float(np.ptp(surface)) if ranged else bend


def _teeth(axis: int = 0, ranged: bool = True) -> float:
    """Return by what factor shifted rows raise the roughness of the bowl."""
    steps = np.linspace(-1, 1, _POINTS)
    b, a = np.meshgrid(steps, steps)
    shifted = b + (steps[1] - steps[0]) * (np.arange(_POINTS)[:, None] % 2)
    aligned, snake = a**2 + b**2, a**2 + shifted**2
    return _roughness(snake, axis, ranged) / _roughness(aligned, axis, ranged)


EXERCISES = [
    Choice(
        id="01-1",
        title="What a slice can prove",
        kind="read",
        level=1,
        minutes=3,
        options="abcd",
        truth="bd",
        hints={
            "a": "The slice says nothing of the directions that are not in it.",
            "c": "Minima elsewhere, or across another direction, are not in the picture.",
        },
        help="Ask of each statement which directions it speaks about.",
    ),
    Function(
        id="01-2",
        title="Filter-normalise a direction",
        kind="compute",
        level=1,
        minutes=8,
        cases=_layers,
        truth=_filter_normalised,
        tolerance=1e-6,
        nearly=(
            (
                lambda d, w: d * _norms(w, None) / _norms(d, None),
                "This is layer normalisation: one factor for all. Each row needs its own.",
            ),
            (
                lambda d, w: d * _norms(w, 0) / _norms(d, 0),
                "You normalised columns: a filter is a row, what feeds one hidden unit.",
            ),
            (
                lambda d, w: d / _norms(d),
                "Each row has length one now: the length of the row of weights is missing.",
            ),
            (
                lambda d, w: d * _norms(w),
                "The rows keep their own length as well: divide it out first.",
            ),
            (
                lambda d, w: d * _norms(d) / _norms(w),
                "Upside down: the result has to grow with the weights.",
            ),
        ),
        help="After it, the norm of each row of the direction is that of the row of weights.",
    ),
    Function(
        id="01-3",
        title="The curvature that a random direction sees",
        kind="derive",
        level=3,
        minutes=20,
        cases=_spectra,
        truth=_moments,
        tolerance=1e-6,
        nearly=(
            (
                lambda e: _moments(e) ** [1, 2],
                "The first is right; the second is the variance, its root is asked.",
            ),
            (
                _moments_of_gaussian,
                "You let the length of the direction vary: it is one, which ties its entries.",
            ),
            (
                lambda e: _moments(e) * len(e),
                "Right for a direction of length √n: a unit direction is asked.",
            ),
            (
                lambda e: np.array([np.mean(e), np.std(e)]),
                "That is the spread of the eigenvalues; a direction averages over all of them.",
            ),
        ),
        help="Write the curvature as Σ λᵢ dᵢ²; you need the mean of dᵢ² and of dᵢ²dⱼ².",
    ),
    Number(
        id="01-4",
        title="How often a saddle shows",
        kind="compute",
        level=2,
        minutes=10,
        truth=_seen_negative,
        tolerance=0.04,
        nearly=(
            (
                lambda t: _NEGATIVE / (_NEGATIVE + _POSITIVE),
                "That is the share of negative eigenvalues; a direction mixes all of them.",
            ),
            (lambda t: 1 - t, "That is how often the curvature is positive."),
            (lambda t: 100 * t, "This looks like a percentage: a share is asked."),
        ),
        help="Draw many Gaussian directions and count those with dᵀHd < 0.",
    ),
    Number(
        id="01-5",
        title="The teeth of a tool",
        kind="explore",
        level=2,
        minutes=12,
        truth=_teeth,
        tolerance=2e-3,
        nearly=(
            (lambda t: _teeth(axis=1), "You looked along the rows: the rows are what is shifted."),
            (lambda t: _teeth(ranged=False), "Each surface has to be divided by its own range."),
        ),
        help="Shift every second row by one cell, take second differences from row to row.",
    ),
]
