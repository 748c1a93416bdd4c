"""Means, differences, ratios and shares of independent units."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from lib.statistics.effect import Effect, Part, contrast, moments, numbers, pairs, positive, reals

Real = NDArray[np.float64]
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
    one side, want ``log``.

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
    table = np.atleast_1d(reals(values))
    if not table.size:
        raise ValueError("a spread needs two different values or more, got none")
    distances = np.abs(table - np.median(table, axis=-1, keepdims=True))
    runs = table.shape[-1]
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

    Returns:
        The share. Its standard error is that with two hits and two misses more (Agresti and Coull
        1998), so that it is not 0 where there is no hit.

    Raises:
        ValueError: if the successes are not between 0 and a positive number of trials.

    >>> low, high = proportion(0, 100, unit="run").interval
    >>> low, round(high, 4)
    (0.0, 0.0362)
    """
    k, trials = pairs(hits, n, least=1)
    if not ((k >= 0) & (k <= trials) & (trials >= 1) & (k % 1 == 0) & (trials % 1 == 0)).all():
        raise ValueError(
            "successes are whole numbers from 0 to the trials, 1 or more: "
            f"got {k.tolist()} of {trials.tolist()}"
        )
    share = float(k.sum() / trials.sum())
    size = float(trials.sum() ** 2 / (trials**2).sum()) if np.ndim(n) else float(trials[0])
    hit, miss = share * size, (1 - share) * size
    return Effect(
        estimate=share,
        interval=(
            float(beta.ppf(0.025, hit, miss + 1)) if share > 0 else 0.0,
            float(beta.ppf(0.975, hit + 1, miss)) if share < 1 else 1.0,
        ),
        n=len(k) if np.ndim(n) else int(trials[0]),
        unit=unit,
        method="exact (Clopper–Pearson)" + ", one trial a unit" * bool(np.ndim(n)),
        standard_error=math.sqrt((hit + 2) * (miss + 2) / (size + 4) ** 3),
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
    p, q = proportion(*one, unit=unit), proportion(*other, unit=unit)
    ends = np.array([p.interval, q.interval])
    (p_down, p_up), (q_down, q_up) = np.abs(ends - [[p.estimate], [q.estimate]])
    found = p.estimate - q.estimate
    return Effect(
        estimate=found,
        interval=(found - math.hypot(p_down, q_up), found + math.hypot(p_up, q_down)),
        n=p.n + q.n,
        unit=unit,
        method="Newcombe's hybrid of exact intervals",
        standard_error=math.hypot(p.standard_error, q.standard_error),
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
    a, b = (np.atleast_2d(reals(rows)) for rows in (one, other))
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"curves to compare have the same places, got {a.shape[1]}, {b.shape[1]}")
    level, groups = 1 - 0.05 / a.shape[1], zip(a.T, b.T, strict=True)
    parts = [[moments(x), moments(y)] for x, y in groups]
    places = [contrast([1.0, -1.0], pair, unit=unit, level=level) for pair in parts]
    found = max(places, key=lambda place: abs(place.estimate))
    least = max(max(place.interval[0], -place.interval[1], 0.0) for place in places)
    most = max(max(map(abs, place.interval)) for place in places)
    return replace(
        found,
        estimate=abs(found.estimate),
        interval=(least, most),
        method=f"{found.method} at each of {len(places)} places, Bonferroni",
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


def _mean_squares(table: ArrayLike) -> tuple[float, float, float, Real]:
    """Return the mean squares of rows, columns and the rest, and the table."""
    d = reals(table)
    if d.ndim != 2 or min(d.shape) < 2 or not np.isfinite(d).all():
        raise ValueError(
            f"finite values (rows, columns) are needed, two of each or more; got shape {d.shape}"
        )
    count, n = d.shape
    rows, columns = d.mean(axis=1), d.mean(axis=0)
    left = d - rows[:, None] - columns + d.mean()
    rest = float(np.square(left).sum() / ((count - 1) * (n - 1)))
    return float(n * rows.var(ddof=1)), float(count * columns.var(ddof=1)), rest, d
