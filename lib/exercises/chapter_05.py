"""Exercises of chapter 5: a network beside a spin glass."""

from __future__ import annotations

from math import comb, factorial

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number


def _copies(h: int) -> int:
    """Return how many parameters of a tanh network with one hidden layer compute the same."""
    return factorial(h) * 2**h


def _ridge() -> float:
    """Return the highest loss ½(ab − 1)² on the segment from (1, 1) to (−1, −1)."""
    return 0.5


def _amplitude(n: int) -> float:
    """Return the root mean square of the energy density, which a slice inherits."""
    return float(1 / np.sqrt(n))


def _linear_points(h: int, inputs: int, outputs: int) -> int:
    """Return how many critical points a linear network with decay has, copies merged."""
    ways = min(inputs, outputs)
    return sum(comb(ways, k) for k in range(min(h, ways) + 1))


def _sizes(rng: np.random.Generator) -> list[tuple[int]]:
    """Draw numbers of hidden units."""
    return [(1,), *((int(h),) for h in rng.choice(np.arange(2, 9), 4, replace=False))]


def _spins(rng: np.random.Generator) -> list[tuple[int]]:
    """Draw numbers of spins."""
    return [(3,), *((int(n),) for n in rng.integers(4, 500, 4))]


def _shapes(rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """Draw hidden units, inputs and outputs."""
    return [(1, 3, 3), (5, 3, 3), (2, 4, 3), (3, 2, 6), (3, 5, 5)]


EXERCISES = [
    Choice(
        id="05-1",
        title="What two pictures prove",
        kind="read",
        level=1,
        minutes=4,
        options="abcd",
        truth="ab",
        hints={
            "c": "A minimum on a plane need not be one of the surface, nor two of them different.",
            "d": "The deep linear network is not convex either: how many bad minima has it?",
        },
        help="Ask of each statement whether a landscape of another kind could show this picture.",
    ),
    Function(
        id="05-2",
        title="Count the copies",
        kind="derive",
        level=1,
        minutes=6,
        cases=_sizes,
        truth=_copies,
        tolerance=1e-9,
        nearly=(
            (lambda h: factorial(h), "These are the orders of the units; the signs are missing."),
            (lambda h: 2**h, "These are the signs of the units; their orders are missing."),
            (
                lambda h: _copies(h) - 1,
                "These are the copies besides the point itself: count the point too.",
            ),
        ),
        help="In how many orders can the units stand, and how many signs can each have?",
    ),
    Number(
        id="05-3",
        title="A ridge made by a symmetry",
        kind="compute",
        level=1,
        minutes=6,
        truth=_ridge,
        tolerance=1e-3,
        nearly=(
            (lambda t: 1.0, "The factor one half of the loss is missing."),
            (lambda t: 0.0, "This is the loss at both ends: look between them."),
        ),
        help="On the segment both numbers are equal: write the loss as a function of one of them.",
    ),
    Function(
        id="05-4",
        title="How high is a slice",
        kind="derive",
        level=2,
        minutes=12,
        cases=_spins,
        truth=_amplitude,
        tolerance=1e-6,
        nearly=(
            (lambda n: 1 / n, "This is the mean square: take its root."),
            (lambda n: np.sqrt(n), "This is the energy's; its density is that over n."),
            (lambda n: np.sqrt(3 / n), "This is the ratio to the model of three spins."),
        ),
        help="The energy has the variance n everywhere on the sphere: divide by n, take the root.",
    ),
    Function(
        id="05-5",
        title="Critical points of a linear network",
        kind="explore",
        level=3,
        minutes=20,
        cases=_shapes,
        truth=_linear_points,
        tolerance=1e-9,
        nearly=(
            (
                lambda h, inputs, outputs: 2 ** min(inputs, outputs),
                "Right for a wide network; a narrow one can use only so many directions as units.",
            ),
            (
                lambda h, inputs, outputs: _linear_points(h, inputs, outputs) - 1,
                "The point at which all weights are zero is critical as well.",
            ),
            (
                lambda h, inputs, outputs: comb(min(inputs, outputs), min(h, inputs, outputs)),
                "These use as many directions as they can; a critical point may use fewer.",
            ),
        ),
        help="A critical point chooses some singular directions, at most one for each hidden unit.",
    ),
]
