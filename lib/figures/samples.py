"""Samples: every seed a dot, an interval beside the dots, or a histogram."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import GREY, MARKERS, PALETTE


def strip(
    ax: Axes, groups: Mapping[str, ArrayLike], *, ylabel: str, xlabel: str = "", log: bool = False
) -> str:
    """Draw every value of each group as a dot, its mean and 95 % interval beside them.

    Args:
        ax: where to draw.
        groups: name → (values,); a value that is not finite is counted in words, not drawn.
        ylabel, xlabel: the words at the axes.
        log: a logarithmic vertical axis.

    Returns:
        What is seen: for each group the count, the mean and the range.
    """
    told = []
    for k, (name, values) in enumerate(groups.items()):
        values = np.asarray(values, float)
        shown = values[np.isfinite(values)]
        jitter = 0.24 * ((np.arange(len(shown)) * 0.618) % 1 - 0.5)
        colour, marker = PALETTE[k % len(PALETTE)], MARKERS[k % len(MARKERS)]
        ax.plot(k + jitter, shown, marker, color=colour, markersize=4.5, alpha=0.75)
        told.append(_told(name, values, shown))
        if len(shown) > 1:
            half = statistics.mean(shown, unit="run").interval[1] - shown.mean()
            ax.errorbar(k + 0.25, shown.mean(), half, fmt="_", color=GREY, capsize=4)
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set(xlabel=xlabel, ylabel=ylabel, **({"yscale": "log"} if log else {}))
    return f"{ylabel}, every run a dot. " + " ".join(told)


def histogram(
    ax: Axes,
    groups: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    bins: int = 40,
    marks: Mapping[str, float] | None = None,
) -> str:
    """Draw outlined histograms of groups and marked values, and return what is seen.

    Args:
        ax: where to draw.
        groups: name → (values,).
        xlabel: what the values are.
        bins: how many bins all groups share.
        marks: words → value, drawn as dashed lines.
    """
    everything = np.concatenate([np.ravel(v) for v in groups.values()])
    marked = list((marks or {}).values())
    edges = np.histogram_bin_edges(np.concatenate([everything, marked]), bins)
    for k, (name, values) in enumerate(groups.items()):
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": ("-", "--", ":", "-.")[k % 4]}
        ax.hist(np.ravel(values), edges, histtype="step", linewidth=1.8, label=name, **style)
    for word, value in (marks or {}).items():
        ax.axvline(value, color=GREY, linestyle="--", linewidth=1.2)
        ax.annotate(word, (value, 0.97), xycoords=("data", "axes fraction"), rotation=90,
                    ha="right", va="top", color=GREY)  # fmt: skip
    ax.set(xlabel=xlabel, ylabel="how many")
    ax.locator_params(axis="x", nbins=5)
    if len(groups) > 1:
        ax.legend()
    told = [_told(name, np.ravel(v), np.ravel(v)) for name, v in groups.items()]
    more = [f"{word} at {value:.3g}." for word, value in (marks or {}).items()]
    return f"Histogram of {xlabel}. " + " ".join(told + more)


def _told(name: str, values: np.ndarray, shown: np.ndarray) -> str:
    """Say in words how a group of values lies."""
    missing = len(values) - len(shown)
    lost = f", {missing} not finite" if missing else ""
    if not len(shown):
        return f"{name}: none of {len(values)} is finite."
    return (
        f"{name}: {len(values)} values{lost}, mean {shown.mean():.3g}, "
        f"from {shown.min():.3g} to {shown.max():.3g}."
    )
