"""Laws of means over instances: straight lines through their logarithms, with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

Sample = TypeVar("Sample")

_RESAMPLES = 4000
_FEW_RESAMPLES = 1000  # where a statistic of whole instances is computed anew each time


@dataclass(frozen=True)
class Law:
    """A straight line through logarithms of means.

    Attributes:
        slope: by least squares.
        interval: 95 %, by resampling the instances at each place.
    """

    slope: float
    interval: tuple[float, float]


def law_of_means(x: ArrayLike, groups: Sequence[ArrayLike], *, rng: np.random.Generator) -> Law:
    """Fit ln(mean of a group) against x: a rate for x = N, an exponent for x = ln N.

    Args:
        x: one place a group.
        groups: values of independent instances at each place, with positive mean.
        rng: source of the resampling.

    Raises:
        ValueError: if a mean is not positive, for then it has no logarithm.

    >>> rng = np.random.default_rng(0)
    >>> round(law_of_means([0, 1], [[1.0, 1.0], [2.0, 2.0]], rng=rng).slope, 6)
    0.693147
    """
    x, rows = np.asarray(x, float), [np.asarray(group, float) for group in groups]
    means = np.array([row.mean() for row in rows])
    if not (means > 0).all():
        raise ValueError(f"means with a logarithm are positive, got {means.round(6).tolist()}")
    picks = [row[rng.integers(len(row), size=(_RESAMPLES, len(row)))].mean(axis=1) for row in rows]
    weights = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        slopes = weights @ np.log(picks)
    low, high = np.quantile(slopes[np.isfinite(slopes)], [0.025, 0.975])
    return Law(float(weights @ np.log(means)), (float(low), float(high)))


def resampled(
    statistic: Callable[[list[Sample]], float],
    samples: Sequence[Sample],
    *,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic of instances, by resampling them (bootstrap).

    Args:
        statistic: of a list of instances; resamples on which it is not finite are left out.
        samples: the instances.
        rng: source of the resampling.

    >>> resampled(len, [1, 1, 1], rng=np.random.default_rng(0))
    (3.0, 3.0)
    """
    picks = rng.integers(len(samples), size=(_FEW_RESAMPLES, len(samples)))
    values = np.array([statistic([samples[k] for k in pick]) for pick in picks], float)
    low, high = np.quantile(values[np.isfinite(values)], [0.025, 0.975])
    return float(low), float(high)
