"""Changes with each doubling of depth, and their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from lib import intervals

Real = NDArray[np.float64]

_RESAMPLES = 2000


@dataclass(frozen=True)
class Trend:
    """A change with each doubling of depth.

    Attributes:
        slope: by least squares against log₂ H.
        interval: 95 %.
    """

    slope: float
    interval: tuple[float, float]

    @property
    def error(self) -> float:
        """The standard error that the width of the interval stands for."""
        return (self.interval[1] - self.interval[0]) / (2 * 1.96)


def doubling(depths: Sequence[int], values: ArrayLike) -> Real:
    """Return the slope of values against log₂ of the depth, along the first axis.

    Args:
        depths: weight layers H, two or more different ones.
        values: (depths, …).

    >>> doubling([2, 4, 8], [1.0, 3.0, 5.0]).round(12)
    np.float64(2.0)
    """
    x = np.log2(np.asarray(depths, float))
    weights = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    return np.tensordot(weights, np.asarray(values, float), axes=1)


def paired_trend(depths: Sequence[int], values: ArrayLike) -> Trend:
    """Return the mean slope of independent rows, one value a depth each, with Student's interval.

    Args:
        depths: weight layers.
        values: (depths, rows).

    >>> paired_trend([2, 4], [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]]).slope
    1.0
    """
    slopes = doubling(depths, values)
    return Trend(float(slopes.mean()), intervals.mean(slopes))


def correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Return Spearman's rank correlation, 0 where one side does not vary.

    >>> correlation([1, 2, 3], [1, 4, 9])
    1.0
    """
    return float(_correlations(np.asarray(x, float)[None], np.asarray(y, float)[None])[0])


def correlation_trend(
    depths: Sequence[int],
    pairs: Sequence[tuple[ArrayLike, ArrayLike]],
    *,
    rng: np.random.Generator,
    shuffled: bool = False,
) -> Trend:
    """Return the change with depth of the size |ρ| of a rank correlation, resampling runs.

    |ρ| has a corner at zero, where resampling it would lean to one side. So each ρ is resampled
    with its sign and then given the sign that makes the measured one positive.

    Args:
        depths: weight layers.
        pairs: for each depth x and y, (runs,) each.
        rng: of the resampling.
        shuffled: put x in random order within each depth first, the control without correlation.
    """
    data = [(np.asarray(x, float), np.asarray(y, float)) for x, y in pairs]
    if shuffled:
        data = [(rng.permutation(x), y) for x, y in data]
    measured = np.array([correlation(x, y) for x, y in data])
    signed = []
    for (x, y), rho in zip(data, measured, strict=True):
        picks = rng.integers(len(x), size=(_RESAMPLES, len(x)))
        signed.append(np.copysign(1.0, rho) * _correlations(x[picks], y[picks]))
    estimate = float(doubling(depths, np.abs(measured)))
    low, high = np.quantile(doubling(depths, signed), [0.025, 0.975])
    return Trend(estimate, (float(min(low, estimate)), float(max(high, estimate))))


def _correlations(x: Real, y: Real) -> Real:
    """Return the rank correlation of each row of x with that of y, both (rows, runs)."""
    a, b = (rankdata(values, axis=1) for values in (x, y))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt(np.sum(a**2, axis=1) * np.sum(b**2, axis=1))
    return np.divide(np.sum(a * b, axis=1), size, out=np.zeros(len(size)), where=size > 0)
