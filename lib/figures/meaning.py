"""Colour, mark and dash by meaning: one map for every figure and every explorer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

# Colour-blind-safe (after Okabe and Ito), each moved to a relative luminance near 0.18, where
# its contrast is above 3 both with white and with the dark theme's ground.
PALETTE = ("#1478b8", "#c8601a", "#0c8a66", "#b0559a", "#8a7a12", "#c2413f", "#5f6fd0", "#6f7680")
BLUE, ORANGE, GREY = PALETTE[0], PALETTE[1], PALETTE[7]
# Things are told apart by more than colour: series k has marker k and dash k as well.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)), (0, (7, 3)))

# Kind → the words for a value, and the places of known values in the palette.
_WORDS: dict[str, Callable[[Any], str]] = {
    "depth": lambda value: f"{value} hidden layer{'s' * (value != 1)}",
    "index": lambda value: f"index {value}",
    "order": lambda value: f"p = {value}",
    "size": lambda value: f"N = {value}",
    "width": lambda value: f"{value} units",
    "setting": str,
}
_PLACES: dict[str, dict[Hashable, int]] = {
    "depth": {1: 1, 2: 4, 3: 2, 5: 0, 10: 3},  # from warm, shallow, to cold, deep
    "index": {k: k for k in range(7)},
    "order": {3: 0, 2: 1, 4: 2, 5: 3},
    "setting": {
        "reference": 0, "SGD": 1, "tanh": 2, "default initialisation": 3, "residual": 4,
        "network": 0, "networks": 0, "spin glass": 1, "spin glasses": 1,
        "trained": 0, "untrained": 2, "as shipped": 1, "rows put right": 0,
        "theory": 7, "chance": 7,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a series is drawn and called."""

    label: str
    color: str
    marker: str
    dash: Any

    @classmethod
    def of(cls, label: str, place: int) -> Style:
        """Return the style at a place of the palette."""
        at = place % len(PALETTE)
        return cls(label, PALETTE[at], MARKERS[at], DASHES[at])


def style(kind: str, value: Any) -> Style:
    """Return the style of a value of a kind, the same in every figure.

    Args:
        kind: ``depth`` (hidden layers), ``index`` (k), ``order`` (p), ``size`` (spins or neurons),
            ``width`` (units) or ``setting`` (words).
        value: of that kind.

    Raises:
        ValueError: if there is no such kind.

    >>> style("depth", 10).label, style("depth", 10).marker, style("order", 3).color == BLUE
    ('10 hidden layers', 'D', True)
    """
    return Style.of(_words(kind)(value), _place(kind, value))


def styles(values: Iterable[Any], by: str = "") -> list[Style]:
    """Return a style for each value, no two alike: of its kind, or of the words where they are
    known as a setting, or else the next that is free.

    >>> [look.label for look in styles([1, 5], "depth")]
    ['1 hidden layer', '5 hidden layers']
    """
    values, words = list(values), _words(by or "setting")
    places: dict[int, int] = {}
    for k, value in enumerate(values):
        if by or value in _PLACES["setting"]:
            places[k] = _free(_place(by or "setting", value), places)
    for k in range(len(values)):
        places.setdefault(k, _free(k, places))
    return [Style.of(words(value), places[k]) for k, value in enumerate(values)]


def _words(kind: str) -> Callable[[Any], str]:
    """Return what puts a value of a kind into words."""
    if kind not in _WORDS:
        raise ValueError(f"there is no kind {kind!r}: colour goes by {', '.join(_WORDS)}")
    return _WORDS[kind]


def _place(kind: str, value: Any) -> int:
    """Return the place of a value in the palette."""
    known = _PLACES.get(kind, {})
    if value in known:
        return known[value]
    if isinstance(value, (int, float, np.number)) and value > 0:
        return round(3 * np.log10(value)) % 7  # 1, 2, 5, 10, 25 … each its own; grey stays free
    return sum(map(ord, str(value))) % 7


def _free(place: int, taken: dict[int, int]) -> int:
    """Return the first place from here on that is not taken, or this one if all are."""
    around = [(place + step) % len(PALETTE) for step in range(len(PALETTE))]
    return next((p for p in around if p not in taken.values()), place)
