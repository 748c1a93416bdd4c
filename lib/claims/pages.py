"""What was measured, as a page shows it: a row a part, with its words, result, strip and word."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from lib.claims.evidence import Evidence, published, recorded
from lib.claims.rows import Part, chapter_file, parts
from lib.claims.rule import Outcome, judge, words
from lib.prose import num, significant
from lib.statistics import Effect

_WIDTH, _HALF = 240, 104
_FOLDED = 3  # settings that turn a word: so many or more are counted, and listed in a fold
_STRIP = (
    "In the strip the bar is the 95\u202f% interval; grey, around the dotted line, is what is too "
    "small to count, for the reason that the ledger gives."
)
_OF_PAGE = (
    "<em>At teaching size</em>: by this page's own, smaller run. Its figures and captions are of "
    "that run too; where the text gives another number, it is the full evidence's."
)
_NO_CLAIM = "This chapter tests no claim of the paper."
_CLAIMED = {
    "above": f'<text x="{_WIDTH}" y="39" text-anchor="end">claimed →</text>',
    "below": '<text x="0" y="39">← claimed</text>',
}


@dataclass(frozen=True)
class Table:
    """The table of a chapter, or of one claim, in a running notebook."""

    of: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        plain = ", ".join(f"{p.id} {judge(p, recorded()).word}" for p in parts(self.of))
        page = table_html(self.of, published(), recorded())
        return {"text/html": page, "text/plain": plain or _NO_CLAIM}


def table(chapter: str) -> Table:
    """Return a chapter's table *What was measured*: make it a cell's last expression.

    In Lab it shows the book's verdicts, and under each what your run says so far; on the page it is
    filled with the full evidence beside that of teaching size.

    Raises:
        ValueError: if there is no such chapter.
    """
    chapter_file(chapter)
    return Table(chapter)


def table_html(
    of: str, book: Collection[Evidence], run: Collection[Evidence], root: str = ""
) -> str:
    """Return the table of a chapter (``"04"``) or of a claim (``"C20"``).

    Args:
        of: whose parts.
        book: the full evidence.
        run: that of this run, or of the book's run at teaching size.
        root: path to the folder of all pages, such as ``"../"``; in a notebook none, and no links.
    """
    pairs = [(judge(p, book), judge(p, run)) for p in parts(of)]
    if not pairs:
        return f'<div class="measured" data-of="{of}"><p>{_NO_CLAIM}</p></div>'
    rows = [row_html(*pair, root) for pair in pairs]
    names = ("The paper says", "Measured", "Beside what counts", "Verdict")
    link = f'<a href="{root}book/how-to-use.html#to-read-a-verdict">What each word means</a>.'
    ran = any(run.evidence and run.evidence.effect for _, run in pairs)
    of_page = [*([_OF_PAGE] if ran else []), link] if root else []
    drawn = '<svg class="verdict-strip' in "".join(rows)
    begun = " ".join([*([_STRIP] if drawn else []), *of_page])
    meanings = words("meaning").items()
    key = "".join(f"<li><em>{word.capitalize()}</em>: {means}.</li>" for word, means in meanings)
    heads = "".join(f'<th role="columnheader">{name}</th>' for name in names)
    return (
        f'<div class="measured" data-of="{of}"><p>{begun}</p>'
        f"<details><summary>The words in short</summary><ul>{key}</ul></details>"
        f'<table role="table"><thead><tr role="row">{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row_html(book: Outcome, run: Outcome, root: str = "", more: str = "") -> str:
    """Return a part's row: the book's outcome, or where there is none the run's.

    Args:
        book, run, root: as in ``table_html``.
        more: HTML to follow the result.
    """
    shown = _shown(book, run)
    part, found = book.part, shown.evidence
    name = f"{part.claim}: {math_html(part.title)}"
    if root:
        name = f'<a href="{root}book/claims.html#{part.id}">{name}</a>'
    if root and found and found.figure:
        page = f"{root}notebooks/{chapter_file(part.chapter)}.html#{found.figure}"
        more = f' <a href="{page}">figure</a>{more}'
    return (
        f'<tr role="row" id="{part.id}" data-word="{shown.key}"><th role="rowheader">{name} '
        f'<q>{math_html(part.clause)}</q></th><td role="cell">{sentence(shown)} '
        f'{_beside(shown, run, root)}{more}</td><td role="cell">{strip(found)}</td><td role="cell">'
        f"{icon(shown.key)} <strong>{escape(shown.word)}</strong> "
        f"<small>{_folded(shown)}</small></td></tr>"
    )


def _shown(book: Outcome, run: Outcome) -> Outcome:
    """Return the book's outcome, or where there is none the run's."""
    return run if book.word.startswith("awaiting") else book


def _folded(outcome: Outcome) -> str:
    """Return why a measured word is given, as HTML, unless the strip shows it.

    A long list of settings that turn the word is counted and folded.
    """
    if not (outcome.evidence and outcome.evidence.effect) or outcome.plain:
        return ""
    first, *rest = (escape(each) for each in outcome.reason.split("; "))
    if len(rest) < _FOLDED or not outcome.word.startswith("depends on"):
        return "; ".join([first, *rest])
    listed = "".join(f"<li>{each}</li>" for each in rest)
    return (
        f"{first}<details><summary>another word in {len(rest)} settings</summary>"
        f"<ul>{listed}</ul></details>"
    )


def sentence(outcome: Outcome) -> str:
    """Return what was found as a sentence for lunch, and the numbers behind it, as HTML."""
    if not (outcome.evidence and outcome.evidence.effect):
        note = outcome.evidence.note if outcome.evidence else ""
        told = [each for each in (outcome.reason, note) if each]
        return math_html(" ".join(f"{each[:1].upper()}{each[1:].rstrip('.')}." for each in told))
    part, effect = outcome.part, outcome.evidence.effect
    low, high = effect.interval
    ratio = part.scale == "log" and effect.estimate > 0
    way = "more" if effect.estimate >= part.nothing else "less"
    if effect.estimate == part.nothing:
        way = "nothing" if "nothing" in part.sentence else way
    size = max(effect.estimate, 1 / effect.estimate) if ratio else abs(effect.estimate)
    numbers = {"estimate": effect.estimate, "size": size, "low": low, "high": high,
               "n": effect.n, "control": outcome.evidence.control or 0.0,
               "spins": outcome.evidence.spins}  # fmt: skip
    said = part.sentence[way]
    ends = f"{num(low)} to {num(high)}"
    if share := re.search(r"{(?:estimate|size):[^}]*(%|points)}", "".join(part.sentence.values())):
        unit = "\u202f%" if share[1] == "%" else " points"
        ends = f"{num(100 * low)} to {num(100 * high)}{unit}"
    basis = f"95\u202f%: {ends}; {effect.n:,} {effect.unit}{'s' if effect.n > 1 else ''}"
    if effect.exact:
        basis = "exact" if low == high else f"exact; {ends} over the choices made"
    said = said.format(**{name: Spoken(value) for name, value in numbers.items()})
    return f"{math_html(said)} <small>({escape(basis)})</small>"


class Spoken(float):
    """A number that a sentence prints with two significant digits, or by a format of its own.

    A difference of shares may be given in points, ``{size:.0points}``.
    """

    def __format__(self, spec: str) -> str:
        if spec.endswith("points"):
            return num(100 * self, spec.replace("points", "f")) + " percentage points"
        return num(float(self), spec) if spec else significant(float(self), 2)


def math_html(text: str) -> str:
    """Return text as HTML, its ``$…$`` for MathJax.

    >>> math_html("$E_0$ < 1")
    '<span class="math notranslate nohighlight">\\\\(E_0\\\\)</span> &lt; 1'
    """
    formula = r'<span class="math notranslate nohighlight">\\(\1\\)</span>'
    return re.sub(r"\$(.+?)\$", formula, escape(text))


def _beside(shown: Outcome, run: Outcome, root: str) -> str:
    """Return what the run says beside the book, marked where it differs."""
    if not run.evidence or not run.evidence.effect:
        return ""
    mine = "At teaching size" if root else "Your run so far"
    differs = shown.word != run.word or _apart(shown.evidence, run.evidence)
    mark = ' <strong class="differs">differs</strong>' if differs else ""
    seen = "" if shown is run else f": {run.word}, {num(run.evidence.effect.estimate)}"
    return f'<span class="beside">{mine}{escape(seen)}{mark}</span>'


def _apart(one: Evidence | None, other: Evidence) -> bool:
    """Say whether no value lies in the intervals of both; what is exact has none to speak of."""
    if not (one and one.effect and other.effect) or one.effect.exact:
        return False
    (low, high), (least, most) = one.effect.interval, other.effect.interval
    return high < least or most < low


def icon(key: str) -> str:
    """Return the shape of a word as inline SVG, hidden from readers who hear the word."""
    shape = words("shape")[key.replace("-", " ")]
    return (
        '<svg class="verdict-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" '
        f'fill="none" stroke="currentColor" stroke-width="1.6">{shape}</svg>'
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
