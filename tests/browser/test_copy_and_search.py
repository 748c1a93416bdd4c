"""Formulas are copied as TeX, and search puts a chapter on its subject first, with sentences."""

import functools
import http.server
import re
import threading

import pytest
import site_files as site
from visits import Visit

from book.street import shown

pytestmark = pytest.mark.browser
# What is looked for, and the page that has to come first.
SUBJECTS = {
    "Hopfield": "notebooks/06-", "saddle": "notebooks/10-", "deeper": "notebooks/04-",
    "energy bands": "notebooks/03-", "ground state": "book/glossary",
}  # fmt: skip
LISTS = ("book/bibliography", "book/status", "book/exercises", "book/teaching/", "CHANGELOG")


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def address():
    handler = functools.partial(Handler, directory=str(site.SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("words", SUBJECTS)
def test_a_chapter_on_its_subject_comes_first_and_prose_is_shown(page, address, words):
    page.goto(f"{address}/search.html?q={words.replace(' ', '+')}")
    page.locator("#search-results .context").first.wait_for()
    page.wait_for_function("document.querySelector('.search-summary').innerText")
    hits = page.locator("#search-results li").all()
    places = [hit.locator("a").first.get_attribute("href") for hit in hits]
    assert places[0].startswith(SUBJECTS[words])
    before = places[: min(5, len(places) - 2)]
    assert [place for place in before if place.startswith(LISTS)] == []
    page.wait_for_load_state("networkidle")
    said = [hit.locator(".context").inner_text() for hit in hits[:5]]
    assert [text for text in said if len(text) < 20 or "Contents" in text or "\\(" in text] == []


def test_search_in_an_offline_copy_names_pages_and_raises_nothing(browser):
    address = (site.SITE / "search.html").as_uri()
    with Visit(browser, f"{address}?q=spin") as visit:
        visit.page.locator("#search-results li a").first.wait_for()
        visit.page.wait_for_function("document.querySelector('.search-summary').innerText")
        visit.page.wait_for_timeout(500)  # what a page asks for may fail late
        assert visit.errors == []


def copied(page, script):
    """Select on a page as a script says, and return what is copied."""
    page.evaluate(f"""() => {{
      const range = document.createRange();
      const formulas = [...document.querySelectorAll("p mjx-container")];
      {script}
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }}""")
    return page.evaluate("""() => {
      const data = new DataTransfer();
      const options = {clipboardData: data, bubbles: true, cancelable: true};
      document.dispatchEvent(new ClipboardEvent("copy", options));
      return data.getData("text/plain");
    }""")


@pytest.fixture(scope="module")
def derivations(page, address):
    if not shown.read().teaching:
        pytest.skip("this edition has no derivations")
    page.goto(f"{address}/book/teaching/derivations.html")
    page.wait_for_function("window.MathJax?.startup?.promise && "
                           "document.querySelector('p mjx-container')")  # fmt: skip
    page.evaluate("MathJax.startup.promise")
    return page


def test_a_sentence_is_copied_with_its_formulas_as_tex(derivations):
    text = copied(derivations, "range.selectNodeContents(formulas[0].closest('p'));")
    tex = derivations.evaluate("""() => {
      const paragraph = document.querySelector("p mjx-container").closest("p");
      return [...MathJax.startup.document.math]
        .filter((item) => paragraph.contains(item.typesetRoot)).map((item) => item.math);
    }""")
    assert tex
    assert [part for part in tex if f"${part.strip()}$" not in text] == []
    assert re.search(r"[A-Za-z]{3,} [a-z]{2,}", text)


def test_a_formula_that_is_touched_is_copied_whole(derivations):
    script = "const inner = formulas[0].querySelector('mjx-mi, mjx-mn'); range.selectNode(inner);"
    text = copied(derivations, script)
    assert re.fullmatch(r"\$[^$]+\$", text.strip())


def test_plain_text_is_left_to_the_browser(derivations):
    text = copied(derivations, "range.selectNodeContents(document.querySelector('h1'));")
    assert text == ""
