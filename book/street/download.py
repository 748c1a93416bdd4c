"""A chapter as a notebook to take away: read without extensions, run without the repository.

It is the source with the book's numbers in its sentences, MyST written as plain Markdown, links
that lead to the published book, a line of doors at the top and, for Colab alone, a cell that
installs.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from book.street import expressions
from book.street.address import Address
from book.street.places import ROOT
from book.street.shown import Shown

PACKAGE = "spin-glass-models-in-neural-networks"
COLAB_CELL = """\
# For Colab only: elsewhere this cell does nothing.
import sys

if "google.colab" in sys.modules:
    %pip install --quiet "{package} @ git+{repository}@{made_from}"
    from google.colab import output

    output.enable_custom_widget_manager()"""
_SAID = """\
A chapter of *Spin Glass Models in Neural Networks*. The numbers in its text are those of the book's
own run; its cells need the book's package `lib`."""
# Tags of cells that only the book's own build needs.
_OURS = {"remove-cell", "injected-parameters"}
_FENCE = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{(?P<kind>[\w:-]+)\}[ ]*(?P<title>[^\n]*)\n"
    r"(?P<body>.*?)^(?P=fence)[ ]*$",
    re.M | re.S,
)
_FOLDED = {"dropdown", "solution", "toggle"}
_ROLE = re.compile(r"\{[\w:-]+\}`([^`<]*?)(?:\s*<[^`>]*>)?`")
_TARGET = re.compile(r"^\([\w:-]+\)=\n", re.M)
# A link within the book; what looks like one in a formula, as in E[f](x), names no file.
_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]]*)\]\((?P<file>[^()\s#:]+\.(?:md|ipynb|html))?(?P<anchor>#[^()\s]+)?\)"
)


def notebook(
    source: Path, executed: NotebookNode, address: Address, *, what: Shown
) -> NotebookNode:
    """Return the notebook to take away, without outputs.

    Args:
        source: the chapter in ``notebooks/``.
        executed: the same, as the build ran it: it holds the values of the sentences.
        address: where the book is published; links lead there, or become plain words.
        what: is shown, in its cells and in its words.
    """
    made = nbformat.read(source, as_version=4)
    values = {cell.id: cell.metadata.get("expressions", []) for cell in executed.cells}
    made.cells = [c for c in what.cells(made) if not _OURS & set(c.metadata.get("tags", ()))]
    for cell in made.cells:
        if cell.cell_type == "markdown":
            filled = expressions.fill(cell.source, values.get(cell.id, []))
            cell.source = plain(what.text(filled), f"notebooks/{source.stem}", address.site)
        else:
            cell.outputs, cell.execution_count = [], None
    made.cells[:0] = door(source.stem, address)
    return made


def door(name: str, address: Address) -> list[NotebookNode]:
    """Return the line of doors, and the cell that installs what Colab has not got."""
    page = f"notebooks/{name}"
    colab = address.colab(f"{page}.ipynb")
    doors = {
        "Open in Colab": colab,
        "Open in Binder": address.binder(f"{page}.ipynb"),
        "Read the page, with its figures to move": address.site and f"{address.site}{page}.html",
        "The book's code": address.repository,
    }
    line = " · ".join(f"[{words}]({to})" for words, to in doors.items() if to)
    cells = [new_markdown_cell("\n\n".join(filter(None, [line, _SAID])), id="door")]
    if colab:
        install = COLAB_CELL.format(
            package=PACKAGE,
            repository=address.repository,
            made_from=address.commit or address.branch,
        )
        cells.append(new_code_cell(install, id="colab"))
    return cells


def plain(source: str, page: str, site: str) -> str:
    r"""Return a text cell in Markdown that every viewer shows.

    A box becomes a quotation under its title, what is folded becomes HTML's own fold, a role its
    words; a link within the book leads to the site, and is plain words where there is none.

    >>> print(plain(":::{admonition} Note\n:class: tip\n\nAs {term}`hills <hill>`.\n:::", "a", ""))
    > **Note**
    >
    > As hills.
    >>> plain("[there](03-c.ipynb#x), [here](#y)", "notebooks/02-b", "https://ada.io/")
    '[there](https://ada.io/notebooks/03-c.html#x), [here](https://ada.io/notebooks/02-b.html#y)'
    """
    text = _FENCE.sub(_box, _TARGET.sub("", source))
    return _LINK.sub(lambda link: _link(link, page, site), _ROLE.sub(_words, text))


def _words(role: re.Match[str]) -> str:
    """Return what a role shows, without the place of a number that only a page gives."""
    return role[1].replace(" %s", "")


def _box(fence: re.Match[str]) -> str:
    """Return a directive as plain Markdown; code stays code."""
    title, body = fence["title"].strip(), re.sub(r"^:[\w-]+:.*\n", "", fence["body"], flags=re.M)
    body = _FENCE.sub(_box, body).strip()
    if fence["kind"] in {"math", "code", "code-block"}:
        return f"$$\n{body}\n$$" if fence["kind"] == "math" else f"```{title}\n{body}\n```"
    if fence["kind"] in _FOLDED:
        return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
    lines = [f"**{title or fence['kind'].title()}**", "", *body.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _link(link: re.Match[str], page: str, site: str) -> str:
    """Return a link that leads to the published book, or its words."""
    words, file, anchor = link["words"], link["file"], link["anchor"] or ""
    if not file and not anchor:
        return link[0]
    target = posixpath.join(posixpath.dirname(page), file) if file else page
    target = re.sub(r"\.(md|ipynb|html)$", "", posixpath.normpath(target))
    words = words or posixpath.basename(target)
    return f"[{words}]({site}{target}.html{anchor})" if site else words


def write(ran: Path, folder: Path, address: Address, *, what: Shown) -> None:
    """Write into a folder the notebook to take away of a chapter that the build ran."""
    folder.mkdir(parents=True, exist_ok=True)
    executed = nbformat.read(ran, as_version=4)
    made = notebook(ROOT / "notebooks" / ran.name, executed, address, what=what)
    nbformat.write(made, folder / ran.name)
