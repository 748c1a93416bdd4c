"""Rank correlations with something held fixed, and the correction for many tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm, rankdata

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Association:
    """A rank correlation.

    Attributes:
        rho: Spearman's, partial where something was held fixed.
        interval: 95 %, by Fisher's transform.
        p: two-sided, by permutation.
    """

    rho: float
    interval: tuple[float, float]
    p: float


def association(
    x: ArrayLike,
    y: ArrayLike,
    *,
    held: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    permutations: int = 2000,
    rng: np.random.Generator,
) -> Association:
    """Return the rank correlation of x and y, given a third variable and within groups.

    Ranks (within each group) less their mean and their part along the ranks of ``held``; the
    residuals of y are permuted within the groups for p (Freedman and Lane 1983).

    Args:
        x, y: (n,).
        held: a variable held fixed, (n,).
        groups: labels, (n,); only differences inside a group then count.
        permutations: how many.
        rng: of the permutations.

    Raises:
        ValueError: if the lengths differ or there are too few points.

    >>> found = association([1, 2, 3, 4, 5], [1, 4, 9, 16, 25], rng=np.random.default_rng(0))
    >>> found.rho, found.p < 0.05
    (1.0, True)
    """
    one, two = np.asarray(x, float), np.asarray(y, float)
    labels = np.zeros(len(one), int) if groups is None else np.asarray(groups)
    if one.ndim != 1 or one.shape != two.shape or labels.shape != one.shape:
        raise ValueError(f"values and groups are rows of one length: {one.shape} and {two.shape}")
    a, b = (_ranked(values, labels) for values in (one, two))
    if held is not None:
        c = _ranked(np.asarray(held, float), labels)
        a, b = a - c * (a @ c) / (c @ c), b - c * (b @ c) / (c @ c)
    free = len(one) - len(np.unique(labels)) - (held is not None)
    if free < 4:
        raise ValueError(f"{len(one)} values leave {free} degrees of freedom: take more")
    rho = float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))
    by_chance = np.array([a @ _shuffled(b, labels, rng) for _ in range(permutations)])
    p = (1 + np.sum(np.abs(by_chance) >= abs(a @ b) - 1e-9)) / (1 + permutations)
    return Association(rho, _fisher(rho, free), float(p))


def holm(p: ArrayLike) -> Real:
    """Return p-values corrected for their number: Holm 1979.

    The k-th smallest (k = 1, …, m) is multiplied by m − k + 1 and raised to the ones before it.
    The chance of one false alarm or more among all tests then stays below the level.

    >>> holm([0.01, 0.04, 0.03]).round(9).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, float)
    if values.ndim != 1 or not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"p-values lie between 0 and 1, got {values}")
    order = np.argsort(values)
    raised = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(raised, 1.0)
    return corrected


def detectable(n: int, *, tests: int = 1, power: float = 0.8) -> float:
    """Return the correlation that n points show with a chance of ``power``, at 5 % over all tests.

    By Fisher's transform, tanh((z_{1−0.025/tests} + z_power)/√(n − 3)).

    >>> round(detectable(29), 2)
    0.5
    """
    z = norm.ppf(1 - 0.025 / tests) + norm.ppf(power)
    return float(np.tanh(z / np.sqrt(n - 3)))


def _ranked(values: Real, groups: NDArray) -> Real:
    """Return ranks within groups, less their mean."""
    ranks = np.empty(len(values))
    for label in np.unique(groups):
        here = groups == label
        ranks[here] = rankdata(values[here]) - (here.sum() + 1) / 2
    return ranks


def _shuffled(values: Real, groups: NDArray, rng: np.random.Generator) -> Real:
    """Return values permuted within groups."""
    mixed = values.copy()
    for label in np.unique(groups):
        here = groups == label
        mixed[here] = rng.permutation(values[here])
    return mixed


def _fisher(rho: float, free: int) -> tuple[float, float]:
    """Return the interval of a rank correlation with so many degrees of freedom."""
    half = 1.96 / np.sqrt(max(free - 2, 1))
    middle = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    return float(np.tanh(middle - half)), float(np.tanh(middle + half))
