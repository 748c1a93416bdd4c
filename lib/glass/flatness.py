"""Flatness of a solution by several measures, and its test error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.curvature import eigenpairs, hessian, trace
from lib.glass.recipe import Recipe
from lib.landscape import losses_at, random_direction
from lib.networks import MLP, Objective, objective

Real = NDArray[np.float64]
MEASURES = ("trace", "top eigenvalue", "Euclidean rise", "filter rise")


@dataclass(frozen=True)
class Flatness:
    """Measures of solutions, all larger where the loss is sharper, and their test errors.

    Attributes:
        measures: (4, n), in the order of ``MEASURES``.
        losses: training loss, (n,), which stands for how far training went.
        errors: share of test images read wrongly, (n,).
        norms: of the parameters, (n,).
    """

    measures: Real
    losses: Real
    errors: Real
    norms: Real


def flatness(
    recipe: Recipe, scale: float, seed: int | tuple[int, ...], *, count: int, images: int,
    probes: int, directions: int, euclidean: float, filtered: float,
) -> Flatness:  # fmt: skip
    """Train networks from initial weights of a scale, and measure each at its end.

    Args:
        recipe, scale, seed, count: which networks; scale 1 is He's.
        images: training images on which curvature is taken.
        probes: of the trace.
        directions: random directions of the two rises.
        euclidean: length of a step of the Euclidean rise.
        filtered: size of a step of the filter-normalised rise, in units of each filter.
    """
    rng = np.random.default_rng(seed)
    networks = recipe.fresh(count, scale=scale, rng=rng)
    found = recipe.train(networks, rng.spawn(count))
    full = recipe.tasks()[0]
    task = objective(full.inputs[:images], full.targets[:images])
    rows = []
    for network in networks:
        operator = hessian(network, task)
        rises = [
            rise(network, task, kind, size, directions, rng=rng)
            for kind, size in (("unit", euclidean), ("filter", filtered))
        ]
        bulk = trace(operator, rng=rng, probes=probes).value
        top = float(eigenpairs(operator, 1, rng=rng).values[0])
        rows.append([bulk, top, *rises])
    norms = np.linalg.norm(found.parameters, axis=1)
    return Flatness(np.array(rows).T, found.losses, found.errors, norms)


def rise(
    network: MLP, task: Objective, kind: str, size: float, directions: int,
    *, rng: np.random.Generator,
) -> float:  # fmt: skip
    """Return how much the loss rises on the average at a step in random directions, both ways.

    Args:
        network, task: the solution and its loss.
        kind: a normalisation of ``landscape.random_direction``.
        size: of the step, in units of the normalised direction.
        directions: how many.
        rng: of the directions.
    """
    steps = np.array([[0.0], [size], [-size]])
    ways = [random_direction(network, normalisation=kind, rng=rng) for _ in range(directions)]
    losses = np.array([losses_at(network, task, [way], steps) for way in ways])
    return float(np.mean(losses[:, 1:]) - np.mean(losses[:, 0]))
