"""How an interval is made: Student's, for sums of independent means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from lib.statistics.effect import Effect, Real, numbers


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
