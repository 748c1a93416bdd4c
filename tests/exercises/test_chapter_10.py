"""Chapter 10's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest

from lib import exercises
from lib.curvature import NetworkSurface, morse_index
from lib.dynamics import critical_point, walk
from lib.dynamics import newton_step as newton
from lib.dynamics import saddle_free_step as saddle_free


def escape(start, rate):
    """Return the steps from a small y to y = 1 on 5x² − y², between the last two steps."""
    steps = 0
    while start * (1 + 2 * rate) < 1:
        start, steps = start * (1 + 2 * rate), steps + 1
    return steps + np.log(1 / start) / np.log(1 + 2 * rate)


def origin_index():
    """Count the negative curvatures of a 7–5–6 network without decay at its sleeping point."""
    rng = np.random.default_rng(0)
    inputs, labels = rng.standard_normal((60, 7)), np.arange(60) % 6
    surface = NetworkSurface([7, 5, 6], inputs, labels)
    found = critical_point(surface.gradient, surface.hessian, np.zeros(surface.size))
    return morse_index(found.eigenvalues[0])


def newton_steps():
    """Count Newton's steps from (1, 0) to within a millionth of the monkey saddle."""

    def gradient(at):
        x, y = at
        return np.array([3 * x**2 - 3 * y**2, -6 * x * y])

    def hessian(at):
        x, y = at
        return 6 * np.array([[x, -y], [-y, -x]])

    path = walk(newton, gradient, hessian, [1.0, 0.0], 30)
    return int(np.argmax(np.linalg.norm(path, axis=1) < 1e-6))


ANSWERS = [
    ("10-1", "bc", ["b", "abc"], ["a", "d"]),
    (
        "10-2",
        escape,
        [
            lambda y, rate: np.log(1 / y) / np.log(1 + rate),
            lambda y, rate: np.log(1 / y) / (2 * rate),
            lambda y, rate: np.log(y) / np.log(1 + 2 * rate),
        ],
        [lambda y, rate: 1.0, lambda y, rate: y],
    ),
    ("10-3", origin_index(), [30, 5, 50], [7, 11]),
    (
        "10-4",
        saddle_free,
        [newton, lambda g, h: -saddle_free(g, h), lambda g, h: -np.linalg.solve(np.abs(h), g)],
        [lambda g, h: 0 * g, lambda g, h: h],
    ),
    ("10-5", newton_steps(), [newton_steps() - 1, newton_steps() + 1], [6, 1000.0]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("10-2", lambda y, rate: np.log10(1 / y) / np.log(1 + 2 * rate), "different bases"),
        ("10-3", 30, "add up to one"),
        ("10-3", 5, "each of them can be woken"),
        ("10-4", newton, "goes to the saddle"),
        ("10-5", newton_steps() + 1, "One too many"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
