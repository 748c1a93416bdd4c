"""A rectifier network without biases and with one output, and its training by plain descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = NDArray[np.float64]


@dataclass(frozen=True)
class ReluNetwork:
    """Y(x) = relu(… relu(x W₁) …) W_H: no biases, one output, no rectifier at the end.

    Attributes:
        weights: W_1 … W_H, shapes (n_0, n_1), …, (n_{H−1}, 1).

    >>> network = ReluNetwork((np.array([[1.0, -1.0]]), np.array([[2.0], [3.0]])))
    >>> network.widths, network.output([[1.0], [-1.0]]).tolist()
    ((1, 2, 1), [2.0, 3.0])
    """

    weights: tuple[Real, ...]

    def __post_init__(self) -> None:
        shapes = [np.shape(w) for w in self.weights]
        fits = all(a[-1] == b[0] for a, b in pairwise(shapes))
        if not shapes or any(len(s) != 2 for s in shapes) or not fits or shapes[-1][1] != 1:
            raise ValueError(
                f"weights of shapes {shapes} do not chain to one output: give (n_0, n_1), …, (n, 1)"
            )

    @classmethod
    def sample(cls, widths: Sequence[int], *, rng: np.random.Generator) -> ReluNetwork:
        """Draw weights N(0, 2/n_in), which keep the size of signals through rectifiers.

        Args:
            widths: n_0 … n_H, from inputs to outputs, n_H = 1.
            rng: source of the weights.
        """
        pairs = pairwise(widths)
        return cls(tuple(rng.normal(0, np.sqrt(2 / a), (a, b)) for a, b in pairs))

    @property
    def widths(self) -> tuple[int, ...]:
        """Units a layer, inputs and output included."""
        return (*(len(w) for w in self.weights), 1)

    @property
    def vector(self) -> Real:
        """All weights one after the other, shape (parameters,)."""
        return np.concatenate([w.ravel() for w in self.weights])

    def with_vector(self, vector: Real) -> ReluNetwork:
        """Return a network of the same widths with other weights."""
        ends = np.cumsum([w.size for w in self.weights])[:-1]
        parts = zip(np.split(np.asarray(vector, float), ends), self.weights, strict=True)
        return ReluNetwork(tuple(part.reshape(w.shape) for part, w in parts))

    def layers(self, inputs: ArrayLike) -> list[Real]:
        """Return what enters each layer of weights: inputs, then the hidden units' values."""
        values = [np.asarray(inputs, float)]
        for w in self.weights[:-1]:
            values.append(np.maximum(values[-1] @ w, 0))
        return values

    def output(self, inputs: ArrayLike) -> Real:
        """Return Y for inputs of shape (images, n_0), shape (images,)."""
        return (self.layers(inputs)[-1] @ self.weights[-1])[:, 0]

    def gradient(self, inputs: ArrayLike, targets: ArrayLike) -> tuple[float, Real]:
        """Return the mean hinge loss max(0, 1 − tY) and its gradient in all weights.

        Args:
            inputs: shape (images, n_0).
            targets: t, +1 or −1, shape (images,).
        """
        values, targets = self.layers(inputs), np.asarray(targets, float)
        slack = 1 - targets * (values[-1] @ self.weights[-1])[:, 0]
        back = np.where(slack > 0, -targets, 0.0)[:, None] / len(targets)
        parts = []
        for value, w in zip(values[::-1], self.weights[::-1], strict=True):
            parts.append((value.T @ back).ravel())
            back = (back @ w.T) * (value > 0)
        return float(np.maximum(slack, 0).mean()), np.concatenate(parts[::-1])


@dataclass(frozen=True)
class Training:
    """A training: the network at its end, and the loss and |w|² before each step and after all."""

    network: ReluNetwork
    losses: Real
    squared_norms: Real


def train(
    network: ReluNetwork, inputs: ArrayLike, targets: ArrayLike, *, steps: int, rate: float
) -> Training:
    """Train by gradient descent on the hinge loss of all images: w ← w − rate · gradient.

    Args:
        network: where to begin.
        inputs: shape (images, n_0).
        targets: +1 or −1, shape (images,).
        steps: number of steps, at least 1.
        rate: length of a step in units of the gradient.

    Raises:
        ValueError: if shapes do not fit, a target is not ±1, or steps or rate are not positive.
    """
    inputs, targets = np.asarray(inputs, float), np.asarray(targets, float)
    if inputs.ndim != 2 or inputs.shape != (len(targets), network.widths[0]):
        raise ValueError(
            f"inputs of shape {inputs.shape} do not fit {targets.shape} targets and "
            f"{network.widths[0]} input units"
        )
    if not np.isin(targets, (-1, 1)).all():
        raise ValueError("targets of the hinge loss are +1 or −1: recode the labels")
    if steps < 1 or not rate > 0:
        raise ValueError(f"steps = {steps}, rate = {rate}: both must be positive")
    vector, losses, norms = network.vector, [], []
    for _ in range(steps):
        loss, gradient = network.with_vector(vector).gradient(inputs, targets)
        losses.append(loss)
        norms.append(vector @ vector)
        vector = vector - rate * gradient
    network = network.with_vector(vector)
    losses.append(network.gradient(inputs, targets)[0])
    return Training(network, np.array(losses), np.array([*norms, vector @ vector]))
