"""The contract of a chapter's notebook: what every chapter must be, as functions that find faults.

Each function takes a notebook and returns sentences, none where all is well, so that a test can
also show each of them a bad notebook.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

import nbformat

# What the prose may say in digits, with the reason why it is no result.
ALLOWED = {
    r"\b(18|19|20)\d\d[a-z]?\b": "a year of a citation",
    r"\bC\d\d\b": "a claim's name",
    r"\[\d\]": "the paper's own reference numbers",
    r"\b([Cc]hapters?|Figures?|Eq\.|Equations?)\s+[\d.\-–, ]+(and \d+)?": "a reference",
    r"\b(Definition|Exercise|Section)\s+[\d.\-–]+": "a reference",
    r"\bMNIST|10×10|28×28|p = \d|N = \d|n = \d\b": "settings that name the experiment",
    r"\b[1-9]-D\b": "a dimension in words",
    r"\b95 ?%": "the level of every interval in the book",
    r"\babout \d+ (minutes|hours?)\b|\b\d+ (minutes|hours?)\b": "reading time",
    r"^\s*\d+\.\s": "a numbered list",
    r"\b(E|J|H|L)_?\d\b|\bS\d\b": "a symbol",
    r"\bv?\d+\.\d+\.\d+\b": "a version of software",
    r"\barXiv:\d{4}\.\d{4,5}\b": "an identifier",
}

PARTS = ("# ", "## What was measured", "## Remember", "## What this does not show",
         "## Exercises", "## Further reading")  # fmt: skip
EARLY = 8  # cells before which the first explorer stands
EXPLORERS = 3
EXERCISES = 4
BOOKKEEPING = {"claims.record", "claims.document", "prose.findings", "prose.expect"}
# The exercise, and the answer that it shows, which is not the right one.
EXAMPLE = re.compile(r'### Exercise (\S+):(?:(?!### Exercise).)*?such as `"(\w+)"`', re.S)
FREE = {"live", "exercise", "solution"}  # tags of cells that may import


def notebook_faults(notebook: Any, number: str) -> list[str]:
    """Return every fault of a chapter's notebook."""
    checks = (source_faults, parameter_faults, part_faults, cell_faults, length_faults,
              caption_faults, bookkeeping_faults, prose_faults, role_faults,
              exercise_faults)  # fmt: skip
    return [fault for check in checks for fault in check(notebook)] + key_faults(notebook, number)


def code(notebook: Any) -> Iterator[tuple[int, str, list[str]]]:
    """Yield each code cell: its number, source and tags."""
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield position, cell.source, cell.metadata.get("tags", [])


def text(notebook: Any) -> Iterator[tuple[int, str]]:
    """Yield each markdown cell: its number and source."""
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            yield position, cell.source


def source_faults(notebook: Any) -> list[str]:
    """A source is valid and holds no outputs, counts or widget state."""
    faults = []
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        faults.append(f"not a valid notebook: {error.message}")
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.get("outputs") or cell.get("execution_count"):
            faults.append(f"cell {position} holds stored outputs")
        if {"user_expressions", "expressions"} & set(cell.metadata):
            faults.append(f"cell {position} holds stored values of its expressions: clear them")
    if "widgets" in notebook.metadata:
        faults.append("widget state is stored")
    return faults


def parameter_faults(notebook: Any) -> list[str]:
    """One cell is tagged ``parameters`` and sets the preset to quick."""
    cells = [source for _, source, tags in code(notebook) if "parameters" in tags]
    if len(cells) != 1:
        return [f"{len(cells)} cells are tagged 'parameters', not one"]
    return [] if 'preset = "quick"' in cells[0] else ["the parameters cell does not set preset"]


