"""An explorer as a piece of a page: its state as JSON, a still picture, and the script's files."""

from __future__ import annotations

import html
import io
import json
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# The style of pictures. Middling grey: its contrast is above 4 on white and on the dark ground.
INK = "#757575"
_COLOURED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
_STYLE = {"font.size": 10, **dict.fromkeys(_COLOURED, INK)}
_STILL = "A still picture: the script that moves it did not run."


@cache
def asset(name: str) -> str:
    """Return the text of a file of this package."""
    return (Path(__file__).parent / name).read_text(encoding="utf8")


def module() -> str:
    """Return the explorers' script as the ES module that a widget loads."""
    return asset("explorers.js") + "export default courseExplorers;\n"


def assets() -> dict[str, str]:
    """Return the files that a static page needs, by name: the script and the style sheet.

    >>> sorted(assets())
    ['explorer.css', 'explorers.js']
    """
    return {name: asset(name) for name in ("explorers.js", "explorer.css")}


def element(state: dict[str, Any], picture: bytes) -> str:
    """Return the custom element that the script brings to life; until then it is a picture."""
    definition = state["definition"]
    text = json.dumps(state, sort_keys=True, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c")  # so that no word of the state ends the script element
    wide, narrow = definition["heights"]
    alt = html.escape(definition["alt"], quote=True)
    return (
        f'<course-explorer id="{definition["id"]}" kind="{definition["kind"]}">'
        f'<script type="application/json">{text}</script>'
        f'<div class="ce-box" style="--wide: {wide}px; --narrow: {narrow}px">'
        f'<div class="ce-still"><img alt="{alt}" src="data:image/png;base64,{base64(picture)}">'
        f'<p class="ce-late">{_STILL}</p></div></div></course-explorer>'
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


def panels(columns: int, *, height: float = 3.2, **options: Any) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with a row of panels."""
    figure = Figure(figsize=(7.2, height), layout="constrained")
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
