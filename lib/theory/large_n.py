"""What the exact means tend to at large N, to compare with them: laws with their corrections open.

With a = (p − 2)/(2p). The total's law is the exact formula at leading order. The law of the minima
is heuristic: the saddle point of the weight e^(−a y²) against the Tracy–Widom tail of the lowest
eigenvalue. Its corrections are of relative order N^(−1/2), not small at any N of a laptop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lib.theory import checks
from lib.theory.levels import ground_state_energy, threshold_complexity, threshold_energy


class MinimaLaw(NamedTuple):
    """The large-N law of minima: logarithm of their mean number, and their mean energy density."""

    log_count: float
    mean_energy: float


def total_law(p: int, n: int) -> float:
    """Return ln of the mean number of critical points at large n.

    4 √(2n/(π(p − 2))) (p − 1)^(n/2) for p ≥ 3; 2n at p = 2.

    Args:
        p: order of interaction.
        n: number of spins.

    >>> from lib.theory import mean_critical_points
    >>> abs(total_law(3, 100) - mean_critical_points(3, 100, log=True)) < 0.02
    True
    """
    p, n = checks.order(p), checks.dimension(n)
    if p == 2:
        return float(np.log(2 * n))
    return float(np.log(4) + np.log(2 * n / (np.pi * (p - 2))) / 2 + n / 2 * np.log(p - 1))


def minima_law(p: int, n: int) -> MinimaLaw:
    """Return the heuristic law of the minima at large n.

    ln E[N_min] ≈ n Σ_th + (16/3) a^(3/2) √n, at a mean energy density ≈ −E_∞ + 2 E_∞ √(a/n): most
    minima lie above −E_∞ and approach it from above.

    Args:
        p: order of interaction.
        n: number of spins.

    >>> round(minima_law(3, 100).mean_energy, 3)
    -1.5
    """
    p, n = checks.order(p), checks.dimension(n)
    a = (p - 2) / (2 * p)
    log_count = n * threshold_complexity(p) + 16 / 3 * a**1.5 * np.sqrt(n)
    return MinimaLaw(float(log_count), float(threshold_energy(p) * (2 * np.sqrt(a / n) - 1)))


def band_size(p: int) -> float:
    """Return at which N the typical minimum comes as near to −E_∞ as the band is wide.

    2 E_∞ √(a/N) = E_0 − E_∞, by `minima_law`; infinite at p = 2, where the band has no width.

    >>> int(round(band_size(3), -2))
    3100
    """
    p = checks.order(p)
    if p == 2:
        return np.inf
    width = ground_state_energy(p) - threshold_energy(p)
    return float((p - 2) / (2 * p) * (2 * threshold_energy(p) / width) ** 2)
