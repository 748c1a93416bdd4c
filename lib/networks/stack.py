"""Networks of one shape as stacked tensors: outputs, losses and gradients of all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from lib.networks.losses import Objective
from lib.networks.perceptron import ACTIVATIONS, MLP

_CHUNK = 256  # images worked on together where no gradient is needed

Passed = list[tuple[Any, Any]]  # what enters each layer, and what φ gave there


class Stack:
    """M perceptrons of one shape as one tensor a layer, their derivatives written out by hand.

    The products are batched ones (``bmm``); where all networks see the same images, the first
    layer is a single product with all weights one below the other. Images run along the last axis,
    so that what leaves a layer is in one piece for each network. By hand, because for small
    networks most of the time of automatic differentiation is bookkeeping. Of NumPy's arrays,
    quicker still where networks are tiny, ``forward`` and ``backward`` work as well.

    Attributes:
        weights: W_l, (M, n_l, n_{l−1}).
        biases: b_l, (M, n_l), or None.
        residual: whether there are shortcuts, as in ``MLP``.
    """

    def __init__(
        self,
        weights: Sequence[Any],
        biases: Sequence[Any],
        activation: str,
        residual: bool = False,
    ) -> None:
        self.weights, self.biases = list(weights), list(biases)
        self.activation, self.residual = ACTIVATIONS[activation], residual

    @classmethod
    def of(cls, networks: Sequence[MLP]) -> Stack:
        """Stack copies of networks, alike in everything but their numbers."""
        weights = zip(*(network.weights for network in networks), strict=True)
        biases = zip(*(network.biases for network in networks), strict=True)
        return cls(
            [torch.stack(layer).detach() for layer in weights],
            [None if layer[0] is None else torch.stack(layer).detach() for layer in biases],
            networks[0].activation,
            networks[0].residual,
        )

    @property
    def parameters(self) -> list[Tensor]:
        """All tensors, the weights first."""
        return [*self.weights, *(bias for bias in self.biases if bias is not None)]

    def keep(self, rows: Sequence[int]) -> None:
        """Keep some of the networks only, with places for their gradients."""
        chosen = list(rows)
        self.weights = [_with_gradient(weight.detach()[chosen]) for weight in self.weights]
        self.biases = [
            None if bias is None else _with_gradient(bias.detach()[chosen]) for bias in self.biases
        ]

    @torch.no_grad()
    def write(self, row: int, network: MLP) -> None:
        """Copy one row of the stack into a network."""
        given = [*network.weights, *(bias for bias in network.biases if bias is not None)]
        for parameter, rows in zip(given, self.parameters, strict=True):
            parameter.copy_(rows[row])

    @torch.no_grad()
    def losses(self, objective: Objective) -> Tensor:
        """Return the loss of each network over all images, (M,), in float64."""
        total = self.weights[0].new_zeros(len(self.weights[0]), dtype=torch.float64)
        for first in range(0, len(objective), _CHUNK):
            part = objective.some(slice(first, first + _CHUNK))
            outputs = self.forward(part.inputs.T)[1]
            total += part.per_image(outputs, part.shared(len(outputs))).sum(1).double()
        return total / len(objective)

    @torch.no_grad()
    def gradient(self, objective: Objective, images: Tensor) -> None:
        """Fill the gradients of the batches' mean losses.

        Args:
            objective: the loss and its images.
            images: which of them: the same (batch,) for all, or (M, batch).
        """
        batch = objective.some(images)
        passed, outputs = self.forward(batch.inputs.mT)
        own = batch.targets.mT if batch.targets.ndim == 3 else batch.targets
        targets = own if images.ndim == 2 else batch.shared(len(outputs))
        with torch.enable_grad():
            outputs.requires_grad_()
            total = batch.per_image(outputs, targets).mean(1).sum()
            (error,) = torch.autograd.grad(total, outputs)
        for l, delta, _ in self.backward(passed, error):
            _outer(delta, passed[l][0], self.weights[l].grad)
            bias = self.biases[l]
            if bias is not None:
                torch.sum(delta, 2, out=bias.grad)

    def forward(self, columns: Any) -> tuple[Passed, Any]:
        """Return what enters each layer, what φ gave there, and the outputs, (M, C, images).

        Args:
            columns: images, shared (d, images) or (M, d, images).
        """
        passed = [(columns, columns)]
        for l, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            entering = passed[-1][0]
            summed = _affine(entering, weight, bias)
            if l + 1 < len(self.weights):
                active = self.activation.value(summed)
                leaving = active + _fit(entering, active) if self.residual and l else active
                passed.append((leaving, active))
        return passed, summed

    def backward(self, passed: Passed, error: Any) -> Iterator[tuple[int, Any, Any]]:
        """Yield l, ∂L/∂z_l and ∂L/∂a_{l−1} of each layer, from the last down to the first.

        At the first the second is given twice: nothing is asked of the images.

        Args:
            passed: of ``forward``.
            error: ∂L/∂(outputs), (M, C, images).
        """
        left = error
        for l in range(len(self.weights) - 1, 0, -1):
            back = self.weights[l].mT @ error
            if self.residual and l + 1 < len(self.weights):
                back += _fit(left, back)
            yield l, error, back
            left, error = back, back * self.activation.slope(passed[l][1])
        yield 0, error, error


def _affine(columns: Any, weight: Any, bias: Any) -> Any:
    """Return W a + b of M networks, (M, out, images), of shared columns or each its own."""
    if bias is None:
        return weight @ columns
    if not isinstance(columns, Tensor):
        return weight @ columns + bias[:, :, None]
    if columns.ndim == 3:
        return torch.baddbmm(bias[:, :, None], weight, columns)
    tall = torch.addmm(bias.reshape(-1, 1), weight.flatten(0, 1), columns)
    return tall.view(*weight.shape[:2], columns.shape[1])


def _outer(error: Tensor, entering: Tensor, out: Tensor | None) -> None:
    """Fill the gradient of a weight with Σ over the images of error ⊗ entering, (M, out, in)."""
    assert out is not None
    if entering.ndim == 3:
        torch.bmm(error, entering.mT, out=out)
    else:
        torch.mm(error.flatten(0, 1), entering.T, out=out.view(-1, len(entering)))


def _fit(values: Tensor, like: Tensor) -> Tensor:
    """Cut the units, the last axis but one, to another number, or fill with zeros."""
    return torch.nn.functional.pad(values, (0, 0, 0, like.shape[-2] - values.shape[-2]))


def _with_gradient(tensor: Tensor) -> Tensor:
    """Give a tensor a place for its gradient."""
    tensor.requires_grad_()
    tensor.grad = torch.zeros_like(tensor)
    return tensor
