"""Counts against depth at a fixed number of parameters, after Becker, Zhang and Lee (2020), Eq. 5.

Their count of stationary points, ((H − 1)^Λ − 1)/(H − 2), is that of the complex eigenpairs of a
generic symmetric tensor (Cartwright and Sturmfels 2013): an upper bound, of twice the exponent of
the mean real count. How it depends on the depth H at a fixed budget P of parameters hangs on the
number of spins Λ(H), for which there are several readings:

    "A"   Λ = (P/H)^((H+1)/(2H)), the root Ψ^(1/H) of Definition 3.1 for H equal widths √(P/H)
    "B"   Λ = √(P/H), the width
    "C"   Λ = P/H, the parameters of one layer

and `network_spins`, Definition 3.1 for networks of whole widths. Depths and spins may be fractions
here, as a peak asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from lib.theory import checks

Array = NDArray[np.float64]

CONVENTIONS = ("A", "B", "C")
_DEEPEST = 200
KINDS = ("complex", "real", "minima", "crude")


def eigenpair_count(p: int, n: int) -> int:
    """Return the number of complex eigenpairs of a generic symmetric tensor, an exact integer.

    ((p − 1)^n − 1)/(p − 2) (Cartwright and Sturmfels, arXiv 1004.4953); n at p = 2.

    Args:
        p: order of the tensor, at least 2.
        n: its dimension, at least 2.

    Raises:
        ValueError: if one is not a whole number in range.

    >>> eigenpair_count(3, 5), eigenpair_count(2, 5)
    (31, 5)
    """
    p, n = checks.order(p), checks.dimension(n)
    return n if p == 2 else ((p - 1) ** n - 1) // (p - 2)


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


def network_spins(depth: int, budget: int, inputs: int, outputs: int = 1) -> float:
    """Return Λ of the widest network of H weight layers within a budget, equal hidden widths.

    Args:
        depth: H, at least 2.
        budget: most parameters, biases not counted.
        inputs: width of the input.
        outputs: width of the output.

    Raises:
        ValueError: if not even one unit a layer fits the budget.

    >>> round(network_spins(3, 10_000, 100), 3)
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
    return effective_width([inputs, *[width] * (depth - 1), outputs])


def log_count(depth: ArrayLike, spins: ArrayLike, kind: str = "complex") -> float | Array:
    """Return the logarithm of a number of critical points, from depth H and spins Λ.

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


def network_peak(budget: int, inputs: int, outputs: int = 1, kind: str = "complex") -> int:
    """Return the depth at which networks of whole, equal hidden widths have the largest count.

    Args:
        budget: most parameters, biases not counted.
        inputs: width of the input.
        outputs: width of the output.
        kind: as in `log_count`.

    >>> network_peak(10_000, 100)
    8
    """
    deepest = min(_DEEPEST, budget - inputs - outputs + 2)
    depths = range(2, max(deepest, 2) + 1)
    sizes = [network_spins(depth, budget, inputs, outputs) for depth in depths]
    return depths[int(np.argmax(log_count(depths, sizes, kind)))]


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
