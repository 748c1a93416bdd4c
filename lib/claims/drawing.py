"""Small drawings: a shape for each word, and a strip that shows an interval beside what counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

from lib.claims.evidence import Evidence
from lib.claims.rows import Part
from lib.prose import num
from lib.statistics import Effect

# One shape a word, told apart without colour.
_SHAPES = {
    "holds": '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
    '<path d="M4.5 8.3l2.4 2.4 4.6-5" fill="none" stroke-width="1.8" '
    'style="stroke:var(--pst-color-background,var(--jp-layout-color0,#fff))"/>',
    "fails": '<path d="M2.5 2.5l11 11M13.5 2.5l-11 11" stroke-width="2.6"/>',
    "too-small-to-count": '<circle cx="8" cy="8" r="3" fill="none"/>',
    "in-between": '<path d="M3 2v12M13 2v12"/><circle cx="8" cy="8" r="2.5" fill="currentColor"/>',
    "undecided": '<path d="M2 8h12M2 5v6M14 5v6" stroke-width="2"/>',
    "not-testable-here": '<path d="M5 5.6a3 3 0 1 1 4.3 2.6c-.9.5-1.3 1-1.3 2.1" fill="none"/>'
    '<circle cx="8" cy="13.3" r="1.1" fill="currentColor" stroke="none"/>',
    "depends-on": '<circle cx="8" cy="8" r="6.3" fill="none"/>'
    '<path d="M8 1.7a6.3 6.3 0 0 0 0 12.6z" fill="currentColor"/>',
    "said": '<path d="M3 13V6l3-3v4H3M10 13V6l3-3v4h-3" stroke-width="2"/>',
    "not-said": '<path d="M3 13V6l3-3v4H3M10 13V6l3-3v4h-3" fill="none"/>'
    '<path d="M1.5 14.5l13-13"/>',
    "awaiting": '<path d="M3.5 2h9M3.5 14h9M4.5 2c0 4 7 8 7 12M11.5 2c0 4-7 8-7 12" fill="none"/>',
}
_WIDTH, _HALF = 240, 104
_CLAIMED = {"above": (_WIDTH, 39, "end", "claimed →"), "below": (0, 39, "start", "← claimed")}


def icon(key: str) -> str:
    """Return the shape of a word as inline SVG, hidden from readers who hear the word.

    Raises:
        ValueError: if there is no such word.
    """
    if key not in _SHAPES:
        raise ValueError(f"there is no word {key!r}: choose one of {', '.join(_SHAPES)}")
    return (
        '<svg class="verdict-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" '
        f'stroke="currentColor" stroke-width="1.6">{_SHAPES[key]}</svg>'
    )


def strip(found: Evidence | None) -> str:
    """Draw a measurement's interval on an axis in its own unit; nothing of a document.

    The axis grows to the right. Grey is what is too small to count; the claim's side is named. The
    sentence beside it says the same in words.
    """
    if found is None or found.effect is None:
        return ""
    rule, effect = found.rule, found.effect
    x = _axis(rule, effect)
    low, high, dot = (x(value) for value in (*effect.interval, effect.estimate))
    left, right = sorted(x(rule.value(edge)) for edge in (-1, 1))
    mark = f'<circle cx="{dot:.1f}" cy="21" r="4"/>'
    if effect.exact:
        mark = f'<path d="M{dot:.1f} 16l5 5-5 5-5-5z"/>'
    estimate = num(effect.estimate)
    inside = min(max(dot, 3.4 * len(estimate)), _WIDTH - 3.4 * len(estimate))
    texts = [
        (inside, 11, "middle", estimate),
        (_WIDTH / 2, 39, "middle", num(rule.null)),
        (_WIDTH / 2, 53, "middle", escape(rule.unit)),
        _CLAIMED[rule.side],
    ]
    edges = [(x(value), num(value)) for value in (rule.value(-1), rule.value(1))]
    if right - left > 13 * max(len(text) for _, text in edges):
        texts += [(at, 39, "middle", text) for at, text in edges]
    labels = "".join(
        f'<text x="{at:.1f}" y="{y}" text-anchor="{anchor}">{text}</text>'
        for at, y, anchor, text in texts
    )
    return (
        f'<svg class="verdict-strip" width="{_WIDTH}" viewBox="0 0 {_WIDTH} 58" aria-hidden="true" '
        'stroke="currentColor" fill="currentColor">'
        f'<rect x="{left:.1f}" y="14" width="{right - left:.1f}" height="14" '
        'fill-opacity="0.15" stroke="none"/>'
        f'<path d="M{_WIDTH / 2} 14v14" stroke-dasharray="2 2"/><path d="M2 28H{_WIDTH - 2}"/>'
        f'<path class="interval" d="M{low:.1f} 21H{high:.1f}" stroke-width="2.5"/>{mark}'
        f'<g stroke="none" font-size="11">{labels}</g></svg>'
    )


def _axis(rule: Part, effect: Effect) -> Callable[[float], float]:
    """Return where values lie on the strip, which holds two smallest effects and the interval."""
    away = [abs(rule.position(end)) for end in effect.interval]
    reach = max(2.0, *(each for each in away if math.isfinite(each)))
    way = 1 if rule.side == "above" else -1

    def x(value: float) -> float:
        inside = min(max(rule.position(value), -reach), reach)
        return _WIDTH / 2 + way * inside * _HALF / reach

    return x
