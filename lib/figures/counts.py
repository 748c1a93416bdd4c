"""Counts and trained networks against depth: curves with exact dots, peaks, runs, solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import GREY, MARKERS, PALETTE
from lib.figures.curves import DASHES

Points = tuple[ArrayLike, ArrayLike]


def solutions(ax: Axes, values: ArrayLike, real: ArrayLike, *, reach: float) -> str:
    """Draw solutions in the plane of their complex energy, the real ones apart.

    Args:
        ax: where to draw.
        values: complex energy densities, shape (solutions,).
        real: which of them are real, the same shape.
        reach: what lies further out than this is counted, not drawn.

    >>> from lib.figures import canvas
    >>> solutions(canvas()[1][0], [1.0, 2j, 9j], [True, False, False], reach=5)
    '3 solutions in the plane of complex energy: 1 real, 2 complex; 1 lie beyond 5.'
    """
    values, real = np.asarray(values, complex), np.asarray(real, bool)
    near = np.maximum(abs(values.real), abs(values.imag)) <= reach
    ax.axhline(0, color=GREY, linewidth=0.8)
    for k, (name, here) in enumerate({"complex": ~real, "real": real}.items()):
        shown = values[here & near]
        style = {"color": PALETTE[k], "markersize": 4 + k, "alpha": 0.75, "label": name}
        ax.plot(shown.real, shown.imag, MARKERS[k], **style)
    height = 1.15 * np.max(np.abs(values[near].imag), initial=0.1)
    ax.set(xlabel="energy density, real part", ylabel="imaginary part", ylim=(-height, height))
    ax.legend(fontsize=9, loc="upper right")
    return (
        f"{len(values)} solutions in the plane of complex energy: {real.sum()} real, "
        f"{(~real).sum()} complex; {(~near).sum()} lie beyond {reach:g}."
    )


def by_depth(
    ax: Axes,
    curves: Mapping[str, Points],
    *,
    dots: Mapping[str, Points] | None = None,
    ylabel: str,
    xlabel: str = "depth H",
    marked: bool = True,
) -> str:
    """Draw quantities against depth, or something else, on a logarithmic axis, each peak marked.

    Args:
        ax: where to draw.
        curves: name → (depths, values).
        dots: name → (depths, values), exact values in the colour of the curve of that name.
        ylabel: the words at the vertical axis.
        xlabel: the words at the horizontal axis.
        marked: mark the highest point of each curve.

    >>> from lib.figures import canvas
    >>> by_depth(canvas()[1][0], {"a": ([2, 4, 8], [1, 3, 2])}, ylabel="count")
    'count against depth H. a: from 1 at 2 to 2 at 8, highest 3 at 4.'
    """
    told = []
    for k, (name, (depths, values)) in enumerate(curves.items()):
        depths, values = np.asarray(depths, float), np.asarray(values, float)
        top = int(np.nanargmax(values))
        colour = PALETTE[k % len(PALETTE)]
        ax.plot(depths, values, color=colour, linestyle=DASHES[k % len(DASHES)], label=name)
        if marked:
            ax.plot(depths[top], values[top], MARKERS[k % len(MARKERS)], color=colour, markersize=9,
                markerfacecolor="none", markeredgewidth=1.8)  # fmt: skip
        told.append(
            f"{name}: from {values[0]:.3g} at {depths[0]:g} to {values[-1]:.3g} at "
            f"{depths[-1]:g}, highest {values[top]:.3g} at {depths[top]:.3g}."
        )
    for name, (depths, values) in (dots or {}).items():
        k = list(curves).index(name)
        values = np.asarray(values, float)
        ax.plot(depths, values, MARKERS[k % len(MARKERS)], color=PALETTE[k], markersize=4)
        told.append(f"Exact {name}: {len(values)} dots, highest {np.nanmax(values):.3g}.")
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log")
    _plain_ticks(ax.xaxis)
    if marked:
        ax.set_ylim(0, 1.35 * ax.get_ylim()[1])  # room for the legend
    ax.legend(fontsize=8, loc="upper right" if marked else "best")
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def peaks(ax: Axes, places: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Draw at which depth each kind of count is largest, under each reading.

    Args:
        ax: where to draw.
        places: reading → kind of count → depths, one or several.

    >>> from lib.figures import canvas
    >>> peaks(canvas()[1][0], {"width": {"all": [10.2], "minima": [28, 44.7]}})
    'Depth of the largest count. width: all at 10.2; minima at 28, 44.7.'
    """
    told, names = [], list(dict.fromkeys(kind for row in places.values() for kind in row))
    for row, (reading, kinds) in enumerate(places.items()):
        for kind, depths in kinds.items():
            k = names.index(kind)
            height = row + 0.16 * (k - (len(names) - 1) / 2)
            label = kind if row == 0 else None
            ax.plot(depths, np.full(len(depths), height), MARKERS[k], color=PALETTE[k],
                    linestyle="-", linewidth=1, markersize=6, label=label)  # fmt: skip
        words = "; ".join(f"{kind} at {_listed(depths)}" for kind, depths in kinds.items())
        told.append(f"{reading}: {words}.")
    ax.set_yticks(range(len(places)), list(places))
    ax.set(xlabel="depth H of the largest count", xscale="log", ylim=(len(places) - 0.5, -0.5))
    ax.set_xticks([2, 3, 5, 10, 20, 50], ["2", "3", "5", "10", "20", "50"])
    ax.xaxis.set_minor_formatter("")
    ax.legend(fontsize=8)
    return "Depth of the largest count. " + " ".join(told)


