"""What teachers and students are given: images with their labels, and shifted copies of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import data

Images = NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """Which images train and which test, and how far shifted copies reach.

    Attributes:
        train, test: how many images.
        side: pixels a side.
        reach: the furthest shift in pixels; there are (2 reach + 1)² copies.
        source: as for ``data.mnist``.
    """

    train: int = 4000
    test: int = 1000
    side: int = 14
    reach: int = 1
    source: str = "embedded"

    @property
    def copies(self) -> int:
        """How many shifted copies of an image there are, itself included."""
        return (2 * self.reach + 1) ** 2

    def digits(self) -> data.Digits:
        """Return the images and labels."""
        return data.mnist(self.train, self.test, side=self.side, source=self.source)

    def lessons(self, shifted: bool) -> tuple[Images, NDArray[np.int64]]:
        """Return the images to train on, (n, d), and their labels: as they are, or all copies."""
        digits = self.digits()
        if not shifted:
            return digits.train_images, digits.train_labels
        copies = shifts(digits.train_images, self.side, self.reach)
        return copies.reshape(-1, self.side**2), np.tile(digits.train_labels, self.copies)


def shifts(images: Images, side: int, reach: int) -> Images:
    """Return copies of images moved by up to ``reach`` pixels each way, black where they left.

    Args:
        images: (n, side²).
        side: pixels a side.
        reach: the furthest shift, 0 or more and less than the side.

    Returns:
        ((2 reach + 1)², n, side²); the first copy is the images themselves.

    Raises:
        ValueError: if the reach is out of range.

    >>> shifts(np.array([[1.0, 0.0, 0.0, 0.0]], np.float32), 2, 1)[:, 0].sum(axis=1).tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    """
    if not 0 <= reach < side:
        raise ValueError(f"images of {side} pixels a side move by 0 to {side - 1}, not {reach}")
    squares = np.asarray(images).reshape(-1, side, side)
    steps = range(-reach, reach + 1)
    moves = sorted(itertools.product(steps, steps), key=lambda move: move != (0, 0))
    framed = np.pad(squares, ((0, 0), (reach, reach), (reach, reach)))
    windows = [
        framed[:, reach - down : reach - down + side, reach - right : reach - right + side]
        for down, right in moves
    ]
    return np.stack(windows).reshape(len(moves), len(squares), side**2)
