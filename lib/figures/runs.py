"""Runs and what they come to: every run a dot with the mean beside, estimates in rows."""

import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from lib import checks, statistics
from lib.figures.picture import verb
from lib.figures.plots import Points, laws
from lib.figures.scales import GREY, ORANGE, Real, Style, dress, say, styles


@verb
def points(
    ax: Axes,
    groups: Mapping[Any, Any],
    *,
    by: str = "",
    unit: str = "run",
    curves: Mapping[str, Points] | None = None,
    **scales: Any,
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
    said, dots = [], 0
    for k, (group, look) in enumerate(zip(series.values(), looks, strict=True)):
        shift = (k - (len(series) - 1) / 2) * room if nested else 0.0
        label, words = look.label if nested else None, []
        for place, runs in group.items():
            one, at = _seen(runs, "y" in scales.get("log", "")), names.index(place) + shift
            _group(ax, look, one, at, room, label=label)
            count = len(one.values)
            dots += count or one.missing
            mean = f", mean {say(one)}" if np.isfinite(one.estimate) else ""
            missed = _missed(ax, at, one.missing) if one.missing else ""
            place = f"{place}: " if nested else ""
            counted = f"{count} {unit}{'s' * (count != 1)}" if count or missed else ""
            words.append(place + f"{counted}{mean}{missed}".removeprefix(", mean "))
            label = None
        said.append(f"{look.label}: {'; '.join(words)}.")
    said = [f"Every {unit} a dot."] * (dots > 0) + said + laws(ax, curves or {})
    labels = names if nested else [look.label for look in looks]
    letters = int((72 * ax.figure.get_figwidth() - 60) / len(labels) / 6)
    ax.set_xticks(range(len(labels)), [_broken(label, max(letters, 4)) for label in labels])
    return dress(ax, said, **{"xlim": (-0.6, len(labels) - 0.4), **scales})


@verb
def estimates(
    ax: Axes,
    rows: Mapping[Any, Any],
    *,
    enough: float | None = None,
    **scales: Any,
) -> str:
    """Draw estimates with their 95 % intervals and single observations, a row each, downwards.

    Ratios stand on a logarithmic axis with a line at 1, other effects about a line at 0.

    Args:
        rows: words → ``Effect``; or a number, which has no interval; or runs, whose mean is drawn.
        enough: the smallest effect that counts; what is smaller, either way, is shaded.

    Raises:
        ValueError: if there is no row, or ``enough`` does not fit the axis.
    """
    if not rows:
        raise ValueError("there is nothing to draw: got no row")
    (look,) = styles(["row"])  # all rows look alike
    log = any(getattr(one, "log", False) for one in rows.values())
    labels = [_broken(words, 24) for words in rows]
    width, usual = ax.figure.get_size_inches()
    each = 12 + 16 * (1 + max(label.count("\n") for label in labels))
    needed = (each * max(len(rows), 3) + 60) / 72
    beside = usual if width < 4.8 else 0.0  # beside others it is as high as they at least
    ax.figure.set_figheight(max(needed, beside))
    said = []
    for row, (words, given) in enumerate(rows.items()):
        one = _seen(given, log)
        _group(ax, look, one, row, 0.7, lying=True)
        said.append(f"{words}: {say(one)}.".replace("\n", " "))
    options: dict[str, Any] = {"ylim": (len(rows) - 0.5, -0.5), **scales}
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
    words = dress(ax, said, **options)
    ax.set_xlabel(ax.get_xlabel(), loc="right")  # a long one begins below the labels
    return words


class _Seen(NamedTuple):
    """What is drawn of a group: its values, how many are missing, mean and interval."""

    values: Real
    missing: int
    estimate: float
    interval: tuple[float, float]


def _seen(given: Any, log: bool) -> _Seen:
    """Return what an ``Effect``, runs or a number come to; on a log axis the mean is geometric."""
    values = np.ravel(checks.floats(getattr(given, "values", given), "each value of a run"))
    good = values[np.isfinite(values) & ((values > 0) | (not log))]
    missing = len(values) - len(good)
    if hasattr(given, "interval"):
        return _Seen(good, missing, given.estimate, given.interval)
    if len(good) > 1:
        mean = statistics.mean(good, unit="run", log=log)
        return _Seen(good, missing, mean.estimate, mean.interval)
    alone = float(good[0]) if len(good) else np.nan
    return _Seen(good, missing, alone, (alone, alone))


def _group(ax: Axes, look: Style, one: _Seen, at: float, room: float, *, lying: bool = False,
           label: str | None = None) -> None:  # fmt: skip
    """Draw a group's values and, beside them if there are several, its mean with its interval."""
    count = len(one.values)
    spread = at + 0.5 * room * ((np.arange(count) * 0.618) % 1 - 0.7)
    turn = 1 if lying else -1
    dots = [one.values, spread][::turn]
    faint = np.clip(5 / np.sqrt(max(count, 1)), 0.5, 0.8)
    style = {"color": look.color, "markersize": 4, "rasterized": count > 400}
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
    ax.annotate(f"{count}", (x, 0.97), (0, 5), ha="center", va="bottom", **place)
    return f", {count} missed"


def _broken(name: object, letters: int) -> str:
    """Return a label broken over lines of so many letters."""
    return textwrap.fill(str(name), letters, break_long_words=False)
