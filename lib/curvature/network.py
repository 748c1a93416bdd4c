"""The Hessian of a network: by hand where it is a plain perceptron, by autograd otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Tensor, nn

from lib.curvature.operators import LossHessian, Operator
from lib.curvature.perceptron import PerceptronHessian
from lib.networks import MLP, Objective

_NAMES: dict[type[nn.Module], str] = {nn.ReLU: "relu", nn.Tanh: "tanh"}


class Layers(NamedTuple):
    """Weights and biases of a plain perceptron, and the activation between its layers."""

    weights: Sequence[Tensor]
    biases: Sequence[Tensor | None]
    activation: str


def hessian(
    network: nn.Module,
    objective: Callable[[nn.Module], Tensor],
    *,
    gauss_newton: bool = False,
) -> Operator:
    """Return the Hessian of a network's loss at its present parameters, as an operator.

    Args:
        network: a plain perceptron (``lib.networks.MLP`` without shortcuts, or an
            ``nn.Sequential`` of linear layers with one activation between them) with a
            ``lib.networks.Objective`` gets a ``PerceptronHessian``; others a ``LossHessian``.
        objective: a mean loss over images, or any function of the network that gives a number.
        gauss_newton: take the Gauss–Newton matrix, for a plain perceptron only.

    Raises:
        ValueError: if the Gauss–Newton matrix is wanted of another network.

    >>> import numpy as np, torch
    >>> from lib.networks import objective
    >>> network = MLP((3, 4, 2), rng=np.random.default_rng(0))
    >>> hessian(network, objective(np.ones((5, 3), np.float32), np.zeros(5, int))).size
    26
    """
    layers = perceptron_layers(network)
    if layers is not None and isinstance(objective, Objective):
        return PerceptronHessian(
            layers.weights,
            layers.biases,
            objective.inputs,
            objective.targets,
            activation=layers.activation,
            loss=objective.loss,
            gauss_newton=gauss_newton,
        )
    if gauss_newton:
        raise ValueError("the Gauss–Newton matrix needs a plain perceptron and an Objective")
    return LossHessian(network, lambda: objective(network))


def perceptron_layers(network: nn.Module) -> Layers | None:
    """Return the layers of a plain perceptron all of whose parameters vary, else None.

    >>> perceptron_layers(nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))).activation
    'tanh'
    >>> perceptron_layers(nn.Sequential(nn.Linear(3, 2), nn.Dropout())) is None
    True
    """
    if not all(parameter.requires_grad for parameter in network.parameters()):
        return None
    if type(network) is MLP:
        plain = Layers(network.weights, network.biases, network.activation)
        return None if network.residual else plain
    return _sequence(list(network)) if type(network) is nn.Sequential else None


def _sequence(modules: list[nn.Module]) -> Layers | None:
    """Return the layers if linear ones alternate with one activation, or follow each other."""
    linear = [module for module in modules if type(module) is nn.Linear]
    between = [_NAMES.get(type(module)) for module in modules if type(module) is not nn.Linear]
    alternate = modules[::2] == linear and len(modules) == 2 * len(linear) - 1
    activation = between[0] if alternate and between else "identity"
    if not linear or activation is None or between != [activation] * len(between):
        return None
    return Layers([m.weight for m in linear], [m.bias for m in linear], activation)
