"""Colour, mark and dash by meaning: one map for every figure and every explorer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

# After Okabe and Ito, each moved to a relative luminance near 0.18, where its contrast is above 3
# both with white and with the dark theme's ground.
#: Colours that the colour-blind can tell apart, on either theme.
PALETTE = ("#1478b8", "#c8601a", "#0c8a66", "#b0559a", "#8a7a12", "#c2413f", "#5f6fd0", "#6f7680")
#: Colours of the palette by name.
BLUE, ORANGE, GREY = PALETTE[0], PALETTE[1], PALETTE[7]
# Things are told apart by more than colour: series k has marker k and dash k as well.
#: Marks of the series of a plot, in their order.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)), (0, (7, 3)))

_TABLE = Path(__file__).with_name("meaning.yml")
_KINDS: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf8"))


class Style(NamedTuple):
    """How a series is drawn and called."""

    label: str
    color: str
    marker: str
    dash: Any


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
    return styles([value], kind)[0]


def styles(values: Iterable[Any], by: str = "") -> list[Style]:
    """Return a style for each value, no two alike: of its kind, or of the words where they are
    known as a setting, or else the next that is free.

    Raises:
        ValueError: if there is no value, or no such kind.

    >>> [look.label for look in styles([1, 5], "depth")]
    ['1 hidden layer', '5 hidden layers']
    """
    values, kind = list(values), by or "setting"
    if not values:
        raise ValueError("there is nothing to draw: got an empty mapping")
    if kind not in _KINDS:
        raise ValueError(f"there is no kind {kind!r}: colour goes by {', '.join(_KINDS)}")
    words, taken = _KINDS[kind]["words"], _KINDS[kind]["places"]
    known = [k for k, value in enumerate(values) if by or value in taken]
    places: dict[int, int] = {}
    for k in [*known, *range(len(values))]:
        if k not in places:
            wanted = _place(taken, values[k]) if k in known else k
            around = [(wanted + step) % len(PALETTE) for step in range(len(PALETTE))]
            places[k] = next((p for p in around if p not in places.values()), around[0])
    found = []
    for k, value in enumerate(values):
        label, p = words.format(value, s="" if value == 1 else "s"), places[k]
        found.append(Style(label, PALETTE[p], MARKERS[p], DASHES[p]))
    return found


def _place(taken: dict[Any, int], value: Any) -> int:
    """Return the place of a value in the palette."""
    if value in taken or isinstance(value, str) or value <= 0:
        return taken.get(value, 0)
    return int(round(3 * np.log10(value)) % 7)  # 1, 2, 5, 10, 25 … each its own; grey stays free
