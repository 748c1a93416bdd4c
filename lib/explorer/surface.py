"""The surface explorer: a function of two coordinates in three dimensions, beside its map."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.plane import Field


class Surface(Field):
    """A hilly surface that turns by drag, touch and keys, and the map of the same function.

    The arguments are those of ``Field``, and ``marker``: the point (x, y) that is marked on both
    (the middle if not given), and ``angles``: degrees around the upright axis and above the
    floor from which the surface is seen. A slider's move bends the surface from frame to frame.
    """

    _esm = scripts.source("surface")
    kind = "surface"
    view = ("angles", "marker")
    angles = traitlets.List(traitlets.Float()).tag(sync=True)
    marker = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        *,
        x: np.ndarray,
        y: np.ndarray,
        marker: tuple[float, float] | None = None,
        angles: tuple[float, float] = (-35.0, 38.0),
        **arguments: Any,
    ) -> None:
        if marker is None:
            marker = (_middle(x), _middle(y))
        super().__init__(
            x=x,
            y=y,
            angles=[float(v) for v in angles],
            marker=[float(v) for v in marker],
            **arguments,
        )

    def picture(self) -> Figure:
        """Draw the surface and its map as they stand."""
        options, x, y = self.definition, self._array("x"), self._array("y")
        values = self._array("values")
        label = f"log₁₀ {options['valueLabel']}" if self.logarithmic else options["valueLabel"]
        figure, plan = page.solid(height=3.2)
        across, along = np.meshgrid(
            page.spread(x, values.shape[1]), page.spread(y, values.shape[0])
        )
        hills = figure.axes[0]
        hills.plot_surface(across, along, values, cmap="viridis", rstride=1, cstride=1)
        hills.view_init(elev=self.angles[1], azim=-90 - self.angles[0])
        hills.set(xlabel=options["axisLabels"][0], ylabel=options["axisLabels"][1])
        page.contour_map(plan, x, y, values, label)
        plan.plot(*self.marker, "o", color="white", markeredgecolor="black")
        plan.set(xlabel=options["axisLabels"][0], ylabel=options["axisLabels"][1])
        return figure


def _middle(axis: np.ndarray) -> float:
    """Return the middle of an axis, without the noise of rounding."""
    low, high = float(np.min(axis)), float(np.max(axis))
    return round((low + high) / 2, 12)
