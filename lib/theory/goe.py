"""Densities of the ordered eigenvalues of a finite GOE, exactly and to about 13 digits.

The eigenvalues y_0 ≤ … ≤ y_{n−1} have the density ∏|y_i − y_j| e^(−Σ y²/2). By de Bruijn's formula
Σ_k z^k ρ_k(t), ρ_k the density of y_k, is a Pfaffian: of the skew form ∫∫ sgn(y − x) f(x) g(y),
each integral weighted by −z on the left of t, on the span of φ_0 … φ_{n−1} without what does not
vanish at t. The integrals that join left and right have rank two, and take out the odd powers of z:

    Σ_m x^m ρ_{2m+odd}(t) = volume · Pf(x A_left + A_right off the border) / norm

with the border φ(t) and, by the parities of n and of the index, ∫_right φ or ∫_left φ, both or
none. The pencil's eigenvalues come in pairs and lie between 0 and 1 (seen in every case, and
checked in each), so ρ_k is a sum of positive terms: the chance that m of r independent events
occur.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.theory.oscillator import border, half_lines, log_norm, log_pfaffian, parity_sums

Array = NDArray[np.float64]

_NOTHING = -700.0  # logarithm of a chance that counts as none
_ROUNDING = 3e-15  # per unit of n; held against long arithmetic in the tests


class PrecisionError(ArithmeticError, ValueError):
    """The digits promised are not to be had for these arguments; the message says what can be."""


class Density(NamedTuple):
    """Logarithms of densities ρ_k(t) and of bounds on their rounding errors, both (m, indices)."""

    log_value: Array
    log_error: Array


def complement(vectors: list[tuple[Array, Array]]) -> tuple[Array, Array, Array]:
    """Return an orthonormal basis of what is orthogonal to vectors, and ln of their volume.

    Args:
        vectors: each (m, n) with its log scale (m,).

    Returns:
        basis (m, n, n − number of vectors), log volume (m,), and by how much nearly parallel
        vectors blow up rounding errors (m,).
    """
    columns = np.stack([vector for vector, _ in vectors], axis=-1)
    lengths = np.linalg.norm(columns, axis=1, keepdims=True)
    basis, triangle = np.linalg.qr(columns / lengths, mode="complete")
    sines = np.abs(np.diagonal(triangle, axis1=1, axis2=2))
    log_volume = np.log(sines).sum(-1) + np.log(lengths).sum((1, 2))
    log_volume += sum(scale for _, scale in vectors)
    return basis[..., len(vectors) :], log_volume, 1 / sines.min(axis=-1)


def chances(left: Array, whole: Array, slack: Array) -> tuple[Array, Array]:
    """Return the pencil's eigenvalues: the chances that one pair lies left of t, largest first.

    Args:
        left, whole: as of `_pencil`.
        slack: rounding error of the left form, (m,).

    Returns:
        chances (m, r) and a bound (m, 1) on their rounding errors, which show in how far the two
        eigenvalues of a pair come apart.
    """
    roots = np.linalg.eigvals(np.linalg.solve(whole, left))
    real = -np.sort(-roots.real, axis=-1)
    pairs = (real[:, ::2] + real[:, 1::2]) / 2
    flaws = [np.abs(roots.imag), real[:, ::2] - real[:, 1::2], -pairs, pairs - 1]
    split = np.max([flaw.max(axis=-1, initial=0) for flaw in flaws], axis=0)
    return np.clip(pairs, 0, 1), (split + slack)[:, None]


def count_chances(chance: Array, slack: Array) -> Density:
    """Return how likely 0, 1, …, r of r independent events are, with rounding bounds.

    Args:
        chance: chances of the events, largest first, (m, r).
        slack: bound on the error of each, (m, 1).

    Returns:
        logarithms (m, r + 1).
    """
    share = np.ones((len(chance), 1))
    for one in chance.T[:, :, None]:
        share = np.pad(share * (1 - one), ((0, 0), (0, 1))) + np.pad(share * one, ((0, 0), (1, 0)))
    safe, rest = np.maximum(chance, slack), np.maximum(1 - chance, slack)[:, ::-1]
    likeliest = _running(safe, np.cumprod, 1) * _running(rest, np.cumprod, 1)[:, ::-1]
    sway = _running(slack / safe, np.cumsum, 0) + _running(slack / rest, np.cumsum, 0)[:, ::-1]
    with np.errstate(divide="ignore"):  # no event at all is certain if none is possible
        return Density(np.log(share), np.log(sway * np.maximum(share, likeliest)))


def _running(values: Array, accumulate: Any, start: float) -> Array:
    """Accumulate along rows, from a start."""
    return np.concatenate([np.full((len(values), 1), start), accumulate(values, axis=1)], axis=1)


def order_densities(n: int, odd: int, t: Array) -> Density:
    """Return ρ_k(t) for all even or all odd k: index k = 2i + odd in column i.

    Args:
        n: size of the GOE, at least 2.
        odd: 0 or 1.
        t: points, (m,).

    Returns:
        logarithms of the densities and of their errors, (m, number of such k).

    Raises:
        PrecisionError: if the densities do not add up to their closed sums.
    """
    left, whole, log_sum, rounding, size = _pencil(n, odd, t)
    value, error = count_chances(*chances(left, whole, rounding * size))
    error = np.logaddexp(error, value + np.log(rounding)[:, None])
    return Density(value + log_sum[:, None], error + log_sum[:, None])


def lowest_density(n: int, t: Array) -> Density:
    """Return ρ_0(t), as `order_densities` does but from determinants alone: fast at large n."""
    left, whole, log_sum, rounding, _ = _pencil(n, 0, t)
    right = whole - left
    log_none = np.maximum(log_pfaffian(right) - log_pfaffian(whole), _NOTHING)
    right = np.where((log_none > _NOTHING)[:, None, None], right, 1e-15 * whole)
    sway = 1 + np.abs(np.trace(np.linalg.solve(right, whole), axis1=1, axis2=2)) / 2
    value = (log_none + log_sum)[:, None]
    return Density(value, value + np.log(rounding * sway)[:, None])


def total_density(n: int, t: Array) -> Density:
    """Return Σ_k ρ_k(t), Mehta's one-point density in closed form, as one column."""
    sums, log_scale = parity_sums(n, t)
    value = (np.log(sums.sum(axis=0)) + log_scale)[:, None]
    return Density(value, value + np.log(_ROUNDING * n))


