"""The book on paper: every page in order, contents that name the right page, no dead link."""

import pytest
import turns
from pypdf import PdfReader

from book.street import paper, places, shown

pytestmark = pytest.mark.browser
# An edition for a class has no pages for the teacher.
NAMES = [name for name in places.documents() if shown.read().page(places.ROOT / name)]


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    """The whole book as PDF, and the page of each place in it."""
    turns.wait(place=2, of=3)
    target = tmp_path_factory.mktemp("paper") / "book.pdf"
    sheet = browser.new_page()
    numbers = paper.put_book(sheet, places.SITE / "paper-test.html", target)
    sheet.close()
    return PdfReader(target), numbers


def test_every_document_is_there_in_order(printed):
    reader, numbers = printed
    begins = [numbers[paper.key(name)] for name in NAMES]
    assert begins == sorted(set(begins))
    assert begins[-1] <= len(reader.pages)


def test_the_contents_name_the_pages(printed):
    reader, numbers = printed
    begins = [numbers[paper.key(name)] for name in NAMES]
    contents = " ".join(page.extract_text() for page in reader.pages[1 : begins[0] - 1])
    words = contents.split()
    assert all(str(number) in words for number in begins)


def test_links_within_the_paper_lead_somewhere(printed):
    reader, numbers = printed
    aims = {
        str(note.get_object()["/Dest"]).lstrip("/")
        for page in reader.pages
        for note in page.get("/Annots", ())
        if "/Dest" in note.get_object()
    }
    assert len(aims) > len(NAMES)
    assert {aim for aim in aims if aim not in numbers} == set()


def test_no_explorer_is_left_and_each_has_its_picture():
    for name in NAMES:
        piece = paper.article(places.SITE, name, set(NAMES))
        assert not piece.select("course-explorer, noscript")
        for picture in piece.select("div[kind]"):
            assert picture.select("svg, img"), picture.get("id")


def test_without_chromium_there_is_one_sentence_and_no_file(monkeypatch):
    monkeypatch.setattr(paper, "find_chromium", lambda: None)
    with pytest.raises(places.BuildError, match="no Chromium was found"):
        paper.book()
    assert not (places.SITE / "paper.html").exists()
