"""The two half-lines left and right of a point: forms, borders and closed sums of GOE densities."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc

from lib.theory.oscillator import left_integrals, left_skew, oscillators

Array = NDArray[np.float64]


class HalfLines(NamedTuple):
    """What both sides of each point t hold: vectors (m, n) with log scales, forms (m, n, n)."""

    values: tuple[Array, Array]
    left_integral: tuple[Array, Array]
    right_integral: tuple[Array, Array]
    left_form: Array
    right_form: Array


def half_lines(n: int, t: Array) -> HalfLines:
    """Return values, integrals and skew forms of φ_0 … φ_{n−1} on both sides of each point of t."""
    sign = (-1.0) ** np.arange(n)
    values, scale = oscillators(n, t)
    sides = []
    for points in (t, -t):
        phi, phi_scale = oscillators(n + 1, points)
        integral, integral_scale = left_integrals(n, points)
        form = left_skew(
            phi * np.exp(phi_scale), integral * np.exp(integral_scale), erfc(-points) / 2
        )
        sides.append(((integral.T, integral_scale), np.moveaxis(form, 2, 0)))
    (left, left_form), ((right, right_scale), mirrored) = sides
    return HalfLines(
        (values.T, scale),
        left,
        (right * sign, right_scale),
        left_form,
        -mirrored * sign[:, None] * sign,
    )


def border(lines: HalfLines, odd: int) -> list[tuple[Array, Array]]:
    """Return the vectors, with their log scales, that the pencil of one parity is free of."""
    n = lines.left_form.shape[-1]
    if n % 2:
        between = [lines.left_integral, lines.right_integral] if odd else []
    else:
        between = [lines.left_integral if odd else lines.right_integral]
    return [lines.values, *between]


def log_pfaffian(form: Array) -> Any:
    """Return ln|Pf| of antisymmetric matrices (…, n, n), of even n (0 for n = 0)."""
    return np.linalg.slogdet(form)[1] / 2


@cache
def log_norm(n: int) -> float:
    """Return ln Pf of the skew form on the whole line, bordered by ∫ φ_j where n is odd."""
    lines = half_lines(n, np.zeros(1))
    left, right = lines.left_integral[0][0], lines.right_integral[0][0]
    form = lines.left_form[0] + lines.right_form[0] + np.outer(left, right) - np.outer(right, left)
    if n % 2:
        whole = (left + right)[None]
        form = np.block([[form, whole.T], [-whole, np.zeros((1, 1))]])
    return float(log_pfaffian(form))


def parity_sums(n: int, t: Array) -> tuple[Array, Array]:
    """Return Σ ρ_k(t) over even k and over odd k in closed form, as (sums (2, m), log_scale).

    Their sum is Mehta's one-point density, Σ φ_j² + √(n/2) φ_{n−1} ∫_{−∞}^t φ_n + E; their
    difference is Euler's E = c (−1)^(n−1) φ_{n−1}(t), the mean of a characteristic polynomial.

    >>> sums, log_scale = parity_sums(2, np.array([0.0]))
    >>> bool(np.isclose(sums[0] - sums[1], 0))
    True
    """
    side = -np.abs(t)
    phi, log_scale = oscillators(n + 1, side)
    integral, integral_scale = left_integrals(n + 1, side)
    integral *= np.exp(integral_scale - log_scale)
    half = left_integrals(n + 1, np.zeros(1))[0][:, 0]
    constant = 1 / (2 * half[n - 1]) if n % 2 else np.sqrt(n / 2) * half[n]
    alternating = constant * (-1) ** (n - 1) * phi[n - 1]
    odd = (phi[:n] ** 2).sum(axis=0) + np.sqrt(n / 2) * phi[n - 1] * integral[n]
    odd = odd * np.exp(log_scale) / 2
    sums = np.stack([odd + alternating, odd])
    if n % 2 == 0:
        sums = np.where(t > 0, sums[::-1], sums)
    return sums, log_scale
