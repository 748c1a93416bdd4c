"""Saddle points: what runs came to, index against error, and bundles of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import MARKERS, PALETTE
from lib.figures.curves import DASHES

_HATCHES = ("", "///", "...", "xxx")


def outcomes(ax: Axes, groups: Mapping[str, Mapping[str, int]], *, xlabel: str) -> str:
    """Draw for each group a bar cut into the shares of its outcomes.

    Args:
        ax: where to draw.
        groups: name → {outcome: count}, the same outcomes for all.
        xlabel: what is counted.

    >>> from lib.figures import canvas
    >>> outcomes(canvas()[1][0], {"a": {"kept": 3, "lost": 1}}, xlabel="share of starts")
    'share of starts. a, 4 in all: kept 3, lost 1.'
    """
    told = []
    for row, (name, counts) in enumerate(groups.items()):
        total, left = sum(counts.values()), 0.0
        for k, (outcome, count) in enumerate(counts.items()):
            style = {"facecolor": PALETTE[k], "hatch": _HATCHES[k % len(_HATCHES)]}
            label = None if row else outcome
            ax.barh(row, count / total, left=left, edgecolor="white", label=label, **style)
            left += count / total
        parts = ", ".join(f"{outcome} {count}" for outcome, count in counts.items())
        told.append(f"{name}, {total} in all: {parts}.")
    ax.set_yticks(range(len(groups)), list(groups))
    ax.invert_yaxis()
    ax.set(xlabel=xlabel, xlim=(0, 1))
    columns = len(next(iter(groups.values())))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, fontsize=9)
    return f"{xlabel}. " + " ".join(told)


def index_against(
    ax: Axes,
    sets: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    ylabel: str = "index",
) -> str:
    """Draw points by error and index; the first set filled, the others hollow and behind.

    Args:
        ax: where to draw.
        sets: name → errors and indices, (points,) each.
        xlabel, ylabel: the words at the axes.

    >>> from lib.figures import canvas
    >>> index_against(canvas()[1][0], {"critical": ([1.0, 2.0], [0, 3])}, xlabel="loss")
    'index against loss. critical: 2 points, loss from 1 to 2, index from 0 to 3.'
    """
    told = []
    for k, (name, (errors, indices)) in enumerate(sets.items()):
        x, y = np.asarray(errors, float), np.asarray(indices, float)
        fill = {"markersize": 5, "alpha": 0.7} if k == 0 else {"fillstyle": "none", "alpha": 0.6}
        ax.plot(x, y, MARKERS[k], color=PALETTE[k], label=name, zorder=3 - k, **fill)
        told.append(
            f"{name}: {len(x)} points, {xlabel} from {x.min():.3g} to {x.max():.3g}, "
            f"{ylabel} from {y.min():.3g} to {y.max():.3g}."
        )
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(sets) > 1:
        ax.legend(fontsize=9)
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def bundles(
    ax: Axes,
    runs: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    ylabel: str,
    dots: bool = False,
    places: Sequence[float] = (),
) -> str:
    """Draw for each name the median of its rows, and how far the rows spread.

    Args:
        ax: where to draw; both axes logarithmic.
        runs: name → coordinate (points,) and rows (rows, points), positive.
        xlabel, ylabel: the words at the axes.
        dots: show every row as dots instead of a band from the least to the greatest.
        places: coordinates at which the words tell the medians; the last one if not given.

    >>> from lib.figures import canvas
    >>> bundles(canvas()[1][0], {"a": ([1, 2], [[4, 1], [4, 3]])}, xlabel="step", ylabel="loss")
    'loss against step, both logarithmic. a: median 2 at 2, 2 rows.'
    """
    told = []
    for k, (name, (x, rows)) in enumerate(runs.items()):
        at, values = np.asarray(x, float), np.asarray(rows, float)
        middle, colour = np.median(values, axis=0), PALETTE[k % len(PALETTE)]
        ax.plot(at, middle, color=colour, linestyle=DASHES[k % len(DASHES)], label=name)
        if dots:
            here = np.tile(at, len(values))
            ax.plot(here, values.ravel(), MARKERS[k], color=colour, markersize=4, alpha=0.6)
        else:
            ax.fill_between(at, values.min(0), values.max(0), color=colour, alpha=0.15, lw=0)
        shown = [int(np.abs(at - place).argmin()) for place in places] or [len(at) - 1]
        medians = ", ".join(f"{middle[j]:.3g} at {at[j]:.4g}" for j in shown)
        told.append(f"{name}: median {medians}, {len(values)} rows.")
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    ax.legend(fontsize=9)
    return f"{ylabel} against {xlabel}, both logarithmic. " + " ".join(told)
