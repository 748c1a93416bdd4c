"""The multilayer perceptron, as a plain module and as a function of explicit tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from lib.networks.randomness import Rng, torch_generator

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "identity": lambda values: values,
}
INITS = ("he", "xavier", "default")


class MLP(nn.Module):
    """A multilayer perceptron a_l = φ(W_l a_{l−1} + b_l), without φ on the last layer.

    Its parameters stand in the order W_1, b_1, W_2, b_2, …, as in every parameter vector here.
    As a residual network each hidden layer but the first adds what enters it, cut or filled with
    zeros where widths differ, which costs no parameter (He et al. 2016, shortcut A).

    Args:
        widths: from inputs to outputs, such as (784, 51, 10); three or more for a hidden layer.
        activation: φ, "relu", "tanh" or "identity".
        init: "he" draws W_l from N(0, 2/n_{l−1}) (He et al. 2015), "xavier" from
            N(0, 2/(n_{l−1} + n_l)) (Glorot and Bengio 2010), both with zero biases; "default" is
            PyTorch's, all uniform on ±1/√n_{l−1}.
        bias: False leaves the b_l out.
        residual: add the shortcuts.
        rng: a NumPy or a torch generator.

    Raises:
        ValueError: if a width is not positive or a name unknown.

    >>> import numpy as np
    >>> network = MLP((4, 3, 2), rng=np.random.default_rng(0))
    >>> network(torch.zeros(5, 4)).shape, len(get_parameters(network))
    (torch.Size([5, 2]), 23)
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        activation: str = "relu",
        init: str = "he",
        bias: bool = True,
        residual: bool = False,
        rng: Rng,
    ) -> None:
        super().__init__()
        _check_names(widths, activation, init)
        self.widths = tuple(int(width) for width in widths)
        self.activation = activation
        self.residual = residual
        generator = torch_generator(rng)
        self.layers = nn.ModuleList()
        for inputs, outputs in pairwise(self.widths):
            # Without skip_init PyTorch would draw from, and move, its global generator.
            layer = nn.utils.skip_init(nn.Linear, inputs, outputs, bias=bias)
            _draw(layer, init, generator)
            self.layers.append(layer)

    @property
    def linear(self) -> list[nn.Linear]:
        """The layers, from the inputs on."""
        return cast(list[nn.Linear], list(self.layers))

    @property
    def weights(self) -> list[Tensor]:
        """The matrices W_l, (n_l, n_{l−1})."""
        return [layer.weight for layer in self.linear]

    @property
    def biases(self) -> list[Tensor | None]:
        """The vectors b_l, (n_l,), or None where there are none."""
        return [layer.bias for layer in self.linear]

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the outputs, (images, n_L), of inputs (images, n_0)."""
        values, act = inputs, ACTIVATIONS[self.activation]
        for l, layer in enumerate(self.linear[:-1]):
            leaving = act(layer(values))
            if self.residual and l:
                # A negative width of the filling cuts.
                leaving = leaving + nn.functional.pad(
                    values, (0, leaving.shape[-1] - values.shape[-1])
                )
            values = leaving
        return self.linear[-1](values)


def get_parameters(network: nn.Module) -> Tensor:
    """Return a copy of all parameters as one vector, (P,), in the module's order."""
    return torch.cat([parameter.detach().reshape(-1) for parameter in network.parameters()])


@torch.no_grad()
def set_parameters(network: nn.Module, vector: Tensor) -> None:
    """Copy a vector (P,) into the parameters of a network, in the module's order.

    Raises:
        ValueError: if the length is not the number of parameters.
    """
    parameters = list(network.parameters())
    count = sum(parameter.numel() for parameter in parameters)
    if vector.shape != (count,):
        raise ValueError(f"the network has {count} parameters, not a vector {tuple(vector.shape)}")
    pieces = vector.split([parameter.numel() for parameter in parameters])
    for parameter, piece in zip(parameters, pieces, strict=True):
        parameter.copy_(piece.view_as(parameter))


def _check_names(widths: Sequence[int], activation: str, init: str) -> None:
    """Refuse what is not a perceptron."""
    if len(widths) < 2 or any(width < 1 for width in widths):
        raise ValueError(f"widths run from inputs to outputs, all positive; got {tuple(widths)}")
    if activation not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise ValueError(f"there is no activation {activation!r}: choose one of {names}")
    if init not in INITS:
        raise ValueError(f"there is no init {init!r}: choose one of {', '.join(INITS)}")


@torch.no_grad()
def _draw(layer: nn.Linear, init: str, generator: torch.Generator) -> None:
    """Draw the initial weights and biases of a layer."""
    if init == "default":
        bound = 1 / math.sqrt(layer.in_features)
        for parameter in layer.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
        return
    fan = layer.in_features if init == "he" else layer.in_features + layer.out_features
    layer.weight.normal_(0, math.sqrt(2 / fan), generator=generator)
    if layer.bias is not None:
        layer.bias.zero_()