def _pencil(n: int, odd: int, t: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return the two forms off the border of one parity, held against the closed sum.

    Returns:
        forms (m, 2r, 2r) on the left and on both sides, and (m,): ln of the sum of the densities,
        the relative rounding error, and the left form's size where it is small.
    """
    vectors, left_form, right_form = half_lines(n, t)
    basis, log_volume, narrowness = complement(border(n, odd, *vectors))
    turned = np.swapaxes(basis, 1, 2)
    left = turned @ left_form @ basis
    whole = left + turned @ right_form @ basis
    log_sum = log_volume + log_pfaffian(whole) - log_norm(n)
    _compare(n, odd, t, log_sum)
    size = np.linalg.norm(left_form, axis=(1, 2))
    return left, whole, log_sum, _ROUNDING * n * narrowness, np.clip(size, 1e-280, 1)


def _compare(n: int, odd: int, t: Array, log_sum: Array) -> None:
    """Hold Σ ρ_k over one parity against Mehta's density and Euler's alternating sum."""
    sums, log_scale = parity_sums(n, t)
    flaw = np.abs(np.exp(log_sum - log_scale) - sums[odd]) / sums.sum(axis=0)
    if not flaw.max() < 1e-9:
        raise PrecisionError(
            f"the eigenvalue densities of n = {n} miss their closed sum by {flaw.max():.0e}: "
            "this n is out of reach of double precision; take a smaller n"
        )
