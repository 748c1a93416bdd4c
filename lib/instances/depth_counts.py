"""Counts against depth at a fixed number of parameters, after Becker, Zhang and Lee (2020), Eq. 5.

Their count of stationary points, ((H − 1)^Λ − 1)/(H − 2), is that of the complex eigenpairs of a
generic symmetric tensor (``theory.eigenpair_count``): an upper bound, of twice the exponent of
the mean real count. How it depends on the depth H at a fixed budget P of parameters hangs on the
number of spins Λ(H), for which there are several readings:

    "A"   Λ = (P/H)^((H+1)/(2H)), the root Ψ^(1/H) of Definition 3.1 for H equal widths √(P/H)
    "B"   Λ = √(P/H), the width
    "C"   Λ = P/H, the parameters of one layer

and `network_spins`, Definition 3.1 for networks of whole widths. Depths and spins may be fractions
here, as a peak asks for. Equation 5 counts lines through the centre, so "real" counts pairs ±σ,
half of the critical points; "minima" counts points.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from lib import checks, theory

Array = NDArray[np.float64]

CONVENTIONS = ("A", "B", "C")
KINDS = ("complex", "real", "minima", "crude")
_DEEPEST = 200


def spins(depth: ArrayLike, budget: float, convention: str) -> float | Array:
    """Return Λ(H), the number of spins of depth H at a budget, under convention A, B or C.

    Args:
        depth: H, the number of weight layers, at least 2; any shape, fractions allowed.
        budget: P, the number of parameters.
        convention: "A", "B" or "C", as at the head of this module.

    Raises:
        ValueError: if the convention is unknown, the depth below 2 or the budget below the depth.

    >>> round(spins(4, 10_000, "B"), 3)
    50.0
    """
    depth = _depths(depth)
    if not np.isfinite(budget) or np.any(budget < depth):
        raise ValueError(f"the budget must be finite, a parameter a layer at least; got {budget!r}")
    powers = {"A": (depth + 1) / (2 * depth), "B": np.array(0.5), "C": np.array(1.0)}
    power = powers[_known(convention, CONVENTIONS, "convention")]
    return checks.plain(np.asarray((budget / depth) ** power))


def network_spins(*, depth: int, budget: int, inputs: int, outputs: int = 1) -> float:
    """Return Λ of the widest network of H weight layers within a budget, equal hidden widths.

    Args:
        depth: H, at least 2.
        budget: most parameters, biases not counted.
        inputs: width of the input.
        outputs: width of the output.

    Raises:
        ValueError: if not even one unit a layer fits the budget.

    >>> round(network_spins(depth=3, budget=10_000, inputs=100), 3)
    71.926
    """
    depth, budget = checks.whole(depth, "the depth", 2), checks.whole(budget, "the budget", 1)
    inner = depth - 2
    ends = checks.whole(inputs, "the inputs", 1) + checks.whole(outputs, "the outputs", 1)
    root = isqrt(ends**2 + 4 * inner * budget)
    width = (root - ends) // (2 * inner) if inner else budget // ends
    if width < 1:
        raise ValueError(
            f"{budget} parameters hold no network of depth {depth} between {inputs} inputs and "
            f"{outputs} outputs: raise the budget to {ends + inner}"
        )
    return theory.effective_width([inputs, *[width] * (depth - 1), outputs])


def log_count(depth: ArrayLike, spins: ArrayLike, kind: str = "complex") -> float | Array:
    """Return the logarithm of a number of critical points, its leading exponent where it is real.

    Args:
        depth: H, at least 2, any shape.
        spins: Λ, a shape that broadcasts with that of depth.
        kind: "complex": Eq. 5, ln[((H − 1)^Λ − 1)/(H − 2)], ln Λ at H = 2; "real": exponent of the
            mean real number, Λ·½ ln(H − 1); "minima": of the mean number of minima,
            Λ·[½ ln(H − 1) − (H − 2)/H]; "crude": Λ ln H, an approximation to Eq. 5.

    Raises:
        ValueError: if the kind is unknown or the depth below 2.

    >>> round(log_count(10, spins(10, 10_000, "B")), 4)
    67.4029
    """
    depth, size = _depths(depth), checks.reals(spins, "the number of spins")
    growth = size * np.log(depth - 1)
    if _known(kind, KINDS, "kind") == "complex":
        base = np.where(depth > 2, depth - 2, 1)
        with np.errstate(divide="ignore"):
            power = growth + np.log(-np.expm1(-growth)) - np.log(base)
        return checks.plain(np.where(depth > 2, power, np.log(size)))
    exponents = {
        "real": growth / 2,
        "minima": growth / 2 - size * (depth - 2) / depth,
        "crude": size * np.log(depth),
    }
    return checks.plain(exponents[kind])


def mean_log_count(depth: int, spins: float, kind: str = "real") -> float:
    """Return the logarithm of the exact mean number at a depth, linear between whole spins.

    ln(E N/2) for pairs of any index, ln E N_0 for minima, at p = depth
    (``theory.mean_critical_points``).

    Args:
        depth: H, the spins of an interaction, at least 2.
        spins: Λ, at least 2; between whole numbers the logarithm is interpolated.
        kind: "real" for pairs of critical points of any index, or "minima".

    Raises:
        ValueError: if an argument is out of range, or the exact formula does not reach so far:
            beyond a thousand spins for pairs, a few hundred for minima.

    >>> round(float(np.exp(mean_log_count(3, 3))), 6)
    5.27618
    >>> mean_log_count(4, 2.5) - (mean_log_count(4, 2) + mean_log_count(4, 3)) / 2
    0.0
    """
    depth, size = checks.order(depth), checks.real(spins, "the number of spins")
    index = {"real": None, "minima": 0}[_known(kind, ("real", "minima"), "kind")]
    if not 2 <= size < np.inf:
        raise ValueError(f"the number of spins must be finite and at least 2; got {size:g}")

    def at(n: int) -> float:
        if depth == 2 and index is None:
            return float(np.log(n))
        log = theory.mean_critical_points(n=n, p=depth, index=index, log=True)
        return log - float(np.log(2)) * (index is None)

    whole = floor(size)
    part = size - whole
    return at(whole) if part == 0 else (1 - part) * at(whole) + part * at(whole + 1)


def law_log_count(depth: ArrayLike, spins: ArrayLike, kind: str = "real") -> float | Array:
    """Return the logarithm of the mean number by the law for many spins.

    "real": ln(2 √(2Λ/(π(H − 2)))) + ½Λ ln(H − 1), the exact formula at leading order. "minima":
    Λ[½ ln(H − 1) − (H − 2)/H] + (16/3) a^(3/2) √Λ with a = (H − 2)/(2H), heuristic: the saddle
    point of the weight e^(−a y²) against the Tracy–Widom tail of the lowest eigenvalue. Up to a
    hundred spins it lies above the exact mean from H = 5 on, and below it at H = 3.

    Args:
        depth: H, above 2, any shape; fractions allowed.
        spins: Λ, positive, a shape that broadcasts with that of depth.
        kind: "real" for pairs of critical points of any index, or "minima".

    Raises:
        ValueError: if an argument is out of range.

    >>> abs(law_log_count(10, 100) - mean_log_count(10, 100)) < 0.01
    True
    """
    h, size = checks.reals(depth, "a depth"), checks.reals(spins, "the number of spins")
    if np.any(h <= 2) or np.any(size <= 0):
        raise ValueError("the laws need depths above 2 and a positive number of spins")
    if _known(kind, ("real", "minima"), "kind") == "real":
        log = np.log(2) + np.log(2 * size / (np.pi * (h - 2))) / 2 + size / 2 * np.log(h - 1)
    else:
        a = (h - 2) / (2 * h)
        log = size * (np.log(h - 1) / 2 - 2 * a) + 16 / 3 * a**1.5 * np.sqrt(size)
    return checks.plain(np.asarray(log))


def peak_depth(convention: str, budget: float = np.inf, kind: str = "complex") -> float:
    """Return the depth, a fraction, at which a count peaks at a fixed budget.

    Args:
        convention: "A", "B" or "C".
        budget: number of parameters; infinite for the limit, that of the leading exponent.
        kind: as in `log_count`.

    Raises:
        ValueError: if convention or kind is unknown.

    >>> [round(peak_depth("B", kind=kind), 2) for kind in ("complex", "minima", "crude")]
    [10.19, 44.7, 7.39]
    """
    _known(convention, CONVENTIONS, "convention"), _known(kind, KINDS, "kind")
    if np.isinf(budget) and convention == "A":
        return 2.0
    if np.isinf(budget):
        kind, budget = ("real" if kind == "complex" else kind), 1e6

    def fall(depth: float) -> float:
        return -float(log_count(depth, spins(depth, budget, convention), kind))

    highest = min(float(_DEEPEST), budget)
    grid = np.linspace(2.0, highest, 800)
    best = int(np.argmin([fall(depth) for depth in grid]))
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    return float(minimize_scalar(fall, bounds=bounds, method="bounded", options={"xatol": 1e-9}).x)


def whole_peak(
    convention: str, budget: float, count: Callable[[int, float, str], float], kind: str = "minima"
) -> int:
    """Return the whole depth, from 3 on, at which a count is largest at a budget.

    Found by narrowing: the count has to rise to one peak and fall after it.

    Args:
        convention: "A", "B" or "C".
        budget: number of parameters.
        count: of depth, spins and kind: ``mean_log_count`` or ``law_log_count``.
        kind: "real" or "minima".

    >>> whole_peak("C", 1_000_000, law_log_count, "real")
    5
    """
    low, high = 3, min(_DEEPEST, int(budget // 4))

    def height(depth: int) -> float:
        return count(depth, float(spins(depth, budget, convention)), kind)

    while low < high:
        middle = (low + high) // 2
        if height(middle) < height(middle + 1):
            low = middle + 1
        else:
            high = middle
    return low


def _depths(depth: ArrayLike) -> Array:
    """Return depths as an array, none below 2."""
    array = checks.reals(depth, "a depth")
    if np.any(array < 2):
        raise ValueError(f"a depth H must be at least 2 (one hidden layer); got {array.min():g}")
    return array


def _known(name: str, names: tuple[str, ...], what: str) -> str:
    """Return a name that is one of those known."""
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}: choose one of {', '.join(names)}")
    return name
