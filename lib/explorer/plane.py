"""Functions of two coordinates: as a map beside a profile, and as hills that turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from lib.explorer.base import Explorer
from lib.explorer.page import Still
from lib.explorer.store import Slider, Store, grid


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
        log_axes: show the coordinates on logarithmic axes; they are evenly spaced there, and fill
            the room. Others have one unit, and a map shows them to one scale, so that an angle
            looks as large as it is.
        common_scale: one colour scale for all frames at the start; otherwise each has its own.
        switch_scale: let the reader switch between the two.
        words: name, caption, alt, start and numbers, as every explorer has them.

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
        turning: bool = False,
        **words: Any,
    ) -> None:
        self._log_axes = log_axes
        store, over = Store(sliders), [slider.name for slider in sliders]
        several = dict(frames) if isinstance(frames, Mapping) else {"": frames}
        if not 1 <= len(several) <= 3:
            raise ValueError(f"one to three functions find room, got {len(several)}")
        for k, values in enumerate(several.values()):
            shape = np.shape(values)
            if len(shape) < 2:
                raise ValueError(f"frames need rows and columns, got an array of shape {shape}")
            store.add(f"values {k}", _scaled("frames", values, log), over)
        for key, axis, size in (("x", x, shape[-1]), ("y", y, shape[-2])):
            if np.shape(axis)[-1:] != (size,):
                raise ValueError(f"{key} has shape {np.shape(axis)}, frames {size} along that axis")
            ends = grid(key, _scaled(key, axis, log_axes))
            store.add(key, ends, over[: ends.ndim - 1])
        for k, mark in enumerate(marks):
            place = _scaled("a mark", np.stack(np.broadcast_arrays(mark.x, mark.y), -1), log_axes)
            store.add(f"mark {k}", place, over[: place.ndim - 1], gaps=True)
        shown: dict[str, Any] = {"titles": list(several), "axis_labels": [*axis_labels]}
        shown |= {"value_label": value_label, "log": log, "log_axes": log_axes}
        shown |= {"marks": [mark.label for mark in marks], "one_unit": not log_axes}
        shown |= {"switch_scale": switch_scale, "turning": turning}
        super().__init__(store, shown, scale="common" if common_scale else "own", **words)

    def stills(self) -> list[Still]:
        """Return a map of each function as it stands."""
        ends, labels = [*self._frame("x"), *self._frame("y")], self.definition["axisLabels"]
        log = "xy" if self._log_axes else ""
        ends = [10.0**end for end in ends] if log else ends
        return [
            Still(labels, self._frame(f"values {k}"), ends, title=title, one_unit=not log, log=log)
            for k, title in enumerate(self.definition["titles"])
        ]


def _scaled(what: str, values: ArrayLike, log: bool) -> np.ndarray:
    """Return numbers as they are stored: their logarithm where the figure shows that."""
    numbers = np.asarray(values, float)
    if log and (numbers <= 0).any():
        raise ValueError(f"{what}: a logarithm needs positive numbers, got {numbers.min()}")
    return np.log10(numbers) if log else numbers


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
        log = arguments.get("log_axes", False)
        ends = _scaled("y", [np.min(y), np.max(y)], log) if np.size(y) else np.zeros(2)
        place = ends.mean() if cut is None else _scaled("cut", cut, log)
        if turn is not None and not ends[0] < 0 < ends[1]:
            raise ValueError(f"a line turns about the origin, but y runs over {ends.tolist()}")
        self.heights = self._heights(y=y, **arguments)  # type: ignore[misc]
        arguments |= {"cut": float(place), "turn": float(turn or 0), "turning": turn is not None}
        super().__init__(y=y, **arguments)

    def _heights(self, *, x: ArrayLike, y: ArrayLike, **arguments: Any) -> tuple[int, int]:
        """Return the figure's height such that a map to one scale fills the width it has."""
        if arguments.get("log_axes"):
            return self.heights
        controls = len(arguments.get("sliders", ())) + 1 + bool(arguments.get("switch_scale"))
        rise = min(np.ptp(y) / np.ptp(x), 1.0) if np.size(x) and np.ptp(x) else 1.0
        wide = 145 + 256 * rise + 47 * -(-controls // 2)
        return round(wide), round(370 + 210 * rise + 47 * controls)


class Surface(Field):
    """Hills that turn by drag, touch and keys: one beside its map, or up to three side by side.

    ``marker`` is the point that is marked on all, the middle at first.

    Args:
        angles: degrees around the upright axis and above the floor from which they are seen.
        arguments: those of ``Field``; {title: frames} with two or three titles shows as many
            surfaces that turn together.

    Raises:
        ValueError: as of ``Field``.
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
        angles: tuple[float, float] = (-35.0, 38.0),
        **arguments: Any,
    ) -> None:
        middle = [round((float(np.min(a)) + float(np.max(a))) / 2, 12) for a in (x, y)]
        several = arguments["frames"] if isinstance(arguments.get("frames"), Mapping) else ()
        heights = {2: (470, 720), 3: (360, 720)}.get(len(several), self.heights)
        self.heights = heights  # type: ignore[misc]
        super().__init__(x=x, y=y, marker=middle, angles=[float(v) for v in angles], **arguments)
