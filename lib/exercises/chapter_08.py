"""Exercises of chapter 8: overlap laws, copies, trees that are none, and many tests at once."""

import math

import numpy as np
from scipy.stats import false_discovery_control

from lib.exercises import Outcomes, choice, function, number


@choice("cd")
def dendrograms() -> None:
    """08-1 What a dendrogram can prove (read, first steps, 4 minutes)

    Ask of each statement what the null or the copy would show.
    a: Look at the dendrogram of the null: how many levels does it have?
    b: Look at the way from a network to its own copy: do the two differ in anything?
    """


@number(tolerance=1e-3)
def digits() -> Outcomes:
    """08-2 Copies of one network (compute, first steps, 6 minutes)

    In how many orders can the hidden units stand? math.lgamma(n + 1) is ln n!.
    - This is the natural logarithm: take the decimal one.
    - This lets a unit stand in several places: an order uses each unit once.
    - This counts changes of sign, which a ReLU unit does not allow.
    """
    yield math.log10(math.factorial(32))
    yield math.log(math.factorial(32))
    yield 32 * math.log10(32)
    yield 32 * math.log10(2)


@function(lambda rng: [(rng.dirichlet(np.ones(size)),) for size in (2, 3, 5, 8)])
def exponent(shares: np.ndarray) -> Outcomes:
    """08-3 The first step of a mixed law (derive, standard, 10 minutes)

    Differentiate C with respect to q, and set q to one.
    - Degrees begin with one: a constant has no part here.
    - This is the root of the mean square degree: differentiate once.
    - This is the highest degree: the others count as well.
    """
    degrees = np.arange(1, len(shares) + 1)
    yield degrees @ shares
    yield (degrees - 1) @ shares
    yield np.sqrt(degrees**2 @ shares)
    yield len(shares)


@function(
    lambda rng: [
        (5 + scale * rng.uniform(0, 1, (count, 3)),)
        for scale, count in ((0.01, 20), (1, 5), (4, 50))
    ]
)
def index(sides: np.ndarray) -> Outcomes:
    """08-4 An index that equal distances do not pass (compute, standard, 10 minutes)

    Sort each row, then divide the upper gap by the whole range.
    - This divides by the longest side: nearly equal sides would pass.
    - This is the mean share: take twice of it away from one.
    - Sort the three sides of each triangle first.
    """
    low, middle, high = np.sort(sides, axis=1).T
    yield 1 - 2 * np.mean((high - middle) / (high - low))
    yield np.mean((high - middle) / high)
    yield np.mean((high - middle) / (high - low))
    one, two, three = sides.T
    yield 1 - 2 * np.mean((three - two) / (three - one))


@function(
    lambda rng: [
        (np.array([0.011, 0.3, 0.0105, 0.0109, 0.6]),),
        (np.round(rng.uniform(0, 0.2, 4), 4),),
        (np.round(rng.uniform(0, 1, 7) ** 2, 4),),
    ]
)
def correct(p: np.ndarray) -> Outcomes:
    """08-5 Many tests at once (compute, standard, 12 minutes)

    Sort, multiply by m, m − 1, …, take the running maximum, cut at one, put back.
    - This is Bonferroni: Holm multiplies only the smallest by their number.
    - No corrected value may be below one of a smaller p: raise it.
    - This bounds the rate of false discoveries: another promise.
    """
    m, ranks = len(p), np.argsort(np.argsort(p))
    products = np.sort(p) * np.arange(m, 0, -1)
    yield np.minimum(np.maximum.accumulate(products), 1)[ranks]
    yield np.minimum(m * p, 1)
    yield np.minimum(products, 1)[ranks]
    yield false_discovery_control(p)


@number(tolerance=0.02)
def tree_share() -> Outcomes:
    """08-6 How much of a tree a family can show (explore, takes thought, 15 minutes)

    Which triples have two long sides and one short? What do the others give on average?
    - Three runs of three starts are equally far from each other: they say nothing.
    """
    starts, runs = 3, 4
    triples = math.comb(starts * runs, 3)
    mixed = starts * math.comb(runs, 2) * (starts - 1) * runs
    yield mixed / triples
    yield (mixed + runs**3) / triples