def runs(
    ax: Axes,
    series: Mapping[str, Mapping[int, ArrayLike]],
    *,
    ylabel: str,
    unit: str = "run",
    log: bool = False,
) -> str:
    """Draw every run at its depth as a dot, series beside each other, with mean and interval.

    Args:
        ax: where to draw.
        series: name → depth → values, one entry a run or pair.
        ylabel: the words at the vertical axis.
        unit: what a dot stands for.
        log: a logarithmic vertical axis.

    >>> from lib.figures import canvas
    >>> runs(canvas()[1][0], {"loss": {2: [1.0, 2.0], 4: [3.0, 5.0]}}, ylabel="loss")
    'loss against depth, every run a dot. loss: 1.5 at 2, 4 at 4.'
    """
    depths = list(dict.fromkeys(depth for groups in series.values() for depth in groups))
    told, width = [], 0.8 / len(series)
    for k, (name, groups) in enumerate(series.items()):
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % len(MARKERS)]
        means = {}
        for depth, given in groups.items():
            values = np.asarray(given, float)
            place = depths.index(depth) + (k - (len(series) - 1) / 2) * width
            beside = 0.6 * width * ((np.arange(len(values)) * 0.618) % 1 - 0.5)
            ax.plot(place + beside, values, marker, color=colour, markersize=3, alpha=0.45)
            means[depth] = values.mean()
            half = 0.0
            if len(values) > 1:
                half = statistics.mean(values, unit="run").interval[1] - values.mean()
            ax.errorbar(place, values.mean(), half, fmt=marker, color=colour, capsize=4,
                        markersize=6, markeredgecolor="white",
                        label=name if depth == depths[0] else None)  # fmt: skip
        words = ", ".join(f"{value:.3g} at {depth}" for depth, value in means.items())
        told.append(f"{name}: {words}.")
    ax.set_xticks(range(len(depths)), [str(depth) for depth in depths])
    ax.set(xlabel="depth H", ylabel=ylabel)
    if log:
        ax.set_yscale("log")
        _plain_ticks(ax.yaxis)
    if len(series) > 1:
        ax.legend(fontsize=8)
    return f"{ylabel} against depth, every {unit} a dot. " + " ".join(told)


def clouds(ax: Axes, groups: Mapping[str, Points], *, xlabel: str, ylabel: str) -> str:
    """Draw one dot a run on two logarithmic axes, a marker for each group.

    Args:
        ax: where to draw.
        groups: name → (x, y), positive.
        xlabel, ylabel: the words at the axes.

    >>> from lib.figures import canvas
    >>> clouds(canvas()[1][0], {"H = 2": ([1, 2], [3, 4])}, xlabel="loss", ylabel="curvature")
    'curvature against loss, a dot a run. H = 2: 2 runs, loss 1 to 2, curvature 3 to 4.'
    """
    told = []
    for k, (name, (x, y)) in enumerate(groups.items()):
        x, y = np.asarray(x, float), np.asarray(y, float)
        style = {"color": PALETTE[k % len(PALETTE)], "markersize": 3.5, "alpha": 0.5}
        ax.plot(x, y, MARKERS[k % len(MARKERS)], label=name, **style)
        told.append(
            f"{name}: {len(x)} runs, {xlabel} {x.min():.3g} to {x.max():.3g}, "
            f"{ylabel} {y.min():.3g} to {y.max():.3g}."
        )
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    _plain_ticks(ax.xaxis)
    _plain_ticks(ax.yaxis)
    ax.legend(fontsize=8)
    return f"{ylabel} against {xlabel}, a dot a run. " + " ".join(told)


def _plain_ticks(axis: Axis) -> None:
    """Write one, two and five of each power of ten as plain numbers, powers only over many."""
    low, high = axis.get_view_interval()
    few = high < 200 * max(low, 1e-300)
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,)))
    axis.set_major_formatter("{x:,g}" if few else "{x:,.0f}")
    axis.set_minor_formatter("")


def _listed(values: Sequence[float]) -> str:
    """Write depths for reading."""
    return ", ".join(f"{value:.3g}" for value in values)
