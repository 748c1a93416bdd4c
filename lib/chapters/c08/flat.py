"""Flatness of solutions by several measures, and their test error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import curvature, landscape, networks, statistics
from lib.networks import MLP, Objective, Recipe
from lib.statistics import Effect

Real = NDArray[np.float64]
MEASURES = ("trace", "top eigenvalue", "Euclidean rise", "filter rise")
RULERS = ("unit", "filter")  # of the two rises


class Flat(NamedTuple):
    """Measures of solutions, all larger where the loss is sharper, and their test errors.

    Attributes:
        measures: (4, n), in the order of ``MEASURES``.
        losses: training loss, (n,), which stands for how far training went.
        errors: share of test images misread, (n,).
    """

    measures: Real
    losses: Real
    errors: Real


def associations(groups: Sequence[Flat], *, within: bool) -> dict[str, tuple[Effect, float]]:
    """Return how each measure goes with the test error, the training loss held fixed.

    Args:
        groups: of networks, made in different ways.
        within: count differences inside a group only.

    Returns:
        Measure → its rank correlation, and the p-value of none.
    """
    measures, losses, errors = (np.concatenate(part, axis=-1) for part in zip(*groups, strict=True))
    labels = np.repeat(np.arange(len(groups)), [len(group.errors) for group in groups])
    given = {"held": losses, "groups": labels if within else None}
    return {
        name: (
            statistics.rank_correlation(row, errors, unit="network", **given),
            statistics.rank_p_value(row, errors, **given),
        )
        for name, row in zip(MEASURES, measures, strict=True)
    }


def flatness(recipe: Recipe, seed: Sequence[int], *, count: int, images: int, **looks: Any) -> Flat:
    """Train networks from a seed, and measure each at its end.

    Args:
        recipe, seed, count: which networks.
        images: training images on which the loss is taken.
        **looks: as of ``measures``.
    """
    tasks, rng = recipe.tasks(), np.random.default_rng([*seed, 1])
    runs = networks.train_from_seed(recipe, seed, count)
    task = tasks.train.some(slice(images))
    rows = [measures(network, task, **looks, rng=rng) for network in runs.networks]
    errors = [tasks.test.error(network) for network in runs.networks]
    return Flat(np.array(rows).T, runs.losses[:, -1], np.array(errors))


def measures(
    network: MLP, task: Objective, *, probes: int, directions: int, steps: Mapping[str, float],
    rng: np.random.Generator,
) -> list[float]:  # fmt: skip
    """Return how sharp the loss is at a network, in the order of ``MEASURES``.

    Args:
        network, task: the solution and its loss.
        probes: of the trace.
        directions: how many random ones, for each of the rises.
        steps: their lengths: of "unit" directions, and of "filter" ones in units of each filter.
        rng: of probes and directions.
    """
    operator = curvature.hessian(network, task)
    trace = curvature.trace(operator, rng=rng, probes=probes).value
    top = float(curvature.eigenpairs(operator, 1, rng=rng).values[0])
    rises = [rise(network, task, kind, steps[kind], directions, rng=rng) for kind in RULERS]
    return [trace, top, *rises]


def rise(
    network: MLP, task: Objective, kind: str, step: float, count: int, *, rng: np.random.Generator
) -> float:
    """Return how much the loss rises on the average at a step in random directions, both ways.

    Args:
        network, task: the solution and its loss.
        kind: a normalisation of ``landscape.random_direction``.
        step: in units of the normalised direction.
        count: how many directions.
        rng: of the directions.
    """
    ways = [landscape.random_direction(network, normalisation=kind, rng=rng) for _ in range(count)]
    seen = np.array([landscape.line(network, task, way, [-step, 0, step]).losses for way in ways])
    return float(np.mean(seen[:, ::2]) - np.mean(seen[:, 1]))
