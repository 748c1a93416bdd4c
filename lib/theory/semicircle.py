"""The Hessian's semicircle at an energy level, and the index–energy curve that follows from it.

At a critical point of energy density u the Hessian is G − p u, G a GOE whose spectrum tends to a
semicircle of radius 2 √(p(p − 1)), independent of u. Its share below 0 is the index fraction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from lib import checks
from lib.theory.levels import threshold_energy

Array = NDArray[np.float64]


def hessian_edges(u: ArrayLike, p: int) -> tuple[float | Array, float | Array]:
    """Return the ends of the Hessian's bulk at energy density u: −pu ∓ 2 √(p(p − 1)).

    Args:
        u: energy density, any shape.
        p: order of interaction.

    Returns:
        (low, high), each in the shape of u; low is 0 at u = −E_∞.

    Raises:
        ValueError: if p is not a whole number of at least 2, or u is NaN.

    >>> [round(edge, 6) for edge in hessian_edges(-threshold_energy(3), 3)]
    [0.0, 9.797959]
    """
    p = checks.order(p)
    centre = -p * checks.reals(u, "an energy density u")
    radius = p * threshold_energy(p)
    return checks.plain(centre - radius), checks.plain(centre + radius)


def hessian_density(x: ArrayLike, u: ArrayLike, p: int) -> float | Array:
    """Return the density at x of the Hessian's eigenvalues at energy density u (semicircle law).

    2 √(R² − (x + pu)²) / (πR²) with R = 2 √(p(p − 1)), and 0 outside the bulk.

    Args:
        x: eigenvalue, any shape.
        u: energy density, a shape that broadcasts with that of x.
        p: order of interaction.

    Returns:
        the density, in the common shape; its integral over x is 1.

    >>> hessian_density(0.0, -2.0, 3)
    0.0
    """
    p = checks.order(p)
    radius = p * threshold_energy(p)
    shift = checks.reals(x, "an eigenvalue x") + p * checks.reals(u, "an energy density u")
    return checks.plain(2 * np.sqrt(np.maximum(radius**2 - shift**2, 0)) / (np.pi * radius**2))


def index_fraction(u: ArrayLike, p: int) -> float | Array:
    """Return α(u), the share of negative Hessian eigenvalues at energy density u, large N.

    α(u) = F_sc(2u/E_∞), F_sc(x) = ½ + x √(4 − x²)/(4π) + asin(x/2)/π: 0 below −E_∞, 1 above E_∞.
    The semicircle is a beta law, of parameters 3/2 and 3/2 between its ends.

    Args:
        u: energy density, any shape.
        p: order of interaction.

    Returns:
        the share, in the shape of u.

    Raises:
        ValueError: if p is not a whole number of at least 2, or u is NaN.

    >>> round(index_fraction(-1.5, 3), 6)
    0.013778
    """
    place = np.clip(checks.reals(u, "an energy density u") / threshold_energy(p), -1, 1)
    return checks.plain(betainc(1.5, 1.5, (1 + place) / 2))


def energy_at_index_fraction(alpha: ArrayLike, p: int) -> float | Array:
    """Return the energy density at which a share α of the Hessian's eigenvalues is negative.

    The inverse of `index_fraction`.

    Args:
        alpha: share between 0 and 1, any shape.
        p: order of interaction.

    Returns:
        energy density from −E_∞ to E_∞, in the shape of alpha.

    Raises:
        ValueError: if a share lies outside [0, 1], or p is not a whole number of at least 2.

    >>> round(energy_at_index_fraction(0.013778, 3), 5)
    -1.5
    """
    alpha = checks.reals(alpha, "an index fraction alpha")
    if np.any((alpha < 0) | (alpha > 1)):
        raise ValueError(f"an index fraction lies between 0 and 1; got {alpha.tolist()}")
    return checks.plain(threshold_energy(p) * (2 * betaincinv(1.5, 1.5, alpha) - 1))
