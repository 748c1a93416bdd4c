"""Exercises of chapter 12: descent at infinite size."""

from functools import cache

import numpy as np

from lib import theory
from lib.dynamics import infinite_size
from lib.exercises import Outcomes, choice, function, number


@choice("ac")
def letters() -> None:
    """12-1 What the theorems say (read, first steps, 4 minutes)

    Ask of each statement: for which N, for which times, for which model?
    b: The band's upper edge is not the ground state; which of them does descent come to?
    d: The theorem is about pure models. A loss is no pure model.
    """


@function(lambda rng: [(p,) for p in (3, 4, 5, *rng.integers(6, 30, 3).tolist())])
def dynamical_temperature(p: int) -> Outcomes:
    """12-2 When a valley holds (derive, standard, 12 minutes)

    Where is p q^(p−2) (1 − q) greatest? Its root at that place is the temperature.
    - That is the overlap q at which a valley first holds.
    - In this normalisation the variance of the energy is N, not N/2.
    """
    square = p * (p - 2) ** (p - 2) / (p - 1) ** (p - 1)
    yield np.sqrt(square)
    yield (p - 2) / (p - 1)
    yield np.sqrt(square / 2)


@number(tolerance=0.003)
def exponent() -> Outcomes:
    """12-3 How fast it comes near (compute, standard, 8 minutes)

    Take the distance above −E_∞ at both times; the exponent is a ratio of logarithms.
    - That is the energy's own slope: subtract where it goes first.
    - You subtracted the ground state, which descent does not reach.
    - That is the power much later: between these two times it is not yet quite that.
    """
    u = _energies(((4, 1.0),), (10, 20))
    levels = (theory.threshold_energy(4), 0.0, theory.ground_state_energy(4))
    right, raw, deep = (np.log2(abs((u[1] + level) / (u[0] + level))) for level in levels)
    yield right
    yield raw
    yield deep
    yield -2 / 3


@number(tolerance=0.01)
def overlap() -> Outcomes:
    """12-4 What a valley keeps (derive, takes thought, 12 minutes)

    Solve T² = 3 q (1 − q) for the larger q, the overlap of two states that share the valley.
    How do they stand to its centre, if they scatter about it in all directions?
    - That is the smaller root: at it the valley does not hold.
    """
    q = (1 + np.sqrt(1 - 4 * 0.84**2 / 3)) / 2
    yield np.sqrt(q)
    yield np.sqrt(1 - q)


@number(tolerance=0.002)
def energy() -> Outcomes:
    """12-5 A mixture of your own (explore, standard, 8 minutes)

    Give the mixture as {order: share}; the shares of the variance add up to one.
    - That is the pure model with three spins per term.
    - That is the pure model with six.
    - Coefficients are shares of the variance: do not square or root them.
    """
    half, root = 0.5, np.sqrt(0.5)
    yield _energies(((3, half), (6, half)), (5,))[0]
    yield _energies(((3, 1.0),), (5,))[0]
    yield _energies(((6, 1.0),), (5,))[0]
    yield _energies(((3, root), (6, root)), (5,))[0]


@cache
def _energies(mixture: tuple[tuple[int, float], ...], times: tuple[float, ...]) -> np.ndarray:
    """Return energy densities at N = ∞ from a random start, at some times."""
    return infinite_size.descend(dict(mixture), times, step=0.2).energies
