"""Runs and what they come to: every run a dot, estimates in rows, histograms."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import intervals
from lib.figures.meaning import GREY, ORANGE, Style, styles
from lib.figures.picture import verb
from lib.figures.scales import Real, Scales, dress, filled, shown, ticks_at, told
from lib.figures.series import Points, laws


@verb
def points(
    ax: Axes,
    groups: Mapping[Any, Any],
    *,
    by: str = "",
    unit: str = "run",
    joined: bool = False,
    paired: bool = False,
    curves: Mapping[str, Points] | None = None,
    **scales: Unpack[Scales],
) -> str:
    """Draw every run as a dot, with the mean of each group and its 95 % interval.

    On a logarithmic axis the mean is that of the logarithm. A run without a value stays in the
    figure: a cross on the upper edge, with the number of such runs.

    Args:
        groups: name → runs; or series → place → runs. Runs are (runs,), NaN for one without a
            value, or an ``Effect``, whose own interval is drawn. Places are numbers where the x
            axis is logarithmic; else they stand side by side at 0, 1, 2 …
        by: the kind that the series, or else the names, are values of.
        unit: what a dot stands for.
        joined: join the means of a series.
        paired: join the runs of the first two series at each place, in their order.
        curves: words → (x, y), laws in grey.

    Raises:
        ValueError: if there is no group.
    """
    filled(groups, "group of runs")
    nested = all(isinstance(value, Mapping) for value in groups.values())
    series = groups if nested else {name: {name: given} for name, given in groups.items()}
    names = list(dict.fromkeys(place for group in series.values() for place in group))
    looks = styles(groups, by)
    log, measured = scales.get("log", ""), "x" in scales.get("log", "")
    width = 0.8 / len(series) if nested else 0.8
    said, drawn = [], []
    for k, (group, look) in enumerate(zip(series.values(), looks, strict=True)):
        shift = (k - (len(series) - 1) / 2) * width * nested
        at = np.array([float(p) if measured else names.index(p) + shift for p in group])
        found = [_summary(given, "y" in log) for given in group.values()]
        words = []
        for place, x, one in zip(group, at, found, strict=True):
            jitter = 0 if measured else 0.5 * width
            words.append(f"{place}: " * nested + _dots(ax, x, jitter, one, look, unit))
        means = np.array([one.estimate for one in found])
        bars = np.abs(np.array([one.interval for one in found]).T - means)
        style = {"color": look.color, "markeredgecolor": "white", "markersize": 7, "zorder": 3}
        line = look.dash if joined else ""
        label = look.label if nested else None
        ax.errorbar(at, means, bars, marker=look.marker, linestyle=line, label=label, **style)
        said.append(f"{look.label}: {'; '.join(words)}.")
        drawn.append(dict(zip(group, zip(at, found, strict=True), strict=True)))
    if paired:
        _pairs(ax, *drawn[:2])
    said += laws(ax, curves or {})
    if measured:
        words_seen = dress(ax, scales, [f"Every {unit} a dot.", *said])
        ticks_at(ax.xaxis, names)
        return words_seen
    ax.set_xticks(range(len(names)), _wrapped(ax, names if nested else [s.label for s in looks]))
    return dress(ax, {"xlim": (-0.6, len(names) - 0.4), **scales}, [f"Every {unit} a dot.", *said])


@verb
def estimates(
    ax: Axes,
    rows: Mapping[str, Any],
    *,
    by: str = "",
    enough: float | None = None,
    dots: bool = True,
    **scales: Unpack[Scales],
) -> str:
    """Draw estimates with their 95 % intervals, a row each, from the top down.

    Ratios stand on a logarithmic axis with a line at 1, other effects about a line at 0.

    Args:
        rows: words → ``Effect``; or words → kind → ``Effect``, several in a row. In place of an
            ``Effect`` a number, which has no interval, or runs, whose mean is drawn.
        by: the kind that the kinds within a row are values of.
        enough: the smallest effect that counts; what is smaller, either way, is shaded.
        dots: draw the single observations.

    Raises:
        ValueError: if there is no row, or ``enough`` does not fit the axis.
    """
    filled(rows, "estimate")
    nested = any(isinstance(row, Mapping) for row in rows.values())
    table = {word: row if isinstance(row, Mapping) else {"": row} for word, row in rows.items()}
    kinds = list(dict.fromkeys(kind for row in table.values() for kind in row))
    every = [one for row in table.values() for one in row.values()]
    log = any(getattr(one, "log", False) for one in every)
    ax.figure.set_figheight((14 * len(every) + 14 * max(len(rows), 3) + 66) / 72)
    said = []
    for k, (kind, look) in enumerate(zip(kinds, styles(kinds, by), strict=True)):
        height = {word: j + 0.7 * ((k + 0.5) / len(kinds) - 0.5) for j, word in enumerate(table)}
        here = {word: _summary(row[kind], log) for word, row in table.items() if kind in row}
        for word, one in here.items():
            single = one.values if dots and len(one.values) > 1 else one.values[:0]
            at = height[word] + 0.3 / len(kinds) * _jitter(len(single))
            ax.plot(single, at, look.marker, color=look.color, markersize=3.6, alpha=0.4)
        means = np.array([one.estimate for one in here.values()])
        bars = np.abs(np.array([one.interval for one in here.values()]).T - means)
        style = {"color": look.color, "markeredgecolor": "white", "markersize": 8, "linestyle": ""}
        places = [height[word] for word in here]
        label = look.label if nested else None
        ax.errorbar(means, places, xerr=bars, marker=look.marker, label=label, capsize=0, **style)
        words = [f"{_flat(word)}: {told(one)}" for word, one in here.items()]
        said.append(f"{look.label}{': ' if nested else ''}{'; '.join(words)}.")
    if any(hasattr(one, "interval") for one in every):
        ax.axvline(1 if log else 0, color=GREY, linewidth=1, zorder=1)
    options: Scales = {"ylim": (len(rows) - 0.5, -0.5), **scales}
    if log:
        options["log"] = "x"
    if enough is not None:
        options["shade_x"] = _too_small(enough, log)
    ax.set_yticks(range(len(rows)), [textwrap.fill(_flat(word), 22) for word in rows])
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
    filled(groups, "group of values")
    flat = {name: shown(given, name) for name, given in groups.items()}
    edges = _edges(np.concatenate(list(flat.values())), bins)
    alone, equal = len(flat) == 1, len(flat) > 1 or bool(curves)
    kind: dict[str, Any] = {"histtype": "step", "linewidth": 1.8, "density": equal}
    said = []
    for values, look in zip(flat.values(), styles(flat, by), strict=True):
        style = {"color": look.color, "linestyle": look.dash, **kind}
        if alone:
            style = {"color": GREY, "alpha": 0.45, "density": equal, "rwidth": 0.9}
        ax.hist(values, edges, label=look.label, **style)
        low, high = np.quantile(values, [0.25, 0.75])
        said.append(
            f"{look.label}: {len(values)} values from {values.min():.3g} to {values.max():.3g}, "
            f"mean {values.mean():.3g}, half of them from {low:.3g} to {high:.3g}."
        )
    said += laws(ax, curves or {})
    if equal:
        ax.set_yticks([])
    return dress(ax, {"ylabel": "density" if equal else "how many", **scales}, said)


class _Summary:
    """What is drawn of a group: its values, how many are missing, mean and interval."""

    def __init__(self, values: Real, missing: int, estimate: float, interval: Any) -> None:
        self.values, self.missing = values, missing
        self.estimate, self.interval = estimate, interval


def _summary(given: Any, log: bool) -> _Summary:
    """Return what an ``Effect``, runs or a number come to; on a log axis the mean is geometric."""
    effect = hasattr(given, "interval")
    values = np.ravel(np.asarray(given.values if effect else given, float))
    good = values[np.isfinite(values) & ((values > 0) | (not log))]
    missing = len(values) - len(good)
    if effect:
        return _Summary(good, missing, given.estimate, given.interval)
    if not len(good):
        return _Summary(good, missing, np.nan, (np.nan, np.nan))
    rows = np.log(good) if log else good
    span = intervals.mean(rows) if len(rows) > 1 else (rows[0], rows[0])
    back = np.exp if log else np.asarray
    return _Summary(good, missing, float(back(rows.mean())), tuple(map(float, back(span))))


def _dots(ax: Axes, x: float, jitter: float, one: _Summary, look: Style, unit: str) -> str:
    """Draw a group's runs beside each other, and those without a value, and say them."""
    count = len(one.values)
    at = x + jitter * _jitter(count)
    faint = np.clip(4 / np.sqrt(max(count, 1)), 0.3, 0.65)
    style = {"color": look.color, "markersize": 3.6, "rasterized": count > 400}
    ax.plot(at, one.values, look.marker, alpha=faint, **style)
    words = f"{count} {unit}{'s' * (count != 1)}" + f", mean {told(one)}" * bool(count)
    if not one.missing:
        return words
    ax.plot(x, 0.97, "X", color=ORANGE, transform=ax.get_xaxis_transform(), clip_on=False)
    place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate(f"{one.missing}", (x, 0.97), (6, 0), va="center", **place)
    return f"{words}, {one.missing} missed"


