"""Levels marked upright, laws on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import GREY, MARKERS, PALETTE
from lib.figures.curves import DASHES


def levels(ax: Axes, marks: Mapping[str, float], *, band: tuple[float, float] | None = None) -> str:
    """Mark energy levels by upright lines with their names, and shade the band.

    Args:
        ax: where to draw; energy density runs along x.
        marks: name → energy density.
        band: lower and upper end, shaded.

    >>> from lib.figures import canvas
    >>> levels(canvas()[1][0], {"−E₀": -1.657}, band=(-1.657, -1.633))
    'Marked: −E₀ at -1.657. Shaded from -1.657 to -1.633.'
    """
    for word, value in marks.items():
        ax.axvline(value, color=GREY, linestyle="--", linewidth=1)
        ax.annotate(word, (value, 1.0), xycoords=("data", "axes fraction"), ha="center",
                    va="bottom", color=GREY, fontsize=8)  # fmt: skip
    told = "Marked: " + ", ".join(f"{word} at {value:.4g}" for word, value in marks.items()) + "."
    if band is not None:
        ax.axvspan(*band, color=GREY, alpha=0.15, linewidth=0)
        told += f" Shaded from {band[0]:.4g} to {band[1]:.4g}."
    return told


def laws(
    ax: Axes,
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    dots: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    ylabel: str,
    xlabel: str = "number of spins N",
) -> str:
    """Draw quantities against the number of spins on two logarithmic axes, instances as dots.

    Args:
        ax: where to draw.
        curves: name → (sizes, values).
        dots: name → (sizes, values), one entry an instance.
        ylabel, xlabel: the words at the axes.

    >>> from lib.figures import canvas
    >>> laws(canvas()[1][0], {"law": ([10, 100], [1.0, 0.1])}, ylabel="gap")
    'gap against number of spins N. law: 1 at 10, 0.1 at 100.'
    """
    told = []
    for k, (name, (sizes, values)) in enumerate(curves.items()):
        sizes, values = np.asarray(sizes, float), np.asarray(values, float)
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        ax.plot(sizes, values, MARKERS[k % len(MARKERS)], markersize=4, label=name, **style)
        told.append(f"{name}: {values[0]:.3g} at {sizes[0]:g}, {values[-1]:.3g} at {sizes[-1]:g}.")
    for k, (name, (sizes, values)) in enumerate((dots or {}).items(), start=len(curves)):
        values = np.asarray(values, float)
        ax.plot(sizes, values, MARKERS[k % len(MARKERS)], color=PALETTE[k % len(PALETTE)],
                markersize=4, alpha=0.5, label=name)  # fmt: skip
        told.append(
            f"{name}: {len(values)} instances from {values.min():.3g} to {values.max():.3g}."
        )
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    ax.yaxis.set_minor_formatter("")
    ax.legend(fontsize=9)
    return f"{ylabel} against {xlabel}. " + " ".join(told)
