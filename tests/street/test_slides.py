"""A deck shows the chapters' own pictures, each under what its caption found."""

import re
from string import Template

import pytest
from bs4 import BeautifulSoup

from book.street import meetings, slides
from book.street.places import ROOT, BuildError
from lib import claims, presets, prose

CHAPTER = """<article><h1>Hills</h1><div class="cell"><figure id="fig-02-hill">
<div class="course-figure"><div class="course-panel"><svg id="a"><use href="#a"/></svg></div>
<div class="course-panel"><svg id="b"></svg></div><a href="#there">there</a></div><figcaption><p>
<span class="caption-number">Fig. 2.1 </span><span class="caption-text">A hill is
<em>2.5</em> times as high. So it is.<span class="ledger-back"> In the ledger: C01.</span>
<a href="#that">That.</a></span>
<a class="headerlink" href="#fig-02-hill">#</a></p></figcaption></figure></div>
<figure id="numbered-explorer-02-walk"><course-explorer id="explorer-02-walk" kind="curves">
</course-explorer>
<figcaption><p><span class="caption-text">It moves. It stops.</span></p></figcaption></figure>
<form id="answer-02-2"></form>
<div class="measured" data-of="02"><table><tbody>
<tr id="C01.big" data-word="holds"><th>C01: big</th>
<td>2 m. <span class="beside">At teaching size</span></td></tr>
<tr id="C01.full" data-word="fails"><th>C01: full</th>
<td>3 m. <span class="beside">At teaching size: holds, 4</span></td></tr>
<tr id="C02.said" data-word="said"><th>C02: said</th><td>“So.”</td></tr>
<tr id="C02.else" data-word="holds"><th>C02: else</th><td>5 m.</td></tr>
</tbody></table></div></article>"""
MEETING = """<h1>Meeting 2: hills<a class='headerlink'>#</a></h1>
<p><b>Aim.</b> Students see. Twice.</p>
<ul><li data-run="02">Chapter 2: 3 hills.</li></ul>
<section id="on-the-board"><pre>a hill &lt; two</pre></section>
<p><a class="x" href="../../notebooks/02-hills.html#ex-02-1">02-1</a> and
<a href="../../notebooks/02-hills.html#ex-02-2">02-2</a></p>"""
INDEX = "<div class='ledger'><a href='claims.html#C01'>C01</a></div>"
PLAN = {
    "2": {
        "chapters": ["02"],
        "run": {"02": "Of {orders} spins, {descents} runs."},
        "begin": "Homework.",
        "end": "What ran over.",
        "slides": [
            {"ask": "How high?", "show": "fig-02-hill", "say": r"All \(p\).", "expect": "High.",
             "minutes": 5},
            {"ask": "Whither?", "look": True, "show": "explorer-02-walk", "set": {"far": "x=2"},
             "print": ["far"], "first": "far",
             "headline": "It walks", "say": "To the board.", "minutes": 9, "asking": 7},
            {"ask": "And now?", "quote": ["C20"], "minutes": 3},
            {"show": "measured-02", "headline": "What was measured", "minutes": 2,
             "rows": ["C01.big", "C01.full", "C02.said"]},
            {"ask": "Which one?", "look": True, "panel": 2, "show": "fig-02-hill", "say": "One.",
             "appendix": True},
        ],
    }
}  # fmt: skip


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(meetings, "read", lambda: PLAN)
    monkeypatch.setattr(meetings, "chapter_of", lambda shown: "02-hills")
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
        "title", "ask-02-hill", "02-hill", "ask-02-walk", "02-walk", "ask-6", "measured-02",
        "ask-02-hill-again", "02-hill-again", "verdicts",
    ]  # fmt: skip
    assert [slide.number for slide in meetings.outline("2")] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [s["id"] for s in deck.select("section.appendix")] == [
        "ask-02-hill-again", "02-hill-again",
    ]  # fmt: skip


def test_a_part_of_the_book_which_has_no_ledger_shows_no_verdicts_of_all_claims(site):
    (site / "book" / "index.html").write_text("<p>No ledger.</p>", encoding="utf8")
    assert "verdicts" not in slides.deck(site, "2", Template("$slides"))


def test_the_headline_is_what_the_caption_found_unless_one_is_given(deck):
    assert deck.find(id="02-hill").h2.decode_contents() == "A hill is\n<em>2.5</em> times as high"
    assert deck.find(id="02-walk").h2.text == "It walks"
    assert deck.find(id="ask-02-hill").h2.text == "How high?"


def test_notes_hold_what_to_say_and_to_expect_and_a_formula_is_set(deck):
    assert "High." in deck.find(id="ask-02-hill").aside.text
    note = deck.find(id="02-hill").aside
    assert note.find(class_="math").text == r"\(p\)"
    assert "So it is." in note.text
    assert not {"#", "ledger"} & set(note.text.split())


