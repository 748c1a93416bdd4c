"""Depth: hills in three dimensions, measures against depth, paired differences, words measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lib import statistics
from lib.figures.base import GREY, MARKERS, ORANGE, PALETTE, clear_ground

Real = NDArray[np.float64]


class Surface(Protocol):
    """Losses on a grid: coordinates x (columns,), y (rows,) and losses (rows, columns)."""

    @property
    def x(self) -> Real:
        """Coordinates, (columns,)."""

    @property
    def y(self) -> Real:
        """Coordinates, (rows,)."""

    @property
    def losses(self) -> Real:
        """(rows, columns)."""


class Compared(Protocol):
    """A mean difference, its interval and the difference of each pair."""

    @property
    def estimate(self) -> float:
        """The mean difference."""

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval."""

    @property
    def values(self) -> Real:
        """The difference of each pair, (n,)."""


def hills(axes: Sequence[Axes], surfaces: Mapping[str, Surface], *, label: str = "loss") -> str:
    """Draw surfaces in three dimensions side by side, each on its own scale, and say their ranges.

    Args:
        axes: one flat panel a surface; a panel in three dimensions takes its place.
        surfaces: title → losses on a grid.
        label: the words at the upright axis.
    """
    told = []
    for ax, (title, surface) in zip(axes, surfaces.items(), strict=True):
        figure, place = ax.figure, ax.get_subplotspec()
        ax.remove()
        solid = figure.add_subplot(place, projection="3d")
        x, y = np.meshgrid(surface.x, surface.y)
        solid.plot_surface(x, y, surface.losses, cmap="viridis", rstride=1, cstride=1,
                           linewidth=0.1, edgecolor="#00000040", rasterized=True)  # fmt: skip
        for axis in (solid.xaxis, solid.yaxis, solid.zaxis):
            axis.set_pane_color((0, 0, 0, 0))
            axis.set_major_locator(MaxNLocator(4))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
        clear_ground(solid)
        solid.set_title(title)
        solid.tick_params(labelsize=7, pad=-2)
        solid.view_init(elev=27, azim=-20)  # along the rows: teeth show
        solid.set_box_aspect(None, zoom=0.92)
        low, high = surface.losses.min(), surface.losses.max()
        told.append(f"{title}: {label} from {low:.3g} to {high:.3g}.")
    return "Surfaces in three dimensions, side by side. " + " ".join(told)


def by_depth(
    ax: Axes,
    groups: Mapping[str, Mapping[int, ArrayLike]],
    *,
    ylabel: str,
    log: bool = True,
    missed: bool = True,
) -> str:
    """Draw every run as a dot over its depth, with mean and 95 % interval, and say them.

    A run without a value stays in the figure: a cross on the upper edge with the number of such
    runs at this depth.

    Args:
        ax: where to draw.
        groups: setting → hidden layers → (runs,), NaN for a run without a value.
        ylabel: what the values are.
        log: a logarithmic axis, and means of the logarithm.
        missed: mark the runs without a value.

    >>> from lib.figures import canvas
    >>> runs = {"reference": {1: [1.0, 1.0], 10: [4.0, np.nan]}}
    >>> by_depth(canvas()[1][0], runs, ylabel="radius")
    'radius by hidden layers, every run a dot. reference: 1: 2 runs, mean 1; 10: 1 run, mean 4, \
1 missed.'
    """
    told, place, ticks = [], 0.0, []
    for k, (name, by_layers) in enumerate(groups.items()):
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % len(MARKERS)]
        words = []
        for j, (layers, given) in enumerate(by_layers.items()):
            values = np.asarray(given, float)
            shown = values[np.isfinite(values) & ((values > 0) | (not log))]
            jitter = 0.3 * ((np.arange(len(shown)) * 0.618) % 1 - 0.5)
            label = None if j else name
            ax.plot(place + jitter, shown, marker, color=colour, ms=4, alpha=0.7, label=label)
            lost = len(values) - len(shown) if missed else 0
            if lost:
                _cross(ax, place, lost)
            words.append(
                f"{layers}: {_summary(ax, place, shown, log)}{f', {lost} missed' if lost else ''}"
            )
            ticks.append((place, str(layers)))
            place += 1
        told.append(f"{name}: {'; '.join(words)}.")
        place += 0.5
    ax.set_xticks(*zip(*ticks, strict=True))
    ax.tick_params(axis="x", labelsize=8)
    ax.set(xlabel="hidden layers", ylabel=ylabel, **({"yscale": "log"} if log else {}))
    if log:
        _plain_ticks(ax.yaxis, (1, 2, 5))
    if len(groups) > 1:
        ax.legend(fontsize=7, loc="lower left", bbox_to_anchor=(0, 1.02), ncols=2)
    return f"{ylabel} by hidden layers, every run a dot. " + " ".join(told)


