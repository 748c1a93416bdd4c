"""Exercises of chapter 4: reading and making a comparison of networks of different depth."""

from __future__ import annotations

import math

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number

_FAILURES, _CERTAINTY = 0.1, 0.95  # of exercise 04-4


def _width(budget: float, layers: int, inputs: int, outputs: int, *, biases: bool = True) -> float:
    """Return the width of equal hidden layers that gives a number of parameters."""
    square, linear = layers - 1, inputs + outputs + layers * biases
    constant = outputs * biases - budget
    return float(-2 * constant / (linear + np.sqrt(linear**2 - 4 * square * constant)))


def _shapes(rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Draw budgets and shapes, one hidden layer among them."""
    drawn = [(1, *rng.integers(4, 200, 2)), *((int(rng.integers(2, 12)), *rng.integers(4, 200, 2))
             for _ in range(4))]  # fmt: skip
    return [(int(rng.integers(2000, 90000)), int(a), int(b), int(c)) for a, b, c in drawn]


def _chain(layers: int, growth: float) -> float:
    """Return the common share of growth of each factor of a product."""
    return float(growth ** (1 / layers) - 1)


def _chains(rng: np.random.Generator) -> list[tuple[int, float]]:
    """Draw numbers of layers and factors of growth."""
    return [(1, 2.0), *((int(rng.integers(2, 30)), float(rng.uniform(1.2, 9))) for _ in range(4))]


def _runs() -> float:
    """Return the least number of runs among which a failure is nearly certain."""
    return float(math.ceil(math.log(1 - _CERTAINTY) / math.log(1 - _FAILURES)))


def _surfaces() -> tuple[np.ndarray, np.ndarray]:
    """Return the gentle and the steep surface of exercise 04-5."""
    steps = np.linspace(-1, 1, 101)
    r2 = steps[:, None] ** 2 + steps**2
    return r2, np.exp(3 * r2) - 1


def _floors(scale: float | None = None) -> float:
    """Return the ratio of the floors, each on its own scale, or both on a common one."""
    gentle, steep = _surfaces()
    own = [np.mean(f <= (np.ptp(f) if scale is None else scale) / 10) for f in (gentle, steep)]
    return float(own[1] / own[0])


EXERCISES = [
    Choice(
        id="04-1",
        title="What the figure can tell",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="abd",
        hints={
            "c": "Colours repeat the height; they add nothing that can be compared.",
        },
        help="Ask for each whether the word could be wrong without it.",
    ),
    Function(
        id="04-2",
        title="Equal parameters",
        kind="compute",
        level=2,
        minutes=12,
        cases=_shapes,
        truth=_width,
        tolerance=1e-6,
        nearly=(
            (
                lambda *shape: _width(*shape, biases=False),
                "This is the width without biases: each unit has one, the outputs too.",
            ),
            (
                lambda budget, layers, inputs, outputs: _width(budget, layers + 1, inputs, outputs),
                "One hidden layer too many: between so many layers there is one matrix less.",
            ),
            (lambda *shape: np.floor(_width(*shape)), "Rounded down: the real number is asked."),
        ),
        help="Count weights and biases layer by layer: a quadratic in the width. Solve it.",
    ),
    Function(
        id="04-3",
        title="Why radii shrink",
        kind="derive",
        level=2,
        minutes=12,
        cases=_chains,
        truth=_chain,
        tolerance=1e-6,
        nearly=(
            (
                lambda layers, growth: np.log(growth) / layers,
                "This is the limit of many layers: the exact share is asked.",
            ),
            (
                lambda layers, growth: growth ** (1 / layers),
                "This is by what each weight is multiplied: the share of growth is one less.",
            ),
            (
                lambda layers, growth: (growth - 1) / layers,
                "Shares do not add up: each layer multiplies what the one below has grown to.",
            ),
            (
                lambda layers, growth: growth ** (1 / (layers + 1)) - 1,
                "One layer too many: the layers that are given are all layers of weights.",
            ),
        ),
        help="The output is a product: write its growth as a power and solve for the share.",
    ),
    Number(
        id="04-4",
        title="How many runs?",
        kind="derive",
        level=2,
        minutes=8,
        truth=_runs,
        tolerance=0,
        nearly=(
            (
                lambda t: 10,
                "This is how many give one failure on average: none is still quite likely then.",
            ),
            (
                lambda t: math.ceil(_CERTAINTY / _FAILURES),
                "Probabilities of single runs do not add up: multiply those of going well.",
            ),
        ),
        help="All runs go well with a probability that is a power: when is it small enough?",
    ),
    Number(
        id="04-5",
        title="A scale makes a floor",
        kind="explore",
        level=3,
        minutes=12,
        truth=_floors,
        tolerance=0.01,
        nearly=(
            (
                lambda t: _floors(2.0),
                "Both on the scale of the gentle surface: here each has its own.",
            ),
            (
                lambda t: float(np.mean(_surfaces()[1] <= _surfaces()[1].max() / 10)),
                "This is the floor of the steep surface alone: divide by that of the gentle one.",
            ),
        ),
        help="A floor is a share of grid points: those below a tenth of the surface's own range.",
    ),
]
