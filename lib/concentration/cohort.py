"""A cohort: networks of one shape, each from its own weights and with its own order of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lib.concentration.task import Task
from lib.networks import MLP, objective, torch_generator, train_many

Real = NDArray[np.float64]
Weights = tuple[NDArray[np.float32], NDArray[np.float32]]  # (K, hidden, pixels), (K, 10, hidden)

CLASSES = 10
_TOGETHER = 8  # networks looked at together
_MEASURES = (
    *(f"{part}_{what}" for part in ("train", "validation", "test") for what in ("loss", "error")),
    "squared_norm",
)


@dataclass(frozen=True)
class Cohort:
    """What a cohort of K networks did, seen at some epochs (looks).

    Attributes:
        hidden: number of hidden units.
        looks: epochs after which it was looked at, the first 0, shape (looks,).
        train_loss, validation_loss, test_loss: mean cross-entropy, shape (looks, K).
        train_error, validation_error, test_error: share of images read wrongly, (looks, K).
        squared_norm: |w|², shape (looks, K).
        start, end: weights of both layers before and after, of the networks that were kept.
    """

    hidden: int
    looks: NDArray[np.int64]
    train_loss: Real
    train_error: Real
    validation_loss: Real
    validation_error: Real
    test_loss: Real
    test_error: Real
    squared_norm: Real
    start: Weights
    end: Weights

    @property
    def networks(self) -> int:
        """How many networks there are."""
        return self.test_loss.shape[1]

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Whether each network reads every training image at the end, shape (K,)."""
        return self.train_error[-1] == 0

    @property
    def first_fit(self) -> Real:
        """The first look at which each reads every training image, NaN if none, shape (K,)."""
        fits = self.train_error == 0
        return np.where(fits.any(axis=0), self.looks[fits.argmax(axis=0)], np.nan)

    def kept(self, when: str, count: int) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Return the two layers' weights of the first networks, at their "start" or "end"."""
        first, second = getattr(self, when)
        return list(zip(first[:count], second[:count], strict=True))

    def stopped(self, by: str = "validation_error") -> NDArray[np.intp]:
        """Return the number of the look at which a measure is lowest first, shape (K,)."""
        return np.argmin(getattr(self, by), axis=0)

    def at(self, measure: str, look: NDArray[np.intp]) -> Real:
        """Return a measure of each network at its own look, shape (K,)."""
        return getattr(self, measure)[look, np.arange(self.networks)]


def cohort(
    task: Task,
    hidden: int,
    seed: int | tuple[int, ...],
    networks: int,
    looks: Sequence[int],
    rate: float,
    batch: int,
    keep: int,
) -> Cohort:
    """Train a cohort by plain stochastic gradient descent at a constant rate.

    One hidden layer of rectifiers, ten outputs, no biases, weights from N(0, 2/inputs),
    cross-entropy. Plain descent keeps no state but the weights and each network's order of
    images, so a training in pieces, looked at in between, is the same as one in a whole.

    Args:
        task: what to learn.
        hidden: number of hidden units.
        seed: of weights and orders; one seed gives independent cohorts for different widths.
        networks: how many, K.
        looks: epochs after which to look, rising, above 0; the last one ends the training.
        rate, batch: of the descent.
        keep: of how many networks to keep the weights.

    Raises:
        ValueError: if the looks do not rise from above 0.
    """
    ends = [0, *looks]
    if len(ends) < 2 or any(a >= b for a, b in pairwise(ends)):
        raise ValueError(f"looks are rising epochs above 0, got {list(looks)}")
    rng = np.random.default_rng([hidden, *np.atleast_1d(seed)])
    widths = (task.images.shape[1], hidden, CLASSES)
    crowd = [MLP(widths, bias=False, rng=rng) for _ in range(networks)]
    orders = [torch_generator(rng) for _ in crowd]
    goal = objective(task.images, task.labels)
    start, seen = _first(_weights(crowd), keep), [_measured(crowd, task)]
    for before, after in pairwise(ends):
        train_many(
            crowd, goal, rng=orders, optimiser="sgd", rate=rate, batch=batch, epochs=after - before
        )
        seen.append(_measured(crowd, task))
    ends_at = _first(_weights(crowd), keep)
    return _made(hidden, np.array(ends), np.moveaxis(np.array(seen), 1, 0), start, ends_at)


def joined(parts: Sequence[Cohort]) -> Cohort:
    """Return one cohort made of several of the same width and looks.

    Raises:
        ValueError: if there is none, or widths or looks differ.
    """
    if not parts:
        raise ValueError("there is no cohort to join: give at least one")
    first = parts[0]
    if any(p.hidden != first.hidden or not np.array_equal(p.looks, first.looks) for p in parts):
        raise ValueError("cohorts of one width and the same looks can be joined, these differ")
    measures = [np.concatenate([getattr(p, n) for p in parts], axis=1) for n in _MEASURES]
    start, end = (
        (np.concatenate([w[0] for w in kept]), np.concatenate([w[1] for w in kept]))
        for kept in ([p.start for p in parts], [p.end for p in parts])
    )
    return _made(first.hidden, first.looks, measures, start, end)


def _made(
    hidden: int, looks: NDArray[np.int64], measures: Sequence[Real] | Real, start: Weights,
    end: Weights,
) -> Cohort:  # fmt: skip
    """Return a cohort of its measures, in their order."""
    named = dict(zip(_MEASURES, measures, strict=True))
    return Cohort(hidden=hidden, looks=looks, start=start, end=end, **named)


def _weights(crowd: Sequence[MLP]) -> list[Tensor]:
    """Return copies of both layers' weights, stacked."""
    return [torch.stack([n.weights[layer].detach() for n in crowd]) for layer in (0, 1)]


def _first(weights: Sequence[Tensor], count: int) -> Weights:
    """Return the weights of the first networks as arrays."""
    return weights[0][:count].numpy().copy(), weights[1][:count].numpy().copy()


def _measured(crowd: Sequence[MLP], task: Task) -> Real:
    """Return loss and error on each part of the task, and |w|², shape (7, K)."""
    groups = [crowd[k : k + _TOGETHER] for k in range(0, len(crowd), _TOGETHER)]
    return np.concatenate([_group_measured(_weights(group), task) for group in groups], axis=1)


@torch.no_grad()
def _group_measured(weights: list[Tensor], task: Task) -> Real:
    """Return the same for stacked weights of a few networks."""
    rows = []
    for images, labels in task.parts:
        outputs = _outputs(torch.from_numpy(images), *weights)
        truth = torch.from_numpy(labels).expand(len(outputs), -1)
        loss = torch.nn.functional.cross_entropy(outputs.mT, truth, reduction="none")
        rows += [loss.double().mean(1), (outputs.argmax(2) != truth).double().mean(1)]
    squares = sum(w.double().square().sum((1, 2)) for w in weights)
    return torch.stack([*rows, torch.as_tensor(squares)]).numpy()


def _outputs(images: Tensor, first: Tensor, second: Tensor) -> Tensor:
    """Return the outputs of K networks for images (n, pixels), shape (K, n, 10)."""
    count, hidden, pixels = first.shape
    values = torch.relu(images @ first.reshape(count * hidden, pixels).T)
    return values.view(-1, count, hidden).transpose(0, 1) @ second.mT
