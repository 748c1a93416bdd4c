"""Exercises of chapter 10: saddle points, the steps that leave them, the index of a point."""

from __future__ import annotations

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_HIDDEN, _CLASSES = 5, 6  # the network of exercise 10-3
_TARGET = 1e-6  # how near the monkey saddle Newton has to come in 10-5


def _escape(start: float, rate: float) -> float:
    """Return the descent steps from a small y to y = 1 on 5x² − y²."""
    return float(np.log(1 / start) / np.log1p(2 * rate))


def _starts(rng: np.random.Generator) -> list[tuple[float, float]]:
    """Draw distances from the ridge and rates."""
    return [(float(10 ** -rng.uniform(1, 9)), float(rng.uniform(0.01, 0.15))) for _ in range(5)]


def _bent(gradient: np.ndarray, hessian: np.ndarray, power: int = 1) -> np.ndarray:
    """Return the step whose curvatures are |λ| (or |λ| to a power)."""
    values, vectors = np.linalg.eigh(hessian)
    return np.asarray(-vectors @ ((vectors.T @ gradient) / np.abs(values) ** power))


def _slopes(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Draw gradients and indefinite Hessians."""
    cases = []
    for size in (2, 3, 6):
        turn, _ = np.linalg.qr(rng.standard_normal((size, size)))
        values = rng.uniform(0.5, 3, size) * np.where(np.arange(size) % 2, 1, -1)
        cases.append((rng.standard_normal(size), turn @ np.diag(values) @ turn.T))
    return cases


def _origin_index() -> float:
    """Return the index of the origin: each hidden unit can serve each contrast of classes."""
    return float(_HIDDEN * (_CLASSES - 1))


def _halvings() -> float:
    """Return how often one has to be halved to be below the target."""
    return float(np.ceil(np.log2(1 / _TARGET)))


EXERCISES = [
    Choice(
        id="10-1",
        title="What a saddle does to whom",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="bc",
        hints={
            "a": "Follow the coordinate along the way down: does descent make it smaller?",
            "d": "Turn this sign round: what does a step along a negative curvature do then?",
        },
        help="Write each method's step along one direction of negative curvature.",
    ),
    Function(
        id="10-2",
        title="How long a saddle holds",
        kind="derive",
        level=2,
        minutes=12,
        cases=_starts,
        truth=_escape,
        tolerance=1e-6,
        nearly=(
            (
                lambda y, rate: np.log(1 / y) / np.log1p(rate),
                "The slope along y is 2y: a factor of two is missing in the growth.",
            ),
            (
                lambda y, rate: np.log(1 / y) / (2 * rate),
                "This is continuous time, right for small rates: a step multiplies by 1 + 2η.",
            ),
            (
                lambda y, rate: np.log10(1 / y) / np.log1p(2 * rate),
                "Two logarithms of different bases: use the natural one twice.",
            ),
            (
                lambda y, rate: -_escape(y, rate),
                "A number of steps is positive: look at the sign of the logarithm.",
            ),
        ),
        help="Each step multiplies y by the same factor; how many until y = 1?",
    ),
    Number(
        id="10-3",
        title="Ways down from nothing",
        kind="derive",
        level=3,
        minutes=15,
        truth=_origin_index,
        tolerance=0,
        nearly=(
            (
                lambda t: _HIDDEN * _CLASSES,
                "The shares of the classes add up to one: one direction among them is idle.",
            ),
            (
                lambda t: _CLASSES - 1,
                "This is for one hidden unit: each of them can be woken by itself.",
            ),
            (
                lambda t: 2 * t,
                "Each pair of directions has one curvature down and one up: count those down.",
            ),
        ),
        help="Count for one sleeping unit the independent contrasts of classes it could serve.",
    ),
    Function(
        id="10-4",
        title="Turn the saddle round",
        kind="compute",
        level=2,
        minutes=12,
        cases=_slopes,
        truth=_bent,
        tolerance=1e-6,
        nearly=(
            (
                lambda g, h: -np.linalg.solve(h, g),
                "This is Newton's step: it goes to the saddle. Take |λ| before you divide.",
            ),
            (
                lambda g, h: -_bent(g, h),
                "The sizes are right, but this step climbs.",
            ),
            (
                lambda g, h: -np.linalg.solve(np.abs(h), g),
                "The absolute value belongs to the eigenvalues, not to the matrix's entries.",
            ),
            (
                lambda g, h: _bent(g, h, 2),
                "You divided by the curvature twice.",
            ),
        ),
        help="Write g in the eigenvectors of H, divide each part by |λ|, go back, turn the sign.",
    ),
    Number(
        id="10-5",
        title="Drawn to the monkey",
        kind="explore",
        level=2,
        minutes=12,
        truth=_halvings,
        tolerance=0,
        nearly=(
            (
                lambda t: t - 1,
                "One step more: look at which entry of the path is the first below the limit.",
            ),
            (
                lambda t: t + 1,
                "The path begins with the start itself, which is no step.",
            ),
        ),
        help="Use saddles.walk with saddles.newton and look at the norms along the path.",
    ),
]
