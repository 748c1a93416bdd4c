"""How many patterns fit: retrieval at T = 0 with p = αN patterns, replica symmetric.

After Amit, Gutfreund and Sompolinsky, Phys. Rev. Lett. 55, 1530 (1985): noise from the other
patterns is Gaussian, and m = erf(y) where √(2α) = erf(y)/y − (2/√π) exp(−y²).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import erf


def _load_at(y: float) -> float:
    """Return the load α at which the overlap is m = erf(y): ½(erf(y)/y − (2/√π)e^(−y²))².

    Beyond the y of the capacity (erf(y) = m_c) these are the retrieval states; below it, where
    α falls again with y, unstable ones.
    """
    return float((erf(y) / y - 2 / np.sqrt(np.pi) * np.exp(-(y**2))) ** 2 / 2)


@cache
def _edge() -> float:
    """Return the y at which the load is largest: dα/dy = 0, solved rather than searched."""

    def slope(y: float) -> float:
        gauss = 2 / np.sqrt(np.pi) * np.exp(-(y**2))
        return float(gauss / y - erf(y) / y**2 + 2 * y * gauss)

    return float(brentq(slope, 1.0, 2.0, xtol=1e-14))


def capacity() -> float:
    """Return α_c, the largest load at which patterns are retrieved.

    >>> round(capacity(), 6)
    0.137906
    """
    return _load_at(_edge())


def critical_overlap() -> float:
    """Return m_c, the overlap with a pattern at the capacity, just before it is lost.

    >>> round(critical_overlap(), 6)
    0.967417
    """
    return float(erf(_edge()))


def retrieval_overlap(load: float) -> float:
    """Return the overlap m(α) of the retrieval states at T = 0; 0 beyond the capacity.

    Args:
        load: α = p/N, not negative.

    Raises:
        ValueError: if the load is negative or not finite.

    >>> round(retrieval_overlap(0.1), 3), retrieval_overlap(0.2)
    (0.998, 0.0)
    """
    if not 0 <= load < np.inf:
        raise ValueError(f"the load must be finite and not negative, got {load}")
    if load > capacity():
        return 0.0
    if load < 1e-4:  # y > 70: erf(y) is 1 to the last digit
        return 1.0
    edge = _edge()
    beyond = 1.01 / np.sqrt(2 * load)  # erf(y)/y < 1/y: the load there is below the one wanted
    if _load_at(edge) <= load:
        return float(erf(edge))
    return float(erf(brentq(lambda y: _load_at(y) - load, edge, beyond, xtol=1e-14)))
