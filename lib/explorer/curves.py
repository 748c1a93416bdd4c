"""The curves explorer: panels of lines, points and areas that follow sliders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.explorer import page
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store
from lib.figures import MARKERS, PALETTE

STYLES = ("line", "points", "area", "bars", "rule", "span")


@dataclass(frozen=True)
class Series:
    """One curve of a panel.

    Args:
        name: the words in the legend; the same name in two panels has the same colour.
        x, y: shape (points,), or with the values of the sliders in ``over`` in front, when the
            curve follows them. x may also be (points,) for all of them. NaN in y leaves a gap.
        over: the sliders that the leading axes follow; the first ones if not given.
        style: ``"line"``, ``"points"``, ``"area"`` (filled down to zero), ``"bars"``, ``"rule"``
            (upright lines at x; takes no y) or ``"span"`` (a bracket between two points: a width).
        error: half the length of error bars, of y's shape.
        look: which of the eight looks of ``figures`` (colour, dashes, shape), where it has a
            meaning; in the order of the names if not given.
    """

    name: str
    x: ArrayLike
    y: ArrayLike | None = None
    over: Sequence[str] | None = None
    style: str = "line"
    error: ArrayLike | None = None
    look: int | None = None


@dataclass(frozen=True)
class Panel:
    """A pair of axes with its series.

    Args:
        axis_labels: the words at the axes.
        series: what is drawn.
        title: a heading.
        x_range, y_range: ends of the axes; those of all frames if not given.
        x_log, y_log: logarithmic axes; what is not positive is left out.
        drag: the slider that follows a pointer dragged across the panel; its values are x.
    """

    axis_labels: tuple[str, str]
    series: Sequence[Series]
    title: str = ""
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    x_log: bool = False
    y_log: bool = False
    drag: str | None = None


class Curves(Explorer):
    """One to three panels of curves that follow sliders.

    Args:
        sliders: what the reader moves.
        panels: the panels, from left to right.
        words: name, caption, alt, start, numbers and compute, as every explorer has them;
            ``compute`` returns {series name: y, or (x, y)} for the series that change.

    Raises:
        ValueError: if shapes do not fit, a style is unknown, a series is empty, or two share a
            name in one panel, or anywhere where ``compute`` needs to tell them apart.
    """

    kind = "curves"

    def __init__(
        self, *, sliders: Sequence[Slider], panels: Sequence[Panel], name: str, **words: Any
    ) -> None:
        if not 1 <= len(panels) <= 3:
            raise ValueError(f"{name} takes one to three panels, got {len(panels)}")
        store = Store(sliders)
        self.heights = ((430, 430), (450, 680), (590, 740))[len(panels) - 1]  # type: ignore[misc]
        self._keys: dict[str, list[tuple[str, Panel]]] = {}
        for k, panel in enumerate(panels):
            if panel.drag and panel.drag not in store.sliders:
                raise ValueError(f"{name} has no slider {panel.drag!r} to drag")
            for j, series in enumerate(panel.series):
                _keep(store, f"{k}.{j}", series, panel)
                places = self._keys.setdefault(series.name, [])
                if any(other is panel for _, other in places) or (places and "compute" in words):
                    raise ValueError(f"{name} has two series {series.name!r}: rename one")
                places.append((f"{k}.{j}", panel))
        options = {
            "panels": [_definition(store, k, panel) for k, panel in enumerate(panels)],
            "names": list(self._keys),
        }
        super().__init__(store, options, name=name, **words)

    def curve(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return x and y of a series as the figure shows it now.

        Raises:
            ValueError: if there is no such series.
        """
        if name not in self._keys:
            raise ValueError(f"{self.name} has no series {name!r}: it has {', '.join(self._keys)}")
        key, panel = self._keys[name][0]
        x = _unscaled(self._array(f"{key}.x"), panel.x_log)
        if f"{key}.y" not in self._store.index:
            return x, np.full_like(x, np.nan)
        return x, _unscaled(self._array(f"{key}.y"), panel.y_log)

    def _evaluate(self, values: dict[str, float | str]) -> dict[str, np.ndarray]:
        assert self._compute is not None
        arrays: dict[str, np.ndarray] = {}
        for name, answer in self._compute(**values).items():
            if name not in self._keys:
                raise ValueError(f"{self.name}: compute gave {name!r}, which is no series")
            key, panel = self._keys[name][0]
            x, y = answer if isinstance(answer, tuple) else (None, answer)
            size = len(self._array(f"{key}.x")) if x is None else np.size(x)
            if np.shape(y) != (size,):
                raise ValueError(f"{self.name}: {name} has {size} points but y of {np.shape(y)}")
            arrays[f"{key}.y"] = _scaled(y, panel.y_log)
            if x is not None:
                arrays[f"{key}.x"] = _scaled(x, panel.x_log)
        return arrays

    def picture(self) -> Figure:
        """Draw the panels as they stand."""
        panels = self.definition["panels"]
        figure, axes = page.panels(len(panels), height=3.1)
        for k, (ax, panel) in enumerate(zip(axes, panels, strict=True)):
            for j, series in enumerate(panel["series"]):
                self._paint(ax, f"{k}.{j}", series)
            ax.set(xlim=panel["xRange"], ylim=panel["yRange"], title=panel["title"])
            words = [
                f"log₁₀ {text}" if panel[f"{axis}Log"] else text
                for axis, text in zip("xy", panel["axisLabels"], strict=True)
            ]
            ax.set(xlabel=words[0], ylabel=words[1])
            ax.legend(frameon=False, fontsize=8)
        return figure

    def _paint(self, ax: Axes, key: str, series: dict[str, Any]) -> None:
        """Draw one series with matplotlib."""
        k = self.definition["names"].index(series["name"]) if series["look"] < 0 else series["look"]
        x, style, look = self._array(f"{key}.x"), series["style"], k % 8
        drawing = {"color": PALETTE[look], "label": series["name"]}
        if style == "rule":
            ax.vlines(x, 0, 1, transform=ax.get_xaxis_transform(), **drawing)
            return
        y = self._array(f"{key}.y")
        if style == "bars":
            ax.bar(x, y, width=x[1] - x[0] if len(x) > 1 else 1, **drawing)
        else:
            marker = {"points": MARKERS[look], "span": "|"}.get(style)
            ax.plot(x, y, ls="" if style == "points" else "-", marker=marker, ms=4, **drawing)
        if style == "area":
            ax.fill_between(x, y, color=PALETTE[look], alpha=0.25)


