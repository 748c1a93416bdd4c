"""Energy bands: levels and complexity, spectra, ends of descents, counts beside exact means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE
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


def spectrum(ax: Axes, eigenvalues: ArrayLike, x: ArrayLike, density: ArrayLike) -> str:
    """Draw sampled eigenvalues as a histogram of area one, and a density over it.

    Args:
        ax: where to draw.
        eigenvalues: any shape.
        x, density: the curve, shape (points,).

    >>> from lib.figures import canvas
    >>> spectrum(canvas()[1][0], [0.0, 1.0], [-1, 0, 1, 2], [0.0, 0.5, 0.5, 0.0])
    '2 eigenvalues from 0 to 1, mean 0.5; the curve runs from -1 to 2.'
    """
    values, x = np.ravel(np.asarray(eigenvalues, float)), np.asarray(x, float)
    ax.hist(values, 40, density=True, color=GREY, alpha=0.45, label="sampled")
    ax.plot(x, density, color=BLUE, label="semicircle")
    ax.axvline(0, color=ORANGE, linestyle="--", linewidth=1)
    ax.set(xlabel="eigenvalue of the Hessian", yticks=[])
    return (
        f"{len(values)} eigenvalues from {values.min():.3g} to {values.max():.3g}, mean "
        f"{values.mean():.3g}; the curve runs from {x[0]:.3g} to {x[-1]:.3g}."
    )


def ends(
    ax: Axes,
    runs: Mapping[int, ArrayLike],
    *,
    band: tuple[float, float],
    expected: Mapping[int, float] | None = None,
) -> str:
    """Draw the energy at which every descent ended against the number of spins, with the band.

    Args:
        ax: where to draw.
        runs: number of spins → energy densities, shape (instances, starts).
        band: lower and upper end, shaded.
        expected: number of spins → mean energy of all minima, drawn as crosses.

    >>> from lib.figures import canvas
    >>> ends(canvas()[1][0], {25: [[-1.4, -1.5], [-1.5, -1.6]]}, band=(-1.66, -1.63))
    'Ends of descents. N = 25: 4 descents from -1.6 to -1.4, mean -1.5. Band -1.66 to -1.63.'
    """
    told = []
    for k, (n, energies) in enumerate(runs.items()):
        rows = np.asarray(energies, float)
        beside = np.linspace(-0.28, 0.28, len(rows))[:, None] + np.zeros_like(rows)
        ax.plot(k + beside.ravel(), rows.ravel(), ".", color=BLUE, markersize=4, alpha=0.6)
        low, high = rows.min(), rows.max()
        if len(rows) > 1:
            low, high = statistics.mean(rows.mean(axis=1), unit="instance").interval
        mean = rows.mean()
        bars = [[mean - low], [high - mean]]
        ax.errorbar(k + 0.4, mean, yerr=bars, fmt="s", color=ORANGE, capsize=4, markersize=5)
        told.append(
            f"N = {n}: {rows.size} descents from {rows.min():.4g} to {rows.max():.4g}, "
            f"mean {mean:.4g}."
        )
    if expected:
        places = [k + 0.4 for k, n in enumerate(runs) if n in expected]
        means = [expected[n] for n in runs if n in expected]
        ax.plot(places, means, "x", color=PALETTE[2], markersize=8)
        told.append("Mean of all minima: " + ", ".join(f"{u:.4g}" for u in means) + ".")
    ax.axhspan(*band, color=GREY, alpha=0.3, linewidth=0)
    ax.set_xticks(range(len(runs)), [f"N = {n}" for n in runs])
    ax.set(ylabel="energy density u")
    return "Ends of descents. " + " ".join(told) + f" Band {band[0]:.4g} to {band[1]:.4g}."


def by_energy(ax: Axes, sampled: ArrayLike, error: ArrayLike, exact: ArrayLike,
              words: Sequence[str]) -> str:  # fmt: skip
    """Draw mean counts of each index in intervals of energy beside the exact means.

    Args:
        ax: where to draw.
        sampled, error, exact: shape (indices, intervals).
        words: of the intervals.

    >>> from lib.figures import canvas
    >>> by_energy(canvas()[1][0], [[1.0, 2.0]], [[0.1, 0.2]], [[1.1, 2.0]], ["low", "high"])
    'Mean counts, exact in brackets. Index 0: low 1 (1.1), high 2 (2).'
    """
    sampled, error, exact = (np.asarray(part, float) for part in (sampled, error, exact))
    told = []
    for k, (counts, errors, means) in enumerate(zip(sampled, error, exact, strict=True)):
        colour, places = PALETTE[k % len(PALETTE)], np.arange(len(words)) + 0.18 * (k - 1)
        ax.plot(places, means, "_", color=colour, markersize=13, markeredgewidth=1.5)
        style = {"color": colour, "label": f"index {k}", "markersize": 4, "capsize": 2}
        ax.errorbar(places, counts, 2 * errors, fmt=MARKERS[k % len(MARKERS)], **style)
        each = zip(words, counts, means, strict=True)
        told.append(f"Index {k}: " + ", ".join(f"{w} {c:.3g} ({m:.3g})" for w, c, m in each) + ".")
    ax.set_xticks(range(len(words)), list(words))
    ax.set(xlabel="energy density u", ylabel="points an instance")
    ax.legend(fontsize=9)
    return "Mean counts, exact in brackets. " + " ".join(told)


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
