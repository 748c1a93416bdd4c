"""A deck shows the chapters' own pictures, each under what its caption found."""

from string import Template

import pytest
from bs4 import BeautifulSoup

from book.street import slides
from book.street.places import BuildError

CHAPTER = """<article><h1>Hills</h1><div class="cell"><figure id="fig-02-hill">
<div class="course-figure"><svg></svg><a href="#there">there</a></div><figcaption><p>
<span class="caption-number">Fig. 2.1 </span><span class="caption-text">A hill is
<em>2.5</em> times as high. So it is.<span class="ledger-back"> In the ledger: C01.</span></span>
<a class="headerlink" href="#fig-02-hill">#</a></p></figcaption></figure></div>
<figure id="numbered-explorer-02-walk"><course-explorer id="explorer-02-walk"></course-explorer>
<figcaption><p><span class="caption-text">It moves. It stops.</span></p></figcaption></figure>
<div class="measured" data-of="02"><table></table></div></article>"""
MEETING = (
    "<h1>Meeting 2: hills<a class='headerlink'>#</a></h1><p><b>Aim.</b> Students see. Twice.</p>"
)
INDEX = "<div class='ledger'><a href='claims.html#C01'>C01</a></div>"
PLAN = {
    "2": {
        "chapters": ["02"],
        "slides": [
            {"ask": "How high?", "show": "fig-02-hill", "say": r"All \(p\).", "expect": "High.",
             "minutes": 5},
            {"show": "explorer-02-walk", "set": {"far": "x=2"}, "headline": "It walks"},
            {"ask": "And now?", "minutes": 3},
            {"show": "measured-02", "headline": "What was measured"},
        ],
    }
}  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(slides, "meetings", lambda: PLAN)
    monkeypatch.setattr(slides, "chapter_of", lambda shown: "02-hills")
    for name, text in {"notebooks/02-hills": CHAPTER, "book/teaching/meeting-2": MEETING,
                       "book/index": INDEX}.items():  # fmt: skip
        page = tmp_path / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<html><body>{text}</body></html>", encoding="utf8")
    return tmp_path


@pytest.fixture
def deck(site):
    text = slides.deck(site, "2", Template("$title|$page|<main>$slides</main>"))
    return BeautifulSoup(text, "html.parser")


def test_a_question_stands_before_its_picture_and_all_verdicts_at_the_end(deck):
    assert [s["id"] for s in deck.select("section")] == [
        "title", "ask-02-hill", "02-hill", "02-walk", "ask-5", "measured-02", "verdicts",
    ]  # fmt: skip
    assert [slide.number for slide in slides.outline("2")] == [2, 3, 4, 5, 6]


def test_the_headline_is_what_the_caption_found_unless_one_is_given(deck):
    assert deck.find(id="02-hill").h2.decode_contents() == "A hill is\n<em>2.5</em> times as high."
    assert deck.find(id="02-walk").h2.text == "It walks"
    assert deck.find(id="ask-02-hill").h2.text == "How high?"


def test_notes_hold_what_to_say_and_to_expect_and_a_formula_is_set(deck):
    assert "High." in deck.find(id="ask-02-hill").aside.text
    note = deck.find(id="02-hill").aside
    assert note.find(class_="math").text == r"\(p\)"
    assert "So it is." in note.text


def test_links_stand_beside_their_explorer_and_lead_back_to_the_chapter(deck):
    walk = deck.find(id="02-walk")
    assert walk.select_one(".settings a")["href"] == "#explorer-02-walk:x=2"
    assert walk.find("course-explorer")
    assert (
        deck.find(id="02-hill").select_one(".body a")["href"] == "../notebooks/02-hills.html#there"
    )
    assert deck.find(id="verdicts").a["href"] == "../book/claims.html#C01"
    assert not deck.select("figcaption, .ledger-back")


def test_the_plan_names_each_slide_by_its_number_and_leads_to_it(site):
    plan = BeautifulSoup(slides.plan_html("2"), "html.parser")
    rows = plan.select("tbody tr")
    assert [row.a.text for row in rows] == ["2", "3", "4", "5", "6"]
    assert rows[1].a["href"] == "../../slides/meeting-2.html#/02-hill"
    assert "Expect. High." in rows[0].text
    assert [row.select("td")[1].text for row in rows] == ["", "0–5", "", "5–8", ""]


def test_a_deck_is_written_where_all_its_chapters_are(site):
    assert [path.name for path in slides.write_decks(site)] == ["meeting-2.html"]
    (site / "notebooks" / "02-hills.html").unlink()
    assert slides.write_decks(site) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [({"show": "fig-02-hut"}, "no 'fig-02-hut' in 02-hills.html"),
     ({"show": "measured-02"}, "needs a headline")],
)  # fmt: skip
def test_a_picture_that_is_not_there_or_says_nothing_is_named(row, said, site, monkeypatch):
    monkeypatch.setitem(PLAN["2"], "slides", [row])
    with pytest.raises(BuildError, match=said):
        slides.deck(site, "2", Template("$slides"))


@pytest.mark.parametrize(
    ("row", "said"), [("{shows: x}", "no slide has"), ("{say: x}", "shows and asks nothing")]
)
def test_a_row_of_the_plan_that_is_none_is_named(row, said, tmp_path, monkeypatch):
    plan = tmp_path / "slides.yml"
    plan.write_text(f"'1': {{chapters: ['01'], slides: [{row}]}}")
    monkeypatch.setattr(slides, "PLAN", plan)
    with pytest.raises(BuildError, match=said):
        slides.meetings.__wrapped__()


def test_the_book_s_own_plan_is_sound_and_its_headlines_hold_no_numbers():
    for number, meeting in slides.meetings().items():
        assert sum(row.get("minutes", 0) for row in meeting["slides"]) == 90, number
        assert 14 <= len(slides.outline(number)) <= 26, number
        for row in meeting["slides"]:
            assert not any(c.isdigit() for c in row.get("headline", "")), row["headline"]
            assert not {"set"} & set(row) or row["show"].startswith("explorer-")
