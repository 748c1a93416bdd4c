"""Chapter 4's checks: a right, a nearly right and a wrong answer for each."""

import itertools

import numpy as np
import pytest
from scipy import optimize

from lib import exercises
from lib.networks import parameter_count


def width(budget, layers, inputs, outputs):
    """Return the width by bisection on the count of weights and biases."""

    def count(h):
        widths = (inputs, *[h] * layers, outputs)
        return sum((a + 1) * b for a, b in itertools.pairwise(widths))

    return optimize.brentq(lambda h: count(h) - budget, 0, budget)


def chain(layers, growth):
    """Return the step by bisection on the variance of a sum, number by number."""

    def moved(r):
        return np.sqrt(sum(r**2 for _ in range(layers))) - np.log(growth)

    return optimize.brentq(moved, 0, growth)


def runs():
    """Return the number of runs by trying."""
    return next(n for n in range(1, 99) if 1 - 0.9**n >= 0.95)


def floors(common=False):
    """Return the ratio of the floors, point by point."""
    counts = [0, 0]
    for x in np.linspace(-1, 1, 101):
        for y in np.linspace(-1, 1, 101):
            r2 = x * x + y * y
            counts[0] += r2 <= 0.2
            counts[1] += np.expm1(3 * r2) <= (0.2 if common else np.expm1(6) / 10)
    return counts[1] / counts[0]


ANSWERS = [
    ("04-1", "abd", ["ab", "abcd"], ["c"]),
    (
        "04-2",
        width,
        [lambda b, l, i, o: np.floor(width(b, l, i, o)), lambda b, l, i, o: width(b, l + 1, i, o)],
        [lambda b, l, i, o: b / (i + o), lambda b, l, i, o: [b, l]],
    ),
    (
        "04-3",
        chain,
        [
            lambda n, g: np.log(g) / n,
            lambda n, g: (g - 1) / np.sqrt(n),
            lambda n, g: np.log(g) / np.sqrt(n + 1),
        ],
        [lambda n, g: 7.0 + n, lambda n, g: "share"],
    ),
    ("04-4", runs(), [10, runs() - 1, runs() + 1], [3, 0.5]),
    ("04-5", floors(), [floors(common=True), 1 / floors()], [100.0]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("04-2", lambda b, l, i, o: np.floor(width(b, l, i, o)), "Rounded down"),
        ("04-3", lambda n, g: np.log(g) / n, "all move together"),
        ("04-3", lambda n, g: (g - 1) / np.sqrt(n), "logarithm of the output"),
        ("04-4", 10, "on average"),
        ("04-5", floors(common=True), "each has its own"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint


def test_the_width_of_the_solution_gives_the_budget():
    assert parameter_count((100, *[width(5000, 5, 100, 10)] * 5, 10)) == pytest.approx(5000)
