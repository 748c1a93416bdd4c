"""Which of many computed points are the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def group(features: NDArray[np.float64], tolerance: float) -> NDArray[np.intp]:
    """Return a group number for each row: equal for rows that agree to the tolerance.

    Each column is sorted and cut at the gaps wider than the tolerance; rows that fall in the
    same piece of every column form a group. Different points agree in one random projection
    by accident, hardly in all.

    Args:
        features: shape (m, k), a few projections of each point.
        tolerance: largest difference between two computations of one number.

    Returns:
        Numbers 0, 1, …, shape (m,).

    >>> group(np.array([[0.0, 1.0], [0.5, 1.0], [1e-12, 1.0]]), 1e-9).tolist()
    [0, 1, 0]
    """
    pieces = np.empty(features.shape, dtype=np.intp)
    for column in range(features.shape[1]):
        order = np.argsort(features[:, column], kind="stable")
        wide = np.diff(features[order, column]) > tolerance
        pieces[order, column] = np.concatenate([[0], np.cumsum(wide)])[: len(order)]
    return np.unique(pieces, axis=0, return_inverse=True)[1].reshape(-1)
