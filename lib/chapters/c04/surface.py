"""The surface around a trained network: how far to a loss, how steep, how bent, how rough."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from lib import curvature, landscape, networks
from lib.chapters import Real
from lib.networks import MLP, Objective, Rng

Loss = Objective | Callable[[nn.Module], Tensor]

SCALES = (1.0, 0.5, 2.0)  # a constant: its default, half of it, twice it
_OUT = np.geomspace(0.02, 8, 25)
STEPS = np.concatenate([-_OUT[::-1], [0.0], _OUT])  # of a line, in norms
_LINES = 3  # of a kind through one network
POINTS = (11, 7, 21)  # a constant: of a plane, a side
_DRAWN = [*((scale, POINTS[0]) for scale in SCALES), *((1.0, points) for points in POINTS[1:])]
_KINDS = ("filter", "unit")
_WINDOW = 0.5  # half the side of a plane, in filter-normalised steps
PICTURE = 25  # points a side of the planes that are shown
_RIPPLE, _WAVE = 0.065, 2 * np.pi / 0.8  # of a known surface: much of it bends down
_TEETH = 0.005  # the height of a ripple that is small beside what it lies on


class Look(NamedTuple):
    """What is read off the surface around one network, or with an axis in front around several.

    Attributes:
        radius: (2, 3), filter-normalised and Euclidean distance to a loss: as set, half, double.
        top: (2,), the largest eigenvalue of the Hessian, in plain units and in relative steps.
        bent: (6,), non-convex shares of filter-normalised planes: of a half-width as set, half and
            double, of fewer and more points, and of the depth-neutral half-width that is the same
            at one hidden layer.
        roughness: (6, 2), of the reference library's planes, with the same reaches and points as
            ``bent``; with the rows put right and as shipped.
    """

    radius: Real
    top: Real
    bent: Real
    roughness: Real


def look(network: MLP | None, task: Objective, far: float, *, rng: Rng) -> Look:
    """Return the measures of one network, NaN without a network.

    Args:
        network: where.
        task: the loss, over the images that it is looked at with.
        far: the loss at which a radius ends.
        rng: of directions and starts.
    """
    if network is None:
        return Look(*(np.full(shape, np.nan) for shape in ((2, 3), 2, 6, (6, 2))))
    rng, levels = networks.torch_generator(rng), [far * scale for scale in SCALES]
    return Look(
        radius=np.array([radius(network, task, levels, kind, rng=rng) for kind in _KINDS]),
        top=np.array([top(network, task, relative=each, rng=rng) for each in (False, True)]),
        bent=_bent(network, task, task, rng=rng),
        roughness=_roughness(network, task, task, rng=rng),
    )


def known(network: MLP, far: float, reach: Sequence[float], teeth: float, *, rng: Rng) -> Look:
    """Return what the same measures say of bowls around a network, over what is known of them.

    The bowls know one ruler each, and no layer: by that ruler they are alike around any network.
    Those of the radii are as wide as the networks that are measured, those of the curvature have
    a few steep directions, those of the planes a ripple.

    Args:
        network: where; trained or not.
        far: the loss at which a radius ends.
        reach: filter-normalised and Euclidean radii of the bowls.
        teeth: how many times as high the ripple is whose roughness is taken.
        rng: of directions and starts.

    Returns:
        Radii (3, 3), also the depth-neutral one, and curvatures over the true ones; the non-convex
        share and roughness of the ripple.
    """
    rng, levels = networks.torch_generator(rng), [far * scale for scale in SCALES]
    filtered, plain, neutral = rulers(network)
    places = filtered.nonzero()[:, 0]
    steep = torch.ones_like(plain)
    steep[places[torch.linspace(0, len(places) - 1, 10).long()]] = torch.linspace(11, 2, 10)
    deep = depth_neutral(reach[0], len(network.widths) - 2)
    wide = [(filtered, reach[0], "filter"), (plain, reach[1], "unit"), (neutral, deep, "filter")]
    radii = [radius(network, bowl(network, far / end**2 * ruler), levels, kind, rng=rng) / end
             for ruler, end, kind in wide]  # fmt: skip
    radii[2] *= deep / reach[0]  # in filter-normalised steps until here
    tops = [top(network, bowl(network, steep * ruler), relative=relative, rng=rng)
            for ruler, relative in ((plain, False), (neutral, True))]  # fmt: skip
    rippled = [bowl(network, each, ripple=_RIPPLE) for each in (filtered, neutral)]
    rough = [bowl(network, each, ripple=teeth * _TEETH) for each in (filtered, neutral)]
    return Look(
        radius=np.array(radii) / np.sqrt(SCALES),
        top=np.array(tops) / (2 * float(steep.max())),
        bent=_bent(network, *rippled, rng=rng),
        roughness=_roughness(network, *rough, rng=rng),
    )


def rulers(network: MLP) -> tuple[Tensor, Tensor, Tensor]:
    """Return what the square of each parameter's step weighs, (P,), by each ruler of a radius.

    In shares of the norm of all weights, plain, and in shares of each layer's norm: the first and
    the last leave biases out.
    """
    sizes, parameters = _sizes(network), networks.get_parameters(network)
    moved = (sizes > 0).to(sizes)
    shares = torch.where(sizes > 0, sizes, torch.inf) ** -2
    return moved / (moved * parameters).square().sum(), torch.ones_like(sizes), shares


def bowl(network: MLP, weights: Tensor, *, ripple: float = 0.0) -> Callable[[nn.Module], Tensor]:
    """Return the loss q + ripple (1 − cos 2π√q/0.8) with q = Σ_i w_i (θ_i − θ_i⁰)².

    Args:
        network: its parameters are θ⁰.
        weights: w, (P,); the Hessian at θ⁰ is 2 diag(w) without a ripple.
        ripple: its height.
    """
    centre = networks.get_parameters(network)

    def loss(module: nn.Module) -> Tensor:
        q = (weights * (networks.joined([*module.parameters()]) - centre).square()).sum()
        return q + ripple * (1 - torch.cos(_WAVE * q.sqrt())) if ripple else q

    return loss


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
    network: MLP, task: Loss, levels: Sequence[float], kind: str = "filter", *, rng: Rng
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


def top(network: MLP, task: Loss, *, relative: bool = False, rng: Rng) -> float:
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
    rng = networks.torch_generator(rng)
    one, two = (landscape.random_direction(network, rng=rng) for _ in range(2))
    grids = [np.linspace(-end, end, PICTURE) for end in (1.0, _neutral(network))]
    return np.array([landscape.plane(network, task, one, two, steps).losses for steps in grids])


def _neutral(network: MLP) -> float:
    """Return the filter-normalised step that is the depth-neutral √2: 1 at one hidden layer."""
    return float(np.sqrt(2)) / depth_neutral(1.0, len(network.widths) - 2)


class _Relative(curvature.Operator):
    """S H S: a Hessian in steps that are shares of each layer's weights."""

    def __init__(self, operator: curvature.Operator, network: MLP) -> None:
        self._operator, self._norms = operator, _sizes(network)
        self.size, self.dtype, self.device = operator.size, operator.dtype, operator.device

    def _products(self, block: torch.Tensor) -> torch.Tensor:
        return self._norms * self._operator.rows(self._norms * block)


