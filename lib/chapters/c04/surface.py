"""The surface around a trained network: how far to a loss, how steep, how bent, how rough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from lib import curvature, landscape, networks
from lib.networks import MLP, Objective, Rng

Real = NDArray[np.float64]

SCALES = (1.0, 0.5, 2.0)  # a constant: its default, half of it, twice it
_OUT = np.geomspace(0.02, 8, 25)
STEPS = np.concatenate([-_OUT[::-1], [0.0], _OUT])  # of a line, in norms
_LINES = 3  # of a kind through one network
_POINTS = 11  # of a plane, a side
_SIDE = np.linspace(-1, 1, _POINTS)
_KINDS = ("filter", "unit")
_WINDOW = 0.5  # half the side of a plane, in filter-normalised steps
PICTURE = 25  # points a side of the planes that are shown


class Look(NamedTuple):
    """What is read off the surface around one network, or with an axis in front around several.

    Attributes:
        radius: (2, 3), filter-normalised and Euclidean distance to a loss: as set, half, double.
        top: (2,), the largest eigenvalue of the Hessian, in plain units and in relative steps.
        bent: (4,), non-convex shares of filter-normalised planes: of a half-width as set, half and
            double, and of the depth-neutral one that is the same at one hidden layer.
        roughness: (3, 2), of the reference library's planes, a reach as set, half and double; with
            the rows put right and as shipped.
    """

    radius: Real
    top: Real
    bent: Real
    roughness: Real


def look(
    network: MLP | None, task: Objective, far: float, *, pictures: bool = True, rng: Rng
) -> Look:
    """Return the measures of one network, NaN without a network.

    Args:
        network: where.
        task: the loss, over the images that it is looked at with.
        far: the loss at which a radius ends.
        pictures: whether planes are drawn; without, their shares and roughness are NaN.
        rng: of directions and starts.
    """
    nothing = Look(*(np.full(shape, np.nan) for shape in ((2, 3), 2, 4, (3, 2))))
    if network is None:
        return nothing
    rng, levels = networks.torch_generator(rng), [far * scale for scale in SCALES]
    found = nothing._replace(
        radius=np.array([radius(network, task, levels, kind, rng=rng) for kind in _KINDS]),
        top=np.array([top(network, task, relative=each, rng=rng) for each in (False, True)]),
    )
    if not pictures:
        return found
    pair = landscape.random_pair(network, rng=rng)
    grids = [_WINDOW * scale * _SIDE for scale in (*SCALES, _neutral(network))]
    drawn = [landscape.plane(network, task, *pair, grid) for grid in grids]
    return found._replace(
        bent=np.array([landscape.nonconvex_share(plane) for plane in drawn]),
        roughness=np.array([_roughness(network, task, scale, rng=rng) for scale in SCALES]),
    )


def depth_neutral(radius: Any, hidden: int) -> Any:
    """Return a radius in steps that do not count layers: r √(L + 1).

    A filter-normalised direction of length r changes each of the L + 1 weight matrices by the
    share r, in a direction of its own. To first order the output changes by the sum of what the
    layers add to it. Changes of independent directions add in quadrature: the sum grows like
    r √(L + 1). (Changes of one kind, such as all weights growing by the same share, add up to
    r (L + 1).) This ruler is √(Σ_l |δW_l|²/|W_l|²), the length of a step whose axes are the shares
    of the layers.

    Args:
        radius: r, along filter-normalised directions; a number or an array.
        hidden: L, the number of hidden layers.

    >>> depth_neutral(0.5, 3)
    1.0
    """
    return radius * float(np.sqrt(hidden + 1))


def radius(
    network: MLP, task: Objective, levels: Sequence[float], kind: str = "filter", *, rng: Rng
) -> Real:
    """Return the mean distances at which random lines through a network reach losses, (levels,).

    Args:
        network, task: where, and the loss that is walked over.
        levels: losses; 0 where the network's own is above, infinity where a line never gets there.
        kind: "filter" for filter-normalised directions, in shares of the filters' norms; "unit"
            for directions of unit length, in Euclidean distance.
        rng: of the directions.
    """
    scale = float(networks.get_parameters(network).norm()) if kind == "unit" else 1.0
    generator, found = networks.torch_generator(rng), []
    for _ in range(_LINES):
        way = scale * landscape.random_direction(network, normalisation=kind, rng=generator)
        path = landscape.line(network, task, way, STEPS)
        found.append([scale * landscape.radius(path, level) for level in levels])
    return np.mean(found, axis=0)


def top(network: MLP, task: Objective, *, relative: bool = False, rng: Rng) -> float:
    """Return the largest eigenvalue of the Hessian, to about a ten-thousandth.

    Args:
        network, task: where, and of which loss.
        relative: in depth-neutral steps, of S H S, where S multiplies a layer's weights by their
            norm and leaves biases still. Rescaling layers against each other does not change it.
        rng: of the start of the search.
    """
    operator = curvature.hessian(network, task)
    if relative:
        operator = _Relative(operator, network)
    return float(curvature.eigenpairs(operator, 1, rng=rng, tolerance=1e-2).values[0])


def planes(network: MLP, task: Objective, *, rng: Rng) -> Real:
    """Return the losses of one plane, to a filter-normalised step of 1 and a depth-neutral one.

    The second reaches √2, which is the same at one hidden layer, (2, points, points).
    """
    pair = landscape.random_pair(network, rng=rng)
    grids = [np.linspace(-end, end, PICTURE) for end in (1.0, _neutral(network))]
    return np.array([landscape.plane(network, task, *pair, steps).losses for steps in grids])


def _neutral(network: MLP) -> float:
    """Return the filter-normalised step that is the depth-neutral √2: 1 at one hidden layer."""
    return float(np.sqrt(2)) / depth_neutral(1.0, len(network.widths) - 2)


class _Relative(curvature.Operator):
    """S H S: a Hessian in steps that are shares of each layer's weights."""

    def __init__(self, operator: curvature.Operator, network: MLP) -> None:
        self._operator = operator
        norms = [p.norm() if p.ndim > 1 else p.new_zeros(()) for p in network.parameters()]
        sizes = [p.numel() for p in network.parameters()]
        self._norms = torch.repeat_interleave(torch.stack(norms).detach(), torch.tensor(sizes))
        self.size, self.dtype, self.device = operator.size, operator.dtype, operator.device

    def _products(self, block: torch.Tensor) -> torch.Tensor:
        return self._norms * self._operator.rows(self._norms * block)


def _roughness(network: MLP, task: Objective, scale: float, *, rng: Rng) -> tuple[float, float]:
    """Return the roughness of the reference library's plane, rows put right and as shipped.

    The library divides by its ``distance``: half of it reaches twice as far.
    """
    plane = landscape.shipped_plane(network, task, steps=_POINTS, distance=1 / scale, rng=rng)
    return landscape.roughness(plane.aligned()), landscape.roughness(plane.drawn())
