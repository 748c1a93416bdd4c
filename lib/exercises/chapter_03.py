"""Exercises of chapter 3: energy levels, the band, and what is true at a finite size."""

import numpy as np

from lib import theory
from lib.exercises import Outcomes, choice, function, number


@choice("bc")
def in_the_band() -> None:
    """03-1 Saddles in the band (read, standard, 5 minutes)

    Tell apart how many there are from what share of all they are.
    a: Look at the complexity of index one between -E_1 and the threshold: its sign.
    d: Look at the exact share of minima below the threshold, not at the limit.
    """


@function(lambda rng: [(p,) for p in (2, *rng.integers(3, 40, 4).tolist())])
def edge_level(p: int) -> Outcomes:
    """03-2 Where the semicircle touches zero (derive, standard, 12 minutes)

    Set the lower edge, -pu minus the radius, to zero and solve for u.
    - Right in the physicists' normalisation: here the couplings have variance 1.
    - This is the radius of the semicircle: at which u does its shift equal it?
    """
    right = theory.threshold_energy(p)
    yield right
    yield right / np.sqrt(2)
    yield right * p


@number(tolerance=5e-3)
def alpha() -> Outcomes:
    """03-3 Half-way between threshold and zero (derive, standard, 10 minutes)

    The centre of the semicircle is half its radius above zero: how much lies below?
    - A straight line from the threshold to zero gives this; the law is a semicircle.
    - This is the part of the semicircle between its centre and zero.
    """
    right = theory.index_fraction(-theory.threshold_energy(3) / 2, 3)
    yield right
    yield 1 / 4
    yield 1 / 2 - right


@number(tolerance=1e-4)
def lowest() -> Outcomes:
    """03-4 The lowest level of all (compute, standard, 12 minutes)

    Find the level at which the complexity of minima is zero, by bisection.
    - This is E_∞, where the minima are most, not where they run out.
    - Right in the physicists' normalisation: here the couplings have variance 1.
    """
    right = theory.ground_state_energy(4)
    yield right
    yield theory.threshold_energy(4)
    yield right / np.sqrt(2)


@number(tolerance=0.01)
def fall() -> Outcomes:
    """03-5 Is the band filling up? (explore, takes thought, 15 minutes)

    Divide the mean number of minima below the threshold by that of all minima.
    - This compares numbers of minima below the threshold: shares are asked.
    - This is the share of all critical points: minima alone are asked.
    """
    (small, small_share), (large, large_share) = _below(10, 0), _below(20, 0)
    yield small_share / large_share
    yield small / large
    yield _below(10, None)[1] / _below(20, None)[1]


def _below(n: int, index: int | None) -> tuple[float, float]:
    """Return the mean number of critical points below the threshold, and its share of all."""
    number = theory.mean_critical_points(p=3, n=n, index=index, below=-theory.threshold_energy(3))
    return number, number / theory.mean_critical_points(p=3, n=n, index=index)
