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
        self.rest = layers[1:]

    @torch.no_grad()
    def sums(self, row: Row) -> NDArray[np.float64]:
        """Return the losses summed over the images, for each point of a row."""
        outputs = self.first.new_empty(len(row.first), self.widths[-1], self.images)
        # What enters a layer, with the row of ones below; and the same without it.
        entering = [self.first.new_ones(width + 1, self.images) for width in self.widths[1:-1]]
        inner = [values[:-1] for values in entering]
        sums, step = _at(self.first, row.others), self.first[1]
        weights = [_along(layer, row) for layer in self.rest]
        # Three short calls a point and layer, no more: Python's lock is held between them.
        for k, out in enumerate(outputs.unbind()):
            leaving = [*inner, out]
            torch.add(sums, step, alpha=row.first[k], out=leaving[0])
            for l, members in enumerate(weights):
                self.activate(leaving[l])
                if self.residual and l:
                    both = min(len(inner[l]), len(inner[l - 1]))
                    inner[l][:both] += inner[l - 1][:both]
                torch.mm(members[k], entering[l], out=leaving[l + 1])
        targets = self.targets.expand(len(outputs), *self.targets.shape)
        return self.per_image(outputs, targets).sum(1, dtype=torch.float64).cpu().numpy()


def _along(terms: Tensor, row: Row) -> tuple[Tensor, ...]:
    """Return T_0 + Σ_k c_k T_k for each point of a row."""
    first = terms.new_tensor(row.first)[:, None, None]
    return torch.addcmul(_at(terms, row.others), first, terms[1]).unbind()


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
