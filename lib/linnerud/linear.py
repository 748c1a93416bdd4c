"""Linear networks on the table: the lowest loss is known in closed form."""

from __future__ import annotations

import numpy as np

from lib.linnerud.tables import REAL, table


def lowest_linear_loss(rank: int, *, seed: int = REAL) -> float:
    """Return the lowest loss of a linear network whose narrowest layer has so many units.

    Reduced-rank regression: fit by least squares, then keep the largest singular values of the
    fitted targets (Baldi and Hornik 1989). The columns have mean 0, so the biases vanish.

    Args:
        rank: units of the narrowest layer; three or more is plain regression.
        seed: of the table.

    >>> lowest_linear_loss(3) < lowest_linear_loss(2) < lowest_linear_loss(1) < 1.5
    True
    """
    inputs, targets = table(seed)
    basis = np.linalg.svd(inputs, full_matrices=False)[0]
    fitted = basis @ (basis.T @ targets)
    lost = np.linalg.svd(fitted, compute_uv=False)[rank:]
    return float((np.sum((targets - fitted) ** 2) + np.sum(lost**2)) / (2 * len(targets)))
