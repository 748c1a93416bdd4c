"""Curves over a coordinate, and points in a plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.meaning import GREY, Style, styles
from lib.figures.picture import verb
from lib.figures.scales import Real, Scales, dress, filled, shown, ticks_at

_FEW = 10  # points of a curve that are marked one by one
Points = tuple[ArrayLike, ArrayLike]


@verb
def lines(
    ax: Axes,
    x: ArrayLike,
    curves: Mapping[Any, Any],
    *,
    by: str = "",
    each: str = "lines",
    dots: Mapping[Any, Points] | None = None,
    **scales: Unpack[Scales],
) -> str:
    """Draw curves over a coordinate.

    Args:
        x: (points,), the coordinate.
        curves: name → (points,); or (rows, points), runs of one kind whose median is drawn strong;
            or ``Effect``s, drawn with their intervals; or a tuple of a coordinate of its own and
            one of these.
        by: the kind that the names are values of (``figures.style``); it gives colour and words.
        each: how runs are shown: ``"lines"``, ``"dots"``, or a ``"band"`` from least to greatest.
        dots: name → (x, y), single points, in the colour of the curve of that name.

    Raises:
        ValueError: if a curve has nothing to draw, or its shape is not that of its coordinate.
    """
    filled(curves, "curve")
    names = list(dict.fromkeys([*curves, *(dots or {})]))
    looks = dict(zip(names, styles(names, by), strict=True))
    said, ends, places = [], [], []
    for name, given in curves.items():
        look = looks[name]
        own, values = given if isinstance(given, tuple) else (x, given)
        at, rows, bars = _curve(own, values, look.label)
        middle = np.nanmedian(rows, axis=0)
        shown(middle, look.label, log="y" in scales.get("log", ""))
        if len(rows) > 1:
            _rows(ax, at, rows, look, each)
        marker = look.marker if len(at) <= _FEW else ""
        style = {"color": look.color, "linestyle": look.dash, "label": look.label}
        ax.errorbar(at, middle, bars, marker=marker, **style)
        last = np.flatnonzero(np.isfinite(middle))[-1]
        ends.append((look, (at[last], middle[last])))
        places.extend(at.tolist())
        said.append(_run(look.label, at, middle, rows, bars))
    for name, (beside, y) in (dots or {}).items():
        look, heights = looks[name], shown(y, name)
        label = look.label if name not in curves else None
        ax.plot(beside, y, look.marker, color=look.color, alpha=0.6, label=label)
        said.append(f"{look.label}, dots from {heights.min():.3g} to {heights.max():.3g}.")
    words = dress(ax, scales, said, ends=ends)
    if "x" in scales.get("log", "") and len(set(places)) <= _FEW:
        ticks_at(ax.xaxis, places)
    return words


@verb
def scatter(
    ax: Axes,
    groups: Mapping[Any, Points],
    *,
    by: str = "",
    curves: Mapping[str, Points] | None = None,
    equal: bool = False,
    **scales: Unpack[Scales],
) -> str:
    """Draw points in a plane, a marker for each group.

    Args:
        groups: name → (x, y).
        by: the kind that the names are values of.
        curves: words → (x, y), laws in grey.
        equal: draw the line on which y equals x, and count the points above and below it.

    Raises:
        ValueError: if a group has no point that can be drawn.
    """
    filled(groups, "group of points")
    said = []
    for pair, look in zip(groups.values(), styles(groups, by), strict=True):
        x, y = (np.ravel(np.asarray(part, float)) for part in pair)
        shown(x + y, look.label)
        faint = np.clip(6 / np.sqrt(len(x)), 0.35, 0.8)
        style = {"color": look.color, "alpha": faint, "rasterized": len(x) > 600}
        ax.plot(x, y, look.marker, label=look.label, **style)
        words = f"{look.label}: {len(x)} points, from ({np.nanmin(x):.3g}, {np.nanmin(y):.3g}) to "
        words += f"({np.nanmax(x):.3g}, {np.nanmax(y):.3g})"
        if equal:
            above, below, off = np.sum(y > x), np.sum(y < x), np.nanmax(abs(y - x))
            words += f"; {above} above equality, {below} below, off by at most {off:.2g}"
        said.append(f"{words}.")
    said += laws(ax, curves or {})
    words = dress(ax, scales, said)
    if equal:
        middle = np.mean(ax.get_xlim())
        ax.axline((middle, middle), slope=1, color=GREY, linestyle="--", linewidth=1)
    return words


def laws(ax: Axes, curves: Mapping[str, Points]) -> list[str]:
    """Draw what theory says, in grey, and say its ends."""
    said = []
    for k, (word, (x, y)) in enumerate(curves.items()):
        at, values = np.asarray(x, float), np.asarray(y, float)
        ax.plot(at, values, color=GREY, linestyle=("--", ":", "-.")[k % 3], label=word)
        ends = np.flatnonzero(np.isfinite(values))[[0, -1]]
        places = " to ".join(f"{values[j]:.3g} at {at[j]:.4g}" for j in ends)
        said.append(f"{word}, a line: {places}.")
    return said


def _curve(x: ArrayLike, values: Any, name: str) -> tuple[Real, Real, Real | None]:
    """Return coordinate (points,), rows (rows, points), and error bars (2, points) if any."""
    bars = None
    if len(values) and all(hasattr(one, "interval") for one in values):
        spans = np.array([one.interval for one in values], float)
        values = np.array([one.estimate for one in values], float)
        bars = np.abs(spans.T - values)
    at, rows = np.asarray(x, float), np.atleast_2d(np.asarray(values, float))
    if at.ndim != 1 or at.shape != rows.shape[1:] or not at.size:
        raise ValueError(
            f"the curve {name!r} has values {np.shape(values)} over a coordinate {at.shape}: give "
            "one value a point, or rows of them"
        )
    return at, rows, bars


def _rows(ax: Axes, x: Real, rows: Real, look: Style, each: str) -> None:
    """Draw the runs that a median stands for."""
    if each == "band":
        low, high = np.nanmin(rows, axis=0), np.nanmax(rows, axis=0)
        ax.fill_between(x, low, high, color=look.color, alpha=0.18, linewidth=0)
    elif each == "dots":
        flat = np.tile(x, len(rows)), rows.ravel()
        ax.plot(*flat, look.marker, color=look.color, markersize=3.5, alpha=0.45)
    else:
        ax.plot(x, rows.T, color=look.color, linewidth=0.7, alpha=0.5)


def _run(name: str, x: Real, y: Real, rows: Real, bars: Real | None) -> str:
    """Say in words how a curve runs: all values if they are few, else ends and extremes."""
    real = np.flatnonzero(np.isfinite(y))
    turns = {real[0], real[-1], real[np.argmin(y[real])], real[np.argmax(y[real])]}
    places = sorted(real if len(real) <= 4 else turns)
    spans = [""] * len(y)
    if bars is not None:
        spans = [f" [{v - a:.3g}, {v + b:.3g}]" for v, a, b in zip(y, *bars, strict=True)]
    values = ", ".join(f"{y[k]:.3g}{spans[k]} at {x[k]:.4g}" for k in places)
    return f"{name}{f', median of {len(rows)}' if len(rows) > 1 else ''}: {values}."
