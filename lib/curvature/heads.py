"""The losses on top of a network: value, gradient and curvature in the outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

_T = TypeVar("_T")


class Head(NamedTuple):
    """A loss L of outputs f, (C, B), at one place.

    ``gradient`` is ∂L/∂f, (C, B); ``curvature`` multiplies moves of the outputs (k, C, B) by
    ∂²L/∂f², which is positive semi-definite.
    """

    value: Tensor
    gradient: Tensor
    curvature: Callable[[Tensor], Tensor]


def cross_entropy(outputs: Tensor, labels: Tensor) -> Head:
    """Mean over images of −ln softmax(f)_y; per image the curvature is diag(q) − q qᵀ.

    >>> cross_entropy(torch.zeros(2, 1), torch.tensor([0])).gradient.T
    tensor([[-0.5000,  0.5000]])
    """
    classes, count = outputs.shape
    if labels.shape != (count,) or labels.dtype != torch.int64:
        kind = f"{tuple(labels.shape)} of {labels.dtype}"
        raise ValueError(f"cross-entropy needs ({count},) labels of int64, got {kind}")
    if not 0 <= int(labels.min()) <= int(labels.max()) < classes:
        raise ValueError(f"labels must lie in 0…{classes - 1}, the outputs of the network")
    images = torch.arange(count, device=labels.device)
    logs = outputs.log_softmax(0)
    q = logs.exp()
    gradient = q.clone()
    gradient[labels, images] -= 1

    def curvature(moves: Tensor) -> Tensor:
        weighted = q * moves
        return weighted.sub_(q * weighted.sum(1, keepdim=True)).div_(count)

    return Head(-logs[labels, images].mean(), gradient / count, curvature)


def squared(outputs: Tensor, targets: Tensor) -> Head:
    """Mean over images of ½|f − y|²; the curvature is the identity over the number of images.

    >>> squared(torch.ones(3, 2), torch.zeros(2, 3)).value
    tensor(1.5000)
    """
    if targets.shape != outputs.T.shape:
        shapes = f"{tuple(targets.shape)}, outputs {tuple(outputs.T.shape)}"
        raise ValueError(f"targets of the squared loss must look like the outputs: {shapes}")
    count = len(targets)
    error = outputs - targets.T
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
