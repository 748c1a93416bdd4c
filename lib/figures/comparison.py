"""Two landscapes beside each other: shares with their intervals, index against energy, by rank."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import GREY, MARKERS, PALETTE
from lib.figures.curves import DASHES


def shares(ax: Axes, groups: Mapping[str, tuple[int, int]], *, xlabel: str) -> str:
    """Draw the share of each group with its 95 % interval, a row a group.

    Args:
        ax: where to draw.
        groups: name → (successes, trials).
        xlabel: what the share is of.

    >>> from lib.figures import canvas
    >>> shares(canvas()[1][0], {"coins": (5, 10)}, xlabel="heads")
    'heads, with 95 % intervals. coins: 5 of 10.'
    """
    for k, (hits, trials) in enumerate(groups.values()):
        low, high = statistics.proportion(hits, trials, unit="run").interval
        colour = PALETTE[k % len(PALETTE)]
        ax.plot([low, high], [k, k], color=colour, linewidth=2)
        ax.plot(hits / trials, k, MARKERS[k % len(MARKERS)], color=colour, markersize=7)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set(xlabel=xlabel, xlim=(-0.03, 1.03), ylim=(len(groups) - 0.5, -0.5))
    told = " ".join(f"{name}: {hits} of {trials}." for name, (hits, trials) in groups.items())
    return f"{xlabel}, with 95 % intervals. {told}"


def index_against_energy(
    ax: Axes,
    groups: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    curve: tuple[ArrayLike, ArrayLike] | None = None,
) -> str:
    """Draw critical points by energy and index fraction, a marker a group, and a curve.

    Args:
        ax: where to draw.
        groups: name → (energies, index fractions).
        xlabel: what the energy is.
        curve: energies and index fractions of a law.

    >>> from lib.figures import canvas
    >>> index_against_energy(canvas()[1][0], {"all": ([0, 1], [0, 0.5])}, xlabel="loss")
    'Share of negative curvatures against loss. all: 2 points, loss 0 to 1, share 0 to 0.5.'
    """
    told = []
    for k, (name, (energies, fractions)) in enumerate(groups.items()):
        x, y = np.asarray(energies, float), np.asarray(fractions, float)
        style = {"color": PALETTE[k % len(PALETTE)], "markersize": 4.5, "alpha": 0.65}
        ax.plot(x, y, MARKERS[k % len(MARKERS)], label=name, linestyle="none", **style)
        told.append(
            f"{name}: {len(x)} points, {xlabel} {x.min():.3g} to {x.max():.3g}, "
            f"share {y.min():.3g} to {y.max():.3g}."
        )
    if curve is not None:
        ax.plot(*curve, color=GREY, linestyle="--", label="infinitely many spins")
        told.append("The law for infinitely many spins as a line.")
    ax.set(xlabel=xlabel, ylabel="share of negative curvatures", ylim=(-0.04, 1.04))
    ax.legend(fontsize=9)
    return f"Share of negative curvatures against {xlabel}. " + " ".join(told)


def ranked(ax: Axes, groups: Mapping[str, ArrayLike]) -> str:
    """Draw the index fraction by rank of energy: every landscape faint, their mean strong.

    Args:
        ax: where to draw.
        groups: name → (landscapes, bins), from the lowest energies to the highest.

    >>> from lib.figures import canvas
    >>> ranked(canvas()[1][0], {"glass": [[0.1, 0.5], [0.3, 0.7]]})
    'Share of negative curvatures by rank of energy. glass: 2 landscapes, mean 0.2 to 0.6.'
    """
    told = []
    for k, (name, rows) in enumerate(groups.items()):
        values = np.atleast_2d(np.asarray(rows, float))
        middles = (np.arange(values.shape[1]) + 0.5) / values.shape[1]
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        ax.plot(middles, values.T, linewidth=0.8, alpha=0.45, **style)
        mean = values.mean(axis=0)
        ax.plot(middles, mean, MARKERS[k % len(MARKERS)], label=name, markersize=5, **style)
        told.append(f"{name}: {len(values)} landscapes, mean {mean[0]:.2g} to {mean[-1]:.2g}.")
    ax.set(xlabel="rank of energy, lowest to highest", ylabel="share of negative curvatures",
           xlim=(0, 1), ylim=(-0.04, 1.04))  # fmt: skip
    ax.legend(fontsize=9)
    return "Share of negative curvatures by rank of energy. " + " ".join(told)


def widths(ax: Axes, groups: Mapping[str, ArrayLike], hidden: ArrayLike, *, ylabel: str) -> str:
    """Draw counts against the number of hidden units, logarithmic, every table a dot.

    Args:
        ax: where to draw.
        groups: name → (tables, widths); the line joins the geometric means.
        hidden: (widths,), hidden units.
        ylabel: what is counted.

    >>> from lib.figures import canvas
    >>> widths(canvas()[1][0], {"tanh": [[4, 16], [4, 36]]}, [1, 2], ylabel="points")
    'points against hidden units. tanh: 2 tables, geometric mean 4 at 1, 24 at 2.'
    """
    x, told = np.asarray(hidden, float), []
    for k, (name, rows) in enumerate(groups.items()):
        values = np.atleast_2d(np.asarray(rows, float))
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        mean = np.exp(np.log(values).mean(axis=0))
        ax.plot(x, mean, label=name, **style)
        spread = 0.03 * (np.arange(len(values)) - (len(values) - 1) / 2)
        for row, shift in zip(values, spread, strict=True):
            ax.plot(x + shift, row, MARKERS[k % len(MARKERS)], color=style["color"], alpha=0.7)
        told.append(
            f"{name}: {len(values)} tables, geometric mean {mean[0]:.3g} at {x[0]:g}, "
            f"{mean[-1]:.3g} at {x[-1]:g}."
        )
    ax.set(xlabel="hidden units", ylabel=ylabel, yscale="log")
    ax.set_xticks(x, [f"{v:g}" for v in x])
    ax.yaxis.set_minor_formatter("")
    ax.legend(fontsize=9)
    return f"{ylabel} against hidden units. " + " ".join(told)
