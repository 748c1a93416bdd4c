"""Exercises of chapter 6: memory, mean field, mixtures and how much fits."""

import numpy as np
from scipy.stats import norm

from lib import hopfield
from lib.exercises import Outcomes, choice, function, number


@choice("ac")
def valleys() -> None:
    """06-1 Valleys of a memory (read, first steps, 5 minutes)

    Go back to the picture of the resting states and to the table of the two meanings.
    b: Look at what happens to the number of resting states from a hundred neurons on.
    d: Compare what is fixed and what moves in the two columns of the table.
    """


@function(lambda rng: [(2 * rng.integers(0, 2, size=s) - 1,) for s in ((2, 5), (3, 8), (7, 4))])
def couplings(patterns: np.ndarray) -> Outcomes:
    """06-2 Hebb's rule (compute, first steps, 8 minutes)

    Sum the products of two neurons' entries over the patterns, and divide by N.
    - A neuron is not coupled to itself: the diagonal is empty.
    """
    n = patterns.shape[1]
    products = patterns.T @ patterns / n
    yield products * (1 - np.eye(n))
    yield products


@number(tolerance=1e-3)
def temperature() -> Outcomes:
    """06-3 Half remembered (derive, standard, 8 minutes)

    Put m into m = tanh(m/T) and undo the tanh.
    - You put T = 1 into the right side: solve the equation for T instead.
    - This is the law close to T = 1. At one half it is not exact any more.
    """
    m = 1 / 2
    yield m / np.arctanh(m)
    yield np.tanh(m)
    yield 1 - m**2 / 3


@number(tolerance=0.02)
def wrong() -> Outcomes:
    """06-4 Errors of the first step (derive, standard, 12 minutes)

    The field is one, in the right direction, plus Gaussian noise of variance α.
    - The noise has the variance α, so its size is the root of it.
    - A factor of two too many under the root: it belongs to erfc, not to the Gaussian.
    """
    load = 0.1
    yield norm.cdf(-1 / np.sqrt(load))
    yield norm.cdf(-1 / load)
    yield norm.cdf(-1 / np.sqrt(2 * load))


@number(tolerance=1e-3)
def threshold() -> Outcomes:
    """06-5 When nine patterns come apart (explore, takes thought, 15 minutes)

    Find where the lowest eigenvalue of stability(T, n_mixed=9) crosses zero.
    - This is the threshold of seven patterns: mix nine.
    """
    yield hopfield.mixture_threshold(9)
    yield hopfield.mixture_threshold(7)
