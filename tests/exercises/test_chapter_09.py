"""Chapter 9's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
from scipy import optimize, stats

from lib import exercises


def exponent(sizes, spreads):
    """Return the slope of the logarithms."""
    return stats.linregress(np.log(sizes), np.log(spreads)).slope


def spins(pixels, hidden):
    """Return the number of paths to one output, to the power one over the layers of weights."""
    return (pixels * hidden) ** (1 / 2)


def factor():
    """Return by how much the units must grow to halve a spread that goes as their power -0.4."""
    return optimize.brentq(lambda times: times**-0.4 - 0.5, 1, 100)


def near_best():
    """Return the share by simulation."""
    runs = 0.4 * np.random.default_rng(8).normal(size=(100_000, 40))
    return np.mean(runs <= runs.min(axis=1, keepdims=True) + 1)


ANSWERS = [
    ("09-1", "bcd", ["b", "abcd"], ["a"]),
    (
        "09-2",
        exponent,
        [
            lambda n, s: -exponent(n, s),
            lambda n, s: np.log(s[-1] / s[0]) / np.log(n[-1] / n[0]),
            lambda n, s: np.polyfit(n, np.log(s), 1)[0],
        ],
        [lambda n, s: 7.0, lambda n, s: s],
    ),
    (
        "09-3",
        spins,
        [lambda x, n: x * n, lambda x, n: (x * n) ** (1 / 3), lambda x, n: x * n + n],
        [lambda x, n: 3.0 + n, lambda x, n: [x, n]],
    ),
    ("09-4", factor(), [1 / factor(), 2**0.4, 5, 4], [77.0, "many"]),
    ("09-5", near_best(), [100 * near_best(), stats.norm.cdf(2.5)], [0.1, 3.0]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("09-2", lambda n, s: np.log(s[-1] / s[0]) / np.log(n[-1] / n[0]), "two ends"),
        ("09-3", lambda x, n: np.sqrt(10 * x * n), "ten outputs"),
        ("09-4", 1 / factor(), "This is the reciprocal"),
        ("09-5", 1 - near_best(), "one minus it"),
        ("09-5", 1 - 2 * stats.norm.sf(2.5), "the mean"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
