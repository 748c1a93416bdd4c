"""What pictures share: colour, mark and dash by meaning, one map for every figure and explorer.

And what those with two axes share: names, scales, marks, shades, words at the curves.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lib import checks

Real = NDArray[np.float64]
LETTER = 5.8  # units that a letter takes, on average
# After Okabe and Ito, each moved to a relative luminance near 0.18, where its contrast is above 3
# both with white and with the dark theme's ground.
#: Colours that the colour-blind can tell apart, on either theme.
PALETTE = ("#1478b8", "#c8601a", "#0c8a66", "#b0559a", "#8a7a12", "#c2413f", "#5f6fd0", "#6f7680")
#: Colours of the palette by name.
BLUE, ORANGE, GREY = PALETTE[0], PALETTE[1], PALETTE[7]
# Things are told apart by more than colour: series k has marker k and dash k as well.
#: Marks of the series of a plot, in their order.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)), (0, (7, 3)))

_TABLE = Path(__file__).with_name("meaning.yml")
_KINDS: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf8"))


class Style(NamedTuple):
    """How a series is drawn and called."""

    label: str
    color: str
    marker: str
    dash: Any


def style(kind: str, value: Any) -> Style:
    """Return the style of a value of a kind, the same in every figure.

    Args:
        kind: ``depth`` (hidden layers), ``index`` (k), ``order`` (p), ``size`` (spins or neurons),
            ``width`` (units) or ``setting`` (words).
        value: of that kind.

    Raises:
        ValueError: if there is no such kind.

    >>> style("depth", 10).label, style("depth", 10).marker, style("order", 3).color == BLUE
    ('10 hidden layers', 'D', True)
    """
    return styles([value], kind)[0]


def styles(values: Iterable[Any], by: str = "") -> list[Style]:
    """Return a style for each value, no two alike: of its kind, or of the words where they are
    known as a setting, or else the next that is free.

    Raises:
        ValueError: if there is no value, or no such kind.

    >>> [look.label for look in styles([1, 5], "depth")]
    ['1 hidden layer', '5 hidden layers']
    """
    values, kind = list(values), by or "setting"
    if not values:
        raise ValueError("there is nothing to draw: got an empty mapping")
    checks.one_of(kind, _KINDS, "kind")
    words, taken = _KINDS[kind]["words"], _KINDS[kind]["places"]
    known = [k for k, value in enumerate(values) if by or value in taken]
    places: dict[int, int] = {}
    for k in [*known, *range(len(values))]:
        if k not in places:
            wanted = _place(taken, values[k]) if k in known else k
            around = [(wanted + step) % len(PALETTE) for step in range(len(PALETTE))]
            places[k] = next((p for p in around if p not in places.values()), around[0])
    found = []
    for k, value in enumerate(values):
        label, p = words.format(value, s="" if value == 1 else "s"), places[k]
        found.append(Style(label, PALETTE[p], MARKERS[p], DASHES[p]))
    return found


def dress(
    ax: Axes,
    told: Sequence[str],
    *,
    xlabel: str = "",
    ylabel: str = "",
    log: str = "",
    xlim: Any = None,
    ylim: Any = None,
    marks: Mapping[str, Any] | None = None,
    levels: Mapping[str, float] | None = None,
    shade_x: tuple[float, float] | None = None,
    legend: bool = True,
    ends: Sequence[tuple[Style, Any]] = (),
) -> str:
    """Finish a picture with two axes; what verbs call ``scales`` are the options of this.

    Args:
        ax: drawn on already.
        told: what was drawn, in words.
        xlabel, ylabel: the words at the axes.
        log: which axes are logarithmic: ``"x"``, ``"y"`` or ``"xy"``.
        xlim, ylim: (low, high), None where an end is left to the data.
        marks: words → x, upright dashed lines; an ``Effect`` is shown with its interval.
        levels: words → y, dashed lines across.
        shade_x: from where to where an upright band is shaded.
        legend: False where the panel beside it names the same series.
        ends: style and last point of each curve: words at the ends take the place of a legend
            where they are short and few.

    Returns:
        What is seen, in words.
    """
    names = {"y": ylabel, "x": xlabel}
    ax.set(xlabel=xlabel, ylabel=ylabel, **{f"{axis}scale": "log" for axis in log})
    for word, height in (levels or {}).items():
        ax.axhline(height, color=GREY, linestyle="--", linewidth=1.1, zorder=1)
        ax.annotate(word, (1, height), xycoords=("axes fraction", "data"), ha="right", va="bottom")
    shaded = []
    if shade_x:
        ax.axvspan(*shade_x, color=GREY, alpha=0.22, linewidth=0)
        shaded = [f"Shaded from {say(shade_x[0])} to {say(shade_x[1])}."]
    ax.set(xlim=xlim, ylim=ylim)
    for axis in log:
        _plain(getattr(ax, f"{axis}axis"))
    _marks(ax, marks or {})
    if legend and not _at_the_ends(ax, ends):
        _above(ax, lifted=bool(marks))
    subject = " against ".join(filter(None, names.values()))
    subject += f", {' and '.join(names[axis] for axis in log)} logarithmic" if log else ""
    found = {**(levels or {}), **(marks or {})}
    words = ", ".join(f"{word} at {say(value)}" for word, value in found.items() if word)
    marked = [f"Marked: {words}."] if words else []
    return " ".join([f"{subject}.", *told, *marked, *shaded])


def say(value: Any) -> str:
    """Write a number with three digits, or more before the point; an ``Effect`` with its interval.

    >>> say(1.23456), say(12345.6)
    ('1.23', '12346')
    """
    low, high = getattr(value, "interval", (value, value))
    if low < high:
        return f"{say(value.estimate)} [{say(low)}, {say(high)}]"
    number = getattr(value, "estimate", value)
    return f"{number:.0f}" if 999.5 < abs(number) < 1e6 else f"{number:.3g}"


def shown(values: ArrayLike, name: object, *, log: bool = False) -> Real:
    """Return the values that can be drawn, flat.

    Raises:
        ValueError: if none can be, or one is no real number.

    >>> shown([1.0, float("nan")], "loss")
    array([1.])
    """
    flat = np.ravel(checks.floats(values, f"each value of {name}"))
    kept = flat[np.isfinite(flat) & ((flat > 0) | (not log))]
    if not len(kept):
        wanted = "positive, as a logarithmic axis needs" if log else "a finite number"
        raise ValueError(f"{name} has nothing to draw: of {len(flat)} values none is {wanted}")
    return kept


def spread(places: ArrayLike, gap: float) -> Real:
    """Return places moved apart until each stands at least a gap from the next, order kept.

    >>> spread([0.0, 0.0, 1.0], 0.3).round(2).tolist()
    [-0.1, 0.2, 0.9]
    """
    places = np.asarray(places, float)
    order = np.argsort(places, kind="stable")
    steps = gap * np.arange(len(places))
    moved = np.empty(len(places))
    moved[order] = np.maximum.accumulate(places[order] - steps) + steps
    return moved - np.mean(moved - places)


def _place(taken: dict[Any, int], value: Any) -> int:
    """Return the place of a value in the palette."""
    if value in taken or isinstance(value, str) or value <= 0:
        return taken.get(value, 0)
    return int(round(3 * np.log10(value)) % 7)  # 1, 2, 5, 10, 25 … each its own; grey stays free


def _plain(axis: Axis) -> None:
    """Write plain numbers on a logarithmic axis of few decades, powers of ten on one of many."""
    low, high = axis.get_view_interval()
    decades = np.log10(high / low)
    if decades < 3:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 1.7 else (1, 3)))
        axis.set_major_formatter("{x:,.6g}")
    axis.set_minor_locator(NullLocator())


def _marks(ax: Axes, marks: Mapping[str, Any]) -> None:
    """Draw upright dashed lines with their words above, moved apart where they would touch."""
    if not marks:
        return
    values = [getattr(value, "estimate", value) for value in marks.values()]
    for given, value in zip(marks.values(), values, strict=True):
        ax.axvline(value, color=GREY, linestyle="--", linewidth=1.1, zorder=1)
        ax.axvspan(*getattr(given, "interval", (value, value)), color=GREY, alpha=0.22, linewidth=0)
    at = _parts(ax, [(value, ax.get_ylim()[0]) for value in values])[:, 0]
    gap = LETTER * (max(map(len, marks)) + 2) / _room(ax)[0]
    for word, x, place in zip(marks, at, spread(at, gap), strict=True):
        line = {"color": GREY, "relpos": (0.5, 0)}
        _lead(ax, word, (x, 1.0), (place, 1.045), line, ha="center", va="bottom")


def _at_the_ends(ax: Axes, ends: Sequence[tuple[Style, Any]]) -> bool:
    """Write the names of curves at their right ends; return False where a legend does better."""
    wide, high = _room(ax)
    longest = max((len(look.label) * LETTER for look, _ in ends), default=0.0)
    others = len(ax.get_legend_handles_labels()[1]) - len(ends)
    if not 2 <= len(ends) <= 6 or others or longest > 0.29 * wide:
        return False
    at = _parts(ax, [point for _, point in ends])
    if at[:, 0].min() < 0.9 or not -0.02 < at[:, 1].min() <= at[:, 1].max() < 1.02:
        return False
    for (look, _), (x, y), place in zip(ends, at, spread(at[:, 1], 14 / high), strict=True):
        line = {"color": look.color, "linestyle": look.dash, "relpos": (0, 0.5)}
        _lead(ax, look.label, (x, y), (max(x, 1.0) + 18 / wide, place), line, va="center")
    return True


def _lead(ax: Axes, word: str, start: Any, end: Any, line: dict[str, Any], **kind: str) -> None:
    """Write a word at one place and draw a short line to it from another, in parts of the panel."""
    arrow = {"arrowstyle": "-", "shrinkA": 1, "shrinkB": 1, **line}
    where = {"xycoords": "axes fraction", "annotation_clip": False}
    ax.annotate(word, start, end, arrowprops=arrow, **where, **kind)


def _above(ax: Axes, *, lifted: bool) -> None:
    """Put a legend above the panel, in as many columns as there is room for."""
    wide, words = _room(ax)[0] + 40, ax.get_legend_handles_labels()[1]
    for columns in range(len(words), 0, -1):
        longest = [max(map(len, part)) for part in np.array_split(words, columns)]
        if len(words) > 1 and (columns == 1 or sum(longest) * LETTER + 44 * columns <= wide):
            corner = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
            ax.legend(ncols=columns, borderaxespad=2.1 if lifted else 0.4, **corner)
            return


def _parts(ax: Axes, points: ArrayLike) -> Real:
    """Return points of the data, (points, 2), as parts of the panel."""
    pixels = ax.transData.transform(np.asarray(points, float))
    return np.asarray(ax.transAxes.inverted().transform(pixels))


def _room(ax: Axes) -> tuple[float, float]:
    """Return about how wide and high the axes are, in units."""
    grid = ax.get_gridspec()
    wide = ax.figure.get_figwidth() / (grid.ncols if grid else 1)
    return 72 * wide - 70, 72 * ax.figure.get_figheight() - 60
