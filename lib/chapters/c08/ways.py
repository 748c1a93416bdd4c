"""The straight way from one trained network to another, to it with its units matched, to a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lib import landscape, networks
from lib.networks import MLP, Objective, Recipe

Real = NDArray[np.float64]
KINDS = ("as trained", "units matched", "its own copy")


@dataclass(frozen=True)
class Ways:
    """The ways of the pairs of networks 0–1, 2–3, …, which share no network.

    Attributes:
        steps: t, 0 at the first network of a pair and 1 at the other end, (points,).
        losses: training loss along each way, (pairs, 3, points), in the order of ``KINDS``.
        errors: share of test images misread along the ways of the first pair, (3, points).
        untrained: mean training loss of each pair before training, (pairs,).
        known, rises: training loss along a way of each pair whose rise follows from its outputs,
            (pairs, points), and that rise, (pairs,); see ``doubled``.
        parameters: of all networks, in single precision, (2 pairs, P).
    """

    steps: Real
    losses: Real
    errors: Real
    untrained: Real
    known: Real
    rises: Real
    parameters: NDArray[np.float32]

    def barriers(self, kind: str, *, every: int = 1) -> Real:
        """Return how far each way rises above its ends, over the untrained loss, (pairs,).

        Args:
            kind: one of ``KINDS``.
            every: take each so many-th point of the ways only.
        """
        return self._climbs(self.losses[:, KINDS.index(kind)], every) / self.untrained

    def known_over(self, *, every: int = 1) -> Real:
        """Return the barriers of the ways whose rise is known, over what is known, (pairs,)."""
        return self._climbs(self.known, every) / self.rises

    def _climbs(self, lines: Real, every: int) -> Real:
        steps = self.steps[::every]
        rises = [landscape.barrier(landscape.Line(steps, line)) for line in lines[:, ::every]]
        return np.array(rises)


def ends(one: MLP, other: MLP, *, rng: np.random.Generator) -> dict[str, MLP]:
    """Return the other ends of the three ways from a network, by kind.

    Args:
        one, other: of one shape.
        rng: the order of the units of the copy.
    """
    copied = networks.shuffled(one, rng=rng)
    return dict(zip(KINDS, (other, networks.aligned(other, one), copied), strict=True))


def doubled(one: MLP) -> tuple[MLP, MLP]:
    """Return a network with as many silent units behind its own, and with them before its own.

    All weights of silent units are zero. On the straight way between the two every unit stands
    twice, with weights (1 − t) and t times its own; a rectifier gives both factors on, so that the
    outputs less their biases are (1 − t)² + t² times the network's, one half in the middle.

    Args:
        one: with one hidden layer of rectifiers.
    """
    inputs, hidden, classes = one.widths
    first, bias, last, top = networks.cut(networks.get_parameters(one), networks.shapes(one.widths))
    twins = []
    for own in (slice(0, hidden), slice(hidden, 2 * hidden)):
        wide = [torch.zeros(2 * hidden, inputs), torch.zeros(2 * hidden)]
        wide += [torch.zeros(classes, 2 * hidden), top]
        wide[0][own], wide[1][own], wide[2][:, own] = first, bias, last
        twin = MLP((inputs, 2 * hidden, classes), rng=torch.Generator())
        networks.set_parameters(twin, networks.joined(wide))
        twins.append(twin)
    return twins[0], twins[1]


@torch.no_grad()
def halved(one: MLP, task: Objective) -> float:
    """Return how far the loss rises when the outputs less their biases are halved."""
    outputs, top = one(task.inputs), one.biases[-1]
    loss = task.per_image((outputs + top) / 2, task.targets).mean()
    return float(loss - task(one))


def ways(recipe: Recipe, seed: Sequence[int], *, pairs: int, points: int) -> Ways:
    """Train pairs of networks from a seed and walk straight from one to the other.

    Args:
        recipe: of the networks.
        seed: of weights and orders of images.
        pairs: how many.
        points: of each way.

    >>> recipe = Recipe(hidden=(3,), phases=((0.01, 2),), batch=10, images=20, side=4)
    >>> ways(recipe, [0], pairs=2, points=5).losses.shape
    (2, 3, 5)
    """
    tasks, rng = recipe.tasks(), np.random.default_rng([*seed, 1])
    runs = networks.train_from_seed(recipe, seed, 2 * pairs)
    couples = list(zip(runs.networks[::2], runs.networks[1::2], strict=True))
    places = [ends(one, other, rng=rng) for one, other in couples]
    lines = [
        [landscape.segment(one, end, tasks.train, points) for end in at.values()]
        for (one, _), at in zip(couples, places, strict=True)
    ]

    def error(network: nn.Module) -> torch.Tensor:
        return torch.tensor(tasks.test.error(network))

    first = [landscape.segment(couples[0][0], end, error, points) for end in places[0].values()]
    return Ways(
        steps=first[0].steps,
        losses=np.array([[line.losses for line in three] for three in lines]),
        errors=np.array([line.losses for line in first]),
        untrained=runs.losses[:, 0].reshape(-1, 2).mean(axis=1),
        known=np.array(
            [landscape.segment(*doubled(one), tasks.train, points).losses for one, _ in couples]
        ),
        rises=np.array([halved(one, tasks.train) for one, _ in couples]),
        parameters=runs.parameters.astype(np.float32),
    )
