"""How alike the runs of a size end: spreads, their law against size, and other comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from lib.instances.laws import Law

Real = NDArray[np.float64]

_RESAMPLES = 4000
_Z = NormalDist().inv_cdf(0.975)


def spread(values: ArrayLike) -> float:
    """Return the standard deviation of runs, or of the runs within an instance.

    Args:
        values: one run each, shape (runs,), or (instances, runs): then the root of the mean
            variance within an instance, which leaves out how instances differ.

    >>> spread([0.0, 2.0]) == spread([[0.0, 2.0], [5.0, 7.0]])
    True
    """
    return float(np.sqrt(np.var(np.asarray(values, float), axis=-1, ddof=1).mean()))


def spread_law(
    sizes: ArrayLike, groups: Sequence[ArrayLike], *, rng: np.random.Generator
) -> tuple[Law, Real]:
    """Fit ln(spread) against ln(size): the exponent with which runs of a size become alike.

    The exponent is a least-squares slope; intervals come from resampling the units at each size
    (runs, or whole instances).

    Args:
        sizes: one a group.
        groups: as for ``spread``.
        rng: source of the resampling.

    Returns:
        The law, and the 95 % intervals of each spread, shape (sizes, 2).

    Raises:
        ValueError: if a spread is zero, for then it has no logarithm.

    >>> rng = np.random.default_rng(0)
    >>> groups = [rng.normal(size=4000) / n for n in (1, 10)]
    >>> round(spread_law([1, 10], groups, rng=rng)[0].slope, 1)
    -1.0
    """
    rows = [np.asarray(group, float) for group in groups]
    found = np.array([spread(row) for row in rows])
    if not (found > 0).all():
        raise ValueError(f"a spread of zero has no logarithm, got {found.tolist()}")
    drawn = np.array([_resampled_spreads(row, rng) for row in rows])
    x = np.log(np.asarray(sizes, float))
    weights = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    low, high = np.quantile(weights @ np.log(drawn), [0.025, 0.975])
    law = Law(float(weights @ np.log(found)), (float(low), float(high)))
    return law, np.quantile(drawn, [0.025, 0.975], axis=1).T


def _resampled_spreads(values: Real, rng: np.random.Generator) -> Real:
    """Return the spreads of resamples of the leading axis, of mean variance that of the sample."""
    count = len(values)
    picks = rng.integers(count, size=(_RESAMPLES, count))
    if values.ndim > 1:
        return np.sqrt(np.var(values, axis=-1, ddof=1)[picks].mean(axis=1))
    return np.sqrt(np.var(values[picks], axis=1, ddof=1) * count / (count - 1))


def histograms(groups: Sequence[ArrayLike], edges: ArrayLike) -> tuple[Real, Real]:
    """Return the middles of the bins, (bins,), and the share of each group in them, (groups, bins).

    A group without values gives NaN; what lies outside the edges is counted in the outermost bins.

    >>> middles, shares = histograms([[0.2, 0.3, 1.5], []], [0, 1, 2])
    >>> middles.tolist(), shares[0].round(3).tolist()
    ([0.5, 1.5], [0.667, 0.333])
    """
    edges = np.asarray(edges, float)
    shares = np.full((len(groups), len(edges) - 1), np.nan)
    for row, group in zip(shares, groups, strict=True):
        values = np.clip(np.ravel(np.asarray(group, float)), edges[0], edges[-1])
        if len(values):
            row[:] = np.histogram(values, edges)[0] / len(values)
    return (edges[1:] + edges[:-1]) / 2, shares


def near_best(values: ArrayLike, margin: float) -> NDArray[np.bool_]:
    """Say of each run, (runs,), whether its value is at most the lowest one plus a margin.

    >>> near_best([7.0, 8.0, 8.1], 1.0).tolist()
    [True, True, False]
    """
    values = np.asarray(values, float)
    return values <= values.min() + margin + 1e-9  # errors are counts over images: no rounding


def rank_correlation(
    x: ArrayLike, y: ArrayLike, *, rng: np.random.Generator
) -> tuple[float, tuple[float, float]]:
    """Return Spearman's rho of paired values (n,) and its 95 % interval, by resampling pairs.

    >>> rank_correlation([1, 2, 3, 4], [1, 4, 9, 16], rng=np.random.default_rng(0))[0]
    1.0
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    picks = rng.integers(len(x), size=(_RESAMPLES, len(x)))
    a, b = (stats.rankdata(v[picks], axis=1) for v in (x, y))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt(np.sum(a * a, axis=1) * np.sum(b * b, axis=1))
    values = np.sum(a * b, axis=1)[size > 0] / size[size > 0]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(stats.spearmanr(x, y).statistic), (float(low), float(high))


def share_difference(
    first: tuple[int, int], second: tuple[int, int]
) -> tuple[float, tuple[float, float]]:
    """Return the first share minus the second, with its 95 % interval (Newcombe 1998, method 10).

    With p̂ a share and (l, u) its Wilson interval, the interval is
    p̂₁ − p̂₂ − √((p̂₁ − l₁)² + (u₂ − p̂₂)²) to p̂₁ − p̂₂ + √((u₁ − p̂₁)² + (p̂₂ − l₂)²). It has a
    width also where a share is 0 or 1.

    Args:
        first, second: successes and trials.

    >>> value, (low, high) = share_difference((56, 70), (48, 80))
    >>> round(value, 2), round(low, 4), round(high, 4)
    (0.2, 0.0524, 0.3339)
    """
    p, q = first[0] / first[1], second[0] / second[1]
    (p_low, p_high), (q_low, q_high) = _wilson(*first), _wilson(*second)
    below = sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    above = sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return p - q, (p - q - below, p - q + above)


def _wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the interval of a share after Wilson (1927)."""
    found = stats.binomtest(int(successes), int(trials)).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)
