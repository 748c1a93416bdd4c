"""Chapter 7's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
from scipy import optimize

from lib import exercises, theory


def equation_5(depth, spins):
    """Return Equation 5, its limit for two layers put in by hand."""
    return spins if depth == 2 else ((depth - 1) ** spins - 1) / (depth - 2)


def real_share(depth):
    """Return the mean number of pairs with two spins over Equation 5."""
    return theory.mean_critical_points(n=2, p=int(depth)) / 2 / equation_5(int(depth), 2)


def peak(exponent):
    """Return where a function of depth is largest."""
    found = optimize.minimize_scalar(
        lambda h: -exponent(h), bounds=(2.5, 60), method="bounded", options={"xatol": 1e-10}
    )
    return found.x


def log_minima(depth, spins):
    """Return ln of the exact mean number of minima."""
    return np.log(theory.mean_critical_points(n=spins, p=depth, index=0))


def log_pairs(depth, spins):
    """Return ln of the exact mean number of pairs of critical points."""
    return np.log(theory.mean_critical_points(n=spins, p=depth) / 2)


PEAK = peak(lambda h: np.log(h - 1) / np.sqrt(h))
GROWTH = log_minima(40, 16) / log_minima(10, 32)
LIMIT = 16 * (np.log(39) / 2 - 38 / 40) / (32 * (np.log(9) / 2 - 8 / 10))
ANSWERS = [
    ("07-1", "bc", ["b", "bcd"], ["a", "d"]),
    (
        "07-2",
        equation_5,
        [lambda depth, spins: (depth - 1) ** spins, lambda depth, spins: (depth - 1) ** spins - 1],
        [lambda depth, spins: -depth, lambda depth, spins: [spins, depth]],
    ),
    (
        "07-3",
        real_share,
        [lambda depth: 2 * real_share(depth), lambda depth: np.sqrt(3 * depth - 2)],
        [lambda depth: 0.9, 3.0],
    ),
    ("07-4", PEAK, [np.e**2, 10, 10.2, PEAK - 1], [3.0, np.array([1.0, 2.0])]),
    ("07-5", GROWTH, [LIMIT, 1 / GROWTH, log_pairs(40, 16) / log_pairs(10, 32)], [77.0]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("07-2", lambda depth, spins: (depth - 1) ** spins, "Bézout"),
        ("07-3", lambda depth: 1 / real_share(depth), "This is the reciprocal"),
        ("07-4", np.e**2, "the peak of ln H"),
        ("07-4", peak(lambda h: np.log(h - 1) / h), "parameters of a layer"),
        ("07-5", LIMIT, "use the exact means"),
        ("07-5", np.exp(log_minima(40, 16) - log_minima(10, 32)), "ratio of their logarithms"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
