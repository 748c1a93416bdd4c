"""Levels, complexity and the Hessian's semicircle of the spherical p-spin glass at large N.

Energies are densities u = H/N with Var H = N. Source: Auffinger, Ben Arous, Černý,
*Random matrices and complexity of spin glasses* (2013), "ABC" below. With
x = cosh θ = −u / E_∞ the rate of a deviating eigenvalue is I_1 = ½ sinh 2θ − θ, and every level
is a root in θ of an elementary function.

At a critical point of energy density u the Hessian is G − p u, G a GOE whose spectrum tends to a
semicircle of radius 2 √(p(p − 1)), independent of u. Its share below 0 is the index fraction.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import betainc, betaincinv

from lib import checks

Array = NDArray[np.float64]


def threshold_energy(p: int) -> float:
    """Return E_∞(p) = 2 √((p − 1)/p): the band's upper end lies at the level −E_∞ (ABC).

    Args:
        p: order of interaction, at least 2.

    Raises:
        ValueError: if p is not a whole number of at least 2.

    >>> round(threshold_energy(3), 6)
    1.632993
    """
    p = checks.order(p)
    return float(2 * np.sqrt((p - 1) / p))


def threshold_complexity(p: int) -> float:
    """Return Σ_th = ½ ln(p − 1) − (p − 2)/p: every index has this complexity at −E_∞ and above.

    >>> round(threshold_complexity(3), 6)
    0.01324
    """
    p = checks.order(p)
    return float(np.log(p - 1) / 2 - (p - 2) / p)


def deviation_rate(u: ArrayLike, p: int) -> float | Array:
    """Return I_1(u), the cost per spin of one Hessian eigenvalue that is out of the bulk.

    I_1(u) = −(u/E_∞²) √(u² − E_∞²) − ln(−u + √(u² − E_∞²)) + ln E_∞ for u ≤ −E_∞, else 0
    (ABC).

    Args:
        u: energy density, any shape.
        p: order of interaction.

    Returns:
        I_1, in the shape of u.

    >>> deviation_rate(-1.0, 3)
    0.0
    """
    depth = -checks.reals(u, "an energy density u") / threshold_energy(p)
    theta = np.arccosh(np.maximum(depth, 1.0))
    with np.errstate(over="ignore", invalid="ignore"):
        rate = np.where(np.isinf(theta), np.inf, np.sinh(2 * theta) / 2 - theta)
    return checks.plain(rate)


def complexity(u: ArrayLike, p: int, *, index: int | None = None) -> float | Array:
    """Return the annealed complexity of critical points with energy density at most u.

    Θ_p(u) = ½ ln(p − 1) − (p − 2)u²/(4(p − 1)) − I_1(u) for u ≤ 0, and its value at 0 above;
    Θ_{k,p}(u) = ½ ln(p − 1) − (p − 2)u²/(4(p − 1)) − (k + 1) I_1(u) for u ≤ −E_∞, and its value at
    −E_∞ above (ABC).

    Args:
        u: energy density, any shape.
        p: order of interaction.
        index: Morse index k, or None for critical points of every index.

    Returns:
        lim (1/N) ln E[number], in the shape of u; −inf where u is −inf.

    Raises:
        ValueError: if p or the index is not a whole number in range, or u is NaN.

    >>> round(complexity(-1.65, 3), 6), round(complexity(-1.64, 3, index=1), 6)
    (0.004254, 0.009313)
    """
    p, u = checks.order(p), checks.reals(u, "an energy density u")
    top = 0.0 if index is None else -threshold_energy(p)
    events = 1 if index is None else checks.whole(index, "the index", 0) + 1
    level = np.minimum(u, top)
    with np.errstate(over="ignore"):
        gaussian = level**2 / (4 * (p - 1)) * (p - 2) if p > 2 else np.zeros_like(level)
    rate = events * np.asarray(deviation_rate(level, p))
    return checks.plain(np.log(p - 1) / 2 - gaussian - rate)


def layer_energy(p: int, k: int) -> float:
    """Return E_k(p): critical points of index k have no complexity left at the level −E_k.

    The root of Θ_{k,p}(−E_k) = 0 (ABC), in θ: ½ ln(p − 1) − ((p − 2)/p) cosh²θ
    − (k + 1)(½ sinh 2θ − θ) = 0, E_k = E_∞ cosh θ. For p = 2 every E_k is E_∞ = √2.

    Args:
        p: order of interaction.
        k: Morse index; k = 0 gives the ground state.

    Returns:
        E_k, a positive number; E_0 > E_1 > … → E_∞.

    Raises:
        ValueError: if p or k is not a whole number in range.

    >>> round(layer_energy(3, 1), 6)
    1.652873
    """
    p, k = checks.order(p), checks.whole(k, "the layer k", 0)
    if p == 2:
        return threshold_energy(2)

    def excess(theta: float) -> float:
        cost = (k + 1) * (np.sinh(2 * theta) / 2 - theta)
        return threshold_complexity(p) - (p - 2) / p * np.sinh(theta) ** 2 - cost

    top = np.arcsinh(np.sqrt(threshold_complexity(p) * p / (p - 2))) + 1e-3
    theta = brentq(excess, 0.0, top, xtol=1e-15, rtol=1e-14)
    return float(threshold_energy(p) * np.cosh(theta))


def ground_state_energy(p: int) -> float:
    """Return E_0(p): −E_0 is the ground-state energy density of the pure p-spin glass.

    >>> round(ground_state_energy(3), 6)
    1.656998
    """
    return layer_energy(p, 0)


def effective_width(widths: Sequence[int]) -> float:
    """Return Λ = Ψ^(1/H) of Definition 3.1 (Choromanska et al. 2015): the spins of a network.

    Ψ = ∏ n_i is the number of paths from an input to an output, H the number of weight layers.

    Args:
        widths: units of each layer, from inputs to outputs; H is their number less one.

    Raises:
        ValueError: if there are fewer than two layers, or a width is no positive whole number.

    >>> round(effective_width([4, 5, 3, 1]), 6)
    3.914868
    """
    if len(widths) < 2:
        raise ValueError(f"a network has at least two widths, inputs and outputs; got {widths!r}")
    units = [checks.whole(width, "a width", 1) for width in widths]
    return float(np.exp(np.log(np.array(units, dtype=float)).sum() / (len(units) - 1)))


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
