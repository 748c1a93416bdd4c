"""How alike runs end: estimates with their intervals, ends beside a band, runs in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE
from lib.figures.curves import DASHES
from lib.figures.samples import strip


def estimates(
    ax: Axes,
    series: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike | None]],
    *,
    xlabel: str,
    ylabel: str,
    level: float | None = None,
    log: str = "",
) -> str:
    """Draw estimates with their intervals against a size or a time.

    Args:
        ax: where to draw.
        series: name → (x, estimates, intervals), the intervals (points, 2), or None where only
            values are reported.
        xlabel, ylabel: the words at the axes.
        level: where to draw a dashed line across.
        log: which axes are logarithmic: "", "x" or "xy".

    >>> from lib.figures import canvas
    >>> estimates(canvas()[1][0], {"a": ([1, 2], [3, 4], [[2, 5], [3, 5]])}, xlabel="x", ylabel="y")
    'y against x. a: 3 [2, 5] at 1, 4 [3, 5] at 2.'
    """
    told = []
    for k, (name, (x, values, ends)) in enumerate(series.items()):
        x, values = np.asarray(x, float), np.asarray(values, float)
        style = _style(k, markersize=5)
        bars = None if ends is None else np.abs(np.asarray(ends, float).T - values)
        ax.errorbar(x, values, bars, capsize=4, label=name, **style)
        told.append(f"{name}: " + _listed(x, values, ends) + ".")
    if level is not None:
        ax.axhline(level, color=GREY, linestyle="--", linewidth=1)
    scales: dict[str, dict[str, str]] = {
        "x": {"xscale": "log"},
        "xy": {"xscale": "log", "yscale": "log"},
    }
    ax.set(xlabel=xlabel, ylabel=ylabel, **scales.get(log, {}))
    if log:
        places = sorted({float(v) for x, _, _ in series.values() for v in np.ravel(x)})
        ax.set_xticks(places, [f"{v:g}" for v in places])
        ax.xaxis.set_minor_formatter("")
    if len(series) > 1:
        ax.legend(fontsize=9)
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def ends_and_band(
    ax: Axes,
    groups: Mapping[str, ArrayLike],
    band: tuple[float, float],
    *,
    ylabel: str,
    xlabel: str = "",
) -> str:
    """Draw every run of each group as a dot and shade a band.

    >>> from lib.figures import canvas
    >>> ends_and_band(canvas()[1][0], {"a": [1.0, 2.0]}, (0, 1), ylabel="u").split(". ")[-1]
    'The band from 0 to 1 is shaded.'
    """
    told = strip(ax, groups, ylabel=ylabel, xlabel=xlabel)
    ax.axhspan(*band, color=GREY, alpha=0.35, linewidth=0)
    return told + f" The band from {band[0]:.4g} to {band[1]:.4g} is shaded."


def pairs(
    ax: Axes, before: ArrayLike, after: ArrayLike, *, names: tuple[str, str], label: str
) -> str:
    """Draw runs by two values each, with the line on which the two are equal.

    Args:
        ax: where to draw.
        before, after: one value a run, shape (runs,).
        names: what the two are, for the axes.
        label: the quantity.

    >>> from lib.figures import canvas
    >>> pairs(canvas()[1][0], [1, 2, 3], [2, 2, 1], names=("early", "late"), label="error")
    'error: late against early of 3 runs; late is higher in 1, lower in 1, equal in 1.'
    """
    x, y = np.asarray(before, float), np.asarray(after, float)
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    ax.plot([low, high], [low, high], color=GREY, linestyle="--", linewidth=1)
    ax.plot(x, y, "o", color=BLUE, markersize=4, alpha=0.5)
    ax.plot(x.mean(), y.mean(), "s", color=ORANGE, markersize=8, label="mean")
    ax.set(xlabel=f"{label}, {names[0]}", ylabel=f"{label}, {names[1]}")
    ax.legend()
    higher, lower = int(np.sum(y > x)), int(np.sum(y < x))
    return (
        f"{label}: {names[1]} against {names[0]} of {len(x)} runs; {names[1]} is higher in "
        f"{higher}, lower in {lower}, equal in {len(x) - higher - lower}."
    )


def below_zero(
    ax: Axes, tolerances: Sequence[float], shares: Mapping[str, ArrayLike], *, ylabel: str
) -> str:
    """Draw shares of eigenvalues below −tolerance · max|λ| against the tolerance, a line a network.

    Args:
        ax: where to draw.
        tolerances: relative to the largest |λ|, rising.
        shares: name → (networks, tolerances).
        ylabel: the words at the upright axis.

    >>> from lib.figures import canvas
    >>> below_zero(canvas()[1][0], [0.001, 0.1], {"a": [[0.2, 0.0]]}, ylabel="share")
    'share by tolerance. a: 0.2 at 0.001, 0 at 0.1 on average.'
    """
    told = []
    for k, (name, rows) in enumerate(shares.items()):
        rows = np.atleast_2d(np.asarray(rows, float))
        style = _style(k, markersize=4)
        for j, row in enumerate(rows):
            ax.plot(tolerances, row, alpha=0.7, label=None if j else name, **style)
        told.append(f"{name}: " + _listed(np.asarray(tolerances), rows.mean(axis=0)))
    ax.set(xlabel="below −tolerance · max|λ|", ylabel=ylabel, xscale="log")
    ax.legend(fontsize=9)
    return f"{ylabel} by tolerance. " + " ".join(f"{words} on average." for words in told)


def _style(k: int, *, markersize: int) -> dict[str, Any]:
    """Return colour, dash and marker of series k."""
    return {
        "color": PALETTE[k % len(PALETTE)],
        "linestyle": DASHES[k % len(DASHES)],
        "linewidth": 1.2,
        "marker": MARKERS[k % len(MARKERS)],
        "markersize": markersize,
    }


def _listed(x: np.ndarray, values: np.ndarray, ends: ArrayLike | None = None) -> str:
    """Write values with their intervals and places."""
    words = [""] * len(x)
    if ends is not None:
        words = [f" [{low:.3g}, {high:.3g}]" for low, high in np.asarray(ends, float).tolist()]
    rows = zip(x.tolist(), values.tolist(), words, strict=True)
    return ", ".join(f"{value:.3g}{word} at {place:g}" for place, value, word in rows)
