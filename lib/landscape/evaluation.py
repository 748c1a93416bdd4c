"""Losses at many points of a line, a plane or a curve in parameter space."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lib.landscape.family import Family, Row, augmented
from lib.networks import MLP, Objective, get_parameters, set_parameters
from lib.networks.together import over_threads

Loss = Callable[[nn.Module], Tensor]
Point = nn.Module | Tensor | NDArray

_ROW = 32  # points of a row at most: pieces for the threads
_BLOCK = 1024  # images worked on together at most: what passes through a layer stays in the cache


@torch.no_grad()
def losses_at(
    network: nn.Module,
    objective: Objective | Loss,
    directions: Sequence[Point],
    coordinates: ArrayLike,
    *,
    origin: Point | None = None,
) -> NDArray[np.float64]:
    """Return the loss at origin + Σ_k c_k d_k for many coordinates c.

    The network's parameters are never touched, also not for a moment. For an ``MLP`` with an
    ``Objective`` the first layer is multiplied with the images only once for the origin and each
    direction, since it is linear in the weights, and points are shared between threads
    (see ``Family``); points that differ in the first coordinate only should follow each other.
    Any other network goes through a copy of itself, point by point.

    Args:
        network: says what is evaluated; its parameters are the origin unless one is given.
        objective: an ``Objective``, or any function of a network that returns a scalar tensor.
        directions: K vectors (P,), in the order of ``get_parameters``.
        coordinates: (n, K).
        origin: a vector (P,) or another network of this shape.

    Returns:
        (n,) losses; they agree with float64 to 1e-5, relatively, for a float32 network.

    Raises:
        ValueError: if shapes do not fit together.

    >>> from lib.networks import objective
    >>> network = MLP((2, 3, 2), rng=np.random.default_rng(0))
    >>> task = objective(np.eye(2, dtype=np.float32), [0, 1])
    >>> at = losses_at(network, task, [-get_parameters(network)], [[0.0], [1.0]])
    >>> bool(np.isclose(at[0], task(network).item())), bool(np.isclose(at[1], np.log(2)))
    (True, True)
    """
    origin = vector(network if origin is None else origin, network)
    vectors = torch.stack([origin, *(vector(direction, network) for direction in directions)])
    points = np.asarray(coordinates, dtype=np.float64)
    if not len(directions) or points.ndim != 2 or points.shape[1] != len(directions):
        shape = f"{len(directions)} directions and coordinates {points.shape}"
        raise ValueError(f"K > 0 directions go with coordinates (n, K), not {shape}")
    if not np.isfinite(points).all():
        raise ValueError("some coordinates are not finite: leave them out")
    if not len(points):
        return np.empty(0)
    if type(network) is MLP and isinstance(objective, Objective):
        return _structured(network, objective, vectors, points)
    return _plain(network, objective, vectors, points)


def vector(point: Point, network: nn.Module) -> Tensor:
    """Return a network's or an array's parameters as a vector (P,) like those of a network.

    Raises:
        ValueError: if the length is another, or an entry is not finite.
    """
    like = get_parameters(network)
    given = get_parameters(point) if isinstance(point, nn.Module) else torch.as_tensor(point)
    if given.shape != like.shape:
        shape = tuple(given.shape)
        raise ValueError(f"the network has {len(like)} parameters, not a vector of shape {shape}")
    if not given.isfinite().all():
        raise ValueError("a point or direction has entries that are not finite")
    return given.to(like)


def _structured(
    network: MLP, objective: Objective, vectors: Tensor, points: NDArray
) -> NDArray[np.float64]:
    """Evaluate a perceptron, rows of points by blocks of images shared between threads."""
    if objective.inputs.dtype != vectors.dtype:
        raise ValueError(
            f"images of {objective.inputs.dtype} and a network of {vectors.dtype} do not go "
            "together: use .double() or .float() on one"
        )
    count = -(-len(objective) // _BLOCK)
    blocks = zip(
        objective.inputs.tensor_split(count), objective.targets.tensor_split(count), strict=True
    )
    layers = augmented(network, vectors)
    families = [Family(network, x, y, objective.per_image, layers) for x, y in blocks]
    rows = _rows(points)
    tasks = list(itertools.product(families, rows))
    sums = over_threads(lambda task: task[0].sums(task[1]), tasks)
    total = sum(
        np.concatenate(sums[first : first + len(rows)]) for first in range(0, len(sums), len(rows))
    )
    return np.asarray(total) / len(objective)


def _rows(points: NDArray) -> list[Row]:
    """Cut points into rows of which only the first coordinate differs."""
    rows = []
    for _, group in itertools.groupby(points.tolist(), key=lambda point: point[1:]):
        row = list(group)
        for first in range(0, len(row), _ROW):
            piece = row[first : first + _ROW]
            rows.append(Row([point[0] for point in piece], piece[0][1:]))
    return rows


def _plain(
    network: nn.Module, objective: Loss, vectors: Tensor, points: NDArray
) -> NDArray[np.float64]:
    """Evaluate any network, one point after another, in a copy."""
    probe = copy.deepcopy(network)
    losses = []
    for point in points:
        set_parameters(probe, vectors[0] + vectors[1:].T @ torch.from_numpy(point).to(vectors))
        losses.append(float(objective(probe)))
    return np.array(losses)
