"""Chapter 5's checks: a right, a nearly right and a wrong answer for each."""

import itertools
import math

import numpy as np
import pytest

from lib import exercises
from lib.chapters.c05 import network


def copies(h):
    """Count all copies of a random point one by one: those that are one point to ``distinct``."""
    point, where = np.random.default_rng(h).normal(size=7 * h + 3), network.places(7 * h + 3)
    found = []
    for order in itertools.permutations(where):
        for signs in itertools.product([1.0, -1.0], repeat=h):
            found.append(point.copy())
            found[-1][where] = np.array(signs)[:, None] * point[np.array(order)]
    assert not network.distinct(network.surface([h], 0.1), found).any()
    return len(np.unique(found, axis=0))


def chosen(h, inputs, outputs):
    """Count the choices of at most h directions one by one."""
    ways = range(min(inputs, outputs))
    return sum(len(list(itertools.combinations(ways, k))) for k in range(h + 1))


def ridge():
    """Walk the segment."""
    s = np.linspace(-1, 1, 4001)
    return np.max((s * s - 1) ** 2) / 2


ANSWERS = [
    ("05-1", "ab", ["a", "abc"], ["c", "d"]),
    ("05-2", math.prod(2 * k for k in range(1, 6)), [120, 32, 3839], [10, 25]),
    ("05-3", ridge(), [1.0, 0.0], [7.0, -3.0]),
    (
        "05-4",
        lambda n: n**-0.5,
        [lambda n: 1 / n, lambda n: np.sqrt(3 / n)],
        [lambda n: n**3.0, lambda n: [n, n]],
    ),
    (
        "05-5",
        chosen,
        [lambda h, a, b: 2 ** min(a, b), lambda h, a, b: chosen(h, a, b) - 1],
        [lambda h, a, b: 77, lambda h, a, b: "many"],
    ),
]


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize("h", [1, 2, 3])
def test_the_number_of_copies_is_that_of_the_network(h):
    assert copies(h) == math.factorial(h) * 2**h


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("05-2", math.factorial(5), "signs are missing"),
        ("05-3", 1.0, "a half lost"),
        ("05-4", lambda n: 1 / n, "is a root missing"),
        ("05-5", lambda h, a, b: 2 ** min(a, b), "a narrow one"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
