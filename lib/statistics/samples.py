"""Means, differences, ratios and shares of independent units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import beta, t

from lib.statistics.effect import Effect, Real, numbers, pairs, positive

Count = tuple[ArrayLike, ArrayLike]

_NORMAL_SPREAD = math.sqrt(math.pi / 2)  # a normal law's deviation over its mean distance


def complete(*columns: ArrayLike) -> list[Real]:
    """Return columns (n,) without the rows in which a value is not finite.

    What is left out is for the caller to count and to say.

    >>> [column.tolist() for column in complete([1.0, np.nan, 3.0], [4.0, 5.0, 6.0])]
    [[1.0, 3.0], [4.0, 6.0]]
    """
    table = np.array([np.asarray(column, float) for column in columns])
    return list(table[:, np.isfinite(table).all(axis=0)])


def mean(values: ArrayLike, *, unit: str, log: bool = False) -> Effect:
    """Return the mean of independent values with Student's interval.

    Right for values about as likely above their mean as below. Values that spread by factors, to
    one side, want ``log``; if their arithmetic mean is what counts, ``bootstrap``.

    Args:
        values: (n,), n of 2 or more.
        unit: what gave one value.
        log: the geometric mean, by the interval of the mean logarithm.

    Raises:
        ValueError: if there are too few values, one is not finite, or has no logarithm.

    >>> [round(end, 3) for end in mean([1.0, 2.0, 3.0], unit="run").interval]
    [-0.484, 4.484]
    >>> round(mean([1.0, 4.0], unit="run", log=True).estimate, 9)
    2.0
    """
    row = numbers(values)
    tested = positive(row) if log else row
    return contrast([1.0], [moments(tested)], unit=unit, log=log, values=row)


def difference(one: ArrayLike, other: ArrayLike, *, unit: str, paired: bool = True) -> Effect:
    """Return the mean of one − other.

    Args:
        one, other: (n,) each, paired by place.
        unit: what gave one pair, such as "seed"; one value of each group if not paired.
        paired: else the groups are independent, of any two sizes (Welch 1947).

    Raises:
        ValueError: as of ``mean``, or if pairs have two lengths.

    >>> difference([3.0, 5.0], [1.0, 2.0], unit="seed").estimate
    2.5
    """
    if not paired:
        return contrast([1.0, -1.0], [moments(one), moments(other)], unit=unit)
    a, b = pairs(one, other)
    return contrast([1.0], [moments(a - b)], unit=unit, values=a - b)


def ratio(one: ArrayLike, other: ArrayLike, *, unit: str, paired: bool = True) -> Effect:
    """Return the geometric mean of one/other, with the interval of the mean log-ratio.

    Args:
        one, other, unit, paired: as of ``difference``, all values above 0.

    >>> found = ratio([2.0, 8.0], [1.0, 2.0], unit="seed")
    >>> round(found.estimate, 4), found.values
    (2.8284, (2.0, 4.0))
    """
    if not paired:
        parts = [moments(positive(numbers(row))) for row in (one, other)]
        return contrast([1.0, -1.0], parts, unit=unit, log=True)
    a, b = pairs(one, other)
    part = moments(positive(a) - positive(b))
    return contrast([1.0], [part], unit=unit, log=True, values=a / b)


def spread(values: ArrayLike, *, unit: str) -> Effect:
    """Return how far values lie from their median, on the scale of a standard deviation.

    The mean distance from the median times √(π/2), for a normal law its standard deviation, by
    Student's interval on the logarithm. A standard deviation itself has no interval that covers
    it at a few dozen values unless they are normal: at 40 exponential ones the best known covers
    89 %.

    Args:
        values: (units,), or (units, runs): then the distances within a unit, averaged over units.
        unit: what gave one row.

    Raises:
        ValueError: if there are too few values, one is not finite, or all are equal.

    >>> spread([0.0, 2.0, 4.0, 6.0], unit="run").estimate > 0
    True
    """
    table = np.asarray(values, float)
    distances = np.abs(table - np.median(table, axis=-1, keepdims=True))
    runs = table.shape[-1] if table.ndim else 0
    row = numbers(distances.mean(axis=1) if table.ndim == 2 else distances)
    if runs < 2 or not row.any():
        raise ValueError(f"a spread needs two different values or more, got {runs} a row")
    row = row * _NORMAL_SPREAD * runs / (runs - 1)
    part = moments(row).logarithm()
    return contrast([1.0], [part], unit=unit, log=True, method="mean distance from the median")


def proportion(hits: ArrayLike, n: ArrayLike, *, unit: str) -> Effect:
    """Return a share with its exact interval (Clopper and Pearson 1934).

    Args:
        hits, n: successes and trials; or one entry a unit each, (units,), where the trials of one
            unit hang together. The interval then supposes the worst, that all trials of a unit
            always agree: it is that of (Σn)²/Σn² trials.
        unit: what one trial is; with one entry a unit, what the unit is.

    Raises:
        ValueError: if the successes are not between 0 and a positive number of trials.

    >>> low, high = proportion(0, 100, unit="run").interval
    >>> low, round(high, 4)
    (0.0, 0.0362)
    """
    share, low, high, error, units = _share(hits, n)
    return Effect(
        estimate=share,
        interval=(low, high),
        n=units,
        unit=unit,
        method="exact (Clopper–Pearson)" + (", one trial a unit" if np.ndim(n) else ""),
        standard_error=error,
    )


def difference_of_proportions(one: Count, other: Count, *, unit: str) -> Effect:
    """Return one share minus another, independent one, by squaring and adding exact limits.

    Newcombe's (1998) hybrid interval: with p̂ a share and (l, u) its interval,
    p̂₁ − p̂₂ − √((p̂₁ − l₁)² + (u₂ − p̂₂)²) to p̂₁ − p̂₂ + √((u₁ − p̂₁)² + (p̂₂ − l₂)²). His method 10
    takes Wilson's limits and falls to 92 % at 20 trials each; the exact limits taken here keep it
    above 94 % from 5 trials on.

    Args:
        one, other: (successes, trials), each as of ``proportion``.
        unit: what one trial is, or the unit that gave several.

    >>> found = difference_of_proportions((56, 70), (48, 80), unit="run")
    >>> round(found.estimate, 2), [round(end, 4) for end in found.interval]
    (0.2, [0.0439, 0.3442])
    """
    p, p_low, p_high, p_error, p_units = _share(*one)
    q, q_low, q_high, q_error, q_units = _share(*other)
    return Effect(
        estimate=p - q,
        interval=(
            p - q - math.hypot(p - p_low, q_high - q),
            p - q + math.hypot(p_high - p, q - q_low),
        ),
        n=p_units + q_units,
        unit=unit,
        method="Newcombe's hybrid of exact intervals",
        standard_error=math.hypot(p_error, q_error),
    )


def greatest_difference(one: ArrayLike, other: ArrayLike, *, unit: str) -> Effect:
    """Return the greatest distance of two mean curves, max_j |mean one_j − mean other_j|.

    The interval follows from Welch's intervals of all places together (Bonferroni), so that it
    allows for having looked for the greatest.

    Args:
        one, other: curves of independent units, (units, places) each.
        unit: what gave one curve.

    Raises:
        ValueError: if the numbers of places differ, or ``mean`` refuses a place.

    >>> found = greatest_difference([[0.0, 1.0], [0.0, 1.2]], [[0.0, 0.1], [0.0, 0.1]], unit="run")
    >>> round(found.estimate, 6)
    1.0
    """
    a, b = (np.atleast_2d(np.asarray(rows, float)) for rows in (one, other))
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"curves to compare have the same places, got {a.shape[1]}, {b.shape[1]}")
    level = 1 - 0.05 / a.shape[1]
    places = [
        contrast([1.0, -1.0], [moments(x), moments(y)], unit=unit, level=level)
        for x, y in zip(a.T, b.T, strict=True)
    ]
    found = max(places, key=lambda place: abs(place.estimate))
    ends = np.array([np.sort(np.abs(place.interval)) for place in places])
    inside = [place.interval[0] <= 0 <= place.interval[1] for place in places]
    return Effect(
        estimate=abs(found.estimate),
        interval=(float(np.where(inside, 0.0, ends[:, 0]).max()), float(ends[:, 1].max())),
        n=len(a) + len(b),
        unit=unit,
        method="Welch's t at every place, Bonferroni",
        standard_error=found.standard_error,
    )


def crossed(table: ArrayLike, *, unit: str) -> Effect:
    """Return the mean of values that every row's unit took at every column's unit.

    For other rows *and* other columns, such as other seeds and other test images: the model is
    d_{si} = δ + a_s + b_i + e_{si}, two crossed random effects. With the mean squares M_s, M_i of
    rows and columns and M_e of the rest, the mean of S × n values has the squared standard error
    (M_s + M_i − M_e)/(S n), here never below M_i/(S n) or M_s/(S n), with Satterthwaite's (1946)
    degrees of freedom.

    Args:
        table: (rows, columns), two or more of each.
        unit: what the rows are; columns are counted in the method.

    Raises:
        ValueError: if there are fewer, or a value is not finite.

    >>> round(crossed([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]], unit="seed").estimate, 3)
    0.333
    """
    by_row, by_column, rest, values = _mean_squares(table)
    count, n = values.shape
    total = max(by_row + by_column - rest, by_row, by_column)
    terms = ((by_row, count - 1), (by_column, n - 1), (rest, (count - 1) * (n - 1)))
    noise = sum(square**2 / free for square, free in terms)
    free = max(1.0, total**2 / noise) if noise > 0 else math.inf
    part = Part(float(values.mean()), total / values.size, free, count)
    return contrast([1.0], [part], unit=unit, method=f"{count} × {n} crossed")


def crossed_variances(table: ArrayLike) -> tuple[float, float, float]:
    """Return the variances σ_s² of rows, σ_i² of columns and σ_e² of the rest, none below 0.

    Another design of S rows and n columns has the squared error σ_s²/S + σ_i²/n + σ_e²/(S n).

    Args:
        table: as of ``crossed``.

    >>> [round(part, 3) for part in crossed_variances([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])]
    [0.0, 0.333, 0.0]
    """
    by_row, by_column, rest, values = _mean_squares(table)
    count, n = values.shape
    return max(0.0, (by_row - rest) / n), max(0.0, (by_column - rest) / count), rest


class Part(NamedTuple):
    """An estimate among several: its squared standard error, degrees of freedom, and units."""

    estimate: float
    variance: float
    free: float
    n: int

    def logarithm(self) -> Part:
        """Return the logarithm of the estimate, its error by the derivative (delta method).

        Raises:
            ValueError: if the estimate is not above 0.
        """
        if not self.estimate > 0:
            raise ValueError(f"what has a logarithm lies above 0, got a mean of {self.estimate:g}")
        relative = self.variance / self.estimate**2
        return Part(math.log(self.estimate), relative, self.free, self.n)


def moments(values: ArrayLike) -> Part:
    """Return the mean of a row as a part."""
    row = numbers(values)
    n = len(row)
    return Part(float(row.mean()), float(row.var(ddof=1)) / n, n - 1, n)


def contrast(
    weights: ArrayLike,
    parts: Sequence[Part],
    *,
    unit: str,
    method: str = "",
    log: bool = False,
    level: float = 0.95,
    values: ArrayLike = (),
) -> Effect:
    """Return Σ w_k · estimate_k of independent parts with Student's interval.

    The degrees of freedom are Welch's and Satterthwaite's, (Σ v_k)²/Σ(v_k²/ν_k) with
    v_k = w_k² · variance_k.

    Args:
        weights: (parts,).
        parts: independent estimates.
        unit, method, log, values: of the effect; with ``log`` parts are logarithms.
        level: of the interval.
    """
    w = np.asarray(weights, float)
    estimates, variances, free, n = (np.array(row) for row in zip(*parts, strict=True))
    shares = w**2 * variances
    error, estimate = math.sqrt(shares.sum()), float(w @ estimates)
    freedom = shares.sum() ** 2 / np.sum(shares**2 / free) if error else math.inf
    half = float(t.ppf((1 + level) / 2, freedom)) * error
    ends = (estimate - half, estimate, estimate + half)
    low, middle, high = map(math.exp, ends) if log else ends
    told = ("Student's t" if len(parts) == 1 else "Welch's t") + (
        " of the logarithm" if log else ""
    )
    return Effect(
        estimate=middle,
        interval=(low, high),
        n=int(n.sum()),
        unit=unit,
        method=f"{method}, {told}" if method else told,
        standard_error=error,
        log=log,
        values=tuple(np.asarray(values, float).tolist()),
    )


def _share(hits: ArrayLike, n: ArrayLike) -> tuple[float, float, float, float, int]:
    """Return a share, its exact limits, its standard error, and the number of units.

    The error is that of a share with two hits and two misses more (Agresti and Coull 1998), so
    that it is not 0 where there is no hit.
    """
    k, trials = pairs(hits, n, least=1)
    if not ((k >= 0) & (k <= trials) & (trials >= 1)).all() or (k % 1).any() or (trials % 1).any():
        raise ValueError(
            "successes are whole numbers from 0 to the trials, 1 or more: "
            f"got {k.tolist()} of {trials.tolist()}"
        )
    share = float(k.sum() / trials.sum())
    size = float(trials.sum() ** 2 / (trials**2).sum()) if np.ndim(n) else float(trials[0])
    hit, miss = share * size, (1 - share) * size
    low = float(beta.ppf(0.025, hit, miss + 1)) if share > 0 else 0.0
    high = float(beta.ppf(0.975, hit + 1, miss)) if share < 1 else 1.0
    adjusted = (hit + 2) / (size + 4)
    error = math.sqrt(adjusted * (1 - adjusted) / (size + 4))
    return share, low, high, error, len(k) if np.ndim(n) else int(trials[0])


def _mean_squares(table: ArrayLike) -> tuple[float, float, float, Real]:
    """Return the mean squares of rows, columns and the rest, and the table."""
    d = np.asarray(table, float)
    if d.ndim != 2 or min(d.shape) < 2 or not np.isfinite(d).all():
        raise ValueError(
            f"finite values (rows, columns) are needed, two of each or more; got shape {d.shape}"
        )
    count, n = d.shape
    rows, columns = d.mean(axis=1), d.mean(axis=0)
    left = d - rows[:, None] - columns + d.mean()
    rest = float(np.square(left).sum() / ((count - 1) * (n - 1)))
    return float(n * rows.var(ddof=1)), float(count * columns.var(ddof=1)), rest, d
