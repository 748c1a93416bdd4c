"""How one thing goes with another: rank correlations, slopes, crossings, and which law holds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata, t

from lib.statistics.effect import Effect, Real, numbers, pairs, positive
from lib.statistics.samples import Part, contrast, moments

_STEPS = 200  # of a crossing's search between two places


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
    most = 1 - 6 / (n * (n**2 - 1))
    middle = float(np.clip(rho, -most, most))
    error = math.sqrt((1 + middle**2 / 2) / (free - 1))
    half = float(t.ppf(0.975, free)) * error
    low, high = (math.tanh(math.atanh(middle) + side * half) for side in (-1, 1))
    given = ", partial" if held is not None else ""
    within = ", within groups" if groups is not None else ""
    return Effect(
        estimate=rho,
        interval=(min(low, rho), max(high, rho)),
        n=n,
        unit=unit,
        method=f"Spearman{given}{within}, Fisher's z",
        standard_error=error * (1 - middle**2),
    )


def rank_p_value(
    x: ArrayLike, y: ArrayLike, *, held: ArrayLike | None = None, groups: ArrayLike | None = None
) -> float:
    """Return the two-sided p-value of no rank correlation, by t = ρ√(f/(1 − ρ²)).

    Args:
        x, y, held, groups: as of ``rank_correlation``.

    >>> round(rank_p_value([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]), 3)
    0.042
    """
    rho, free, _ = _ranked(x, y, held, groups)
    if abs(rho) == 1:
        return 0.0
    return float(2 * t.sf(abs(rho) * math.sqrt(free / (1 - rho**2)), free))


def slope(
    x: ArrayLike,
    groups: Sequence[ArrayLike] | Sequence[Effect],
    *,
    unit: str,
    paired: bool = False,
    logs: str = "",
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
        paired: the same units stand at every place, in one order: the mean of their slopes.
        logs: "values" for means of logarithms, right where values spread by factors; "means" for
            logarithms of means, where single values may lie below 0; "" for neither.

    Raises:
        ValueError: if there are too few places or values, or what has no logarithm.

    >>> round(slope([0, 1], [[1.0, 1.1], [2.0, 2.1]], unit="run").estimate, 9)
    1.0
    >>> found = slope([0, 1], [[1.0, 2.0, 3.0], [2.0, 3.0, 5.0]], unit="run", paired=True)
    >>> [round(value, 9) for value in found.values]
    [1.0, 1.0, 2.0]
    """
    weights = _weights(x, groups)
    if logs not in ("", "values", "means") or (paired and logs == "means"):
        raise ValueError(f"logs is '', 'values' or (not paired) 'means', got {logs!r}")
    if paired:
        return _paired_slope(weights, groups, unit, logs)
    return contrast(weights, [_part(group, logs) for group in groups], unit=unit, method="slope")


def crossing(x: ArrayLike, groups: Sequence[ArrayLike], *, level: float = 0.5, unit: str) -> Effect:
    """Return where the means of groups fall through a level, by straight lines between places.

    The interval holds every place whose mean differs from the level by less than Student's bound:
    the test turned round, so that it needs no law of the fall.

    Args:
        x: places, rising, (places,).
        groups: values of independent units at each place.
        level: the level.
        unit: what gave one value.

    Returns:
        The crossing; an end is infinite where the places do not bound it.

    Raises:
        ValueError: if the means do not fall through the level.

    >>> found = crossing([0.1, 0.2], [[1.0, 0.9], [0.0, 0.1]], unit="network")
    >>> round(found.estimate, 3)
    0.15
    """
    places = numbers(x)
    parts = [moments(group) for group in groups]
    means, variances, free, n = (np.array(row) for row in zip(*parts, strict=True))
    _weights(places, groups)
    falls = np.flatnonzero((means[:-1] >= level) & (means[1:] < level))
    if not len(falls) or not (np.diff(places) > 0).all():
        raise ValueError(f"the means {means.round(3).tolist()} do not fall through {level}")
    k = int(falls[0])
    part = (means[k] - level) / (means[k] - means[k + 1])
    # Weights of the places for the means on a fine grid.
    ends = itertools.pairwise(places)
    grid = np.concatenate([np.linspace(start, end, _STEPS) for start, end in ends])
    w = np.array([np.interp(grid, places, row) for row in np.eye(len(places))]).T
    shares = w**2 * variances
    error = np.sqrt(shares.sum(axis=1))
    freedom = error**4 / np.maximum(np.sum(shares**2 / free, axis=1), 1e-300)
    near = np.abs(w @ means - level) <= t.ppf(0.975, np.maximum(freedom, 1)) * error
    estimate = float(places[k] + part * (places[k + 1] - places[k]))
    inside = np.append(grid[near], estimate)
    steep = (means[k] - means[k + 1]) / (places[k + 1] - places[k])
    at = np.array([1 - part, part]) ** 2 @ variances[k : k + 2]
    return Effect(
        estimate=estimate,
        interval=(
            -math.inf if near[0] else float(inside.min()),
            math.inf if near[-1] else float(inside.max()),
        ),
        n=int(n.sum()),
        unit=unit,
        method="every place within Student's bound of the level",
        standard_error=float(math.sqrt(at) / steep),
    )


