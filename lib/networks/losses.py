"""What a network is trained on and looked at with: a loss over given images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy import special
from torch import Tensor, nn

from lib import checks
from lib.networks.parameters import tensor
from lib.networks.perceptron import either


class Head(NamedTuple):
    """The mean losses of K networks at their outputs f, (K, C, n), of tensors or NumPy's arrays.

    ``losses`` is (K,), ``error`` ∂L/∂f, (K, C, n); ``curvature`` multiplies moves of the outputs,
    (K, C, k, n), by ∂²L/∂f².
    """

    losses: Any
    error: Any
    curvature: Callable[[Any], Any]


class Loss(NamedTuple):
    """A loss of each image, from outputs (n, C), or (K, C, n) of K networks, and targets.

    ``per_image`` is for tensors, and differentiable; ``head`` knows its own derivatives.
    """

    per_image: Callable[[Tensor, Tensor], Tensor]
    head: Callable[[Any, Any], Head]


def cross_entropy(outputs: Tensor, labels: Tensor) -> Tensor:
    """Return −ln softmax(f)_y of each image, or its mean over y where its law is given.

    The classes are on axis 1 of the outputs.
    """
    return nn.functional.cross_entropy(outputs, labels, reduction="none")


def squared(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return ½|f − y|² of each image.

    Raises:
        ValueError: if the targets do not look like the outputs: they would be broadcast.
    """
    _check_alike(outputs, targets)
    return (outputs - targets).square().sum(1) / 2


