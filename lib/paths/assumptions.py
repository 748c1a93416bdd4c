"""The assumptions of Choromanska and others (2015), as quantities that can be measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = NDArray[np.float64]
Pairs = NDArray[np.intp]

_ROUNDS = 200  # of Lloyd's rule; it ends earlier where nothing moves any more


def pair_correlations(values: ArrayLike, pairs: Pairs) -> Real:
    """Return the correlation over images of two columns, for each pair.

    Args:
        values: shape (images, columns).
        pairs: columns, shape (count, 2).

    Returns:
        Shape (count,), NaN where a column is constant and has no correlation.

    >>> pair_correlations([[0, 0, 1], [1, 2, 1], [2, 4, 1]], np.array([[0, 1], [0, 2]])).round(6)
    array([ 1., nan])
    """
    values = np.asarray(values, float)
    centred = values - values.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    varies = np.ptp(values, axis=0) > 0
    unit = np.full_like(centred, np.nan)
    np.divide(centred, lengths, out=unit, where=varies)
    return np.einsum("ij,ij->j", unit[:, pairs[:, 0]], unit[:, pairs[:, 1]])


def shuffled_columns(values: ArrayLike, *, rng: np.random.Generator) -> Real:
    """Return a table with each column's rows in an order of its own: no dependence is left."""
    return rng.permuted(np.asarray(values), axis=0)


def representatives(weights: ArrayLike, count: int) -> Real:
    """Return the values that stand for weights with the least squared error (Lloyd's rule).

    It begins at weights of evenly spaced rank and ends where no value moves.

    Args:
        weights: any shape.
        count: number of different values, at most that of the different weights.

    Returns:
        In rising order, shape (count,).

    Raises:
        ValueError: if there are fewer different weights than values asked for.

    >>> representatives([0.0, 0.1, 5.0, 5.1], 2).round(2).tolist()
    [0.05, 5.05]
    """
    different = np.unique(np.asarray(weights, float))
    weights = np.sort(np.ravel(np.asarray(weights, float)))
    if not 1 <= count <= len(different):
        raise ValueError(
            f"{len(different)} different weights cannot have {count} representatives: take fewer"
        )
    values = different[((np.arange(count) + 0.5) / count * len(different)).astype(int)]
    for _ in range(_ROUNDS):
        label = np.searchsorted((values[1:] + values[:-1]) / 2, weights)
        size = np.bincount(label, minlength=count)
        mean = np.bincount(label, weights, count) / np.maximum(size, 1)
        moved = np.where(size > 0, mean, values)
        if np.array_equal(moved, values):
            break
        values = moved
    return values


def nearest_values(weights: ArrayLike, values: ArrayLike) -> tuple[Real, NDArray[np.intp]]:
    """Round each weight to the nearest of some values.

    Args:
        weights: any shape.
        values: the values allowed, shape (count,).

    Returns:
        The rounded weights and the number of the value that each took, both in their shape.

    >>> nearest_values([0.2, 0.9], [1.0, 0.0])[0].tolist()
    [0.0, 1.0]
    """
    weights, values = np.asarray(weights, float), np.sort(np.asarray(values, float))
    label = np.searchsorted((values[1:] + values[:-1]) / 2, weights)
    return values[label], label


def usage_entropy(labels: ArrayLike, count: int) -> float:
    """Return how evenly labels 0 … count − 1 are used: entropy over its greatest value, ln count.

    1 where all are used equally often, 0 where one is used alone.

    Raises:
        ValueError: if count is below 2 or a label is out of range.

    >>> usage_entropy([0, 1, 0, 1], 2), usage_entropy([0, 0, 0], 2)
    (1.0, 0.0)
    """
    labels = np.ravel(np.asarray(labels))
    if count < 2 or labels.min() < 0 or labels.max() >= count:
        raise ValueError(f"labels from {labels.min()} to {labels.max()} do not fit count = {count}")
    share = np.bincount(labels, minlength=count) / len(labels)
    share = share[share > 0]
    return float(abs(share @ np.log(share)) / np.log(count))
