"""How fast counts grow with the number of spins."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


def growth_rate(sizes: ArrayLike, counts: ArrayLike) -> float:
    """Return the slope of ln(count) against size, by least squares, per spin.

    >>> round(growth_rate([1, 2, 3], [2, 4, 8]), 6)
    0.693147
    """
    return float(np.polyfit(np.asarray(sizes, float), np.log(np.asarray(counts, float)), 1)[0])


def growth_interval(sizes: ArrayLike, counts: ArrayLike) -> tuple[float, float]:
    """Return the 95 % interval of ``growth_rate`` that the spread of instances at a size makes.

    The slope is Σ w_i ln(count_i), w_i = (size_i − mean)/Σ(size − mean)²; its variance is that of
    the counts at each size. Whether the growth is exponential at all is another question.

    Raises:
        ValueError: if a size has a single instance.
    """
    sizes, logs = np.asarray(sizes, float), np.log(np.asarray(counts, float))
    weights = (sizes - sizes.mean()) / np.sum((sizes - sizes.mean()) ** 2)
    variance, rate = 0.0, growth_rate(sizes, np.exp(logs))
    for size in np.unique(sizes):
        here = sizes == size
        if here.sum() < 2:
            raise ValueError(f"there is one instance of {size:g} spins: count two or more")
        variance += np.sum(weights[here] ** 2) * logs[here].var(ddof=1)
    half = stats.t.ppf(0.975, len(sizes) - len(np.unique(sizes))) * np.sqrt(variance)
    return rate - float(half), rate + float(half)
