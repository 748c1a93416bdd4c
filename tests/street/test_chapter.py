"""An executed chapter as a page: numbers, figures, citations, and code folded unless it teaches."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from book.street import chapter
from book.street.places import BuildError


def figure(name="fig-04-teeth", caption="Teeth."):
    html = f'<div class="course-figure">svg<p class="course-caption">{caption}</p></div>'
    data = {"text/html": html, chapter.FIGURE: {"name": name, "caption": caption, "alt": "Teeth"}}
    return new_output("display_data", data)


def code(*outputs, tags=()):
    return new_code_cell("1", outputs=list(outputs), metadata={"tags": list(tags)})


def test_a_text_shows_its_numbers_references_and_citations():
    source = "{eval}`a` in [Figure](#fig-04-teeth), [Li 2018](../book/bibliography.md#li2018)."
    cell = new_markdown_cell(source, metadata={"expressions": ["0.3"]})
    chapter.page(cell, "04-x.ipynb")
    assert cell.source == (
        "0.3 in {numref}`Figure %s <fig-04-teeth>`, "
        '<a class="citation" href="../book/bibliography.html#li2018">Li 2018</a>.'
    )
    assert "expressions" not in cell.metadata


def test_a_citation_of_an_unknown_reference_is_refused():
    cell = new_markdown_cell("[Nobody](../book/bibliography.md#nobody1900)")
    with pytest.raises(BuildError, match="04-x cites 'nobody1900'"):
        chapter.page(cell, "04-x")


def test_a_figure_is_numbered_by_the_page_and_captioned_once():
    cell = code(figure())
    chapter.page(cell, "04-x")
    assert cell.metadata["mystnb"] == {"figure": {"name": "fig-04-teeth", "caption": "Teeth."}}
    assert cell.outputs[0]["data"] == {"text/html": '<div class="course-figure">svg</div>'}


def test_the_figure_of_an_explorer_has_an_anchor_of_its_own():
    cell = code(figure("explorer-04-teeth"))
    chapter.page(cell, "04-x")
    assert cell.metadata["mystnb"]["figure"]["name"] == "numbered-explorer-04-teeth"
    text = new_markdown_cell("[Fig.](#explorer-04-teeth)")
    chapter.page(text, "04-x")
    assert text.source == "{numref}`Fig. %s <numbered-explorer-04-teeth>`"


def test_two_figures_in_a_cell_are_refused():
    with pytest.raises(BuildError, match="one cell shows fig-04-a and fig-04-b"):
        chapter.page(code(figure("fig-04-a"), figure("fig-04-b")), "04-x")


SILENT = new_output("display_data", {"application/papermill.record/text/plain": "1"})


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        (code(figure()), {"hide-input"}),
        (code(), {"hide-input", "course-silent"}),
        (code(SILENT), {"hide-input", "course-silent"}),
        (code(figure(), tags=["open"]), {"open"}),
        (code(figure(), tags=["exercise"]), {"exercise"}),
    ],
)
def test_code_is_folded_unless_it_teaches(cell, tags):
    chapter.page(cell, "04-x")
    assert set(cell.metadata["tags"]) == tags
