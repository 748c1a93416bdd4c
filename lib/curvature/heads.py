"""The losses on top of a network: value, gradient and curvature in the outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

_T = TypeVar("_T")


class Head(NamedTuple):
    """A loss L of outputs f, (B, C), at one place.

    ``gradient`` is ∂L/∂f, (B, C); ``curvature`` multiplies moves of the outputs (B, k, C) by
    ∂²L/∂f², which is positive semi-definite.
    """

    value: Tensor
    gradient: Tensor
    curvature: Callable[[Tensor], Tensor]


def cross_entropy(outputs: Tensor, labels: Tensor) -> Head:
    """Mean over images of −ln softmax(f)_y; per image the curvature is diag(q) − q qᵀ.

    >>> cross_entropy(torch.zeros(1, 2), torch.tensor([0])).gradient
    tensor([[-0.5000,  0.5000]])
    """
    count, classes = outputs.shape
    if labels.shape != (count,) or labels.dtype != torch.int64:
        kind = f"{tuple(labels.shape)} of {labels.dtype}"
        raise ValueError(f"cross-entropy needs ({count},) labels of int64, got {kind}")
    if count and not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise ValueError(f"labels must lie in 0…{classes - 1}, the outputs of the network")
    logs = outputs.log_softmax(1)
    q = logs.exp()
    gradient = q.clone()
    gradient[torch.arange(count), labels] -= 1

    def curvature(moves: Tensor) -> Tensor:
        weighted = q[:, None] * moves
        return weighted.sub_(q[:, None] * weighted.sum(2, keepdim=True)).div_(count)

    value = -logs[torch.arange(count), labels].mean()
    return Head(value, gradient / count, curvature)


def squared(outputs: Tensor, targets: Tensor) -> Head:
    """Mean over images of ½|f − y|²; the curvature is the identity over the number of images.

    >>> squared(torch.ones(2, 3), torch.zeros(2, 3)).value
    tensor(1.5000)
    """
    if targets.shape != outputs.shape:
        shapes = f"{tuple(targets.shape)}, outputs {tuple(outputs.shape)}"
        raise ValueError(f"targets of the squared loss must look like the outputs: {shapes}")
    count = len(outputs)
    error = outputs - targets
    return Head(error.square().sum() / (2 * count), error / count, lambda moves: moves / count)


HEADS: dict[str, Callable[[Tensor, Tensor], Head]] = {
    "cross-entropy": cross_entropy,
    "squared": squared,
}


def named(table: dict[str, _T], name: str) -> _T:
    """Look up an activation or a loss, or say which there are."""
    if name not in table:
        raise ValueError(f"there is no {name!r} here: choose one of {', '.join(table)}")
    return table[name]
