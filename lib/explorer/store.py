"""Sliders, and the numbers behind an explorer: arrays over them, sent in two bytes a number."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

LIMIT = 500_000  # bytes of a figure's numbers as the page carries them (base64)
_STEPS = 65534  # 65535 stands for "no value"


@dataclass(frozen=True)
class Slider:
    """One parameter that the reader moves; two values become a switch, a few words buttons.

    Args:
        name: a keyword of ``set``, such as ``"zoom"``; links in the prose use it too.
        values: what is stored, in the slider's order: rising numbers, or words.
        labels: the words read out for each value; the values themselves if not given.
        label: the text beside the slider; the name if not given.
        log: between two stored numbers, interpolate their logarithms.
        play: show a button that runs through the values.
        smooth: it stands between stored values too, and what is shown there is the straight line
            between their frames. Only where that is honest; the page says so.

    Raises:
        ValueError: if the name is no keyword or the values are not as described.

    >>> zoom = Slider("zoom", [1, 2, 8], log=True)
    >>> zoom.value(1), round(zoom.value(0.5), 3)
    (2, 1.414)
    """

    name: str
    values: Sequence[float | str]
    labels: Sequence[str] | None = None
    label: str | None = None
    log: bool = False
    play: bool = False
    smooth: bool = False

    def __post_init__(self) -> None:
        values: list[Any] = [v.item() if isinstance(v, np.generic) else v for v in self.values]
        object.__setattr__(self, "values", values)
        several = len(values) == len({*map(str, values)}) > 1
        labelled = self.labels is None or len(self.labels) == len(values)
        words = not self.smooth and all(isinstance(v, str) for v in values)
        real = all(isinstance(v, int | float) and math.isfinite(v) for v in values)
        rising = several and real and all(a < b for a, b in pairwise(values))
        numbers = rising and not (self.log and values[0] <= 0)
        if not (self.name.isidentifier() and several and labelled and (words or numbers)):
            raise ValueError(
                f"slider {self.name!r} needs a keyword for its name and two values or more, each "
                "once: words, not smooth, or finite numbers that rise, above 0 with log; labels, "
                f"if any, are as many: got {values}"
            )

    @property
    def words(self) -> bool:
        """Whether the values are words, with nothing between them."""
        return any(isinstance(value, str) for value in self.values)

    def value(self, position: float) -> float | str:
        """Return the value at a position: whole numbers are stored values, the rest between."""
        near = round(position)
        if self.words or abs(position - near) < 1e-9:
            return self.values[near]
        between = float(np.interp(position, range(len(self.values)), self._scale(self.values)))
        low, high = (float(self.values[k]) for k in (int(position), int(position) + 1))
        return min(max(math.exp(between) if self.log else between, low), high)

    def position(self, value: float | str) -> float:
        """Return the position of a value, the inverse of ``value``.

        Raises:
            ValueError: if the slider cannot reach the value.
        """
        stored: list[Any] = list(self.values)
        if value in stored:
            return float(stored.index(value))
        if self.words or isinstance(value, str) or not stored[0] < value < stored[-1]:
            raise ValueError(f"slider {self.name!r} cannot reach {value!r}: it runs over {stored}")
        return float(np.interp(self._scale([value])[0], self._scale(stored), range(len(stored))))

    def _scale(self, values: Sequence[Any]) -> np.ndarray:
        """Return numbers as they are interpolated."""
        numbers = np.asarray(values, float)
        return np.log(numbers) if self.log else numbers

    def definition(self) -> dict[str, Any]:
        """Return what the page needs to know of the slider."""
        plain = [v if isinstance(v, str) else _text(v) for v in self.values]
        label = self.label or self.name.replace("_", " ")
        texts = list(self.labels or plain)
        return asdict(self) | {"label": label, "labels": texts, "words": self.words}


def _text(value: float) -> str:
    """Return a number as the page writes it.

    >>> _text(1e-9), _text(3e5), _text(50000), _text(-0.25)
    ('10⁻⁹', '3·10⁵', '50000', '−0.25')
    """
    front, _, power = f"{value:.3e}".partition("e")
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        text = f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"
    else:
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{float(front):.4g}·10{raised}".removeprefix("1·")
    return text.replace("-", "−")


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
        self, key: str, array: ArrayLike, over: Sequence[str] = (), *, gaps: bool = False
    ) -> None:
        """Keep an array of shape (values of each slider in ``over``…, a frame's own axes…).

        Args:
            key: its name.
            array: finite numbers; NaN is allowed where ``gaps`` is.
            over: sliders.

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
        entry = {"over": list(over), "shape": list(whole.shape[len(lead) :])}
        self.arrays[key] = whole
        self._send(key, entry, whole.reshape(math.prod(lead), -1))

    def _send(self, key: str, entry: dict[str, Any], frames: np.ndarray) -> None:
        """Append frames, (frames, numbers), to what the page gets, unless that is too much."""
        gone = np.isnan(frames)
        low = np.where(gone, np.inf, frames).min(axis=1)
        high = np.where(gone, -np.inf, frames).max(axis=1)
        entry["low"], entry["high"] = (
            [end if math.isfinite(end) else None for end in ends.tolist()] for ends in (low, high)
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
        self.payload += data

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
