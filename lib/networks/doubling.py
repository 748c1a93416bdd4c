"""A wider network that computes the same: each hidden unit stands in it several times."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch

from lib.networks.perceptron import MLP, set_parameters


@torch.no_grad()
def doubled(network: MLP, copies: int = 2) -> MLP:
    """Return a network in which each hidden unit of a one-hidden-layer network stands repeatedly.

    The rows of W_1 and b_1 are repeated, the columns of W_2 repeated and divided by the number of
    copies: the function is the same. If the small network is a critical point of a loss, so is the
    wide one, because the gradient of each copy is the small network's divided by the number of
    copies. Even if the small one is a minimum, the wide one is often a saddle (Fukumizu and Amari
    2000, "Local minima and plateaus in hierarchical structures of multilayer perceptrons").

    Args:
        network: with one hidden layer.
        copies: how often each unit stands, 1 or more.

    Raises:
        ValueError: if the network has another depth, or the number of copies is below 1.

    >>> small = MLP((3, 2, 1), activation="tanh", rng=np.random.default_rng(0)).double()
    >>> x = torch.ones(1, 3, dtype=torch.float64)
    >>> bool(torch.isclose(doubled(small)(x), small(x)).all()), doubled(small).widths
    (True, (3, 4, 1))
    """
    if len(network.widths) != 3 or copies < 1:
        hidden = len(network.widths) - 2
        raise ValueError(f"one hidden layer and 1 copy or more, not {hidden} and {copies}")
    inputs, hidden, outputs = network.widths
    widths = (inputs, copies * hidden, outputs)
    # The generator only fills what is overwritten below.
    wide = MLP(widths, activation=network.activation, rng=np.random.default_rng(0))
    first, last = (cast(torch.nn.Linear, layer) for layer in network.layers)
    for layer in wide.layers:
        layer.to(first.weight.dtype)
    weights = [first.weight.repeat(copies, 1), last.weight.repeat(1, copies) / copies]
    biases = [first.bias.repeat(copies), last.bias]
    parameters = torch.cat(
        [w.reshape(-1) for pair in zip(weights, biases, strict=True) for w in pair]
    )
    set_parameters(wide, parameters)
    return wide