def _keep(store: Store, key: str, series: Series, panel: Panel) -> None:
    """Keep the numbers of one series."""
    if series.style not in STYLES:
        raise ValueError(
            f"{series.name}: there is no style {series.style!r}, choose one of {', '.join(STYLES)}"
        )
    if (series.y is None) != (series.style == "rule"):
        raise ValueError(f"{series.name}: give y, except to a rule")
    x, names = np.asarray(series.x, float), list(store.sliders)
    y = x if series.y is None else np.asarray(series.y, float)
    over = names[: y.ndim - 1] if series.over is None else list(series.over)
    if y.ndim != len(over) + 1 or x.shape[-1:] != y.shape[-1:] or x.ndim not in (1, y.ndim):
        raise ValueError(
            f"{series.name}: x has shape {x.shape} and y {y.shape}; "
            f"over the sliders {over} both need {len(over)} leading axes and as many points"
        )
    _check_points(series, y)
    store.add(f"{key}.x", _scaled(x, panel.x_log), over if x.ndim > 1 else (), gaps=True)
    if series.y is None:
        return
    store.add(f"{key}.y", _scaled(y, panel.y_log), over, gaps=True)
    if series.error is not None:
        error = np.asarray(series.error, float)
        for side, end in (("low", y - error), ("high", y + error)):
            store.add(f"{key}.{side}", _scaled(end, panel.y_log), over, gaps=True)


def _check_points(series: Series, y: np.ndarray) -> None:
    """Refuse a series with nothing to show, a line of one point, a width without two ends."""
    points = y.shape[-1]
    if y.size == 0 or np.isnan(y).all():
        raise ValueError(f"{series.name} is empty, of shape {y.shape}: leave the series out")
    if series.style in ("line", "area") and points == 1:
        raise ValueError(f"{series.name}: one point makes no line, show it with style='points'")
    if series.style == "span" and points != 2:
        raise ValueError(f"{series.name}: a span has two ends, got {points} points")


def _definition(store: Store, k: int, panel: Panel) -> dict[str, Any]:
    """Return what the page needs to know of a panel; ranges are in drawn units."""
    kept = [key for key in store.index if key.startswith(f"{k}.")]
    if not kept:
        raise ValueError(f"panel {panel.title or k + 1} has no series")
    styles = {series.style for series in panel.series}
    zero = bool(styles & {"area", "bars"}) and not panel.y_log
    heights = [key for key in kept if not key.endswith(".x")]
    places = [key for key in kept if key.endswith(".x")]
    pad = 0.03 * bool(styles & {"points", "bars"})
    return {
        "title": panel.title,
        "axisLabels": list(panel.axis_labels),
        "xLog": panel.x_log,
        "yLog": panel.y_log,
        "drag": panel.drag or "",
        "xRange": _range(store, places, panel.x_range, log=panel.x_log, pad=pad),
        "yRange": _range(store, heights, panel.y_range, log=panel.y_log, pad=0.05, zero=zero),
        "series": [
            {"name": s.name, "style": s.style, "look": -1 if s.look is None else s.look}
            for s in panel.series
        ],
    }


def _range(
    store: Store,
    keys: list[str],
    given: tuple[float, float] | None,
    *,
    log: bool,
    pad: float,
    zero: bool = False,
) -> list[float]:
    """Return the ends of an axis: given, or those of all that is kept, with a margin."""
    if given is not None:
        return _scaled(given, log).tolist()
    low, high = store.range(*keys) if keys else (0.0, 1.0)
    margin = pad * (high - low) or (0.0 if high > low else 0.5)
    if zero and low >= 0:
        return [0.0, high + margin]
    return [low - margin, high + margin]


def _scaled(values: ArrayLike, log: bool) -> np.ndarray:
    """Return numbers as they are drawn; on a logarithmic axis what is not positive is a gap."""
    numbers = np.asarray(values, float)
    if not log:
        return numbers
    return np.log10(numbers, where=numbers > 0, out=np.full(numbers.shape, np.nan))


def _unscaled(values: np.ndarray, log: bool) -> np.ndarray:
    return 10.0**values if log else values
