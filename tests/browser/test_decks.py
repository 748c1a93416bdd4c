"""Decks in Chromium: a clicker drives them, nothing overflows, explorers answer."""

import contextlib
import math
import re

import pytest
import site_files as site
from bs4 import BeautifulSoup
from pypdf import PdfReader
from turns import paired, some
from visits import Visit

pytestmark = pytest.mark.browser
OVER = """(() => { const s = Reveal.getCurrentSlide();
  return [s.scrollHeight - s.clientHeight, s.scrollWidth - s.clientWidth]; })()"""
# By how much a control of the slide's explorer hangs over the one beside it.
HANG = """Math.max(0, ...[...document.querySelectorAll("section.present .ce-controls > *")]
  .map(e => Math.max(...[e, ...e.querySelectorAll("*")].map(x => x.getBoundingClientRect().right))
    - e.getBoundingClientRect().right))"""
HERE = "Reveal.getCurrentSlide().id"
# Not by the address: reveal writes the last slide's into it up to a second later.
GO = "name => Reveal.slide(Reveal.getSlides().findIndex(slide => slide.id === name))"
OPEN = "document.querySelector('dialog').open"
# Whether each question has lines to write on that are borders: paper leaves backgrounds out.
ROOM = """[...document.querySelectorAll(".ask:not(.appendix)")].map(ask => {
  const lines = [...ask.querySelectorAll(".line")];
  const width = (line) => parseFloat(getComputedStyle(line).borderBottomWidth);
  return lines.length > 2 && lines.every(line => width(line) > 0);
})"""


SIZES = [(1280, 720), (1024, 768)]
SCREENS = [(1280, 720), (1920, 1080)]
# Keep the height on the screen of all that is written on a canvas, and read that of all words of
# the slide's explorers: pairs of pixels and words.
RECORD = """() => { const write = CanvasRenderingContext2D.prototype.fillText;
  window.letters = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const { a, b } = this.getTransform(), size = parseFloat(this.font.match(/([\\d.]+)px/)[1]);
    const shown = this.canvas.getBoundingClientRect().width / this.canvas.width;
    if (this.canvas.checkVisibility({ visibilityProperty: true }))
      letters.push([size * Math.hypot(a, b) * shown, text]);
    write.call(this, text, ...place);
  }; }"""
WORDS = """() => [...document.querySelectorAll("section.present .course-explorer "
  + ":is(label, .ce-label, .ce-value, .ce-words, .ce-choice span, .ce-button:not(.ce-play))")]
  .filter(e => e.checkVisibility())
  .map(e => [parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom, e.textContent])"""
CELLS = """Math.min(...[...document.querySelectorAll("section.present .measured :is(th, td)")]
  .filter(cell => cell.checkVisibility())
  .map(cell => parseFloat(getComputedStyle(cell).fontSize)))"""
