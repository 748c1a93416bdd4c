"""The one recipe by which the chapters train perceptrons on MNIST from seeds."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import checks, data
from lib.networks.losses import Objective, objective
from lib.networks.parameters import get_parameters, set_parameters
from lib.networks.perceptron import MLP, Rng
from lib.networks.together import train_many

Real = NDArray[np.float64]
Seed = int | Sequence[int]


class Tasks(NamedTuple):
    """The losses over the images to train on, to test on and to stop by (None without any)."""

    train: Objective
    test: Objective
    validation: Objective | None


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How perceptrons are made from a seed and trained on MNIST.

    ``dataclasses.replace`` varies an entry. Lists become tuples, so that ``presets`` can hold one.

    Attributes:
        hidden: widths of the hidden layers, from the inputs on.
        phases: (rate, epochs), one after the other.
        batch: images a step; None takes all.
        images, test_images, validation_images, digits, side, scaling, source: as for
            ``data.mnist``.
        activation, bias, residual: as for ``MLP``.
        init: as for ``MLP``; None takes "he" for ReLU, else "xavier".
        gain: what all initial parameters are multiplied by.
        optimiser, weight_decay, stop, keep: as for ``train``.
    """

    hidden: tuple[int, ...]
    phases: tuple[tuple[float, int], ...]
    batch: int | None
    images: int
    test_images: int = 1
    validation_images: int = 0
    digits: tuple[int, ...] = tuple(range(data.CLASSES))
    side: int = data.SIDE
    scaling: str = "pixels"
    source: str = "embedded"
    activation: str = "relu"
    bias: bool = True
    residual: bool = False
    init: str | None = None
    gain: float = 1.0
    optimiser: str = "adam"
    weight_decay: float = 0.0
    stop: float | None = None
    keep: float | None = None

    def __post_init__(self) -> None:
        for name in ("hidden", "digits"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "phases", tuple(tuple(phase) for phase in self.phases))
        if len(self.phases) != 1 and (self.stop, self.keep) != (None, None):
            raise ValueError(f"a loss to stop or keep at goes with one phase, not {self.phases}")

    @property
    def widths(self) -> tuple[int, ...]:
        """From inputs to outputs."""
        return (self.side**2, *self.hidden, len(self.digits))

    def tasks(self) -> Tasks:
        """Return the losses, made once a process."""
        return _tasks(
            train=self.images,
            test=self.test_images,
            validation=self.validation_images,
            digits=self.digits,
            side=self.side,
            scaling=self.scaling,
            source=self.source,
        )

    def network(self, *, rng: Rng) -> MLP:
        """Return an untrained network."""
        init = self.init or ("he" if self.activation == "relu" else "xavier")
        network = MLP(
            self.widths,
            activation=self.activation,
            init=init,
            bias=self.bias,
            residual=self.residual,
            rng=rng,
        )
        if self.gain != 1:
            set_parameters(network, self.gain * get_parameters(network))
        return network

    def fresh(self, seed: Seed, count: int) -> list[MLP]:
        """Return untrained networks; number k is the same whatever the count."""
        return [self.network(rng=_generator(seed, k, 0)) for k in range(count)]

    def orders(self, seed: Seed, count: int) -> list[np.random.Generator]:
        """Return what draws the order of the images for each of the networks of ``fresh``."""
        return [_generator(seed, k, 1) for k in range(count)]

    def train(
        self, networks: Sequence[MLP], orders: Sequence[Rng], task: Objective | None = None
    ) -> Runs:
        """Train networks in place, each with its own order of the images.

        Args:
            networks: of this recipe's shape, fresh ones or others.
            orders: a generator each, as of ``orders``; moved on, so that a training can go on.
            task: what to learn, the images' labels if not given.
        """
        goal = self.tasks().train if task is None else task
        starts = copy.deepcopy(list(networks))
        losses = np.empty((len(networks), 0))
        for rate, epochs in self.phases:
            histories = train_many(
                networks,
                goal,
                rng=list(orders),
                optimiser=self.optimiser,
                rate=rate,
                weight_decay=self.weight_decay,
                batch=self.batch,
                epochs=epochs,
                stop=self.stop,
                keep=self.keep,
            )
            # A run that ended early stays where it is: its last loss stands for the rest.
            rows = [
                np.pad(h.losses, (0, epochs + 1 - len(h.losses)), mode="edge") for h in histories
            ]
            losses = np.hstack([losses[:, :-1], np.array(rows)])
        kept = [_at(one, h.kept) for one, h in zip(networks, histories, strict=True)]
        return Runs(list(networks), starts, losses, kept)


@dataclass(frozen=True)
class Runs:
    """Networks trained by one recipe, an entry or a row each.

    Attributes:
        networks: as they ended.
        starts: before training.
        losses: (n, epochs + 1), training losses before and after each epoch.
        kept: after the first epoch with a loss of at most the recipe's ``keep``, None for never.
    """

    networks: list[MLP]
    starts: list[MLP]
    losses: Real
    kept: list[MLP | None]

    @property
    def parameters(self) -> Real:
        """Of the trained networks, (n, P)."""
        return np.stack([get_parameters(network).double().numpy() for network in self.networks])

    def misread(self, task: Objective) -> NDArray[np.bool_]:
        """Return whether each network misreads each image, (n, images)."""
        return np.stack([task.misread(network).numpy() for network in self.networks])


def train_from_seed(recipe: Recipe, seed: Seed, count: int) -> Runs:
    """Train networks from independent initial weights, each with its own order of the images.

    Network k of a seed has its weights and its order from a seed of its own, [*seed, k, …], at
    every shape: the first networks of a longer list are those of a shorter one, and recipes are
    paired by k.

    >>> recipe = Recipe(hidden=(3,), phases=((0.01, 2),), batch=10, images=20, side=4)
    >>> train_from_seed(recipe, 0, 2).parameters.shape
    (2, 91)
    """
    return recipe.train(recipe.fresh(seed, count), recipe.orders(seed, count))


def _generator(seed: Seed, k: int, purpose: int) -> np.random.Generator:
    """Return the generator of network k for its weights (0) or its order of images (1)."""
    return np.random.default_rng([*checks.seed(seed), k, purpose])


def _at(network: MLP, vector: NDArray[np.floating] | None) -> MLP | None:
    """Return a copy of a network at kept parameters, None where there are none."""
    if vector is None:
        return None
    result = copy.deepcopy(network)
    set_parameters(result, vector)
    return result


@lru_cache(maxsize=8)
def _tasks(**images: Any) -> Tasks:
    """Return the losses over MNIST images to train on, to test on and to stop by."""
    found = data.mnist(**images)
    validation = found.validation_images, found.validation_labels
    return Tasks(
        objective(found.train_images, found.train_labels),
        objective(found.test_images, found.test_labels),
        objective(*validation) if images["validation"] else None,
    )
