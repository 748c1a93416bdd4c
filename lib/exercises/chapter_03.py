"""Exercises of chapter 3: energy levels, the band, and what is true at a finite size."""

from __future__ import annotations

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_SMALL, _LARGE = 10, 20  # sizes that exercise 03-5 compares
_NORMALISATION = "Right in the physicists' normalisation: here the couplings have variance 1."


def _threshold(p: int) -> float:
    """Return the level at which the lower edge of the semicircle touches zero."""
    return float(2 * np.sqrt((p - 1) / p))


def _orders(rng: np.random.Generator) -> list[tuple[int]]:
    """Draw orders of interaction, the quadratic model among them."""
    return [(2,), *((int(p),) for p in rng.integers(3, 40, 4))]


def _downhill() -> float:
    """Return the share of negative eigenvalues at half the threshold level."""
    from lib import theory

    return float(theory.index_fraction(-theory.threshold_energy(3) / 2, 3))


def _ground_state() -> float:
    """Return the ground-state energy for four spins an interaction."""
    from lib import theory

    return float(theory.ground_state_energy(4))


def _share(n: int, index: int | None = 0) -> float:
    """Return which share of the minima (or of critical points of any index) lie in the band."""
    from lib import theory

    below = theory.mean_critical_points(n=n, p=3, index=index, below=-theory.threshold_energy(3))
    return float(below / theory.mean_critical_points(n=n, p=3, index=index))


def _fall(index: int | None = 0) -> float:
    """Return by what factor the share falls from the small size to the large one."""
    return _share(_SMALL, index) / _share(_LARGE, index)


def _fall_of_number() -> float:
    """Return the same factor for the number of minima in the band, which is another question."""
    from lib import theory

    level = -theory.threshold_energy(3)
    counts = [theory.mean_critical_points(n=n, p=3, index=0, below=level) for n in (_SMALL, _LARGE)]
    return float(counts[0] / counts[1])


EXERCISES = [
    Choice(
        id="03-1",
        title="Saddles in the band",
        kind="read",
        level=2,
        minutes=5,
        options="abcd",
        truth="bc",
        hints={
            "a": "Look at the complexity of index one between -E_1 and the threshold: its sign.",
            "d": "Look at the exact share of minima below the threshold, not at the limit.",
        },
        help="Tell apart how many there are from what share of all they are.",
    ),
    Function(
        id="03-2",
        title="Where the semicircle touches zero",
        kind="derive",
        level=2,
        minutes=12,
        cases=_orders,
        truth=_threshold,
        tolerance=1e-6,
        nearly=(
            (lambda p: -_threshold(p), "This is the level; the positive number E_∞ is asked."),
            (
                lambda p: _threshold(p) / np.sqrt(2),
                _NORMALISATION,
            ),
            (
                lambda p: _threshold(p) / 2,
                "A factor of two is missing: the radius is twice the root of p(p-1).",
            ),
            (
                lambda p: 2 * np.sqrt(p * (p - 1)),
                "This is the radius of the semicircle: at which u does its shift equal it?",
            ),
        ),
        help="Set the lower edge, -pu minus the radius, to zero and solve for u.",
    ),
    Number(
        id="03-3",
        title="Half-way up to the threshold",
        kind="derive",
        level=2,
        minutes=10,
        truth=_downhill,
        tolerance=5e-3,
        nearly=(
            (lambda t: 1 - t, "These are the directions that go up: the negative ones are asked."),
            (
                lambda t: 0.25,
                "A straight line from the threshold to zero gives this; the law is a semicircle.",
            ),
            (
                lambda t: 0.5 - t,
                "This is the part of the semicircle between its centre and zero.",
            ),
        ),
        help="The centre of the semicircle is half its radius above zero: how much lies below?",
    ),
    Number(
        id="03-4",
        title="The lowest level of all",
        kind="compute",
        level=2,
        minutes=12,
        truth=_ground_state,
        tolerance=1e-4,
        nearly=(
            (
                lambda t: _threshold(4),
                "This is E_∞, where the minima are most, not where they run out.",
            ),
            (
                lambda t: t / np.sqrt(2),
                _NORMALISATION,
            ),
            (lambda t: -t, "This is the level; the positive number E_0 is asked."),
        ),
        help="Find the level at which the complexity of minima is zero, by bisection.",
    ),
    Number(
        id="03-5",
        title="Is the band filling up?",
        kind="explore",
        level=3,
        minutes=15,
        truth=_fall,
        tolerance=0.01,
        nearly=(
            (
                lambda t: _fall_of_number(),
                "This compares numbers of minima below the threshold: shares are asked.",
            ),
            (
                lambda t: _fall(None),
                "This is the share of all critical points: minima alone are asked.",
            ),
        ),
        help="Divide the mean number of minima below the threshold by that of all minima.",
    ),
]
