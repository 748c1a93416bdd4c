"""Stage what is rendered: settings, pages, executed chapters, and every asset as a local file.

Of some chapters only a part of the book is staged: the chapters, and the pages that name no
number and hold no table of another.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_markdown_cell

from book.street import (
    address,
    chapter,
    costs,
    download,
    forms,
    front,
    gather,
    library,
    meetings,
    publish,
    settings,
    shown,
)
from book.street.execute import Run
from book.street.places import (
    BUILD,
    NODE,
    ROOT,
    STAGE,
    BuildError,
    chapters,
    documents,
    pages,
    write,
)
from lib import claims, explorer, prose

NODE_MODULES = NODE / "node_modules"
_NO_LEDGER = "<p>This is a part of the book. The whole has the ledger, and its marks here.</p>"


def stage(runs: list[Run]) -> None:
    """Fill ``_build/stage`` anew with all that the site of these chapters is made of."""
    shutil.rmtree(STAGE, ignore_errors=True)
    found = gather.evidence(runs)
    findings = gather.named(runs, found)
    config = (ROOT / "_config.yml").read_text(encoding="utf8")
    what = shown.read(config)
    texts = {p: what.text(p.read_text(encoding="utf8")) for p in pages() if what.page(p)}
    contents = what.contents((ROOT / "_toc.yml").read_text(encoding="utf8"))
    if len(runs) == len(chapters()):
        keep(found)
    else:
        built = {run.notebook.name[:2] for run in runs}
        texts = {p: text for p, text in texts.items() if self_sufficient(text, findings, built)}
        contents = contents_of([*texts, *(run.notebook for run in runs)])
    where = address.read()
    write(STAGE / "_config.yml", settings.fill(config, where))
    write(STAGE / "_toc.yml", contents)
    fills = tables(runs, found)
    here = {file.stem for file in [*texts, *(run.notebook for run in runs)]}
    absent = {Path(name).name for name in documents()} - here
    for page, text in texts.items():
        filled = fill(text, fills, findings, page)
        write(STAGE / page.relative_to(ROOT), unlinked(filled, absent))
    for run in runs:
        write(STAGE / "notebooks" / run.notebook.name, with_cards(run, found, absent, what))
    for run in runs:
        download.write(run.notebook, STAGE / publish.FOLDER, where, what=what)
    stage_assets()


def tables(runs: list[Run], found: list[claims.Evidence]) -> dict[str, Callable[[], str]]:
    """Return what makes the text that a page asks for by ``<!-- gather: name -->``."""
    whole = len(runs) == len(chapters())
    fills: dict[str, Callable[[], str]] = {
        "globe": front.globe_html,
        "held": lambda: front.held_html(found) if whole else "",
        "strip": lambda: front.strip_html(found) if whole else _NO_LEDGER,
        "cards": lambda: front.cards_html(runs),
        "claims": lambda: gather.claims_html(found),
        "tally": lambda: gather.tally_html(found),
        "exercises": lambda: gather.exercises_html(runs),
        "status": lambda: gather.status_html(runs),
        "evidence": gather.evidence_html,
        "cost curves": costs.curves_html,
        "cost laws": costs.laws_html,
        "cost place": costs.where_html,
        "bench": costs.bench_html,
        "library": library.page,
        "versions": lambda: gather.versions_html(runs),
    }
    for n in meetings.read():
        fills[f"slides {n}"] = partial(meetings.plan_html, n)
        fills[f"run {n}"] = partial(meetings.run_html, n, runs[0].facts["parameters"]["preset"])
    return fills


def self_sufficient(text: str, findings: dict[str, Any], built: set[str]) -> bool:
    """Return whether a page holds no table of all chapters, no finding but these, and no slides of
    other chapters than those built."""
    asked = re.findall(r"{{\s*([^:}]+?)\s*[:}]", text)
    whole = set(re.findall(r"<!-- gather: (\w+)", text)) - {
        "globe",
        "held",
        "strip",
        "cards",
        "slides",
        "run",
        "cost",
    }
    for meeting in re.findall(r"<!-- gather: slides (\w+)", text):
        whole |= set(meetings.read()[meeting]["chapters"]) - built
    return not whole and all(name in findings for name in asked)


def unlinked(text: str, absent: set[str]) -> str:
    """Return Markdown in which a link to an absent document is plain words.

    Links in HTML too; a link whose words are left to Sphinx, ``[](file)``, is not touched.

    >>> unlinked("[two](../notebooks/02-b.ipynb#x) and [three](03-c.ipynb)", {"03-c"})
    '[two](../notebooks/02-b.ipynb#x) and three'
    >>> unlinked('<a href="../slides/03-c.html#x">three</a>', {"03-c"})
    'three'
    >>> unlinked('<a href="../slides/03-c.html?handout">three</a>', {"03-c"})
    'three'
    """

    def kept(link: re.Match[str]) -> str:
        return link["words"] if Path(link["file"]).stem in absent else link[0]

    markdown = r"\[(?P<words>[^\[\]]+)\]\((?P<file>[^()\s#]+\.(?:md|ipynb))(?:#[^()]*)?\)"
    html = r'<a href="(?P<file>[^":#?]+\.html)(?:[?#][^"]*)?">(?P<words>.*?)</a>'
    return re.sub(html, kept, re.sub(markdown, kept, text), flags=re.S)


def contents_of(files: list[Path]) -> str:
    """Return the book's table of contents with these documents only."""
    stems = {file.stem for file in files}
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
    for part in contents["parts"]:
        part["chapters"] = [row for row in part["chapters"] if Path(row["file"]).name in stems]
    contents["parts"] = [part for part in contents["parts"] if part["chapters"]]
    return yaml.safe_dump(contents, sort_keys=False)


