"""The way that training took, in the plane of its own principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import nn

from lib.landscape.evaluation import Loss
from lib.landscape.surfaces import Plane, grid_around, plane
from lib.networks import Objective

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Components:
    """Principal components of a trajectory.

    Attributes:
        center: (P,), the mean of its points.
        directions: (2, P), orthonormal, the two along which it spreads most.
        coordinates: (k, 2), its points along them.
        explained: (r,), the share of its variance along each component, falling, sum 1.
    """

    center: Real
    directions: Real
    coordinates: Real
    explained: Real


def principal_components(trajectory: ArrayLike) -> Components:
    """Return the principal components of a trajectory.

    A high share along two of them says little about the loss: a random walk of many steps in many
    dimensions has the shares 6/(π² j²), 61 % and 15 % along the first two, and its coordinates
    along component j are cosines of j half periods (Antognini and Sohl-Dickstein 2018, "PCA of
    high dimensional random walks with comparison to neural network training", see
    ``random_walk``).

    Args:
        trajectory: (k, P), points in the order of the steps, such as ``History.trajectory``.

    Raises:
        ValueError: if there are less than three points, or all lie on a line.

    >>> components = principal_components([[0, 0, 0], [2, 0, 0], [2, 1, 0], [0, 1, 0]])
    >>> components.explained.round(12)[:2]
    array([0.8, 0.2])
    """
    points = np.asarray(trajectory, dtype=np.float64)
    if points.ndim != 2 or len(points) < 3 or not np.isfinite(points).all():
        raise ValueError(f"a trajectory has 3 finite points (k, P) or more, not {points.shape}")
    center = points.mean(0)
    moves = points - center
    # From the k × k matrix of inner products: k is far smaller than P.
    values, vectors = np.linalg.eigh(moves @ moves.T)
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    if not values[1] > 1e-14 * values[0]:
        raise ValueError("the points lie on a line: they have no plane of their own")
    directions = (vectors[:, :2] / np.sqrt(values[:2])).T @ moves
    # The sign of a component is free: here the trajectory ends at positive coordinates.
    directions *= np.where(directions @ moves[-1] < 0, -1.0, 1.0)[:, None]
    return Components(center, directions, moves @ directions.T, values / values.sum())


def trajectory_plane(
    network: nn.Module,
    objective: Objective | Loss,
    components: Components,
    *,
    points: int = 41,
    margin: float = 0.2,
) -> Plane:
    """Return the loss on the plane of two principal components, through the trajectory's mean.

    The points of the trajectory lie off this plane; ``marks`` are their shadows on it, and the
    loss drawn there is not theirs.

    Args:
        network: of the shape that was trained.
        objective: the loss.
        components: of its trajectory.
        points, margin: as for ``plane_through``.
    """
    x, y = grid_around(components.coordinates, points, margin)
    one, two = components.directions
    found = plane(network, objective, one, two, x, y, origin=components.center)
    return Plane(found.x, found.y, found.losses, components.coordinates)
