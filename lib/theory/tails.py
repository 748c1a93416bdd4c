"""Densities of ordered eigenvalues in long decimal arithmetic: tails that doubles cannot reach.

The same Pfaffian as in ``goe``, Pf(x A_left + A_right) with its border, as a polynomial in x. Where
several eigenvalues must lie far out, the coefficient is smaller than the rounding errors of
doubles; here it is computed with as many digits as it takes. Slow, so only for small n.
"""

from decimal import Decimal, getcontext, localcontext
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.theory.goe import Density
from lib.theory.oscillator import border, extend, left_skew, log_norm, orders

Array = NDArray[np.float64]
Numbers = NDArray[Any]


def order_densities(n: int, odd: int, t: Array, digits: int) -> Density:
    """Return what ``goe.order_densities`` returns, computed with a number of decimal digits.

    Args:
        n: size of the GOE; the cost grows as n⁴.
        odd: 0 or 1: indices k = 2i + odd, in column i.
        t: points, (m,).
        digits: how many digits to carry.

    Returns:
        logarithms of the densities and of their errors, (m, number of such k).
    """
    with localcontext() as context:
        context.prec = digits
        context.Emin, context.Emax = -(10**9), 10**9
        rows = [_densities_at(n, odd, float(point)) for point in t]
    value, error = np.array(rows).swapaxes(0, 1) - log_norm(n)
    return Density(value, error)