def test_notes_say_when_what_was_run_and_what_is_drawn_on_the_board(deck):
    notes = {slide["id"]: slide.aside.get_text() for slide in deck.select("section[id]")
             if slide.aside}  # fmt: skip
    times = {name: re.search(r"Minutes. (\d+–\d+)", text) for name, text in notes.items()}
    assert [found[1] for found in times.values() if found] == [
        "0–5", "5–7", "7–10", "10–17", "17–19", "19–22", "22–24",
    ]  # fmt: skip
    assert "Homework." in notes["title"]
    assert [name for name, text in notes.items() if "3 hills." in text] == ["02-hill"]
    assert [name for name, text in notes.items() if "a hill < two" in text] == ["title", "02-walk"]


def test_a_question_may_show_its_explorer_as_it_stands_or_the_paper_s_words(deck):
    assert deck.find(id="ask-02-walk").find("course-explorer")["id"] == "explorer-02-walk-still"
    quote = deck.find(id="ask-6").blockquote.text
    assert quote == f"“{claims.claim('C20').quote}.”"
    assert deck.find(id="ask-02-hill").select("blockquote, course-explorer, svg") == []


def test_a_question_may_show_one_panel_of_a_figure_which_shares_no_marks_with_the_figure(deck):
    assert [svg["id"] for svg in deck.find(id="ask-02-hill-again").select("svg")] == ["ask-b"]
    names = [part["id"] for part in deck.select(".ask [id], .picture [id]")]
    assert len(set(names)) == len(names) - 2  # the figure itself stands on two slides


def test_an_explorer_opens_and_is_printed_in_the_states_that_are_named(deck):
    shown, printed = deck.find(id="02-walk").select("course-explorer")
    assert (shown["id"], shown["data-state"]) == ("explorer-02-walk", "x=2")
    assert (printed["data-of"], printed["data-state"]) == ("explorer-02-walk", "x=2")
    assert printed.find_parent(class_="on-paper").figcaption.text == "far"


def test_of_a_table_the_rows_that_are_spoken_of_stand_each_with_its_run(deck):
    table = deck.find(id="measured-02")
    rows = [row.td.text for row in table.select("tbody tr")]
    assert len(rows) == 3
    assert rows[0].endswith("(this page's run)")
    assert rows[1].endswith("(full run)")
    assert "run" not in rows[2]  # a document's words
    assert table.select_one(".all-rows")["href"] == "../notebooks/02-hills.html#what-was-measured"


def test_links_stand_beside_their_explorer_and_lead_back_to_the_chapter(deck):
    walk = deck.find(id="02-walk")
    assert walk.select_one(".settings a")["href"] == "#explorer-02-walk:x=2"
    assert walk.find("course-explorer")
    assert (
        deck.find(id="02-hill").select_one(".body a")["href"] == "../notebooks/02-hills.html#there"
    )
    assert deck.find(id="verdicts").a["href"] == "../book/claims.html#C01"
    assert not deck.select(".ledger-back, figcaption:not(.on-paper figcaption)")


def test_the_plan_names_each_slide_by_its_number_and_leads_to_it(site):
    plan = BeautifulSoup(meetings.plan_html("2"), "html.parser")
    rows = plan.select("tbody tr")
    assert [row.a and row.a.text for row in rows] == [*"1234567", None, "8", "9"]
    assert rows[2].a["href"] == "../../slides/meeting-2.html#/02-hill"
    assert "Expect. High." in rows[1].text
    assert [row.select("td")[1].text for row in rows] == [
        "0–5", "5–7", "7–10", "10–17", "17–19", "19–22", "22–24", "24–29", "appendix", "appendix",
    ]  # fmt: skip
    assert "Homework." in rows[0].text
    assert "What ran over." in rows[7].text


def test_the_finished_plan_has_captions_and_says_which_exercise_no_page_checks(site):
    page = site / "book" / "teaching" / "meeting-2.html"
    page.write_text(meetings.plan_html("2") + page.read_text(encoding="utf8"), encoding="utf8")
    slides.write_decks(site)
    made = BeautifulSoup(page.read_text(encoding="utf8"), "html.parser")
    rows = made.select("tbody tr")
    assert "Found. Fig. 2.1 A hill is 2.5 times" in " ".join(rows[2].text.split())
    assert "In the ledger" not in made.text
    assert "It moves. It stops." in rows[4].text
    assert "Found." not in rows[6].text  # a chapter's table has no caption
    assert "02-1 (in JupyterLab) and\n02-2" in made.text
    assert "02-2 (in" not in made.text


def test_a_finding_that_is_named_is_said_in_the_full_evidence_s_number():
    said = meetings.typeset(r"{C26.broaden:.2f} times, {C26.broaden, depth-neutral radius:.1f}")
    one, other = (prose.published()[f"C26.broaden{of}"] for of in ("", ", depth-neutral radius"))
    assert said == f"{one:.2f} times, {other:.1f}"
    with pytest.raises(BuildError, match=r"no finding .C26\.wider."):
        meetings.typeset("{C26.wider:.2f}")


