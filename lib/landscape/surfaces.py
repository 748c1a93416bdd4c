"""Lines and planes through the loss, and barriers between two networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import nn

from lib import checks
from lib.landscape.evaluation import Loss, Point, losses_at, vector
from lib.networks import Objective

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Losses along a line or a curve.

    Attributes:
        steps: (n,), the coordinate.
        losses: (n,), which may be infinite or not a number.

    Raises:
        ValueError: for steps that are not finite, or losses of another shape.
    """

    steps: Real
    losses: Real

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", _axis(self.steps, "steps"))
        object.__setattr__(self, "losses", _losses(self.losses, self.steps.shape))


@dataclass(frozen=True)
class Plane:
    """Losses on the grid of a plane; drawn by ``contourf(x, y, losses)``.

    Attributes:
        x: (n,), the coordinate along the first direction, columns of the losses.
        y: (m,), along the second, rows of the losses.
        losses: (m, n), which may be infinite or not a number.
        marks: (k, 2), coordinates of points worth showing, such as the minima it goes through.

    Raises:
        ValueError: for coordinates that are not finite, or losses of another shape.
    """

    x: Real
    y: Real
    losses: Real
    marks: Real | None = None

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            object.__setattr__(self, name, _axis(getattr(self, name), name))
        object.__setattr__(self, "losses", _losses(self.losses, (len(self.y), len(self.x))))


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
    if np.ndim(points):
        t = _axis(points, "points")
    else:
        t = np.linspace(0, 1, checks.whole(points, "the number of points", 2))
    return line(start, objective, ends[1] - ends[0], t)


def barrier(path: Line) -> float:
    """Return how far the loss rises above the straight line between its values at the ends.

    max_t [L(t) − (1 − t) L(0) − t L(1)] for steps t from 0 to 1 (Frankle et al. 2020, "Linear
    mode connectivity and the lottery ticket hypothesis", here without their mean of both ends).
    It is 0 where the loss is convex along the path.

    >>> barrier(Line(np.array([0.0, 0.5, 1.0]), np.array([1.0, 5.0, 3.0])))
    3.0
    """
    if path.steps[0] == path.steps[-1]:
        raise ValueError(f"a barrier needs two ends; the line begins and ends at {path.steps[0]}")
    t = (path.steps - path.steps[0]) / (path.steps[-1] - path.steps[0])
    return float(np.max(path.losses - (1 - t) * path.losses[0] - t * path.losses[-1]))


def _axis(values: ArrayLike, name: str) -> Real:
    """Return the coordinates of an axis, (n,)."""
    axis = checks.reals(values, name)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} is a row of numbers, not an array of shape {axis.shape}")
    if not np.isfinite(axis).all():
        raise ValueError(f"{name} holds an infinite number: give finite ones")
    return axis


def _losses(values: ArrayLike, shape: tuple[int, ...]) -> Real:
    """Return losses of the shape that the coordinates ask for."""
    losses = np.asarray(values)
    if losses.shape != shape or losses.dtype.kind not in "fiu":
        kind = f"shape {losses.shape} and type {losses.dtype}"
        raise ValueError(f"the losses are real numbers of shape {shape}, not of {kind}")
    return losses.astype(np.float64, copy=False)
