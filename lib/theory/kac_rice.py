"""The exact mean number of critical points of the spherical p-spin glass at finite N (Kac–Rice).

Auffinger, Ben Arous and Černý (2013), in the scaling of ``goe``: with y_0 ≤ … ≤ y_{n−1} the
eigenvalues of an n × n GOE of density ∏|y_i − y_j| e^(−Σ y²/2) and u = y √(2(p − 1)/(pn)),

    E N_k(u ≤ u_0) = 2 √(2/p) (p − 1)^(n/2) E[e^(−(p−2) y_k²/(2p)); u(y_k) ≤ u_0].

Nothing is sampled. Each result is held against a halved grid, the closed sums over the indices, the
total probability of y_k, and a bound on rounding; where they leave less than six digits it raises.
"""

from functools import cache, lru_cache

import numpy as np

from lib import checks
from lib.theory.goe import PrecisionError
from lib.theory.quadrature import Integral, first_width, integral, probe

TOLERANCE = 1e-6
HALVED_TOLERANCE = 1e-5  # halving squares a rule's error, about: the whole grid is far better
LARGEST = 1000
LARGEST_LONG = 32
_HALVINGS = 4
_LOWEST_PLACE = -1e4
_SMALLEST = -760.0  # logarithm of a number that rounds to 0


def mean_critical_points(
    *, n: int, p: int, index: int | None = None, below: float = np.inf, log: bool = False
) -> float:
    """Return the mean number of critical points with energy density at most ``below``, exactly.

    The formula is at the head of this module. At p = 2 every index has 2; a sample has 2n.

    Args:
        n: number of spins, from 2 to 1000.
        p: order of interaction, at least 2.
        index: Morse index from 0 (minima) to n − 1 (maxima); None for all.
        below: energy density u = H/N, inclusive.
        log: return the natural logarithm, which cannot overflow.

    Returns:
        the mean, to a relative 1e-6 or better.

    Raises:
        ValueError: if an argument is out of range, or the mean exceeds the largest float.
        PrecisionError: if the checks leave fewer digits than promised (also a ValueError).

    >>> round(mean_critical_points(n=3, p=3), 6)
    10.55236
    >>> [round(mean_critical_points(n=3, p=3, index=k, below=-1), 6) for k in (0, 1)]
    [1.055225, 0.046924]
    """
    n, p, index = _arguments(n, p, index)
    cut = _place_of(checks.real(below, "the energy density below"), n, p)
    if cut == -np.inf:
        return -np.inf if log else 0.0
    if log:
        return _log_mean(n, p, index, cut)
    if cut < _LOWEST_PLACE or _log_mean(n, p, None, cut) < _SMALLEST:
        return 0.0
    log_value = _log_mean(n, p, index, cut)
    if log_value > np.log(np.finfo(float).max):
        raise ValueError(
            f"the mean for p = {p}, n = {n} is e^{log_value:.0f}, more than a float holds: "
            "ask for its logarithm with log=True"
        )
    return float(np.exp(log_value))


def mean_energy(*, n: int, p: int, index: int) -> float:
    """Return the mean energy density of critical points of one index: a ratio of exact means.

    E[Σ u over points of the index] / E[their number], by the formula at the head of this module.

    Args:
        n: number of spins, from 2 to 1000.
        p: order of interaction, at least 2.
        index: Morse index from 0 to n − 1.

    Returns:
        the energy density u = H/N; minima of index 0 have the lowest.

    Raises:
        ValueError: if an argument is out of range.
        PrecisionError: if the checks leave fewer digits than promised.

    >>> round(mean_energy(n=3, p=3, index=0), 6)
    -0.812197
    """
    checks.whole(index, "the index", 0)
    n, p, checked = _arguments(n, p, index)
    return _checked(n, checked, _decay(p), np.inf).mean / _place_of(1.0, n, p)


def share_below(*, n: int, p: int, index: int, below: float) -> float:
    """Return which share of the critical points of one index lies at or below an energy density.

    A ratio of exact means, E N_k(u ≤ below) / E N_k.

    Args:
        n: number of spins, from 2 to 1000.
        p: order of interaction, at least 2.
        index: Morse index from 0 to n − 1.
        below: energy density u = H/N, inclusive.

    Raises:
        ValueError, PrecisionError: as `mean_critical_points`.

    >>> round(share_below(n=20, p=3, index=0, below=-1.632993), 4)
    0.0151
    """
    part = mean_critical_points(n=n, p=p, index=checks.whole(index, "the index", 0), below=below)
    return part * float(np.exp(-mean_critical_points(n=n, p=p, index=index, log=True)))


def saddles_per_minimum(*, n: int, p: int, below: float = np.inf) -> float:
    """Return how many critical points that are no minima come on one minimum, below a level.

    A ratio of exact means, E[Σ_{k≥1} N_k(u ≤ below)] / E N_0(u ≤ below). Below −E_∞ nearly all
    have index one. At large n and a fixed u there, the ratio for one index k is e^(−n k I_1(u)) to
    leading order (``deviation_rate``).

    Args:
        n: number of spins, from 2 to 1000.
        p: order of interaction, at least 2.
        below: energy density u = H/N, inclusive.

    Raises:
        ValueError, PrecisionError: as `mean_critical_points`.

    >>> round(saddles_per_minimum(n=20, p=3, below=-1.632993), 6)
    0.007149
    """

    def mean(index: int | None) -> float:
        return mean_critical_points(n=n, p=p, index=index, below=below, log=True)

    excess = np.expm1(mean(None) - mean(0))
    # where the difference loses its digits, index two is rarer than one by as much again
    return float(excess if excess > 1e-6 else np.exp(mean(1) - mean(0)))


