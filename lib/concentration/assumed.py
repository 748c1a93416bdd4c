"""What the theorem assumes, measured on one network of a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import paths
from lib.concentration.cohort import Cohort
from lib.concentration.task import Task

Real = NDArray[np.float64]
Pair = tuple[NDArray[np.floating], NDArray[np.floating]]  # (hidden, pixels), (10, hidden)

_PAIRS = 500  # pairs of paths worked on together: a table of them over all images stays small


@dataclass(frozen=True)
class Assumed:
    """Measures of the assumptions on one network.

    Attributes:
        correlations, shuffled: of X·A over the images between random pairs of paths, as they are
            and after each path's images were shuffled by themselves; NaN for a path that is
            constant. Shape (pairs,).
        open_rates: share of images for which each hidden unit is on, shape (hidden,).
        rise: of the test error when the weights are rounded to so many values: rows "best" and
            "drawn at random from the weights", a share of images, shape (2, counts).
        evenness: entropy of the use of the best values over that of equal use, shape (counts,).
        evenness_random: the same if each weight is handed one of the values at random.
    """

    correlations: Real
    shuffled: Real
    open_rates: Real
    rise: Real
    evenness: Real
    evenness_random: Real

    @property
    def correlation(self) -> float:
        """The mean absolute correlation, constant paths left out."""
        return float(np.nanmean(np.abs(self.correlations)))

    @property
    def chance(self) -> float:
        """The same after shuffling."""
        return float(np.nanmean(np.abs(self.shuffled)))


def assumed(
    task: Task, weights: Pair, seed: int | tuple[int, ...], pairs: int, values: Sequence[int]
) -> Assumed:
    """Measure the assumptions of Choromanska et al. (2015) on one network.

    A path runs from a pixel through a hidden unit to an output; X is the pixel, A is 1 if the unit
    is on. Neither depends on the output, so a path is a pixel and a unit here.

    Args:
        task: correlations and rates are taken over the images to train on, errors over the test.
        weights: of both layers.
        seed: of every choice at random.
        pairs: pairs of different paths, drawn with equal chances.
        values: to how many different values the weights are rounded, each 2 or more.
    """
    rng = np.random.default_rng(seed)
    active = task.images @ weights[0].T > 0
    correlations, shuffled = _correlations(task.images, active, pairs, rng)
    rise, evenness, at_random = _rounded(task, weights, values, rng)
    return Assumed(
        correlations=correlations,
        shuffled=shuffled,
        open_rates=active.mean(axis=0),
        rise=rise,
        evenness=evenness,
        evenness_random=at_random,
    )


def length_ratio(cohort: Cohort) -> Real:
    """Return |w|² at every look over its start, shape (looks, K): a sphere would keep it at 1."""
    return cohort.squared_norm / cohort.squared_norm[0]


def _correlations(
    images: NDArray[np.float32], active: NDArray[np.bool_], pairs: int, rng: np.random.Generator
) -> tuple[Real, Real]:
    """Return the correlations of random pairs of paths as they are and shuffled, (pairs,) each."""
    parts = []
    for first in range(0, pairs, _PAIRS):
        count = min(_PAIRS, pairs - first)
        table = _contributions(images, active, count, rng)
        mixed = paths.shuffled_columns(table, rng=rng)
        both = np.arange(2 * count).reshape(count, 2)
        parts.append([paths.pair_correlations(columns, both) for columns in (table, mixed)])
    correlations, shuffled = np.concatenate(parts, axis=1)
    return correlations, shuffled


def _contributions(
    images: NDArray[np.float32], active: NDArray[np.bool_], pairs: int, rng: np.random.Generator
) -> Real:
    """Return X·A of random pairs of different paths, (images, 2 · pairs), pairs side by side."""
    pixels, units = images.shape[1], active.shape[1]
    first = rng.integers(pixels * units, size=pairs)
    second = (first + rng.integers(1, pixels * units, size=pairs)) % (pixels * units)
    pixel, unit = np.divmod(np.stack([first, second], axis=1).ravel(), units)
    return images[:, pixel].astype(float) * active[:, unit]


def _rounded(
    task: Task, weights: Pair, values: Sequence[int], rng: np.random.Generator
) -> tuple[Real, Real, Real]:
    """Return the rise of the error and the evenness of use for each number of values."""
    flat = np.concatenate([np.ravel(w) for w in weights]).astype(float)
    before = _error(task, weights)
    rise, evenness = np.empty((2, len(values))), np.empty((2, len(values)))
    for k, count in enumerate(values):
        drawn = rng.choice(np.unique(flat), count, replace=False)
        for row, choice in enumerate((paths.representatives(flat, count), drawn)):
            rounded, labels = paths.nearest_values(flat, choice)
            rise[row, k] = _error(task, _shaped(rounded, weights)) - before
            if row == 0:
                evenness[0, k] = paths.usage_entropy(labels, count)
        evenness[1, k] = paths.usage_entropy(rng.integers(count, size=len(flat)), count)
    return rise, evenness[0], evenness[1]


def _shaped(flat: Real, like: Pair) -> Pair:
    """Return a vector of weights as the two layers."""
    first, second = np.split(flat, [like[0].size])
    return first.reshape(like[0].shape), second.reshape(like[1].shape)


def _error(task: Task, weights: Pair) -> float:
    """Return the share of test images read wrongly."""
    outputs = np.maximum(task.test_images @ weights[0].T, 0) @ weights[1].T
    return float(np.mean(outputs.argmax(axis=1) != task.test_labels))
