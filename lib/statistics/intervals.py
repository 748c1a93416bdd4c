"""How an interval is made: Student's for sums of independent means, bootstrap-t for the rest."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from lib.statistics.effect import Effect, Real, numbers, reals

_RESAMPLES = 2000
_LEAST = 8  # units of a group: at five the interval of an exponential mean covers 91 %

Function = Callable[[list[Real]], Real]


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

    Args:
        weights: (parts,).
        parts: independent estimates.
        unit, method, log, values: of the effect; with ``log`` parts are logarithms.
        level: of the interval.
    """
    w = np.asarray(weights, float)
    estimates, variances, free, n = (np.array(row) for row in zip(*parts, strict=True))
    error, half = bound(w**2 * variances, free, level)
    estimate = float(w @ estimates)
    ends = (estimate - half, estimate, estimate + half)
    low, middle, high = (float(np.exp(end) if log else end) for end in ends)
    told = ("Student's t" if len(parts) == 1 else "Welch's t") + " of the logarithm" * bool(log)
    return Effect(
        estimate=middle,
        interval=(low, high),
        n=int(n.sum()),
        unit=unit,
        method=", ".join(filter(None, (method, told))),
        standard_error=float(error),
        log=log,
        values=tuple(np.asarray(values, float).tolist()),
    )


def bound(variances: Real, free: Real, level: float = 0.95) -> tuple[Real, Real]:
    """Return the standard error of sums of independent parts, and half of Student's interval.

    The degrees of freedom are Welch's and Satterthwaite's, (Σ v_k)²/Σ(v_k²/ν_k).

    Args:
        variances: v_k of each part in its sum, (…, parts).
        free: ν_k, (parts,).
        level: of the interval.
    """
    total, noise = variances.sum(axis=-1), np.sum(variances**2 / free, axis=-1)
    freedom = np.divide(total**2, noise, out=np.full_like(total, np.inf), where=noise > 0)
    error = np.sqrt(total)
    return error, t.ppf((1 + level) / 2, freedom) * error


def bootstrap(
    function: Function, groups: Sequence[ArrayLike], *, unit: str, rng: np.random.Generator
) -> Effect:
    """Return a function of means of independent groups, with its bootstrap-t interval.

    Units are drawn again within their group; each resample's estimate is measured in its own
    standard error, (θ* − θ)/s*, and the quantiles of that stand for Student's (Efron 1979; Hall
    1988). It follows the skewness of the values, which a percentile interval, corrected (BCa) or
    not, does not at a dozen units. The errors s are the jackknife's.

    Args:
        function: takes for each group its mean, an array (…,), or (…, columns) for groups with
            columns, and returns an array (…,). It must work on all resamples at once.
        groups: values of independent units, (units,) or (units, columns), 8 units or more. A
            ratio of totals, for example, is the function ``m[0][..., 0] / m[0][..., 1]``.
        unit: what gave one row.
        rng: source of the resampling.

    Raises:
        ValueError: if a group is too small or not finite, rng is no generator, or the function has
            no value on more than one resample in a hundred.

    >>> rng = np.random.default_rng(0)
    >>> values = rng.exponential(size=40)
    >>> found = bootstrap(lambda means: means[0], [values], unit="network", rng=rng)
    >>> found.interval[0] < 1 < found.interval[1]
    True
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng is a generator, such as numpy.random.default_rng(0); got {rng!r}")
    if not len(groups):
        raise ValueError("a bootstrap needs a group or more, got none")
    rows = [_rows(group) for group in groups]
    draws = [_draws(len(row), rng) for row in rows]
    means = [np.tensordot(drawn, row, 1) / len(row) for drawn, row in zip(draws, rows, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(function(means), float)
        variances = [_variances(function, means, draws, rows, k) for k in range(len(rows))]
        errors = np.sqrt(np.sum(variances, axis=0))
        scores = (found[1:] - found[0]) / errors[1:]
    usable = np.isfinite(scores)
    if not np.isfinite(found[0]) or usable.mean() < 0.99:
        raise ValueError(
            f"the function has no value or no spread on {np.sum(~usable)} of {_RESAMPLES} "
            "resamples: take more units, or another quantity"
        )
    low, high = np.quantile(scores[usable], [0.025, 0.975])
    estimate, error = float(found[0]), float(errors[0])
    ends = estimate - max(float(high), 0.0) * error, estimate - min(float(low), 0.0) * error
    n, method = sum(map(len, rows)), f"bootstrap-t, {_RESAMPLES} resamples"
    return Effect(
        estimate=estimate, interval=ends, n=n, unit=unit, method=method, standard_error=error
    )


def _rows(group: ArrayLike) -> Real:
    """Return a group as rows of units, checked."""
    rows = reals(group)
    if rows.ndim not in (1, 2) or len(rows) < _LEAST or not np.isfinite(rows).all():
        raise ValueError(
            f"a bootstrap needs {_LEAST} units or more in each group, (units,) or "
            f"(units, columns), all finite; got shape {rows.shape}"
        )
    return rows


def _draws(n: int, rng: np.random.Generator) -> Real:
    """Return how often each unit is drawn, (1 + resamples, n); the first row is the sample."""
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=_RESAMPLES)
    return np.vstack([np.ones((1, n)), drawn])


def _variances(
    function: Function, means: list[Real], draws: list[Real], rows: list[Real], k: int
) -> Real:
    """Return the squared error that group k gives, of the sample and of each resample.

    The jackknife's: (n − 1)/n times the sum of squares of the values without one unit.
    """
    n, drawn = len(rows[k]), draws[k]
    without = [np.repeat(mean[:, None], n, axis=1) for mean in means]
    without[k] = (n * without[k] - rows[k]) / (n - 1)
    values = np.asarray(function(without), float)
    centre = np.sum(drawn * values, axis=1, keepdims=True) / n
    return np.sum(drawn * (values - centre) ** 2, axis=1) * (n - 1) / n
