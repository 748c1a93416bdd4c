"""Two handwritten digits to tell apart, coarse enough that every path can be listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = NDArray[np.float64]


class Task(NamedTuple):
    """Inputs (images, pixels) and targets ±1 (images,), to train on and to test on."""

    inputs: Real
    targets: Real
    test_inputs: Real
    test_targets: Real


def two_digits(digits: Sequence[ArrayLike], pair: Sequence[int], *, side: int) -> Task:
    """Return the images of two digits, averaged to side × side pixels and centred.

    Each pixel is centred at its mean over the training images; all are divided by one number, the
    standard deviation of them together, so that pixels keep their relative contrast.

    Args:
        digits: training images (count, pixels) of square shape, their labels, then test ones.
        pair: the digit whose target is +1, and the one whose target is −1.
        side: pixels a side, a divisor of the images' own.

    Raises:
        ValueError: if the side is no divisor or one of the digits does not occur.
    """
    images, labels, test_images, test_labels = map(np.asarray, digits[:4])
    chosen = [_chosen(x, y, pair, side) for x, y in ((images, labels), (test_images, test_labels))]
    (train, targets), (test, test_targets) = chosen
    mean, scale = train.mean(axis=0), (train - train.mean(axis=0)).std()
    return Task((train - mean) / scale, targets, (test - mean) / scale, test_targets)


def coarse(images: ArrayLike, side: int) -> Real:
    """Return square images averaged over blocks, shape (count, side²).

    >>> coarse(np.arange(16.0).reshape(1, 16), 2).tolist()
    [[2.5, 4.5, 10.5, 12.5]]
    """
    images = np.asarray(images, float)
    full = round(np.sqrt(images.shape[-1]))
    if full**2 != images.shape[-1] or side < 1 or full % side:
        raise ValueError(f"{images.shape[-1]} pixels have no blocks of side {full}/{side}")
    block = full // side
    blocks = images.reshape(-1, side, block, side, block)
    return blocks.mean(axis=(2, 4)).reshape(-1, side**2)


def _chosen(images: NDArray, labels: NDArray, pair: Sequence[int], side: int) -> tuple[Real, Real]:
    """Return the coarse images of two digits with their targets."""
    kept = np.isin(labels, pair)
    targets = np.where(labels[kept] == pair[0], 1.0, -1.0)
    if len(set(pair)) < 2 or len(set(targets)) < 2:
        raise ValueError(f"there are no two kinds of images for the digits {tuple(pair)}")
    return coarse(images[kept], side), targets
