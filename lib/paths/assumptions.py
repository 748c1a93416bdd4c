"""The assumptions of Choromanska and others (2015), as quantities that can be measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.paths.sums import enumerate_paths

Real = NDArray[np.float64]
Pairs = NDArray[np.intp]

_ROUNDS = 200  # of Lloyd's rule; it ends earlier where nothing moves any more


def pairs_of_paths(
    widths: tuple[int, ...], count: int, *, same_input: bool, rng: np.random.Generator
) -> Pairs:
    """Draw pairs of different paths that begin at one input, or at different ones.

    Args:
        widths: units a layer, from inputs to outputs.
        count: number of pairs, drawn with replacement.
        same_input: whether the two paths of a pair share their input.
        rng: source of the pairs.

    Returns:
        Rows of ``enumerate_paths(widths)``, shape (count, 2).

    Raises:
        ValueError: if no such pair exists.
    """
    paths = len(enumerate_paths(widths))
    each = paths // widths[0]
    if (each if same_input else widths[0]) < 2:
        raise ValueError(f"widths {widths} have no two such paths: widen a layer")
    first = rng.integers(paths, size=count)
    if same_input:
        shift = rng.integers(1, each, size=count)
        second = first // each * each + (first % each + shift) % each
    else:
        start = (first // each + rng.integers(1, widths[0], size=count)) % widths[0]
        second = start * each + rng.integers(each, size=count)
    return np.stack([first, second], axis=1)


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


def excess_kurtosis(values: ArrayLike) -> Real:
    """Return ⟨x⁴⟩/⟨x²⟩² − 3 of each centred column: 0 for a Gaussian, −2 for a coin.

    Args:
        values: shape (images, columns).

    Returns:
        Shape (columns,), NaN where a column is constant.

    >>> excess_kurtosis([[0.0, 1.0], [1.0, 1.0]])
    array([-2., nan])
    """
    values = np.asarray(values, float)
    centred = values - values.mean(axis=0)
    square = np.mean(centred**2, axis=0)
    found = np.full(square.shape, np.nan)
    varies = np.ptp(values, axis=0) > 0
    return np.divide(np.mean(centred**4, axis=0), square**2, out=found, where=varies) - 3


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
