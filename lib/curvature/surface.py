"""The loss of a small network as a function of its parameters, at many places at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.curvature.heads import named
from lib.curvature.stack import (
    ACTIVATIONS,
    HEADS,
    Head,
    Layer,
    Real,
    backward,
    forward,
    jacobian,
    places,
)
from lib.networks import MLP, Objective

_CACHE = 1 << 19  # numbers in the Jacobians of one batch, so that they stay near the processor


class NetworkSurface:
    """Loss, gradient and Hessian of a multilayer perceptron, at many parameters at once.

    The Hessian is put together from the Jacobians P_l = ∂z_l/∂x and the errors δ_l = ∂L/∂z_l,
    with R{·} = P v for a direction v that moves W_l by V_l::

        vᵀHv = R{z_L}ᵀ L″ R{z_L} + Σ_l 2 δ_lᵀ V_l R{a_{l−1}} + Σ_l φ″(z_l) ∂L/∂a_l · R{z_l}²

    (the second derivative of L along v, term by term). For networks of up to a few hundred
    parameters; NumPy in float64. Its methods are what ``lib.saddles`` takes.

    Args:
        widths: from inputs to outputs.
        inputs: (B, widths[0]).
        targets: labels (B,) for "cross-entropy", values (B, widths[-1]) for "squared".
        activation: φ, after each layer but the last: "tanh", "relu" or "identity".
        loss: "cross-entropy" (mean over images) or "squared" (mean over images of ½|f − y|²).
        decay: adds ½ decay |x|².
        biased: whether layers have biases.

    Attributes:
        size: number of parameters n, in the order W_1, b_1, W_2, b_2, … of a torch module.

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
        self._phi, self._head = named(ACTIVATIONS, activation), named(HEADS, loss)
        self._widths, self._biased, self._decay = list(widths), biased, decay
        self._inputs = np.asarray(inputs, dtype=np.float64).T
        self._targets = np.asarray(targets)
        _check(self._widths, np.shape(inputs), self._targets, loss)
        self.size = places(self._widths, biased)[-1][1].stop

    @classmethod
    def of(cls, network: MLP, objective: Objective, *, decay: float = 0.0) -> NetworkSurface:
        """Return the surface on which a network without shortcuts lies, for any parameters.

        Raises:
            ValueError: if the network has shortcuts.
        """
        if network.residual:
            raise ValueError("the surface is written for perceptrons without shortcuts")
        return cls(
            network.widths,
            objective.inputs.numpy(),
            objective.targets.numpy(),
            activation=network.activation,
            loss=objective.loss,
            decay=decay,
            biased=network.biases[0] is not None,
        )

    def loss(self, x: ArrayLike) -> Real:
        """Return the loss, (…, n) → (…)."""
        rows = self._rows(x)
        value = self._passes(rows)[1].value + self._decay / 2 * np.sum(rows**2, 1)
        return value.reshape(np.shape(x)[:-1])

    def gradient(self, x: ArrayLike) -> Real:
        """Return the gradient, (…, n) → (…, n)."""
        rows = self._rows(x)
        layers, head = self._passes(rows)
        result = self._decay * rows
        for layer, error in zip(layers, backward(layers, head.error)[0], strict=True):
            matrix = error @ np.swapaxes(layer.values, 1, 2)
            result[:, layer.matrix] += matrix.reshape(len(rows), -1)
            if self._biased:
                result[:, layer.bias] += error.sum(2)
        return result.reshape(np.shape(x))

    def hessian(self, x: ArrayLike) -> Real:
        """Return the Hessian, (…, n) → (…, n, n)."""
        rows = self._rows(x)
        each = sum(self._widths[1:]) * self._inputs.shape[1] * self.size
        batch = max(1, _CACHE // each)
        result = np.empty((*rows.shape, self.size))
        for first in range(0, len(rows), batch):
            result[first : first + batch] = self._hessians(rows[first : first + batch])
        return result.reshape(*np.shape(x), self.size)

    def _hessians(self, rows: Real) -> Real:
        """Hessians of a batch, (m, n) → (m, n, n)."""
        layers, head = self._passes(rows)
        errors, backs = backward(layers, head.error)
        result = np.zeros((*rows.shape, self.size))
        result[:, range(self.size), range(self.size)] = self._decay
        moves = jacobian(layers[0], None)
        for layer, error, back in zip(layers[1:], errors[1:], backs[1:], strict=True):
            _add_square(result, moves * (layer.bend * back)[..., None], moves)
            below = moves * layer.slope[..., None]
            _add_mixed(result, layer, error, below)
            moves = jacobian(layer, below)
        root = head.root(moves)
        _add_square(result, root, root)
        return result

    def _passes(self, rows: Real) -> tuple[list[Layer], Head]:
        layers, outputs = forward(rows, self._widths, self._biased, self._inputs, self._phi)
        return layers, self._head(outputs, self._targets)

    def _rows(self, x: ArrayLike) -> Real:
        """Return parameters as rows (m, n)."""
        array = np.asarray(x, dtype=np.float64)
        if array.ndim < 1 or array.shape[-1] != self.size:
            raise ValueError(f"parameters must be (…, {self.size}), got shape {array.shape}")
        return array.reshape(-1, self.size)


def _add_square(result: Real, left: Real, right: Real) -> None:
    """Add Σ over outputs and images of left ⊗ right, (m, out, B, k), to the first k × k."""
    m, k = left.shape[0], left.shape[-1]
    flat = np.swapaxes(left.reshape(m, -1, k), 1, 2)
    result[:, :k, :k] += flat @ right.reshape(m, -1, k)


def _add_mixed(result: Real, layer: Layer, error: Real, below: Real) -> None:
    """Add the terms δ_l ⊗ ∂a_{l−1}/∂x between W_l and what lies below it, and their mirror."""
    k = below.shape[-1]
    block = np.swapaxes(error[:, None] @ below, 1, 2).reshape(len(error), -1, k)
    result[:, layer.matrix, :k] += block
    result[:, :k, layer.matrix] += np.swapaxes(block, 1, 2)


def _check(
    widths: list[int], inputs: tuple[int, ...], targets: NDArray[np.generic], loss: str
) -> None:
    """Refuse data that do not fit the network."""
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths from inputs to outputs are needed, all ≥ 1; got {widths}")
    if len(inputs) != 2 or inputs[1] != widths[0] or not inputs[0]:
        raise ValueError(f"inputs must be (images, {widths[0]}), got shape {inputs}")
    if loss == "squared":
        if targets.shape != (inputs[0], widths[-1]):
            raise ValueError(f"targets must be {inputs[0], widths[-1]}, got shape {targets.shape}")
    elif targets.shape != inputs[:1] or not np.issubdtype(targets.dtype, np.integer):
        kind = f"shape {targets.shape} of {targets.dtype}"
        raise ValueError(f"cross-entropy needs whole labels ({inputs[0]},), got {kind}")
    elif not 0 <= targets.min() <= targets.max() < widths[-1]:
        raise ValueError(f"labels must lie in 0…{widths[-1] - 1}, the outputs of the network")
