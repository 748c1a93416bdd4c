"""Chapter 3's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
from scipy import integrate, optimize

from lib import exercises, theory


def threshold(p):
    """Return the level at which the lowest of the semicircle's eigenvalues is zero."""
    return optimize.brentq(lambda e: p * e - 2 * np.sqrt(p * (p - 1)), 0, 3)


def downhill():
    """Return the weight of the unit semicircle (radius 2) beyond half its radius."""
    return integrate.quad(lambda x: np.sqrt(4 - x * x) / (2 * np.pi), 1, 2)[0]


def ground_state(p=4):
    """Return the root of the complexity of minima, its rate an integral over the edge."""

    def complexity(u):
        edge = threshold(p)
        rate = integrate.quad(lambda x: np.sqrt(x * x - edge**2), edge, u)[0] * 2 / edge**2
        return np.log(p - 1) / 2 - (p - 2) * u * u / (4 * (p - 1)) - rate

    return optimize.brentq(complexity, threshold(p), 3)


def share(n, index=0):
    """Return the share of the mean number of minima that is at or below the threshold."""
    below = theory.mean_critical_points(n=n, p=3, index=index, below=-threshold(3))
    return below / theory.mean_critical_points(n=n, p=3, index=index)


FALL = share(10) / share(20)
ANSWERS = [
    ("03-1", "bc", ["b", "abc"], ["a", "d"]),
    (
        "03-2",
        threshold,
        [
            lambda p: -threshold(p),
            lambda p: threshold(p) / np.sqrt(2),
            lambda p: 2 * np.sqrt(p * (p - 1)),
        ],
        [lambda p: p, lambda p: [p, p]],
    ),
    ("03-3", downhill(), [1 - downhill(), 0.25, 100 * downhill()], [0.9, 0.0]),
    (
        "03-4",
        ground_state(),
        [-ground_state(), ground_state() / np.sqrt(2), threshold(4)],
        [1.0, np.array([1.0, 2.0])],
    ),
    ("03-5", FALL, [1 / FALL, share(10, None) / share(20, None)], [77.0]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("03-2", lambda p: 2 * np.sqrt(p * (p - 1)), "radius of the semicircle"),
        ("03-3", 0.25, "straight line"),
        ("03-3", 0.5 - downhill(), "between its centre and zero"),
        ("03-4", threshold(4), "where the minima are most"),
        ("03-5", share(10, None) / share(20, None), "minima alone are asked"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
