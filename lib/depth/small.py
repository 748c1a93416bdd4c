"""Small networks whose whole Hessian can be written out: how many directions lead down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lib import curvature
from lib.depth.plan import Plan, setting
from lib.depth.runs import train_runs
from lib.networks import MLP, Objective

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """Negative eigenvalues of the Hessians of one depth; rows are seeds, NaN where the level
    was missed.

    Attributes:
        start: (seeds,), share of negative eigenvalues before training.
        level: (seeds,), the same at the plan's level.
        weight: (seeds,), at the level, their sum over the sum of all sizes of eigenvalues.
        parameters: of each network.
    """

    start: Real
    level: Real
    weight: Real
    parameters: int


def indices(plan: Plan, depth: int, name: str, base: int, seeds: int) -> Indices:
    """Train small networks of one depth and take their Hessians over all training images.

    Args:
        plan: with a budget of a few hundred parameters.
        depth: hidden layers.
        name: of the setting.
        base: the named seed.
        seeds: how many runs.
    """
    runs = train_runs(plan, depth, setting(name), base, seeds)
    task = plan.tasks().train.double()
    starts, levels = (_spectra(networks, task) for networks in ([*runs.starts], runs.matched))
    count = sum(p.numel() for p in runs.finals[0].parameters())
    return Indices(starts[:, 0], levels[:, 0], levels[:, 1], count)


def _spectra(networks: Sequence[MLP | None], task: Objective) -> Real:
    """Return share and weight of the negative eigenvalues of each network, (seeds, 2)."""
    return np.array([_spectrum(network, task) for network in networks])


def _spectrum(network: MLP | None, task: Objective) -> tuple[float, float]:
    """Return share and weight of the negative eigenvalues."""
    if network is None:
        return np.nan, np.nan
    whole = curvature.full_hessian(curvature.hessian(network.to(torch.float64), task))
    found = curvature.spectrum(whole)
    return found.negative_share, found.negative_weight
