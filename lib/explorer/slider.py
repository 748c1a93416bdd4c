"""A slider: a name, the values that are stored, and the words that stand for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Slider:
    """One parameter that the reader moves; two values become a switch, a few words buttons.

    Args:
        name: the keyword under which ``compute`` gets the value, such as ``"zoom"``; links in the
            prose use it too.
        values: what is stored, in the slider's order: rising numbers, or words.
        labels: the words read out for each value; the values themselves if not given.
        label: the text beside the slider; the name if not given.
        log: between two stored numbers, interpolate their logarithms.
        play: show a button that runs through the values.
        smooth: without a kernel too it stands between stored values, and what is shown there is
            the straight line between their frames. Only where that is honest; the page says so.

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
        if not self.name.isidentifier():
            raise ValueError(f"a slider's name is used as a keyword, so {self.name!r} will not do")
        values: list[Any] = [v.item() if isinstance(v, np.generic) else v for v in self.values]
        object.__setattr__(self, "values", values)
        who = f"slider {self.name!r}"
        if len({*map(str, values)}) < 2 or len({*map(str, values)}) < len(values):
            raise ValueError(f"{who} needs at least two values, each once, got {values}")
        if self.labels is not None and len(self.labels) != len(values):
            raise ValueError(f"{who} has {len(values)} values but {len(self.labels)} labels")
        if self.words:
            if self.smooth or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{who} has words, nothing between them: got {values}")
        elif not all(isinstance(v, int | float) and math.isfinite(v) for v in values):
            raise ValueError(f"{who} takes finite numbers or words, got {values}")
        elif not all(a < b for a, b in pairwise(values)):
            raise ValueError(f"the values of {who} must rise, got {values}")
        elif self.log and values[0] <= 0:
            raise ValueError(f"{who} is logarithmic and {values[0]} is not positive")

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
        plain = [v if isinstance(v, str) else f"{v:.4g}".replace("-", "−") for v in self.values]
        label = self.label or self.name.replace("_", " ")
        texts = list(self.labels or plain)
        return asdict(self) | {"label": label, "labels": texts, "words": self.words}
