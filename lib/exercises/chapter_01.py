"""Exercises of chapter 1: what a picture of a loss surface shows, and what it hides."""

import numpy as np
from scipy.stats import beta

from lib.exercises import Outcomes, choice, function, number


@choice("bd")
def holds() -> None:
    """01-1 What a slice can prove (read, first steps, 3 minutes)

    Ask of each statement which directions it speaks about.
    a: The slice says nothing of the directions that are not in it.
    c: Minima elsewhere, or across another direction, are not in the picture.
    """


@function(
    lambda rng: [
        (rng.normal(size=s), rng.normal(size=s) * rng.uniform(0.2, 5, (s[0], 1)))
        for s in ((3, 5), (4, 4), (2, 7))
    ]
)
def filter_normalise(direction: np.ndarray, weights: np.ndarray) -> Outcomes:
    """01-2 Filter-normalise a direction (compute, first steps, 8 minutes)

    After it, the norm of each row of the direction is that of the row of weights.
    - This is layer normalisation: one factor for all. Each row needs its own.
    - You normalised columns: a filter is a row, what feeds one hidden unit.
    - Each row has length one now: the length of the row of weights is missing.
    - The rows keep their own length as well: divide it out first.
    - Upside down: the result has to grow with the weights.
    """
    long, wide = (np.linalg.norm(m, axis=1, keepdims=True) for m in (direction, weights))
    yield direction / long * wide
    for axis in (None, 0):
        long_, wide_ = (np.linalg.norm(m, axis=axis, keepdims=True) for m in (direction, weights))
        yield direction / long_ * wide_
    yield direction / long
    yield direction * wide
    yield direction * long / wide


@function(lambda rng: [(rng.normal(0.5, 2.0, size),) for size in (2, 5, 30, 200)])
def curvature_moments(eigenvalues: np.ndarray) -> Outcomes:
    """01-3 The curvature that a random direction sees (derive, takes thought, 20 minutes)

    Write the curvature as Σ λᵢ dᵢ²; you need the mean of dᵢ² and of dᵢ²dⱼ².
    - The first is right; the second is the variance, its root is asked.
    - You let the length of the direction vary: it is one, which ties its entries.
    - Right for a direction of length √n: a unit direction is asked.
    - That is the spread of the eigenvalues; a direction averages over all of them.
    """
    n, total, squares = len(eigenvalues), np.sum(eigenvalues), np.sum(eigenvalues**2)
    variance = 2 * (n * squares - total**2) / (n**2 * (n + 2))
    yield [total / n, np.sqrt(variance)]
    yield [total / n, variance]
    yield [total / n, np.sqrt(2 * squares) / n]
    yield [total, n * np.sqrt(variance)]
    yield [total / n, np.std(eigenvalues)]


@number(tolerance=0.05)
def share() -> Outcomes:
    """01-4 How often a saddle shows (compute, standard, 10 minutes)

    Draw many Gaussian directions and count those with dᵀHd < 0.
    - That is the share of negative eigenvalues; a direction mixes all of them.
    """
    yield beta.sf(0.5, 6 / 2, 14 / 2)
    yield 6 / 20


@number(tolerance=2e-3)
def factor() -> Outcomes:
    """01-5 The teeth of a tool (explore, standard, 12 minutes)

    Shift every second row by one cell, take second differences from row to row.
    - You looked along the rows: the rows are what is shifted.
    - Each surface has to be divided by its own range.
    """
    b, a = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))
    bowl, snake = a**2 + b**2, a**2 + (b + 0.1 * (np.arange(21)[:, None] % 2)) ** 2
    down, along = (
        np.mean(np.abs(np.diff(snake, 2, axis=k))) / np.mean(np.abs(np.diff(bowl, 2, axis=k)))
        for k in (0, 1)
    )
    yield down * np.ptp(bowl) / np.ptp(snake)
    yield along * np.ptp(bowl) / np.ptp(snake)
    yield down
