"""Memories: samples and shares beside their theory, and the two meanings of a spin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE
from lib.figures.curves import DASHES

Curve = tuple[ArrayLike, ArrayLike]


def sampled(
    ax: Axes,
    x: ArrayLike,
    groups: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    curves: Mapping[str, Curve] | None = None,
    log: str = "",
) -> str:
    """Draw every network as a dot, the means with their 95 % intervals, and curves of theory.

    Args:
        ax: where to draw.
        x: (points,).
        groups: name → values, (points, networks).
        xlabel, ylabel: the words at the axes.
        curves: name → (x, y).
        log: the axes that are logarithmic, ``"x"``, ``"y"`` or ``"xy"``.

    >>> from lib.figures import canvas
    >>> sampled(canvas()[1][0], [0.5], {"N = 8": [[0.9, 1.0]]}, xlabel="T", ylabel="overlap")
    'overlap against T. N = 8: mean 0.95 at 0.5, 2 networks each.'
    """
    x, told = np.asarray(x, float), []
    for k, (name, rows) in enumerate(groups.items()):
        values = np.asarray(rows, float)
        place = _beside(x, k, len(groups), "x" in log)
        style = {"color": PALETTE[k % len(PALETTE)], "marker": MARKERS[k % len(MARKERS)]}
        _dots(ax, np.broadcast_to(place[:, None], values.shape), values, style["color"])
        means = values.mean(axis=1)
        ends = np.array([statistics.mean(row, unit="network").interval for row in values]).T
        bars = [means - ends[0], ends[1] - means]
        ax.errorbar(place, means, bars, linestyle="", capsize=3, markersize=6, label=name, **style)
        told.append(f"{name}: mean {_ends(x, means)}, {values.shape[1]} networks each.")
    told += _curves(ax, curves, len(groups))
    _finish(ax, xlabel, ylabel, log)
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def shares(
    ax: Axes,
    x: ArrayLike,
    groups: Mapping[str, tuple[ArrayLike, int]],
    *,
    xlabel: str,
    ylabel: str,
    curves: Mapping[str, Curve] | None = None,
    log: str = "",
) -> str:
    """Draw shares of counted networks with their exact 95 % intervals, and curves beside them.

    Args:
        ax, x, xlabel, ylabel, curves, log: as in ``sampled``.
        groups: name → (how many of the networks at each point, of how many).

    >>> from lib.figures import canvas
    >>> shares(canvas()[1][0], [1, 2], {"a": ([0, 5], 10)}, xlabel="N", ylabel="share")
    'share against N. a: 0 at 1, 0.5 at 2, of 10 each.'
    """
    x, told = np.asarray(x, float), []
    for k, (name, (hits, trials)) in enumerate(groups.items()):
        hits = np.asarray(hits)
        part = hits / trials
        found = [statistics.proportion(h, trials, unit="network") for h in hits]
        ends = np.array([each.interval for each in found]).T
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        ax.errorbar(
            _beside(x, k, len(groups), "x" in log), part, [part - ends[0], ends[1] - part],
            marker=MARKERS[k % len(MARKERS)], markersize=6, capsize=3, label=name, **style,
        )  # fmt: skip
        told.append(f"{name}: {_ends(x, part)}, of {trials} each.")
    told += _curves(ax, curves, len(groups))
    _finish(ax, xlabel, ylabel, log)
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def neurons(ax: Axes, state: ArrayLike) -> str:
    """Draw a network whose neurons are the spins, each joined to each by a fixed weight.

    Args:
        ax: where to draw.
        state: ±1 of each neuron, (N,).

    >>> from lib.figures import canvas
    >>> neurons(canvas()[1][0], [1, -1, 1])
    'A ring of 3 neurons, 2 of them +, each joined to each by a thin grey line, a fixed weight.'
    """
    state = np.asarray(state)
    angle = 2 * np.pi * np.arange(len(state)) / len(state) + np.pi / 2
    places = np.column_stack([np.cos(angle), np.sin(angle)])
    for a in range(len(state)):
        for b in range(a):
            ax.plot(*places[[a, b]].T, color=GREY, linewidth=0.8, zorder=1)
    for place, spin in zip(places, state, strict=True):
        _spin(ax, place, spin, 15)
    _bare(ax)
    return (
        f"A ring of {len(state)} neurons, {int(np.sum(state > 0))} of them +, each joined to each "
        "by a thin grey line, a fixed weight."
    )


def weights(ax: Axes, layers: list[np.ndarray]) -> str:
    """Draw a layered network whose weights are the spins.

    Args:
        ax: where to draw.
        layers: ±1 of each weight, one array (units, units of the next layer) a layer.

    >>> from lib.figures import canvas
    >>> weights(canvas()[1][0], [np.ones((2, 1)), -np.ones((1, 1))])[-41:]
    'Its 3 weights are the spins, 2 of them +.'
    """
    widths = [len(layers[0]), *(layer.shape[1] for layer in layers)]
    places = [
        np.column_stack([np.full(n, float(k)), np.arange(n) - (n - 1) / 2])
        for k, n in enumerate(widths)
    ]
    for k, layer in enumerate(layers):
        for (a, b), spin in np.ndenumerate(layer):
            ends = np.array([places[k][a], places[k + 1][b]])
            line = {"color": BLUE} if spin > 0 else {"color": ORANGE, "linestyle": (0, (3, 2))}
            ax.plot(*ends.T, linewidth=2.2, zorder=1, **line)
            # Marks at different depths, so that those of crossing lines stand apart.
            _spin(ax, ends[0] + (0.3 + 0.12 * (a % 3)) * (ends[1] - ends[0]), spin, 8)
    for column in places:
        ax.plot(*column.T, "s", color=GREY, markersize=9, zorder=3)
    _bare(ax)
    everything = np.concatenate([layer.ravel() for layer in layers])
    return (
        f"A network of layers with {', '.join(map(str, widths))} units, small and grey. Its "
        f"{len(everything)} weights are the spins, {int(np.sum(everything > 0))} of them +."
    )


def _dots(ax: Axes, x: np.ndarray, y: np.ndarray, color: str) -> None:
    """Draw many dots as one path: strokes too short to see, with round ends.

    Markers would cost the page two hundred bytes each.
    """
    gaps = np.full(x.size, np.nan)
    xs = np.column_stack([x.ravel(), x.ravel() * (1 + 1e-3), gaps]).ravel()
    ys = np.column_stack([y.ravel(), y.ravel(), gaps]).ravel()
    ax.plot(xs, ys, color=color, linewidth=3, alpha=0.3, solid_capstyle="round")


def _spin(ax: Axes, place: np.ndarray, spin: float, size: float) -> None:
    """Draw a spin as a disk with its sign."""
    ax.plot(*place, "o", color=BLUE if spin > 0 else ORANGE, markersize=size, zorder=4)
    style = {"ha": "center", "va": "center_baseline", "color": "white", "zorder": 5}
    ax.text(*place, "+" if spin > 0 else "−", fontsize=0.75 * size, fontweight="bold", **style)


def _bare(ax: Axes) -> None:
    """Leave the drawing alone in its panel."""
    ax.margins(0.12)
    ax.axis("off")


def _beside(x: np.ndarray, k: int, count: int, log: bool) -> np.ndarray:
    """Return where group k stands: a little beside the others."""
    shift = 0.012 * (k - (count - 1) / 2)
    return x * (1 + 3 * shift) if log else x + shift * (np.ptp(x) or 1.0)


def _curves(ax: Axes, curves: Mapping[str, Curve] | None, first: int) -> list[str]:
    """Draw the curves of theory and say where they begin and end."""
    told = []
    for k, (name, (x, y)) in enumerate((curves or {}).items()):
        x, y = np.asarray(x, float), np.asarray(y, float)
        style = {"color": GREY, "linestyle": DASHES[k % len(DASHES)]}
        if first == 0:
            style["color"] = PALETTE[k % len(PALETTE)]
        ax.plot(x, y, label=name, zorder=1, **style)
        x, y = x[np.isfinite(y)], y[np.isfinite(y)]
        told.append(f"Curve {name}: {y[0]:.3g} at {x[0]:g}, {y[-1]:.3g} at {x[-1]:g}.")
    return told


def _finish(ax: Axes, xlabel: str, ylabel: str, log: str) -> None:
    """Name the axes."""
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if "x" in log:
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter("{x:g}")
        ax.xaxis.set_minor_formatter("")
    if "y" in log:
        ax.set_yscale("log")
        ax.yaxis.set_minor_formatter("")
    ax.legend(fontsize=9)


def _ends(x: np.ndarray, values: np.ndarray) -> str:
    """Say the values at all points if there are few, else at the first and the last."""
    few = range(len(x)) if len(x) <= 4 else (0, len(x) - 1)
    return ", ".join(f"{values[k]:.3g} at {x[k]:g}" for k in few)
