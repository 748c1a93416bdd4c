"""Curves over one coordinate: each with its own colour and dash, told in words by their ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import PALETTE

DASHES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)), (0, (7, 3)))


def lines(
    ax: Axes,
    x: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    log: bool = False,
) -> str:
    """Draw curves over a common coordinate and return what is seen.

    Args:
        ax: where to draw.
        x: (points,), the coordinate.
        curves: name → (points,), or (curves, points) for several of one kind drawn alike.
        xlabel, ylabel: the words at the axes.
        log: a logarithmic vertical axis.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> lines(axes[0], [0, 1, 2], {"bowl": [1, 0, 1]}, xlabel="step", ylabel="loss")
    'loss over step from 0 to 2. bowl: from 1 to 1, lowest 0 at 0-based place 1, highest 1.'
    """
    x = np.asarray(x, float)
    told = []
    for k, (name, values) in enumerate(curves.items()):
        rows = np.atleast_2d(np.asarray(values, float))
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        thin = {"linewidth": 0.9, "alpha": 0.7} if len(rows) > 1 else {}
        for j, row in enumerate(rows):
            ax.plot(x, row, label=None if j else name, **style, **thin)
        told.append(_told(name, rows))
    ax.set(xlabel=xlabel, ylabel=ylabel, **({"yscale": "log"} if log else {}))
    if len(curves) > 1:
        ax.legend()
    return f"{ylabel} over {xlabel} from {x[0]:.3g} to {x[-1]:.3g}. " + " ".join(told)


def trail(ax: Axes, points: ArrayLike, *, xlabel: str, ylabel: str) -> str:
    """Draw a trail of points (k, 2) in the plane, its start and its end marked, and say so."""
    points = np.asarray(points, float)
    ax.plot(*points.T, ".-", color=PALETTE[0], markersize=3, linewidth=1)
    ax.plot(*points[0], "o", color=PALETTE[1], label="start")
    ax.plot(*points[-1], "D", color=PALETTE[2], label="end")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    low, high = points.min(0), points.max(0)
    return (
        f"A trail of {len(points)} points from {low[0]:.3g} to {high[0]:.3g} along the {xlabel} "
        f"and {low[1]:.3g} to {high[1]:.3g} along the {ylabel}."
    )


def _told(name: str, rows: np.ndarray) -> str:
    """Say in words how a curve, or a bundle of curves, runs."""
    if len(rows) > 1:
        return f"{name}: {len(rows)} curves between {rows.min():.3g} and {rows.max():.3g}."
    row = rows[0]
    low = int(np.argmin(row))
    return (
        f"{name}: from {row[0]:.3g} to {row[-1]:.3g}, lowest {row[low]:.3g} at "
        f"0-based place {low}, highest {row.max():.3g}."
    )
