"""Stage what is rendered: settings, pages, executed chapters, and every asset as a local file."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell

from book.street import gather
from book.street.execute import Run
from book.street.places import BUILD, NODE, ROOT, STAGE, BuildError, chapters, pages, write
from lib import claims, explorer

NODE_MODULES = NODE / "node_modules"


def stage(runs: list[Run]) -> None:
    """Fill ``_build/stage`` anew with all that the site is made of."""
    shutil.rmtree(STAGE, ignore_errors=True)
    found, numbers = gather.evidence(runs), gather.glued(runs)
    keep_evidence(found)
    for name in ("_config.yml", "_toc.yml"):
        write(STAGE / name, (ROOT / name).read_text(encoding="utf8"))
    fills = {
        "claims": gather.claims_html(found),
        "tally": gather.tally_html(found),
        "exercises": gather.exercises_html(runs),
        "status": gather.status_html(runs),
        "versions": gather.versions_html(runs),
    }
    for page in pages():
        text = fill(page.read_text(encoding="utf8"), fills, numbers, page)
        write(STAGE / page.relative_to(ROOT), text)
    for chapter, run in zip(chapters(), runs, strict=True):
        write(STAGE / chapter.relative_to(ROOT), with_cards(run, found))
    stage_assets()


def fill(text: str, fills: dict[str, str], numbers: dict[str, str], page: Path) -> str:
    """Put gathered tables at ``<!-- gather: name -->``, glued numbers at ``{{NN_key:format}}``."""
    for name, table in fills.items():
        text = text.replace(f"<!-- gather: {name} -->", table)
    pieces = text.split("{{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        place, _, rest = piece.partition("}}")
        key, _, spec = place.strip().partition(":")
        if key not in numbers:
            raise BuildError(f"{page.name} asks for the number {key!r}, which no chapter glues")
        filled.append(format(json.loads(numbers[key].replace("'", '"')), spec) + rest)
    return "".join(filled)


def with_cards(run: Run, found: list[claims.Evidence]) -> str:
    """Return an executed chapter with its verdict cards filled from all chapters' evidence, and
    the line that says when it ran."""
    notebook = nbformat.read(run.notebook, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            data.pop(claims.MIME, None)
            if "text/html" in data:
                data["text/html"] = claims.fill_cards(data["text/html"], found)
    notebook.cells.append(new_markdown_cell(gather.run_html(run), id="last-run"))
    return nbformat.writes(notebook)


def keep_evidence(found: list[claims.Evidence]) -> None:
    """Keep the gathered evidence where a reader can look at it."""
    items = [dataclasses.asdict(item) for item in found]
    write(BUILD / "evidence.json", json.dumps(items, indent=1))


def stage_assets() -> None:
    """Copy style, scripts and bibliography; and the explorers' scripts; add MathJax, reveal.js."""
    book = STAGE / "book"
    static = book / "_static"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "book" / "_static", static, dirs_exist_ok=True, ignore=ignore)
    shutil.copytree(ROOT / "book" / "_ext", book / "_ext", ignore=ignore)
    shutil.copy(ROOT / "book" / "references.bib", book / "references.bib")
    for name, text in explorer.assets().items():
        write(static / name, text)
    mathjax, target = NODE_MODULES / "mathjax" / "es5", static / "vendor" / "mathjax"
    shutil.copytree(mathjax / "output/chtml/fonts/woff-v2", target / "output/chtml/fonts/woff-v2")
    shutil.copy(mathjax / "tex-mml-chtml.js", target / "tex-mml-chtml.js")
    reveal = NODE_MODULES / "reveal.js"
    (static / "vendor" / "reveal").mkdir()
    for file in ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js"):
        shutil.copy(reveal / file, static / "vendor" / "reveal")
