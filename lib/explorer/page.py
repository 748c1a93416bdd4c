"""An explorer as a piece of a page: its state as JSON, a still picture, and the script's files."""

import html
import io
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import rankdata

from lib.figures import PALETTE

# Middling grey: its contrast is above 4 on white and on the dark ground.
_COLOURED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
_STYLE = {"font.size": 10, **dict.fromkeys(_COLOURED, "#757575")}
_STILL = "A still picture: the script that moves it did not run."


class Still(NamedTuple):
    """A panel of a still picture: a map, or curves {name: (x, y)}.

    Attributes:
        labels: the words at the axes.
        map: rows and columns from below, or None.
        ends: of the map's x and y, four numbers.
        curves: by name.
        title: a heading.
        one_unit: the map's axes have one scale.
    """

    labels: Sequence[str]
    map: np.ndarray | None = None
    ends: Sequence[float] = (-1.0, 1.0, -1.0, 1.0)
    curves: Mapping[str, tuple[Any, Any]] = MappingProxyType({})
    title: str = ""
    one_unit: bool = False


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


def camel(words: dict[str, Any]) -> dict[str, Any]:
    """Return options under the names that a script gives them.

    >>> camel({"axis_labels": 1})
    {'axisLabels': 1}
    """
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), key): value for key, value in words.items()}


def element(state: dict[str, Any], stills: Sequence[Still]) -> str:
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
        f'<div class="ce-still"><img alt="{alt}" src="data:image/png;base64,{base64(png(stills))}">'
        f'<p class="ce-late">{_STILL}</p></div></div></course-explorer>'
    )


def base64(data: bytes) -> str:
    """Return bytes as text."""
    return b64encode(data).decode("ascii")


def png(stills: Sequence[Still], *, small: bool = False) -> bytes:
    """Return panels as a PNG, on a transparent ground; the same bytes for the same panels.

    Args:
        stills: the panels.
        small: it is to be shown small, so without numbers and words.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 3.2), layout="constrained")
        panels = figure.subplots(1, len(stills), squeeze=False)[0]
        for ax, still in zip(panels, stills, strict=True):
            (_bare if small else _told)(ax, still)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=96, transparent=True, metadata={"Software": None})
    return buffer.getvalue()


def _told(ax: Axes, still: Still) -> None:
    """Draw a panel with its words."""
    if still.map is not None:
        aspect = "equal" if still.one_unit else "auto"
        ax.imshow(still.map, origin="lower", extent=still.ends, aspect=aspect)
    for name, (x, y) in still.curves.items():
        ax.plot(x, y, label=name, marker="o" if np.size(x) < 3 else None)
    if len(still.curves) > 1:
        ax.legend(frameon=False, fontsize=8)
    ax.set(xlabel=still.labels[0], ylabel=still.labels[1], title=still.title)


def _bare(ax: Axes, still: Still) -> None:
    """Draw a panel without words; colours go by rank, so a hollow beside a cliff is seen too."""
    ax.set_axis_off()
    if still.map is not None:
        ranks = rankdata(still.map, axis=None, nan_policy="omit").reshape(still.map.shape)
        ends = still.ends
        ax.imshow(ranks, origin="lower", extent=ends, interpolation="bilinear", aspect="auto")
        ax.set_box_aspect((ends[3] - ends[2]) / (ends[1] - ends[0]) if still.one_unit else None)
    for k, (x, y) in enumerate(still.curves.values()):
        ax.plot(x, y, color=PALETTE[k % 3], linewidth=4)