def test_what_was_run_is_said_in_the_presets_numbers():
    plan = presets.chapter("02", "quick")
    said = BeautifulSoup(meetings.run_html("2", "quick"), "html.parser").li.text
    assert "{" not in said
    assert f"{plan.census_instances} instances" in said
    assert "4, 5, 6, 7, 8 and 9 spins" in said


@pytest.mark.parametrize("preset", presets.names())
def test_every_meeting_says_what_was_run_in_each_of_its_chapters(preset):
    for number, meeting in meetings.read().items():
        assert list(meeting["run"]) == meeting["chapters"]
        assert not {"{", "[", "None"} & set(meetings.run_html(number, preset)), number
        assert not re.search(r"\d", re.sub(r"\{.*?\}", "", " ".join(meeting["run"].values())))


def test_chapter_4_s_widths_and_chapter_5_s_sizes_are_those_of_its_networks():
    found = meetings.settings("04", "quick")
    assert (found["pixels"], found["widths"]) == (10, "45, 34, 29, 24 and 18")
    found = meetings.settings("05", "quick")
    assert (found["men"], found["weights"]) == (20, presets.chapter("05", "quick").glass_spins - 1)


def test_a_deck_is_written_where_all_its_chapters_are(site):
    assert [path.name for path in slides.write_decks(site)] == ["meeting-2.html"]
    (site / "notebooks" / "02-hills.html").unlink()
    assert slides.write_decks(site) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [({"show": "fig-02-hut"}, "no 'fig-02-hut' in 02-hills.html"),
     ({"show": "measured-02", "ask": "Who?", "look": True}, "is nothing to look at"),
     ({"show": "measured-02", "rows": ["C09.more"]}, r"has no row \['C09.more'\]"),
     ({"show": "measured-02"}, "needs a headline")],
)  # fmt: skip
def test_a_picture_that_is_not_there_or_says_nothing_is_named(row, said, site, monkeypatch):
    monkeypatch.setitem(PLAN["2"], "slides", [row | {"minutes": 3}])
    with pytest.raises(BuildError, match=said):
        slides.deck(site, "2", Template("$slides"))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{shows: x}", "no slide has"),
        ("{say: x}", "shows and asks nothing"),
        ("{ask: x}", "has no minutes"),
        ("{ask: x, show: y, minutes: 3, asking: 3}", "has no minutes"),
        ("{ask: x, show: y, set: {far: a=1}, look: near, minutes: 3}", r"nothing sets \['near'\]"),
    ],
)
def test_a_row_of_the_plan_that_is_none_is_named(row, said, tmp_path, monkeypatch):
    plan = tmp_path / "slides.yml"
    plan.write_text(f"'1': {{chapters: ['01'], slides: [{row}]}}")
    monkeypatch.setattr(meetings, "PLAN", plan)
    with pytest.raises(BuildError, match=said):
        meetings.read.__wrapped__()


def test_the_book_s_own_plan_is_sound_and_its_headlines_hold_no_numbers():
    for number, meeting in meetings.read().items():
        assert meetings.closing(number)[0] == "85–90", number
        assert meeting["begin"]
        assert meeting["end"]
        assert 14 <= len(meetings.outline(number)) <= 26, number
        for row in meeting["slides"]:
            assert not any(c.isdigit() for c in row.get("headline", "")), row["headline"]
            assert not {"set"} & set(row) or row["show"].startswith("explorer-")
            assert ("minutes" in row) != ("appendix" in row), row
            assert "rows" in row or not row.get("show", "").startswith("measured-")
            assert len(row.get("rows", "")) <= 3
            assert ("print" in row) == ("set" in row), f"{row['show']}: in which state on paper?"
            assert "say" in row or "show" not in row, row["show"]
            assert "expect" in row or "ask" not in row, row["ask"]


def test_no_sketch_for_the_board_is_wider_than_a_page():
    for number in meetings.read():
        text = (ROOT / "book" / "teaching" / f"meeting-{number}.md").read_text(encoding="utf8")
        (drawn,) = re.findall(r"```text\n(.*?)```", text, re.S)
        assert max(map(len, drawn.splitlines())) <= 76, number


# Words by which a question points at a picture that it does not only imagine.
_POINTS = re.compile(
    r"\b(this (map|curve|tree|picture|plane)|these are|here is a|the two (pictures|histograms)|"
    r"three (pictures|curves)|twelve slices|here drawn)\b", re.I,
)  # fmt: skip


def test_a_question_that_speaks_of_a_picture_has_it():
    pointing = [row for meeting in meetings.read().values() for row in meeting["slides"]
                if _POINTS.search(row.get("ask", ""))]  # fmt: skip
    assert len(pointing) >= 10
    for row in pointing:
        assert row.get("look"), row["ask"]