def fill(
    text: str, fills: dict[str, Callable[[], str]], findings: dict[str, Any], page: Path
) -> str:
    """Put gathered tables at ``<!-- gather: name -->``, findings at ``{{c04.rim:.2f}}``.

    A finding, or the estimate of a part of the ledger, ``{{C26.broaden, tanh}}``, is that of the
    full evidence, else marked as one of teaching size.
    """
    for name, table in fills.items():
        if (place := f"<!-- gather: {name} -->") in text:
            text = text.replace(place, table())
    pieces = text.split("{{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        place, _, rest = piece.partition("}}")
        name, _, spec = place.strip().partition(":")
        if name not in findings:
            raise BuildError(f"{page.name} asks for the finding {name!r}, which no chapter gives")
        filled.append(finding(name, findings[name], spec) + rest)
    return "".join(filled)


def finding(name: str, value: float | str, spec: str) -> str:
    """Write a finding as a page prints it."""
    text = value if isinstance(value, str) else prose.num(value, spec or None)
    return text if name in prose.published() else f"{text} (at teaching size)"


def with_cards(run: Run, found: list[claims.Evidence], absent: set[str], what: shown.Shown) -> str:
    """Return an executed chapter with its table filled from the book's evidence, its figures linked
    to the ledger, no links to what is absent, and the line that says when it ran."""
    notebook = nbformat.read(run.notebook, as_version=4)
    notebook.cells = what.cells(notebook)
    back = gather.links_back(found)
    forms.place(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = unlinked(cell.source, absent)
        if "outputs" in cell:
            noted = {claims.MIME, prose.FINDINGS}
            cell.outputs = [o for o in cell.outputs if not noted & o.get("data", {}).keys()]
        chapter.page(cell, run.notebook.name)
        if cell.cell_type == "markdown":
            cell.source = what.text(cell.source)
        if figure := cell.metadata.get("mystnb", {}).get("figure"):
            figure["caption"] += unlinked(back.get(figure["name"], ""), absent)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:
                data["text/html"] = with_ledger(data["text/html"], found, back, absent)
    notebook.cells.append(new_markdown_cell(gather.run_html(run), id="last-run"))
    return nbformat.writes(notebook)


def with_ledger(
    page: str, found: list[claims.Evidence], back: dict[str, str], absent: set[str]
) -> str:
    """Return an output's HTML: a table filled, a figure with its line that leads to the ledger."""
    table = re.match(r'<div class="measured" data-of="(\w+)">', page)
    if table:
        return unlinked(claims.table_html(table[1], claims.published(), found, "../"), absent)
    links = "".join(link for figure, link in back.items() if f'id="{figure}"' in page)
    return page + unlinked(links, absent)


def keep(found: list[claims.Evidence]) -> None:
    """Keep the gathered evidence where a reader can look at it."""
    items = [item.to_json() for item in found]
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
    for file in ("dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js"):
        shutil.copy(reveal / file, static / "vendor" / "reveal")
