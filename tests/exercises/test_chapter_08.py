"""Chapter 8's checks: a right, a nearly right and a wrong answer for each."""

from math import comb, factorial, log10

import numpy as np
import pytest

from lib import exercises
from lib.chapters import c08


def mean_degree(shares):
    """Return the slope at one of the polynomial with these coefficients."""
    return np.polynomial.Polynomial([0, *shares]).deriv()(1.0)


def tree_index(sides):
    """Return the index one triangle after another."""
    gaps = []
    for triangle in sides:
        d = sorted(triangle)
        gaps.append((d[2] - d[1]) / (d[2] - d[0]))
    return 1 - 2 * sum(gaps) / len(gaps)


def holm(p):
    """Return Holm's corrected values by his own words: reject one after another."""
    order, m, corrected, reached = np.argsort(p), len(p), np.empty(len(p)), 0.0
    for k, place in enumerate(order):
        reached = max(reached, min((m - k) * p[place], 1.0))
        corrected[place] = reached
    return corrected


COPIES = log10(factorial(32))
FAMILY = 3 * comb(4, 2) * 8 / comb(12, 3)
ANSWERS = [
    ("08-1", "cd", ["c", "acd"], ["a", "ab"]),
    ("08-2", COPIES, [COPIES * np.log(10), 32 * log10(32), 32 * log10(2)], [7.0, 32]),
    (
        "08-3",
        mean_degree,
        [lambda s: mean_degree(s) - 1, lambda s: len(s)],
        [lambda s: s[0], lambda s: s],
    ),
    (
        "08-4",
        tree_index,
        [lambda s: (1 - tree_index(s)) / 2, lambda s: -tree_index(s)],
        [lambda s: 0.5, lambda s: s],
    ),
    (
        "08-5",
        holm,
        [lambda p: np.minimum(len(p) * p, 1)],
        [lambda p: p**2, lambda p: 0.5],
    ),
    ("08-6", FAMILY, [1 - FAMILY, 1 - 3 * 4 / comb(12, 3)], [5.0, 0.1]),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("08-2", 32 * log10(32), "each unit once"),
        ("08-3", lambda s: mean_degree(s) - 1, "begin with one"),
        ("08-4", lambda s: (1 - tree_index(s)) / 2, "twice of it away from one"),
        ("08-5", lambda p: np.minimum(len(p) * p, 1), "Bonferroni"),
        ("08-6", 1 - 3 * 4 / comb(12, 3), "equally far"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint


def test_a_simulated_family_gives_the_share_of_triples_that_tell():
    rng, same = np.random.default_rng(0), np.arange(12) // 4
    inside = same[:, None] == same
    found = []
    for _ in range(60):
        noise = rng.normal(0, 1e-3, (12, 12))
        d = np.where(inside, 1.0, 3.0) + noise + noise.T
        found.append(c08.ultrametricity(d * (1 - np.eye(12))))
    assert exercises.check("08-6", np.mean(found)).word == "right"
