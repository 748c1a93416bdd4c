"""Exercises of chapter 5: a network beside a spin glass."""

from math import comb, factorial, sqrt

from lib.exercises import Outcomes, choice, function, number


@choice("ab")
def follows() -> None:
    """05-1 What two pictures prove (read, first steps, 4 minutes)

    Ask of each statement whether a landscape of another kind could show this picture.
    c: A minimum on a plane need not be one of the surface, nor two of them different.
    d: The deep linear network is not convex either: how many bad minima has it?
    """


@number(tolerance=0)
def copies() -> Outcomes:
    """05-2 Count the copies (derive, first steps, 6 minutes)

    In how many orders can the units stand, and how many signs can each have?
    - These are the orders of the units; the signs are missing.
    - These are the signs of the units; their orders are missing.
    """
    yield factorial(5) * 2**5
    yield factorial(5)
    yield 2**5


@number(tolerance=1e-3)
def ridge_height() -> Outcomes:
    """05-3 A ridge made by a symmetry (compute, first steps, 6 minutes)

    On the segment both numbers are equal: write the loss as a function of one of them.
    - This is the loss at both ends: look between them.
    """
    yield 1 / 2
    yield 0


@function(lambda rng: [(n,) for n in (3, *rng.integers(4, 500, 4).tolist())])
def slice_height(n: int) -> Outcomes:
    """05-4 How high is a slice (derive, standard, 12 minutes)

    The energy has the variance n everywhere on the sphere: divide by n, take the root.
    - This is the ratio to the model of three spins.
    """
    yield 1 / sqrt(n)
    yield sqrt(3 / n)


@function(lambda rng: [(1, 3, 3), (5, 3, 3), (2, 4, 3), (3, 2, 6), (3, 5, 5)], 1e-9)
def linear_points(h: int, inputs: int, outputs: int) -> Outcomes:
    """05-5 Critical points of a linear network (explore, takes thought, 20 minutes)

    A critical point chooses some singular directions, at most one for each hidden unit.
    - Right for a wide network; a narrow one can use only so many directions as units.
    - The point at which all weights are zero is critical as well.
    - These use as many directions as they can; a critical point may use fewer.
    """
    ways = min(inputs, outputs)
    chosen = [comb(ways, k) for k in range(min(h, ways) + 1)]
    yield sum(chosen)
    yield 2**ways
    yield sum(chosen) - 1
    yield chosen[-1]
