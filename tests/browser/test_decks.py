"""The slides of every chapter in Chromium: nothing overflows, explorers live, notes are there."""

import pytest
import site_files as site

pytestmark = pytest.mark.browser
OVER = """(() => { const s = Reveal.getCurrentSlide();
  return [s.scrollHeight - s.clientHeight, s.scrollWidth - s.clientWidth]; })()"""


@pytest.fixture
def show(browser):
    """Return a function that opens a deck and gives its page and what went wrong on it."""
    contexts = []

    def open_deck(deck, width=1280, height=720, query=""):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page, errors = context.new_page(), []
        page.on("console", lambda m: m.type == "error" and errors.append(m.text))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(deck.as_uri() + query)
        page.evaluate("window.MathJax ? MathJax.startup.promise.then(() => true) : true")
        return page, errors

    yield open_deck
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("deck", site.decks(), ids=lambda p: p.stem)
def test_nothing_overflows(show, deck, size):
    page, errors = show(deck, *size)
    slides = page.evaluate("Reveal.getTotalSlides()")
    assert slides > 5
    seen = set()
    for _ in range(slides):
        page.wait_for_timeout(120)
        text = page.evaluate("Reveal.getCurrentSlide().innerText.trim()")
        down, across = page.evaluate(OVER)
        assert down <= 1, text[:80]
        assert across <= 1, text[:80]
        assert text
        seen.add(tuple(page.evaluate("Object.values(Reveal.getIndices())")[:2]))
        page.evaluate("Reveal.next()")
    assert len(seen) == slides
    assert errors == []


@pytest.mark.parametrize("deck", site.decks(), ids=lambda p: p.stem)
def test_an_explorer_on_a_slide_is_alive(show, deck):
    page, errors = show(deck)
    page.evaluate("""(() => { const e = document.querySelector("course-explorer");
        const at = Reveal.getIndices(e.closest("section")); Reveal.slide(at.h, at.v); })()""")
    explorer = page.locator("section.present course-explorer").first
    slider = explorer.locator("[data-slider]").first
    slider.wait_for()
    choices = slider.locator("label")
    seen = []
    for end in (0, -1):
        choices.nth(end).click() if choices.count() else slider.press("End" if end else "Home")
        page.wait_for_timeout(150)
        seen.append(explorer.screenshot(mask=[slider]))
    assert seen[0] != seen[1]
    assert page.locator("section.present:not(.stack) course-explorer").count()  # no slide turned
    assert errors == []


@pytest.mark.parametrize("deck", site.decks(), ids=lambda p: p.stem)
def test_the_handout_shows_slides_and_notes(show, deck):
    page, errors = show(deck, query="?handout")
    page.emulate_media(media="print")
    notes = page.locator("aside.notes")
    assert notes.count() > 5
    assert notes.first.is_visible()
    assert all(figure.is_visible() for figure in page.locator("figure.course-figure").all())
    assert errors == []
