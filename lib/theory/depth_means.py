"""Mean counts of real critical points against depth, where the number of spins is a fraction.

``depth.log_count`` gives leading exponents, true for infinitely many spins. Here are the same
counts with what a finite number of spins adds: exactly, by the formula of Kac and Rice, and by the
laws for many spins where that formula is out of reach. Logarithms throughout. Equation 5 counts
lines through the centre, so "real" counts pairs ±σ, half of the critical points; "minima" counts
points.
"""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.theory import checks
from lib.theory.depth import spins as depth_spins
from lib.theory.kac_rice import mean_critical_points

Array = NDArray[np.float64]

KINDS = ("real", "minima")
_REACH = {"real": 1000, "minima": 60}  # spins up to which the exact formula is soon evaluated


def mean_log_count(depth: int, spins: float, kind: str = "real") -> float:
    """Return the logarithm of the exact mean number at a depth, linear between whole spins.

    ln(E N/2) for pairs of any index, ln E N_0 for minima, at p = depth (see ``kac_rice``).

    Args:
        depth: H, the spins of an interaction, at least 2.
        spins: Λ, at least 2; between whole numbers the logarithm is interpolated.
        kind: "real" for pairs of critical points of any index, or "minima".

    Raises:
        ValueError: if an argument is out of range, or the exact formula does not reach so far.

    >>> round(float(np.exp(mean_log_count(3, 3))), 6)
    5.27618
    >>> mean_log_count(4, 2.5) - (mean_log_count(4, 2) + mean_log_count(4, 3)) / 2
    0.0
    """
    depth, size = checks.order(depth), checks.real(spins, "the number of spins")
    if not 2 <= size < np.inf:
        raise ValueError(f"the number of spins must be finite and at least 2; got {size:g}")
    whole = floor(size)
    part = size - whole
    low = _at_whole(depth, whole, kind)
    return low if part == 0 else (1 - part) * low + part * _at_whole(depth, whole + 1, kind)


def law_log_count(depth: ArrayLike, spins: ArrayLike, kind: str = "real") -> float | Array:
    """Return the logarithm of the mean number by the law for many spins.

    "real": ln(2 √(2Λ/(π(H − 2)))) + ½Λ ln(H − 1), the exact formula at leading order; "minima":
    Λ[½ ln(H − 1) − (H − 2)/H] + (16/3) a^(3/2) √Λ with a = (H − 2)/(2H), a heuristic law (see
    ``large_n``) that lies above the exact mean at every size that can be checked.

    Args:
        depth: H, above 2, any shape; fractions allowed.
        spins: Λ, positive, a shape that broadcasts with that of depth.
        kind: "real" or "minima".

    Raises:
        ValueError: if an argument is out of range.

    >>> abs(law_log_count(10, 100) - mean_log_count(10, 100)) < 0.01
    True
    """
    h, size = checks.reals(depth, "a depth"), checks.reals(spins, "the number of spins")
    if np.any(h <= 2) or np.any(size <= 0):
        raise ValueError("the laws need depths above 2 and a positive number of spins")
    if _known(kind) == "real":
        log = np.log(2) + np.log(2 * size / (np.pi * (h - 2))) / 2 + size / 2 * np.log(h - 1)
    else:
        a = (h - 2) / (2 * h)
        log = size * (np.log(h - 1) / 2 - 2 * a) + 16 / 3 * a**1.5 * np.sqrt(size)
    return checks.plain(np.asarray(log))


def best_log_count(depth: int, spins: float, kind: str = "real") -> float:
    """Return the logarithm exactly where that is soon done, by the law for many spins elsewhere.

    Exact up to a thousand spins for pairs of any index, where the law is as good as exact, and up
    to sixty for minima.

    Args:
        depth, spins, kind: as for ``mean_log_count``.

    >>> best_log_count(10, 20, "minima") == mean_log_count(10, 20, "minima")
    True
    >>> best_log_count(10, 1024, "minima") == law_log_count(10, 1024, "minima")
    True
    """
    if spins <= _REACH[_known(kind)]:
        return mean_log_count(depth, spins, kind)
    return float(law_log_count(depth, spins, kind))


def whole_peak(convention: str, budget: float, kind: str = "minima") -> int:
    """Return the whole depth, from 3 on, at which ``best_log_count`` is largest at a budget.

    Found by narrowing: the count has to rise to one peak and fall after it.

    Args:
        convention: "A", "B" or "C", as in ``depth``.
        budget: number of parameters.
        kind: "real" or "minima".

    >>> whole_peak("C", 1_000_000, "real")
    5
    """
    low, high = 3, min(200, int(budget // 4))

    def height(depth: int) -> float:
        return best_log_count(depth, float(depth_spins(depth, budget, convention)), kind)

    while low < high:
        middle = (low + high) // 2
        if height(middle) < height(middle + 1):
            low = middle + 1
        else:
            high = middle
    return low


def _at_whole(depth: int, spins: int, kind: str) -> float:
    """Return the exact logarithm at a whole number of spins."""
    if _known(kind) == "real":
        if depth == 2:
            return float(np.log(spins))
        return mean_critical_points(depth, spins, log=True) - float(np.log(2))
    return mean_critical_points(depth, spins, index=0, log=True)


def _known(kind: str) -> str:
    """Return a kind that is one of those known."""
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}: choose one of {', '.join(KINDS)}")
    return kind
