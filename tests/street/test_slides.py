"""A deck is made of its page's own sentences and pictures, and of nothing else."""

from string import Template

import pytest
from bs4 import BeautifulSoup

from book.street import slides

PAGE = """<html><body><article><section><h1>Hills<a class="headerlink" href="#hills">#</a></h1>
<div class="admonition"><p class="admonition-title">About</p><p>You will do. Walk.</p>
<p>You will learn. Heights.</p><p>You need. Shoes.</p></div>
<section id="a-hill"><h2>A hill</h2>
<p>A hill is <em>high</em>. It has 3.5 tops, e.g. this one. Look for the valley.</p>
<div class="cell"><pre>code</pre><figure class="course-figure" id="fig-1"><svg></svg></figure></div>
<p>The valley lies <a href="#fig-1">there</a>. It is deep.</p><div class="math">x</div></section>
<section id="try-it-yourself"><h2>Try</h2><p>Live.</p></section>
<section id="what-was-measured"><h2>What was measured</h2><div class="measured"><table>
<tr id="C26.broaden"><td>Narrower.</td></tr></table></div></section>
<section id="exercises"><h2>Exercises</h2><section><h3>Exercise 1</h3><p><em>Read, 3 minutes.</em>
Why?</p></section></section></section></article></body></html>"""


@pytest.fixture
def deck():
    text = slides.deck(PAGE, "01-hills.html", Template("$title|$page|<main>$slides</main>"))
    return BeautifulSoup(text, "html.parser")


def test_sentences_end_at_full_stops_of_the_paragraph_itself():
    soup = BeautifulSoup(
        "<p>It is 0.42 (i.e. <em>small. Yes</em>) here. Why? So.</p>", "html.parser"
    )
    assert slides.sentences(soup.p) == [
        "It is 0.42 (i.e. <em>small. Yes</em>) here.",
        "Why?",
        "So.",
    ]


def test_a_picture_stands_between_what_to_look_for_and_what_it_shows(deck):
    picture = deck.select_one("section.picture")
    assert picture.select_one(".look").get_text().endswith("Look for the valley.")
    assert picture.select_one("figure svg")
    assert picture.select_one(".reading").get_text() == "The valley lies there. It is deep."
    assert "It has 3.5 tops, e.g. this one." in picture.select_one("aside.notes").get_text()


def test_every_word_of_a_section_is_on_a_slide_or_in_its_notes(deck):
    column = deck.main.find_all("section", recursive=False)[1]
    said = " ".join(column.get_text(" ").split())
    for sentence in ("It has 3.5 tops, e.g. this one.", "Look for the valley.", "It is deep."):
        assert sentence in said
    assert column.select("div.math")
    assert "code" not in said


def test_no_word_is_on_a_slide_that_is_not_on_the_page(deck):
    words = set(BeautifulSoup(PAGE, "html.parser").get_text(" ").split())
    assert set(deck.main.get_text(" ").split()) <= words | {"there."}  # a link's end and its stop


def test_links_to_the_page_lead_to_the_chapter_and_ids_stay_there(deck):
    assert deck.select_one(".reading a")["href"] == "../notebooks/01-hills.html#fig-1"
    assert not deck.select("[id='fig-1'], a.headerlink")


def blocks(html):
    return [
        slides.Saying.of(b) for b in BeautifulSoup(html, "html.parser").find_all(recursive=False)
    ]


def test_a_formula_and_a_list_stay_with_the_words_that_lead_to_them():
    long = "word " * (slides.WORDS - 5)
    told = blocks(f"<p>{long} end.</p><p>So the sum is</p><div class='math'>x</div>")
    assert [len(some) for some in slides.batches(told)] == [1, 2]
    told = blocks(f"<p>{long} are these:</p><ul><li>one and two and three and four</li></ul>")
    assert [len(some) for some in slides.batches(told)] == [2]
    (four,) = blocks("<p>One. Two. Three. Four. Then five:</p>")
    assert four.shown() == "<p>One. Two. Three. Then five:</p>"


def test_what_begins_a_new_point_does_not_read_the_picture_before_it():
    (point,) = blocks("<p><strong>Next.</strong> It is another matter. See below.</p>")
    assert slides.reading([point]) is None
    (leads,) = blocks("<p>Together:</p>")
    assert slides.reading([leads]) is None
    (reads,) = blocks("<p>It is <strong>high</strong>.</p>")
    assert slides.reading([reads]) is reads


def test_a_part_of_a_section_has_slides_of_its_own():
    html = """<section id="a"><h2>Whole</h2><p>First.</p><section><h3>Part</h3><p>Second.</p>
    <div class="cell"><figure class="course-figure"></figure></div></section></section>"""
    column = BeautifulSoup(slides.column(BeautifulSoup(html, "html.parser").section), "html.parser")
    assert [h.get_text() for h in column.select("h2")] == ["Whole", "Part"]
    assert not column.select("section section section")
    assert column.select_one(".picture .look").get_text() == "Second."


def test_what_speaks_of_cells_is_for_the_notes():
    (told,) = blocks("<p>Look. The cell above prints it.</p>")
    assert told.shown() == "<p>Look.</p>"
    assert "The cell above" in told.notes()


def test_cards_exercises_and_what_is_left_out(deck):
    titles = [h.get_text() for h in deck.select("h2")]
    assert "Try" not in titles
    assert deck.select_one("section .measured td").get_text() == "Narrower."
    assert "Read, 3 minutes." in deck.select_one("li small").get_text()
