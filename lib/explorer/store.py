"""The numbers behind an explorer: arrays over the sliders, kept in two bytes a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.explorer.slider import Slider

LIMIT = 500_000  # bytes of a figure's numbers as the page carries them (base64)
_STEPS = 65534  # 65535 stands for "no value"


class Store:
    """Arrays whose leading axes follow sliders, quantised frame by frame.

    A frame's numbers are kept as whole steps of ``(high − low)/65534`` above its own minimum, so
    the error is at most half a step; a gap (NaN) keeps its place.

    >>> store = Store([Slider("t", [0, 1], smooth=True)])
    >>> store.add("curve", np.array([[0.0, 1.0], [5.0, 7.0]]), ("t",))
    >>> store.frame("curve", {"t": 1}), store.frame("curve", {"t": 0.5})
    (array([5., 7.]), array([2.5, 4. ]))
    """

    def __init__(self, sliders: Sequence[Slider]) -> None:
        self.sliders = {slider.name: slider for slider in sliders}
        if len(self.sliders) != len(sliders):
            raise ValueError(f"two sliders share a name: {[s.name for s in sliders]}; rename one")
        self.index: dict[str, dict[str, Any]] = {}
        self.payload = b""

    def add(
        self,
        key: str,
        array: ArrayLike,
        over: Sequence[str] = (),
        *,
        gaps: bool = False,
        exact: bool = False,
    ) -> None:
        """Keep an array of shape (values of each slider in ``over``…, a frame's own axes…).

        With ``exact`` it takes eight bytes a number: what physics in the page starts from.

        Raises:
            ValueError: if the shape does not fit the sliders, a number is not finite (NaN is
                allowed where ``gaps`` is), or the figure grows over its limit.
        """
        frames, shape = self._frames(key, array, over)
        if np.isinf(frames).any() or (np.isnan(frames).any() and not gaps):
            worst = frames[~np.isfinite(frames)][0]
            raise ValueError(f"{key} holds {worst}: every number must be finite, mend or mask it")
        if exact:
            entry = {"over": list(over), "shape": shape, "exact": True}
            return self._append(key, entry, frames.astype("<f8").tobytes())
        empty = np.isnan(frames)
        low = np.where(empty, np.inf, frames).min(axis=1)
        high = np.where(empty, -np.inf, frames).max(axis=1)
        span = np.where(high > low, high - low, 1.0)
        steps = np.where(empty, 0.0, frames - np.where(np.isinf(low), 0.0, low)[:, None])
        steps = np.where(empty, _STEPS + 1, np.rint(steps / span[:, None] * _STEPS)).astype("<u2")
        entry = {"over": list(over), "shape": shape, "low": _ends(low), "high": _ends(high)}
        self._append(key, entry, steps.tobytes())

    def add_bits(self, key: str, array: ArrayLike, over: Sequence[str] = ()) -> None:
        """Keep an array of two-valued numbers (positive or not), eight to a byte."""
        frames, shape = self._frames(key, array, over)
        entry = {"over": list(over), "shape": shape, "bits": True}
        self._append(key, entry, np.packbits(frames > 0, axis=1).tobytes())

    def frame(self, key: str, position: dict[str, float]) -> np.ndarray:
        """Return an array at a position of the sliders, as the page shows it: the nearest stored
        frame, or along smooth sliders the straight line between two."""
        entry = self.index[key]
        corners = [(0, 1.0)]
        for name in entry["over"]:
            slider, place = self.sliders[name], position[name]
            low = math.floor(place + 1e-9)
            part = place - low if slider.smooth and place - low > 1e-9 else 0.0
            ways = [(low, 1 - part), (low + 1, part)] if part else [(round(place), 1.0)]
            count = len(slider.values)
            corners = [(k * count + at, w * share) for k, w in corners for at, share in ways]
        if len(corners) == 1:
            return self._stored(entry, corners[0][0])
        return np.add.reduce([weight * self._stored(entry, k) for k, weight in corners])

    def _stored(self, entry: dict[str, Any], k: int) -> np.ndarray:
        """Return a stored frame."""
        size, start = math.prod(entry["shape"]), entry["offset"]
        if "bits" in entry:
            width = (size + 7) // 8
            packed = np.frombuffer(self.payload, "u1", width, start + k * width)
            return np.unpackbits(packed, count=size).reshape(entry["shape"])
        if "exact" in entry:
            whole = np.frombuffer(self.payload, "<f8", size, start + 8 * k * size)
            return whole.reshape(entry["shape"])
        steps = np.frombuffer(self.payload, "<u2", size, start + 2 * k * size).astype(float)
        low, high = entry["low"][k] or 0.0, entry["high"][k] or 0.0
        values = np.where(steps > _STEPS, np.nan, low + (high - low) * steps / _STEPS)
        return values.reshape(entry["shape"])

    def range(self, *keys: str) -> tuple[float, float]:
        """Return the least and the greatest number kept under some keys; (0, 1) if all is gaps."""
        low, high = (
            [end for key in keys for end in self.index[key][side] if end is not None]
            for side in ("low", "high")
        )
        return min(low, default=0.0), max(high, default=1.0)

    def _frames(
        self, key: str, array: ArrayLike, over: Sequence[str]
    ) -> tuple[np.ndarray, list[int]]:
        """Return an array as (frames, numbers a frame) and the shape of a frame."""
        unknown = [name for name in over if name not in self.sliders]
        if unknown:
            raise ValueError(f"{key} follows {unknown[0]!r}, which is none of {[*self.sliders]}")
        whole = np.asarray(array, float)
        expected = tuple(len(self.sliders[name].values) for name in over)
        if whole.shape[: len(over)] != expected:
            raise ValueError(
                f"{key}: the sliders {list(over)} need leading axes {expected}, "
                f"got an array of shape {whole.shape}"
            )
        shape = whole.shape[len(over) :]
        if 0 in whole.shape:
            raise ValueError(f"{key}: the array of shape {whole.shape} is empty")
        return whole.reshape(math.prod(expected), math.prod(shape)), list(shape)

    def _append(self, key: str, entry: dict[str, Any], data: bytes) -> None:
        """Add bytes to the payload, at an even place, unless that makes it too big."""
        if 4 * (len(self.payload) + len(data)) / 3 > LIMIT:
            size = round(4 * (len(self.payload) + len(data)) / 3 / 1000)
            raise ValueError(
                f"{key} makes the figure {size} kB, the limit is {LIMIT // 1000}: "
                "store fewer slider values or a coarser grid"
            )
        self.index[key] = {**entry, "offset": len(self.payload)}
        self.payload += data + b"\0" * (len(data) % 2)


def _ends(ends: np.ndarray) -> list[float | None]:
    """Return the ends of frames' ranges; a frame of gaps alone has none."""
    return [end if math.isfinite(end) else None for end in ends.tolist()]


def grid(key: str, points: ArrayLike, over: Sequence[str]) -> np.ndarray:
    """Return the two ends of evenly spaced grid points of shape (…, points), as (…, 2).

    ``over`` only says in a message what the leading axes are.

    Raises:
        ValueError: if there is one point only, or they do not rise in even steps.
    """
    places = np.asarray(points, float)
    if places.ndim < 1 or places.shape[-1] < 2:
        raise ValueError(f"{key} needs two points or more, got an array of shape {places.shape}")
    steps = np.diff(places, axis=-1)
    if not (steps > 0).all():
        raise ValueError(f"{key} must rise along its last axis (after {list(over)})")
    if not np.allclose(steps, steps.mean(axis=-1, keepdims=True), rtol=1e-6, atol=0):
        raise ValueError(f"{key} must be evenly spaced; resample the grid first")
    return places[..., [0, -1]]
