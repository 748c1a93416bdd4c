"""Maps of a function of two coordinates: colour, contour lines, marked points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

_LEVELS = 12


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
    marks: Mapping[str, tuple[float, float]] | None = None,
) -> str:
    """Draw a map with contour lines and a colour bar, and return what is seen.

    Args:
        ax: where to draw.
        x, y: (columns,) and (rows,), the coordinates.
        values: (rows, columns).
        label: what the function is.
        log: show its decimal logarithm.
        marks: points to mark with a cross and a word.
    """
    values = np.asarray(values, float)
    shown = np.log10(values) if log else values
    name = f"log₁₀ {label}" if log else label
    # An image under few lines: filled contours would be hundreds of paths on the page.
    x, y = np.asarray(x, float), np.asarray(y, float)
    half = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    extent = (x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1])
    image = ax.imshow(shown, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    ax.contour(x, y, shown, levels=_LEVELS, colors="white", linewidths=0.5, alpha=0.7)
    ax.figure.colorbar(image, ax=ax, label=name)
    for word, (a, b) in (marks or {}).items():
        ax.plot(a, b, "x", color="white", markeredgewidth=2)
        ax.annotate(word, (a, b), xytext=(4, 4), textcoords="offset points", color="white")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    row, column = np.unravel_index(np.argmin(values), values.shape)
    return (
        f"Map of the {label} on {values.shape[0]} × {values.shape[1]} points, from "
        f"{values.min():.3g} at ({x[column]:.2g}, {y[row]:.2g}) up to {values.max():.3g}"
        f"{', marked: ' + ', '.join(marks) if marks else ''}."
    )
