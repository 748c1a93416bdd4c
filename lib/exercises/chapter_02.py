"""Exercises of chapter 2: the spherical spin glass and its critical points."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lib.exercises.arrays import Array
from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_MINIMA, _MAXIMA = 6, 8  # what the census of exercise 02-3 found
_COUPLINGS = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [1.0, 1.0, 0.0]])  # of exercise 02-4
_BOTH_HALVES = "J is not symmetric: both halves of it contribute to the energy."


def _covariance(sigma: np.ndarray, tau: np.ndarray, p: int) -> float:
    """Return the covariance of the energies of two points: n times the overlap to the p."""
    n = len(sigma)
    return float(n * (sigma @ tau / n) ** p)


def _pairs(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Draw pairs of points on spheres of radius √n, and orders of interaction."""
    return [(_point(n, rng), _point(n, rng), p) for n, p in ((3, 2), (4, 3), (6, 4), (9, 3))]


def _point(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a point on the sphere of radius √n."""
    x = rng.normal(size=n)
    return x * np.sqrt(n) / np.linalg.norm(x)


def _quadratic_levels() -> np.ndarray:
    """Return the energy densities of all critical points of the quadratic instance."""
    symmetric = (_COUPLINGS + _COUPLINGS.T) / 2
    return np.repeat(np.linalg.eigvalsh(symmetric), 2) / np.sqrt(len(_COUPLINGS))


def _half_levels(half: Literal["L", "U"]) -> np.ndarray:
    """Return what the levels would be from the upper or lower half of the couplings alone."""
    return np.repeat(np.linalg.eigvalsh(_COUPLINGS, UPLO=half), 2) / np.sqrt(len(_COUPLINGS))


def _mean_count() -> float:
    """Return the exact mean number of critical points of three spins, three an interaction."""
    from lib import theory

    return float(theory.mean_critical_points(n=3, p=3))


def _complex_count() -> float:
    """Return the number of complex solutions for the same sizes."""
    from lib import theory

    return float(theory.eigenpair_count(n=3, p=3))


EXERCISES = [
    Choice(
        id="02-1",
        title="Which letter is what",
        kind="read",
        level=1,
        minutes=4,
        options="abcd",
        truth="ad",
        hints={
            "b": "Count the indices of one coupling, then count the components of σ.",
            "c": "A path has one weight a layer; Λ comes from the number of paths.",
        },
        help="Write down one term of the sum and count its factors.",
    ),
    Function(
        id="02-2",
        title="How the energies of two points are related",
        kind="derive",
        level=2,
        minutes=12,
        cases=_pairs,
        truth=_covariance,
        tolerance=1e-6,
        nearly=(
            (
                lambda s, t, p: (s @ t / len(s)) ** p,
                "This is the correlation. The energy is extensive: a factor is missing.",
            ),
            (
                lambda s, t, p: (s @ t / len(s)) ** p / len(s),
                "This is the covariance of the energy densities: the energies are asked.",
            ),
            (
                lambda s, t, p: (s @ t) ** p,
                "The pre-factor N^{-(p-1)/2} enters squared: it is missing here.",
            ),
            (
                lambda s, t, p: (s @ t) ** p * len(s) ** (-(p - 1) / 2),
                "The pre-factor enters once for each of the two energies.",
            ),
            (
                lambda s, t, p: len(s) * (s @ t / len(s)),
                "Right for one spin a term: each of the p indices brings its own sum.",
            ),
        ),
        help="Only equal couplings have a mean product other than zero: one sum over p indices.",
    ),
    Number(
        id="02-3",
        title="The passes of a globe",
        kind="derive",
        level=2,
        minutes=6,
        truth=lambda: _MINIMA + _MAXIMA - 2,
        tolerance=0,
        nearly=(
            (lambda t: _MINIMA + _MAXIMA + 2, "The two of Euler's sum stands on the other side."),
            (lambda t: _MINIMA + _MAXIMA, "So it would be on a torus, or a sphere with N even."),
        ),
        help="The alternating sum of the counts by index is a number that the sphere alone sets.",
    ),
    Array(
        id="02-4",
        title="Two spins a term: all critical points",
        kind="compute",
        level=2,
        minutes=12,
        truth=_quadratic_levels,
        tolerance=1e-3,
        nearly=(
            (lambda u: u[::2], "Each of them stands for two points: σ and its opposite."),
            (
                lambda u: u * len(_COUPLINGS),
                "These are energies: divide by N to have densities.",
            ),
            (
                lambda u: u * np.sqrt(len(_COUPLINGS)),
                "These are eigenvalues: the pre-factor of H is missing.",
            ),
            (lambda u: u * 2, "J + Jᵀ is twice what the energy sees."),
            (lambda u: _half_levels("L"), _BOTH_HALVES),
            (lambda u: _half_levels("U"), _BOTH_HALVES),
        ),
        help="On the sphere the gradient of σᵀJσ is along σ at eigenvectors of a symmetric matrix.",
    ),
    Number(
        id="02-5",
        title="Take a census",
        kind="explore",
        level=2,
        minutes=15,
        truth=_mean_count,
        tolerance=0.06,
        nearly=(
            (
                lambda t: _complex_count(),
                "That is the number of complex solutions, the same for every instance.",
            ),
            (
                lambda t: 2 * _complex_count(),
                "That is the most that there can be: not every solution is real.",
            ),
            (lambda t: t / 2, "You counted pairs: σ and its opposite are two critical points."),
        ),
        help="Draw a few hundred instances, count each one completely, take the mean.",
    ),
]
