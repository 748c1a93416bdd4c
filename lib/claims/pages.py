"""What was measured, as a page shows it: a row a part, with its words, result, strip and word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lib.claims.drawing import icon, strip
from lib.claims.evidence import Evidence, Measurement, published, recorded
from lib.claims.rows import chapter_file, parts
from lib.claims.rule import AWAITING, Outcome, judge
from lib.prose import num, significant

_CARD = re.compile(r'<div class="measured" data-of="(\w+)">.*', re.S)


@dataclass(frozen=True)
class Table:
    """The table of a chapter, or of one claim, in a running notebook."""

    of: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        rows = parts(self.of)
        words = "\n".join(f"{p.id} {p.title}: {judge(p, recorded()).word}" for p in rows)
        page = table_html(self.of, published(), recorded(), mine="Your run so far")
        return {"text/html": page, "text/plain": words}


class Spoken(float):
    """A number that a sentence prints with two significant digits, or by a format of its own."""

    def __format__(self, spec: str) -> str:
        return num(float(self), spec) if spec else significant(float(self), 2).replace("-", "−")


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
    of: str,
    book: Iterable[Evidence],
    run: Iterable[Evidence],
    *,
    mine: str = "At teaching size",
    root: str | None = None,
) -> str:
    """Return the table of a chapter (``"04"``) or of a claim (``"C20"``).

    Args:
        of: whose parts.
        book: the full evidence.
        run: that of this run, or of the book's run at teaching size.
        mine: what the second kind is called.
        root: path to the folder of all pages, such as ``"../"``; without one nothing is linked.
    """
    book, run = list(book), list(run)
    rows = "".join(row_html(judge(p, book), judge(p, run), mine, root) for p in parts(of))
    return (
        f'<div class="measured" data-of="{of}"><table><thead><tr><th>The paper says</th>'
        "<th>Measured</th><th>Beside what counts</th><th>Verdict</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def fill(page: str, book: Iterable[Evidence], run: Iterable[Evidence], *, root: str) -> str:
    """Return an output's HTML; if it is a table, with the evidence of the book in its place.

    >>> fill("<p>no table</p>", [], [], root="../")
    '<p>no table</p>'
    """
    found = _CARD.fullmatch(page)
    return table_html(found[1], book, run, root=root) if found else page


def row_html(book: Outcome, run: Outcome, mine: str, root: str | None) -> str:
    """Return a part's row: the book's outcome, or where there is none the run's, and the other."""
    full = not book.word.startswith(AWAITING)
    shown, part = (book if full else run), book.part
    name = f"{part.claim}: {math_html(part.title)}"
    if root is not None:
        name = f'<a href="{root}book/claims.html#{part.id}">{name}</a>'
    beside = _beside(run, mine, differs=run.word != book.word) if full else _alone(shown, mine)
    return (
        f'<tr data-part="{part.id}" data-word="{shown.key}"><th scope="row">{name} '
        f"<q>{math_html(part.clause)}</q></th><td>{result_html(shown, root)}{beside}</td>"
        f"<td>{strip(shown.evidence)}</td>"
        f"<td>{icon(shown.key)} <strong>{html.escape(shown.word)}</strong></td></tr>"
    )


def result_html(outcome: Outcome, root: str | None) -> str:
    """Return the result as a sentence, with interval, number and the link to its figure."""
    found, part = outcome.evidence, outcome.part
    text = sentence(outcome)
    if isinstance(found, Measurement):
        text += f" <small>{html.escape(_small_print(found))}</small>"
    if found and found.figure and root is not None:
        page = f"{root}notebooks/{chapter_file(part.chapter)}.html#{found.figure}"
        text += f' <a class="figure" href="{page}">figure</a>'
    return f"<p>{text}</p>"


def sentence(outcome: Outcome) -> str:
    """Return what was found as a sentence that can be repeated at lunch, as HTML."""
    found = outcome.evidence
    if not isinstance(found, Measurement):
        return math_html(outcome.reason[:1].upper() + outcome.reason[1:].rstrip(".") + ".")
    rule, effect = found.rule, found.effect
    more, size = effect.estimate >= 0, abs(effect.estimate)
    if rule.scale == "log":
        more = effect.estimate >= 1
        size = effect.estimate if more or not effect.estimate else 1 / effect.estimate
    low, high = effect.interval
    numbers = {"estimate": effect.estimate, "size": size, "low": low, "high": high,
               "n": effect.n, "control": found.control}  # fmt: skip
    template = rule.sentence["more" if more else "less"]
    return math_html(template.format(**{name: Spoken(value) for name, value in numbers.items()}))


def math_html(text: str) -> str:
    """Return text as HTML, its ``$…$`` for MathJax.

    >>> math_html("$E_0$ < 1")
    '<span class="math notranslate nohighlight">\\\\(E_0\\\\)</span> &lt; 1'
    """
    escaped = html.escape(text)
    return re.sub(
        r"\$(.+?)\$", r'<span class="math notranslate nohighlight">\\(\1\\)</span>', escaped
    )


def _small_print(found: Measurement) -> str:
    """Return interval and sample size, in the part's own unit."""
    effect, (low, high) = found.effect, found.effect.interval
    if effect.exact:
        spread = "" if low == high else f", {num(low)} to {num(high)} over the choices made"
        return f"({num(effect.estimate)} {found.rule.unit}, exact{spread})"
    plural = f"{effect.n:,} {effect.unit}{'' if effect.n == 1 else 's'}"
    return f"(95 %: {num(low)} to {num(high)} {found.rule.unit}; {plural})"


def _beside(run: Outcome, mine: str, *, differs: bool) -> str:
    """Return the second line: what the smaller run says, marked where it differs."""
    if run.word.startswith(AWAITING):
        return ""
    mark = ' <strong class="differs">differs</strong>' if differs else ""
    seen = f", {num(run.evidence.effect.estimate)}" if isinstance(run.evidence, Measurement) else ""
    return f'<p class="beside">{mine}: {html.escape(run.word)}{seen}{mark}</p>'


def _alone(shown: Outcome, mine: str) -> str:
    """Say that there is no full evidence yet."""
    if shown.word.startswith(AWAITING) or not shown.part.measured or shown.part.untestable:
        return ""
    return f'<p class="beside">{mine}; the full evidence is not there yet</p>'
