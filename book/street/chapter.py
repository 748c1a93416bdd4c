"""An executed chapter as a page: numbers in its text, numbered figures, folded code, citations."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from book.street import expressions
from book.street.places import ROOT, BuildError

FIGURE = "application/vnd.course.figure+json"
# What a figure says of itself where nothing numbers it: the page's own caption takes its place.
_CAPTION = re.compile(r'<p class="course-caption">.*?</p>', re.S)
_CITATION = re.compile(r"\[([^\[\]]+)\]\((?:\.\./book/|\.\./)?bibliography\.md#([\w:-]+)\)")
_REFERENCE = re.compile(r"\[(Figure|Fig\.)\]\(#((?:fig|explorer)-[\w-]+)\)")
# Cells that the page shows as they are, or that the theme handles by their own tags.
_STANDING = {"open", "hide-input", "hide-cell", "remove-cell", "remove-input", "exercise"}


def page(cell: NotebookNode, name: str) -> None:
    """Make a cell of an executed chapter ready for the page, in place.

    Args:
        cell: a text or a code cell.
        name: the chapter's file, for messages.

    Raises:
        BuildError: if two figures stand in one cell, or a citation names no reference.
    """
    if cell.cell_type == "markdown":
        values = cell.metadata.pop("expressions", [])
        cell.source = cited(referred(expressions.fill(cell.source, values)), name)
    if cell.cell_type == "code":
        number_figure(cell, name)
        fold(cell)


def number_figure(cell: NotebookNode, name: str) -> None:
    """Let MyST number a cell's figure and set its caption."""
    found: list[dict[str, Any]] = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        about = data.pop(FIGURE, None)
        if about is not None:
            found.append(about)
            data["text/html"] = _CAPTION.sub("", data["text/html"])
    if len(found) > 1:
        names = " and ".join(about["name"] for about in found)
        raise BuildError(f"{name}: one cell shows {names}: give each figure a cell of its own")
    if found:
        caption = cited(referred(found[0]["caption"]), name)
        anchor = _anchor(found[0]["name"])
        cell.metadata["mystnb"] = {"figure": {"name": anchor, "caption": caption}}


def fold(cell: NotebookNode) -> None:
    """Fold a cell's code on the page unless it teaches; what shows nothing hides with the code."""
    tags = cell.metadata.setdefault("tags", [])
    if not _STANDING & set(tags):
        tags.append("hide-input")
    if "open" not in tags and not any(map(_shows, cell.get("outputs", ()))):
        tags.append("course-silent")


def _shows(output: Mapping[str, Any]) -> bool:
    """Return whether a page shows something of an output."""
    seen = {"text/html", "text/plain", "text/markdown", "image/png", "image/svg+xml"}
    return output["output_type"] == "stream" or bool(seen & set(output.get("data", {})))


def referred(source: str) -> str:
    """Return Markdown whose links ``[Figure](#fig-NN-what)`` read as the figure's number.

    >>> referred("see [Figure](#fig-04-teeth)")
    'see {numref}`Figure %s <fig-04-teeth>`'
    """
    return _REFERENCE.sub(lambda link: f"{{numref}}`{link[1]} %s <{_anchor(link[2])}>`", source)


def _anchor(name: str) -> str:
    """Return the anchor of a numbered figure; an explorer inside it keeps its own name."""
    return name if name.startswith("fig-") else f"numbered-{name}"


def cited(source: str, name: str) -> str:
    """Return Markdown whose links to the bibliography lead to the entry on its page.

    A plain link is what JupyterLab, Colab and a code host show too.

    Raises:
        BuildError: if there is no such reference.
    """

    def link(found: re.Match[str]) -> str:
        words, key = found.groups()
        if key not in references():
            raise BuildError(f"{name} cites {key!r}, which book/references.bib does not hold")
        return f'<a class="citation" href="../book/bibliography.html#{key}">{words}</a>'

    return _CITATION.sub(link, source)


@cache
def references() -> Collection[str]:
    """Return the keys of the bibliography."""
    text = Path(ROOT / "book" / "references.bib").read_text(encoding="utf8")
    return set(re.findall(r"^@\w+\{\s*([^,\s]+),", text, re.M))
