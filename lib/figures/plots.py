"""Plots with two axes: curves, points in a plane, runs as dots, estimates in rows, histograms."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple, Unpack

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import intervals
from lib.figures.meaning import BLUE, GREY, ORANGE, Style, styles
from lib.figures.picture import verb
from lib.figures.scales import Real, Scales, dress, say, shown, ticks_at

_FEW = 10  # points of a curve that are marked one by one
Points = tuple[ArrayLike, ArrayLike]


@verb
def lines(
    ax: Axes,
    x: ArrayLike,
    curves: Mapping[Any, Any],
    *,
    by: str = "",
    band: bool = False,
    **scales: Unpack[Scales],
) -> str:
    """Draw curves over a coordinate.

    Args:
        x: (points,), the coordinate.
        curves: name → (points,); or (rows, points), runs of one kind, drawn thin with their median
            strong; or ``Effect``s, drawn with their intervals and single values; or a tuple of a
            coordinate of its own and one of these.
        by: the kind that the names are values of (``figures.style``); it gives colour and words.
        band: in place of thin lines, a band from the least of the runs to the greatest.

    Raises:
        ValueError: if a curve has nothing to draw, or its shape is not that of its coordinate.
    """
    said, ends, places = [], [], set[float]()
    for given, look in zip(curves.values(), styles(curves, by), strict=True):
        own, values = given if isinstance(given, tuple) else (x, given)
        at, middle, bars, rows = _curve(own, values, look.label)
        shown(middle, look.label, log="y" in scales.get("log", ""))
        if bars is not None:
            singles = [(x, one) for x, each in zip(at, values, strict=True) for one in each.values]
            spots = np.reshape(singles, (-1, 2)).T
            ax.plot(*spots, look.marker, color=look.color, markersize=3.5, alpha=0.45)
        elif band:
            ax.fill_between(
                at, rows.min(axis=0), rows.max(axis=0), color=look.color, alpha=0.18, linewidth=0
            )
        elif len(rows) > 1:
            ax.plot(at, rows.T, color=look.color, linewidth=0.7, alpha=0.5)
        style = {"color": look.color, "linestyle": look.dash, "label": look.label}
        ax.errorbar(at, middle, bars, marker=look.marker if len(at) <= _FEW else "", **style)
        last = np.flatnonzero(np.isfinite(middle))[-1]
        ends.append((look, (at[last], middle[last])))
        places.update(at.tolist())
        many = f", median of {len(rows)}" if len(rows) > 1 else ""
        said.append(f"{look.label}{many}: {_run(at, middle, bars)}.")
    words = dress(ax, scales, said, ends=ends)
    if "x" in scales.get("log", "") and len(places) <= _FEW:
        ticks_at(ax.xaxis, list(places))
    return words


@verb
def scatter(
    ax: Axes,
    groups: Mapping[Any, Points],
    *,
    by: str = "",
    curves: Mapping[Any, Points] | None = None,
    equal: bool = False,
    **scales: Unpack[Scales],
) -> str:
    """Draw points in a plane, a marker for each group.

    Args:
        groups: name → (x, y).
        by: the kind that the names are values of.
        curves: name → (x, y), laws: in the colour of the group of that name, else in grey.
        equal: draw the line on which y equals x, and count the points above and below it.

    Raises:
        ValueError: if a group has no point that can be drawn.
    """
    said, looks = [], dict(zip(groups, styles(groups, by), strict=True))
    for name, pair in groups.items():
        look, (x, y) = looks[name], (np.ravel(np.asarray(part, float)) for part in pair)
        shown(x + y, look.label)
        style = {"color": look.color, "alpha": np.clip(6 / np.sqrt(len(x)), 0.4, 0.8)}
        ax.plot(x, y, look.marker, label=look.label, rasterized=len(x) > 600, **style)
        corners = [f"({say(f(x))}, {say(f(y))})" for f in (np.nanmin, np.nanmax)]
        words = f"{look.label}: {len(x)} points, from {corners[0]} to {corners[1]}"
        if equal:
            above, below, off = np.sum(y > x), np.sum(y < x), np.nanmax(abs(y - x))
            words += f"; {above} above equality, {below} below, off by at most {off:.2g}"
        said.append(f"{words}.")
    said += _laws(ax, curves or {}, looks)
    words = dress(ax, scales, said)
    if equal:
        middle = np.mean(ax.get_xlim())
        ax.axline((middle, middle), slope=1, color=GREY, linestyle="--", linewidth=1)
    return words


@verb
def points(
    ax: Axes,
    groups: Mapping[Any, Any],
    *,
    by: str = "",
    unit: str = "run",
    curves: Mapping[str, Points] | None = None,
    **scales: Unpack[Scales],
) -> str:
    """Draw every run as a dot, with the mean of each group and its 95 % interval beside them.

    On a logarithmic axis the mean is that of the logarithm. A run without a value stays in the
    figure: a cross on the upper edge, with the number of such runs. Groups stand side by side, at
    0, 1, 2 …; for a coordinate to scale there is ``lines``.

    Args:
        groups: name → runs; or series → place → runs. Runs are (runs,), NaN for one without a
            value, or an ``Effect``, whose own interval is drawn.
        by: the kind that the series, or else the names, are values of.
        unit: what a dot stands for.
        curves: words → (x, y), laws in grey.

    Raises:
        ValueError: if there is no group.
    """
    nested = all(isinstance(value, Mapping) for value in groups.values())
    series = groups if nested else {name: {name: runs} for name, runs in groups.items()}
    looks = styles(groups, by)
    names = list(dict.fromkeys(place for group in series.values() for place in group))
    room = 0.8 / len(series) if nested else 0.8
    said = [f"Every {unit} a dot."]
    for k, (group, look) in enumerate(zip(series.values(), looks, strict=True)):
        shift = (k - (len(series) - 1) / 2) * room if nested else 0.0
        label, words = look.label if nested else None, []
        for place, runs in group.items():
            one, at = _seen(runs, "y" in scales.get("log", "")), names.index(place) + shift
            _group(ax, look, one, at, room, label=label)
            count = len(one.values)
            mean = f", mean {say(one)}" if np.isfinite(one.estimate) else ""
            missed = _missed(ax, at, one.missing) if one.missing else ""
            place = f"{place}: " if nested else ""
            words.append(f"{place}{count} {unit}{'s' * (count != 1)}{mean}{missed}")
            label = None
        said.append(f"{look.label}: {'; '.join(words)}.")
    said += _laws(ax, curves or {})
    labels = names if nested else [look.label for look in looks]
    letters = int((72 * ax.figure.get_figwidth() - 60) / len(labels) / 6)
    ax.set_xticks(range(len(labels)), [_broken(label, max(letters, 4)) for label in labels])
    return dress(ax, {"xlim": (-0.6, len(labels) - 0.4), **scales}, said)


@verb
def estimates(
    ax: Axes,
    rows: Mapping[Any, Any],
    *,
    by: str = "",
    enough: float | None = None,
    **scales: Unpack[Scales],
) -> str:
    """Draw estimates with their 95 % intervals and single observations, a row each, downwards.

    Ratios stand on a logarithmic axis with a line at 1, other effects about a line at 0.

    Args:
        rows: words → ``Effect``; or a number, which has no interval; or runs, whose mean is drawn.
        by: the kind that the rows are values of; without it all rows look alike.
        enough: the smallest effect that counts; what is smaller, either way, is shaded.

    Raises:
        ValueError: if there is no row, or ``enough`` does not fit the axis.
    """
    looks, alike = styles(rows, by), styles(["row"])[0]
    log = any(getattr(one, "log", False) for one in rows.values())
    labels = [_broken(look.label, 24) for look in looks]
    width, height = ax.figure.get_size_inches()
    each = 12 + 16 * (1 + max(label.count("\n") for label in labels))
    needed = (each * max(len(rows), 3) + 60) / 72  # beside others it is as high as they at least
    ax.figure.set_figheight(needed if width > 6 else max(needed, height))
    said = []
    for row, (given, look) in enumerate(zip(rows.values(), looks, strict=True)):
        one = _seen(given, log)
        _group(ax, look if by else alike, one, row, 0.7, lying=True)
        said.append(f"{look.label}: {say(one)}.".replace("\n", " "))
    options: Scales = {"ylim": (len(rows) - 0.5, -0.5), **scales}
    if log:
        options["log"] = "x"
    if any(hasattr(given, "interval") for given in rows.values()):
        ax.axvline(1 if log else 0, color=GREY, linewidth=1, zorder=1)
    if enough is not None:
        if enough <= log:  # a ratio of 1, a difference of 0
            raise ValueError(f"the smallest effect here is above {int(log)}: got enough={enough}")
        options["shade_x"] = (1 / enough if log else -enough, enough)
    ax.set_yticks(range(len(rows)), labels)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return dress(ax, options, said)


@verb
def histogram(
    ax: Axes,
    groups: Mapping[Any, ArrayLike],
    *,
    by: str = "",
    bins: Any = 40,
    curves: Mapping[str, Points] | None = None,
    **scales: Unpack[Scales],
) -> str:
    """Draw how values are distributed; several groups, or one with its law, have equal areas.

    Args:
        groups: name → values, any shape.
        by: the kind that the names are values of.
        bins: how many bins all groups share, or their edges, or ``"whole"`` for a bar at each
            whole number.
        curves: words → (x, density), laws.

    Raises:
        ValueError: if a group is empty.
    """
    looks = styles(groups, by)
    flat = [shown(given, look.label) for given, look in zip(groups.values(), looks, strict=True)]
    every = np.concatenate(flat)
    edges = _whole(every) if isinstance(bins, str) else np.histogram_bin_edges(every, bins)
    equal = len(flat) > 1 or bool(curves)
    said = []
    for values, look in zip(flat, looks, strict=True):
        outline = {"histtype": "step", "color": look.color, "linestyle": look.dash}
        solid = {"color": GREY, "alpha": 0.45, "rwidth": 0.9}
        style = outline if len(flat) > 1 else solid
        ax.hist(values, edges, label=look.label, density=equal, linewidth=1.8, **style)
        low, high, mean = *np.quantile(values, [0.25, 0.75]), values.mean()
        ends = f"from {say(values.min())} to {say(values.max())}, mean {say(mean)}"
        half = f"half of them from {say(low)} to {say(high)}"
        said.append(f"{look.label}: {len(values)} values {ends}, {half}.")
    said += _laws(ax, curves or {}, color=BLUE)
    if equal:
        ax.set_yticks([])
    return dress(ax, {"ylabel": "density" if equal else "how many", **scales}, said)


def _laws(
    ax: Axes,
    curves: Mapping[Any, Points],
    looks: Mapping[Any, Style] | None = None,
    *,
    color: str = GREY,
) -> list[str]:
    """Draw what theory says, and say its ends."""
    said = []
    for k, (name, (x, y)) in enumerate(curves.items()):
        look = (looks or {}).get(name)
        at, values = np.asarray(x, float), np.asarray(y, float)
        label, tint = (None, look.color) if look else (name, color)
        ax.plot(at, values, color=tint, linestyle=("--", ":", "-.")[k % 3], label=label)
        said.append(f"{look.label if look else name}, a line: {_run(at, values)}.")
    return said


def _curve(x: ArrayLike, values: Any, name: str) -> tuple[Real, Real, Any, Real]:
    """Return coordinate and curve (points,), its bars (2, points) and its runs (rows, points)."""
    at, bars = np.asarray(x, float), None
    if len(values) and all(hasattr(one, "interval") for one in values):
        rows = np.array([[one.estimate for one in values]], float)
        bars = np.abs(np.array([one.interval for one in values]).T - rows)
    else:
        rows = np.atleast_2d(np.asarray(values, float))
    rows = np.ma.masked_invalid(rows)
    if at.ndim != 1 or at.shape != rows.shape[1:] or not at.size:
        raise ValueError(
            f"the curve {name!r} has values {np.shape(values)} over a coordinate {at.shape}: give "
            "one value a point, or rows of them"
        )
    return at, np.ma.median(rows, axis=0).filled(np.nan), bars, rows


def _run(x: Real, y: Real, bars: Any = None) -> str:
    """Say in words how a curve runs: all values if they are few, else ends and extremes."""
    real = np.flatnonzero(np.isfinite(y))
    turns = {real[0], real[-1], real[np.argmin(y[real])], real[np.argmax(y[real])]}
    spans = [""] * len(y)
    if bars is not None:
        spans = [f" [{say(a)}, {say(b)}]" for a, b in zip(y - bars[0], y + bars[1], strict=True)]
    places = real if len(real) <= 4 else sorted(turns)
    return ", ".join(f"{say(y[k])}{spans[k]} at {say(x[k])}" for k in places)


class _Seen(NamedTuple):
    """What is drawn of a group: its values, how many are missing, mean and interval."""

    values: Real
    missing: int
    estimate: float
    interval: tuple[float, float]


def _seen(given: Any, log: bool) -> _Seen:
    """Return what an ``Effect``, runs or a number come to; on a log axis the mean is geometric."""
    values = np.ravel(np.asarray(getattr(given, "values", given), float))
    good = values[np.isfinite(values) & ((values > 0) | (not log))]
    missing = len(values) - len(good)
    if hasattr(given, "interval"):
        return _Seen(good, missing, given.estimate, given.interval)
    rows = np.log(good) if log else good
    mean = rows.mean() if len(rows) else np.nan
    ends = intervals.mean(rows) if len(rows) > 1 else (mean, mean)
    found = np.exp([mean, *ends]) if log else np.array([mean, *ends])
    return _Seen(good, missing, float(found[0]), (float(found[1]), float(found[2])))


def _group(ax: Axes, look: Style, one: _Seen, at: float, room: float, *, lying: bool = False,
           label: str | None = None) -> None:  # fmt: skip
    """Draw a group's values and, beside them if there are several, its mean with its interval."""
    count = len(one.values)
    spread = at + 0.5 * room * ((np.arange(count) * 0.618) % 1 - 0.7)
    turn = 1 if lying else -1
    dots = [one.values, spread][::turn]
    faint = np.clip(4 / np.sqrt(max(count, 1)), 0.4, 0.7)
    style = {"color": look.color, "markersize": 3.6, "rasterized": count > 400}
    mean = [one.estimate, at + (0.32 * room if count > 1 else 0.0)][::turn]
    bar = {"xerr" if lying else "yerr": np.abs(np.reshape(one.interval, (2, 1)) - one.estimate)}
    if count > 1:
        ax.plot(*dots, look.marker, alpha=faint, **style)
    shape = {"marker": look.marker, "markersize": 7.5, "markeredgecolor": "white"}
    ax.errorbar(*mean, **bar, color=look.color, label=label, capsize=0, linestyle="", **shape)


def _missed(ax: Axes, x: float, count: int) -> str:
    """Mark runs without a value on the upper edge, and say so."""
    ax.plot(x, 0.97, "X", color=ORANGE, transform=ax.get_xaxis_transform(), clip_on=False)
    place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate(f"{count}", (x, 0.97), (6, 0), va="center", **place)
    return f", {count} missed"


def _whole(values: Real) -> Real:
    """Return the edges of bins about whole numbers, as wide as the least step between them."""
    numbers = np.unique(np.round(values).astype(int))
    step = np.gcd.reduce(np.diff(numbers)) if len(numbers) > 1 else 1
    return np.arange(numbers[0] - step / 2, numbers[-1] + step, step)


def _broken(name: object, letters: int) -> str:
    """Return a label broken over lines of so many letters."""
    return textwrap.fill(str(name), letters, break_long_words=False)
