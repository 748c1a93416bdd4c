"""Passes through many small perceptrons of one shape at once, in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
# φ(z), φ′(z) and φ″(z).
Activation = Callable[[Real], tuple[Real, Real, Real]]


def tanh(z: Real) -> tuple[Real, Real, Real]:
    """tanh z with φ′ = 1 − φ² and φ″ = −2 φ φ′."""
    a = np.tanh(z)
    slope = 1 - a * a
    return a, slope, -2 * a * slope


def relu(z: Real) -> tuple[Real, Real, Real]:
    """max(z, 0); at the kink φ′ = 0."""
    return np.maximum(z, 0.0), (z > 0).astype(np.float64), np.zeros_like(z)


def identity(z: Real) -> tuple[Real, Real, Real]:
    """z itself: a deep linear network."""
    return z, np.ones_like(z), np.zeros_like(z)


ACTIVATIONS: dict[str, Activation] = {"tanh": tanh, "relu": relu, "identity": identity}


class Head(NamedTuple):
    """A loss at outputs (m, C, B): value (m,) and error ∂L/∂f (m, C, B).

    ``root`` turns moves of the outputs P (m, C, B, n) into R with RᵀR = Pᵀ L″ P.
    """

    value: Real
    error: Real
    root: Callable[[Real], Real]


def cross_entropy(outputs: Real, labels: NDArray[np.int64]) -> Head:
    """Mean over images of −ln softmax(f)_y, with L″ = diag(q) − q qᵀ for each image."""
    count = outputs.shape[2]
    logs = outputs - outputs.max(1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(1, keepdims=True))
    q = np.exp(logs)
    images = np.arange(count)
    error = q.copy()
    error[:, labels, images] -= 1

    def root(moves: Real) -> Real:
        weight = q[..., None]
        return np.sqrt(weight / count) * (moves - (weight * moves).sum(1, keepdims=True))

    return Head(-logs[:, labels, images].mean(1), error / count, root)


def squared(outputs: Real, targets: Real) -> Head:
    """Mean over images of ½|f − y|², with L″ the identity for each image."""
    count = outputs.shape[2]
    error = outputs - targets.T
    value = np.sum(error**2, (1, 2)) / (2 * count)
    return Head(value, error / count, lambda moves: moves / np.sqrt(count))


HEADS: dict[str, Callable[[Real, NDArray[np.generic]], Head]] = {
    "cross-entropy": cross_entropy,  # type: ignore[dict-item]
    "squared": squared,  # type: ignore[dict-item]
}


class Layer(NamedTuple):
    """One layer of m networks, z = W a + b, and the activation below it.

    ``matrix`` and ``bias`` are its places in the parameters; W is (m, out, in); what enters,
    ``values``, is (m or 1, in, B), with φ′ and φ″ at the z it came from (1 and 0 for the inputs).
    """

    matrix: slice
    bias: slice
    weight: Real
    values: Real
    slope: Real
    bend: Real


def places(widths: Sequence[int], biased: bool) -> list[tuple[slice, slice]]:
    """Return where W_l and b_l lie among the parameters, in the order W_1, b_1, W_2, …

    >>> places([2, 3, 1], biased=True)[1]
    (slice(9, 12, None), slice(12, 13, None))
    """
    result, start = [], 0
    for width, out in pairwise(widths):
        middle = start + width * out
        end = middle + out * biased
        result.append((slice(start, middle), slice(middle, end)))
        start = end
    return result


def forward(
    x: Real, widths: Sequence[int], biased: bool, inputs: Real, phi: Activation
) -> tuple[list[Layer], Real]:
    """Send inputs (in, B) through networks of parameters (m, n): layers, outputs (m, C, B)."""
    layers: list[Layer] = []
    values, slope, bend = identity(inputs[None])
    for l, (matrix, bias) in enumerate(places(widths, biased), start=1):
        weight = x[:, matrix].reshape(len(x), widths[l], widths[l - 1])
        layers.append(Layer(matrix, bias, weight, values, slope, bend))
        z = weight @ values
        if biased:
            z += x[:, bias, None]
        if l < len(widths) - 1:
            values, slope, bend = phi(z)
    return layers, z


def backward(layers: list[Layer], error: Real) -> tuple[list[Real], list[Real]]:
    """From ∂L/∂f return δ_l = ∂L/∂z_l and ∂L/∂a_{l−1}, (m, ·, B), of each layer."""
    errors, backs = [], []
    for layer in reversed(layers):
        back = np.swapaxes(layer.weight, 1, 2) @ error
        errors.append(error)
        backs.append(back)
        error = back * layer.slope
    return errors[::-1], backs[::-1]


def jacobian(layer: Layer, below: Real | None) -> Real:
    """Return P_l = ∂z_l/∂x, (m, out, B, parameters up to this layer).

    Args:
        layer: the layer.
        below: ∂a_{l−1}/∂x, (m, in, B, parameters below), None at the inputs.
    """
    m, out, width = layer.weight.shape
    moves = np.zeros((m, out, layer.values.shape[2], layer.bias.stop))
    entering = np.swapaxes(layer.values, 1, 2)
    for i in range(out):
        first = layer.matrix.start + i * width
        moves[:, i, :, first : first + width] = entering
        if layer.bias.stop > layer.bias.start:
            moves[:, i, :, layer.bias.start + i] = 1
    if below is not None:
        flat = layer.weight @ below.reshape(m, width, -1)
        moves[..., : layer.matrix.start] = flat.reshape(m, out, -1, layer.matrix.start)
    return moves
