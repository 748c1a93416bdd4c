"""A perceptron whose parameters move along directions, with what does not change computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lib.networks import MLP

_IN_PLACE: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu_,
    "tanh": torch.tanh_,
    "identity": lambda values: values,
}


class Row(NamedTuple):
    """Points that share all coordinates but the first."""

    first: list[float]
    others: list[float]


class Family:
    """The networks θ_0 + Σ_k c_k d_k on fixed images, for any coordinates c.

    The sums of the first layer are W_1 x + b_1, linear in the parameters. So those of any member
    are Z_0 + Σ_k c_k Z_k, where Z_0 belongs to θ_0 and Z_k to d_k: the products with the images,
    most of the work for images of many pixels, are done once. The layers above pass through
    plain matrix products.

    Columns are images. A row of ones below what enters a layer, and the biases as one more column
    of its weights, add the biases within the product; a matrix product reads columns of 1,000
    images in whole cache lines, which it could not do with rows of 87 units.

    Args:
        network: gives widths, activation and shortcuts; its parameters are not used.
        inputs: (n, d).
        targets: as the loss wants them.
        per_image: the loss of each image.
        layers: θ_0, d_1, …, d_K, as ``augmented`` cuts them.
    """

    def __init__(
        self,
        network: MLP,
        inputs: Tensor,
        targets: Tensor,
        per_image: Callable[[Tensor, Tensor], Tensor],
        layers: Sequence[Tensor],
    ) -> None:
        self.activate = _IN_PLACE[network.activation]
        self.residual, self.per_image = network.residual, per_image
        self.widths, self.images = network.widths, len(inputs)
        self.targets = targets if targets.ndim == 1 else targets.T
        columns = torch.cat([inputs.T, inputs.new_ones(1, self.images)])
        sums = layers[0].flatten(0, 1) @ columns
        self.first = sums.view(len(layers[0]), -1, self.images)
        self.rest = torch.cat([layer.flatten(1) for layer in layers[1:]], 1) if layers[1:] else None

    @torch.no_grad()
    def sums(self, row: Row) -> NDArray[np.float64]:
        """Return the losses summed over the images, for each point of a row."""
        sums = _at(self.first, row.others)
        weights = None if self.rest is None else _at(self.rest, row.others)
        outputs = self.first.new_empty(len(row.first), self.widths[-1], self.images)
        values = [self._ones(width) for width in self.widths[1:-1]]
        for c, out in zip(row.first, outputs, strict=True):
            torch.add(sums, self.first[1], alpha=c, out=values[0][:-1] if values else out)
            if self.rest is not None and weights is not None:
                self._pass(values, torch.add(weights, self.rest[1], alpha=c), out)
        targets = self.targets.expand(len(outputs), *self.targets.shape)
        return self.per_image(outputs, targets).sum(1, dtype=torch.float64).cpu().numpy()

    def _pass(self, values: list[Tensor], weights: Tensor, out: Tensor) -> None:
        """Go from the sums of the first layer to the outputs, (C, n), written in place."""
        self.activate(values[0][:-1])
        shapes = [(above, below + 1) for below, above in pairwise(self.widths[1:])]
        pieces = weights.split([rows * columns for rows, columns in shapes])
        for l, (piece, shape) in enumerate(zip(pieces, shapes, strict=True)):
            last = l + 1 == len(shapes)
            leaving = out if last else values[l + 1][:-1]
            torch.mm(piece.view(shape), values[l], out=leaving)
            if not last:
                self.activate(leaving)
                if self.residual:
                    both = min(shape[0], shape[1] - 1)
                    leaving[:both] += values[l][:both]

    def _ones(self, width: int) -> Tensor:
        """Return room for what leaves a layer, with the row of ones below."""
        return self.first.new_ones(width + 1, self.images)


def _at(terms: Tensor, coordinates: Sequence[float]) -> Tensor:
    """Return T_0 + Σ_{k ≥ 2} c_k T_k: a row's part without the first direction."""
    total = terms[0].clone()
    for c, term in zip(coordinates, terms[2:], strict=True):
        total.add_(term, alpha=c)
    return total


def augmented(network: MLP, vectors: Tensor) -> list[Tensor]:
    """Cut vectors (1 + K, P) into layers (1 + K, out, in + 1), the biases in the last column."""
    layers, start = [], 0
    for (below, above), bias in zip(pairwise(network.widths), network.biases, strict=True):
        size = above * below
        weight = vectors[:, start : start + size].view(-1, above, below)
        start += size
        column = torch.zeros_like(weight[:, :, :1])
        if bias is not None:
            column = vectors[:, start : start + above, None]
            start += above
        layers.append(torch.cat([weight, column], 2))
    return layers