def exponential_share(sizes: ArrayLike, groups: Sequence[ArrayLike], *, unit: str) -> Effect:
    """Return how much of a growth is exponential, between a power law and an exponential one.

    Mean logarithms are fitted by a + b ln N + c N. The share is that of c N in the rise from the
    smallest size to the largest: 0 for N^b, 1 for e^(cN), and beyond for what bends still more.
    The interval is Fieller's (1954) for a ratio.

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
    span = np.ptp(basis, axis=0)
    solve = np.linalg.pinv(basis)
    top, bottom = span[2] * solve[2], span[1] * solve[1] + span[2] * solve[2]
    whole = contrast(bottom, parts, unit=unit)
    if whole.interval[0] * whole.interval[1] <= 0:
        raise ValueError(f"no growth beyond doubt from {n.min():g} to {n.max():g}: take more units")
    return _quotient(top, bottom, parts, unit)


def _quotient(top: Real, bottom: Real, parts: Sequence[Part], unit: str) -> Effect:
    """Return the ratio of two contrasts of the same parts with Fieller's interval.

    It is every r at which (top − r bottom) · means is within Student's bound of 0.
    """
    means, variances, _, n = (np.array(row) for row in zip(*parts, strict=True))
    share = float(top @ means / (bottom @ means))
    here = contrast(top - share * bottom, parts, unit=unit)
    bound = (here.interval[1] - here.estimate) / here.standard_error if here.standard_error else 0.0
    aa, ab, bb = (
        u * v @ variances * bound**2 for u, v in ((top, top), (top, bottom), (bottom, bottom))
    )
    a, b = top @ means, bottom @ means
    ends = np.roots([b * b - bb, 2 * (ab - a * b), a * a - aa]).real
    return Effect(
        estimate=share,
        interval=(min(share, float(ends.min())), max(share, float(ends.max()))),
        n=int(n.sum()),
        unit=unit,
        method="Fieller, of mean logarithms",
        standard_error=here.standard_error / abs(float(b)),
    )


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


def _paired_slope(weights: Real, groups: Sequence, unit: str, logs: str) -> Effect:
    """Return the mean of the units' own slopes."""
    if any(isinstance(group, Effect) for group in groups):
        raise ValueError("paired slopes are made of values, not of effects")
    rows = [positive(numbers(group)) if logs else numbers(group) for group in groups]
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"paired units stand at every place, got {[len(row) for row in rows]}")
    slopes = weights @ np.array(rows)
    return contrast([1.0], [moments(slopes)], unit=unit, values=slopes, method="slopes")


def _part(group: ArrayLike | Effect, logs: str) -> Part:
    """Return a group's mean or effect as a part of a slope."""
    if isinstance(group, Effect):
        part = Part(group.tested[0], group.standard_error**2, max(group.n - 1, 1), group.n)
    else:
        part = moments(positive(numbers(group)) if logs == "values" else group)
    return part.logarithm() if logs == "means" else part


def _ranked(
    x: ArrayLike, y: ArrayLike, held: ArrayLike | None, groups: ArrayLike | None
) -> tuple[float, int, int]:
    """Return a partial rank correlation, its degrees of freedom and the number of pairs."""
    one, two = pairs(x, y)
    n = len(one)
    labels = np.zeros(n, int) if groups is None else np.asarray(groups)
    if labels.shape != one.shape:
        raise ValueError(f"one label a pair is needed, got {labels.shape} for {n} pairs")
    a, b = _ranks(one, labels), _ranks(two, labels)
    if held is not None:
        c = _ranks(pairs(held, two)[0], labels)
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
