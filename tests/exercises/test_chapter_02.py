"""Chapter 2's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest

from lib import exercises

COUPLINGS = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [1.0, 1.0, 0.0]])


def covariance(sigma, tau, p):
    """Sum the products of pre-factors and components over all p indices, term by term."""
    n = len(sigma)
    total = 0.0
    for term in np.ndindex(*[n] * p):
        total += np.prod(sigma[list(term)]) * np.prod(tau[list(term)])
    return total / n ** (p - 1)


def levels():
    """Return the extrema of the energy on a fine circle in each plane of two eigenvectors."""
    vectors = np.linalg.svd(COUPLINGS + COUPLINGS.T)[0]
    points = np.sqrt(3) * np.vstack([vectors.T, -vectors.T])
    return np.sort([x @ COUPLINGS @ x / np.sqrt(3) / 3 for x in points])


def mean_count():
    """Return the closed form for three spins: 2 (1 + 4 (p-1)^(3/2) / sqrt(3p-2)) at p = 3."""
    return 2 * (1 + 4 * 2**1.5 / np.sqrt(7))


ANSWERS = [
    ("02-1", "ad", ["d", "acd"], ["b", "bc"]),
    (
        "02-2",
        covariance,
        [
            lambda s, t, p: covariance(s, t, p) / len(s),
            lambda s, t, p: (s @ t) ** p,
            lambda s, t, p: covariance(s, t, 3),
        ],
        [lambda s, t: 1.0, lambda s, t, p: np.linalg.norm(s - t)],
    ),
    ("02-3", 12, [16, 14, 13, 6], [3, 0]),
    (
        "02-4",
        levels(),
        [levels()[::2], 3 * levels(), levels()[::-1], -levels()],
        [np.zeros(6), np.arange(4)],
    ),
    ("02-5", mean_count(), [mean_count() / 2, 7, 14], [3.0, 40]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("02-2", lambda s, t, p: (s @ t / len(s)) ** p, "energy is extensive"),
        ("02-3", 14, "torus"),
        ("02-4", levels()[::2], "σ and its opposite"),
        ("02-4", np.repeat(np.linalg.eigvalsh(COUPLINGS), 2) / np.sqrt(3), "not symmetric"),
        ("02-5", 14, "the most that there can be"),
        ("02-5", mean_count() / 2, "Half of what it should be"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
