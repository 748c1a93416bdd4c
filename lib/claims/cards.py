"""The verdict as a page shows it: cards, and the rows of the table of all claims."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from lib.claims.drawing import icon, strip
from lib.claims.evidence import Evidence
from lib.claims.recording import recorded
from lib.claims.rows import Rule, chapter_file, claim, ledger
from lib.claims.rule import Part
from lib.claims.verdicts import Verdict, verdict
from lib.claims.words import number


@dataclass(frozen=True)
class Card:
    """A verdict card in a running notebook: the evidence of this session, judged by the rule."""

    claim: str

    def verdict(self) -> Verdict:
        """Return the verdict of the chapters that recorded evidence in this session."""
        evidence = [item for item in recorded() if item.claim == self.claim]
        chapters = {item.rule.chapter for item in evidence}
        return verdict(self.claim, evidence, chapters=chapters)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        found = self.verdict()
        text = f"{self.claim}, evidence of this chapter: {found.word} ({found.reason})"
        page = _page(found, root="", scope="evidence of this chapter")
        return {"text/html": page, "text/plain": text}


def card(id: str) -> Card:
    """Return the verdict card of a claim: make it a cell's last expression.

    In Lab it shows what the evidence recorded in this session says; in the book, the verdict of
    all chapters stands in its place.

    Raises:
        ValueError: if the ledger has no such claim.
    """
    return Card(claim(id).id)


def card_html(id: str, evidence: Iterable[Evidence], *, root: str = "") -> str:
    """Return a claim's card with the verdict from the evidence of all chapters.

    Args:
        id: the claim.
        evidence: what all chapters recorded.
        root: path from the page to the folder of the chapters' pages, such as ``"../notebooks/"``.

    Returns:
        One ``div`` of class ``verdict-card`` that holds no other ``div``.
    """
    return _page(verdict(id, evidence), root=root, scope="evidence of all chapters")


def fill_cards(page: str, evidence: Collection[Evidence], *, root: str = "") -> str:
    """Return a page's HTML with each verdict card replaced by the one of all chapters.

    >>> fill_cards("<p>no card here</p>", [])
    '<p>no card here</p>'
    """
    pattern = r'<div class="verdict-card" data-claim="(C\d\d)">.*?</div>'
    return re.sub(pattern, lambda found: card_html(found[1], evidence, root=root), page, flags=re.S)


def table_rows(
    evidence: Collection[Evidence], *, root: str = "../notebooks/"
) -> list[dict[str, Any]]:
    """Return what the page of all claims shows, a row a claim, as plain text unless noted.

    Returns:
        Dictionaries with ``id``, ``title``, ``quote``, ``place``, ``restatement``, ``word``,
        ``key`` (the word without spaces, for style and filter), ``reason``, ``icon`` (HTML),
        ``chapters`` (a list) and ``figures`` (a list of ``{"label", "href"}``).
    """
    return [_row(verdict(row.id, evidence), root) for row in ledger()]


def _row(found: Verdict, root: str) -> dict[str, Any]:
    """Return one row of the table."""
    row = found.claim
    figures = [
        {"label": part.label, "href": _link(part, root)}
        for part in found.per_test
        if part.evidence and part.evidence.figure
    ]
    return {
        "id": row.id,
        "title": row.title,
        "quote": row.quote,
        "place": row.place,
        "restatement": row.restatement,
        "word": found.word,
        "key": found.key,
        "reason": found.reason,
        "icon": icon(found.key),
        "chapters": list(row.chapters),
        "figures": figures,
    }


def _page(found: Verdict, *, root: str, scope: str) -> str:
    """Return the card of a verdict."""
    row = found.claim
    parts = "".join(_item(part, root) for part in found.per_test)
    details = f"<details><summary>How it was tested</summary><ul>{parts}</ul></details>"
    return (
        f'<div class="verdict-card" data-claim="{row.id}">'
        f'<section data-verdict="{found.key}" aria-label="Verdict on claim {row.id}">'
        f'<p class="verdict-head"><span class="verdict-word">{icon(found.key)} '
        f"<strong>{_text(found.word)}</strong></span> "
        f'<span class="verdict-claim">{row.id}: {_text(row.title)}</span></p>'
        f'<blockquote><p>{_text(row.quote)}</p><p class="verdict-place">{_text(row.place)}</p>'
        "</blockquote>"
        f"<p>{_text(row.restatement)}</p>"
        f'<p class="verdict-reason">{_text(_sentence(found.reason))} '
        f'<span class="verdict-scope">({scope})</span></p>'
        f"{details if parts else ''}</section></div>"
    )


def _item(part: Part, root: str) -> str:
    """Return one test's line: what was asked, what was found, where it is seen."""
    rule, found = part.rule, part.evidence
    lines = [
        f"{icon(part.word.replace(' ', '-'))} <strong>{_text(part.label)}: {_text(part.word)}"
        f"</strong>. {_text(_sentence(rule.quantity))}"
    ]
    if found is None:
        lines.append(_text(_sentence(part.reason)))
    else:
        lines += [_text(_sentence(found.sentence())), strip(found)]
        lines += [_text(_sentence(f"rule: {part.reason}"))] if rule.kind == "effect" else []
        lines += [_text(_counts(rule))] if rule.kind == "effect" else []
        lines += [_text(_sentence(found.note))] if found.note else []
        if found.figure:
            lines.append(f'<a href="{_text(_link(part, root))}">See the figure of {part.label}</a>')
    return f"<li>{' '.join(line for line in lines if line)}</li>"


def _counts(rule: Rule) -> str:
    """Say how large an effect has to be, and why."""
    return (
        f"Smallest effect that counts: {number(rule.effect)} from {number(rule.null)} ({rule.why})."
    )


def _link(part: Part, root: str) -> str:
    """Return the address of the figure that shows a part."""
    assert part.evidence is not None
    return f"{root}{chapter_file(part.rule.chapter)}.html#{part.evidence.figure}"


def _sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _text(text: str) -> str:
    """Escape text for HTML."""
    return html.escape(text, quote=True)
