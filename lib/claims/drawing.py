"""Small drawings: a shape for each word, and a strip that shows an interval beside what counts."""

from __future__ import annotations

import math
from functools import partial
from html import escape

from lib.claims.evidence import Evidence
from lib.claims.rows import Part
from lib.prose import num
from lib.statistics import Effect

# One shape a word, told apart without colour.
_SHAPES = {
    "holds": '<circle cx="8" cy="8" r="6.3" fill="currentColor"/>',
    "fails": '<path d="M2.5 2.5l11 11M13.5 2.5l-11 11" stroke-width="2.6"/>',
    "too-small-to-count": '<circle cx="8" cy="8" r="3"/>',
    "in-between": '<path d="M3 2v12M13 2v12M7 8h2" stroke-width="2"/>',
    "undecided": '<path d="M2 8h12M2 5v6M14 5v6" stroke-width="2"/>',
    "not-testable-here": '<path d="M5 5.6a3 3 0 1 1 4.3 2.6c-.9.5-1.3 1-1.3 2.1M8 12.6v1.6"/>',
    "depends-on": '<circle cx="8" cy="8" r="6"/><path d="M6 3v10M4 5v6" stroke-width="3"/>',
    "said": '<path d="M3 13V6l3-3v4H3M10 13V6l3-3v4h-3" stroke-width="2"/>',
    "not-said": '<path d="M3 13V6l3-3v4H3M10 13V6l3-3v4h-3M1.5 14.5l13-13"/>',
    "awaiting": '<path d="M3.5 2h9M3.5 14h9M4.5 2c0 4 7 8 7 12M11.5 2c0 4-7 8-7 12"/>',
}
_WIDTH, _HALF = 240, 104
_CLAIMED = {
    "above": f'<text x="{_WIDTH}" y="39" text-anchor="end">claimed →</text>',
    "below": '<text x="0" y="39">← claimed</text>',
}


def icon(key: str) -> str:
    """Return the shape of a word as inline SVG, hidden from readers who hear the word."""
    return (
        '<svg class="verdict-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" '
        f'fill="none" stroke="currentColor" stroke-width="1.6">{_SHAPES[key]}</svg>'
    )


def strip(found: Evidence | None) -> str:
    """Draw a measurement's interval on an axis in its own unit; nothing of a document.

    The axis grows to the right. Grey is what is too small to count; the claim's side is named. The
    sentence beside it says the same in words.
    """
    if found is None or found.effect is None:
        return ""
    rule, effect = found.rule, found.effect
    x = partial(_place, rule, effect)
    low, high, dot = (x(value) for value in (*effect.interval, effect.estimate))
    left, right = (x(value) for value in sorted((rule.value(-1), rule.value(1))))
    mark = "l5 5-5 5-5-5z" if effect.exact else "a5 5 0 0 1 0 10a5 5 0 0 1 0-10z"
    return (
        f'<svg class="verdict-strip" width="{_WIDTH}" viewBox="0 0 {_WIDTH} 58" aria-hidden="true" '
        'stroke="currentColor" fill="currentColor"><g stroke="none">'
        f'<rect x="{left:.1f}" y="14" width="{right - left:.1f}" height="14" opacity="0.15"/>'
        f'</g><path d="M{_WIDTH / 2} 14v14" stroke-dasharray="2 2"/><path d="M2 28H{_WIDTH - 2}"/>'
        f'<path class="interval" d="M{low:.1f} 21H{high:.1f}" stroke-width="2.5"/>'
        f'<path class="{"exact" if effect.exact else "sampled"}" d="M{dot:.1f} 16{mark}"/>'
        f'<g stroke="none" font-size="11">{_labels(rule, effect)}</g></svg>'
    )


def _labels(rule: Part, effect: Effect) -> str:
    """Label the estimate, the null, the smallest effects where there is room, unit and side."""
    x = partial(_place, rule, effect)
    estimate, middle = num(effect.estimate), _WIDTH / 2
    room = 3.4 * len(estimate)
    place = min(max(x(effect.estimate), room), _WIDTH - room)
    texts = [(place, 11, estimate), (middle, 39, num(rule.null)), (middle, 53, escape(rule.unit))]
    edges = [(x(value), 39, num(value)) for value in (rule.value(-1), rule.value(1))]
    if abs(edges[0][0] - middle) > 6.5 * max(len(text) for *_, text in edges):
        texts += edges
    labels = [f'<text x="{at:.1f}" y="{y}" text-anchor="middle">{t}</text>' for at, y, t in texts]
    return "".join(labels) + _CLAIMED[rule.side]


def _place(rule: Part, effect: Effect, value: float) -> float:
    """Return where a value lies on the strip, which holds two smallest effects and the interval."""
    away = [abs(rule.position(end)) for end in effect.interval]
    reach = max(2.0, *(each for each in away if math.isfinite(each)))
    inside = min(max(rule.position(value), -reach), reach)
    return _WIDTH / 2 + (1 if rule.side == "above" else -1) * inside * _HALF / reach
