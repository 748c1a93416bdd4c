"""Chapter 1's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
from scipy import integrate, stats

from lib import exercises


def normalised(direction, weights):
    """Filter-normalise row by row, with plain loops."""
    result = np.zeros_like(direction)
    for row, (d, w) in enumerate(zip(direction, weights, strict=True)):
        result[row] = d * np.sqrt(sum(x * x for x in w) / sum(x * x for x in d))
    return result


def moments(eigenvalues):
    """Return the moments from the Dirichlet law of the squared entries of a unit vector."""
    n = len(eigenvalues)
    law = stats.dirichlet(np.full(n, 0.5))
    covariance = law.cov()
    return [eigenvalues @ law.mean(), np.sqrt(eigenvalues @ covariance @ eigenvalues)]


def share_seen():
    """Return the chance that chi-square of 6 exceeds an independent chi-square of 14."""
    inner = lambda x: stats.chi2(6).sf(x) * stats.chi2(14).pdf(x)  # noqa: E731
    return integrate.quad(inner, 0, np.inf)[0]


def teeth(row=True):
    """Return the factor of roughness, with plain loops over the grid."""
    h, grid = 0.1, range(21)
    flat = [[(i * h - 1) ** 2 + (j * h - 1) ** 2 for j in grid] for i in grid]
    snake = [[(i * h - 1) ** 2 + (j * h - 1 + h * (i % 2)) ** 2 for j in grid] for i in grid]

    def rough(z):
        z = z if row else list(zip(*z, strict=True))
        bends = [
            abs(z[i + 1][j] - 2 * z[i][j] + z[i - 1][j]) for i in range(1, 20) for j in range(21)
        ]
        values = [value for line in z for value in line]
        return sum(bends) / len(bends) / (max(values) - min(values))

    return rough(snake) / rough(flat)


def layerwise(d, w):
    return d * np.linalg.norm(w) / np.linalg.norm(d)


ANSWERS = [
    ("01-1", "bd", ["b", "abd", {"d"}], ["a", "ac", "z"]),
    ("01-2", normalised, [layerwise, lambda d, w: -normalised(d, w)], [lambda d, w: w, 3.0]),
    (
        "01-3",
        moments,
        [lambda e: [np.mean(e), moments(e)[1] ** 2], lambda e: moments(e)[::-1]],
        [lambda e: [np.max(e), np.min(e)], lambda e: np.mean(e)],
    ),
    ("01-4", share_seen(), [100 * share_seen(), 0.3, 0.07, 1 - share_seen()], [0.7, "many"]),
    ("01-5", teeth(), [1 / teeth(), teeth(row=False)], [3.0, [1, 2]]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


def columnwise(d, w):
    return d * np.linalg.norm(w, axis=0) / np.linalg.norm(d, axis=0)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("01-2", layerwise, "one factor for all"),
        ("01-2", columnwise, "a filter is a row"),
        ("01-3", lambda e: [np.mean(e), moments(e)[1] ** 2], "its root is asked"),
        ("01-3", lambda e: [np.mean(e), np.std(e)], "spread of the eigenvalues"),
        ("01-4", 0.3, "share of negative eigenvalues"),
        ("01-5", teeth(row=False), "along the rows"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