def hinge(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return Σ max(0, 1 − y f) of each image, for targets y = ±1; errors as of ``squared``."""
    _check_alike(outputs, targets)
    return (1 - targets * outputs).relu().sum(1)


def _cross_entropy_head(outputs: Any, labels: Any) -> Head:
    """With q = softmax(f): ∂ℓ/∂f = q − e_y and ∂²ℓ/∂f² = diag(q) − q qᵀ.

    Labels (K, n), or the probabilities of each, (K, C, n), in place of e_y.
    """
    logs, count = _log_softmax(outputs), outputs.shape[2]
    q, chosen = _exp(logs), labels
    if labels.ndim == 2:
        chosen = 1.0 * (labels[:, None] == _arange(outputs)[:, None])

    def curvature(moves: Any) -> Any:
        weighted = q[:, :, None] * moves
        return (weighted - q[:, :, None] * weighted.sum(1)[:, None]) / count

    return Head(-(chosen * logs).sum(1).mean(1), (q - chosen) / count, curvature)


def _squared_head(outputs: Any, targets: Any) -> Head:
    away, count = outputs - targets, outputs.shape[2]
    return Head((away * away).sum(1).mean(1) / 2, away / count, lambda moves: moves / count)


def _hinge_head(outputs: Any, targets: Any) -> Head:
    missing, count = 1 - targets * outputs, outputs.shape[2]
    met = 1.0 * (missing > 0)
    losses = (met * missing).sum(1).mean(1)
    return Head(losses, -targets * met / count, lambda moves: 0 * moves)


_log_softmax = either(partial(torch.log_softmax, dim=1), partial(special.log_softmax, axis=1))
_exp = either(torch.exp, np.exp)
_arange = either(lambda f: torch.arange(f.shape[1]), lambda f: np.arange(f.shape[1]))

#: The losses by name.
LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(cross_entropy, _cross_entropy_head),
    "squared": Loss(squared, _squared_head),
    "hinge": Loss(hinge, _hinge_head),
}


@dataclass(frozen=True)
class Objective:
    """The mean loss of a network over images: call it with the network.

    Attributes:
        inputs: (n, d).
        targets: labels (n,), or for "cross-entropy" probabilities of each, (n, C); values (n, C)
            for "squared" and "hinge".
        loss: its name.
    """

    inputs: Tensor
    targets: Tensor
    loss: str = "cross-entropy"

    def __call__(self, network: nn.Module) -> Tensor:
        """Return the mean loss, a tensor of no dimension, with its graph."""
        return self.per_image(network(self.inputs), self.targets).mean()

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.inputs)

    @property
    def per_image(self) -> Callable[[Tensor, Tensor], Tensor]:
        """The loss of each image, (n,), from outputs and targets."""
        return LOSSES[self.loss].per_image

    @torch.no_grad()
    def misread(self, network: nn.Module) -> Tensor:
        """Return for each image whether the largest output is not at its label, (n,) of bool."""
        labels = self.targets if self.targets.ndim == 1 else self.targets.argmax(1)
        return network(self.inputs).argmax(1) != labels

    def error(self, network: nn.Module) -> float:
        """Return the share of images that are misread."""
        return self.misread(network).double().mean().item()

    def shared(self, count: int) -> Tensor:
        """Return the targets for each of K networks, labels (K, n) or values (K, C, n)."""
        columns = self.targets if self.targets.ndim == 1 else self.targets.T
        return columns.expand(count, *columns.shape)

    def double(self) -> Objective:
        """Return the same in float64."""
        targets = self.targets.double() if self.targets.is_floating_point() else self.targets
        return Objective(self.inputs.double(), targets, self.loss)

    def some(self, images: Tensor | slice) -> Objective:
        """Return the mean loss over some of the images."""
        return Objective(self.inputs[images], self.targets[images], self.loss)


def objective(inputs: ArrayLike, targets: ArrayLike, loss: str = "cross-entropy") -> Objective:
    """Return the mean loss over images given as arrays.

    Args:
        inputs: (n, d), float32 or float64, which the network has to share.
        targets: labels (n,), or for "cross-entropy" probabilities of each, (n, C); values (n, C)
            for "squared" and "hinge".
        loss: "cross-entropy", "squared", the mean of ½|f − y|², or "hinge".

    Raises:
        ValueError: if the shapes do not fit, there are no images, a value is not finite, a label
            negative, or the loss unknown.

    >>> import numpy as np
    >>> from lib.networks import MLP
    >>> network = MLP((2, 3, 4), rng=np.random.default_rng(0))
    >>> loss = objective(np.zeros((5, 2), np.float32), np.zeros(5, int))(network)
    >>> bool(torch.isclose(loss, torch.tensor(4.0).log()))
    True
    """
    x, y = tensor(inputs), tensor(targets)
    checks.one_of(loss, LOSSES, "loss")
    if x.ndim != 2 or not len(x) or not y.ndim or len(y) != len(x):
        shapes = f"{tuple(x.shape)} and {tuple(y.shape)}"
        raise ValueError(f"inputs (n, d) and n targets make an objective, n > 0; got {shapes}")
    if not x.is_floating_point():
        raise ValueError(f"inputs are of floating type, not {x.dtype}: use np.float32")
    if not x.isfinite().all() or not y.isfinite().all():
        raise ValueError("some inputs or targets are not finite: leave them out")
    return Objective(x, _targets(y, loss, x.dtype), loss)


def check_fit(widths: Sequence[int], dtype: torch.dtype, objective: Objective) -> None:
    """Refuse images or targets that a perceptron does not take.

    Raises:
        ValueError: if they have other widths or another type.
    """
    x, y = objective.inputs, objective.targets
    if x.dtype != dtype:
        raise ValueError(
            f"images of {x.dtype} and a network of {dtype} do not go together: "
            "use .double() or .float() on one"
        )
    if y.ndim == 1 and objective.loss != "cross-entropy":
        raise ValueError(
            f"the {objective.loss} loss needs targets (n, C), a number for each output; got "
            f"{tuple(y.shape)}: make the objective with networks.objective"
        )
    asked = int(y.max()) + 1 if y.ndim == 1 else y.shape[1]
    if x.shape[1] != widths[0] or asked > widths[-1] or (y.ndim == 2 and asked < widths[-1]):
        raise ValueError(
            f"a network from {widths[0]} inputs to {widths[-1]} outputs does not take images of "
            f"{x.shape[1]} numbers and targets for {asked} outputs"
        )


def _targets(y: Tensor, loss: str, dtype: torch.dtype) -> Tensor:
    """Return targets as the loss wants them."""
    if loss == "hinge" and not (y.abs() == 1).all():
        raise ValueError(f"targets of the hinge loss are +1 or −1; got {y[y.abs() != 1][0].item()}")
    if loss != "cross-entropy" and y.ndim != 2:
        raise ValueError(f"{loss} loss needs targets (n, C), np.eye(C)[labels]; got {[*y.shape]}")
    if y.ndim == 2 and (loss != "cross-entropy" or _is_law(y)):
        return y.to(dtype)
    if y.ndim != 1 or y.is_floating_point():
        raise ValueError(f"labels (n,) are whole numbers; got {tuple(y.shape)} of {y.dtype}")
    if y.min() < 0:
        raise ValueError(f"labels run from 0; got the negative {int(y.min())}")
    return y.long()


def _is_law(y: Tensor) -> bool:
    """Say whether rows are probabilities."""
    ones = torch.ones(len(y), dtype=y.dtype)
    return y.is_floating_point() and bool((y >= 0).all()) and torch.allclose(y.sum(1), ones)


def _check_alike(outputs: Tensor, targets: Tensor) -> None:
    """Refuse targets that do not look like the outputs."""
    if outputs.shape != targets.shape:
        shapes = f"{tuple(outputs.shape)} and {tuple(targets.shape)}"
        raise ValueError(f"outputs and targets of this loss have one shape, not {shapes}")