# Comes to rest: explorers are there, and the slide has kept its measures for a while.
STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const seen = () => {
    const slide = window.Reveal?.getCurrentSlide?.() ?? document.body;
    const late = slide.querySelector("course-explorer:not([data-ready])");
    if (late || document.fonts.status !== "loaded") return Math.random();
    return [slide.scrollHeight, slide.scrollWidth, slide.style.cssText].join();
  };
  for (let before = "", tries = 0; before !== (before = seen()); tries++) {
    if (tries > 200) throw new Error("the slide does not come to rest");
    await frame();
    await frame();
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


def every(shift):
    """Return the mark of a test of all decks; tests with different shifts take different ones."""
    decks = some(site.decks(), of=3, shift=shift)
    return pytest.mark.parametrize("deck", decks, ids=lambda path: path.stem)


@pytest.fixture
def show(browser):
    """Return a function that opens a deck and gives its page and what went wrong on it."""
    with contextlib.ExitStack() as visits:

        def open_deck(deck, width=1280, height=720, query=""):
            address = deck.as_uri() + query
            visit = visits.enter_context(Visit(browser, address, width=width, height=height))
            visit.page.evaluate("window.MathJax ? MathJax.startup.promise.then(() => true) : true")
            return visit.page, visit.errors

        yield open_deck
        for context in browser.contexts:  # a speaker's window that a failed test left open
            for window in context.pages[1:]:
                window.close()


@pytest.mark.parametrize(("deck", "size"), paired(some(site.decks(), of=3), SIZES))
def test_a_clicker_shows_every_slide_and_nothing_overflows(show, deck, size):
    page, errors = show(deck, *size)
    slides = page.evaluate("Reveal.getTotalSlides()")
    assert 15 <= slides <= 28
    seen = []
    for _ in range(slides):
        page.evaluate(STILL)
        name = page.evaluate(HERE)
        down, across = page.evaluate(OVER)
        assert down <= 1, name
        assert across <= 1, name
        assert page.evaluate(HANG) <= 1, name
        assert page.locator("section.present").inner_text().strip()
        fit = page.evaluate("Reveal.getCurrentSlide().style.getPropertyValue('--fit') || '1'")
        assert float(fit) > 0.6, f"{name} is set too small to read"
        seen.append(name)
        page.keyboard.press("PageDown")
    assert len(set(seen)) == slides
    page.keyboard.press("PageUp")
    assert page.evaluate(HERE) == seen[-2]
    assert errors == []


@pytest.mark.parametrize(("deck", "size"), paired(some(site.decks(), of=3, shift=1), SCREENS))
def test_an_explorer_s_letters_are_those_of_a_slide_on_any_projector(show, deck, size):
    page, errors = show(deck, *size)
    page.evaluate(RECORD)
    holding = "Reveal.getSlides().filter(s => s.querySelector('course-explorer')).map(s => s.id)"
    least = 20 * size[1] / 720
    seen, small = 0, {}
    for name in page.evaluate(holding):
        page.evaluate("letters.length = 0")
        page.evaluate(GO, name)
        page.wait_for_function(f"{HERE} === {name!r} && letters.length > 0")
        written = page.evaluate("letters") + page.evaluate(WORDS)
        for pixels, text in written:
            index = 0.75 if len(text) == 1 and text.isalpha() else 1  # the g of T_g
            if pixels < index * least - 0.1:
                small[name, text] = pixels
        seen += len(written)
    assert seen > 50
    assert not small, "too small to read from the back"
    assert errors == []


@every(2)
def test_an_explorer_on_a_slide_answers_and_keeps_no_key(show, deck):
    page, errors = show(deck)
    name = page.evaluate("document.querySelector('.settings').closest('section').id")
    page.evaluate(GO, name)
    page.wait_for_function(f"{HERE} === {name!r} && location.hash === '#/{name}'")
    explorer = page.locator("section.present course-explorer").first
    links = page.locator("section.present .settings a")
    seen = []
    for link in links.all():
        link.click()
        page.evaluate(STILL)
        seen.append(explorer.screenshot())
    assert len(set(seen)) == len(seen)
    assert page.evaluate(HERE) == name  # no link turned the slide, nor changed the address
    assert page.evaluate("location.hash") == f"#/{name}"
    explorer.locator("[data-slider]").first.click()
    before = page.evaluate("Reveal.getIndices().h")
    for key in ("ArrowRight", "PageDown", "Space"):
        page.keyboard.press(key)
    assert page.evaluate("Reveal.getIndices().h") == before + 3
    for key in ("PageUp", "PageUp", "PageUp"):
        page.keyboard.press(key)
    assert page.evaluate("Reveal.getIndices().h") == before
    assert errors == []


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_home_and_end_go_to_the_ends_and_a_control_that_has_the_focus_keeps_its_keys(show, deck):
    page, errors = show(deck)
    page.keyboard.press("End")
    assert page.evaluate("Reveal.isLastSlide()")
    page.keyboard.press("Home")
    assert page.evaluate(HERE) == "title"
    name = page.evaluate("document.querySelector('.picture input[type=range]')"
                         ".closest('section').id")  # fmt: skip
    page.evaluate(GO, name)
    page.wait_for_function(f"{HERE} === {name!r}")
    slider = page.locator("section.present input[type=range]").first
    while not slider.evaluate("slider => slider === document.activeElement"):
        page.keyboard.press("Tab")
    for key in ("Home", "ArrowRight", "End"):
        stood = slider.input_value()
        page.keyboard.press(key)
        assert slider.input_value() != stood
        assert page.evaluate(HERE) == name
    page.keyboard.press("PageDown")
    assert page.evaluate(HERE) != name
    assert errors == []


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_the_first_key_on_a_black_screen_brings_the_slide_back_that_was_left(show, deck):
    page, errors = show(deck)
    for press in ("PageDown", "PageDown"):
        page.keyboard.press(press)
    for key in ("PageDown", "PageUp", "Space", "ArrowRight", "Home"):
        page.keyboard.press("b")
        left = page.evaluate(HERE)
        assert page.evaluate("Reveal.isPaused()")
        page.keyboard.press(key)
        assert not page.evaluate("Reveal.isPaused()"), key
        assert page.evaluate(HERE) == left, key
        page.keyboard.press(key)
        assert page.evaluate(HERE) != left, key
    assert errors == []


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_a_black_screen_is_left_from_the_speaker_s_window_too(show, deck):
    page, errors = show(deck)
    page.keyboard.press("PageDown")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    seen = speaker.wait_for_selector("#current-slide iframe").content_frame()
    left = page.evaluate(HERE)
    seen.wait_for_function(f"window.Reveal && Reveal.isReady() && {HERE} === {left!r}", polling=100)
    page.keyboard.press("b")
    # The speaker's window hears of the black screen a fifth of a second later.
    seen.wait_for_function("Reveal.isPaused()", polling=100)
    speaker.keyboard.press("PageDown")
    page.wait_for_function("!Reveal.isPaused()", polling=100)
    assert page.evaluate(HERE) == left
    speaker.close()
    assert errors == []


@pytest.fixture
def printed(show, tmp_path):
    """Return a function that prints a deck and gives its page and the sheets."""

    def put(deck, query):
        page, errors = show(deck, query=query)
        page.evaluate(STILL)
        page.pdf(path=tmp_path / "it.pdf", prefer_css_page_size=True, print_background=True)
        assert errors == []
        return page, PdfReader(tmp_path / "it.pdf").pages

    return put


def letters(sheets):
    """Return each piece of text of sheets, and how much wider it is set than it was drawn."""
    found = []

    def hear(text, page, line, *_):
        a, b, c, d = (line[i] * page[j] + line[i + 1] * page[j + 2] for i in (0, 2) for j in (0, 1))
        if text.strip():
            found.append((text.strip(), math.hypot(a, b) / math.hypot(c, d)))

    for sheet in sheets:
        sheet.extract_text(visitor_text=hear)
    return found


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_whoever_prints_the_deck_gets_the_handout_and_then_the_deck_again(printed, deck):
    def words(sheets):
        return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in sheets]

    page, plain = printed(deck, "#/01-turn")
    back = (
        f"!document.querySelector('.handout') && window.Reveal?.isReady() && {HERE} === '01-turn'"
    )
    page.wait_for_function(back)
    assert not [text for text, wider in letters(plain) if abs(wider - 1) > 0.01]
    assert words(plain) == words(printed(deck, "?handout")[1])
    assert any("What was found" in text for text in words(plain))


