"""Evidence at a glance: distributions beside each other, two computations of one thing, dates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE
from lib.figures.curves import DASHES


def densities(
    ax: Axes,
    groups: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    bins: int = 50,
    marks: Mapping[str, float] | None = None,
) -> str:
    """Draw outlined histograms of equal area, so that groups of any size compare.

    Args:
        ax: where to draw.
        groups: name → finite values, any shape.
        xlabel: what the values are.
        bins: how many bins all groups share.
        marks: name → value, a line in the group's own colour and dash.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> densities(axes[0], {"a": [0, 1, 2]}, xlabel="x", marks={"a": 0.5})
    'Distribution of x. a: 3 values, mean 1, half of them from 0.5 to 1.5, marked at 0.5.'
    """
    flat = {name: np.ravel(np.asarray(values, float)) for name, values in groups.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(flat.values())), bins)
    told = []
    for k, (name, values) in enumerate(flat.items()):
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        ax.hist(values, edges, histtype="step", density=True, linewidth=1.8, label=name, **style)
        low, high = np.quantile(values, [0.25, 0.75])
        words = f"{name}: {len(values)} values, mean {values.mean():.3g}, "
        words += f"half of them from {low:.3g} to {high:.3g}"
        if name in (marks or {}):
            place = (marks or {})[name]
            ax.axvline(place, linewidth=1.1, **style)
            words += f", marked at {place:.4g}"
        told.append(words + ".")
    ax.set(xlabel=xlabel, ylabel="density", yticks=[])
    ax.legend()
    return f"Distribution of {xlabel}. " + " ".join(told)


def agreement(
    ax: Axes, x: ArrayLike, computed: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str
) -> str:
    """Draw computations of a quantity against the quantity, with the line of equality.

    Args:
        ax: where to draw.
        x: the quantity, shape (points,).
        computed: name → what should equal it, shape (points,).
        xlabel, ylabel: the words at the axes.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> agreement(axes[0], [0, 1], {"sum": [0, 1]}, xlabel="x", ylabel="y")
    'y against x, which runs from 0 to 1. sum: off by at most 0.'
    """
    x = np.asarray(x, float)
    ax.axline((x.mean(), x.mean()), slope=1, color=GREY, linewidth=1)
    told = []
    for k, (name, values) in enumerate(computed.items()):
        values = np.asarray(values, float)
        style = {"color": PALETTE[k % len(PALETTE)], "markersize": 3.5, "alpha": 0.6}
        ax.plot(x, values, MARKERS[k % len(MARKERS)], label=name, rasterized=True, **style)
        told.append(f"{name}: off by at most {np.abs(values - x).max():.2g}.")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    span = f"which runs from {x.min():.3g} to {x.max():.3g}"
    return f"{ylabel} against {xlabel}, {span}. " + " ".join(told)


def timeline(ax: Axes, years: Mapping[str, int], *, subject: str) -> str:
    """Draw works at their years, one of them set apart.

    Args:
        ax: where to draw.
        years: words for each work → its year.
        subject: the work that the others are compared with.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> timeline(axes[0], {"linear networks": 1989, "spin glass": 2014}, subject="spin glass")
    'Timeline: 1989 linear networks; 2014 spin glass.'
    """
    works = sorted(years.items(), key=lambda work: work[1])
    first, last = works[0][1], works[-1][1]
    for k, (words, year) in enumerate(works):
        height = len(works) - k  # the earliest highest, so that no line crosses a word
        colour, marker = (ORANGE, "s") if words == subject else (BLUE, "o")
        ax.plot([year, year], [0, height], color=colour, linewidth=1)
        ax.plot(year, 0, marker, color=colour)
        side = "right" if year > first + 0.75 * (last - first) else "left"
        ax.annotate(f"{year} {words}", (year, height), ha=side, va="bottom")
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set(ylim=(-0.5, len(works) + 1), yticks=[])
    ax.spines[["left", "bottom"]].set_visible(False)
    return "Timeline: " + "; ".join(f"{year} {words}" for words, year in works) + "."
