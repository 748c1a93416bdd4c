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

from lib.figures import MARKERS, PALETTE, drawn
from lib.figures.scales import DASHES, dress

# Middling grey: its contrast is above 4 on white and on the dark ground.
_COLOURED = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
_STYLE = dict.fromkeys(_COLOURED, "#757575")
_STILL = "A still picture: the script that moves it did not run."
_SIZE = (9.6, 4.3)  # of 72 pixels


class Curve(NamedTuple):
    """One series of a still picture, in the styles of ``Series``; y is None where it has none.

    Attributes:
        x, y: shape (points,).
        style: as of ``Series``.
        look: its place in the palette; that in its panel if not given.
        error: the ends of error bars, (2, points).
    """

    x: Any
    y: Any = None
    style: str = "line"
    look: int | None = None
    error: Any = None


class Still(NamedTuple):
    """A panel of a still picture: a map, or curves.

    Attributes:
        labels: the words at the axes.
        map: rows and columns from below, or None.
        ends: of the map's x and y, four numbers.
        curves: by name.
        title: a heading.
        one_unit: the map's axes have one scale.
        log: the logarithmic axes, "", "x", "y" or "xy"; numbers are given as they are.
        limits: of x and y, None where they follow what is drawn.
    """

    labels: Sequence[str]
    map: np.ndarray | None = None
    ends: Sequence[float] = (-1.0, 1.0, -1.0, 1.0)
    curves: Mapping[str, Curve] = MappingProxyType({})
    title: str = ""
    one_unit: bool = False
    log: str = ""
    limits: tuple[Any, Any] = (None, None)


@cache
def asset(name: str) -> str:
    """Return the text of a file of this package."""
    return (Path(__file__).parent / name).read_text(encoding="utf8")


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
    with drawn(), mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        panels = figure.subplots(1, len(stills), squeeze=False)[0]
        for ax, still in zip(panels, stills, strict=True):
            _panel(ax, still, small)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=72, transparent=True, metadata={"Software": None})
    return buffer.getvalue()


def _panel(ax: Axes, still: Still, small: bool) -> None:
    """Draw a panel, with its words if it is not small; a map is even along logarithmic axes.

    Colours of a small map go by rank, so that a hollow beside a cliff is seen too.
    """
    if (field := still.map) is not None:
        if small:
            field = rankdata(field, axis=None, nan_policy="omit").reshape(field.shape)
        between = np.geomspace if still.log else np.linspace
        ends = zip(still.ends[::2], still.ends[1::2], field.shape[::-1], strict=True)
        ax.pcolormesh(*(between(*end) for end in ends), field, shading="gouraud")
    for k, (name, curve) in enumerate(still.curves.items()):
        _draw(ax, name, curve, k, 5.0 if small else 1.8)
    (x, y), (xlim, ylim) = still.labels, still.limits
    dress(ax, (), xlabel=x, ylabel=y, log=still.log, xlim=xlim, ylim=ylim, legend=not small)
    ax.set_aspect("equal" if still.one_unit else "auto")
    if small:
        ax.set_axis_off()
    elif legend := ax.get_legend():
        legend.set(title=still.title, alignment="left")
    else:
        ax.set_title(still.title)


def _draw(ax: Axes, name: str, curve: Curve, k: int, width: float) -> None:
    """Draw a series in its style, the k-th of its panel."""
    x, y, style, look, error = curve
    k = (k if look is None else look) % len(PALETTE)
    kind: dict[str, Any] = {"color": PALETTE[k], "label": name, "linewidth": width}
    if style == "rule":
        ax.vlines(x[np.isfinite(x)], 0, 1, transform=ax.get_xaxis_transform(), ls=":", **kind)
    elif style == "band":
        ax.axvspan(*x, alpha=0.25, **kind)
    elif style == "words":
        ax.text(x[0], y[0], name, ha="center", va="center", weight="bold")
    elif style == "bars":
        ax.bar(x, y, abs(x[1] - x[0]) if len(x) > 1 else 0.8, **kind)
    else:
        short = "o" if np.size(x) < 3 else ""
        mark = {"points": MARKERS[k], "span": "|"}.get(style, short)
        dash = {"points": "", "line": DASHES[k]}.get(style, "-")
        ax.plot(x, y, linestyle=dash, marker=mark, **kind)
    if style == "area":
        ax.fill_between(x, y, alpha=0.25, color=PALETTE[k])
    if error is not None:
        ax.vlines(x, *error, color=PALETTE[k])
