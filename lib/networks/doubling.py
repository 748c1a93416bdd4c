"""A wider network that computes the same: each hidden unit stands in it several times."""

from __future__ import annotations

import numpy as np
import torch

from lib.networks.perceptron import MLP


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
    first, last = network.layers
    wide.to(first.weight.dtype)  # type: ignore[arg-type]
    wide.layers[0].weight.copy_(first.weight.repeat(copies, 1))  # type: ignore[operator, union-attr]
    wide.layers[0].bias.copy_(first.bias.repeat(copies))  # type: ignore[operator, union-attr]
    wide.layers[1].weight.copy_(last.weight.repeat(1, copies) / copies)  # type: ignore[operator, union-attr]
    wide.layers[1].bias.copy_(last.bias)  # type: ignore[operator, union-attr]
    return wide
