"""What was measured, as a page shows it: a row a part, with its words, result, strip and word."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from lib.claims.drawing import icon, strip
from lib.claims.evidence import Evidence, published, recorded
from lib.claims.rows import chapter_file, parts
from lib.claims.rule import Outcome, judge
from lib.prose import num, significant


@dataclass(frozen=True)
class Table:
    """The table of a chapter, or of one claim, in a running notebook."""

    of: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        words = ", ".join(f"{p.id} {judge(p, recorded()).word}" for p in parts(self.of))
        return {"text/html": table_html(self.of, published(), recorded()), "text/plain": words}


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
    rows = [row_html(judge(p, book), judge(p, run), root) for p in parts(of)]
    names = ("The paper says", "Measured", "Beside what counts", "Verdict")
    heads = "".join(f'<th role="columnheader">{name}</th>' for name in names)
    return (
        f'<div class="measured" data-of="{of}"><table role="table"><thead><tr role="row">{heads}'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def row_html(book: Outcome, run: Outcome, root: str = "", more: str = "") -> str:
    """Return a part's row: the book's outcome, or where there is none the run's.

    Args:
        book, run, root: as in ``table_html``.
        more: HTML to follow the result.
    """
    shown = run if book.word.startswith("awaiting") else book
    part, found = book.part, shown.evidence
    name = f"{part.claim}: {math_html(part.title)}"
    if root:
        name = f'<a href="{root}book/claims.html#{part.id}">{name}</a>'
    if root and found and found.figure:
        page = f"{root}notebooks/{chapter_file(part.chapter)}.html#{found.figure}"
        more = f' <a href="{page}">figure</a>{more}'
    why = shown.reason if shown.word.startswith(("undecided", "depends on")) else ""
    return (
        f'<tr role="row" id="{part.id}" data-word="{shown.key}"><th role="rowheader">{name} '
        f'<q>{math_html(part.clause)}</q></th><td role="cell">{sentence(shown)} '
        f'{_beside(shown, run, root)}{more}</td><td role="cell">{strip(found)}</td><td role="cell">'
        f"{icon(shown.key)} <strong>{html.escape(shown.word)}</strong> "
        f"<small>{html.escape(why)}</small></td></tr>"
    )


def sentence(outcome: Outcome) -> str:
    """Return what was found as a sentence for lunch, and the numbers behind it, as HTML."""
    if not (outcome.evidence and outcome.evidence.effect):
        return math_html(f"{outcome.reason[:1].upper()}{outcome.reason[1:].rstrip('.')}.")
    part, effect = outcome.part, outcome.evidence.effect
    low, high = effect.interval
    ratio = part.scale == "log" and effect.estimate > 0
    more = effect.estimate >= (1 if part.scale == "log" else 0)
    size = max(effect.estimate, 1 / effect.estimate) if ratio else abs(effect.estimate)
    numbers = {"estimate": effect.estimate, "size": size, "low": low, "high": high,
               "n": effect.n, "control": outcome.evidence.control or 0.0}  # fmt: skip
    said = part.sentence["more" if more else "less"]
    said = said.format(**{name: Spoken(value) for name, value in numbers.items()})
    ends = f"{num(low)} to {num(high)}"
    basis = f"95\u202f%: {ends}; {effect.n:,} {effect.unit}{'s' if effect.n > 1 else ''}"
    if effect.exact:
        basis = "exact" if low == high else f"exact; {ends} over the choices made"
    return f"{math_html(said)} <small>({html.escape(basis)})</small>"


class Spoken(float):
    """A number that a sentence prints with two significant digits, or by a format of its own."""

    def __format__(self, spec: str) -> str:
        return num(float(self), spec) if spec else significant(float(self), 2)


def math_html(text: str) -> str:
    """Return text as HTML, its ``$…$`` for MathJax.

    >>> math_html("$E_0$ < 1")
    '<span class="math notranslate nohighlight">\\\\(E_0\\\\)</span> &lt; 1'
    """
    formula = r'<span class="math notranslate nohighlight">\\(\1\\)</span>'
    return re.sub(r"\$(.+?)\$", formula, html.escape(text))


def _beside(shown: Outcome, run: Outcome, root: str) -> str:
    """Return what the run says beside the book, marked where it differs."""
    if not run.evidence or not run.evidence.effect:
        return ""
    mine = "At teaching size" if root else "Your run so far"
    mark = ' <strong class="differs">differs</strong>' if shown.word != run.word else ""
    seen = "" if shown is run else f": {run.word}, {num(run.evidence.effect.estimate)}"
    return f'<span class="beside">{mine}{html.escape(seen)}{mark}</span>'
