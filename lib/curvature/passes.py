"""Forward and backward pass of a perceptron, and what they leave behind in each layer.

Images are columns, (width, B), inside: the products of a layer are then fastest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lib.curvature.heads import Head

# φ(z), φ′(z) and φ″(z)/φ′(z), the last None where φ″ is zero throughout.
Activation = Callable[[Tensor], tuple[Tensor, Tensor, Tensor | None]]


def relu(z: Tensor) -> tuple[Tensor, Tensor, None]:
    """max(z, 0); at the kink φ′ = 0, as autograd has it."""
    return z.relu(), (z > 0).to(z.dtype), None


def tanh(z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """tanh z, with φ′ = 1 − φ² and φ″ = −2 φ φ′."""
    a = z.tanh()
    return a, 1 - a * a, -2 * a


def identity(z: Tensor) -> tuple[Tensor, Tensor, None]:
    """z itself: a deep linear network."""
    return z, torch.ones_like(z), None


ACTIVATIONS: dict[str, Activation] = {"relu": relu, "tanh": tanh, "identity": identity}


@dataclass(frozen=True)
class Layer:
    """A linear layer z_l = W_l a_{l−1} + b_l as the two passes left it, for B images.

    ``values`` is a_{l−1}, (in, B), and ``error`` is δ_l = ∂L/∂z_l, (out, B). ``slope`` is φ′ and
    ``bend`` is (φ″/φ′) ∂L/∂a_{l−1}, both at z_{l−1}, (in, B); None for inputs and for φ″ = 0.
    """

    weight: Tensor
    bias: Tensor | None
    values: Tensor
    error: Tensor
    slope: Tensor | None
    bend: Tensor | None

    def shapes(self) -> list[torch.Size]:
        """The shapes of W_l and, if there is one, b_l."""
        return [self.weight.shape] + ([] if self.bias is None else [self.bias.shape])

    def gradient(self) -> list[Tensor]:
        """∂L/∂W_l and, if there is one, ∂L/∂b_l."""
        return [self.error @ self.values.T] + ([] if self.bias is None else [self.error.sum(1)])


def record(
    weights: Sequence[Tensor],
    biases: Sequence[Tensor | None],
    inputs: Tensor,
    phi: Activation,
    head: Callable[[Tensor], Head],
) -> tuple[list[Layer], Head]:
    """Run both passes over inputs (B, in): the layers, first to last, and the loss at the outputs.

    Raises:
        ValueError: if layers and inputs do not fit on each other.
    """
    _check(weights, biases, inputs)
    values, slopes, bends = [inputs.T.contiguous()], [], []
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        a, slope, bend = phi(_linear(weight, bias, values[-1]))
        values.append(a)
        slopes.append(slope)
        bends.append(bend)
    top = head(_linear(weights[-1], biases[-1], values[-1]))
    return _back(weights, biases, values, slopes, bends, top.gradient), top


def _linear(weight: Tensor, bias: Tensor | None, values: Tensor) -> Tensor:
    """W a + b, (out, B), of values (in, B)."""
    return weight @ values if bias is None else torch.addmm(bias[:, None], weight, values)


def _back(
    weights: Sequence[Tensor],
    biases: Sequence[Tensor | None],
    values: list[Tensor],
    slopes: list[Tensor],
    bends: list[Tensor | None],
    error: Tensor,
) -> list[Layer]:
    """Take the error ∂L/∂z of the last layer, (out, B), down through all of them."""
    layers = []
    for l in reversed(range(1, len(weights))):
        back, bend = weights[l].T @ error, bends[l - 1]
        bend = None if bend is None else bend * back
        layers.append(Layer(weights[l], biases[l], values[l], error, slopes[l - 1], bend))
        error = back * slopes[l - 1]
    layers.append(Layer(weights[0], biases[0], values[0], error, None, None))
    return layers[::-1]


def _check(weights: Sequence[Tensor], biases: Sequence[Tensor | None], inputs: Tensor) -> None:
    """Refuse layers that do not fit on each other."""
    if not weights or len(weights) != len(biases):
        raise ValueError(f"give one bias or None a weight, got {len(biases)} for {len(weights)}")
    if inputs.ndim != 2 or not len(inputs):
        raise ValueError(f"inputs must be (images, pixels), got shape {tuple(inputs.shape)}")
    width = inputs.shape[1]
    for l, (weight, bias) in enumerate(zip(weights, biases, strict=True), start=1):
        if weight.ndim != 2 or weight.shape[1] != width:
            raise ValueError(f"W_{l} must be (out, {width}), got shape {tuple(weight.shape)}")
        width = weight.shape[0]
        if bias is not None and bias.shape != (width,):
            raise ValueError(f"b_{l} must be ({width},), got shape {tuple(bias.shape)}")
        if weight.dtype != inputs.dtype:
            raise ValueError(f"W_{l} is {weight.dtype}, the inputs {inputs.dtype}: convert one")
