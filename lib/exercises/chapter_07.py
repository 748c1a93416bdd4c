"""Exercises of chapter 7: what Equation 5 counts, and where counts turn with depth."""

import numpy as np
from scipy.optimize import brentq

from lib import theory
from lib.exercises import Outcomes, choice, function, number


@choice("bc")
def counted() -> None:
    """07-1 What is counted (read, first steps, 5 minutes)

    Tell the solutions of the equation apart from the real ones among them.
    a: Look at what was enumerated: which of all solutions are real?
    d: Move the reading in the figure and look where the peak goes.
    """


@function(
    lambda rng: [(2, 5), *rng.integers([3, 2], [9, 7], (4, 2)).tolist()],
    tolerance=1e-9,
)
def solutions(layers: int, spins: int) -> Outcomes:
    """07-2 A formula that does not break (derive, standard, 10 minutes)

    Write the fraction as a sum of powers of H - 1; with two layers all are one.
    - This is Bézout's number: x = 0 and multiples by roots of unity are still in it.
    - Each line is counted H - 2 times: roots of unity turn x into another solution.
    - One term too many: the last power is one less than the number of spins.
    """
    yield theory.eigenpair_count(p=layers, n=spins)
    yield (layers - 1) ** spins
    yield (layers - 1) ** spins - 1
    yield theory.eigenpair_count(p=layers, n=spins + 1)


@function(lambda rng: [(layers,) for layers in (2, *rng.integers(3, 40, 4).tolist())])
def real_share(layers: int) -> Outcomes:
    """07-3 How many are real (derive, standard, 10 minutes)

    Divide half the mean number of critical points by Equation 5 with two spins.
    - This is the mean number of real pairs: divide by Equation 5 for two spins.
    """
    pairs = np.sqrt(3 * layers - 2)
    yield pairs / layers
    yield pairs


@number(tolerance=1e-3)
def turn() -> Outcomes:
    """07-4 Not e squared (compute, standard, 10 minutes)

    Maximise ln(H - 1) over the root of H, for instance by setting its slope to zero.
    - This is the peak of ln H: the formula has ln(H - 1).
    - The nearest whole depth: the peak itself is asked.
    - This is the peak for the parameters of a layer; the width is their root.
    - This is H - 1: solve for H.
    """

    def peak_at(times: int) -> float:
        return brentq(lambda h: times * h - (h - 1) * np.log(h - 1), 3, 20)

    peak = peak_at(2)
    yield peak
    yield np.e**2
    yield round(peak)
    yield peak_at(1)
    yield peak - 1


@number(tolerance=0.01)
def factor() -> Outcomes:
    """07-5 More minima or fewer? (explore, takes thought, 15 minutes)

    Divide the logarithm of the mean number of minima at 40 layers by that at 10.
    - This is the ratio of leading exponents: with so few spins use the exact means.
    - This is Equation 5: minima are asked.
    - This is the ratio of the numbers: the ratio of their logarithms is asked.
    - These are critical points of any index: minima are asked.
    """
    models = ({"p": 40, "n": 16}, {"p": 10, "n": 32})
    deep, shallow = (theory.mean_critical_points(**m, index=0, log=True) for m in models)
    yield deep / shallow
    leading = [m["n"] * (np.log(m["p"] - 1) / 2 - 1 + 2 / m["p"]) for m in models]
    yield leading[0] / leading[1]
    yield 16 * np.log(39) / (32 * np.log(9))
    yield np.exp(deep - shallow)
    deep, shallow = (theory.mean_critical_points(**m, log=True) - np.log(2) for m in models)
    yield deep / shallow
