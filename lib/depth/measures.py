"""Measures of the surface around one network: radius, curvature, share of non-convex points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from lib import curvature, landscape
from lib.networks import MLP, Objective, Rng, get_parameters, torch_generator

Real = NDArray[np.float64]

DIRECTIONS = 3  # of each kind through one network
PROBES = 12  # of the trace
WINDOW = 0.5  # half the side of the planes, in filter-normalised steps
POINTS = 11  # of a plane, a side
_STEPS = np.geomspace(0.04, 4, 15)
STEPS = np.concatenate([-_STEPS[::-1], [0.0], _STEPS])  # of a line, in filter norms or in |θ|


class Measures(NamedTuple):
    """What is read off the surface around one network.

    Attributes:
        loss: on the images looked at.
        filter_radius: mean distance to the loss ``far`` along filter-normalised directions.
        euclidean_radius: the same along directions of unit length, in parameter space itself.
        top: the largest eigenvalue of the Hessian.
        trace: of the Hessian.
        nonconvex: share of the points of a filter-normalised plane, ±``WINDOW``, that curve down.
        nonconvex_near: the same within the network's own radius.
    """

    loss: float
    filter_radius: float
    euclidean_radius: float
    top: float
    trace: float
    nonconvex: float
    nonconvex_near: float


NAMES = Measures._fields


def measures(
    network: MLP, look: Objective, far: float, *, planes: bool = True, rng: Rng
) -> Measures:
    """Return the measures of one network.

    Args:
        network: where.
        look: the loss and the images that it is looked at with.
        far: the loss at which a radius ends.
        planes: whether planes are drawn; without, the two non-convex shares are NaN.
        rng: of directions and probes.
    """
    generator = torch_generator(rng)
    loss = look(network).item()
    filters = radius(network, look, far, "filter", rng=generator)
    euclidean = radius(network, look, far, "unit", rng=generator)
    largest = top(network, look, rng=generator)
    trace = curvature.trace(curvature.hessian(network, look), rng=generator, probes=PROBES).value
    if not planes:
        return Measures(loss, filters, euclidean, largest, trace, np.nan, np.nan)
    pair = landscape.random_pair(network, rng=generator)
    near = filters if 0 < filters < np.inf else WINDOW
    shares = [share(network, look, pair, window) for window in (WINDOW, near)]
    return Measures(loss, filters, euclidean, largest, trace, *shares)


def top(network: MLP, look: Objective, *, rng: Rng) -> float:
    """Return the largest eigenvalue of the Hessian, to about a ten-thousandth."""
    operator = curvature.hessian(network, look)
    return float(curvature.eigenpairs(operator, 1, rng=rng, tolerance=1e-2).values[0])


def missing() -> Measures:
    """Return the measures of a run that has no network to measure: all NaN."""
    return Measures(*[np.nan] * len(NAMES))


def radius(network: MLP, look: Objective, far: float, kind: str, *, rng: Rng) -> float:
    """Return the mean distance at which random lines through a network reach a loss.

    Args:
        network, look, far: as for ``measures``.
        kind: "filter" for filter-normalised directions, in units of the filters' norms; "unit"
            for directions of unit length, in Euclidean distance.
        rng: of the directions.

    Returns:
        0 if the network's own loss is above it already; infinity if a line never reaches it.
    """
    generator = torch_generator(rng)
    scale = float(get_parameters(network).norm()) if kind == "unit" else 1.0
    found = []
    for _ in range(DIRECTIONS):
        way = landscape.random_direction(network, normalisation=kind, rng=generator)
        path = landscape.line(network, look, scale * way, STEPS)
        found.append(scale * landscape.radius(path, far))
    return float(np.mean(found))


def share(
    network: MLP, look: Objective, pair: tuple[torch.Tensor, torch.Tensor], window: float
) -> float:
    """Return the non-convex share of the plane of two directions, ±window wide."""
    steps = np.linspace(-window, window, POINTS)
    return landscape.nonconvex_share(landscape.plane(network, look, *pair, steps))