def differences(
    ax: Axes, effects: Mapping[str, Compared], *, xlabel: str, enough: float = 0.0
) -> str:
    """Draw paired differences, every pair a dot, with mean and 95 % interval, and say them.

    Args:
        ax: where to draw.
        effects: words → difference.
        xlabel: what is compared.
        enough: the smallest difference that counts; less, either way, is shaded.

    >>> from lib.figures import canvas
    >>> from types import SimpleNamespace as Effect
    >>> effect = Effect(estimate=1.0, interval=(0.5, 1.5), values=np.array([0.8, 1.2]))
    >>> differences(canvas()[1][0], {"10 over 1": effect}, xlabel="ln ratio")
    'ln ratio, every pair a dot. 10 over 1: 1 [0.5, 1.5], 2 pairs.'
    """
    told = []
    ax.axvline(0, color=GREY, linewidth=1)
    if enough:
        ax.axvspan(-enough, enough, color=GREY, alpha=0.15, linewidth=0)
    for k, (name, effect) in enumerate(effects.items()):
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % len(MARKERS)]
        jitter = 0.2 * ((np.arange(len(effect.values)) * 0.618) % 1 - 0.5)
        ax.plot(effect.values, k + jitter, marker, color=colour, markersize=4, alpha=0.6)
        low, high = effect.interval
        ax.plot([low, high], [k - 0.28] * 2, color=GREY, linewidth=2)
        ax.plot(effect.estimate, k - 0.28, "|", color=GREY, markersize=9, markeredgewidth=2)
        pairs = f", {len(effect.values)} pairs" if len(effect.values) else ""
        told.append(f"{name}: {effect.estimate:.3g} [{low:.3g}, {high:.3g}]{pairs}.")
    ax.set_yticks(range(len(effects)), list(effects))
    ax.set(xlabel=xlabel, ylim=(-0.6, len(effects) - 0.4))
    dots = ", every pair a dot" if any(len(effect.values) for effect in effects.values()) else ""
    return f"{xlabel}{dots}. " + " ".join(told)


def spoken(
    ax: Axes,
    groups: Mapping[str, Sequence[tuple[float, float]]],
    *,
    limits: tuple[float, float],
) -> str:
    """Draw how much rougher and how much broader pictures are, with the corner the words ask for.

    Args:
        ax: where to draw.
        groups: words → (times rougher, times broader) of several pictures.
        limits: the least of both that a reader would put into words; beyond both is shaded.

    >>> from lib.figures import canvas
    >>> spoken(canvas()[1][0], {"as shipped": [(3.0, 2.0), (1.0, 1.0)]}, limits=(2.0, 1.25))
    'as shipped: 1 of 2 pictures look like the words.'
    """
    told = []
    for k, (name, points) in enumerate(groups.items()):
        pairs = np.clip(np.asarray(points, float), 1e-3, 1e3)
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % len(MARKERS)]
        ax.plot(*pairs.T, marker, color=colour, label=name, markersize=5, alpha=0.8)
        count = int(np.sum((pairs >= limits).all(1)))
        told.append(f"{name}: {count} of {len(pairs)} pictures look like the words.")
    ax.set(xscale="log", yscale="log", xlabel="one layer rougher, times",
           ylabel="deeper floor broader, times")  # fmt: skip
    for axis in (ax.xaxis, ax.yaxis):
        _plain_ticks(axis, (1, 3))
    right, top = ax.get_xlim()[1], ax.get_ylim()[1]
    ax.axvline(1, color=GREY, linewidth=0.8)
    ax.axhline(1, color=GREY, linewidth=0.8)
    ax.fill_between([limits[0], max(right, 4)], limits[1], max(top, 4), color=GREY, alpha=0.18,
                    linewidth=0)  # fmt: skip
    ax.legend(fontsize=8)
    return " ".join(told)


def _plain_ticks(axis: Axis, steps: tuple[int, ...]) -> None:
    """Label a logarithmic axis with plain numbers at these steps of each decade."""
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _cross(ax: Axes, place: float, count: int) -> None:
    """Mark runs without a value on the upper edge."""
    ax.plot(place, 0.97, "X", color=ORANGE, transform=ax.get_xaxis_transform(), clip_on=False)
    ax.annotate(f"{count}", (place, 0.97), xycoords=("data", "axes fraction"), color=ORANGE,
                xytext=(0, -13), textcoords="offset points", ha="center", fontsize=8)  # fmt: skip


def _summary(ax: Axes, place: float, shown: Real, log: bool) -> str:
    """Draw mean and interval beside the dots and say the mean."""
    if not len(shown):
        return "no run"
    if len(shown) == 1:
        return f"1 run, mean {shown[0]:.3g}"
    found = statistics.mean(shown, unit="run", log=log)
    mean, (low, high) = found.estimate, found.interval
    ax.errorbar(place + 0.32, mean, [[mean - low], [high - mean]], fmt="_", color=GREY, capsize=3)
    return f"{len(shown)} runs, mean {mean:.3g}"
