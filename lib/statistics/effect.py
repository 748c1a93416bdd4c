"""The result of every measurement: an estimate, its interval, and what the two decide.

At the end stands how most intervals are made: Student's, for sums of independent means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm, t

from lib import checks

Real = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An estimate with its 95 % interval.

    Attributes:
        estimate: the quantity.
        interval: (low, high), 95 %, about the estimate; an end may be infinite.
        n: how many independent units it rests on.
        unit: what one of them is: "network", "instance", "pair", …
        method: how the interval was made, in words.
        standard_error: in the estimate's own unit, of its logarithm where ``log``.
        log: a ratio: estimate and interval are ratios, error and tests live on the logarithm.
        exact: no sampling: the interval is the spread over stated choices.
        values: single observations, for dots, in the estimate's own unit.

    Raises:
        ValueError: if a number is unusable or a word is missing.
    """

    estimate: float
    interval: tuple[float, float]
    n: int
    unit: str
    method: str
    standard_error: float
    log: bool = False
    exact: bool = False
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not (isinstance(self.unit, str) and isinstance(self.method, str)):
            raise ValueError(f"unit and method are words; got {self.unit!r} and {self.method!r}")
        low, high = self.interval
        if not (math.isfinite(self.estimate) and low <= self.estimate <= high):
            raise ValueError(
                f"an interval holds its finite estimate, got {self.estimate} in {self.interval}"
            )
        if self.n < 1 or not 0 <= self.standard_error < math.inf or (self.log and low < 0):
            raise ValueError(
                "n is 1 or more, a standard error 0 or more, a ratio above 0; "
                f"got {self.n}, {self.standard_error} and {self.estimate}"
            )
        if not self.method.strip() or not (self.unit.strip() or self.exact):
            raise ValueError(
                "say the independent unit (such as 'network') and the method in words; "
                f"got {self.unit!r} and {self.method!r}"
            )

    @property
    def tested(self) -> tuple[float, float, float]:
        """Estimate, low and high where tests are made: their logarithms for a ratio."""
        numbers = (self.estimate, *self.interval)
        if not self.log:
            return numbers
        estimate, low, high = (math.log(x) if x > 0 else -math.inf for x in numbers)
        return estimate, low, high


def exact(value: float, spread: ArrayLike | None = None, *, method: str) -> Effect:
    """Return a value that no chance entered.

    Args:
        value: the value, by the choices that the text makes.
        spread: values by other choices (a level, a range of sizes, a convention); the interval
            runs from the least to the greatest of all.
        method: how it was computed, and what the choices were.

    >>> exact(0.3, [0.2, 0.35], method="exact means; 6 to 20, 60 or 100 spins").interval
    (0.2, 0.35)
    """
    others = numbers(value if spread is None else spread, least=1)
    ends = min(value, float(others.min())), max(value, float(others.max()))
    return Effect(
        estimate=value, interval=ends, n=1, unit="", method=method, standard_error=0.0, exact=True
    )


def power(effect: Effect, *, true: float, smallest: float) -> float:
    r"""Return the chance that this design puts its whole interval beyond the smallest effect.

    For an estimate that is normal about null + ``true`` with the standard error :math:`s`, and an
    arm :math:`a` of the interval that stays as it is,
    :math:`\Phi((|\text{true}| - |\text{smallest}| - a)/s)`. At ``true`` equal to ``smallest`` that
    is 2.5 % for every sample size: name a greater true effect, such as twice the smallest.

    Args:
        effect: the measurement.
        true: the effect supposed, from the null, with its sign.
        smallest: the smallest effect that counts, from the null, on the same side.

    Raises:
        ValueError: if the two are of different sign, or ``true`` is 0.

    >>> from lib.statistics import mean
    >>> found = mean([1.0, 2.0, 3.0, 4.0, 5.0], unit="run")
    >>> round(power(found, true=4.0, smallest=1.0), 2)
    0.93
    """
    if not math.isfinite(true) or true == 0 or true * smallest < 0:
        raise ValueError(
            f"suppose an effect on the side of the smallest one, not 0; got {true} and {smallest}"
        )
    estimate, low, high = effect.tested
    room, arm = abs(true) - abs(smallest), estimate - low if true > 0 else high - estimate
    if effect.standard_error == 0:
        return float(room > arm)
    return float(norm.cdf((room - arm) / effect.standard_error))


def numbers(values: ArrayLike, *, least: int = 2) -> Real:
    """Return values as a row of floats, checked.

    Raises:
        ValueError: if they are no row, too few, or not all finite.
    """
    row = np.atleast_1d(reals(values))
    if row.ndim != 1 or len(row) < least or not np.isfinite(row).all():
        got = " ".join(str(row).split())
        raise ValueError(
            f"this needs one row of {least} finite values or more, one a unit; got {got}: leave "
            "units without a value out, and say how many (statistics.complete)"
        )
    return row


def reals(values: ArrayLike) -> Real:
    """Return values as an array of floats, NaN and infinity among them if they are.

    Raises:
        ValueError: if they are complex, or finite and so large that a squared variance is not.
    """
    array = checks.floats(values, "a value")
    largest = np.max(np.abs(array), where=np.isfinite(array), initial=0.0)
    if largest > 1e75:
        raise ValueError(f"{largest:.3g} is too large for a variance: take a larger unit")
    return array


def pairs(one: ArrayLike, other: ArrayLike, *, least: int = 2) -> tuple[Real, Real]:
    """Return two rows of one length, checked.

    Raises:
        ValueError: if their lengths differ, or ``numbers`` refuses one.
    """
    a, b = numbers(one, least=least), numbers(other, least=least)
    if a.shape != b.shape:
        raise ValueError(f"pairs have two values each, got {len(a)} values and {len(b)}")
    return a, b


def positive(values: Real) -> Real:
    """Return the logarithms of values.

    Raises:
        ValueError: if one is not above 0.
    """
    if not (values > 0).all():
        raise ValueError(
            f"what has a logarithm lies above 0, got {values.min():g} among the values"
        )
    return np.log(values)


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
