"""Runs: networks of one depth and setting trained together, taken at two moments."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lib.depth.plan import Plan, Setting
from lib.networks import MLP, Objective, set_parameters, train_many

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """Runs of one depth, a seed each.

    Attributes:
        losses: (seeds, epochs + 1), over the training images, before and after each epoch.
        starts: the networks before training.
        matched: at the first epoch whose loss is at most the plan's level; None where it was
            never reached.
        finals: after all epochs.
    """

    losses: Real
    starts: list[MLP]
    matched: list[MLP | None]
    finals: list[MLP]

    def reached(self, level: float) -> Real:
        """Return the epoch at which each run first reached a loss, as ``epochs_to``, (seeds,)."""
        return epochs_to(self.losses, level)


def train_runs(plan: Plan, depth: int, setting: Setting, base: int, seeds: int) -> Runs:
    """Train networks with initial weights and an order of the images of their own.

    Seed k draws the order of its images alike at every depth, so that depths are paired by seed.

    Args:
        plan: sizes and budgets.
        depth: hidden layers.
        setting: how networks are made and trained.
        base: the named seed of the experiment.
        seeds: how many runs, numbered from 0.
    """
    networks = [
        plan.network(depth, setting, rng=np.random.default_rng([base, k, 0])) for k in range(seeds)
    ]
    starts = copy.deepcopy(networks)
    task = plan.tasks().train
    if next(networks[0].parameters()).dtype != task.inputs.dtype:
        task = task.double()
    histories = train_many(
        networks,
        task,
        rng=[np.random.default_rng([base, k, 1]) for k in range(seeds)],
        optimiser=setting.optimiser,
        rate=setting.rate,
        batch=plan.batch,
        epochs=plan.epochs,
        keep=plan.level,
        stacks=1,
    )
    kept = [_at(network, h.kept) for network, h in zip(networks, histories, strict=True)]
    # A run that diverged ended early: its last loss stands for the epochs that it missed.
    losses = [_filled(history.losses, plan.epochs + 1) for history in histories]
    return Runs(np.array(losses), starts, kept, networks)


def errors(networks: list[MLP | None], task: Objective) -> Real:
    """Return the share of images misread by each network, NaN where there is none, (seeds,)."""
    return np.array([np.nan if n is None else task.error(n) for n in networks])


def epochs_to(losses: Real, level: float) -> Real:
    """Return the epoch at which each run first reached a loss, NaN for never, (runs,).

    Between two epochs the logarithm of the loss is taken as straight.

    Args:
        losses: (runs, epochs + 1), positive.
        level: the loss.

    >>> epochs_to(np.array([[4.0, 2.0, 1.0], [4.0, 4.0, 4.0]]), 2.0)
    array([ 1., nan])
    """
    return np.array([_epochs_to(row, level) for row in losses])


def _at(network: MLP, parameters: NDArray[np.floating] | None) -> MLP | None:
    """Return a copy of a network at kept parameters."""
    if parameters is None:
        return None
    result = copy.deepcopy(network)
    set_parameters(result, torch.from_numpy(parameters))
    return result


def _filled(losses: Real, length: int) -> Real:
    """Repeat the last loss up to a length."""
    return np.pad(losses, (0, length - len(losses)), mode="edge")


def _epochs_to(losses: Real, level: float) -> float:
    """Return where a row of losses first falls to a level, NaN for never."""
    (below,) = np.nonzero(losses <= level)
    if not len(below):
        return np.nan
    k = int(below[0])
    if k == 0:
        return 0.0
    high, low, here = np.log([losses[k - 1], losses[k], level])
    return float(k - 1 + (high - here) / (high - low))
