"""The first page's cards say in words and signs what a chapter is to be remembered for."""

import html
import re

import nbformat
import pytest

from book.street import front, places
from lib import claims
from lib.statistics import exact


@pytest.mark.parametrize("chapter", places.chapters(), ids=lambda path: path.name[:2])
def test_no_card_shows_a_formula_s_source(chapter):
    cells = nbformat.read(chapter, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    said = front.plain(front._REMEMBER.search(text)[1])
    shown = html.unescape(re.sub(r"</?(i|sub|sup)>", "", said))
    assert not set("\\$^_{}<>*`") & set(shown)


def test_a_command_that_a_card_cannot_show_is_named():
    with pytest.raises(places.BuildError, match=r"cannot show \\frac"):
        front.plain(r"half, $\frac12$")


def test_the_first_page_counts_the_parts_that_hold_and_fail(monkeypatch):
    found = [
        claims.Evidence(part="C05.formula", effect=exact(gap, method="exact"), control=0.15)
        for gap in (1e-15, 0.04)
    ]
    monkeypatch.setattr(claims, "published", list)
    many = len(claims.parts())
    held = f"Of {many} parts of the paper's claims {{}} hold and {{}} fail."
    assert front.held_html(found[:1]) == held.format(1, 0)
    assert front.held_html(found[1:]) == held.format(0, 1)
