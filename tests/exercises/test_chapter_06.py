"""Chapter 6's checks: a right, a nearly right and a wrong answer for each."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize

from lib import exercises


def hebb(patterns):
    """Return Hebb's couplings, written out."""
    p, n = patterns.shape
    couplings = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                couplings[i, j] = sum(patterns[k, i] * patterns[k, j] for k in range(p)) / n
    return couplings


def half():
    """Return the T at which m = tanh(m/T) holds at one half, by bisection."""
    return optimize.brentq(lambda T: math.tanh(0.5 / T) - 0.5, 0.5, 1.0)


def wrong(variance=0.1):
    """Return the weight of a Gaussian beyond one."""
    density = lambda x: math.exp(-x * x / (2 * variance)) / math.sqrt(2 * math.pi * variance)  # noqa: E731
    return integrate.quad(density, 1, 20 * math.sqrt(variance) + 1)[0]


def threshold(n):
    """Return where the curvature of an n-mixture vanishes, by sums over all 2^n entries."""
    xi = np.array([[1 - 2 * (k >> i & 1) for i in range(n)] for k in range(2**n)])
    z = xi.sum(axis=1)

    def curvature(T):
        solve = lambda m: np.mean(z * np.tanh(m * z / T)) / n - m  # noqa: E731
        m = optimize.brentq(solve, 0.05, 1)
        t = np.tanh(m * z / T) ** 2
        return 1 - (1 - t.mean()) / T - np.mean(xi[:, 0] * xi[:, 1] * t) / T

    return optimize.brentq(curvature, 0.2, 0.7)


ANSWERS = [
    ("06-1", "ac", ["a", "abc"], ["b", "bd"]),
    (
        "06-2",
        hebb,
        [
            lambda xi: xi.T @ xi / xi.shape[1],
            lambda xi: hebb(xi) * xi.shape[1],
            lambda xi: hebb(xi) * xi.shape[1] / len(xi),
        ],
        [lambda xi: np.zeros((xi.shape[1],) * 2), lambda xi: xi],
    ),
    ("06-3", half(), [math.tanh(0.5), 1 - 0.25 / 3, -half()], [0.1, "warm"]),
    ("06-4", wrong(), [2 * wrong(), 1 - wrong(), wrong(0.2), 100 * wrong()], [0.3]),
    ("06-5", threshold(9), [threshold(7), 2 * threshold(9)], [0.6]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("06-2", lambda xi: xi.T @ xi / xi.shape[1], "diagonal"),
        ("06-3", 1 - 0.25 / 3, "close to T = 1"),
        ("06-4", 2 * wrong(), "counted twice"),
        ("06-4", wrong(0.01), "root of it"),
        ("06-5", threshold(7), "mix nine"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
