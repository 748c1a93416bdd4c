"""Exercises of chapter 10: saddle points, the steps that leave them, the index of a point."""

import numpy as np

from lib.exercises import Inputs, Outcomes, choice, function, number


@choice("bc")
def held() -> None:
    """10-1 What a saddle does to whom (read, first steps, 5 minutes)

    Write each method's step along one direction of negative curvature.
    a: Follow the coordinate along the way down: does descent make it smaller?
    d: Turn this sign round: what does a step along a negative curvature do then?
    """


@function(lambda rng: (10 ** -rng.uniform([1, 0.8], [9, 2], (5, 2))).tolist())
def escape(start: float, rate: float) -> Outcomes:
    """10-2 How long a saddle holds (derive, standard, 12 minutes)

    Each step multiplies y by the same factor; how many until y = 1?
    - The slope along y is 2y: a factor of two is missing in the growth.
    - This is continuous time, right for small rates: a step multiplies by 1 + 2η.
    - Two logarithms of different bases: use the natural one twice.
    """
    yield -np.log(start) / np.log1p(2 * rate)
    yield -np.log(start) / np.log1p(rate)
    yield -np.log(start) / (2 * rate)
    yield -np.log10(start) / np.log1p(2 * rate)


@number(tolerance=0)
def index() -> Outcomes:
    """10-3 Ways down from nothing (derive, takes thought, 15 minutes)

    Count for one sleeping unit the independent contrasts of classes it could serve.
    - The shares of the classes add up to one: one direction among them is idle.
    - This is for one hidden unit: each of them can be woken by itself.
    """
    hidden, classes = 5, 6
    yield hidden * (classes - 1)
    yield hidden * classes
    yield classes - 1


def _slopes(rng: np.random.Generator) -> Inputs:
    """Draw gradients and indefinite Hessians."""
    cases = []
    for size in (2, 3, 6):
        turn, _ = np.linalg.qr(rng.standard_normal((size, size)))
        values = rng.uniform(0.5, 3, size) * np.where(np.arange(size) % 2, 1, -1)
        cases.append((rng.standard_normal(size), turn @ np.diag(values) @ turn.T))
    return cases


@function(_slopes)
def free_step(gradient: np.ndarray, hessian: np.ndarray) -> Outcomes:
    """10-4 Turn the saddle round (compute, standard, 12 minutes)

    Write g in the eigenvectors of H, divide each part by |λ|, go back, turn the sign.
    - This is Newton's step: it goes to the saddle. Take |λ| before you divide.
    - The absolute value belongs to the eigenvalues, not to the matrix's entries.
    - You divided by the curvature twice.
    """
    values, vectors = np.linalg.eigh(hessian)
    parts = vectors.T @ gradient / np.abs(values)
    yield -vectors @ parts
    yield -np.linalg.solve(hessian, gradient)
    yield -np.linalg.solve(np.abs(hessian), gradient)
    yield -vectors @ (parts / np.abs(values))


@number(tolerance=0)
def taken() -> Outcomes:
    """10-5 Drawn to the monkey (explore, standard, 12 minutes)

    Use dynamics.walk with dynamics.newton_step and look at the norms along the path.
    """
    yield np.ceil(np.log2(1e6))
