"""The plane explorer: a map of a function of two coordinates beside its profile along a cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
import traitlets
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store, grid


@dataclass(frozen=True)
class Mark:
    """A point on a map, with a few words beside it."""

    x: float
    y: float
    label: str = ""


class Field(Explorer):
    """A function on a grid of two coordinates that follows sliders; planes and surfaces are such.

    Args:
        name: ``NN-what``; the anchor is ``explorer-NN-what``.
        title, alt: a heading, and what is seen, in a sentence or more.
        x, y: evenly spaced coordinates of shape (columns,) and (rows,), or with the sliders'
            axes in front where the grid itself changes, as under a zoom.
        frames: the function's values, (values of slider 1[, of slider 2…], rows, columns).
        axis_labels: the words at the axes of x and y.
        value_label: what the function is, such as ``"training loss"``.
        sliders: what the reader moves.
        start: the value each slider begins at; the first stored one if not given.
        marks: points to show.
        log: show the logarithm of the function, which must then be positive.
        common_scale: one colour scale for all frames; otherwise each frame has its own.
        numbers: further numbers to read out, {words: array over the sliders}.
        compute: called with every slider's value as a keyword where a slider stands between
            stored values; returns (rows, columns), or (x, y, values) where the grid changes too.

    Raises:
        ValueError: if shapes do not fit or a number is not finite.
    """

    free: ClassVar[int] = 0  # so many of the last sliders leave the function as it is

    def __init__(
        self,
        *,
        name: str,
        title: str,
        alt: str,
        x: np.ndarray,
        y: np.ndarray,
        frames: np.ndarray,
        axis_labels: tuple[str, str],
        value_label: str,
        sliders: Sequence[Slider],
        start: Mapping[str, Any] | None = None,
        marks: Sequence[Mark] = (),
        log: bool = False,
        common_scale: bool = True,
        numbers: Mapping[str, np.ndarray] | None = None,
        compute: Callable[..., Any] | None = None,
        options: Mapping[str, Any] | None = None,
        **view: Any,
    ) -> None:
        self.logarithmic = log
        store = Store(sliders)
        over = [slider.name for slider in sliders][: len(sliders) - self.free]
        store.add("values", self._scaled(frames), over)
        for key, axis, size in (("x", x, np.shape(frames)[-1]), ("y", y, np.shape(frames)[-2])):
            _add_axis(store, key, axis, size, over)
        self._add(store, over)
        shown = {
            "axisLabels": list(axis_labels),
            "valueLabel": value_label,
            "marks": [asdict(mark) for mark in marks],
            "log": log,
            "commonScale": common_scale,
            **(options or {}),
        }
        super().__init__(
            name=name,
            title=title,
            alt=alt,
            sliders=sliders,
            store=store,
            options=shown,
            start=start,
            numbers=numbers,
            compute=compute,
            **view,
        )

    def _add(self, store: Store, over: list[str]) -> None:
        """Keep what a kind of figure shows besides the function."""

    def frame(self) -> np.ndarray:
        """Return the function as the figure shows it now, (rows, columns)."""
        values = self._array("values")
        return 10.0**values if self.logarithmic else values

    def _scaled(self, frames: np.ndarray) -> np.ndarray:
        """Return values as they are stored: their logarithm if the figure shows that."""
        frames = np.asarray(frames, float)
        if frames.ndim < 2:
            raise ValueError(f"frames need rows and columns, got an array of shape {frames.shape}")
        if not self.logarithmic:
            return frames
        if not (frames > 0).all():
            raise ValueError(f"a logarithmic figure needs positive values, got {frames.min()}")
        return np.log10(frames)

    def _evaluate(self, values: dict[str, float | str]) -> dict[str, np.ndarray]:
        assert self._compute is not None
        answer = self._compute(**values)
        axes = answer[:2] if isinstance(answer, tuple) else ()
        frame = self._scaled(answer[2] if axes else answer)
        shape = tuple(self._store.index["values"]["shape"])
        if frame.shape != shape:
            raise ValueError(f"{self.name}: compute gave shape {frame.shape}, expected {shape}")
        ends = {key: grid(key, axis, ()) for key, axis in zip("xy", axes, strict=False)}
        return {"values": frame, **ends}


class Plane(Field):
    """A map with contour lines, and the profile along a cut that the reader moves.

    The arguments are those of ``Field``, and ``cut``: the y at which the cut begins (the middle
    of the map if not given).
    """

    _esm = scripts.source("plane")
    kind = "plane"
    view = ("cut",)
    cut = traitlets.Float().tag(sync=True)

    def __init__(self, *, y: np.ndarray, cut: float | None = None, **arguments: Any) -> None:
        y = np.asarray(y, float)
        middle = float((y.min() + y.max()) / 2) if y.size else 0.0
        super().__init__(y=y, cut=middle if cut is None else float(cut), **arguments)

    def picture(self) -> Figure:
        """Draw the map and the profile as they stand."""
        options, x, y = self.definition, self._array("x"), self._array("y")
        values = self._array("values")
        figure, (plan, profile) = page.panels(2, height=3.1, width_ratios=[1.25, 1])
        label = options["valueLabel"]
        label = f"log₁₀ {label}" if self.logarithmic else label
        page.contour_map(plan, x, y, values, label)
        plan.set(xlabel=options["axisLabels"][0], ylabel=options["axisLabels"][1])
        for mark in options["marks"]:
            if x[0] <= mark["x"] <= x[1] and y[0] <= mark["y"] <= y[1]:
                plan.plot(mark["x"], mark["y"], "o", color="white", markeredgecolor="black")
        cut = min(max(self.cut, y[0]), y[1])
        plan.axhline(cut, color="white", linestyle="--")
        rows = page.spread(y, len(values))
        along = [np.interp(cut, rows, column) for column in values.T]
        profile.plot(page.spread(x, len(along)), along, color="#1478b8")
        profile.set(xlabel=options["axisLabels"][0], ylabel=label)
        return figure


def _add_axis(store: Store, key: str, axis: np.ndarray, size: int, over: list[str]) -> None:
    """Keep the ends of a grid's coordinates, which may follow the first sliders."""
    axis = np.asarray(axis, float)
    follows = over[: axis.ndim - 1]
    if axis.ndim < 1 or axis.shape[-1] != size:
        raise ValueError(f"{key} has {axis.shape} points for frames with {size} along that axis")
    store.add(key, grid(key, axis, follows), follows)
