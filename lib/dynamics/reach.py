"""What the equations at N = ∞ can be asked: within minutes, 2 GB and their own validity."""

from collections.abc import Mapping
from textwrap import shorten

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.theory import mixtures

Real = NDArray[np.float64]

EARLY, RISE = 0.1, 0.08  # the first step, and how steps rise with the number of units of time
_STEP = 0.1  # of time, in units of 1/(√f''(1) + 4T): the response dies out within a few units
_LONG, _LONGEST = 300, 30_000  # units: where the step is doubled, and what would take hours
_KEPT = 120  # times kept at once, times the step, at most
_WORK = 1.2e11  # steps, times pairs of times kept: more would take hours, or more than 2 GB


def times(times: ArrayLike) -> Real:
    """Return times as an array, if they are finite, none is negative, and one is above 0."""
    at = np.atleast_1d(checks.reals(times, "a time"))
    fits = np.asarray(times).dtype.kind in "iuf"  # None is no time, and neither is True
    if not (fits and at.ndim == 1 and ((at >= 0) & (at < np.inf)).all() and at.any()):
        said = shorten(repr(times), 80, placeholder=" …")
        raise ValueError(f"times are a row of finite numbers, 0 or more, one above 0; got {said}")
    return at


def inverse_temperature(mixture: Mapping[int, float], start_temperature: float) -> float:
    """Return β_0, if the start is in equilibrium there: not below ``static_temperature``."""
    least = mixtures.static_temperature(mixture)
    start_temperature = checks.real(start_temperature, "the start temperature T_0")
    if not start_temperature >= least:
        raise ValueError(
            f"start_temperature = {start_temperature}: below the static temperature "
            f"{least:.6g} equilibrium is not that of one inverse temperature; give at least that"
        )
    return 1 / start_temperature


def step(step: float | None, units: float, temperature: float) -> float:
    """Return the step, by default that for so many units of time at a temperature.

    Steps rise to the longest, ds = step · (EARLY + RISE · s), so that their number is a logarithm
    and then a quotient; with half the step it is twice that.

    Raises:
        ValueError: if the last time or the work is beyond reach, or the step is none.
    """
    if units > _LONGEST:
        raise ValueError(
            f"the last time is {units:.3g} units of 1/(√f''(1) + 4T): beyond {_LONGEST:,d} it "
            "would take hours; give an earlier one"
        )
    if step is None:
        return _STEP if temperature or units <= _LONG else 2 * _STEP
    step = checks.real(step, "the step", least=1e-4, most=0.3)
    early = min(units, (1 - EARLY) / RISE)  # while steps rise
    steps = np.log1p(early * RISE / EARLY) / np.log1p(step * RISE) + (units - early) / step
    kept = min(2 * steps, _KEPT / step)
    if 2 * steps * kept**2 > _WORK:
        raise ValueError(
            f"step = {step} would take {2 * steps:,.0f} half steps up to the last time, with "
            f"{kept:,.0f} times kept at once; give a larger step or an earlier time"
        )
    return step
