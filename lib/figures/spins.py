"""Spins: arrangements of three, critical points by index, their counts and how these grow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import statistics
from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE

_CORNERS = np.array([[0.0, 1.0], [-0.87, -0.5], [0.87, -0.5]])
_BONDS = ((0, 1), (1, 2), (2, 0))


def triangle(ax: Axes, couplings: ArrayLike, spins: ArrayLike) -> str:
    """Draw three spins that point up or down, with the bonds that they satisfy and break.

    Args:
        ax: where to draw.
        couplings: of the bonds 0–1, 1–2 and 2–0, shape (3,); the energy is the sum of
            coupling × spin × spin, so a bond is satisfied where that product is negative.
        spins: +1 or −1, shape (3,).

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> triangle(axes[0], [1, 1, 1], [1, -1, 1])
    'Spins up, down, up: 2 bonds satisfied, 1 broken.'
    """
    couplings, spins = np.asarray(couplings, float), np.asarray(spins)
    satisfied = [c * spins[a] * spins[b] < 0 for c, (a, b) in zip(couplings, _BONDS, strict=True)]
    for (a, b), holds in zip(_BONDS, satisfied, strict=True):
        style = {"color": BLUE} if holds else {"color": ORANGE, "linestyle": (0, (2, 2))}
        ax.plot(*_CORNERS[[a, b]].T, linewidth=3, zorder=1, **style)
    for place, spin in zip(_CORNERS, spins, strict=True):
        ax.plot(*place, "o", markersize=25, markerfacecolor="white", markeredgecolor=GREY)
        way = np.array([0, 0.19 * spin])
        arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", place + way, place - way, arrowprops=arrow)
    ax.set(xlim=(-1.3, 1.3), ylim=(-0.95, 1.4), aspect="equal")
    ax.axis("off")
    words = ", ".join("up" if spin > 0 else "down" for spin in spins)
    return f"Spins {words}: {sum(satisfied)} bonds satisfied, {3 - sum(satisfied)} broken."


def by_index(ax: Axes, instances: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> str:
    """Draw each critical point at its index and its energy density.

    Args:
        ax: where to draw.
        instances: name → (energy densities, indices) of its critical points.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> by_index(axes[0], {"p = 2": ([-1.0, 1.0], [0, 1])})
    'Energy density of critical points against index. p = 2: 2 points, 1 minima from -1 to -1.'
    """
    told = []
    for k, (name, (energies, indices)) in enumerate(instances.items()):
        energies, indices = np.asarray(energies), np.asarray(indices)
        beside = (k - (len(instances) - 1) / 2) * 0.22
        style = {"color": PALETTE[k % len(PALETTE)], "alpha": 0.75, "markersize": 5}
        ax.plot(indices + beside, energies, MARKERS[k % len(MARKERS)], label=name, **style)
        low = energies[indices == 0]
        lowest = f"{len(low)} minima from {low.min():.3g} to {low.max():.3g}"
        told.append(f"{name}: {len(energies)} points, {lowest}.")
    ax.set(xlabel="index: number of directions down", ylabel="energy density u")
    ax.legend()
    return "Energy density of critical points against index. " + " ".join(told)


def counts(ax: Axes, values: ArrayLike, exact: float, *, xlabel: str = "critical points") -> str:
    """Draw how often each whole number was counted, the mean with its interval, the exact mean.

    Args:
        ax: where to draw.
        values: counts, shape (instances,).
        exact: the mean that theory gives.
        xlabel: what was counted.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> counts(axes[0], [2, 4, 4, 6], 4.2)
    'critical points in 4 instances, from 2 to 6: mean 4 between 1.4 and 6.6, exact mean 4.2.'
    """
    values = np.asarray(values)
    numbers, times = np.unique(values, return_counts=True)
    step = np.gcd.reduce(np.diff(numbers)) if len(numbers) > 1 else 1
    low, high = statistics.mean(values, unit="instance").interval
    ax.bar(numbers, times, width=0.8 * step, color=GREY, alpha=0.45)
    ax.axvline(exact, color=ORANGE, linestyle="--", label="exact mean")
    mean, top = values.mean(), 1.1 * times.max()
    style = {"fmt": "o", "color": BLUE, "capsize": 4, "label": "counted mean"}
    ax.errorbar(mean, top, xerr=[[mean - low], [high - mean]], **style)
    ax.set(xlabel=xlabel, ylabel="instances", ylim=(0, 1.22 * times.max()))
    return (
        f"{xlabel} in {len(values)} instances, from {values.min()} to {values.max()}: mean "
        f"{mean:.3g} between {low:.3g} and {high:.3g}, exact mean {exact:.4g}."
    )


def growth(
    ax: Axes,
    counted: Mapping[str, tuple[ArrayLike, ArrayLike]],
    exact: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    largest: float = np.inf,
) -> str:
    """Draw counts against the number of spins, every instance a dot, and exact means as lines.

    Args:
        ax: where to draw.
        counted: name → (sizes, counts), one entry an instance.
        exact: name → (sizes, means); a name that is also counted takes the same colour.
        largest: sizes above it are left out.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> growth(axes[0], {"a": ([3, 4], [6, 8])}, {"a": ([3, 4], [6, 8])})
    'Number of critical points against number of spins. a: 2 instances, from 6 to 8; mean 6 to 8.'
    """
    names = list(dict.fromkeys([*counted, *exact]))
    told = []
    for k, name in enumerate(names):
        colour, said = PALETTE[k % len(PALETTE)], []
        if name in counted:
            sizes, values = _up_to(largest, *counted[name])
            label = None if name in exact else name
            ax.plot(sizes, values, MARKERS[k], color=colour, alpha=0.4, markersize=4, label=label)
            said.append(f"{len(values)} instances, from {values.min()} to {values.max()}")
        if name in exact:
            sizes, means = _up_to(largest, *exact[name])
            ax.plot(sizes, means, color=colour, linestyle=("-", "--", ":")[k % 3], label=name)
            said.append(f"mean {means[0]:.4g} to {means[-1]:.4g}")
        told.append(f"{name}: {'; '.join(said)}.")
    ax.set(xlabel="number of spins N", ylabel="critical points", yscale="log")
    ax.legend()
    return "Number of critical points against number of spins. " + " ".join(told)


def _up_to(largest: float, sizes: ArrayLike, values: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the sizes up to a limit, and the values there."""
    sizes, values = np.asarray(sizes), np.asarray(values)
    return sizes[sizes <= largest], values[sizes <= largest]
