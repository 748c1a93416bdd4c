"""What a site shows: an edition for a class can leave out solutions, or the teacher's pages.

``_config.yml`` says so under ``shown``, which is the book's own key: jupyter-book never sees it. A
passage of a page or a chapter that is right only with one of them stands between two comments:
``<!-- solutions -->The solution is folded below.<!-- /solutions -->``.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode

from book.street.places import ROOT, BuildError

KEY = "shown"
TEACHING = "book/teaching/"
_SOLUTION = ":::{dropdown} Solution"


@dataclass(frozen=True)
class Shown:
    """What a site shows.

    Attributes:
        solutions: the worked solutions, on pages and in the notebooks to take away.
        teaching: the pages in ``book/teaching``, and the decks.
    """

    solutions: bool = True
    teaching: bool = True

    def page(self, page: Path) -> bool:
        """Say whether a page is shown."""
        return self.teaching or not page.relative_to(ROOT).as_posix().startswith(TEACHING)

    def cells(self, notebook: NotebookNode) -> list[NotebookNode]:
        """Return a chapter's cells, without those that solve its exercises if these are not shown.

        The words of a cell are as they were: see ``text``.
        """
        if self.solutions:
            return list(notebook.cells)
        return [
            cell for cell in notebook.cells
            if "solution" not in cell.metadata.get("tags", ())
            and not cell.source.startswith(_SOLUTION)
        ]  # fmt: skip

    def text(self, text: str) -> str:
        """Return a text without the passages that ask for what is not shown.

        Expressions of a chapter's text get their values first: those are counted.

        >>> text = "Try it.<!-- solutions --> It is solved below.<!-- /solutions -->"
        >>> Shown().text(text), Shown(solutions=False).text(text)
        ('Try it. It is solved below.', 'Try it.')
        """
        for name, there in asdict(self).items():
            passage = rf"<!-- {name} -->(.*?)<!-- /{name} -->"
            text = re.sub(passage, r"\1" if there else "", text, flags=re.S)
        return text

    def contents(self, text: str) -> str:
        """Return a table of contents without what is not shown, nor a part that is left empty."""
        if self.teaching:
            return text
        return yaml.safe_dump(_without(yaml.safe_load(text)), allow_unicode=True, sort_keys=False)


def read(config: str | None = None) -> Shown:
    """Return what ``_config.yml`` says is shown; all of it, if it says nothing.

    Raises:
        BuildError: if it says what cannot be chosen, or neither true nor false.
    """
    text = (ROOT / "_config.yml").read_text(encoding="utf8") if config is None else config
    given = yaml.safe_load(text).get(KEY) or {}
    choices = asdict(Shown())
    for name, value in given.items():
        if name not in choices or not isinstance(value, bool):
            known = " and ".join(choices)
            raise BuildError(
                f"_config.yml: under {KEY!r} stand {known}, each true or false; got {name}: {value}"
            )
    return Shown(**given)


def _without(node: Any) -> Any:
    """Return a part of a table of contents without the teacher's pages."""
    if isinstance(node, list):
        return [kept for kept in map(_without, node) if kept]
    if not isinstance(node, dict):
        return node
    if str(node.get("file", "")).startswith(TEACHING):
        return None
    kept = {key: _without(value) for key, value in node.items()}
    return kept if kept.get("chapters", True) and kept.get("parts", True) else None
