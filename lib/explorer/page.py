"""An explorer as a piece of a page: its state as JSON, and a picture where scripts do not run."""

from __future__ import annotations

import html
import io
import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# The style of pictures. Middling grey: its contrast is above 4 on white and on the dark ground.
INK = "#757575"
_STYLE = {
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
}


def element(anchor: str, kind: str, state: dict[str, Any], picture: bytes, alt: str) -> str:
    """Return the custom element that the host script brings to life."""
    text = json.dumps(state, sort_keys=True, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c")  # so that no word of the state ends the script element
    source = f"data:image/png;base64,{base64(picture)}"
    image = f'<img alt="{html.escape(alt, quote=True)}" src="{source}">'
    return (
        f'<course-explorer id="{anchor}" kind="{kind}"><script type="application/json">{text}'
        f"</script><noscript>{image}</noscript></course-explorer>"
    )


def base64(data: bytes) -> str:
    """Return bytes as text."""
    return b64encode(data).decode("ascii")


def png(draw: Callable[[], Figure]) -> bytes:
    """Return what is drawn as a PNG with nothing in it but the picture, on a transparent ground."""
    buffer = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure = draw()
        figure.savefig(buffer, format="png", dpi=96, transparent=True, metadata={"Software": None})
    return buffer.getvalue()


def panels(
    columns: int, *, width: float = 7.2, height: float = 3.2, **options: Any
) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with a row of panels."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, list(np.ravel(figure.subplots(1, columns, squeeze=False, **options)))


def spread(ends: np.ndarray, count: int) -> np.ndarray:
    """Return evenly spaced places between the two ends of an axis."""
    return np.linspace(float(ends[0]), float(ends[1]), count)


def contour_map(ax: Axes, x: np.ndarray, y: np.ndarray, values: np.ndarray, label: str) -> None:
    """Draw a map with contour lines and a colour bar; x and y are the ends of the axes."""
    rows, columns = values.shape
    shown = ax.imshow(
        values, origin="lower", extent=(*x, *y), aspect="auto", interpolation="bilinear"
    )
    if values.min() < values.max():
        places = (spread(x, columns), spread(y, rows))
        ax.contour(*places, values, levels=8, colors="#ffffff", linewidths=0.5, alpha=0.6)
    bar = ax.get_figure(root=True).colorbar(shown, ax=ax, label=label)
    bar.outline.set_visible(False)


def solid(*, width: float = 7.2, height: float = 3.2) -> tuple[Figure, Axes]:
    """Return a figure whose first panel is three-dimensional, and its second panel."""
    figure = Figure(figsize=(width, height), layout="constrained")
    hills = figure.add_subplot(1, 2, 1, projection="3d")
    for axis in (hills.xaxis, hills.yaxis, hills.zaxis):
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
    return figure, figure.add_subplot(1, 2, 2)