def part_faults(notebook: Any) -> list[str]:
    """A page says at once what one does, and has its parts in order."""
    sources = [source for _, source in text(notebook)]
    prose = "\n".join(sources)
    places = [prose.find(part) for part in PARTS]
    faults = [f"the part {p!r} is missing" for p, at in zip(PARTS, places, strict=True) if at < 0]
    if not faults and places != sorted(places):
        faults.append(f"the parts stand out of order: {PARTS}")
    if not re.match(r"# [^\n]+\n\s*\*[^\n]*minutes[^\n]*\*", "".join(sources[:1])):
        faults.append(
            "cell 1: under the title, one line in italics says what you do and its minutes"
        )
    return faults


def cell_faults(notebook: Any) -> list[str]:
    """A chapter opens with something to hold, shows the code that teaches, ends in its table."""
    sources = list(code(notebook))
    faults = []
    explorers = [n for n, source, _ in sources if re.search(r"\bexplorer\.\w+\(", source)]
    if len(explorers) < EXPLORERS:
        faults.append(f"{len(explorers)} explorers: a chapter has {EXPLORERS} or more")
    if explorers and explorers[0] > EARLY:
        faults.append(f"the first explorer is cell {explorers[0]}: open the chapter with it")
    tags = {tag for _, _, tags in sources for tag in tags}
    if "live" not in tags:
        faults.append("no plain ipywidgets cell tagged 'live'")
    if "open" not in tags:
        faults.append("no cell is tagged 'open': show the few lines that teach")
    if not any("claims.table(" in source for _, source, _ in sources):
        faults.append('no claims.table("NN") below "What was measured"')
    return faults + import_faults(sources)


def exercise_faults(notebook: Any) -> list[str]:
    """A chapter asks several times, once for letters, and shows how these are given."""
    words = "\n".join(source for _, source in text(notebook))
    asked = re.findall(r"^### Exercise ", words, re.M)
    faults = []
    if len(asked) < EXERCISES:
        faults.append(f"{len(asked)} exercises: a chapter has {EXERCISES} or more")
    if not EXAMPLE.search(words):
        faults.append('no exercise is a choice that shows an answer, such as `"bd"`')
    return faults


def import_faults(sources: list[tuple[int, str, list[str]]]) -> list[str]:
    """A chapter has one import cell, and one more where its networks begin.

    The second is tagged ``networks``: what stands above it runs where torch cannot be had.
    """
    found = [(n, "networks" in tags) for n, source, tags in sources
             if re.search(r"^(import|from) ", source, re.M) and not FREE & set(tags)]  # fmt: skip
    extra = [n for n, _ in found[1:]]
    allowed = next((n for n, networks in found[1:] if networks), 0)
    return [f"cell {n} imports: one import cell a chapter" for n in extra if n != allowed]


def caption_faults(notebook: Any) -> list[str]:
    """A figure or explorer has a name and a caption; nothing is drawn in another way."""
    faults = []
    for position, source, tags in code(notebook):
        if re.search(r"\bplt\.|pyplot", source) and "live" not in tags:
            faults.append(f"cell {position} draws with pyplot: use lib.figures")
        for call in ast.walk(_parsed(source)):
            words = {k.arg: k.value for k in call.keywords} if isinstance(call, ast.Call) else {}
            name = getattr(words.get("name"), "value", "")
            drawn = re.match(r"fig-|\d\d-", str(name)) and ast.unparse(call.func) != "sweep.run"
            if drawn and "caption" not in words:
                faults.append(f"cell {position}: {name} has no caption: say what is found")
    for position, source in text(notebook):
        if re.search(r"!\[\s*\]\(|<img(?![^>]*alt=)", source):
            faults.append(f"cell {position} holds an image without alternative text")
    return faults


def bookkeeping_faults(notebook: Any) -> list[str]:
    """A cell that only files or checks is tagged ``bookkeeping`` and collapsed in Lab."""
    faults = []
    for cell, (position, source, tags) in zip(
        (c for c in notebook.cells if c.cell_type == "code"), code(notebook), strict=True
    ):
        statements = _parsed(source).body
        only = bool(statements) and all(map(_keeps_books, statements))
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        if only and not ("bookkeeping" in tags and hidden):
            faults.append(f"cell {position} only files: tag it bookkeeping and hide its source")
        if "bookkeeping" in tags and not only:
            faults.append(f"cell {position} does more than bookkeeping: untag it")
    return faults


