"""Exercises of chapter 9: spreads against size, matched sizes, the best of many runs."""

import numpy as np
from scipy.stats import norm

from lib.exercises import Inputs, Outcomes, choice, function, number


@choice("bcd")
def what_holds() -> None:
    """09-1 What a narrow histogram shows (read, first steps, 5 minutes)

    Ask what was the same for all networks, and what else would narrow in this way.
    a: Two networks may have equal losses and no weight in common: look at symmetry.
    """


def _tables(rng: np.random.Generator) -> Inputs:
    """Draw sizes and spreads whose ends alone would tell another exponent."""
    sizes = np.sort(rng.choice(np.arange(5.0, 900), (4, 5), replace=False), axis=1)
    return [(n, n**-0.4 * rng.lognormal(0, 0.4, len(n))) for n in sizes]


@function(_tables)
def spread_exponent(sizes: np.ndarray, spreads: np.ndarray) -> Outcomes:
    """09-2 An exponent from a table (compute, first steps, 8 minutes)

    Fit a straight line to ln(spread) against ln(size): its slope is the exponent.
    - This uses the two ends of the table only: let every size count.
    - This is a rate per hidden unit: an exponent needs the logarithm of the size, too.
    - This fits the size against the spread: which of the two depends on the other?
    """
    x, y = np.log(sizes), np.log(spreads)
    yield np.polyfit(x, y, 1)[0]
    yield (y[-1] - y[0]) / (x[-1] - x[0])
    yield np.polyfit(sizes, y, 1)[0]
    yield np.polyfit(y, x, 1)[0]


@function(lambda rng: rng.integers(2, 400, (5, 2)).tolist())
def spins_of(pixels: int, hidden: int) -> Outcomes:
    """09-3 How many spins is a network? (derive, standard, 8 minutes)

    Count the paths from a pixel through a hidden unit to one output, then take a root.
    - H counts the layers of weights: with one hidden layer there are two.
    - This is the number of weights: the model has fewer spins.
    - This counts ten outputs: the sum over paths is that of one output.
    """
    paths = pixels * hidden
    yield np.sqrt(paths)
    yield paths ** (1 / 3)
    yield paths + hidden
    yield np.sqrt(10 * paths)


@number(tolerance=0.01)
def growth() -> Outcomes:
    """09-4 What halving the spread costs (derive, standard, 8 minutes)

    Write the spread as a constant times n to the exponent, and ask when it is half.
    - This is what doubling the units does to the spread, upside down: solve for units.
    - The spread is a power of the number of units, not proportional to it.
    - This is the factor at an exponent of one half.
    """
    exponent = -0.4
    yield 2 ** (-1 / exponent)
    yield 2**-exponent
    yield -2 / exponent
    yield 4


@number(tolerance=0.015)
def share_of_forty() -> Outcomes:
    """09-5 Near the best of forty (explore, takes thought, 15 minutes)

    Draw forty Gaussian numbers many times, and count what is near the smallest.
    - This is the share within a point of the mean: the best lies well below it.
    """
    runs, reach, x = 40, 1 / 0.4, np.linspace(-9, 9, 6001)
    above = norm.sf(x)
    lowest = runs * norm.pdf(x) * above ** (runs - 1)
    others = (norm.cdf(x + reach) - norm.cdf(x)) / np.maximum(above, 1e-300)
    right = (1 + (runs - 1) * np.sum(lowest * others) * (x[1] - x[0])) / runs
    yield right
    yield norm.cdf(reach) - norm.cdf(-reach)
