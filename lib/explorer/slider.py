"""A slider: a name, the values that are stored, and the words that stand for them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


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
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", self.name):
            raise ValueError(f"a slider's name is used as a keyword, so {self.name!r} will not do")
        values = [_plain(self.name, value) for value in self.values]
        object.__setattr__(self, "values", values)
        if len(values) < 2:
            raise ValueError(
                f"slider {self.name!r} needs at least two values, got {values}: "
                "leave it out, or store another"
            )
        self._check_order(values)
        if self.labels is not None and len(self.labels) != len(values):
            raise ValueError(
                f"slider {self.name!r} has {len(values)} values but {len(self.labels)} labels"
            )

    def _check_order(self, values: list[Any]) -> None:
        """Refuse a word given twice, words to stand between, and numbers out of order."""
        if self.words:
            if len({*map(str, values)}) < len(values) or self.smooth:
                raise ValueError(
                    f"the words of slider {self.name!r} must differ and have nothing between "
                    f"them: got {values}, smooth={self.smooth}"
                )
        elif not all(a < b for a, b in pairwise(values)):
            raise ValueError(f"the values of slider {self.name!r} must rise, got {values}")
        elif self.log and values[0] <= 0:
            raise ValueError(f"slider {self.name!r} is logarithmic and {values[0]} is not positive")

    @property
    def words(self) -> bool:
        """Whether the values are words, with nothing between them."""
        return any(isinstance(value, str) for value in self.values)

    def value(self, position: float) -> float | str:
        """Return the value at a position: whole numbers are stored values, the rest between."""
        low = min(int(position + 1e-9), len(self.values) - 1)
        part = position - low
        if part < 1e-9 or self.words:
            return self.values[round(position)]
        a, b = float(self.values[low]), float(self.values[low + 1])
        if self.log:
            middle = math.exp((1 - part) * math.log(a) + part * math.log(b))
        else:
            middle = (1 - part) * a + part * b
        return min(max(middle, a), b)  # rounding may lead just beyond a neighbour

    def position(self, value: float | str) -> float:
        """Return the position of a value, the inverse of ``value``.

        Raises:
            ValueError: if the slider cannot reach the value.
        """
        if value in self.values:
            return float(list(self.values).index(value))
        stored = [float(v) for v in self.values if not isinstance(v, str)]
        if self.words or isinstance(value, str) or not stored[0] < value < stored[-1]:
            raise ValueError(
                f"slider {self.name!r} cannot reach {value!r}: it runs over {list(self.values)}"
            )
        high = next(k for k, other in enumerate(stored) if other > value)
        a, b, v = stored[high - 1], stored[high], float(value)
        if self.log:
            a, b, v = math.log(a), math.log(b), math.log(v)
        return high - 1 + (v - a) / (b - a)

    def definition(self) -> dict[str, Any]:
        """Return what the page needs to know of the slider."""
        return {
            "name": self.name,
            "label": self.label or self.name.replace("_", " "),
            "values": list(self.values),
            "texts": list(self.labels or map(_text, self.values)),
            "words": self.words,
            "log": self.log,
            "play": self.play,
            "smooth": self.smooth,
        }


def _plain(name: str, value: Any) -> float | str:
    """Make a value a plain word or a plain finite number."""
    if isinstance(value, str):
        return value
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, int | float) or not math.isfinite(number):
        raise ValueError(f"slider {name!r} takes numbers or words, not {value!r}")
    return number


def _text(value: float | str) -> str:
    """Write a value for reading."""
    return value if isinstance(value, str) else f"{value:.4g}".replace("-", "−")