def _jitter(count: int) -> Real:
    """Return offsets within ±½ that keep neighbours apart, the same each time."""
    return (np.arange(count) * 0.618) % 1 - 0.5


def _pairs(ax: Axes, first: Mapping[Any, Any], second: Mapping[Any, Any]) -> None:
    """Join the runs of two series, place by place."""
    for place, (x, one) in first.items():
        z, other = second[place]
        ax.plot([x, z], np.stack([one.values, other.values]), color=GREY, linewidth=0.7, alpha=0.5)


def _wrapped(ax: Axes, labels: Sequence[Any]) -> list[str]:
    """Break the names of groups over lines where they would touch."""
    letters = int((72 * ax.figure.get_figwidth() - 60) / len(labels) / 6)
    return [textwrap.fill(str(x), max(letters, 4), break_long_words=False) for x in labels]


def _too_small(enough: float, log: bool) -> tuple[float, float]:
    """Return from where to where an effect is too small to count."""
    if enough <= (1 if log else 0):
        least = "above 1, a ratio," if log else "above 0"
        raise ValueError(f"the smallest effect that counts is {least} on this axis: got {enough}")
    return (1 / enough, enough) if log else (-enough, enough)


def _edges(values: Real, bins: Any) -> Real:
    """Return the edges of the bins."""
    if isinstance(bins, str) and bins == "whole":
        numbers = np.unique(np.round(values).astype(int))
        step = np.gcd.reduce(np.diff(numbers)) if len(numbers) > 1 else 1
        return np.arange(numbers[0] - step / 2, numbers[-1] + step, step)
    return np.asarray(np.histogram_bin_edges(values, bins), float)


def _flat(name: object) -> str:
    """Return a label that is broken over lines as one line of words."""
    return str(name).replace("\n", " ")
