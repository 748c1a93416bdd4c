"""The numbers behind an explorer: arrays over the sliders, sent in two bytes a number."""

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
    """Arrays whose leading axes follow sliders; the page gets them quantised frame by frame.

    A frame's numbers are sent as whole steps of ``(high − low)/65534`` above its own minimum, so
    the error is at most half a step; a gap (NaN) keeps its place.

    >>> store = Store([Slider("t", [0, 1])])
    >>> store.add("curve", [[0.0, 1.0], [5.0, 7.0]], ("t",))
    >>> store.frame("curve", {"t": 1})
    array([5., 7.])
    """

    def __init__(self, sliders: Sequence[Slider]) -> None:
        self.sliders = {slider.name: slider for slider in sliders}
        if len(self.sliders) != len(sliders):
            raise ValueError(f"two sliders share a name: {[s.name for s in sliders]}; rename one")
        self.arrays: dict[str, np.ndarray] = {}
        self.index: dict[str, dict[str, Any]] = {}
        self.payload = b""

    def add(
        self,
        key: str,
        array: ArrayLike,
        over: Sequence[str] = (),
        *,
        gaps: bool = False,
        bits: bool = False,
    ) -> None:
        """Keep an array of shape (values of each slider in ``over``…, a frame's own axes…).

        Args:
            key: its name.
            array: finite numbers; NaN is allowed where ``gaps`` is.
            over: sliders.
            bits: send only whether each number is positive, eight to a byte.

        Raises:
            ValueError: if the shape does not fit the sliders, a number is not finite, or the
                figure grows over its limit.
        """
        whole = np.asarray(array, float)
        unknown = [name for name in over if name not in self.sliders]
        if unknown:
            raise ValueError(f"{key} follows {unknown[0]!r}, which is none of {[*self.sliders]}")
        lead = tuple(len(self.sliders[name].values) for name in over)
        if whole.shape[: len(lead)] != lead or not whole.size:
            raise ValueError(
                f"{key}: the sliders {list(over)} need leading axes {lead} and then some numbers, "
                f"got an array of shape {whole.shape}"
            )
        if np.isinf(whole).any() or (np.isnan(whole).any() and not gaps):
            worst = whole[~np.isfinite(whole)][0]
            raise ValueError(f"{key} holds {worst}: every number must be finite, mend or mask it")
        entry = {"over": list(over), "shape": list(whole.shape[len(lead) :]), "bits": bits}
        self.arrays[key] = whole
        self._send(key, entry, whole.reshape(math.prod(lead), -1))

    def _send(self, key: str, entry: dict[str, Any], frames: np.ndarray) -> None:
        """Append frames, (frames, numbers), to what the page gets, unless that is too much."""
        if entry["bits"]:
            data = np.packbits(frames > 0, axis=1).tobytes()
        else:
            gone = np.isnan(frames)
            low = np.where(gone, np.inf, frames).min(axis=1)
            high = np.where(gone, -np.inf, frames).max(axis=1)
            entry["low"], entry["high"] = (
                [end if math.isfinite(end) else None for end in ends.tolist()]
                for ends in (low, high)
            )
            span = np.where(high > low, high - low, 1.0)[:, None]
            steps = np.rint((frames - np.where(gone.all(axis=1), 0, low)[:, None]) / span * _STEPS)
            data = np.where(gone, _STEPS + 1, steps).astype("<u2").tobytes()
        size = 4 * (len(self.payload) + len(data)) / 3
        if size > LIMIT:
            raise ValueError(
                f"{key} makes the figure {size / 1000:.0f} kB, the limit is {LIMIT // 1000}: "
                "store fewer slider values or a coarser grid"
            )
        self.index[key] = entry | {"offset": len(self.payload)}
        self.payload += data + b"\0" * (len(data) % 2)

    def frame(self, key: str, position: dict[str, float]) -> np.ndarray:
        """Return the kept frame nearest to a position of the sliders."""
        return self.arrays[key][tuple(round(position[name]) for name in self.index[key]["over"])]


def grid(key: str, points: ArrayLike) -> np.ndarray:
    """Return the two ends of evenly spaced grid points of shape (…, points), as (…, 2).

    Raises:
        ValueError: if there is one point only, or they do not rise in even steps.
    """
    places = np.asarray(points, float)
    if places.ndim < 1 or places.shape[-1] < 2:
        raise ValueError(f"{key} needs two points or more, got an array of shape {places.shape}")
    steps = np.diff(places, axis=-1)
    even = np.allclose(steps, steps.mean(axis=-1, keepdims=True), rtol=1e-6, atol=0)
    if not (steps > 0).all() or not even:
        raise ValueError(f"{key} must rise in even steps; resample the grid first")
    return places[..., [0, -1]]
