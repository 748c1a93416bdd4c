"""Functions of two coordinates: as a map beside a profile, and as hills that turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.explorer import page
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store, grid


@dataclass(frozen=True)
class Mark:
    """A point on a map, with a few words beside it.

    Args:
        x, y: numbers, or arrays over the first sliders where the point moves with them; NaN where
            there is none.
        label: the words.
    """

    x: ArrayLike
    y: ArrayLike
    label: str = ""


class Field(Explorer):
    """A function on a grid of two coordinates that follows sliders; planes and surfaces are such.

    Args:
        x, y: evenly spaced coordinates of shape (columns,) and (rows,), or with the sliders'
            axes in front where the grid itself changes, as under a zoom.
        frames: the function's values, (values of slider 1[, of slider 2…], rows, columns), or
            {title: values} for several functions.
        axis_labels: the words at the axes of x and y.
        value_label: what the function is, such as ``"training loss"``.
        sliders: what the reader moves.
        marks: points to show.
        log: show the logarithm of the function, which must then be positive.
        log_axes: show the coordinates on logarithmic axes; they are evenly spaced there.
        common_scale: one colour scale for all frames at the start; otherwise each has its own.
        switch_scale: let the reader switch between the two.
        words: name, caption, alt, start, numbers and compute, as every explorer has them;
            ``compute`` returns (rows, columns), or (x, y, values) where the grid changes too.

    Raises:
        ValueError: if shapes do not fit or a number is not finite.
    """

    scale = traitlets.Enum(["own", "common"]).tag(sync=True)

    def __init__(
        self,
        *,
        x: ArrayLike,
        y: ArrayLike,
        frames: ArrayLike | Mapping[str, ArrayLike],
        axis_labels: tuple[str, str],
        value_label: str,
        sliders: Sequence[Slider] = (),
        marks: Sequence[Mark] = (),
        log: bool = False,
        log_axes: bool = False,
        common_scale: bool = True,
        switch_scale: bool = False,
        options: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        self.logarithmic, self._log_axes = log, log_axes
        store, over = Store(sliders), [slider.name for slider in sliders]
        several = dict(frames) if isinstance(frames, Mapping) else {"": frames}
        for k, values in enumerate(several.values()):
            if np.ndim(values) < 2:
                raise ValueError(f"frames need rows and columns, got shape {np.shape(values)}")
            store.add(f"values {k}", _scaled("frames", values, log), over)
        rows, columns = store.index["values 0"]["shape"][-2:]
        for key, axis, size in (("x", x, columns), ("y", y, rows)):
            _add_axis(store, key, _scaled(key, axis, log_axes), size, over)
        for k, mark in enumerate(marks):
            place = _scaled("a mark", np.stack(np.broadcast_arrays(mark.x, mark.y), -1), log_axes)
            store.add(f"mark {k}", place, over[: place.ndim - 1], gaps=True, exact=True)
        shown = {
            "titles": list(several),
            "axisLabels": list(axis_labels),
            "valueLabel": value_label,
            "marks": [{"label": mark.label, "key": f"mark {k}"} for k, mark in enumerate(marks)],
            "log": log,
            "logAxes": log_axes,
            "switchScale": switch_scale,
        }
        scale = "common" if common_scale else "own"
        super().__init__(store, shown | dict(options or {}), scale=scale, **words)

    def frame(self, title: str = "") -> np.ndarray:
        """Return the function (of some title) as the figure shows it now, (rows, columns).

        Raises:
            ValueError: if there is no such title.
        """
        titles = self.definition["titles"]
        if title and title not in titles:
            raise ValueError(f"{self.name} shows no {title!r}: it shows {', '.join(titles)}")
        values = self._array(f"values {titles.index(title) if title else 0}")
        return 10.0**values if self.logarithmic else values

    def _evaluate(self, values: dict[str, float | str]) -> dict[str, np.ndarray]:
        assert self._compute is not None
        answer = self._compute(**values)
        axes = answer[:2] if isinstance(answer, tuple) else ()
        frame = _scaled("compute", answer[2] if axes else answer, self.logarithmic)
        shape = tuple(self._store.index["values 0"]["shape"])
        if frame.shape != shape or not np.isfinite(frame).all():
            raise ValueError(
                f"{self.name}: compute gave shape {frame.shape}, expected {shape}, all finite"
            )
        ends = {
            key: grid(key, _scaled(key, axis, self._log_axes), ())
            for key, axis in zip("xy", axes, strict=False)
        }
        return {"values 0": frame, **ends}

    def _draw_map(self, ax: Axes) -> None:
        """Draw the first function as a map with its marks."""
        options, x, y = self.definition, self._array("x"), self._array("y")
        label = f"log₁₀ {options['valueLabel']}" if self.logarithmic else options["valueLabel"]
        page.contour_map(ax, x, y, self._array("values 0"), label)
        for mark in options["marks"]:
            ax.plot(*self._array(mark["key"]), "o", color="white", markeredgecolor="black")
        words = [f"log₁₀ {w}" if self._log_axes else w for w in options["axisLabels"]]
        ax.set(xlabel=words[0], ylabel=words[1], xlim=x, ylim=y)


def _scaled(what: str, values: ArrayLike, log: bool) -> np.ndarray:
    """Return numbers as they are stored: their logarithm where the figure shows that."""
    numbers = np.asarray(values, float)
    if not log:
        return numbers
    if (numbers <= 0).any():
        raise ValueError(f"{what}: a logarithm needs positive numbers, got {numbers.min()}")
    return np.log10(numbers)


def _add_axis(store: Store, key: str, axis: np.ndarray, size: int, over: list[str]) -> None:
    """Keep the ends of a grid's coordinates, which may follow the first sliders."""
    follows = over[: axis.ndim - 1]
    if axis.ndim < 1 or axis.shape[-1] != size:
        raise ValueError(f"{key} has {axis.shape} points for frames with {size} along that axis")
    store.add(key, grid(key, axis, follows), follows, exact=True)


