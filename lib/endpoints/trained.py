"""Many networks of one depth, trained alike on small digits: what they reach, how it curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lib import curvature, data
from lib.networks import MLP, Objective, get_parameters, objective, train_many

Real = NDArray[np.float64]
Seed = int | Sequence[int]

_TOLERANCE = 3e-2  # of the residual: the eigenvalue itself is then known to about its square


@dataclass(frozen=True)
class Recipe:
    """How networks are made and trained; only their hidden widths differ between depths.

    Attributes:
        images: of MNIST, to train on.
        side: pixels a side.
        activation: "tanh" starts from Xavier's initial weights, "relu" from He's.
        decay: λ of the weight decay λ|w|²/2.
        batch: images a step.
        phases: (rate, epochs) of Adam, one after the other.
    """

    images: int
    side: int
    activation: str
    decay: float
    batch: int
    phases: tuple[tuple[float, int], ...]

    def widths(self, hidden: Sequence[int]) -> tuple[int, ...]:
        """Return all widths, from pixels to digits."""
        return (self.side**2, *hidden, data.CLASSES)

    def task(self) -> Objective:
        """Return the loss over the images."""
        digits = data.mnist(self.images, 1, side=self.side, scaling="standard")
        return objective(digits.train_images, digits.train_labels)

    def fresh(self, hidden: Sequence[int], count: int, *, rng: np.random.Generator) -> list[MLP]:
        """Return untrained networks."""
        init = "he" if self.activation == "relu" else "xavier"
        widths = self.widths(hidden)
        return [MLP(widths, activation=self.activation, init=init, rng=rng) for _ in range(count)]

    def train(self, networks: Sequence[MLP], *, rng: np.random.Generator) -> Real:
        """Train networks in place, each with its own order of images, and return their losses."""
        orders = rng.spawn(len(networks))
        for rate, epochs in self.phases:
            histories = train_many(
                networks, self.task(), rng=orders, rate=rate, weight_decay=self.decay,
                batch=self.batch, epochs=epochs,
            )  # fmt: skip
        return np.array([history.losses[-1] for history in histories])

    def pair_up(self, hidden: Sequence[int], seed: Seed, count: int) -> tuple[list[MLP], list[MLP]]:
        """Return untrained networks, and what training makes of them."""
        starts = self.fresh(hidden, count, rng=np.random.default_rng(seed))
        trained = self.fresh(hidden, count, rng=np.random.default_rng(seed))
        self.train(trained, rng=np.random.default_rng([1, *np.atleast_1d(seed)]))
        return starts, trained


@dataclass(frozen=True)
class Ends:
    """Where runs of one depth ended, an entry a run.

    Attributes:
        losses: training loss, without the decay.
        tops: largest eigenvalue of the loss's Hessian.
        gradients: norm of the gradient that training followed, decay included.
        norms: of all parameters.
    """

    losses: Real
    tops: Real
    gradients: Real
    norms: Real

    @classmethod
    def of(cls, parts: Sequence[Ends]) -> Ends:
        """Join runs of one depth that were trained in groups."""
        names = ("losses", "tops", "gradients", "norms")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def ends(recipe: Recipe, hidden: Sequence[int], seed: Seed, count: int) -> Ends:
    """Train networks of one depth and return where they ended.

    Args:
        recipe: how.
        hidden: the hidden widths.
        seed: of initial weights and orders of images.
        count: how many networks.

    >>> recipe = Recipe(20, 3, "tanh", 1e-3, 10, ((0.01, 2),))
    >>> ends(recipe, (3, 2), 0, 2).losses.shape
    (2,)
    """
    _, trained = recipe.pair_up(hidden, seed, count)
    task = recipe.task()
    losses = [task(network).item() for network in trained]
    return Ends(
        np.array(losses),
        np.array([_top(network, task) for network in trained]),
        np.array([_gradient(network, task, recipe.decay) for network in trained]),
        np.array([float(get_parameters(network).double().norm()) for network in trained]),
    )


def _top(network: MLP, task: Objective) -> float:
    """Return the largest eigenvalue of the Hessian."""
    operator = curvature.hessian(network, task)
    found = curvature.eigenpairs(
        operator, 1, rng=np.random.default_rng(operator.size), tolerance=_TOLERANCE
    )
    return float(found.values[0])


def _gradient(network: MLP, task: Objective, decay: float) -> float:
    """Return the norm of the gradient of the loss with its decay."""
    parameters = list(network.parameters())
    size = sum((parameter**2).sum() for parameter in parameters)
    parts = torch.autograd.grad(task(network) + decay / 2 * size, parameters)
    return float(torch.cat([part.reshape(-1) for part in parts]).norm())
