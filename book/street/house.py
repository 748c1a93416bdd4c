"""The diagram of lib: each room above those that it imports, in the colour of its layer.

An arrow that others imply is left out: where a room imports a second, and that a third, the third
is not pointed at again. Places are found by moving rooms about within their rows until no move
leaves fewer arrows that cross, or that run behind a room.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

from lib.figures import PALETTE

Imports = Mapping[str, set[str]]
Places = dict[str, tuple[int, int]]  # of rooms: row and column

WIDE, HIGH, ROOM_WIDE, ROOM_HIGH = 138, 78, 122, 34
HALF = ROOM_HIGH / HIGH / 2  # of a room's height, in rows
BEGINNINGS = 8


def diagram(layers: Sequence[Sequence[str]], imports: Imports) -> str:
    """Return the diagram as HTML, with its text alternative.

    Args:
        layers: the rooms, a list a layer, from the top.
        imports: for each room the others that it imports.
    """
    shown = arrows(imports)
    places = arrange(rows(imports), shown)
    colours = {room: colour for layer, colour in zip(layers, PALETTE, strict=False)
               for room in layer}  # fmt: skip
    wide = WIDE * (1 + max(column for _, column in places.values()))
    high = HIGH * (1 + max(row for row, _ in places.values()))
    lines = "".join(_arrow(places[room], places[other]) for room, other in shown)
    boxes = "".join(_box(room, places[room], colours[room]) for room in places)
    said = "; ".join(f"{room}: {', '.join(sorted(others))}"
                     for room, others in imports.items() if others)  # fmt: skip
    return (
        '<div class="course-table course-house" tabindex="0" role="region" '
        f'aria-label="Rooms of lib"><svg viewBox="0 0 {wide} {high}" role="img" '
        f'aria-label="The rooms of lib, and what each imports. {said}.">'
        '<defs><marker id="house-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{lines}{boxes}</svg></div>\n\n{_legend(layers)}"
    )


def _legend(layers: Sequence[Sequence[str]]) -> str:
    """Return the words under the diagram."""
    marks = " ".join(f'<b style="color:{colour}">■</b>'
                     for _, colour in zip(layers, PALETTE, strict=False))  # fmt: skip
    return (
        "<p>An arrow leads to what a room imports; one that follows from others is left out. "
        f"Colours are layers, from the top: {marks}. Nothing is imported from a higher one.</p>"
    )


def arrows(imports: Imports) -> list[tuple[str, str]]:
    """Return who imports whom, without what follows from the rest.

    >>> arrows({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    [('a', 'b'), ('b', 'c')]
    """
    return [
        (room, other)
        for room, others in imports.items()
        for other in sorted(others)
        if not any(other in below(each, imports) for each in others)
    ]


def below(room: str, imports: Imports) -> set[str]:
    """Return all that a room imports, at first or at second hand.

    Raises:
        RecursionError: if rooms import each other in a circle.
    """
    return imports[room].union(*(below(other, imports) for other in imports[room]))


def rows(imports: Imports) -> list[list[str]]:
    """Return the rooms in rows, each as low as what it imports allows.

    >>> rows({"top": {"a", "b"}, "a": {"b"}, "b": set(), "c": set()})
    [['top'], ['a'], ['b', 'c']]
    """
    height = {room: _height(room, imports) for room in imports}
    levels = range(max(height.values()), -1, -1)
    return [[room for room in imports if height[room] == level] for level in levels]


def arrange(rows: Sequence[Sequence[str]], arrows: Sequence[tuple[str, str]]) -> Places:
    """Return a place for each room: the best of what a few beginnings lead to."""
    columns, rng = max(map(len, rows)), random.Random(0)
    found = []
    for _ in range(BEGINNINGS):
        grid = [[*row, *[""] * (columns - len(row))] for row in rows]
        for row in grid:
            rng.shuffle(row)
        found.append(_settle(grid, arrows))
    return min(found, key=lambda places: cost(places, arrows))


def _settle(grid: list[list[str]], arrows: Sequence[tuple[str, str]]) -> Places:
    """Exchange rooms within their rows as long as that helps; return their places."""
    best = cost(_places(grid), arrows)
    moves = [(row, a, b) for row in grid for a, b in combinations(range(len(row)), 2)]
    better = True
    while better:
        better = False
        for row, a, b in moves:
            row[a], row[b] = row[b], row[a]
            now = cost(_places(grid), arrows)
            if now < best:
                best, better = now, True
            else:
                row[a], row[b] = row[b], row[a]
    return _places(grid)


def cost(places: Places, arrows: Sequence[tuple[str, str]]) -> float:
    """Return how hard a drawing is to read: crossings, arrows behind rooms, then their length."""
    ends = [(places[a], places[b]) for a, b in arrows]
    crossings = sum(_cross(*one, *other) for one, other in combinations(ends, 2))
    behind = sum(_behind(place, *end) for end in ends for place in places.values())
    return 20 * crossings + 60 * behind + sum((a[1] - b[1]) ** 2 for a, b in ends)


def _height(room: str, imports: Imports) -> int:
    """Return how many rooms stand below a room, one on the other."""
    return max((1 + _height(other, imports) for other in imports[room]), default=0)


def _places(grid: Sequence[Sequence[str]]) -> Places:
    """Return row and column of each room."""
    return {room: (r, c) for r, row in enumerate(grid) for c, room in enumerate(row) if room}


def _at(row: float, top: tuple[int, int], end: tuple[int, int]) -> float:
    """Return the column at which an arrow, from foot to head of two rooms, passes a height."""
    passed = (row - top[0] - HALF) / (end[0] - top[0] - 2 * HALF)
    return top[1] + (end[1] - top[1]) * passed


@cache
def _cross(
    top: tuple[int, int], end: tuple[int, int], other: tuple[int, int], stop: tuple[int, int]
) -> bool:
    """Return whether two arrows cross; arrows that share an end do not."""
    first, last = max(top[0], other[0]) + HALF, min(end[0], stop[0]) - HALF
    if first >= last or top == other or end == stop:
        return False
    gaps = [_at(row, top, end) - _at(row, other, stop) for row in (first, last)]
    return gaps[0] * gaps[1] <= 0


@cache
def _behind(place: tuple[int, int], top: tuple[int, int], end: tuple[int, int]) -> bool:
    """Return whether an arrow runs behind a room that it neither leaves nor points at."""
    if not top[0] < place[0] < end[0]:
        return False
    left, right = sorted(_at(place[0] + side, top, end) - place[1] for side in (-HALF, HALF))
    return left < 0.45 and right > -0.45


def _middle(place: tuple[int, int]) -> tuple[float, float]:
    """Return the middle of a room in the drawing."""
    return WIDE * (place[1] + 0.5), HIGH * (place[0] + 0.5)


def _arrow(top: tuple[int, int], end: tuple[int, int]) -> str:
    """Draw an arrow from the foot of a room to the head of another."""
    (x, y), (to_x, to_y) = _middle(top), _middle(end)
    return (
        f'<path class="house-arrow" marker-end="url(#house-tip)" '
        f'd="M{x:g} {y + ROOM_HIGH / 2:g}L{to_x:g} {to_y - ROOM_HIGH / 2:g}"/>'
    )


def _box(room: str, place: tuple[int, int], colour: str) -> str:
    """Draw a room."""
    x, y = _middle(place)
    return (
        f'<rect stroke="{colour}" x="{x - ROOM_WIDE / 2:g}" y="{y - ROOM_HIGH / 2:g}" '
        f'width="{ROOM_WIDE}" '
        f'height="{ROOM_HIGH}" rx="5"/><text x="{x:g}" y="{y + 5:g}">{room}</text>'
    )