def lowest_curvature(*, n: int, p: int) -> float:
    """Return the mean lowest eigenvalue of the Hessian at energy density 0, exactly at finite n.

    The Hessian at u is G − p u, G a GOE of size n − 1 with off-diagonal variance p(p − 1)/n: the
    mean is √(2p(p − 1)/n) E[y_0], and it tends to −p E_∞ as n^(−2/3). Over p it is the energy
    density at which the edge of the mean spectrum passes zero.

    Args:
        n: number of spins, from 3 to 1000.
        p: order of interaction, at least 2.

    Raises:
        ValueError: if an argument is out of range.

    >>> round(lowest_curvature(n=20, p=3) / 3, 3)
    -1.433
    """
    n, p = checks.whole(n, "the number of spins n", 3, most=LARGEST), checks.order(p)
    return _checked(n - 1, 0, 0.0, np.inf).mean * float(np.sqrt(2 * p * (p - 1) / n))


def eigenpair_count(*, n: int, p: int) -> int:
    """Return the number of complex eigenpairs of a generic symmetric tensor, an exact integer.

    ((p − 1)^n − 1)/(p − 2) (Cartwright and Sturmfels, arXiv 1004.4953); n at p = 2.

    Equation 5 of Becker, Zhang and Lee (2020), a bound on the pairs ±σ of critical points.

    Args:
        n: its dimension, at least 2.
        p: its order, at least 2.

    Raises:
        ValueError: if one is not a whole number in range.

    >>> eigenpair_count(n=5, p=3), eigenpair_count(n=5, p=2)
    (31, 5)
    """
    p, n = checks.order(p), checks.dimension(n)
    return n if p == 2 else ((p - 1) ** n - 1) // (p - 2)


def _arguments(n: int, p: int, index: int | None) -> tuple[int, int, int | None]:
    """Return checked n, p and index."""
    n, p = checks.whole(n, "the number of spins n", 2, most=LARGEST), checks.order(p)
    return n, p, None if index is None else checks.whole(index, "the index", 0, most=n - 1)


def _decay(p: int) -> float:
    """Return a = (p − 2)/(2p), the weight's exponent."""
    return (p - 2) / (2 * p)


def _place_of(u: float, n: int, p: int) -> float:
    """Return the eigenvalue y that stands for an energy density u; ∞ far above all of them."""
    place = u * float(np.sqrt(p * n / (2 * (p - 1))))
    return place if place < np.sqrt(2 * n) + 40 else np.inf


@lru_cache(maxsize=20_000)
def _log_mean(n: int, p: int, index: int | None, cut: float) -> float:
    """Return the logarithm of the mean up to an eigenvalue."""
    if cut < _LOWEST_PLACE:
        raise PrecisionError(
            f"the eigenvalue {cut:.0e} that stands for this energy is too far out: take a level "
            "below which there is something"
        )
    prefactor = np.log(2) + np.log(2 / p) / 2 + n / 2 * np.log(p - 1)
    return float(prefactor + _checked(n, index, _decay(p), cut).log_value)


@cache
def _mass_flaw(n: int, index: int | None) -> float:
    """Return by how much the total probability of y_k, or of all together, misses its value."""
    whole, width = n if index is None else 1, first_width(n, index, np.inf)
    return abs(np.expm1(_refined(n, index, 0.0, np.inf, width).log_value - np.log(whole)))


@lru_cache(maxsize=20_000)
def _checked(n: int, index: int | None, decay: float, cut: float) -> Integral:
    """Return ∫_{−∞}^cut ρ_k e^(−decay t²) dt, once every check allows it the digits promised."""
    result = _refined(n, index, decay, cut, first_width(n, index, cut))
    if index is not None and n <= LARGEST_LONG and not result.rounding_error <= TOLERANCE:
        digits, width = probe(n, index, cut)
        result = _refined(n, index, decay, cut, width, digits)
    flaw = max(result.rounding_error, _mass_flaw(n, index))
    if not (flaw <= TOLERANCE and result.grid_error <= HALVED_TOLERANCE):
        known = f"only to a relative {flaw:.0e}" if flaw < 1 else "to no digit"
        raise PrecisionError(
            f"index {index} of n = {n} is known {known} at this energy, not to {TOLERANCE:.0e}: "
            "take a smaller n, or a level nearer to where such points lie"
        )
    return result


def _refined(
    n: int, index: int | None, decay: float, cut: float, width: float, digits: int = 0
) -> Integral:
    """Return the integral on panels halved until every second node gives the same."""
    for _ in range(_HALVINGS):
        result = integral(n, index, decay, cut, width, digits)
        if result.grid_error <= HALVED_TOLERANCE or not np.isfinite(result.log_value):
            break
        width /= 2
    return result
