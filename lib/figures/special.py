"""The few pictures that are no plots: spins with their bonds, and trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from scipy.cluster import hierarchy

from lib.figures.meaning import BLUE, GREY, ORANGE
from lib.figures.picture import verb


@verb
def spins(
    ax: Axes,
    bonds: Mapping[tuple[int, int], float],
    *,
    state: ArrayLike = (),
    layers: Sequence[int] = (),
    meaning: tuple[str, str] = ("positive", "negative"),
) -> str:
    """Draw spins, or other units, and the bonds between them.

    Args:
        bonds: (unit, unit) → number; thick and blue above zero, dashed and orange below, thin and
            grey at zero.
        state: +1 or −1 of each unit, drawn as an arrow up or down; without it units are squares.
        layers: units of each layer, from left to right; without them units stand in a ring.
        meaning: words for a bond above zero and for one below.

    Raises:
        ValueError: if there is no bond.
    """
    if not bonds:
        raise ValueError("there is no bond to draw: got an empty mapping")
    places = _layered(layers) if layers else _ring(1 + max(max(pair) for pair in bonds))
    for pair, value in bonds.items():
        line = {"color": BLUE} if value > 0 else {"color": ORANGE, "linestyle": (0, (2, 2))}
        thin = {"color": GREY, "linewidth": 0.8}
        ax.plot(*places[list(pair)].T, zorder=1, **({"linewidth": 3, **line} if value else thin))
    state = np.asarray(state, int)
    if len(state):
        edge = {"markersize": 28, "markerfacecolor": "white", "markeredgecolor": GREY}
        ax.plot(*places.T, "o", **edge)
        for place, spin in zip(places, state, strict=True):
            word = {"fontsize": 20, "color": "black", "ha": "center", "va": "center_baseline"}
            ax.text(*place, "↑" if spin > 0 else "↓", **word)
    else:
        ax.plot(*places.T, "s", color=GREY, markersize=9)
    ax.margins(0.2)
    ax.set_aspect("equal")
    ax.axis("off")
    signs = np.sign(list(bonds.values()))
    counts = zip((*meaning, "fixed"), (1, -1, 0), strict=True)
    said = ", ".join(f"{np.sum(signs == s)} {word}" for word, s in counts if s in signs)
    arrows = f"Spins {', '.join('up' if s > 0 else 'down' for s in state)}. " if len(state) else ""
    return f"{arrows}{len(places)} units with {len(bonds)} bonds: {said}."


@verb
def dendrogram(
    ax: Axes, linkage: ArrayLike, *, names: Sequence[Any] = (), xlabel: str = "", ylabel: str = ""
) -> str:
    """Draw the tree of a hierarchical clustering.

    Args:
        linkage: (leaves − 1, 4), as ``scipy.cluster.hierarchy.linkage`` returns it.
        names: of the leaves; if not given, their numbers from 1.
        xlabel, ylabel: the words at the axes.
    """
    joins = np.asarray(linkage, float)
    tree = hierarchy.dendrogram(joins, no_plot=True)
    for x, y in zip(tree["icoord"], tree["dcoord"], strict=True):
        ax.plot(x, y, color=BLUE, linewidth=1.3)
    count, heights = len(joins) + 1, joins[:, 2]
    words = list(names) or range(1, count + 1)
    ax.set_xticks(5 + 10 * np.arange(count), [str(words[leaf]) for leaf in tree["leaves"]])
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(0, 1.06 * heights.max()))
    span = f"from {heights.min():.3g} to {heights.max():.3g}"
    return f"A tree of {count} leaves, joined at heights {span}."


def _ring(count: int) -> np.ndarray:
    """Return places on a circle, the first on top, shape (count, 2)."""
    angle = np.pi / 2 + 2 * np.pi * np.arange(count) / count
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _layered(layers: Sequence[int]) -> np.ndarray:
    """Return places in columns, shape (units, 2)."""
    columns = [(float(k), row - (n - 1) / 2) for k, n in enumerate(layers) for row in range(n)]
    return np.array(columns)
