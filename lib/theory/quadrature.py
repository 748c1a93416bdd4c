"""Integrals of an ordered eigenvalue's density, panel by panel and checked on half the nodes.

An integral walks from panel to panel, out from where the eigenvalue is expected, until a panel
adds nothing. Each panel carries Clenshaw–Curtis nodes, of which every second gives the same
integral again on a halved grid. Panels depend neither on p nor on the single index, so they are
kept, and a second index, order of interaction or level costs little.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.theory import goe, tails
from lib.theory.levels import energy_at_index_fraction

Array = NDArray[np.float64]

_NEGLIGIBLE = {False: 1e-17, True: 1e-11}  # share of a panel; in long arithmetic, which is slow
_ENTRIES = 2e6
_GROWTH = 8.0  # logarithm of a density's growth across one panel
_INTERVALS = {"every": 256}  # of a panel of this kind; 16 of any other, a sixteenth as wide


class Integral(NamedTuple):
    """∫ ρ_k(t) e^(−a t²) dt: its logarithm, the mean of t under it, and relative error bounds."""

    log_value: float
    mean: float
    grid_error: float
    rounding_error: float


@cache
def clenshaw_curtis(intervals: int) -> tuple[Array, Array]:
    """Return nodes cos(πi/intervals) and weights on [−1, 1], exact to the degree ``intervals``.

    >>> nodes, weights = clenshaw_curtis(8)
    >>> round(float(weights @ nodes**6), 12) == round(2 / 7, 12)
    True
    """
    angle = np.pi * np.arange(intervals + 1) / intervals
    even = np.arange(0, intervals + 1, 2)
    moments = 2 / (1 - even**2.0)
    moments[[0, -1]] /= 2
    weights = 2 / intervals * np.cos(np.outer(angle, even)) @ moments
    weights[[0, -1]] /= 2
    return np.cos(angle), weights


def expected_place(n: int, index: int | None) -> tuple[float, float]:
    """Return where the semicircle puts the eigenvalue y_k of an n × n GOE, and the spacing there.

    Without an index: the centre.

    >>> [round(abs(x), 3) for x in expected_place(3, 1)]
    [0.0, 1.283]
    """
    edge = np.sqrt(2 * n)
    rank = 0.5 if index is None else (index + 0.5) / n
    share = float(energy_at_index_fraction(rank, 2)) / np.sqrt(2)
    return float(edge * share), float(np.pi / (edge * np.sqrt(1 - share**2)))


@lru_cache(maxsize=20_000)
def panel(n: int, kind: str, low: float, high: float, digits: int) -> tuple[Array, goe.Density]:
    """Return the nodes of a panel, from right to left, and the densities there.

    Args:
        n: size of the GOE.
        kind: "every" eigenvalue together, the "lowest", the "highest", or each of "even" index or
            of "odd".
        low: left end.
        high: right end.
        digits: decimal digits to carry for even and odd, or 0 for double precision.
    """
    t = (low + high) / 2 + (high - low) / 2 * clenshaw_curtis(_INTERVALS.get(kind, 16))[0]
    if digits:
        return t, tails.order_densities(n, int(kind == "odd"), t, digits)
    if kind == "every":
        return t, goe.total_density(n, t)
    parts = np.array_split(t, int(np.ceil(t.size * n**2 / _ENTRIES)))  # bounds the memory
    densities = [_small_panel(n, kind, part) for part in parts]
    return t, goe.Density(*(np.concatenate(column) for column in zip(*densities, strict=True)))


def _small_panel(n: int, kind: str, t: Array) -> goe.Density:
    """Return the densities of one kind at a few points."""
    if kind == "lowest":
        return goe.lowest_density(n, t)
    if kind == "highest":
        return goe.lowest_density(n, -t)
    return goe.order_densities(n, int(kind == "odd"), t)


def _kind(n: int, index: int | None, digits: int) -> tuple[str, int]:
    """Return the kind of panel that holds an index, and the column there."""
    if index is None:
        return "every", 0
    if index in (0, n - 1) and not digits:
        return ("highest" if index else "lowest"), 0
    return ("odd" if index % 2 else "even"), index // 2


def integral(
    n: int, index: int | None, decay: float, cut: float, width: float, digits: int = 0
) -> Integral:
    """Return ∫_{−∞}^cut ρ_k(t) e^(−decay t²) dt, ρ_k the density of y_k of an n × n GOE.

    Args:
        n: size of the GOE.
        index: k, from 0 to n − 1; None for the sum over all.
        decay: a, at least 0.
        cut: upper limit, or inf.
        width: width of a panel (16 times that where every index counts), whose ends are multiples
            of it.
        digits: decimal digits to carry, or 0 for double precision.
    """
    kind, column = _kind(n, index, digits)
    width *= _INTERVALS.get(kind, 16) / 16
    last = None if np.isinf(cut) else int(np.ceil(cut / width)) - 1
    start = int(np.floor(expected_place(n, index)[0] / width))
    total, reference = np.zeros(4), np.nan
    for walk in _walks(start, last):
        for number in walk:
            high = cut if number == last else (number + 1) * width
            t, density = panel(n, kind, number * width, high, digits)
            value, error = density.log_value[:, column], density.log_error[:, column]
            tilt = -decay * t * t
            if np.isnan(reference):
                reference = float((np.maximum(value, error) + tilt).max())
                if reference == -np.inf:
                    return Integral(-np.inf, np.nan, np.inf, np.inf)
            part = _moments(t, np.exp(value + tilt - reference), np.exp(error + tilt - reference))
            total += part
            if not part[0] + part[3] > _NEGLIGIBLE[digits > 0] * (total[0] + total[3]):
                break
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, grid, rounding = (total[1:] / total[0]).tolist()
        return Integral(float(np.log(total[0])) + reference, mean, grid, rounding)


def _walks(start: int, last: int | None) -> Iterator[Iterator[int]]:
    """Yield two walks over the panels' numbers: to the right up to the last, and to the left."""
    if last is None:
        yield count(start)
    else:
        start = min(start, last)
        yield iter(range(start, last + 1))
    yield count(start - 1, -1)


