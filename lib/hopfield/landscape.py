"""The free energy of any overlaps, not of solutions only, and the pass out of a mixture.

After Amit, Gutfreund and Sompolinsky, Phys. Rev. A 32, 1007 (1985), for finitely many patterns.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from lib.hopfield.mean_field import mixture_threshold, overlap

Real = NDArray[np.float64]


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

    >>> from lib.hopfield import free_energy
    >>> bool(abs(free_energy_at([overlap(0.5), 0.0], 0.5) - free_energy(0.5)) < 1e-12)
    True
    """
    if not 0 < T < np.inf:
        raise ValueError(f"the temperature must be finite and positive, got {T}")
    m = np.asarray(overlaps, np.float64)
    # ξ and −ξ give the same: half of the 2^p rows are enough.
    xi = np.array([(1.0, *rest) for rest in itertools.product([1.0, -1.0], repeat=m.shape[-1] - 1)])
    x = np.abs(m @ xi.T) / T
    entropy = np.mean(x + np.log1p(np.exp(-2 * x)), axis=-1)
    return 0.5 * np.sum(m**2, axis=-1) - T * entropy


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

    def fields(a: float, r: float) -> tuple[float, float, float]:
        """Mean activities where the two others agree with the first, differ, disagree with it."""
        up, level, down = (math.tanh(a * (1 + 2 * sign * r) / T) for sign in (1, 0, -1))
        return up, level, down

    def radius(r: float) -> float:  # a at the minimum on a ray: m·(m − ⟨ξ tanh⟩) = 0
        def excess(a: float) -> float:
            up, level, down = fields(a, r)
            along = (1 + 2 * r) * up + 2 * level + (1 - 2 * r) * down
            return along / 4 - a * (1 + 2 * r**2)

        return float(brentq(excess, 0.05, 1.1, xtol=1e-15))

    def pull(r: float) -> float:  # towards the mixture, over the distance to it, a root itself
        a = radius(r)
        up, _, down = fields(a, r)
        return ((up - down) / 4 - r * a) / (1 - r)

    r = float(brentq(pull, 1e-6, 1 - 1e-7, xtol=1e-14))
    a, mixed = radius(r), overlap(T, n_mixed=3)
    at_pass, at_mixture = free_energy_at([[a, r * a, r * a], [mixed] * 3], T)
    return float(at_pass - at_mixture)
