"""Oscillator functions and their integrals over a half-line: the matrices behind Kac–Rice.

φ_j(x) = H_j(x) e^(−x²/2) / (2^j j! √π)^½ are orthonormal on the line, and the first n of them span
what the eigenvalue density ∏|y_i − y_j| e^(−Σ y²/2) of an n × n GOE is built from. Everything
here follows from φ_j' = √(j/2) φ_{j−1} − √((j+1)/2) φ_{j+1} by recurrences that lose no digits.
The recurrences run on arrays of floats and on arrays of ``Decimal`` alike. At the end stands what
both half-lines of a point hold together: forms, borders and closed sums of the densities.
"""

from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc, erfcx, gammaln

Array = NDArray[np.float64]
Numbers = NDArray[Any]


def orders(count: int, exact: bool) -> Numbers:
    """Return 0 … count − 1 as floats, or as Decimals if exact."""
    return np.array([Decimal(j) if exact else float(j) for j in range(count)])


def extend(first: Numbers, source: Numbers, sign: int) -> Numbers:
    """Solve √((j+1)/2) y_{j+1} = √(j/2) y_{j−1} + sign · source_j, the recurrence of integrals.

    Args:
        first: y_0, in the shape of one source.
        source: shape (count, …); the last one is not used.
        sign: 1 or −1.

    Returns:
        y_0 … y_{count−1}, in the shape of source.
    """
    j = orders(len(source), source.dtype == object)
    back, rise = np.sqrt(j / (j + 1)), sign * np.sqrt(2 / (j + 1))
    values = np.zeros_like(source)
    values[0] = first
    for i in range(len(source) - 1):
        values[i + 1] = rise[i] * source[i]
        if i:
            values[i + 1] += back[i] * values[i - 1]
    return values


def oscillators(count: int, t: Array) -> tuple[Array, Array]:
    """Return φ_0 … φ_{count−1} at the points t, as (values, log_scale).

    The functions are ``values * exp(log_scale)``: a scale a point, so that nothing under- or
    overflows, whatever the order and the point.

    Args:
        count: how many functions.
        t: points, shape (m,).

    Returns:
        values of shape (count, m) and log_scale of shape (m,).

    >>> values, log_scale = oscillators(2, np.array([1.0]))
    >>> bool(np.isclose(values[1] * np.exp(log_scale), 2**0.5 * np.pi**-0.25 * np.exp(-0.5)))
    True
    """
    values = np.zeros((count, t.size))
    log_scale = -t * t / 2
    values[0] = np.pi**-0.25
    for j in range(count - 1):
        values[j + 1] = np.sqrt(2 / (j + 1)) * t * values[j]
        if j:
            values[j + 1] -= np.sqrt(j / (j + 1)) * values[j - 1]
        large = np.abs(values[j + 1]) > 1e100
        if large.any():
            values[: j + 2, large] *= 1e-100
            log_scale[large] += 100 * np.log(10)
    return values, log_scale


def left_integrals(count: int, t: Array) -> tuple[Array, Array]:
    """Return l_j = ∫_{−∞}^t φ_j for j < count, as (values, log_scale) like `oscillators`.

    √((j+1)/2) l_{j+1} = √(j/2) l_{j−1} − φ_j(t), from l_0 = π^(−1/4) √(π/2) erfc(−t/√2). Left of
    all zeros both terms have one sign, so small integrals keep their relative accuracy.

    >>> values, log_scale = left_integrals(3, np.array([40.0]))
    >>> bool(np.isclose(values[2, 0] * np.exp(log_scale[0]), np.pi**0.25))
    True
    """
    phi, phi_scale = oscillators(count, t)
    log_scale = np.where(t < 0, phi_scale, 0.0)
    tail = erfcx(np.maximum(-t, 0) / np.sqrt(2)) * np.exp(-t * t / 2 - log_scale)
    first = np.pi**0.25 / np.sqrt(2) * np.where(t < 0, tail, erfc(-t / np.sqrt(2)))
    return extend(first, phi * np.exp(phi_scale - log_scale), -1), log_scale


