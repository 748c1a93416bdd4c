"""Comparisons of depths: paired by seed, between halves of the seeds, along the depths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from lib import intervals

Real = NDArray[np.float64]

_RESAMPLES = 2000
_Z = float(stats.norm.ppf(0.975))


class Effect(NamedTuple):
    """A difference with its 95 % interval.

    Attributes:
        estimate: the mean difference.
        interval: (low, high).
        n: how many independent pairs, or runs, it rests on.
        values: (n,), the difference of each pair; empty for shares and slopes.
        lost: how many pairs one of the two runs of which had nothing to compare.
    """

    estimate: float
    interval: tuple[float, float]
    n: int
    values: Real
    lost: int = 0


def difference(one: ArrayLike, other: ArrayLike) -> Effect:
    """Return the mean of one − other, paired by seed; pairs that are not finite are lost.

    Raises:
        ValueError: if less than two pairs are left.

    >>> difference([3.0, 5.0, np.nan], [1.0, 2.0, 1.0])[0::4]
    (2.5, 1)
    """
    a, b = np.asarray(one, float), np.asarray(other, float)
    size = min(len(a), len(b))
    values = a[:size] - b[:size]
    kept = values[np.isfinite(values)]
    return Effect(float(kept.mean()), intervals.mean(kept), len(kept), kept, size - len(kept))


def log_ratio(one: ArrayLike, other: ArrayLike) -> Effect:
    """Return the mean of ln(one/other), paired by seed; what has no logarithm is lost.

    >>> round(log_ratio([2.0, 4.0], [1.0, 2.0]).estimate, 4)
    0.6931
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return difference(np.log(np.asarray(one, float)), np.log(np.asarray(other, float)))


def ratios(groups: Mapping[str, Mapping[int, ArrayLike]]) -> dict[str, Effect]:
    """Return, for each setting, ln of each depth's values over those of the shallowest.

    The first setting also gets its deepest over five layers. What has less than two pairs with
    a value on both sides is left out.

    Args:
        groups: setting → hidden layers → (runs,).

    >>> list(ratios({"reference": {1: [1, 1], 5: [2, 2], 10: [3, 3]}}))
    ['5 over 1', '10 over 1', '10 over 5']
    """
    found = {}
    for k, (name, values) in enumerate(groups.items()):
        first, *deeper = values
        couples = [(layers, first) for layers in deeper]
        if k == 0 and len(deeper) > 1 and 5 in deeper[:-1]:
            couples.append((deeper[-1], 5))
        for one, other in couples:
            if _pairs(values[one], values[other]) > 1:
                label = f"{one} over {other}" + (f", {name}" if k else "")
                found[label] = log_ratio(values[one], values[other])
    return found


def halves(values: ArrayLike, *, log: bool = True) -> float:
    """Return the difference of the means of the first and the second half of the seeds.

    The control of a comparison: the same computation where there is nothing to find.

    >>> halves([1.0, 1.0, 2.0, 2.0], log=False)
    -1.0
    """
    row = np.asarray(values, float)
    row = row[np.isfinite(row) & ((row > 0) | (not log))]
    row = np.log(row) if log else row
    middle = len(row) // 2
    return float(row[:middle].mean() - row[middle:].mean())


def share_difference(one: tuple[int, int], other: tuple[int, int]) -> Effect:
    """Return a difference of two shares with Newcombe's hybrid score interval (1998, method 10).

    Args:
        one, other: (successes, trials).

    >>> share_difference((5, 10), (5, 10)).estimate
    0.0
    """
    (p, low_p, high_p), (q, low_q, high_q) = (_wilson(*pair) for pair in (one, other))
    low = p - q - np.hypot(p - low_p, high_q - q)
    high = p - q + np.hypot(high_p - p, q - low_q)
    return Effect(p - q, (float(low), float(high)), one[1] + other[1], np.empty(0))


def slope_per_doubling(groups: Mapping[int, ArrayLike], *, rng: np.random.Generator) -> Effect:
    """Return the slope of the groups' means against log₂ of their depth, and its 95 % interval.

    The interval is by resampling within each group. Values that are not finite are left out.

    Args:
        groups: depth → values of independent units.
        rng: source of the resampling.

    >>> slope_per_doubling({1: [0, 0], 2: [1, 1]}, rng=np.random.default_rng(0)).interval
    (1.0, 1.0)
    """
    rows = [np.asarray(values, float) for values in groups.values()]
    rows = [row[np.isfinite(row)] for row in rows]
    x = np.log2(list(groups))
    weights = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    means = [row[rng.integers(len(row), size=(_RESAMPLES, len(row)))].mean(1) for row in rows]
    low, high = np.quantile(weights @ np.array(means), [0.025, 0.975])
    estimate = float(weights @ np.array([row.mean() for row in rows]))
    return Effect(estimate, (float(low), float(high)), sum(map(len, rows)), np.empty(0))


def best_rate(values: Mapping[float, ArrayLike]) -> float:
    """Return the learning rate with the smallest geometric mean; a run without a value is worst.

    Args:
        values: rate → (runs,), such as final losses or epochs.

    >>> best_rate({0.1: [1.0, 2.0], 0.2: [0.5, 1.0], 0.4: [0.1, np.nan]})
    0.2
    """
    means = {}
    for rate, given in values.items():
        row = np.asarray(given, float)
        means[rate] = np.log(np.where(np.isfinite(row), row, np.inf)).mean()
    return min(means, key=lambda rate: means[rate])


def rank_correlation(x: ArrayLike, y: ArrayLike) -> Effect:
    """Return Spearman's ρ and its 95 % interval by Fisher's z with error √(1.06/(n − 3)).

    The error is Fieller, Hartley and Pearson's (1957). Pairs that are not finite are left out.

    >>> rank_correlation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]).estimate
    1.0
    """
    a, b = np.asarray(x, float), np.asarray(y, float)
    kept = np.isfinite(a) & np.isfinite(b)
    rho = float(np.round(stats.spearmanr(a[kept], b[kept]).statistic, 12))
    if abs(rho) >= 1:
        return Effect(rho, (rho, rho), int(kept.sum()), np.empty(0))
    half = _Z * np.sqrt(1.06 / max(kept.sum() - 3, 1))
    low, high = np.tanh(np.arctanh(rho) + np.array([-half, half]))
    return Effect(rho, (float(low), float(high)), int(kept.sum()), np.empty(0))


def _pairs(one: ArrayLike, other: ArrayLike) -> int:
    """Return how many pairs have a positive finite value on both sides."""
    couples = zip(np.asarray(one, float), np.asarray(other, float), strict=False)
    return sum(bool(np.isfinite(a) and np.isfinite(b) and a > 0 < b) for a, b in couples)


def _wilson(successes: int, trials: int) -> tuple[float, float, float]:
    """Return a share and Wilson's interval of it."""
    found = stats.binomtest(int(successes), int(trials)).proportion_ci(0.95, method="wilson")
    return successes / trials, float(found.low), float(found.high)
