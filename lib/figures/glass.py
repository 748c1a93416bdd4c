"""Glassy or not: decay against overlap laws, dendrograms, barriers over a setting, correlations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import GREY, MARKERS, PALETTE
from lib.figures.curves import DASHES

_HALF = 0.5


def decay(
    ax: Axes,
    overlaps: ArrayLike,
    measured: Mapping[str, ArrayLike],
    *,
    laws: Sequence[int] = (2, 3),
    ylabel: str,
) -> str:
    """Draw what is left of a function against the overlap, with the laws q^p behind it.

    Args:
        ax: where to draw; the overlap runs from 1, on the left, to 0.
        overlaps: q, (points,).
        measured: name → (runs, points): every run a thin line, their mean with its interval.
        laws: exponents p, drawn in grey.
        ylabel: what is left.

    >>> from lib.figures import canvas
    >>> decay(canvas()[1][0], [1, 0.5], {"all": [[1, 0.2], [1, 0.3]]}, ylabel="left")
    'left against overlap. At overlap 0.5: q^2 0.25, q^3 0.125; all 0.25 (2 runs).'
    """
    q = np.asarray(overlaps, float)
    near = int(np.argmin(np.abs(q - _HALF)))
    grid = np.linspace(q.min(), 1, 101)
    for k, p in enumerate(laws):
        ax.plot(grid, grid**p, color=GREY, linestyle=DASHES[k + 1], linewidth=1.2, label=f"$q^{p}$")
    told = []
    for k, (name, values) in enumerate(measured.items()):
        rows = np.atleast_2d(np.asarray(values, float))
        colour = PALETTE[k]
        ax.plot(q, rows.T, color=colour, linewidth=0.5, alpha=0.45)
        ax.plot(q, rows.mean(0), MARKERS[k] + "-", color=colour, markersize=3.5, label=name)
        told.append(f"{name} {rows[:, near].mean():.3g} ({len(rows)} runs)")
    ax.set(xlabel="overlap q with where it was", ylabel=ylabel)
    ax.invert_xaxis()
    ax.legend(fontsize=8)
    known = ", ".join(f"q^{p} {q[near] ** p:.3g}" for p in laws)
    return f"{ylabel} against overlap. At overlap {q[near]:.2g}: {known}; {', '.join(told)}."


def dendrogram(ax: Axes, x: ArrayLike, y: ArrayLike, leaves: Sequence[int], *, title: str) -> str:
    """Draw a dendrogram from its lines, the leaves named by their numbers.

    Args:
        ax: where to draw.
        x, y: lines with NaN between them, as ``glass.dendrogram`` returns them.
        leaves: from left to right.
        title: what was clustered.

    >>> from lib.figures import canvas
    >>> x, y = [0, 0, 1, 1, np.nan], [0, 2, 2, 0, np.nan]
    >>> dendrogram(canvas()[1][0], x, y, [1, 0], title="two")
    'two: 2 leaves, joined at heights from 2 to 2.'
    """
    heights = np.reshape(np.asarray(y, float), (-1, 5))[:, 1]
    ax.plot(x, y, color=PALETTE[0], linewidth=1.3)
    ax.set_xticks(range(len(leaves)), [str(leaf + 1) for leaf in leaves], fontsize=7)
    ax.set(title=title, xlabel="network", ylim=(0, 1.06 * heights.max()))
    return (
        f"{title}: {len(leaves)} leaves, joined at heights from {heights.min():.3g} to "
        f"{heights.max():.3g}."
    )


def against(
    ax: Axes,
    places: Sequence[float],
    groups: Mapping[str, Sequence[ArrayLike]],
    *,
    xlabel: str,
    ylabel: str,
    log: bool = True,
) -> str:
    """Draw groups of values against a setting: every value a dot, means with 95 % intervals.

    Args:
        ax: where to draw.
        places: values of the setting, (places,).
        groups: name → for each place its values, (runs,).
        xlabel, ylabel: the words at the axes.
        log: a logarithmic horizontal axis.

    >>> from lib.figures import canvas
    >>> against(canvas()[1][0], [1, 2], {"a": [[1, 3], [4, 6]]}, xlabel="x", ylabel="y")
    'y against x, every run a dot. a: mean 2 at 1, 5 at 2.'
    """
    told = []
    for k, (name, values) in enumerate(groups.items()):
        rows, colour = [np.asarray(row, float) for row in values], PALETTE[k]
        for place, row in zip(places, rows, strict=True):
            ax.plot(
                np.full(len(row), place), row, MARKERS[k], color=colour, markersize=3, alpha=0.35
            )
        means = [row.mean() for row in rows]
        half = [statistics.mean(row, unit="run").interval[1] - row.mean() for row in rows]
        ax.errorbar(places, means, half, color=colour, marker=MARKERS[k], linestyle=DASHES[k],
                    markersize=6, capsize=3, label=name)  # fmt: skip
        ends = [f"{mean:.3g} at {place:g}" for place, mean in zip(places, means, strict=True)]
        told.append(f"{name}: mean {', '.join(ends)}.")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set_xscale("log")
        ax.set_xticks(places, [f"{place:g}" for place in places])
        ax.minorticks_off()
    ax.legend(fontsize=8)
    return f"{ylabel} against {xlabel}, every run a dot. " + " ".join(told)


def scatter(
    ax: Axes, groups: Mapping[str, tuple[ArrayLike, ArrayLike]], *, xlabel: str, ylabel: str
) -> str:
    """Draw points of groups, told apart by marker and colour; x is logarithmic.

    >>> from lib.figures import canvas
    >>> scatter(canvas()[1][0], {"a": ([1, 10], [3, 5])}, xlabel="x", ylabel="y")
    'y against x. a: 2 points, x around 5.5, y around 4.'
    """
    told = []
    for k, (name, pair) in enumerate(groups.items()):
        x, y = np.asarray(pair[0], float), np.asarray(pair[1], float)
        ax.plot(x, y, MARKERS[k], color=PALETTE[k], markersize=4.5, alpha=0.75, label=name)
        told.append(f"{name}: {x.size} points, x around {x.mean():.3g}, "
                    f"y around {y.mean():.3g}.")  # fmt: skip
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.legend(fontsize=8)
    return f"{ylabel} against {xlabel}. " + " ".join(told)


def forest(ax: Axes, names: Sequence[str], analyses: Mapping[str, Sequence]) -> str:
    """Draw rank correlations with their intervals, a row a measure, filled where they stand.

    Args:
        ax: where to draw.
        names: of the measures.
        analyses: name → for each measure (correlation, (low, high), corrected p).

    >>> from lib.figures import canvas
    >>> forest(canvas()[1][0], ["trace"], {"all": [(0.5, (0.2, 0.7), 0.01)]})
    'Rank correlations. all: trace 0.5 [0.2, 0.7], corrected p 0.01.'
    """
    told = []
    for k, (name, rows) in enumerate(analyses.items()):
        for j, (rho, (low, high), p) in enumerate(rows):
            place = len(names) - 1 - j + 0.18 * ((len(analyses) - 1) / 2 - k)
            fill = PALETTE[k] if p < 0.05 else "none"
            ax.plot([low, high], [place, place], color=PALETTE[k], linewidth=1.4)
            ax.plot(rho, place, MARKERS[k], color=PALETTE[k], markerfacecolor=fill, markersize=6,
                    label=None if j else name)  # fmt: skip
        ends = [
            f"{measure} {rho:.2g} [{low:.2g}, {high:.2g}], corrected p {p:.2g}"
            for measure, (rho, (low, high), p) in zip(names, rows, strict=True)
        ]
        told.append(f"{name}: {'; '.join(ends)}.")
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(names)), list(names)[::-1])
    ax.set(xlabel="rank correlation with the test error", xlim=(-1, 1))
    ax.legend(fontsize=8, loc="lower left")
    return "Rank correlations. " + " ".join(told)
