"""Every chapter keeps the contract, and each rule of it is shown to find a fault."""

from __future__ import annotations

import importlib.util
import re
import sys
from itertools import combinations, pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book.street.places import ROOT, chapters
from lib import exercises

_spec = importlib.util.spec_from_file_location("contract", Path(__file__).with_name("contract.py"))
contract = importlib.util.module_from_spec(_spec)
sys.modules["contract"] = contract
_spec.loader.exec_module(contract)

CHAPTERS = chapters()


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_chapter_keeps_the_contract(path):
    assert contract.notebook_faults(read(path), path.name[:2]) == []


def test_every_notebook_is_in_the_table_of_contents():
    assert sorted((ROOT / "notebooks").glob("*.ipynb")) == sorted(CHAPTERS)


def test_no_function_stands_in_two_chapters():
    found = {path.stem: contract.definitions(read(path)) for path in CHAPTERS}
    assert [
        (a, b, found[a] & found[b]) for a, b in combinations(found, 2) if found[a] & found[b]
    ] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_an_exercise_says_what_the_catalogue_says(path):
    text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    told = re.findall(r"### Exercise (\S+): (.*)\n\s*\*(\w+), ([\w ]+), (\d+) minutes?\.\*", text)
    listed = [
        (e["id"], e["title"], e["kind"].title(), exercises.LEVELS[e["level"]], str(e["minutes"]))
        for e in exercises.catalogue()
        if e["chapter"] == path.name[:2]
    ]
    assert told == listed


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_solution_is_folded_on_the_page_and_in_jupyterlab(path):
    solved = [
        (words, cell)
        for words, cell in pairwise(read(path).cells)
        if "solution" in cell.metadata.get("tags", [])
    ]
    assert solved
    for words, cell in solved:
        title = words.source.splitlines()[0].removeprefix(":::{dropdown} ")
        assert title.startswith(f"Solution of Exercise {path.name[:2]}-")
        # JupyterLab shows the first line of what it folds.
        assert cell.source.splitlines()[0] == f"# {title}"
        assert "hide-cell" in cell.metadata.tags
        assert cell.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_the_example_of_an_answer_is_not_the_answer(path):
    text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
    asked = contract.EXAMPLE.findall(text)
    assert [id for id, shown in asked if exercises.exercise(id).truth == shown] == []


BAD = {
    "stored outputs": [new_code_cell("1", execution_count=1)],
    "stored values of its expressions": [new_markdown_cell("a", metadata={"user_expressions": []})],
    "'parameters', not one": [new_code_cell("preset = 1")],
    "does not set preset": [new_code_cell("x = 1", metadata={"tags": ["parameters"]})],
    "'## Remember' is missing": [],
    "out of order": [new_markdown_cell(part) for part in reversed(contract.PARTS)],
    "one line in italics": [new_markdown_cell("# Title\n\nLong words.")],
    "0 explorers": [],
    "first explorer is cell 9": [
        *(new_markdown_cell("x") for _ in range(8)),
        new_code_cell("explorer.Plane()"),
    ],
    "no plain ipywidgets": [],
    "no cell is tagged 'open'": [],
    "no claims.table": [],
    "0 exercises: a chapter has 4": [],
    "3 exercises: a chapter has 4": [
        new_markdown_cell(f"### Exercise 01-{k}: A") for k in range(3)
    ],
    'such as `"bd"`': [new_markdown_cell("### Exercise 01-1: A\n\nGive a number.")],
    "one import cell": [new_code_cell("import a"), new_code_cell("import b")],
    "the median cell has 9": [new_code_cell("x = 1\n" * 9) for _ in range(3)],
    "the ninth decile of cells has 16": [new_code_cell("x = 1\n" * 16) for _ in range(3)],
    "is long": [new_code_cell("def f():\n" + "    x = 1\n" * 12)],
    "pyplot": [new_code_cell("plt.plot([1])")],
    "fig-01-x has no caption": [new_code_cell('figures.lines(x, name="fig-01-x")')],
    "01-x has no caption": [new_code_cell('explorer.Plane(name="01-x")')],
    "without alternative text": [new_markdown_cell("![](a.png)")],
    "tag it bookkeeping": [new_code_cell('claims.record("C01", "x", a)')],
    "more than bookkeeping": [new_code_cell("x = 1", metadata={"tags": ["bookkeeping"]})],
    "types the number '0.93'": [new_markdown_cell("The accuracy is 0.93 here.")],
    "types the number '7'": [new_markdown_cell("We found 7 minima.")],
    "uses {cite}": [new_markdown_cell("{cite}`li2018`")],
    "uses {numref}": [new_markdown_cell("{numref}`fig-01-x`")],
    "uses {glue:text}": [new_markdown_cell("{glue:text}`01_x`")],
    "cell 3 imports: one import cell": [
        new_code_cell("import a"),
        *(new_code_cell("import b", metadata={"tags": ["networks"]}) for _ in range(2)),
    ],
    "names chapter 02": [new_code_cell('prose.findings("02", x=1)')],
    "names chapter 03": [new_code_cell('figures.lines(x, name="fig-03-x", caption="A.")')],
}


def test_a_chapter_may_import_once_more_where_its_networks_begin():
    further = new_code_cell("import b", metadata={"tags": ["networks"]})
    notebook = new_notebook(cells=[new_code_cell("import a"), further])
    assert not any("imports" in found for found in contract.notebook_faults(notebook, "01"))


@pytest.mark.parametrize("fault", BAD)
def test_the_contract_finds(fault):
    notebook = new_notebook(cells=BAD[fault])
    assert any(fault in found for found in contract.notebook_faults(notebook, "01"))


def test_the_contract_finds_what_is_wrong_with_the_file():
    notebook = new_notebook()
    notebook.metadata = {"widgets": {}}
    assert contract.source_faults(notebook) == ["widget state is stored"]
    notebook.metadata = []
    assert contract.source_faults(notebook)[0].startswith("not a valid notebook: [] is not")


@pytest.mark.parametrize(
    "prose",
    [
        "In 2018 [Li and others](../book/bibliography.md#li2018) showed it.",
        "Loss $L = 0.5$ at {eval}`num(loss, '.2f')`",
        "Claim C02, Chapter 3",
    ],
)
def test_the_contract_lets_pass(prose):
    assert contract.prose_faults(new_notebook(cells=[new_markdown_cell(prose)])) == []
