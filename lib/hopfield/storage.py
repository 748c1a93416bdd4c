"""How many patterns fit: p = αN patterns at a temperature T, replica symmetric, N → ∞.

After Amit, Gutfreund and Sompolinsky, Phys. Rev. Lett. 55, 1530 (1985) and Ann. Phys. 173, 30
(1987). A neuron feels the overlap m with one pattern and the noise σz of all others, z Gaussian:

    m = ⟨tanh((m + σz)/T)⟩,  q = ⟨tanh²((m + σz)/T)⟩,  C = (1 − q)/T,  α = σ²(1 − C)²/q .

Retrieval states have m > 0. The spin glass has m = 0 and q > 0: frozen, in no pattern. A retrieval
state is found by its signal over noise ρ = m/σ, since T and ρ give m and α without a guess.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import erf

from lib import checks
from lib.hopfield.mean_field import overlap

Real = NDArray[np.float64]

_ROOT = np.sqrt(2 / np.pi)  # ⟨|z|⟩


class _State(NamedTuple):
    """A solution of the equations: temperature, overlap, noise, q, C = (1 − q)/T and load."""

    T: float
    m: float
    noise: float
    q: float
    C: float

    @property
    def load(self) -> float:
        return (self.noise * (1 - self.C)) ** 2 / self.q

    @property
    def free_energy(self) -> float:
        """f = ½m² + ½σ²C + ½α(1 + T ln(1 − C) − q/(1 − C)) − T⟨ln 2cosh((m + σz)/T)⟩."""
        entropy = _averages(self.m, self.noise, self.T)[0]
        others = self.load / 2 * (1 + self.T * np.log1p(-self.C) - self.q / (1 - self.C))
        return float((self.m**2 + self.noise**2 * self.C) / 2 + others - entropy)


def capacity(T: float = 0.0) -> float:
    """Return α_c(T), the largest load at which patterns are retrieved; 0 from T = 1 on.

    Read the other way it is T_M(α), below which retrieval states exist. Close to T = 1 it is
    ((1 − T)/1.954)². Under replica symmetry it is not largest at T = 0 but, by a trifle, above.

    Raises:
        ValueError: if T is negative or not finite.

    >>> round(capacity(), 6), round(capacity(0.5), 3)
    (0.137906, 0.059)
    """
    T = checks.real(T, "the temperature", least=0, below=np.inf)
    return _edge(T).load if T < 1 else 0.0


def critical_overlap() -> float:
    """Return m_c, the overlap with a pattern at the capacity at T = 0, just before it is lost.

    >>> round(critical_overlap(), 6)
    0.967417
    """
    return _edge(0.0).m


def retrieval_overlap(load: float, T: float = 0.0) -> float:
    """Return the overlap m(α, T) of the retrieval states; 0 beyond the capacity.

    Args:
        load: α = p/N, not negative.
        T: temperature, not negative.

    Raises:
        ValueError: if one of them is negative or not finite.

    >>> round(retrieval_overlap(0.1), 3), round(retrieval_overlap(0.1, 0.3), 3)
    (0.998, 0.953)
    """
    load = checks.real(load, "the load", least=0, below=np.inf)
    if load > capacity(T):
        return 0.0
    return _retrieval_at(load, float(T)).m if load > 1e-9 else overlap(T)


def stable_load(T: float) -> float:
    """Return the load up to which the retrieval states have a lower free energy than the glass.

    Read the other way it is T_c(α). Beyond it they are metastable, up to the capacity.

    Args:
        T: temperature, not negative.

    Raises:
        ValueError: if T is negative or not finite.

    >>> round(stable_load(0.0), 4), stable_load(1.0)
    (0.0519, 0.0)
    """
    most = capacity(T)
    if most == 0:
        return 0.0

    def above(load: float) -> float:
        return _retrieval_at(load, float(T)).free_energy - _glass(load, float(T)).free_energy

    return float(brentq(above, most / 100, most * (1 - 1e-9), xtol=1e-14, rtol=1e-10))


def glass_temperature(load: float) -> float:
    """Return T_g = 1 + √α, below which the network freezes, if in no pattern, into a spin glass.

    With a finite number of patterns, α = 0, this is T = 1, where the patterns themselves appear.

    Raises:
        ValueError: if the load is negative or not finite.

    >>> glass_temperature(0.25)
    1.5
    """
    load = checks.real(load, "the load", least=0, below=np.inf)
    return 1 + float(np.sqrt(load))


def glass_order(load: float, T: float) -> float:
    """Return q, the frozen part of the spin glass with m = 0: the mean square of ⟨S_i⟩.

    Args:
        load: α = p/N, above 0.
        T: temperature, not negative; q is 0 from ``glass_temperature`` on.

    Raises:
        ValueError: if T is negative or not finite, or the load not positive.

    >>> glass_order(0.2, 0.0), glass_order(0.2, 1.5), round(glass_order(0.2, 1.2), 2)
    (1.0, 0.0, 0.17)
    """
    T = checks.real(T, "the temperature", least=0, below=np.inf)
    if glass_temperature(load) == 1:
        raise ValueError("the spin glass needs a load above 0: patterns in proportion to neurons")
    return _glass(float(load), float(T)).q if glass_temperature(load) > T else 0.0


@cache
def _edge(T: float) -> _State:
    """Return the retrieval state of the largest load; its ρ is a little above 2 at every T."""
    found = minimize_scalar(
        lambda ratio: -_retrieval(ratio, T).load, bounds=(1.2, 4), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    return _retrieval(float(found.x), T)


def _retrieval_at(load: float, T: float) -> _State:
    """Return the retrieval state at a load; along ρ > ρ_c the load falls, and ρ² ≤ 1/α."""
    edge = _edge(T)
    if load >= edge.load:
        return edge
    ends = edge.m / edge.noise, 1.001 / np.sqrt(load)
    ratio = brentq(lambda ratio: _retrieval(ratio, T).load - load, *ends, xtol=1e-13)
    return _retrieval(float(ratio), T)


def _retrieval(ratio: float, T: float) -> _State:
    """Return the state whose overlap is ``ratio`` times the noise, at T < 1."""

    def excess(m: float) -> float:
        return _averages(m, m / ratio, T)[1] - m

    # tanh x ≥ x − x³/3 gives a point below the solution, tanh ≤ 1 one above.
    least = 0.999 * T * np.sqrt(3 * (1 - T) / (1 + 3 / ratio**2))
    m = float(brentq(excess, max(min(least, 0.5), 1e-9), 1.001, xtol=1e-15, rtol=1e-14))
    return _State(T, m, m / ratio, *_averages(m, m / ratio, T)[2:])


def _glass(load: float, T: float) -> _State:
    """Return the spin glass at a load: (σ − σC)² = αq with m = 0, and σC ≤ ⟨|z|⟩."""
    most = np.sqrt(load) + _ROOT

    def excess(noise: float) -> float:
        q, C = _averages(0.0, noise, T)[2:]
        return 1 - C - np.sqrt(load * q) / noise

    noise = float(brentq(excess, max(1e-8 * T, 1e-12 * most), 1.001 * most, xtol=1e-15, rtol=1e-14))
    return _State(T, 0.0, noise, *_averages(0.0, noise, T)[2:])


def _averages(m: float, noise: float, T: float) -> tuple[float, float, float, float]:
    """Return T⟨ln 2cosh x⟩, ⟨tanh x⟩, q = ⟨tanh² x⟩ and C = (1 − q)/T, x = (m + σz)/T.

    On evenly spaced points, whose error falls exponentially with their number: z where x varies
    little, else y of ln 2cosh x = ∫ |x − y| dy/(2 cosh² y), which has the mean over z in closed
    form at every temperature, 0 too.
    """
    if noise < T:
        z = np.arange(-9, 9.1, 0.2)
        weights, x = np.exp(-(z**2) / 2), np.abs(m + noise * z) / T
        weights /= weights.sum()
        tanh, entropy = np.tanh((m + noise * z) / T), T * (x + np.log1p(np.exp(-2 * x)))
        q = weights @ tanh**2
        return float(weights @ entropy), float(weights @ tanh), float(q), float((1 - q) / T)
    y = np.arange(-20, 20.1, 0.2)
    weights, signal = 0.1 / np.cosh(y) ** 2, (m - T * y) / noise
    sides, peak = erf(signal / np.sqrt(2)), _ROOT * np.exp(-(signal**2) / 2)
    entropy, C = noise * (weights @ (signal * sides + peak)), float(weights @ peak) / noise
    return float(entropy), float(weights @ sides), 1 - T * C, C
