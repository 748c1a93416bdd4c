"""The glossary at work: the first use of a term on a chapter's page links to it and is indexed.

A page needs no markup for it. What the terms are is read from ``book/glossary.md``; the links are
Sphinx's own, so a ``{term}`` role in a page does as well. ``define`` gives each link its hover
text once the page is written.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_GLOSSARY = Path(__file__).resolve().parents[1] / "glossary.md"
_CLOSED = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.math,
           nodes.table, nodes.strong, addnodes.pending_xref, nodes.raw)  # fmt: skip


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_transform(FirstUses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


@cache
def definitions() -> dict[str, str]:
    """Return each term of the glossary with its definition, as text."""
    fence = re.search(r"```\{glossary\}\n(.*?)```", _GLOSSARY.read_text(encoding="utf8"), re.S)
    assert fence, "book/glossary.md has no glossary"
    entries = re.findall(r"^(\S.*)\n((?:  .*\n?)+)", fence[1], re.M)
    return {term: " ".join(text.split()) for term, text in entries}


@cache
def pattern() -> re.Pattern[str]:
    """Return what finds a term, the longest first, in the singular or the plural."""
    words = sorted(definitions(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(s|es)?(?![\w-])", re.I)


class FirstUses(SphinxTransform):
    """Link a term where a chapter first uses it, and put the place into the index."""

    default_priority = 500  # before Sphinx collects index entries

    def apply(self, **_: Any) -> None:
        if not self.env.docname.startswith("notebooks/"):
            return
        seen: set[str] = set()
        for paragraph in list(self.document.findall(nodes.paragraph)):
            for text in list(paragraph.findall(nodes.Text)):
                if not any(isinstance(a, _CLOSED) for a in ancestors(text, paragraph)):
                    self.link(text, seen)

    def link(self, text: nodes.Text, seen: set[str]) -> None:
        """Replace the terms in a piece of text that the page has not used before."""
        known = {term.lower(): term for term in definitions()}
        words, pieces, start = text.astext(), [], 0
        for found in pattern().finditer(words):
            term = known[found[1].lower()]
            if term in seen:
                continue
            seen.add(term)
            pieces += [nodes.Text(words[start : found.start()]), *self.reference(term, found[0])]
            start = found.end()
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(words[start:])])

    def reference(self, term: str, words: str) -> list[nodes.Node]:
        """Return an index entry, the place it names, and a link to the glossary."""
        place = f"use-{nodes.make_id(term)}"
        entry = addnodes.index(entries=[("single", term, place, "", None)])
        link = addnodes.pending_xref("", refdomain="std", reftype="term", reftarget=term,
                                     refdoc=self.env.docname, refwarn=True)  # fmt: skip
        link += nodes.inline("", words, classes=["std", "std-term"])
        return [entry, nodes.target("", "", ids=[place]), link]


def ancestors(node: nodes.Node, root: nodes.Node) -> list[nodes.Node]:
    """Return what a node stands in, up to the root's own parents."""
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def define(page: str) -> str:
    """Give each link to the glossary its term's definition, which the style sheet shows."""
    ids = {f"term-{anchor(term)}": text for term, text in definitions().items()}

    def add(found: re.Match[str]) -> str:
        text = ids.get(found[2])
        return found[0] if text is None else f'{found[1]} data-definition="{html.escape(text)}">'

    return re.sub(r'(<a class="reference internal" href="[^"]*#(term-[^"]+)")>', add, page)


def anchor(term: str) -> str:
    """Return the part of a term's anchor that Sphinx makes of it."""
    return nodes.make_id(term) if term.isascii() and term.islower() else re.sub(r"\W+", "-", term)
