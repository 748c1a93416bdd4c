"""The networks of these experiments: one hidden ReLU layer on small digits, made by one recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from lib import data
from lib.networks import MLP, Objective, Rng, get_parameters, objective, set_parameters, train_many

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How networks of one hidden layer are made and trained.

    Attributes:
        images, test_images: of MNIST, to train and to test on.
        side: pixels a side.
        hidden: hidden units.
        rate, batch, epochs: of Adam, each network with its own order of images.
        stop: the training loss at which a network stops.
    """

    images: int
    test_images: int
    side: int
    hidden: int
    rate: float
    batch: int
    epochs: int
    stop: float

    @property
    def widths(self) -> tuple[int, int, int]:
        """From inputs to outputs."""
        return (self.side**2, self.hidden, data.CLASSES)

    def but(self, **changes: float) -> Recipe:
        """Return the recipe with some entries changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def tasks(self) -> tuple[Objective, Objective]:
        """Return the objectives of training and of testing."""
        digits = data.mnist(self.images, self.test_images, side=self.side, scaling="standard")
        return (
            objective(digits.train_images, digits.train_labels),
            objective(digits.test_images, digits.test_labels),
        )

    def network(self, parameters: Real) -> MLP:
        """Return the network of given parameters, (P,)."""
        found = MLP(self.widths, rng=np.random.default_rng(0))
        set_parameters(found, torch.as_tensor(parameters, dtype=torch.float32))
        return found

    def fresh(self, count: int, *, scale: float = 1.0, rng: np.random.Generator) -> list[MLP]:
        """Return untrained networks, their initial weights multiplied by a scale."""
        networks = [MLP(self.widths, rng=rng) for _ in range(count)]
        for network in networks:
            set_parameters(network, scale * get_parameters(network))
        return networks

    def train(self, networks: Sequence[MLP], generators: Sequence[Rng]) -> Solutions:
        """Train networks in place until the stopping loss and return what they became."""
        task, test = self.tasks()
        radii = np.array([float(get_parameters(network).norm()) for network in networks])
        histories = train_many(
            networks, task, rng=list(generators), rate=self.rate, batch=self.batch,
            epochs=self.epochs, stop=self.stop,
        )  # fmt: skip
        return Solutions(
            parameters=np.stack([get_parameters(network).double().numpy() for network in networks]),
            untrained=np.array([history.losses[0] for history in histories]),
            losses=np.array([history.losses[-1] for history in histories]),
            errors=np.array([test.error(network) for network in networks]),
            radii=radii,
        )


@dataclass(frozen=True)
class Solutions:
    """Trained networks.

    Attributes:
        parameters: (n, P), in the order of ``get_parameters``.
        untrained, losses: training loss before and after, (n,).
        errors: share of test images read wrongly, (n,).
        radii: norm of all parameters before training, (n,).
    """

    parameters: Real
    untrained: Real
    losses: Real
    errors: Real
    radii: Real


def solutions(recipe: Recipe, seed: int | Sequence[int], count: int) -> Solutions:
    """Train networks from independent initial weights, each with its own order of images.

    >>> recipe = Recipe(20, 20, 4, 3, 0.01, 10, 2, 0.0)
    >>> solutions(recipe, 0, 2).parameters.shape
    (2, 91)
    """
    rng = np.random.default_rng(seed)
    return recipe.train(recipe.fresh(count, rng=rng), rng.spawn(count))


def layers(parameters: NDArray, widths: Sequence[int]) -> list[NDArray]:
    """Cut parameter vectors (…, P) of one hidden layer into W_1, b_1, W_2, b_2.

    >>> [part.shape for part in layers(np.zeros((5, 23)), (4, 3, 2))]
    [(5, 3, 4), (5, 3), (5, 2, 3), (5, 2)]
    """
    d, h, c = widths
    shapes: list[tuple[int, ...]] = [(h, d), (h,), (c, h), (c,)]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    parts = np.split(np.asarray(parameters), ends, axis=-1)
    lead = np.shape(parameters)[:-1]
    return [part.reshape(lead + shape) for part, shape in zip(parts, shapes, strict=True)]
