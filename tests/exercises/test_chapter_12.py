"""Chapter 12's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from lib import exercises, theory
from lib.dynamics import infinite_size


def dynamical_temperature(p):
    """Return the highest temperature at which T² = p q^(p-2) (1 - q) has a root, by search."""
    best = minimize_scalar(
        lambda q: -p * q ** (p - 2) * (1 - q), bounds=(0, 1), method="bounded",
        options={"xatol": 1e-12},
    )  # fmt: skip
    return np.sqrt(-best.fun)


def energies(mixture, times):
    """Return energies by another step than the check's."""
    return infinite_size.descend(mixture, times, step=0.13).energies


def slope(level):
    """Return the exponent at which four spins per term come near a level between 10 and 20."""
    u = energies({4: 1.0}, [10, 20])
    return np.log((u[1] + level) / (u[0] + level)) / np.log(2)


LARGER = brentq(lambda q: 3 * q * (1 - q) - 0.84**2, 0.5, 1)
ANSWERS = [
    ("12-1", "ac", ["a", "abc"], ["b", "d"]),
    (
        "12-2",
        dynamical_temperature,
        [
            lambda p: dynamical_temperature(p) ** 2,
            lambda p: (p - 2) / (p - 1),
            lambda p: dynamical_temperature(p) / np.sqrt(2),
        ],
        [lambda p: p / 3],
    ),
    ("12-3", slope(theory.threshold_energy(4)), [slope(0.0)], [0.5]),
    ("12-4", np.sqrt(LARGER), [LARGER, np.sqrt(1 - LARGER)], [0.3]),
    (
        "12-5",
        energies({3: 0.5, 6: 0.5}, [5])[0],
        [energies({3: 1.0}, [5])[0], energies({6: 1.0}, [5])[0]],
        [-1.0],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("12-1", "ad", "A loss is no pure model"),
        ("12-2", ANSWERS[1][2][0], "This is the square"),
        ("12-3", ANSWERS[2][2][0], "subtract where it goes"),
        ("12-4", LARGER, "This is the square"),
        ("12-5", ANSWERS[4][2][1], "with six"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint
