"""One network trained from a seed, with every assumption measured on it: what a sweep repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.paths.assumptions import (
    nearest_values,
    pair_correlations,
    pairs_of_paths,
    representatives,
    shuffled_columns,
    usage_entropy,
)
from lib.paths.network import ReluNetwork, Training, train
from lib.paths.sums import activity, contributions, path_sum
from lib.paths.task import Task

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """What was measured on one trained network.

    Attributes:
        training: the network with its losses and norms.
        test_error: share of test images on the wrong side.
        identity: log₁₀ of the relative difference of output and sum over paths, at least −16.
        identity_ungated: the same for the sum without the paths' activity.
        rates: share of training images for which each path is open, shape (paths,).
        correlations: of X·A over the training images between pairs of paths, by kind of pair:
            "one input", "two inputs", and "shuffled" (one input, images shuffled for each path).
        agreement: share of test images on the same side after rounding the weights to so many
            values: rows "best" and "random", shape (2, counts).
        entropy: evenness of use of the best values, shape (counts,).
    """

    training: Training
    test_error: float
    identity: float
    identity_ungated: float
    rates: Real
    correlations: dict[str, Real]
    agreement: Real
    entropy: Real

    def mean_correlation(self, kind: str) -> float:
        """Return the mean absolute correlation of one kind of pair, constant paths left out."""
        return float(np.nanmean(np.abs(self.correlations[kind])))


def trial(
    task: Task,
    hidden: Sequence[int],
    *,
    seed: int | tuple[int, ...],
    steps: int,
    rate: float,
    pairs: int,
    values: Sequence[int],
) -> Trial:
    """Train a network and measure the assumptions on it.

    Args:
        task: what to learn.
        hidden: widths of the hidden layers.
        seed: of the weights and of every choice at random.
        steps, rate: of the training.
        pairs: pairs of paths of each kind.
        values: to how many different values the weights are rounded, each 2 or more.
    """
    rng = np.random.default_rng(seed)
    start = ReluNetwork.sample((task.inputs.shape[1], *hidden, 1), rng=rng)
    training = train(start, task.inputs, task.targets, steps=steps, rate=rate)
    network = training.network
    agreement, entropy = _rounded(network, task.test_inputs, values, rng)
    return Trial(
        training=training,
        test_error=float(np.mean(network.output(task.test_inputs) * task.test_targets <= 0)),
        identity=relative_difference(network, task.inputs, gated=True),
        identity_ungated=relative_difference(network, task.inputs, gated=False),
        rates=activity(network, task.inputs).mean(axis=0),
        correlations=_correlations(network, task.inputs, pairs, rng),
        agreement=agreement,
        entropy=entropy,
    )


def relative_difference(network: ReluNetwork, inputs: Real, *, gated: bool) -> float:
    """Return log₁₀ of the largest |Y − path sum| over the largest |Y|, at least −16."""
    output = network.output(inputs)
    gap = np.abs(output - path_sum(network, inputs, gated=gated)).max() / np.abs(output).max()
    return float(np.log10(max(gap, 1e-16)))


def _correlations(
    network: ReluNetwork, inputs: Real, count: int, rng: np.random.Generator
) -> dict[str, Real]:
    """Return the correlations of X·A between pairs of paths, by kind of pair."""
    table = contributions(network, inputs)
    one = pairs_of_paths(network.widths, count, same_input=True, rng=rng)
    two = pairs_of_paths(network.widths, count, same_input=False, rng=rng)
    return {
        "one input": pair_correlations(table, one),
        "two inputs": pair_correlations(table, two),
        "shuffled": pair_correlations(shuffled_columns(table, rng=rng), one),
    }


def _rounded(
    network: ReluNetwork, inputs: Real, values: Sequence[int], rng: np.random.Generator
) -> tuple[Real, Real]:
    """Return agreement (best, random) and evenness of use for each number of values."""
    weights, side = network.vector, np.sign(network.output(inputs))
    agreement, entropy = np.empty((2, len(values))), np.empty(len(values))
    for k, count in enumerate(values):
        choices = (representatives(weights, count), rng.choice(weights, count, replace=False))
        for row, choice in enumerate(choices):
            rounded, labels = nearest_values(weights, choice)
            output = network.with_vector(rounded).output(inputs)
            agreement[row, k] = np.mean(np.sign(output) == side)
            if row == 0:
                entropy[k] = usage_entropy(labels, count)
    return agreement, entropy
