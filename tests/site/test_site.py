"""The built site, file by file: links, anchors, local assets, alternative text, weight."""

import json
import re
import zlib

import pytest
import site_files as site

from book.street import keys, meetings, shown

PAGES = site.pages()
NAMES = [str(p.relative_to(site.SITE)) for p in PAGES]
DECKS = site.decks()
CHAPTERS = [path for path in PAGES if path.parent.name == "notebooks"]


@pytest.fixture(scope="module")
def everything():
    return {path: site.Page(path) for path in site.SITE.rglob("*.html")}


def test_there_is_a_site():
    assert "book/index.html" in NAMES
    assert len(PAGES) > 6


def test_each_meeting_has_its_deck_and_each_chapter_is_in_one():
    plan = meetings.read() if shown.read().teaching else {}
    assert [deck.stem for deck in DECKS] == [f"meeting-{number}" for number in plan]
    given = {chapter for meeting in plan.values() for chapter in meeting["chapters"]}
    assert not plan or sorted(given) == sorted(path.name[:2] for path in CHAPTERS)


@pytest.mark.parametrize("path", PAGES + DECKS, ids=lambda p: str(p.relative_to(site.SITE)))
def test_page(path, everything):
    page = everything[path]
    assert site.broken_links(page, everything) == []
    assert site.foreign_assets(page) == []
    assert [alt for alt in page.pictures if len(alt) < 20 and "logo" not in alt.lower()] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_speaks_of_its_solutions_where_they_are_shown(path):
    for file in (path, path.with_suffix(".ipynb")):
        text = file.read_text(encoding="utf8")
        assert ("solution is folded" in text) == shown.read().solutions
        assert ("Solution of Exercise" in text) == shown.read().solutions
        assert "<!-- /solutions" not in text  # the opening mark alone can be a label in an SVG


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_mathjax_stands_only_where_there_is_mathematics(path, everything):
    page = everything[path]
    has_math = 'class="math ' in page.source
    assert ("tex-mml-chtml.js" in page.source) == has_math


def test_each_chapter_can_be_found_by_search():
    index = (site.SITE / "searchindex.js").read_text(encoding="utf8")
    data = json.loads(re.match(r"Search\.setIndex\((.*)\)$", index, re.S)[1])
    chapters = [name for name in data["docnames"] if name.startswith("notebooks/")]
    assert chapters
    for number, name in enumerate(data["docnames"]):
        hits = [term for term, places in data["terms"].items()
                if number == places or (isinstance(places, list) and number in places)]  # fmt: skip
        assert len(hits) > 20 or not name.startswith("notebooks/"), name


@pytest.mark.parametrize(
    "path", [p for p in PAGES if p.parent.name == "notebooks"], ids=lambda p: p.stem
)
def test_a_chapter_links_its_terms_and_each_link_tells_the_definition(path, everything):
    source = everything[path].source
    links = re.findall(r'<a class="reference internal"[^>]*#term-[^>]*>', source)
    assert len(links) >= 3
    assert [link for link in links if not re.search(r'data-definition="[^"]{20,}"', link)] == []


def test_the_index_names_terms_and_where_they_are_used():
    index = (site.SITE / "genindex.html").read_text(encoding="utf8")
    assert 'href="notebooks/01-loss-landscapes.html#use-saddle"' in index
    assert "glossary.html#term-saddle" in index


def test_a_page_has_a_card_for_links_and_its_run_is_dated(everything):
    for path in CHAPTERS:
        source = everything[path].source
        assert 'property="og:title"' in source
        assert re.search(r"Last run on \d{4}-\d\d-\d\d with the (quick|full) preset", source)


def test_the_sites_root_leads_to_the_first_page():
    assert (site.SITE / site.redirect(site.SITE / "index.html")).name == "index.html"
    assert site.redirect(site.SITE / "book/index.html") is None


def test_a_bad_page_is_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<article><a href="b.html">x</a><a href="#no">y</a><img alt="plot" src="c.png">'
        '<script src="https://example.org/x.js"></script></article>'
    )
    page = site.Page(tmp_path / "a.html")
    assert site.broken_links(page, {page.path: page}) == ["b.html", "#no", "c.png"]
    assert site.foreign_assets(page) == ["https://example.org/x.js"] * 2
    assert page.pictures == ["plot"]


@pytest.mark.parametrize("name", keys.sheets())
def test_pages_name_a_style_sheet_by_the_checksum_of_what_it_is(name, everything):
    sheet = (site.SITE / "_static" / name).read_bytes()
    assert sheet == keys.sheets()[name].read_bytes()
    found = {mark for page in everything.values()
             for mark in re.findall(rf"/{name}\?v=(\w+)", page.source)}  # fmt: skip
    assert found <= {f"{zlib.crc32(sheet):08x}"}
