"""How one thing goes with another: rank correlations, slopes, and which law holds."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata, t

from lib.statistics.effect import Effect, Part, contrast, moments, numbers, pairs, positive

Real = NDArray[np.float64]


def rank_correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    unit: str,
    held: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> Effect:
    """Return Spearman's ρ, given a third variable and within groups.

    Ranks within each group, less their mean and their part along the ranks of ``held``. With f
    degrees of freedom (n − 2, less those that ``held`` and the groups take) the interval is
    Student's about artanh ρ with the squared error (1 + ρ²/2)/(f − 1) of Bonett and Wright
    (2000); a perfect order is taken half a step from 1.

    Args:
        x, y: (n,), with f of 4 or more.
        unit: what gave one pair.
        held: a variable held fixed, (n,).
        groups: labels, (n,); only differences inside a group then count.

    Raises:
        ValueError: if the lengths differ, there are too few values, or a side does not vary.

    >>> found = rank_correlation([1, 2, 3, 4, 5, 6], [1, 4, 9, 16, 25, 36], unit="run")
    >>> found.estimate, round(found.interval[0], 2)
    (1.0, 0.17)
    """
    rho, free, n = _ranked(x, y, held, groups)
    middle = math.copysign(min(abs(rho), 1 - 6 / (n * (n**2 - 1))), rho)
    error = math.sqrt((1 + middle**2 / 2) / (free - 1))
    half = float(t.ppf(0.975, free)) * error
    low, high = (math.tanh(math.atanh(middle) + side * half) for side in (-1, 1))
    kind = (
        "partial " * (held is not None) + "rank correlation" + ", in groups" * (groups is not None)
    )
    return Effect(
        estimate=rho,
        interval=(min(low, rho), max(high, rho)),
        n=n,
        unit=unit,
        method=f"{kind}, Fisher's z",
        standard_error=error * (1 - middle**2),
    )


def slope(
    x: ArrayLike,
    groups: Sequence[ArrayLike] | Sequence[Effect],
    *,
    unit: str,
    logs: bool = False,
) -> Effect:
    """Return the least-squares slope of groups against their places.

    For a change with each doubling take x = log₂ of the place; with logarithms on both sides the
    slope is the exponent of a power law, with x as it is the rate of an exponential one.

    Args:
        x: places, two or more different ones, (places,).
        groups: at each place the values of independent units, (units,); or an effect, that enters
            with its standard error, on the logarithm where it is a ratio. So the exponent of a
            spread is ``slope(np.log(sizes), [spread(group, unit=…) for group in …], unit=…)``.
        unit: what gave one value.
        logs: the slope of logarithms of means. Values that spread by factors want the means of
            their logarithms instead: give ``np.log(group)``.

    Raises:
        ValueError: if there are too few places or values, or what has no logarithm.

    >>> round(slope([0, 1], [[1.0, 1.1], [2.0, 2.1]], unit="run").estimate, 9)
    1.0
    """
    weights = _weights(x, groups)
    return contrast(weights, [_part(group, logs) for group in groups], unit=unit, method="slope")


def exponential_share(sizes: ArrayLike, groups: Sequence[ArrayLike], *, unit: str) -> Effect:
    """Return how much of a growth is exponential, between a power law and an exponential one.

    Mean logarithms are fitted by a + b ln N + c N. The share is that of c N in the rise from the
    smallest size to the largest: 0 for N^b, 1 for e^(cN), and beyond for what bends still more.
    The interval is Student's for the ratio of the two rises (delta method).

    Args:
        sizes: N, three or more different ones, (sizes,).
        groups: values above 0 of independent units at each size.
        unit: what gave one value.

    Raises:
        ValueError: if there are too few sizes, or no rise beyond doubt, of which there is no share.

    >>> groups = [[0.99 * n**2, 1.01 * n**2] for n in (8.0, 16.0, 32.0)]
    >>> round(abs(exponential_share([8, 16, 32], groups, unit="instance").estimate), 6)
    0.0
    """
    n = numbers(sizes, least=3)
    parts = [moments(positive(numbers(group))) for group in groups]
    _weights(n, groups)
    basis = np.stack([np.ones_like(n), np.log(n), n], axis=1)
    if np.linalg.matrix_rank(basis) < 3:
        raise ValueError(f"two laws differ over three sizes or more, got {n.tolist()}")
    _, power, growth = np.ptp(basis, axis=0)[:, None] * np.linalg.pinv(basis)
    rise = contrast(power + growth, parts, unit=unit)
    if rise.interval[0] * rise.interval[1] <= 0:
        raise ValueError(f"no growth beyond doubt from {n.min():g} to {n.max():g}: take more units")
    share = contrast(growth, parts, unit=unit).estimate / rise.estimate
    zero = contrast(growth - share * (power + growth), parts, unit=unit)
    low, high = zero.interval  # about 0, but for rounding
    half, error = (size / abs(rise.estimate) for size in ((high - low) / 2, zero.standard_error))
    ends, method = (share - half, share + half), "delta method, of mean logarithms"
    return replace(zero, estimate=share, interval=ends, standard_error=error, method=method)


def _weights(x: ArrayLike, groups: Sequence[ArrayLike] | Sequence[Effect]) -> Real:
    """Return the weights of a least-squares slope, checked against the groups."""
    places = numbers(x)
    if len(places) != len(groups) or not np.ptp(places) > 0:
        raise ValueError(
            f"a trend needs one group a place, at two places or more; "
            f"got {len(groups)} groups at {places.tolist()}"
        )
    centred = places - places.mean()
    return centred / (centred @ centred)


def _part(group: ArrayLike | Effect, logs: bool) -> Part:
    """Return a group's mean or effect as a part of a slope."""
    part = (
        Part(group.tested[0], group.standard_error**2, max(group.n - 1, 1), group.n)
        if isinstance(group, Effect)
        else moments(group)
    )
    return part.logarithm() if logs else part


def _ranked(
    x: ArrayLike, y: ArrayLike, held: ArrayLike | None, groups: ArrayLike | None
) -> tuple[float, int, int]:
    """Return a partial rank correlation, its degrees of freedom and the number of pairs."""
    one, two = pairs(x, y)
    n = len(one)
    labels = np.zeros(n, int) if groups is None else np.asarray(groups)
    if labels.shape != one.shape:
        raise ValueError(f"one label a pair is needed, got {labels.shape} for {n} pairs")
    if not (labels == labels).all():
        raise ValueError("a label is NaN, which is no group: leave its pair out")
    a, b = _ranks(one, labels), _ranks(two, labels)
    if held is not None:
        c = _ranks(pairs(held, two)[0], labels)
        if not c.any():
            raise ValueError("what is held fixed does not vary within a group: leave it out")
        a, b = a - c * (a @ c) / (c @ c), b - c * (b @ c) / (c @ c)
    free = n - 1 - len(np.unique(labels)) - (held is not None)
    if free < 4:
        raise ValueError(f"{n} pairs leave {free} degrees of freedom, 4 are needed: take more")
    size = math.sqrt((a @ a) * (b @ b))
    if not size > 1e-9:
        raise ValueError("a rank correlation needs both sides to vary")
    return float(np.clip(np.round(a @ b / size, 12), -1, 1)), free, n


def _ranks(values: Real, labels: NDArray) -> Real:
    """Return ranks within groups, less their mean."""
    ranks = np.empty(len(values))
    for label in np.unique(labels):
        here = labels == label
        ranks[here] = rankdata(values[here]) - (here.sum() + 1) / 2
    return ranks
