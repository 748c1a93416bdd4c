"""What the pictures with two axes share: names, scales, marks, shades, words at the curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lib.figures.meaning import GREY, Style

Real = NDArray[np.float64]
_LETTER = 5.6  # units that a letter takes, on average


class Scales(TypedDict, total=False):
    """Options of every picture with two axes.

    Attributes:
        xlabel, ylabel: the words at the axes.
        log: which axes are logarithmic: ``"x"``, ``"y"`` or ``"xy"``.
        xlim, ylim: ends of the axes; None leaves an end to the data.
        marks: words → x, upright dashed lines; an ``Effect`` is shown with its interval.
        levels: words → y, dashed lines across.
        shade_x, shade_y: from where to where a band is shaded.
        legend: False where the panel beside it names the same series.
    """

    xlabel: str
    ylabel: str
    log: str
    xlim: tuple[float | None, float | None]
    ylim: tuple[float | None, float | None]
    marks: Mapping[str, Any]
    levels: Mapping[str, float]
    shade_x: tuple[float, float]
    shade_y: tuple[float, float]
    legend: bool


def dress(
    ax: Axes, scales: Scales, told: Sequence[str], *, ends: Sequence[tuple[Style, Any]] = ()
) -> str:
    """Name the axes, set their scales, draw marks, levels and shades, and name the series.

    Args:
        ax: drawn on already.
        scales: the options.
        told: what was drawn, in words.
        ends: style and last point of each curve: words at the ends take the place of a legend
            where they are short and few.

    Returns:
        What is seen, in words.
    """
    log = scales.get("log", "")
    ax.set(xlabel=scales.get("xlabel"), ylabel=scales.get("ylabel"))
    for on, axis, scale in ("x", ax.xaxis, ax.set_xscale), ("y", ax.yaxis, ax.set_yscale):
        if on in log:
            scale("log")
            _plain(axis)
    for word, height in scales.get("levels", {}).items():
        ax.axhline(height, color=GREY, linestyle="--", linewidth=1.1, zorder=1)
        ax.annotate(word, (1, height), xycoords=("axes fraction", "data"), ha="right", va="bottom")
    for key, shade in ("shade_x", ax.axvspan), ("shade_y", ax.axhspan):
        if key in scales:
            shade(*scales[key], color=GREY, alpha=0.22, linewidth=0)  # type: ignore[literal-required]
    ax.set(xlim=scales.get("xlim"), ylim=scales.get("ylim"))
    _marks(ax, scales.get("marks", {}))
    if scales.get("legend", True) and not _at_the_ends(ax, ends):
        _above(ax, lifted="marks" in scales)
    return " ".join([_subject(scales), *told, *_also(scales)])


def shown(values: ArrayLike, name: object, *, log: bool = False) -> Real:
    """Return the values that can be drawn, flat.

    Raises:
        ValueError: if none can be.

    >>> shown([1.0, float("nan")], "loss")
    array([1.])
    """
    flat = np.ravel(np.asarray(values, float))
    kept = flat[np.isfinite(flat) & ((flat > 0) | (not log))]
    if not len(kept):
        wanted = "positive, as a logarithmic axis needs" if log else "a finite number"
        raise ValueError(f"{name} has nothing to draw: of {len(flat)} values none is {wanted}")
    return kept


def filled(groups: Mapping[Any, Any], what: str) -> None:
    """Raise ValueError if there is nothing to draw."""
    if not groups:
        raise ValueError(f"there is no {what} to draw: got an empty mapping")


def ticks_at(axis: Axis, places: ArrayLike) -> None:
    """Put the ticks at these few places, those left out that would stand too close."""
    places = np.unique(np.asarray(places, float))
    low, high = axis.get_view_interval()
    log = axis.get_scale() == "log"
    at = np.log(places / low) / np.log(high / low) if log else (places - low) / (high - low)
    axis.set_major_locator(FixedLocator(places[np.diff(at, prepend=-1) > 0.06]))
    axis.set_major_formatter("{x:,.6g}")
    axis.set_minor_locator(NullLocator())


def spread(places: ArrayLike, gap: float) -> Real:
    """Return places moved apart until each stands at least a gap from the next, order kept.

    >>> spread([0.0, 0.0, 1.0], 0.3).round(2).tolist()
    [-0.1, 0.2, 0.9]
    """
    places = np.asarray(places, float)
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(len(places))
    moved = np.maximum.accumulate(places[order] - steps) + steps
    back = np.empty(len(places))
    back[order] = moved - np.mean(moved - places[order])
    return back


def _plain(axis: Axis) -> None:
    """Write plain numbers on a logarithmic axis of few decades, powers of ten on one of many."""
    low, high = axis.get_view_interval()
    decades = np.log10(high / low)
    if decades < 3:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 1.7 else (1, 3)))
        axis.set_major_formatter("{x:,.6g}")
    axis.set_minor_locator(NullLocator())


def _subject(scales: Scales) -> str:
    """Say what is drawn against what."""
    names = {"x": scales.get("xlabel", ""), "y": scales.get("ylabel", "")}
    log = [names[axis] for axis in scales.get("log", "")]
    words = " against ".join(filter(None, [names["y"], names["x"]]))
    return f"{words}, {' and '.join(log)} logarithmic." if any(log) else f"{words}."


def _also(scales: Scales) -> list[str]:
    """Say what is marked and shaded."""
    found = {**scales.get("levels", {}), **scales.get("marks", {})}
    words = ", ".join(f"{word} at {told(value)}" for word, value in found.items() if word)
    bands = [scales[key] for key in ("shade_x", "shade_y") if key in scales]  # type: ignore
    shaded = [f"Shaded from {low:.4g} to {high:.4g}." for low, high in bands]
    return ([f"Marked: {words}."] if words else []) + shaded


def told(value: Any) -> str:
    """Write a number, or an ``Effect`` with its interval.

    >>> told(1.23456)
    '1.235'
    """
    if not hasattr(value, "interval"):
        return f"{value:.4g}"
    low, high = value.interval
    return f"{value.estimate:.3g} [{low:.3g}, {high:.3g}]"


def _marks(ax: Axes, marks: Mapping[str, Any]) -> None:
    """Draw upright dashed lines with their words above, moved apart where they would touch."""
    values = [getattr(value, "estimate", value) for value in marks.values()]
    for given, value in zip(marks.values(), values, strict=True):
        ax.axvline(value, color=GREY, linestyle="--", linewidth=1.1, zorder=1)
        if hasattr(given, "interval"):
            ax.axvspan(*given.interval, color=GREY, alpha=0.22, linewidth=0)
    if not marks:
        return
    at = _fractions(ax, [(value, ax.get_ylim()[0]) for value in values])[:, 0]
    gap = _LETTER * (max(map(len, marks)) + 1) / _room(ax)[0]
    for word, x, place in zip(marks, at, spread(at, gap), strict=True):
        _lead(ax, word, (x, 1.0), (place, 1.045), GREY, "-", (0.5, 0), ha="center", va="bottom")


def _at_the_ends(ax: Axes, ends: Sequence[tuple[Style, Any]]) -> bool:
    """Write the names of curves at their right ends; return False where a legend does better."""
    wide, high = _room(ax)
    longest = max((len(look.label) * _LETTER for look, _ in ends), default=0.0)
    others = len(ax.get_legend_handles_labels()[1]) - len(ends)
    if not 2 <= len(ends) <= 6 or others or longest > 0.28 * wide:
        return False
    at = _fractions(ax, [point for _, point in ends])
    if at[:, 0].min() < 0.9 or at[:, 1].min() < -0.02 or at[:, 1].max() > 1.02:
        return False
    for (look, _), (x, y), place in zip(ends, at, spread(at[:, 1], 14 / high), strict=True):
        beside = (max(x, 1.0) + 18 / wide, place)
        _lead(ax, look.label, (x, y), beside, look.color, look.dash, (0, 0.5), va="center")
    return True


def _lead(
    ax: Axes, word: str, start: Any, end: Any, color: str, dash: Any, at: Any, **kind: str
) -> None:
    """Write a word at one place and draw a short line to it from another, in parts of the panel."""
    line = {"arrowstyle": "-", "color": color, "linestyle": dash, "shrinkA": 1, "shrinkB": 1}
    ax.annotate(word, start, end, xycoords="axes fraction", arrowprops={**line, "relpos": at},
                annotation_clip=False, **kind)  # fmt: skip


def _above(ax: Axes, *, lifted: bool) -> None:
    """Put a legend above the panel, in as many columns as there is room for."""
    _, words = ax.get_legend_handles_labels()
    if len(words) > 1:
        columns = int((_room(ax)[0] + 40) // (max(map(len, words)) * _LETTER + 44))
        pad = 1.7 if lifted else 0.4
        corner = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": pad}
        ax.legend(ncols=max(1, min(len(words), columns)), **corner)


def _fractions(ax: Axes, points: ArrayLike) -> Real:
    """Return points of the data, (points, 2), as parts of the panel."""
    pixels = ax.transData.transform(np.asarray(points, float))
    return np.asarray(ax.transAxes.inverted().transform(pixels))


def _room(ax: Axes) -> tuple[float, float]:
    """Return about how wide and high the axes are, in units."""
    return 72 * ax.figure.get_figwidth() - 70, 72 * ax.figure.get_figheight() - 60
