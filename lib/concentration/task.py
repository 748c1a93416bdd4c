"""The task: ten digits on coarse images, in three parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import data

Images = NDArray[np.float32]
Labels = NDArray[np.int64]


class Task(NamedTuple):
    """Images (count, pixels) and digits (count,): to train, to stop by, and to test on."""

    images: Images
    labels: Labels
    validation_images: Images
    validation_labels: Labels
    test_images: Images
    test_labels: Labels

    @property
    def parts(self) -> tuple[tuple[Images, Labels], ...]:
        """The three parts, each images and labels."""
        return tuple(zip(self[::2], self[1::2], strict=True))


def coarse_digits(
    train: int, validation: int, test: int, *, side: int, source: str = "embedded"
) -> Task:
    """Return MNIST at side × side pixels, each pixel centred, all divided by one number.

    The means and the standard deviation are those of the images to train on. A centred input is
    the nearest that pixels come to the Gaussian ones that the theory assumes.

    Args:
        train, validation, test: how many images; no image is in two parts.
        side: pixels a side, by torchvision's antialiased resizing.
        source: as of ``lib.data.mnist``.

    >>> [len(labels) for _, labels in coarse_digits(30, 20, 10, side=10).parts]
    [30, 20, 10]
    """
    digits = data.mnist(
        train, test, validation=validation, side=side, scaling="centred", source=source
    )
    return Task(
        *(digits.train_images, digits.train_labels),
        *(digits.validation_images, digits.validation_labels),
        *(digits.test_images, digits.test_labels),
    )
