"""Directions, lines and planes through the loss, and barriers between two networks."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lib import checks
from lib.landscape.evaluation import Loss, Point, losses_at, vector
from lib.networks import Objective, Rng, joined, torch_generator

Real = NDArray[np.float64]

#: How a direction can be made comparable with its network.
NORMALISATIONS = ("raw", "unit", "layer", "filter", "quadrature")


def random_direction(network: nn.Module, *, normalisation: str = "filter", rng: Rng) -> Tensor:
    """Return a random direction, (P,), in the order of ``get_parameters``.

    Its entries d are drawn from N(0, 1); then, for parameters w of the network,

    - "raw": nothing;
    - "unit": d ← d/|d|, so that a step is a Euclidean distance (all parameters move);
    - "layer": d_l ← d_l |W_l|/|d_l| for each weight matrix;
    - "filter": d_li ← d_li |w_li|/|d_li| for each filter: a row of W_l, the weights that enter one
      unit (Li et al. 2018, "Visualizing the loss landscape of neural nets", section 4);
    - "quadrature": the same over the root of the number of weight matrices that move, so that a
      step is √(Σ_l |δW_l|²/|W_l|²), the layers' shares added as independent steps add. A step of
      "filter" is the share of each layer: with more layers more is moved. Along this ruler depth
      alone makes nothing steeper.

    Under the last three biases stay still, as in Li et al.'s own pictures. A ReLU network in which
    layers are rescaled, which does not change its function, then gives the very same picture,
    because each d_l is rescaled with W_l. "raw" and "unit" do not have this property. Rescaling
    single units is followed exactly in the rows only, not in the columns. Two directions are
    nearly orthogonal in many dimensions, by about 1/√P.

    Args:
        network: any module; a parameter of one axis or none counts as a bias. What is frozen
            stays still.
        normalisation: one of the above.
        rng: a NumPy or a torch generator.

    Raises:
        ValueError: if there is no such normalisation.

    >>> import numpy as np
    >>> from lib.networks import MLP
    >>> network = MLP((4, 3, 2), rng=np.random.default_rng(0))
    >>> d = random_direction(network, rng=np.random.default_rng(1))
    >>> bool(torch.isclose(d[:4].norm(), network.weights[0][0].norm()))
    True
    """
    checks.one_of(normalisation, NORMALISATIONS, "normalisation")
    generator, parameters = torch_generator(rng), list(network.parameters())
    drawn = [
        torch.randn(p.shape, generator=generator, dtype=torch.float64).to(p) for p in parameters
    ]
    if normalisation not in ("raw", "unit"):
        pairs = zip(drawn, parameters, strict=True)
        drawn = [_scaled(d, p.detach(), normalisation) for d, p in pairs]
    moving = [d * p.requires_grad for d, p in zip(drawn, parameters, strict=True)]
    direction = joined(moving)
    if normalisation == "unit":
        return direction / direction.norm()
    if normalisation == "quadrature":
        return direction / sum(bool(d.any()) for d in moving if d.ndim > 1) ** 0.5
    return direction


def random_walk(steps: int, dimension: int, *, rng: np.random.Generator) -> Real:
    """Return a walk of independent standard normal steps from 0, (steps + 1, dimension).

    The control for every trajectory: it knows of no loss.

    >>> random_walk(3, 2, rng=np.random.default_rng(0)).shape
    (4, 2)
    """
    size = checks.whole(steps, "steps", 0), checks.whole(dimension, "the dimension", 1)
    moves = checks.generator(rng).standard_normal(size)
    return np.concatenate([np.zeros((1, size[1])), np.cumsum(moves, axis=0)])


def _scaled(direction: Tensor, parameter: Tensor, normalisation: str) -> Tensor:
    """Scale one parameter's part of a direction to that parameter."""
    if parameter.ndim <= 1:
        return torch.zeros_like(direction)
    rows = len(parameter) if normalisation != "layer" else 1
    flat, sizes = direction.reshape(rows, -1), parameter.reshape(rows, -1).norm(dim=1)
    return (flat * (sizes / flat.norm(dim=1))[:, None]).view_as(parameter)


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

    Raises:
        ValueError: for coordinates that are not finite, or losses of another shape.
    """

    x: Real
    y: Real
    losses: Real

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
    if not np.isfinite(path.losses[[0, -1]]).all():
        raise ValueError(f"a barrier needs finite losses at both ends, not {path.losses[[0, -1]]}")
    t = (path.steps - path.steps[0]) / (path.steps[-1] - path.steps[0])
    return float(np.max(path.losses - (1 - t) * path.losses[0] - t * path.losses[-1]))


def _axis(values: ArrayLike, name: str) -> Real:
    """Return the coordinates of an axis, (n,)."""
    axis = checks.finite(values, name)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} is a row of numbers, not an array of shape {axis.shape}")
    return axis


def _losses(values: ArrayLike, shape: tuple[int, ...]) -> Real:
    """Return losses of the shape that the coordinates ask for."""
    losses = np.asarray(values)
    if losses.shape != shape or losses.dtype.kind not in "fiu":
        kind = f"shape {losses.shape} and type {losses.dtype}"
        raise ValueError(f"the losses are real numbers of shape {shape}, not of {kind}")
    return losses.astype(np.float64, copy=False)
