"""Intervals of 95 %, the same for every measurement of the book."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


def mean(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return Student's interval of the mean of independent values, (n,) with n of 2 or more.

    Raises:
        ValueError: if there are fewer than two values or one is not finite.

    >>> low, high = mean([1.0, 2.0, 3.0])
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    values = np.asarray(values, float)
    if values.ndim != 1 or len(values) < 2 or not np.isfinite(values).all():
        raise ValueError(f"an interval of a mean needs two finite values or more, got {values}")
    half = stats.t.ppf((1 + level) / 2, len(values) - 1) * stats.sem(values)
    return float(values.mean() - half), float(values.mean() + half)


def proportion(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a probability (Clopper and Pearson 1934).

    Raises:
        ValueError: if the successes are not between 0 and a positive number of trials.

    >>> low, high = proportion(0, 100)
    >>> low, round(high, 4)
    (0.0, 0.0362)
    """
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes lie between 0 and the trials: got {successes} of {trials}")
    found = stats.binomtest(int(successes), int(trials)).proportion_ci(level, method="exact")
    return float(found.low), float(found.high)
