"""The Linnerud table, tables of made-up men like it, and the loss of a network on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib import data
from lib.curvature import NetworkSurface

REAL = 0  # the seed that stands for the real table


def table(seed: int = REAL) -> data.Linnerud:
    """Return the real table, or one of as many made-up men.

    Made-up men are drawn from the normal law that has the means and covariances of the real six
    columns; like the real ones their columns are then brought to mean 0 and deviation 1.

    Args:
        seed: 0 for the real table.

    >>> table(1).inputs.shape, bool(abs(table(1).targets.mean()) < 1e-12)
    ((20, 3), True)
    """
    real = data.linnerud()
    if seed == REAL:
        return real
    columns = np.concatenate(real, axis=1)
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_normal(
        np.zeros(columns.shape[1]), np.cov(columns.T), len(columns), method="cholesky"
    )
    drawn = (drawn - drawn.mean(axis=0)) / drawn.std(axis=0)
    inputs = real.inputs.shape[1]
    return data.Linnerud(drawn[:, :inputs], drawn[:, inputs:])


def surface(
    hidden: Sequence[int] = (2,), decay: float = 0.0, *, activation: str = "tanh", seed: int = REAL
) -> NetworkSurface:
    """Return the loss of a network on a table: mean of ½|f − y|² plus ½ decay |x|².

    Args:
        hidden: numbers of hidden units, layer by layer.
        decay: of weights and biases.
        activation: "tanh", or "identity" for a linear network.
        seed: of the table.

    >>> surface().size
    17
    """
    men = table(seed)
    widths = [men.inputs.shape[1], *hidden, men.targets.shape[1]]
    return NetworkSurface(
        widths, men.inputs, men.targets, activation=activation, loss="squared", decay=decay
    )