def left_products(phi: Numbers, first: Numbers) -> Numbers:
    """Return ∫_{−∞}^t φ_i φ_j for i, j < count.

    Off the diagonal by the Wronskian, (φ_i' φ_j − φ_i φ_j')(t) / (2(j − i)); on it by
    ∫ (φ_{j+1}² − φ_j²) = −φ_j(t) φ_{j+1}(t) / √(2(j+1)).

    Args:
        phi: φ_0 … φ_count at t, shape (count + 1, m).
        first: ∫ φ_0² = erfc(−t)/2, shape (m,).

    Returns:
        shape (count, count, m).
    """
    j = orders(len(phi), phi.dtype == object)
    half = np.sqrt(j / 2)[:, None]
    slope = -half[1:] * phi[1:]
    slope[1:] += half[1:-1] * phi[:-2]
    steps = -phi[:-2] * phi[1:-1] / np.sqrt(2 * j[1:-1])[:, None]
    j, phi = j[:-1], phi[:-1]
    gap = 2 * (j[None, :] - j[:, None]) + np.eye(len(j), dtype=int)
    products = (slope[:, None] * phi[None] - phi[:, None] * slope[None]) / gap[:, :, None]
    diagonal = np.arange(len(j))
    products[diagonal, diagonal] = np.cumsum(np.concatenate([first[None], steps]), axis=0)
    return products


def left_skew(phi: Numbers, integral: Numbers, first: Numbers) -> Numbers:
    """Return ⟨i, j⟩ = ∫∫_{x,y<t} sgn(y − x) φ_i(x) φ_j(y), an antisymmetric form.

    √((j+1)/2) ⟨i, j+1⟩ = √(j/2) ⟨i, j−1⟩ + 2 ∫ φ_i φ_j − φ_j(t) ∫ φ_i, because the form of φ_i with
    a derivative g' is g(t) ∫ φ_i − 2 ∫ φ_i g.

    Args:
        phi: φ_0 … φ_count at t, shape (count + 1, m).
        integral: their integrals up to t, shape (count, m).
        first: ∫ φ_0² up to t, shape (m,).

    Returns:
        shape (count, count, m).
    """
    source = 2 * left_products(phi, first) - integral[:, None] * phi[None, :-1]
    source = np.swapaxes(source, 0, 1)
    first_column = -extend(np.zeros_like(source[0, 0]), source[:, 0], 1)
    return np.swapaxes(extend(first_column, source, 1), 0, 1)


def half_lines(n: int, t: Array) -> tuple[list[tuple[Array, Array]], Array, Array]:
    """Return what both sides of each point of t hold of φ_0 … φ_{n−1}.

    Returns:
        values, integrals on the left and on the right, each (m, n) with log scales (m,); and the
        skew forms on the left and on the right, (m, n, n).
    """
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
    vectors = [(values.T, scale), left, (right * sign, right_scale)]
    return vectors, left_form, -mirrored * sign[:, None] * sign


def border(n: int, odd: int, values: Any, left: Any, right: Any) -> list[Any]:
    """Return which of φ and its integrals on either side the pencil of one parity is free of."""
    if n % 2:
        return [values, left, right] if odd else [values]
    return [values, left if odd else right]


def log_pfaffian(form: Array) -> Any:
    """Return ln|Pf| of antisymmetric matrices (…, n, n), of even n (0 for n = 0)."""
    return np.linalg.slogdet(form)[1] / 2


@cache
def log_norm(n: int) -> float:
    """Return ln Pf of the skew form on the whole line, bordered by ∫ φ_j where n is odd.

    By de Bruijn's formula it is Mehta's ∫ ∏|y_i − y_j| e^(−Σ y²/2) = (2π)^(n/2) ∏ Γ(1 + j/2)/Γ(3/2)
    over j ≤ n, divided by n!, times the leading coefficients of φ_0 … φ_{n−1}.
    """
    j = np.arange(n)
    factors = np.log(2 * np.pi) / 2 + gammaln(1.5 + j / 2) - gammaln(1.5) - np.log(j + 1)
    leading = j / 2 * np.log(2) - gammaln(j + 1) / 2 - np.log(np.pi) / 4
    return float(np.sum(factors + leading))


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
