"""The ledger's page in Chromium: the filter in the address, parts to link to, phones."""

from pathlib import Path

import pytest

from book.street import gather
from lib import claims
from lib.statistics import exact

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
FOUND = [
    claims.Evidence(part="C05.formula", effect=exact(1e-15, method="m"), control=0.15),
    claims.Evidence(part="C04.nothing-earlier", said=False, quotation="We prove.",
                    citation="Baldi and Hornik (1989)"),
]  # fmt: skip


@pytest.fixture
def page(browser, tmp_path):
    """Return the ledger on a bare page, opened from its file, as wide as a phone."""
    styles = "".join(
        (STATIC / name).read_text(encoding="utf8") for name in ("course.css", "claims.css")
    )
    script = (STATIC / "ledger.js").read_text(encoding="utf8")
    head = '<meta name="viewport" content="width=device-width">'
    body = f"<style>{styles}</style>{gather.claims_html(FOUND)}<script>{script}</script>"
    file = tmp_path / "claims.html"
    file.write_text(f"<!doctype html>{head}<body>{body}</body>", encoding="utf8")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(file.as_uri())
    yield page
    page.close()


def shown(page):
    """Return the claims whose cards are seen."""
    return page.eval_on_selector_all(
        ".ledger-card", "cards => cards.filter(card => !card.hidden).map(card => card.id)"
    )


def test_a_word_is_chosen_and_stands_in_the_address(page):
    assert shown(page) == list(claims.ledger())
    page.click("button:text('not said')")
    page.wait_for_function("location.hash === '#show=not-said'")
    assert shown(page) == ["C04"]
    assert page.get_attribute("button:text('not said')", "aria-pressed") == "true"
    page.reload()
    assert shown(page) == ["C04"]


def test_a_link_to_a_part_shows_it_whatever_was_chosen(page):
    page.click("button:text('not said')")
    page.wait_for_function("location.hash === '#show=not-said'")
    page.click(".ledger-map a[href='#C20.jagged']")
    page.wait_for_function("location.hash === '#C20.jagged'")
    assert shown(page) == list(claims.ledger())
    page.wait_for_function(
        "Math.abs(document.getElementById('C20.jagged').getBoundingClientRect().top) < 300"
    )


def test_a_wrong_word_in_the_address_shows_all(page):
    page.evaluate("location.hash = 'show=perhaps'")
    assert shown(page) == list(claims.ledger())


def test_cards_fit_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    strip = page.locator(".verdict-strip").first.bounding_box()
    assert strip["x"] >= 0
    assert strip["x"] + strip["width"] <= 360
    assert page.evaluate(
        "[...document.querySelectorAll('.ledger-map span a')].every(a => a.offsetHeight >= 24)"
    )
