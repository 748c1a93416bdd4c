"""The loss of a small network as a function of its parameters, at many places at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib.curvature.perceptron import Passes
from lib.networks import LOSSES, MLP, Objective, cut, plain_layers, shapes
from lib.networks import objective as make_objective
from lib.networks.losses import check_fit
from lib.networks.parameters import Layers
from lib.networks.perceptron import check_shape
from lib.networks.stack import Stack

Real = NDArray[np.float64]

_CACHE = 1 << 18  # numbers that leave a layer together, so that they stay near the processor


class NetworkSurface:
    """Loss, gradient and Hessian of a multilayer perceptron, at many parameters at once.

    The Hessian is its product with every axis (see ``Passes``). For networks of up to a few
    hundred parameters, in float64. Its methods are what ``lib.dynamics`` takes.

    Args:
        widths: from inputs to outputs.
        inputs: (B, widths[0]).
        targets: labels (B,) for "cross-entropy", values (B, widths[-1]) for "squared".
        activation: φ, after each layer but the last: "tanh", "relu" or "identity".
        loss: "cross-entropy" (mean over images) or "squared" (mean over images of ½|f − y|²).
        decay: adds ½ decay |x|².
        biased: whether layers have biases.

    Raises:
        ValueError: if widths, inputs and targets do not fit together, or a name is unknown.

    >>> surface = NetworkSurface([1, 1], [[2.0]], [[0.0]], loss="squared", biased=False)
    >>> float(surface.loss([3.0])), surface.gradient([3.0]), surface.hessian([3.0])
    (18.0, array([12.]), array([[4.]]))
    """

    def __init__(
        self,
        widths: Sequence[int],
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        activation: str = "tanh",
        loss: str = "cross-entropy",
        decay: float = 0.0,
        biased: bool = True,
    ) -> None:
        check_shape(widths, activation)
        images = make_objective(np.asarray(inputs, dtype=np.float64), targets, loss)
        self._shapes = shapes(widths, biased=biased)
        self._axes = np.eye(sum(int(np.prod(shape)) for shape in self._shapes))
        self._activation, self._loss, self._decay, self._biased = activation, loss, decay, biased
        weights = [torch.empty(shape, dtype=torch.float64) for shape in self._shapes[:: 1 + biased]]
        check_fit(Layers(weights, [], activation, False), images)
        self._inputs, self._targets = images.inputs.numpy().T, images.shared(1).numpy()
        self._together = max(1, _CACHE // (sum(widths[1:]) * len(images)))

    @classmethod
    def of(cls, network: MLP, objective: Objective, *, decay: float = 0.0) -> NetworkSurface:
        """Return the surface on which a network without shortcuts lies, for any parameters.

        Raises:
            ValueError: if the network has shortcuts or is no plain perceptron.
        """
        layers = plain_layers(network)
        if layers is None or layers.residual:
            raise ValueError("the surface is written for plain perceptrons without shortcuts")
        return cls(
            layers.widths,
            objective.inputs.numpy(),
            objective.targets.numpy(),
            activation=layers.activation,
            loss=objective.loss,
            decay=decay,
            biased=layers.biases[0] is not None,
        )

    @property
    def size(self) -> int:
        """Number of parameters n, in the order W_1, b_1, W_2, b_2, … of a torch module."""
        return len(self._axes)

    def loss(self, x: ArrayLike) -> Real:
        """Return the loss, (…, n) → (…)."""
        rows = self._rows(x)
        outputs = self._stack(rows).forward(self._inputs)[1]
        found = LOSSES[self._loss].head(outputs, self._targets).losses
        return (found + self._decay / 2 * np.sum(rows**2, 1)).reshape(np.shape(x)[:-1])

    def gradient(self, x: ArrayLike) -> Real:
        """Return the gradient, (…, n) → (…, n)."""
        rows = self._rows(x)
        return (self._passes(rows).gradient + self._decay * rows).reshape(np.shape(x))

    def hessian(self, x: ArrayLike) -> Real:
        """Return the Hessian, (…, n) → (…, n, n)."""
        rows = self._rows(x)
        found, at_once = np.empty((*rows.shape, self.size)), max(1, self._together // self.size)
        for first in range(0, len(rows), at_once):
            part = slice(first, first + at_once)
            passes = self._passes(rows[part])
            for k in range(0, self.size, self._together):
                some = self._axes[k : k + self._together]
                axes = np.broadcast_to(some, (len(rows[part]), *some.shape))
                found[part, k : k + self._together] = passes.products(axes)
        return (found + self._decay * self._axes).reshape(*np.shape(x), self.size)

    def _passes(self, rows: Real) -> Passes:
        return Passes(self._stack(rows), self._inputs, self._targets, self._loss)

    def _stack(self, rows: Real) -> Stack:
        """Return the networks of parameters (m, n)."""
        parts = cut(rows, self._shapes)
        weights = parts[:: 1 + self._biased]
        biases = parts[1::2] if self._biased else [None] * len(weights)
        return Stack(weights, biases, self._activation)

    def _rows(self, x: ArrayLike) -> Real:
        """Return parameters as rows (m, n)."""
        array = np.asarray(x, dtype=np.float64)
        if array.ndim < 1 or array.shape[-1] != self.size:
            raise ValueError(f"parameters must be (…, {self.size}), got shape {array.shape}")
        return array.reshape(-1, self.size)
