"""Mean field of the Hopfield network with finitely many patterns, N → ∞.

After Amit, Gutfreund and Sompolinsky, Phys. Rev. A 32, 1007 (1985). A solution that mixes n
patterns equally, m_μ = m for n of them and 0 for the rest, depends on z = Σ ξ^μ over the n only.
For n even z can vanish, and such mixtures are unstable at every temperature.
"""

from functools import cache
from itertools import product
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import ive

from lib import checks

Real = NDArray[np.float64]

_COLD = 1e-300  # as good as T = 0: below it 1/T overflows
_FINE = {"xatol": 1e-9}  # where a function is least it is known to the square of this


class Stability(NamedTuple):
    """Eigenvalues of ∂²f/∂m_μ∂m_ν at an n-mixture: all positive where it is metastable.

    Attributes:
        along: in the direction of the mixture itself, once.
        within: that trade one member for another, n − 1 times; infinite where there are none.
        outside: towards each pattern that is no member, p − n times.
    """

    along: float
    within: float
    outside: float

    @property
    def lowest(self) -> float:
        """The least of them."""
        return min(self)


def overlap(T: float, n_mixed: int = 1) -> float:
    """Return the overlap m with each member of an n-mixture, the largest solution ≥ 0.

    m = (1/n)⟨z tanh(m z/T)⟩; n = 1 is m = tanh(m/T). The right side is concave
    in m with slope 1/T at 0: below T = 1 there is one positive solution, above it none.

    Args:
        T: temperature, in units of T_c = 1; 0 is allowed.
        n_mixed: how many patterns are mixed, odd.

    Raises:
        ValueError: if T is negative or not finite, or n_mixed not odd.

    >>> round(overlap(0.5), 6), overlap(0.0, n_mixed=3), overlap(1.2)
    (0.957504, 0.5, 0.0)
    """
    z, weights = _sums(n_mixed)
    T = checks.real(T, "the temperature", least=0, below=np.inf)
    if T >= 1:
        return 0.0
    most = float(weights @ z) / n_mixed
    if T < _COLD:
        return most

    def excess(m: float) -> float:
        x = m * z / T
        if T < 0.5:
            return float(weights @ (z * np.tanh(x))) / n_mixed - m
        # The same without tanh(x) − x, in which every digit is lost as T → 1.
        return m * (1 - T) / T - float(weights @ (z * x * _below_one(x))) / n_mixed

    # 1 − tanh(x)/x ≤ x²/3 gives a point below the solution.
    least = 0.5 * T * np.sqrt(3 * (1 - T) * n_mixed / (weights @ z**4))
    found = brentq(excess, min(least, most / 2), most * (1 + 1e-12), xtol=1e-16, rtol=1e-15)
    return min(float(found), most)


def free_energy(T: float, n_mixed: int = 1) -> float:
    """Return the free energy per neuron of the n-mixture, f = ½ n m² − T⟨ln 2cosh(m z/T)⟩.

    At the overlap m(T); at T = 0 it is the energy −½ n m².

    Args:
        T, n_mixed: as for ``overlap``, with the same errors.

    >>> [free_energy(0.0, n_mixed=n) for n in (1, 3, 5)]
    [-0.5, -0.375, -0.3515625]
    """
    m = overlap(T, n_mixed)
    z, weights = _sums(n_mixed)
    if T < _COLD:
        return float(n_mixed * m**2 / 2 - m * (weights @ z))
    logarithms = m * z + T * np.log1p(np.exp(-2 * m * z / T))
    return float(n_mixed * m**2 / 2 - weights @ logarithms)


def free_energy_at(overlaps: ArrayLike, T: float) -> Real:
    """Return f(m) = ½|m|² − T⟨ln 2cosh(m·ξ/T)⟩, the free energy per neuron at given overlaps.

    Its critical points are the solutions of m = ⟨ξ tanh(m·ξ/T)⟩; there, and only there, it is
    the free energy of a state.

    Args:
        overlaps: m, shape (…, p), one for each pattern.
        T: temperature, above 0.

    Returns:
        Shape (…).

    Raises:
        ValueError: if T is not positive and finite.

    >>> bool(abs(free_energy_at([overlap(0.5), 0.0], 0.5) - free_energy(0.5)) < 1e-12)
    True
    """
    T = checks.real(T, "the temperature", above=0, below=np.inf)
    m = np.atleast_1d(checks.reals(overlaps, "an overlap"))
    if not (np.abs(m) < 1e150).all():
        raise ValueError(
            f"overlaps lie between −1 and 1 in a state; got one of {np.abs(m).max():g}"
        )
    # ξ and −ξ give the same: half of the 2^p rows are enough.
    xi = np.array([(1.0, *rest) for rest in product([1.0, -1.0], repeat=m.shape[-1] - 1)])
    x = np.abs(m @ xi.T)
    entropy = np.mean(x + T * np.log1p(np.exp(-2 * x / max(T, _COLD))), axis=-1)
    return 0.5 * np.sum(m**2, axis=-1) - entropy


