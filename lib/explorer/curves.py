"""The curves explorer: panels of lines, points and areas that follow sliders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib import checks
from lib.explorer.base import Explorer
from lib.explorer.page import Curve, Still, camel
from lib.explorer.store import Slider, Store

STYLES = ("line", "points", "area", "bars", "rule", "span", "band", "words")
_UPRIGHT = ("rule", "band")  # from the bottom of the panel to its top


@dataclass(frozen=True)
class Series:
    """One curve of a panel.

    Args:
        name: the words in the legend; the same name in two panels has the same colour.
        x, y: shape (points,), or with the values of the sliders in ``over`` in front, when the
            curve follows them. x may also be (points,) for all of them. NaN in y leaves a gap.
        over: the sliders that the leading axes follow; the first ones if not given.
        style: ``"line"``, ``"points"``, ``"area"`` (filled down to zero), ``"bars"``, ``"rule"``
            (upright lines at x), ``"band"`` (shaded between two x), which take no y, ``"span"``
            (a bracket between two points: a width), or ``"words"`` (the name itself at a point, in
            place of an entry in the legend).
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
        y_names: what stands beside y = 0, 1, 2 … in place of numbers.
        drag: the slider that follows a pointer dragged across the panel; its values are x.
        lift: the slider that follows it up and down; its values are y.
    """

    axis_labels: tuple[str, str]
    series: Sequence[Series]
    title: str = ""
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    x_log: bool = False
    y_log: bool = False
    y_names: Sequence[str] | None = None
    drag: str | None = None
    lift: str | None = None


class Curves(Explorer):
    """One to three panels of curves that follow sliders.

    Args:
        name: as every explorer has it.
        sliders: what the reader moves.
        panels: the panels, from left to right.
        words: caption, alt, start and numbers, as every explorer has them.

    Raises:
        ValueError: if shapes do not fit, a style is unknown, a series is empty, or two share a
            name in one panel.
    """

    kind = "curves"

    def __init__(
        self, *, name: str, sliders: Sequence[Slider], panels: Sequence[Panel], **words: Any
    ) -> None:
        if not 1 <= len(panels) <= 3:
            raise ValueError(f"{name} takes one to three panels, got {len(panels)}")
        self.heights = ((430, 430), (450, 680), (590, 740))[len(panels) - 1]  # type: ignore[misc]
        store, shown = Store(sliders), []
        for k, panel in enumerate(panels):
            for moved in filter(None, (panel.drag, panel.lift)):
                if moved not in store.sliders:
                    raise ValueError(f"{name} has no slider {moved!r} to drag")
            names = [series.name for series in panel.series]
            if not names:
                raise ValueError(f"{name} has a panel without series")
            if len({*names}) < len(names):
                raise ValueError(f"{name} has two series of one name, rename one: {names}")
            for j, series in enumerate(panel.series):
                _keep(store, f"{k}.{j}", series, panel)
            drawn = [{"name": s.name, "style": s.style, "look": s.look} for s in panel.series]
            shown.append(camel({**vars(panel), "series": drawn}))
        every = dict.fromkeys(series.name for panel in panels for series in panel.series)
        super().__init__(store, {"panels": shown, "names": [*every]}, name=name, **words)

    def stills(self) -> list[Still]:
        """Return the panels' curves as they stand."""
        found = []
        for k, panel in enumerate(self.definition["panels"]):
            x_log, y_log = panel["xLog"], panel["yLog"]
            curves = {}
            for j, one in enumerate(panel["series"]):
                x = self._real(f"{k}.{j}.x", x_log)
                y, *bars = (self._real(f"{k}.{j}.{what}", y_log) for what in ("y", "low", "high"))
                look = self.definition["names"].index(one["name"])
                look = look if one["look"] is None else one["look"]
                error = None if bars[0] is None else bars
                curves[one["name"]] = Curve(x, y, one["style"], look, error)
            log, limits = "x" * x_log + "y" * y_log, (panel["xRange"], panel["yRange"])
            words = {"title": panel["title"], "log": log, "limits": limits}
            found.append(Still(panel["axisLabels"], curves=curves, **words))
        return found

    def _real(self, key: str, log: bool) -> np.ndarray | None:
        """Return an array as it stands, in its own units; None if the series has none."""
        if key not in self.definition["arrays"]:
            return None
        return 10 ** self._frame(key) if log else self._frame(key)


def _keep(store: Store, key: str, series: Series, panel: Panel) -> None:
    """Keep the numbers of one series."""
    name, style = series.name, series.style
    checks.one_of(style, STYLES, "style")
    if (series.y is None) != (style in _UPRIGHT):
        raise ValueError(f"{name}: give y, except to a rule or a band")
    x = np.asarray(series.x, float)
    y = x if series.y is None else np.asarray(series.y, float)
    over = [*store.sliders][: y.ndim - 1] if series.over is None else list(series.over)
    if y.ndim != len(over) + 1 or x.shape[-1:] != y.shape[-1:] or x.ndim not in (1, y.ndim):
        raise ValueError(
            f"{name}: x has shape {x.shape} and y {y.shape}; "
            f"over the sliders {over} both need {len(over)} leading axes and as many points"
        )
    if np.isnan(y).all():
        raise ValueError(f"{name} is empty, of shape {y.shape}: leave the series out")
    if (style in ("line", "area") and y.shape[-1] < 2) or (
        style in ("span", "band") and y.shape[-1] != 2
    ):
        raise ValueError(f"{name}: {y.shape[-1]} points make no {style}: use style='points'")
    store.add(f"{key}.x", scaled(x, panel.x_log), over if x.ndim > 1 else (), gaps=True)
    heights = {} if series.y is None else {"y": y}
    if series.error is not None:
        error = np.asarray(series.error, float)
        heights |= {"low": y - error, "high": y + error}
    for what, values in heights.items():
        store.add(f"{key}.{what}", scaled(values, panel.y_log), over, gaps=True)


def scaled(values: ArrayLike, log: bool) -> np.ndarray:
    """Return numbers as they are drawn; on a logarithmic axis what is not positive is a gap."""
    numbers = np.asarray(values, float)
    if not log:
        return numbers
    return np.log10(numbers, where=numbers > 0, out=np.full(numbers.shape, np.nan))
