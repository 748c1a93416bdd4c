"""Networks of one shape as stacked tensors: outputs, losses and gradients of all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from lib.networks.objective import Objective
from lib.networks.perceptron import ACTIVATIONS, MLP

_CHUNK = 256  # images worked on together where no gradient is needed

# φ′ in terms of what φ gave.
_SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.sign,
    "tanh": lambda active: 1 - active.square(),
    "identity": torch.ones_like,
}


class Stack:
    """M networks of one shape as one tensor a layer, with gradients written out by hand.

    The products are batched ones (``bmm``); where all networks see the same images, the first
    layer is a single product with all weights one below the other. Images run along the last axis,
    so that what leaves it is in one piece for each network. By hand, because for small networks
    most of the time of automatic differentiation is bookkeeping.

    Attributes:
        weights: W_l, (M, n_l, n_{l−1}).
        biases: b_l, (M, n_l), or an empty list.
    """

    def __init__(self, networks: Sequence[MLP]) -> None:
        first = networks[0]
        self.activation, self.residual, self.widths = first.activation, first.residual, first.widths
        layers = range(len(first.linear))
        self.weights = [_stacked([n.weights[l] for n in networks]) for l in layers]
        self.biases: list[Tensor] = []
        if first.biases[0] is not None:
            self.biases = [_stacked([n.linear[l].bias for n in networks]) for l in layers]

    @property
    def parameters(self) -> list[Tensor]:
        """All tensors, the weights first; their ``grad`` is what ``gradient`` fills."""
        return self.weights + self.biases

    def keep(self, rows: list[int]) -> None:
        """Keep some of the networks only."""
        self.weights = [_with_gradient(weight.detach()[rows]) for weight in self.weights]
        self.biases = [_with_gradient(bias.detach()[rows]) for bias in self.biases]

    @torch.no_grad()
    def write(self, row: int, network: MLP) -> None:
        """Copy one row of the stack into a network."""
        for l, layer in enumerate(network.linear):
            layer.weight.copy_(self.weights[l][row])
            if self.biases:
                layer.bias.copy_(self.biases[l][row])

    @torch.no_grad()
    def mean_losses(self, objective: Objective) -> Tensor:
        """Return the loss of each network over all images, (M,), in float64."""
        total = self.weights[0].new_zeros(len(self.weights[0]), dtype=torch.float64)
        parts = zip(objective.inputs.split(_CHUNK), objective.targets.split(_CHUNK), strict=True)
        for x, y in parts:
            outputs = self._forward(x)[1]
            total += objective.per_image(outputs, _shared(y, len(outputs))).sum(1).double()
        return total / len(objective)

    @torch.no_grad()
    def gradient(self, objective: Objective, images: Tensor) -> Tensor:
        """Fill the gradients of the batches' mean losses and return these losses, (M,).

        Args:
            objective: the loss and its images.
            images: which of them: the same (batch,) for all, or (M, batch).
        """
        x, y = objective.inputs[images], objective.targets[images]
        values, outputs = self._forward(x)
        targets = _columns(y, 2) if images.ndim == 2 else _shared(y, len(outputs))
        with torch.enable_grad():
            outputs.requires_grad_()
            losses = objective.per_image(outputs, targets).mean(1)
            (error,) = torch.autograd.grad(losses.sum(), outputs)
        self._backward(values, error)
        return losses.detach()

    def _forward(self, x: Tensor) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
        """Return (what enters, what φ gave there) for each layer, and the outputs (M, C, batch).

        The images enter as they are, (batch, d) or (M, batch, d); above, units come first.
        """
        values, act = [(x, x)], ACTIVATIONS[self.activation]
        for l, weight in enumerate(self.weights):
            entering = values[-1][0]
            bias = self.biases[l] if self.biases else None
            summed = affine(entering, weight, bias, images_first=l == 0)
            if l + 1 == len(self.weights):
                return values, summed
            active = act(summed)
            leaving = active + _fit(entering, active) if self.residual and l else active
            values.append((leaving, active))
        raise AssertionError("a network has at least one layer")

    def _backward(self, values: list[tuple[Tensor, Tensor]], error: Tensor) -> None:
        """Fill the gradients from ∂L/∂(outputs), (M, C, batch), down to the first layer."""
        left = error  # ∂L/∂ of what left the layer, where ``error`` is ∂L/∂ of its sums
        for l in reversed(range(len(self.weights))):
            entering, active = values[l]
            if self.biases:
                torch.sum(error, 2, out=self.biases[l].grad)
            _outer(error, entering, self.weights[l], images_first=l == 0)
            if l == 0:
                return
            back = torch.bmm(self.weights[l].transpose(1, 2), error)
            if self.residual and l + 1 < len(self.weights):
                back += _fit(left, back)
            left, error = back, back * _SLOPES[self.activation](active)


def affine(values: Tensor, weight: Tensor, bias: Tensor | None, *, images_first: bool) -> Tensor:
    """Return W a + b of M networks, (M, out, batch).

    Args:
        values: with ``images_first`` shared images (batch, in) or (M, batch, in), else
            (M, in, batch).
        weight: (M, out, in).
        bias: (M, out) or None.
    """
    if values.ndim == 3:
        columns = values.transpose(1, 2) if images_first else values
        return (
            weight @ columns if bias is None else torch.baddbmm(bias[:, :, None], weight, columns)
        )
    flat = weight.flatten(0, 1)
    tall = flat @ values.T if bias is None else torch.addmm(bias.reshape(-1, 1), flat, values.T)
    return tall.view(*weight.shape[:2], len(values))


def _outer(error: Tensor, entering: Tensor, weight: Tensor, *, images_first: bool) -> None:
    """Fill the gradient of a weight with Σ over the batch of error ⊗ entering, (M, out, in)."""
    out = weight.grad
    assert out is not None
    if entering.ndim == 3:
        torch.bmm(error, entering if images_first else entering.transpose(1, 2), out=out)
    else:
        torch.mm(error.flatten(0, 1), entering, out=out.view(-1, entering.shape[1]))


def _fit(values: Tensor, like: Tensor) -> Tensor:
    """Cut the units, the last axis but one, to another number, or fill with zeros."""
    return torch.nn.functional.pad(values, (0, 0, 0, like.shape[-2] - values.shape[-2]))


def _columns(targets: Tensor, axes: int) -> Tensor:
    """Put the images of targets that are values behind the classes; labels stay."""
    return targets if targets.ndim == axes else targets.transpose(-1, -2)


def _shared(targets: Tensor, count: int) -> Tensor:
    """Repeat the targets for each network, (M, batch) or (M, C, batch)."""
    columns = _columns(targets, 1)
    return columns.expand(count, *columns.shape)


def _stacked(tensors: list[Tensor]) -> Tensor:
    """Stack one layer's tensor of all networks."""
    return _with_gradient(torch.stack([tensor.detach() for tensor in tensors]))


def _with_gradient(tensor: Tensor) -> Tensor:
    """Give a tensor a place for its gradient."""
    tensor.requires_grad_()
    tensor.grad = torch.zeros_like(tensor)
    return tensor