@every(0)
def test_a_handout_prints_its_pictures_as_they_were_drawn_on_few_sheets(printed, deck):
    _, sheets = printed(deck, "?handout")
    assert len(sheets) <= 6
    seen = letters(sheets)
    assert len(seen) > 150  # those of canvases too
    assert not [text for text, wider in seen if abs(wider - 1) > 0.01], "squeezed on paper"


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_the_address_names_the_slide_and_a_list_leads_to_any(show, deck):
    page, errors = show(deck)
    for _ in range(3):
        page.keyboard.press("Space")
    name = page.evaluate(HERE)
    page.wait_for_function(f"location.hash === '#/{name}'")
    page.reload()
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(HERE) == name
    page.keyboard.press("o")
    page.locator("dialog button").nth(-2).click()
    assert page.evaluate(HERE) == "verdicts"
    assert errors == []


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_keys_move_the_choice_while_the_list_is_open_and_close_it(show, deck):
    page, errors = show(deck)
    for key in ("Escape", "o"):
        page.keyboard.press(key)
        assert page.evaluate(OPEN)
        before = page.evaluate("document.activeElement.textContent")
        for press in ("ArrowDown", "PageDown", "ArrowUp"):
            page.keyboard.press(press)
        assert page.evaluate("document.activeElement.textContent") != before
        assert page.evaluate(HERE) == "title"
        page.keyboard.press(key)
        assert not page.evaluate(OPEN)
    page.keyboard.press("o")
    page.get_by_role("button", name="Close").click()
    assert not page.evaluate(OPEN)
    page.keyboard.press("o")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    assert page.evaluate("Reveal.getIndices().h") == 1
    page.keyboard.press("Shift+Space")
    assert page.evaluate(HERE) == "title"
    assert errors == []


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_the_speaker_s_window_moves_the_deck(show, deck):
    page, errors = show(deck)
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    seen = speaker.wait_for_selector("#current-slide iframe").content_frame()
    seen.wait_for_function("window.Reveal && Reveal.isReady()")
    for number, key in enumerate(("PageDown", "ArrowRight", "ArrowDown", "Space"), start=1):
        speaker.keyboard.press(key)
        for deck_shown in (page, seen):  # the window's own deck follows, and then says no more
            deck_shown.wait_for_function(f"Reveal.getIndices().h === {number}", polling=100)
    speaker.close()
    assert errors == []