def stability(T: float, n_mixed: int = 1) -> Stability:
    """Return the eigenvalues of the Hessian of f at the n-mixture.

    With β = 1/T, q = ⟨tanh²(βmz)⟩ and Q = ⟨ξ¹ξ² tanh²(βmz)⟩: 1 − β(1 − q) + (n − 1)βQ,
    1 − β(1 − q) − βQ and 1 − β(1 − q).

    Args:
        T, n_mixed: as for ``overlap``, with the same errors.

    >>> stability(0.4, n_mixed=3).lowest > 0 > stability(0.5, n_mixed=3).lowest
    True
    """
    m, T = overlap(T, n_mixed), max(T, _COLD)
    z, weights = _sums(n_mixed)
    decay = np.exp(-2 * m * z / T)
    slope = 4 * decay / (1 + decay) ** 2  # 1 − tanh²
    rest = float(weights @ slope)  # 1 − q
    outside = 1 - rest / T
    if n_mixed == 1:
        return Stability(outside, np.inf, outside)
    traded = float(weights @ ((n_mixed - z**2) * slope)) / (n_mixed * (n_mixed - 1))  # Q
    return Stability(outside + (n_mixed - 1) * traded / T, outside - traded / T, outside)


@cache
def mixture_threshold(n_mixed: int) -> float:
    """Return the temperature T_n below which an n-mixture is metastable; 1 for n = 1.

    There the lowest eigenvalue of ``stability`` vanishes; for n = 3 this is T = 1 − tanh²(m/T).

    Raises:
        ValueError: if n_mixed is not odd.

    >>> round(mixture_threshold(3), 6)
    0.459794
    """
    z, weights = _sums(n_mixed)
    if n_mixed == 1:
        return 1.0
    cold = float(weights @ z) / n_mixed / 20  # where 1 − tanh² has died out for every z
    return float(brentq(lambda T: stability(T, n_mixed).lowest, cold, 0.999, xtol=1e-13))


def mixture_barrier(T: float) -> float:
    """Return the free energy per neuron from a 3-mixture up to the pass towards a pattern.

    The pass is the critical point (a, b, b) of f between the mixture, b = a, and the pattern,
    b = 0. Along a ray b = ra, f has one minimum; the pass is where this is highest. A network of
    N neurons stays in the mixture for a time like e^(N·barrier/T).

    Args:
        T: temperature, above 0 and below the mixture's threshold.

    Raises:
        ValueError: if there is no metastable mixture at T.

    >>> round(mixture_barrier(0.35), 5)
    0.00099
    """
    if not 0 < T < mixture_threshold(3):
        raise ValueError(
            f"a 3-mixture is metastable between T = 0 and {mixture_threshold(3):.4f}, not at {T}"
        )

    def valley(r: float) -> float:
        def along(a: float) -> float:
            return float(free_energy_at([a, r * a, r * a], T))

        return float(
            minimize_scalar(along, bounds=(0.05, 1.1), method="bounded", options=_FINE).fun
        )

    top = minimize_scalar(lambda r: -valley(r), bounds=(0, 1), method="bounded", options=_FINE)
    return float(-top.fun - free_energy(T, 3))


@cache
def _sums(n_mixed: int) -> tuple[Real, Real]:
    """Return the values of |z| and their probabilities."""
    if isinstance(n_mixed, bool) or not n_mixed > 0 or n_mixed % 2 != 1:
        raise ValueError(
            f"an odd number of patterns is mixed, not {n_mixed}: even mixtures are unstable"
        )
    n = int(n_mixed)
    chances = [comb(n, (n + z) // 2) / 2 ** (n - 1) for z in range(1, n + 1, 2)]
    return np.arange(1.0, n + 1, 2), np.array(chances)


def _below_one(x: Real) -> Real:
    """Return 1 − tanh(x)/x = x i₁(x)/cosh x with all its digits; i₁ is Bessel's, spherical."""
    return np.sqrt(2 * np.pi * x) * ive(1.5, x) / (1 + np.exp(-2 * x))
