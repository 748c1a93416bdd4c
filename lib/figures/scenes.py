"""Pictures of fields and of structure: maps, hills in three dimensions, trees."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike
from scipy.cluster import hierarchy

from lib import checks
from lib.figures.picture import verb
from lib.figures.scales import BLUE, Real

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
    marks: Mapping[str, ArrayLike] | None = None,
) -> str:
    """Draw a map to one scale: colours, contour lines and a colour bar.

    Args:
        x, y: (columns,) and (rows,), the coordinates, of one unit.
        values: (rows, columns).
        label: what the function is.
        log: colour goes by the decimal logarithm.
        marks: words → (x, y), a point; or (points, 2), a path, named at its end.

    Raises:
        ValueError: if a value is not finite, or the shapes do not fit.
    """
    x, y, field = _surface(x, y, values)
    if log and field.min() <= 0:
        raise ValueError(f"a logarithm needs values above 0, the least is {field.min():.3g}")
    tint = np.log10(field) if log else field
    image = ax.pcolormesh(x, y, tint, shading="nearest", rasterized=True)
    if np.ptp(tint) > 0:
        ax.contour(x, y, tint, levels=12, colors="white", linewidths=0.5, alpha=0.7)
    ax.set_aspect("equal")
    beside = ax.inset_axes((1.03, 0.0, 0.05, 1.0))  # as high as the map, whatever its shape
    bar = ax.figure.colorbar(image, cax=beside, label=f"log₁₀ {label}" if log else label)
    bar.outline.set_visible(False)
    for axis in (bar.ax.yaxis, ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
    said = f"Map of the {label} on {len(y)} × {len(x)} points, from"
    for word, place in (("", np.argmin(field)), (" up to", np.argmax(field))):
        i, j = np.unravel_index(place, field.shape)
        said += f"{word} {field[i, j]:.3g} at ({x[j]:.2g}, {y[i]:.2g})"
    for word, given in (marks or {}).items():
        way = np.atleast_2d(checks.floats(given, f"each coordinate of {word}"))
        first, last = way[0], way[-1]
        ax.plot(*way.T, linewidth=1.6, **_EDGED)
        ax.plot(*first, "x" if len(way) == 1 else "o", markersize=7, markeredgewidth=2, **_EDGED)
        left, over = last > (np.mean(ax.get_xlim()), 0.8 * max(ax.get_ylim()))
        shift = (-7 if left else 7, -16 if over else 6)
        side = "right" if left else "left"
        ax.annotate(word, last, shift, textcoords="offset points", ha=side, **_EDGED)
        kind = "" if len(way) == 1 else f", the end of a path of {len(way)} points"
        said += f"; {word} at ({last[0]:.2g}, {last[1]:.2g}){kind}"
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return f"{said}."


@verb
def hills(
    ax: Axes,
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    *,
    xlabel: str = "",
    ylabel: str = "",
) -> str:
    """Draw a loss as a surface in three dimensions.

    Args:
        x, y: (columns,) and (rows,), the coordinates.
        values: (rows, columns).
        xlabel, ylabel: the words at the axes of x and y.

    Raises:
        ValueError: if a value is not finite, or the shapes do not fit.
    """
    x, y, field = _surface(x, y, values)
    solid = ax.figure.add_subplot(ax.get_subplotspec(), projection="3d")
    ax.remove()
    every = {"rstride": 1, "cstride": 1, "rasterized": True, "antialiased": False}
    solid.plot_surface(*np.meshgrid(x, y), field, cmap="viridis", **every)
    solid.set(xlabel=xlabel, ylabel=ylabel, zlabel="loss")
    solid.locator_params(nbins=3)
    solid.view_init(elev=27, azim=-20)  # along the rows: teeth show
    span = f"loss from {field.min():.3g} to {field.max():.3g}"
    return f"A surface in three dimensions, {len(y)} × {len(x)} points: {span}."


@verb
def dendrogram(ax: Axes, linkage: ArrayLike, *, ylabel: str = "") -> str:
    """Draw the tree of a hierarchical clustering, its leaves numbered from 1.

    Args:
        linkage: (leaves − 1, 4), as ``scipy.cluster.hierarchy.linkage`` returns it.
        ylabel: what the heights are.

    Raises:
        ValueError: if it is no such array.
    """
    joins = checks.finite(linkage, "each number of a linkage")
    if not hierarchy.is_valid_linkage(joins):
        raise ValueError(
            f"what has the shape {joins.shape} joins no leaves to a tree: give what "
            "scipy.cluster.hierarchy.linkage returns, (leaves − 1, 4)"
        )
    one_colour = {"color_threshold": 0, "above_threshold_color": BLUE}
    hierarchy.dendrogram(joins, labels=range(1, len(joins) + 2), ax=ax, **one_colour)
    ax.set_ylabel(ylabel)
    span = f"from {joins[:, 2].min():.3g} to {joins[:, 2].max():.3g}"
    return f"A tree of {len(joins) + 1} leaves, joined at heights {span}."


def _surface(x: ArrayLike, y: ArrayLike, values: ArrayLike) -> tuple[Real, Real, Real]:
    """Return coordinates and values on a grid, or say what is wrong with them."""
    x, y, field = (checks.floats(part, "each number of a surface") for part in (x, y, values))
    if field.shape != y.shape + x.shape or len(field.shape) != 2 or min(field.shape) < 2:
        raise ValueError(
            "a surface has values (rows, columns) over y (rows,) and x (columns,), two or more of "
            f"each: got {field.shape} over {y.shape} and {x.shape}"
        )
    bad = np.argwhere(~(np.isfinite(field) & np.isfinite(x) & np.isfinite(y)[:, None]))
    if len(bad):
        raise ValueError(
            f"{len(bad)} of {field.size} points of a surface are not finite, the first in row "
            f"{bad[0, 0]}, column {bad[0, 1]}: draw a part without them"
        )
    return x, y, field
