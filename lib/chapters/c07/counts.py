"""Counts against depth at a fixed number of parameters, after Becker, Zhang and Lee (2020), Eq. 5.

Their number of stationary points, ((H − 1)^Λ − 1)/(H − 2), is that of the complex eigenpairs of a
generic symmetric tensor (``theory.eigenpair_count``). How it depends on the depth H hangs on the
number of spins Λ(H) at a number P of parameters, for which there are several readings:

    path mass                    Ψ^(1/H) of Definition 3.1 for equal widths √(P/H),
                                 (P/H)^((H+1)/(2H))
    path mass, a hundred inputs  the same for a network with a hundred inputs and one output
    width                        √(P/H)
    parameters per layer         P/H

Depths and spins may be fractions here. A pair ±σ of critical points counts once, as in Equation 5;
of minima every point counts.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks, theory
from lib.critical_points import CriticalPoints, census_of, eigenpairs
from lib.spinglass import Seed, SphericalSpinGlass

Array = NDArray[np.float64]

READINGS = ("path mass", "path mass, a hundred inputs", "width", "parameters per layer")
_INPUTS = 100


def spins(depth: ArrayLike, budget: float, reading: str) -> float | Array:
    """Return Λ(H), the number of spins of a depth at a number of parameters.

    Args:
        depth: H, the number of weight layers, at least 2; any shape.
        budget: P, the number of parameters, biases not counted.
        reading: one of ``READINGS``, as at the head of this module.

    Raises:
        ValueError: if the reading is unknown, a depth below 2 or the budget too small.

    >>> round(spins(4, 10_000, "width"), 3)
    50.0
    """
    h = _depths(depth)
    if not np.isfinite(budget) or np.any(budget < h):
        raise ValueError(f"the budget must be finite, a parameter a layer at least; got {budget!r}")
    if reading == READINGS[1]:  # (H − 2) n² + (inputs + 1) n = P
        ends = _INPUTS + 1
        units = 2 * budget / (ends + np.sqrt(ends**2 + 4 * (h - 2) * budget))
        return checks.plain(np.asarray((_INPUTS * units ** (h - 1)) ** (1 / h)))
    powers: dict[str, Any] = {
        "path mass": (h + 1) / (2 * h),
        "width": 0.5,
        "parameters per layer": 1.0,
    }
    if reading not in powers:
        raise ValueError(f"there is no reading {reading!r}: choose one of {', '.join(READINGS)}")
    return checks.plain(np.asarray((budget / h) ** powers[reading]))


def equation_5(depth: ArrayLike, size: ArrayLike) -> float | Array:
    """Return the logarithm of Equation 5, ln[((H − 1)^Λ − 1)/(H − 2)]; ln Λ at H = 2.

    Args:
        depth: H, at least 2, any shape.
        size: Λ, a shape that broadcasts with it.

    >>> round(equation_5(10, spins(10, 10_000, "width")), 4)
    67.4029
    """
    h, n = _depths(depth), checks.reals(size, "the number of spins")
    growth = n * np.log(h - 1)
    with np.errstate(divide="ignore"):
        power = growth + np.log(-np.expm1(-growth)) - np.log(np.where(h > 2, h - 2, 1))
    return checks.plain(np.where(h > 2, power, np.log(n)))


def exact(depth: int, size: float, index: int | None = None) -> float:
    """Return the logarithm of the exact mean number at a depth, linear between whole spins.

    Args:
        depth: H, the spins per term, at least 2.
        size: Λ, at least 2.
        index: 0 for minima; None for pairs of critical points of any index.

    Raises:
        ValueError: if an argument is out of range, or ``theory.mean_critical_points`` does not
            reach so far: about 300 spins for minima, 1000 for pairs.

    >>> round(float(np.exp(exact(3, 3))), 6)
    5.27618
    """
    size = checks.real(size, "the number of spins")
    if not 2 <= size < np.inf:
        raise ValueError(f"the number of spins must be finite and at least 2; got {size:g}")
    whole, pairs = math.floor(size), 2 if index is None else 1
    logs = [
        math.log(2 * n)
        if depth == 2 and index is None
        else theory.mean_critical_points(n=n, p=depth, index=index, log=True)
        for n in range(whole, math.ceil(size) + 1)
    ]
    return logs[0] + (size - whole) * (logs[-1] - logs[0]) - math.log(pairs)


def law(depth: ArrayLike, size: ArrayLike) -> float | Array:
    """Return the logarithm of the mean number of minima by the law for many spins.

    Λ[½ ln(H − 1) − (H − 2)/H] + (16/3) a^(3/2) √Λ with a = (H − 2)/(2H), heuristic: the saddle
    point of the weight e^(−a y²) against the Tracy–Widom tail of the lowest eigenvalue. Up to a
    hundred spins it lies above the exact mean from H = 5 on, and below it at H = 3.

    Args:
        depth: H, at least 2, any shape.
        size: Λ, positive, a shape that broadcasts with it.

    >>> bool(abs(law(10, 100) / exact(10, 100, 0) - 1) < 0.05)
    True
    """
    h, n = _depths(depth), checks.reals(size, "the number of spins")
    a = (h - 2) / (2 * h)
    return checks.plain(n * (np.log(h - 1) / 2 - 2 * a) + 16 / 3 * a**1.5 * np.sqrt(n))


def solved(n: int, p: int, seed: Seed) -> tuple[int, int]:
    """Return how many solutions an instance is proven to have, and how many of them are real.

    Args:
        n, p: spins, and spins per term.
        seed: of the instance.

    >>> solved(3, 2, 0)
    (3, 3)
    """
    certificate = census_of(n, p, seed).certificate
    return certificate.found, int(certificate.real.sum())


def complex_energies(model: SphericalSpinGlass, found: CriticalPoints) -> NDArray[np.complex128]:
    """Return the complex energy density of every solution, real or not, of one instance.

    From a unit vector y with T y^(p−1) = λy follows u = λ/(Σy²)^((p−2)/2). Of the pair ±u for p
    odd the one with the lower real part is taken; its other stands for the opposite point.

    Args:
        model: the spin glass.
        found: what ``critical_points.find_all`` says of it.

    Returns:
        One a line of solutions, in the order of ``found.certificate.roots``.
    """
    y = found.certificate.roots
    scale = np.sum(y**2, axis=1) ** ((model.p - 2) / 2)
    u = model.scale * eigenpairs.eigenvalues(eigenpairs.form_of(model), y) / scale
    return np.where((model.p % 2 == 1) & (u.real > 0), -u, u)


def _depths(depth: ArrayLike) -> Array:
    """Return depths as an array, none below 2."""
    array = checks.reals(depth, "a depth")
    if np.any(array < 2):
        raise ValueError(f"a depth H must be at least 2 (one hidden layer); got {array.min():g}")
    return array