def _moments(t: Array, density: Array, error: Array) -> Array:
    """Return a panel's ∫ f, ∫ t f, what ∫ f changes by on half the nodes, and ∫ of f's error."""
    half_width = (t[0] - t[-1]) / 2
    weights = half_width * clenshaw_curtis(len(t) - 1)[1]
    halved = half_width * clenshaw_curtis(len(t) // 2)[1]
    whole = weights @ density
    doubt = abs(halved @ density[::2] - whole)
    return np.array([whole, weights @ (t * density), doubt, weights @ error])


def first_width(n: int, index: int | None, cut: float) -> float:
    """Return a width of panels on which the density is smooth.

    Two spacings of the eigenvalues, a power of 2 so that panels are shared; less where the cut
    lies far out and the density grows towards it faster than that.
    """
    width = 2 * min(expected_place(n, index)[1], 0.5)
    together = 1 if index is None else index + 1
    growth = together * np.sqrt(max(cut * cut - 2 * n, 0.0)) if cut < 0 else 0.0
    return _power_of_two(min(width, _GROWTH / max(growth, 1.0)))


def probe(n: int, index: int, cut: float) -> tuple[int, float]:
    """Return how many decimal digits the density of y_k takes at the cut, and a width of panels."""
    place = min(cut, expected_place(n, index)[0])
    digits, lost = 30, np.inf
    while lost > np.log(1e-15):
        density = tails.order_densities(n, index % 2, np.array([place, place - 0.01]), digits)
        value, error = (table[:, index // 2] for table in density)
        lost = (error - value).max()
        digits *= 2
    growth = (value[0] - value[1]) / 0.01
    return digits // 2 + 15, _power_of_two(min(1.0, _GROWTH / max(growth, 1.0)))


def _power_of_two(width: float) -> float:
    """Return the power of 2 nearest to a width."""
    return float(2.0 ** np.round(np.log2(width)))