@every(1)
def test_a_meeting_s_plan_prints_on_few_sheets(browser, deck, tmp_path):
    plan = deck.parent.parent / "book" / "teaching" / deck.name
    with Visit(browser, plan.as_uri()) as visit:
        visit.page.pdf(path=tmp_path / "plan.pdf", format="A4")
    assert len(PdfReader(tmp_path / "plan.pdf").pages) <= 6


@pytest.mark.parametrize("deck", site.decks(), ids=lambda path: path.stem)
def test_no_icon_is_looked_for_where_there_is_none(deck):
    soup = BeautifulSoup(deck.read_text("utf8"), "html.parser")
    assert (deck.parent / soup.select_one("link[rel=icon]")["href"]).resolve().exists()


@every(2)
def test_a_verdict_stands_under_the_claim_that_it_is_about(show, deck):
    page, _ = show(deck)
    for name in page.evaluate("[...document.querySelectorAll('.measured')].map("
                              "e => e.closest('section').id)"):  # fmt: skip
        page.evaluate(GO, name)
        page.wait_for_function(f"{HERE} === {name!r}")
        assert page.evaluate(CELLS) >= 24, "too small to read from the back"
        for head in page.locator("section.present .measured tbody th").all():
            assert ": " in head.inner_text(), "a claim's number alone says nothing"


@pytest.mark.parametrize("deck", site.decks()[:1], ids=lambda p: p.stem)
def test_type_on_slides_is_set_as_on_pages(show, deck):
    page, _ = show(deck)
    styles = page.evaluate("""() => { const box = document.createElement("p");
        box.innerHTML = "<b>b</b><em>i</em><sup>2</sup>";
        document.querySelector(".reveal .body").append(box);
        const of = (tag) => getComputedStyle(box.querySelector(tag));
        return [of("b").fontWeight, of("em").fontStyle, of("sup").verticalAlign]; }""")
    assert styles == ["700", "italic", "super"]


@every(1)
def test_the_handout_asks_all_first_with_room_to_write_and_answers_on_later_pages(show, deck):
    page, errors = show(deck, query="?handout")
    page.emulate_media(media="print")
    questions = page.locator(".ask:not(.appendix) h2").all()
    assert len(questions) >= 5
    assert all(question.is_visible() for question in questions)
    assert page.evaluate(ROOM).count(True) == len(questions)
    assert not any(extra.is_visible() for extra in page.locator(".appendix").all())
    found = page.locator(".found").bounding_box()["y"]
    assert page.evaluate("getComputedStyle(document.querySelector('.found')).breakBefore") == "page"
    assert all(question.bounding_box()["y"] < found for question in questions)
    pictures = [p for p in page.locator(".picture").all() if p.is_visible()]
    assert all(picture.bounding_box()["y"] > found for picture in pictures)
    assert all(picture.locator("h2").is_visible() for picture in pictures)
    hidden = "aside.notes, .measured, .ledger, .settings, .ce-controls, .ce-foot"
    assert not any(part.is_visible() for part in page.locator(hidden).all())
    figures = page.locator("section:not(.appendix) .course-figure").all()
    assert all(figure.is_visible() for figure in figures)
    states = page.locator("section:not(.appendix) .on-paper course-explorer")
    assert all(state.is_visible() and state.locator("canvas").count() for state in states.all())
    told = page.locator("section:not(.appendix) .on-paper figcaption")
    assert told.count() == states.count()
    assert errors == []