def _sizes(network: MLP) -> Tensor:
    """Return for each weight the norm of its layer, and 0 for each bias, (P,)."""
    norms = [p.norm() if p.ndim > 1 else p.new_zeros(()) for p in network.parameters()]
    counts = [p.numel() for p in network.parameters()]
    return torch.repeat_interleave(torch.stack(norms).detach(), torch.tensor(counts))


def _windows(network: MLP, task: Loss, neutral: Loss) -> list[tuple[Loss, float, int]]:
    """Return the loss, reach and points of each plane; the last reach is depth-neutral."""
    return [*((task, *each) for each in _DRAWN), (neutral, _neutral(network), POINTS[0])]


def _bent(network: MLP, task: Loss, neutral: Loss, *, rng: Rng) -> Real:
    """Return the non-convex shares of one plane; the last one of another loss."""
    one, two = (landscape.random_direction(network, rng=rng) for _ in range(2))
    planes = [
        landscape.plane(network, loss, one, two, _WINDOW * scale * np.linspace(-1, 1, points))
        for loss, scale, points in _windows(network, task, neutral)
    ]
    return np.array([landscape.nonconvex_share(plane) for plane in planes])


def _roughness(network: MLP, task: Loss, neutral: Loss, *, rng: Rng) -> Real:
    """Return the roughness of the reference library's planes, rows put right and as shipped.

    The last one is of another loss. The library divides by its ``distance``: half of it reaches
    twice as far.
    """
    generator, found = networks.torch_generator(rng), []
    for loss, scale, points in _windows(network, task, neutral):
        plane = landscape.shipped_plane(
            network, loss, steps=points, distance=1 / scale, rng=generator
        )
        found.append([landscape.roughness(each) for each in (plane.aligned(), plane.drawn())])
    return np.array(found)
