"""Lines and planes through the loss, and barriers between two networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import nn

from lib.landscape.evaluation import Loss, Point, losses_at, vector
from lib.networks import Objective

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Losses along a line or a curve.

    Attributes:
        steps: (n,), the coordinate.
        losses: (n,).
    """

    steps: Real
    losses: Real


@dataclass(frozen=True)
class Plane:
    """Losses on the grid of a plane; drawn by ``contourf(x, y, losses)``.

    Attributes:
        x: (n,), the coordinate along the first direction, columns of the losses.
        y: (m,), along the second, rows of the losses.
        losses: (m, n).
    """

    x: Real
    y: Real
    losses: Real


def line(
    network: nn.Module,
    objective: Objective | Loss,
    direction: Point,
    steps: ArrayLike,
    *,
    origin: Point | None = None,
) -> Line:
    """Return the loss at origin + t d.

    Args:
        network: the origin, unless one is given; it is not changed.
        objective: an ``Objective``, or any function of a network that returns a scalar tensor.
        direction: d, (P,).
        steps: t, (n,).
        origin: a vector (P,) or another network of this shape.

    >>> from lib.networks import MLP, get_parameters, objective
    >>> network = MLP((2, 2), activation="identity", rng=np.random.default_rng(0)).double()
    >>> task = objective(np.eye(2), np.zeros((2, 2)), "squared")
    >>> found = line(network, task, get_parameters(network), [-1, 0, 1])
    >>> np.round(found.losses / found.losses[1], 12)
    array([0., 1., 4.])
    """
    t = _axis(steps, "steps")
    return Line(t, losses_at(network, objective, [direction], t[:, None], origin=origin))


def plane(
    network: nn.Module,
    objective: Objective | Loss,
    one: Point,
    two: Point,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    origin: Point | None = None,
) -> Plane:
    """Return the loss at origin + x d_1 + y d_2 on a grid.

    Args:
        network, objective, origin: as for ``line``.
        one, two: d_1 and d_2, (P,).
        x: (n,) multiples of d_1.
        y: (m,) multiples of d_2; x again if not given.

    Returns:
        A plane with losses of shape (m, n).
    """
    columns, rows = _axis(x, "x"), _axis(x if y is None else y, "y")
    grid = np.stack(np.meshgrid(columns, rows), -1)
    losses = losses_at(network, objective, [one, two], grid.reshape(-1, 2), origin=origin)
    return Plane(columns, rows, losses.reshape(grid.shape[:2]))


def segment(
    start: nn.Module, end: Point, objective: Objective | Loss, points: int | ArrayLike = 51
) -> Line:
    """Return the loss on the straight line (1 − t) start + t end, t from 0 to 1.

    Args:
        start: a network.
        end: another of the same shape, or its parameters (P,).
        objective: as for ``line``.
        points: how many, at equal distances, or the values of t.
    """
    ends = [vector(point, start).double() for point in (start, end)]
    t = np.linspace(0, 1, points) if isinstance(points, int) else _axis(points, "points")
    return line(start, objective, ends[1] - ends[0], t)


def barrier(path: Line) -> float:
    """Return how far the loss rises above the straight line between its values at the ends.

    max_t [L(t) − (1 − t) L(0) − t L(1)] for steps t from 0 to 1 (Frankle et al. 2020, "Linear
    mode connectivity and the lottery ticket hypothesis", here without their mean of both ends).
    It is 0 where the loss is convex along the path.

    >>> barrier(Line(np.array([0.0, 0.5, 1.0]), np.array([1.0, 5.0, 3.0])))
    3.0
    """
    t = (path.steps - path.steps[0]) / (path.steps[-1] - path.steps[0])
    return float(np.max(path.losses - (1 - t) * path.losses[0] - t * path.losses[-1]))


def _axis(values: ArrayLike, name: str) -> Real:
    """Return the coordinates of an axis, (n,)."""
    axis = np.asarray(values, dtype=np.float64)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} is a row of numbers, not an array of shape {axis.shape}")
    return axis