class Plane(Field):
    """A map with contour lines, and the profile along a line that the reader moves.

    Args:
        cut: the y at which the line lies at first (the middle of the map if not given).
        turn: instead of a cut, a line through the origin that the reader turns from the first
            axis (0) to the second (1); where it begins.
        arguments: those of ``Field``.

    Raises:
        ValueError: as of ``Field``, or if the origin is not inside a map whose line turns.
    """

    kind = "plane"
    view = ("cut", "turn", "scale")
    heights = (560, 700)
    cut = traitlets.Float().tag(sync=True)
    turn = traitlets.Float().tag(sync=True)

    def __init__(
        self, *, y: ArrayLike, cut: float | None = None, turn: float | None = None, **arguments: Any
    ) -> None:
        ends = np.array([np.min(y), np.max(y)]) if np.size(y) else np.zeros(2)
        if turn is not None and not ends[0] < 0 < ends[1]:
            raise ValueError(f"a line turns about the origin, but y runs over {ends.tolist()}")
        if arguments.get("log_axes"):
            ends = _scaled("y", ends, True)
            cut = None if cut is None else float(_scaled("cut", cut, True))
        super().__init__(
            y=y,
            cut=float(ends.mean()) if cut is None else float(cut),
            turn=float(turn or 0.0),
            options={"turning": turn is not None},
            **arguments,
        )

    def picture(self) -> Figure:
        """Draw the map and the profile as they stand."""
        figure, (plan, profile) = page.panels(2, height=3.1, width_ratios=[1.25, 1])
        self._draw_map(plan)
        x, y, values = (self._array(key) for key in ("x", "y", "values 0"))
        cut = min(max(self.cut, y[0]), y[1])
        plan.axhline(cut, color="white", linestyle="--")
        rows = page.spread(y, len(values))
        along = [np.interp(cut, rows, column) for column in values.T]
        profile.plot(page.spread(x, len(along)), along, color="#1478b8")
        profile.set(xlabel=plan.get_xlabel(), ylabel=self.definition["valueLabel"])
        return figure


class Surface(Field):
    """Hills that turn by drag, touch and keys: one beside its map, or up to three side by side.

    Args:
        marker: the point (x, y) that is marked on all (the middle if not given).
        angles: degrees around the upright axis and above the floor from which they are seen.
        arguments: those of ``Field``; {title: frames} with two or three titles shows as many
            surfaces that turn together.

    Raises:
        ValueError: as of ``Field``, or for more than three surfaces.
    """

    kind = "surface"
    view = ("angles", "marker", "scale")
    heights = (520, 720)
    angles = traitlets.List(traitlets.Float()).tag(sync=True)
    marker = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        *,
        x: ArrayLike,
        y: ArrayLike,
        frames: ArrayLike | Mapping[str, ArrayLike],
        marker: tuple[float, float] | None = None,
        angles: tuple[float, float] = (-35.0, 38.0),
        **arguments: Any,
    ) -> None:
        if isinstance(frames, Mapping) and not 1 <= len(frames) <= 3:
            raise ValueError(f"one to three surfaces find room, got {len(frames)}")
        middle = [round((float(np.min(a)) + float(np.max(a))) / 2, 12) for a in (x, y)]
        super().__init__(
            x=x,
            y=y,
            frames=frames,
            angles=[float(v) for v in angles],
            marker=middle if marker is None else [float(v) for v in marker],
            **arguments,
        )

    def picture(self) -> Figure:
        """Draw the surfaces as they stand; the map too if there is one."""
        x, y, titles = self._array("x"), self._array("y"), self.definition["titles"]
        figure = Figure(figsize=(7.2, 3.2), layout="constrained")
        for k, title in enumerate(titles):
            values = self._array(f"values {k}")
            hills = figure.add_subplot(1, max(2, len(titles)), k + 1, projection="3d", title=title)
            for axis in (hills.xaxis, hills.yaxis, hills.zaxis):
                axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
            across = np.meshgrid(page.spread(x, values.shape[1]), page.spread(y, values.shape[0]))
            hills.plot_surface(*across, values, cmap="viridis", rstride=1, cstride=1)
            hills.view_init(elev=self.angles[1], azim=-90 - self.angles[0])
        if len(titles) == 1:
            plan = figure.add_subplot(1, 2, 2)
            self._draw_map(plan)
            plan.plot(*self.marker, "o", color="white", markeredgecolor="black")
        return figure
