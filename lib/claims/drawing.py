"""Small drawings for cards: a shape for each verdict, and an interval beside what counts."""

from __future__ import annotations

from lib.claims.evidence import Evidence, Measurement

# One shape a verdict, told apart without colour: full, half, empty, crossed, asked, dashed, clock.
_SHAPES = {
    "supported": '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
    '<path d="M4.5 8.3l2.4 2.4 4.6-5" fill="none" stroke-width="1.8" '
    'style="stroke:var(--pst-color-background,var(--jp-layout-color0,#fff))"/>',
    "supported-with-limits": '<circle cx="8" cy="8" r="6.3" fill="none"/>'
    '<path d="M8 1.7a6.3 6.3 0 0 0 0 12.6z" fill="currentColor"/>',
    "not-supported": '<circle cx="8" cy="8" r="6.3" fill="none"/>',
    "contradicted": '<path d="M2.5 2.5l11 11M13.5 2.5l-11 11" stroke-width="2.6"/>',
    "not-testable-here": '<path d="M5 5.6a3 3 0 1 1 4.3 2.6c-.9.5-1.3 1-1.3 2.1" fill="none"/>'
    '<circle cx="8" cy="13.3" r="1.1" fill="currentColor" stroke="none"/>',
    "no-verdict": '<path d="M2.5 8h11" stroke-width="2.6"/>',
    "awaits": '<path d="M3.5 2h9M3.5 14h9M4.5 2c0 4 7 8 7 12M11.5 2c0 4-7 8-7 12" fill="none"/>',
}
_WIDTH, _HALF = 120, 52


def icon(key: str) -> str:
    """Return the shape of a verdict as inline SVG, hidden from readers who hear the word.

    Raises:
        ValueError: if there is no such verdict.
    """
    if key not in _SHAPES:
        raise ValueError(f"there is no verdict {key!r}: choose one of {', '.join(_SHAPES)}")
    return (
        '<svg class="verdict-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" '
        f'stroke="currentColor" stroke-width="1.6">{_SHAPES[key]}</svg>'
    )


def strip(evidence: Evidence) -> str:
    """Draw a measurement's interval, the claim's side to the right, the zone too small shaded.

    The sentence beside it says the same in words; a document has no strip.
    """
    if not isinstance(evidence, Measurement):
        return ""
    rule = evidence.rule
    values = [rule.sign * (value - rule.null) / rule.effect for value in evidence.interval]
    reach = max(2.0, *(abs(value) for value in values))
    scale = _HALF / reach
    low, high = sorted(_WIDTH / 2 + scale * value for value in values)
    dot = _WIDTH / 2 + scale * rule.sign * (evidence.estimate - rule.null) / rule.effect
    return (
        f'<svg class="verdict-strip" width="{_WIDTH}" height="16" viewBox="0 0 {_WIDTH} 16" '
        'aria-hidden="true" stroke="currentColor">'
        f'<rect x="{_WIDTH / 2 - scale:.1f}" y="1" width="{2 * scale:.1f}" height="14" '
        'fill="currentColor" fill-opacity="0.15" stroke="none"/>'
        f'<path d="M{_WIDTH / 2} 1v14" stroke-dasharray="2 2"/>'
        f'<path d="M{low:.1f} 8H{high:.1f}" stroke-width="2"/>'
        f'<circle cx="{dot:.1f}" cy="8" r="3.2" fill="currentColor"/></svg>'
    )
