"""Cards: the verdict in words and in shape, safe HTML, and the way to each figure."""

import re
from xml.etree import ElementTree

import pytest

from lib import claims
from lib.claims.drawing import icon, strip

ROWS = claims.ledger()
WORDS = ("supported", "contradicted", "not supported", "not testable here")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_card_is_one_well_formed_div_with_verdict_and_quotation(row, sample):
    found = [sample(row, rule, "contradicted") for rule in row.tests]
    page = claims.card_html(row.id, found)
    assert page.startswith(f'<div class="verdict-card" data-claim="{row.id}">')
    assert page.count("</div>") == 1
    card = ElementTree.fromstring(page)
    assert row.quote in "".join(card.itertext())
    assert card.find(".//strong").text == "contradicted"


@pytest.mark.parametrize("word", WORDS)
def test_the_word_and_the_shape_tell_the_verdict(word, sample):
    row = claims.claim("C06")
    page = claims.card_html("C06", [sample(row, row.tests[0], word)])
    key = word.replace(" ", "-")
    assert f'data-verdict="{key}"' in page
    assert f"{icon(key)} <strong>{word}</strong>" in page


def test_every_verdict_has_a_shape_of_its_own():
    keys = [word.replace(" ", "-") for word in (*WORDS, "supported with limits", "no verdict")]
    assert len({icon(key) for key in [*keys, "awaits"]}) == len(keys) + 1
    with pytest.raises(ValueError, match="no verdict 'perhaps'"):
        icon("perhaps")


def test_what_was_recorded_cannot_break_the_page(sample):
    row = claims.claim("C04")
    evil = '</div><script>alert("1")</script>'
    found = sample(row, row.tests[0], "supported", quotation=evil, citation="<b>", note="a & b")
    page = claims.card_html("C04", [found])
    ElementTree.fromstring(page)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in found._repr_mimebundle_()["text/html"]


def test_a_figure_is_linked_in_its_own_chapter(sample):
    row = claims.claim("C20")
    found = [sample(row, row.test("hidden-saddle"), "supported", figure="fig-01-hidden-saddle")]
    address = "../notebooks/01-loss-landscapes.html#fig-01-hidden-saddle"
    assert f'<a href="{address}">' in claims.card_html("C20", found, root="../notebooks/")
    table = {line["id"]: line for line in claims.table_rows(found)}
    assert table["C20"]["figures"] == [{"label": "hidden saddle", "href": address}]


def test_the_table_has_a_row_a_claim(sample):
    found = [sample(row, rule, "supported") for row in ROWS for rule in row.tests]
    table = claims.table_rows(found)
    assert [line["id"] for line in table] == [row.id for row in ROWS]
    assert {line["key"] for line in table} == {"supported"}
    assert all(line["key"] == "awaits" for line in claims.table_rows([]))


def test_cards_in_a_page_are_filled_with_all_evidence(sample):
    row = claims.claim("C20")
    found = [sample(row, rule, "supported") for rule in row.tests]
    claims.record("C20", test="hidden-saddle", estimate=0, interval=(0, 0), control=1, n=9)
    shown = claims.card("C20")._repr_mimebundle_()
    page = f"<p>before</p>{shown['text/html']}<p>after</p>{shown['text/html']}"
    assert page.count('data-verdict="contradicted"') == 2
    filled = claims.fill_cards(page, found)
    assert filled.count('data-verdict="supported"') == 2
    assert "contradicted" not in filled
    assert filled.startswith("<p>before</p><div")
    assert "</div><p>after</p><div" in filled


def test_a_card_in_lab_speaks_of_this_chapter_only():
    claims.record("C20", test="hidden-saddle", estimate=0, interval=(0, 0), control=1, n=9)
    shown = claims.card("C20")._repr_mimebundle_()
    assert "evidence of this chapter" in shown["text/html"]
    assert shown["text/plain"].startswith("C20, evidence of this chapter: contradicted")


def test_a_card_before_its_evidence_says_so():
    assert "nothing was recorded" in claims.card("C20")._repr_mimebundle_()["text/plain"]
    with pytest.raises(ValueError, match="no claim 'C31'"):
        claims.card("C31")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", ["C20 hidden-saddle", "C26 flatten"])
def test_the_strip_points_to_the_claims_side(place, word, sample):
    row = claims.claim(place.split()[0])
    drawn = strip(sample(row, row.test(place.split()[1]), word))
    ElementTree.fromstring(drawn)
    low, high = (float(x) for x in re.search(r"M([\d.]+) 8H([\d.]+)", drawn).groups())
    assert 0 <= low <= high <= 120
    if word in ("supported", "contradicted"):
        assert (low > 60) == (word == "supported")
    else:
        assert low < 60 < high


def test_a_document_has_no_strip(sample):
    row = claims.claim("C04")
    assert strip(sample(row, row.tests[0], "supported")) == ""
