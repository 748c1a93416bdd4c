"""A chapter to take away: plain Markdown, the book's links, and a cell that acts on Colab alone."""

import re
import sys
import types

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book.street import download, expressions
from book.street.address import Address
from book.street.places import chapters
from book.street.shown import Shown

HERE = Address(repository="https://github.com/ada/book", branch="main",
               site="https://ada.github.io/book/", commit="c" * 40)  # fmt: skip


def taken(tmp_path, cells, address=HERE, expressions=()):
    """Return the notebook to take away of a chapter with these cells."""
    path = tmp_path / "02-b.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    executed = nbformat.read(path, as_version=4)
    for cell in executed.cells:
        if cell.cell_type == "markdown":
            cell.metadata["expressions"] = list(expressions)
    return download.notebook(path, executed, address, what=Shown())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (":::{admonition} Mind\n:class: tip\n\nTwo\nlines.\n:::", "> **Mind**\n>\n> Two\n> lines."),
        ("```{note}\nSo.\n```", "> **Note**\n>\n> So."),
        (":::{dropdown} Solution\nIt is 7.\n:::",
         "<details><summary>Solution</summary>\n\nIt is 7.\n\n</details>"),
        ("::::{admonition} A\n:::{dropdown} B\nc\n:::\n::::",
         "> **A**\n>\n> <details><summary>B</summary>\n>\n> c\n>\n> </details>"),
        ("```{math}\n:label: x\na^2\n```", "$$\na^2\n$$"),
        ("(fig-02-x)=\nAs {term}`hills <hill>` in {numref}`Figure %s <f>`.", "As hills in Figure."),
        ("The mean $E[f](x)$ and `a[0](b)`.", "The mean $E[f](x)$ and `a[0](b)`."),
        ("[out](https://example.org/a.html#b)", "[out](https://example.org/a.html#b)"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
    ],
)  # fmt: skip
def test_myst_becomes_plain_markdown(source, shown):
    assert download.plain(source, "notebooks/02-b", HERE.site) == shown


@pytest.mark.parametrize(
    ("link", "leads", "without"),
    [
        ("[c](03-c.ipynb#x)", "[c](https://ada.github.io/book/notebooks/03-c.html#x)", "c"),
        ("[words](../book/glossary.md)", "[words](https://ada.github.io/book/book/glossary.html)",
         "words"),
        ("[zoom](#explorer-02-map:zoom=8)",
         "[zoom](https://ada.github.io/book/notebooks/02-b.html#explorer-02-map:zoom=8)", "zoom"),
        ("[](03-c.ipynb)", "[03-c](https://ada.github.io/book/notebooks/03-c.html)", "03-c"),
    ],
)  # fmt: skip
def test_a_link_within_the_book_leads_to_the_site_or_is_words(link, leads, without):
    assert download.plain(link, "notebooks/02-b", HERE.site) == leads
    assert download.plain(link, "notebooks/02-b", "") == without


def test_sentences_hold_the_books_numbers_and_cells_no_outputs(tmp_path):
    shown = new_output("stream", text="7")
    cells = [
        new_markdown_cell("It is {eval}`num(x)` wide."),
        new_code_cell("x = 7", outputs=[shown], execution_count=3),
        new_code_cell("record()", metadata={"tags": ["remove-cell"]}),
    ]
    made = taken(tmp_path, cells, expressions=["0.3"])
    assert [cell.source for cell in made.cells[2:]] == ["It is 0.3 wide.", "x = 7"]
    assert (made.cells[3].outputs, made.cells[3].execution_count) == ([], None)
    nbformat.validate(made)


def test_the_doors_lead_to_the_real_addresses_and_there_are_none_without(tmp_path):
    made = taken(tmp_path, [new_markdown_cell("# B")])
    assert [cell.id for cell in made.cells[:2]] == ["door", "colab"]
    for link in (HERE.colab("notebooks/02-b.ipynb"), HERE.binder("notebooks/02-b.ipynb"),
                 "https://ada.github.io/book/notebooks/02-b.html"):  # fmt: skip
        assert f"({link})" in made.cells[0].source
    local = taken(tmp_path, [new_markdown_cell("# B")], Address())
    assert local.cells[0].id == "door"
    assert "colab" not in [cell.id for cell in local.cells]
    assert "](" not in local.cells[0].source


@pytest.fixture
def installed(monkeypatch):
    """Return what the cell for Colab installs, run where ``google.colab`` is there or not."""

    def run(source, on_colab):
        asked = []
        shell = InteractiveShell()
        monkeypatch.setattr(shell, "run_line_magic", lambda *words, **_: asked.append(words[:2]))
        if on_colab:
            colab, output = types.ModuleType("google.colab"), types.ModuleType("output")
            output.enable_custom_widget_manager = lambda: asked.append("widgets")
            colab.output = output
            monkeypatch.setitem(sys.modules, "google.colab", colab)
            monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
        shell.run_cell(source, store_history=False).raise_error()
        return asked

    return run


def test_the_cell_for_colab_installs_there_and_nowhere_else(tmp_path, installed):
    source = taken(tmp_path, [new_markdown_cell("# B")]).cells[1].source
    assert installed(source, on_colab=False) == []
    ((magic, words), widgets) = installed(source, on_colab=True)
    package = f"{download.PACKAGE} @ git+https://github.com/ada/book@{'c' * 40}"
    assert (magic, words) == ("pip", f'install --quiet "{package}"')
    assert widgets == "widgets"


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_no_chapter_leaves_a_directive_behind(chapter):
    ran = nbformat.read(chapter, as_version=4)
    for cell in ran.cells:
        cell.metadata["expressions"] = ["7"] * len(expressions.asked(cell.source))
    made = download.notebook(chapter, ran, HERE, what=Shown())
    text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert re.findall(r"^:::.*|\n```\{.*|\{[a-z:]+\}`", text, re.M) == []
    assert re.findall(r"\]\((?!https?:)[^()\s]*(?:\.md|\.ipynb|\.html|#)[^()\s]*\)", text) == []
    assert "](https://ada.github.io/book/" in text


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_a_source_names_no_place_where_it_could_be_run(chapter):
    text = chapter.read_text(encoding="utf8").lower()
    assert [host for host in ("colab", "mybinder", "pip install", "git+") if host in text] == []
