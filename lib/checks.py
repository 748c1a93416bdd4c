"""Input checks: one clear sentence, with the value and the remedy, for each wrong argument."""

from collections.abc import Iterable
from math import isfinite
from numbers import Real
from operator import ge, gt, le, lt
from textwrap import shorten
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

_WITHIN = {"above": gt, "at least": ge, "below": lt, "at most": le}
T = TypeVar("T")


def whole(value: Any, name: str, least: int, *, most: int | None = None) -> int:
    """Return a value as an int, if it is a whole number between two bounds.

    Raises:
        ValueError: if it is no number, not whole, or out of bounds.

    >>> whole(3.0, "the order p", 2)
    3
    >>> whole(2.5, "the order p", 2)
    Traceback (most recent call last):
    ...
    ValueError: the order p must be a whole number of at least 2; got 2.5
    """
    bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
    number = value.item() if isinstance(value, np.generic) else value
    fits = isinstance(number, Real) and not isinstance(number, bool)
    fits = fits and (isinstance(number, int) or (isfinite(number) and number == int(number)))
    if fits and least <= number and (most is None or number <= most):
        return int(number)
    raise ValueError(f"{name} must be a whole number {bounds}; got {value!r}")


def order(p: Any) -> int:
    """Return the order of interaction p, a whole number of at least 2."""
    return whole(p, "the order p of the interaction", 2)


def dimension(n: Any) -> int:
    """Return the number of spins n, a whole number of at least 2."""
    return whole(n, "the number of spins n", 2)


def floats(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return real numbers as an array, NaN and ±∞ allowed.

    Raises:
        ValueError: if one is no real number; the imaginary part of a complex one would be dropped.

    >>> floats([1j], "an energy density u")
    Traceback (most recent call last):
    ...
    ValueError: an energy density u must be a real number; got [1j]
    """
    try:
        if np.iscomplexobj(values):
            raise TypeError
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        said = shorten(repr(values), 80, placeholder=" …")
        raise ValueError(f"{name} must be a real number; got {said}") from None


def reals(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return real numbers as an array, ±∞ allowed.

    Raises:
        ValueError: if one is NaN or not a real number.

    >>> reals(float("nan"), "an energy density u")
    Traceback (most recent call last):
    ...
    ValueError: an energy density u must be a real number; got nan
    """
    array = floats(values, name)
    if np.isnan(array).any():
        raise ValueError(f"{name} must be a real number; got nan")
    return array


def finite(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return finite real numbers as an array.

    Raises:
        ValueError: if one is NaN, infinite or not a real number.

    >>> finite([1.0, float("inf")], "a coordinate")
    Traceback (most recent call last):
    ...
    ValueError: a coordinate must be finite; got inf
    """
    array = floats(values, name)
    odd = array[~np.isfinite(array)]
    if odd.size:
        raise ValueError(f"{name} must be finite; got {odd[0]}")
    return array


def real(
    value: Any,
    name: str,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
) -> float:
    """Return one real number as a float, ±∞ allowed where no bound excludes it.

    Raises:
        ValueError: if it is no such number, or out of the bounds that are given.

    >>> real([1, 2], "the energy density below")
    Traceback (most recent call last):
    ...
    ValueError: the energy density below must be one real number; got [1, 2]
    >>> real(1.0, "the tolerance", above=0, below=1)
    Traceback (most recent call last):
    ...
    ValueError: the tolerance must be above 0 and below 1; got 1.0
    >>> real(float("inf"), "the load", least=0, below=float("inf"))
    Traceback (most recent call last):
    ...
    ValueError: the load must be at least 0 and finite; got inf
    """
    array = reals(value, name)
    if array.ndim:
        raise ValueError(f"{name} must be one real number; got {value!r}")
    number = float(array)
    given = {"above": above, "at least": least, "below": below, "at most": most}
    bounds = {words: bound for words, bound in given.items() if bound is not None}
    if not all(_WITHIN[words](number, bound) for words, bound in bounds.items()):
        said = " and ".join(
            f"{words} {bound:g}" if isfinite(bound) else "finite" for words, bound in bounds.items()
        )
        raise ValueError(f"{name} must be {said}; got {number}")
    return number


def seed(value: Any) -> list[int]:
    """Return the whole numbers of a named seed, from 0 on: of one, or of a row of them.

    >>> seed(3), seed((3, 0))
    ([3], [3, 0])
    """
    return [whole(part, "each number of a seed", 0) for part in np.ravel(np.array(value, object))]


def generator(rng: Any) -> np.random.Generator:
    """Return a generator of random numbers, if it is one.

    Raises:
        ValueError: if it is a seed, or anything else.

    >>> generator(0)
    Traceback (most recent call last):
    ...
    ValueError: rng must be a generator, numpy.random.default_rng(seed); got 0
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a generator, numpy.random.default_rng(seed); got {rng!r}")
    return rng


def plain(array: NDArray[np.float64]) -> float | NDArray[np.float64]:
    """Return a zero-dimensional array as a float, any other as it is."""
    return float(array) if np.ndim(array) == 0 else array


def one_of(name: T, among: Iterable[T], kind: str) -> T:
    """Return a name, if there is such a thing.

    Args:
        name: what was asked for.
        among: the names that there are.
        kind: what they are names of.

    Raises:
        ValueError: if it is none of them.

    >>> one_of("quick", ["quick", "full"], "preset")
    'quick'
    >>> one_of("fast", ["quick", "full"], "preset")
    Traceback (most recent call last):
    ...
    ValueError: there is no preset 'fast': choose one of quick, full
    """
    known = list(among)
    if name not in known:
        raise ValueError(f"there is no {kind} {name!r}: choose one of {', '.join(map(str, known))}")
    return name
