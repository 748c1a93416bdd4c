"""Pictures as patterns of ±1, and what can be done to them before a network sees them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Signs = NDArray[np.int8]


def binary(images: ArrayLike, side: int, *, level: float = 0.5) -> Signs:
    """Return square images as ±1, ink +1, the middle ``side`` pixels of each side.

    Args:
        images: pixels in [0, 1], shape (count, pixels), pixels a square number.
        side: pixels a side that are kept; MNIST's ink lies in the middle 20.
        level: from which value on a pixel is ink.

    Returns:
        Shape (count, side, side).

    Raises:
        ValueError: if the images are not square or smaller than ``side``.

    >>> binary([[0.0, 0.9, 0.2, 0.7]], 2)[0].tolist()
    [[-1, 1], [-1, 1]]
    """
    images = np.asarray(images, float)
    whole = round(images.shape[-1] ** 0.5)
    if whole**2 != images.shape[-1] or side > whole:
        raise ValueError(f"{images.shape[-1]} pixels are no square of {side} pixels a side or more")
    rim = (whole - side) // 2
    squares = images.reshape(-1, whole, whole)[:, rim : rim + side, rim : rim + side]
    return np.where(squares >= level, 1, -1).astype(np.int8)


def flipped(picture: ArrayLike, share: float, *, rng: np.random.Generator) -> Signs:
    """Return a picture in which a share of the points, chosen at random, has its sign changed.

    Raises:
        ValueError: if the share is not between 0 and 1.

    >>> int(flipped(np.ones((10, 10)), 0.3, rng=np.random.default_rng(0)).sum())
    40
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share of points lies between 0 and 1, got {share}")
    changed = np.array(picture, dtype=np.int8)
    points = rng.permutation(changed.size)[: round(share * changed.size)]
    changed.flat[points] *= -1
    return changed


def covered(picture: ArrayLike) -> Signs:
    """Return a picture whose lower half is blank (−1).

    >>> covered([[1, 1], [1, 1]]).tolist()
    [[1, 1], [-1, -1]]
    """
    hidden = np.array(picture, dtype=np.int8)
    hidden[len(hidden) // 2 :] = -1
    return hidden