def _densities_at(n: int, odd: int, point: float) -> tuple[list[float], list[float]]:
    """Return ln of norm · ρ_k(t) and of its error, for the indices of one parity.

    On the right, where fewer digits would do less, by the mirror: ρ_k(t) = ρ_{n−1−k}(−t).
    """
    if point > 0:
        value, error = _densities_at(n, odd if n % 2 else 1 - odd, -point)
        return value[::-1], error[::-1]
    t = Decimal(point)
    wide, narrow = erfc(-t / Decimal(2).sqrt()), erfc(-t)
    phi = values_at(n + 1, t)
    sign = np.array([(-1) ** j for j in range(n + 1)])
    left, left_form = half_line(phi, wide, narrow)
    right, right_form = half_line(phi * sign, 2 - wide, 2 - narrow)
    right, right_form = right * sign[:-1], -right_form * sign[:-1, None] * sign[:-1]
    columns = np.array(border(n, odd, phi[:-1], left, right)).T
    corner = np.zeros((columns.shape[1],) * 2, dtype=int) * Decimal(0)
    right_form = np.block([[right_form, columns], [-columns.T, corner]])
    left_form = np.block([[left_form, 0 * columns], [0 * columns.T, corner]])
    pencil, determinant = solve(right_form, left_form)
    shares, slack = pfaffian_coefficients(pencil, (n - columns.shape[1]) // 2)
    scale = abs(determinant).sqrt()
    return [_log(scale * abs(share)) for share in shares], [_log(scale * error) for error in slack]


def _log(value: Decimal) -> float:
    """Return the natural logarithm as a float, −inf for 0."""
    with localcontext() as context:
        context.prec = 25
        return float(value.ln()) if value else -np.inf


def half_line(phi: Numbers, wide: Decimal, narrow: Decimal) -> tuple[Numbers, Numbers]:
    """Return ∫_{−∞}^t φ_j and the skew form on the left of t, for all j but the last.

    Args:
        phi: φ_j(t), shape (n + 1,).
        wide: erfc(−t/√2).
        narrow: erfc(−t).
    """
    integral = extend(np.array(wide * (pi(getcontext().prec).sqrt() / 2).sqrt()), phi[:-1], -1)
    form = left_skew(phi[:, None], integral[:, None], np.array([narrow / 2]))
    return integral, form[..., 0]


def values_at(count: int, t: Decimal) -> Numbers:
    """Return φ_0 … φ_{count−1} at t, by √((j+1)/2) φ_{j+1} = t φ_j − √(j/2) φ_{j−1}."""
    first = (-t * t / 2).exp() / pi(getcontext().prec).sqrt().sqrt()
    half = np.sqrt(orders(count, exact=True) / 2)
    values = [first, t * first / half[1]]
    for j in range(1, count - 1):
        values.append((t * values[j] - half[j] * values[j - 1]) / half[j + 1])
    return np.array(values)


@cache
def pi(digits: int) -> Decimal:
    """Return π to a number of digits, by the arithmetic–geometric mean (Gauss, Legendre).

    >>> round(pi(30), 12)
    Decimal('3.141592653590')
    """
    with localcontext() as context:
        context.prec = digits + 5
        a, b, rest, weight = Decimal(1), 1 / Decimal(2).sqrt(), Decimal("0.25"), 1
        for _ in range(digits.bit_length()):  # each round doubles the digits
            middle = (a + b) / 2
            rest -= weight * (a - middle) ** 2
            a, b, weight = middle, (a * b).sqrt(), 2 * weight
        return (a + b) ** 2 / (4 * rest)


def erfc(x: Decimal) -> Decimal:
    """Return the complementary error function to the current precision, also where it is tiny.

    1 − (2/√π) e^(−x²) Σ 2^j x^(2j+1) / (1·3·…·(2j+1)), with digits to spare for the difference.

    >>> round(erfc(Decimal(3)) * 10**9, 4)
    Decimal('22090.4970')
    """
    with localcontext() as context:
        context.prec += 10 + int(x * x * Decimal("0.45") if x > 0 else 0)
        term, total, j = x, Decimal(0), 0
        while abs(term) > abs(total) * Decimal(10) ** -context.prec:
            total += term
            j += 1
            term *= 2 * x * x / (2 * j + 1)
        value = 1 - 2 / pi(context.prec).sqrt() * (-x * x).exp() * total
    return +value


def solve(matrix: Numbers, right: Numbers) -> tuple[Numbers, Any]:
    """Return matrix⁻¹ right and the determinant's size, by Gauss–Jordan with pivots.

    >>> from fractions import Fraction
    >>> solve(np.array([[Fraction(0), Fraction(2)], [Fraction(1), Fraction(0)]]), np.eye(2))[1]
    Fraction(2, 1)
    """
    size = len(matrix)
    table, determinant = np.hstack([matrix, right]), 1
    for i in range(size):
        pivot = i + int(np.argmax(np.abs(table[i:, i])))
        table[[i, pivot]] = table[[pivot, i]]
        determinant *= abs(table[i, i])
        table[i, i:] = table[i, i:] / table[i, i]
        others = np.arange(size) != i
        table[others, i:] -= np.outer(table[others, i], table[i, i:])
    return table[:, size:], determinant


def pfaffian_coefficients(pencil: Numbers, degree: int) -> tuple[list[Any], list[Any]]:
    """Return the coefficients of √det(1 + x·pencil), eigenvalues in pairs, and error bounds.

    By Newton's identities from half the traces of powers: m e_m = Σ_i (−1)^(i−1) e_{m−i} s_i.

    Args:
        pencil: square matrix of Decimals.
        degree: how many pairs of eigenvalues are not 0.

    Returns:
        degree + 1 coefficients, and as many bounds on what they lost to cancellation.
    """
    powers = [pencil]
    while 2 * len(powers) < degree:
        powers.append(powers[-1] @ pencil)
    halves = [Decimal(0), np.trace(pencil) / 2]
    for i in range(2, degree + 1):
        low, high = powers[i // 2 - 1], powers[(i + 1) // 2 - 1]
        halves.append((low * high.T).sum() / 2)
    values: list[Any] = [Decimal(1)]
    sizes: list[Any] = [Decimal(1)]
    for m in range(1, degree + 1):
        terms = [(-1) ** (i - 1) * values[m - i] * halves[i] for i in range(1, m + 1)]
        values.append(sum(terms) / m)
        sizes.append(sum(sizes[m - i] * abs(halves[i]) for i in range(1, m + 1)) / m)
    with localcontext() as context:
        unit = Decimal(10) ** (1 - context.prec) * len(pencil) ** 2
        worst = 1 + abs(halves[1]) if degree else Decimal(1)
    return values, [size * worst * unit for size in sizes]
