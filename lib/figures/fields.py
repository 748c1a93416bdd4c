"""Functions of two coordinates: maps with contour lines, hills in three dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from lib.figures.meaning import DASHES
from lib.figures.picture import verb
from lib.figures.scales import Real

# White signs are edged so that they are seen on any colour.
_EDGED = {"color": "white", "path_effects": [withStroke(linewidth=2.5, foreground="#000000a0")]}


@verb
def contour(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    *,
    label: str,
    xlabel: str = "along direction one",
    ylabel: str = "along direction two",
    log: bool = False,
    limits: tuple[float, float] | None = None,
    levels: int = 12,
    marks: Mapping[str, tuple[float, float]] | None = None,
    paths: Mapping[str, ArrayLike] | None = None,
    round: bool = False,
) -> str:
    """Draw a map: colours, contour lines and a colour bar.

    Args:
        x, y: (columns,) and (rows,), the coordinates.
        values: (rows, columns).
        label: what the function is.
        log: colour goes by the decimal logarithm.
        limits: ends of the colours, so that maps compare.
        levels: how many contour lines; none with 0, an image.
        marks: words → (x, y), points.
        paths: words → (points, 2), each with its start and its end.
        round: one unit is as long upwards as sideways.

    Raises:
        ValueError: if a value is not finite, or the shapes do not fit.
    """
    x, y, field = _surface(x, y, values)
    if log and field.min() <= 0:
        raise ValueError(f"a logarithm needs values above 0, the least is {field.min():.3g}")
    tint = np.log10(field) if log else field
    low, high = limits or (None, None)
    image = ax.pcolormesh(x, y, tint, vmin=low, vmax=high, shading="nearest", rasterized=True)
    if levels and np.ptp(tint) > 0:
        ax.contour(x, y, tint, levels=levels, colors="white", linewidths=0.5, alpha=0.7)
    bar = ax.figure.colorbar(image, ax=ax, label=f"log₁₀ {label}" if log else label, pad=0.03)
    bar.outline.set_visible(False)
    for axis in (bar.ax.yaxis, ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
    lowest, highest = (_at(field, find(field), x, y) for find in (np.argmin, np.argmax))
    size = f"{field.shape[0]} × {field.shape[1]} points"
    said = f"Map of the {label} on {size}, from {lowest} up to {highest}."
    for word, point in (marks or {}).items():
        ax.plot(*point, "x", markersize=7, markeredgewidth=2, **_EDGED)
        said += _word(ax, word, point)
    for dash, (word, way) in zip(DASHES, (paths or {}).items(), strict=False):
        places = np.asarray(way, float)
        ax.plot(*places.T, linewidth=1.6, linestyle=dash, **_EDGED)
        ax.plot(*places[0], "o", markerfacecolor="none", **_EDGED)
        ax.plot(*places[-1], "o", **_EDGED)
        said += f" A path of {len(places)} points ends here:{_word(ax, word, places[-1])}"
    ax.set(xlabel=xlabel, ylabel=ylabel, aspect="equal" if round else "auto")
    return said


@verb
def hills(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    *,
    label: str = "loss",
    limits: tuple[float, float] | None = None,
) -> str:
    """Draw a surface in three dimensions.

    Args:
        x, y: (columns,) and (rows,), the coordinates.
        values: (rows, columns).
        label: what stands upright.
        limits: ends of the upright axis and of the colours, so that surfaces compare.

    Raises:
        ValueError: if a value is not finite, or the shapes do not fit.
    """
    x, y, field = _surface(x, y, values)
    figure, place = ax.figure, ax.get_subplotspec()
    ax.remove()
    solid = figure.add_subplot(place, projection="3d")
    low, high = limits or (field.min(), field.max())
    tint = {"cmap": "viridis", "vmin": low, "vmax": high, "edgecolor": "#00000040"}
    kept = {"rstride": 1, "cstride": 1, "linewidth": 0.1, "rasterized": True}
    solid.plot_surface(*np.meshgrid(x, y), field, **tint, **kept)
    for axis in (solid.xaxis, solid.yaxis, solid.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis.set_major_locator(MaxNLocator(3))
        axis.set_major_formatter("{x:.3g}")
    if limits:
        solid.set_zlim(*limits)
    solid.patch.set_alpha(0.0)
    solid.tick_params(labelsize=11, pad=-2)
    solid.view_init(elev=27, azim=-20)  # along the rows: teeth show
    solid.set_box_aspect(None, zoom=0.86)
    scale = f" on a scale from {low:.3g} to {high:.3g}" if limits else ""
    return (
        f"A surface in three dimensions, {len(y)} × {len(x)} points: {label} from "
        f"{field.min():.3g} to {field.max():.3g}{scale}."
    )


def _surface(x: ArrayLike, y: ArrayLike, values: ArrayLike) -> tuple[Real, Real, Real]:
    """Return coordinates and values on a grid, or say what is wrong with them."""
    x, y, field = (np.asarray(part, float) for part in (x, y, values))
    if field.shape != (y.size, x.size) or min(field.shape) < 2:
        raise ValueError(
            "a surface has values (rows, columns) over y (rows,) and x (columns,), two or more of "
            f"each: got {field.shape} over {y.shape} and {x.shape}"
        )
    bad = np.argwhere(~np.isfinite(field))
    if len(bad):
        raise ValueError(
            f"{len(bad)} of {field.size} values of a surface are not finite, the first in row "
            f"{bad[0, 0]}, column {bad[0, 1]}: draw a part without them"
        )
    return x, y, field


def _at(field: Real, place: Any, x: Real, y: Real) -> str:
    """Write a value of a map with its place."""
    i, j = np.unravel_index(place, field.shape)
    return f"{field[i, j]:.3g} at ({x[j]:.2g}, {y[i]:.2g})"


def _word(ax: Axes, word: str, point: ArrayLike) -> str:
    """Write a white word beside a point, on the side where there is room, and say its place."""
    x, y = np.asarray(point, float)
    left = x > np.mean(ax.get_xlim())
    shift, side = ((-6, 6), "right") if left else ((6, 6), "left")
    ax.annotate(word, (x, y), shift, textcoords="offset points", ha=side, **_EDGED)
    return f" {word} at ({x:.2g}, {y:.2g})."