def _keeps_books(statement: ast.stmt) -> bool:
    """Return whether a statement files or checks, however often."""
    match statement:
        case ast.For(body=body):
            return all(map(_keeps_books, body))
        case ast.Expr(ast.Call(ast.Name("display"), [shown])):
            return _keeps_books(ast.Expr(shown))
        case ast.Expr(ast.Call(function)):
            return ast.unparse(function) in BOOKKEEPING
    return False


def role_faults(notebook: Any) -> list[str]:
    """No role that only Sphinx knows: JupyterLab would show its source."""
    return [
        f"cell {position} uses {{{found}}}, which JupyterLab does not show: use {remedy}"
        for position, source in text(notebook)
        for found, remedy in (
            ("glue:text", "{eval}"),
            ("cite", "a link to the bibliography"),
            ("numref", "[Figure](#fig-NN-what)"),
        )
        if f"{{{found}}}" in source
    ]


def _parsed(source: str) -> ast.Module:
    """Return a cell's code without IPython's lines."""
    return ast.parse(re.sub(r"^%.*$", "", source, flags=re.M))


def length_faults(notebook: Any) -> list[str]:
    """Cells are short: median at most 5 lines, ninth decile at most 15; no long function."""
    lengths, faults = [], []
    for position, source, tags in code(notebook):
        form = 2 if "solution" in tags else 0  # lines that keep a solution's names to itself
        lengths.append(len([line for line in source.splitlines() if line.strip()]) - form)
        if "solution" in tags or "exercise" in tags:
            continue
        for node in ast.walk(_parsed(source)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 8:
                faults.append(f"cell {position}: def {node.name} is long and belongs in lib")
    if len(lengths) > 1 and median(lengths) > 5:
        faults.append(f"the median cell has {median(lengths)} lines, more than 5")
    if len(lengths) > 1 and quantiles(lengths, n=10)[-1] > 15:
        faults.append(f"the ninth decile of cells has {quantiles(lengths, n=10)[-1]} lines")
    return faults


def prose_faults(notebook: Any) -> list[str]:
    """No number is typed in the prose: a result is an expression in its sentence."""
    faults = []
    for position, source in text(notebook):
        for line in plain(source).splitlines():
            for pattern in ALLOWED:
                line = re.sub(pattern, " ", line)
            found = re.search(r"\S*\d\S*", line)
            if found:
                faults.append(f"cell {position} types the number {found.group()!r}: compute it")
    return faults


def plain(source: str) -> str:
    """Return markdown without code, mathematics, roles, links' targets and raw tags."""
    for pattern in (
        r"```.*?```", r"~~~.*?~~~", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"\{[a-z:]+\}`[^`]*`",
        r"`[^`\n]*`",
        r"\]\([^)]*\)", r"<[^>]+>", r"^:::+\{[^\n]*$", r"^:[a-z-]+:[^\n]*$", r"^\([a-z0-9-]+\)=$",
    ):  # fmt: skip
        source = re.sub(
            pattern, "]" if pattern.startswith(r"\]") else " ", source, flags=re.S | re.M
        )
    return source


def key_faults(notebook: Any, number: str) -> list[str]:
    """Figures, explorers and findings bear the chapter's number."""
    faults = []
    for position, source, _ in code(notebook):
        for found in re.findall(r'(?:findings\(\s*"|table\(\s*"|name="(?:fig-)?)(\d\d)\b', source):
            if found != number:
                faults.append(f"cell {position} names chapter {found}, this is {number}")
    return faults


def definitions(notebook: Any) -> set[str]:
    """Return the names of the functions that a notebook defines outside its exercises."""
    names = set()
    for _, source, tags in code(notebook):
        if not {"exercise", "solution"} & set(tags):
            names |= set(re.findall(r"^def (\w+)", source, re.M))
    return names
