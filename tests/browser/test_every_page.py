"""Every page of the built site in Chromium: both themes, three widths, network off."""

import os
import re
from pathlib import Path

import pytest
import site_files as site

pytestmark = pytest.mark.browser
PAGES = site.pages()
NAMES = [str(p.relative_to(site.SITE)) for p in PAGES]
WIDTHS = (360, 768, 1440)
# What the bare theme brings and the book cannot mend without a theme of its own.
THEME_RULES: dict[str, str] = {}
# The words of a figure (matplotlib leaves them in a comment) that reach beyond it.
CUT_OFF = """() => [...document.querySelectorAll("figure.course-figure svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const words = (g) => [...g.childNodes].find((node) => node.nodeType === Node.COMMENT_NODE);
  return [...svg.querySelectorAll("g")].filter(words).filter((g) => {
    const box = g.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map((g) => words(g).data.trim());
})"""
# The theme lets the keyboard into code that scrolls a while after the window changed its width.
REACHED = """() => [...document.querySelectorAll("pre")].every(
  (pre) => pre.tabIndex === 0 || pre.scrollWidth <= pre.clientWidth)"""
BYTES = 4_000_000
BYTES_SOLID = 6_000_000  # with a figure in three dimensions


class Visit:
    """A page opened from its file with the network off, and what went wrong on it."""

    def __init__(self, browser, address, *, width=1440, dark=False):
        theme = "dark" if dark else "light"
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, offline=True
        )
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.bytes = 0
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", self._count)
        self.page.goto(address)
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(250)

    def _count(self, request):
        if request.url.startswith("file://"):
            path = Path(request.url[7:].partition("?")[0].partition("#")[0])
            self.bytes += path.stat().st_size if path.is_file() else 0
        elif not request.url.startswith(("data:", "blob:")):
            self.foreign.append(request.url)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def widen(self, width):
        """Make the window so wide, if it is not, and let the page settle."""
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_timeout(250)

    def sideways(self):
        """Return by how many pixels the page can be scrolled sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def cut_off(self):
        """Return the words of figures that their frame cuts off."""
        return self.page.evaluate(CUT_OFF)

    def findings(self, axe_source):
        """Return axe's critical and serious findings that the theme does not bring."""
        self.page.evaluate(axe_source)
        result = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {node['target']}"
            for v in result["violations"]
            if v["impact"] in ("critical", "serious") and v["id"] not in THEME_RULES
            for node in v["nodes"]
        ]


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_page_in_both_themes_and_three_widths(browser, axe_source, path):
    solid = re.search(r'<course-explorer[^>]* kind="(surface|globe)"', path.read_text("utf8"))
    orders = [(False, WIDTHS), (True, WIDTHS[::-1])]
    if os.environ.get("COURSE_TESTS") == "all":
        orders += [(False, WIDTHS[::-1]), (True, WIDTHS)]
    for dark, widths in orders:
        with Visit(browser, path.as_uri(), width=widths[0], dark=dark) as visit:
            for width in widths:
                where = f"{width} px, {'dark' if dark else 'light'}"
                visit.widen(width)
                assert visit.errors == [], where
                assert visit.foreign == [], where
                assert visit.sideways() <= 1, where
                assert visit.cut_off() == [], where
                assert visit.bytes <= (BYTES_SOLID if solid else BYTES), where
            # Colours differ by theme, and what stands where by width. Last, for axe asks for style
            # sheets that a file may not read.
            visit.page.wait_for_function(REACHED)
            assert visit.findings(axe_source) == [], where


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_every_slider_moves_its_figure_at_both_ends(browser, path):
    with Visit(browser, path.as_uri(), width=1000) as visit:
        for explorer in visit.page.locator("course-explorer").all():
            explorer.scroll_into_view_if_needed()
            explorer.locator("[data-slider], .ce-flips").first.wait_for()
            for control in explorer.locator("[data-slider]").all():
                seen = []
                for end in (0, -1):
                    choices = control.locator("label")
                    if choices.count():
                        choices.nth(end).click()
                    else:
                        control.press("End" if end else "Home")
                    visit.page.wait_for_timeout(150)
                    seen.append(explorer.screenshot(mask=[control]))
                assert seen[0] != seen[1], f"{control.get_attribute('data-slider')} changes nothing"
        assert visit.errors == []


@pytest.mark.parametrize("path", [p for p in PAGES if "course-explorer" in p.read_text()], ids=str)
def test_a_link_in_the_prose_moves_a_slider(browser, path):
    with Visit(browser, path.as_uri(), width=1000) as visit:
        links = visit.page.locator("article a[href*='#explorer-'][href*=':']").all()
        assert links, "this chapter has an explorer but no sentence that moves it"
        for link in links:
            name = link.get_attribute("href").partition("#")[2].partition(":")[0]
            link.click()
            visit.page.wait_for_timeout(300)
            assert visit.page.locator(f"#{name}").is_visible()
        assert visit.errors == []


@pytest.mark.parametrize("path", [p for p in PAGES if "notebooks" in p.parts], ids=lambda p: p.stem)
def test_search_finds_a_chapter_by_its_title(browser, path):
    with Visit(browser, path.as_uri()) as visit:
        title = visit.page.locator("article h1").first.inner_text().split("#")[0].strip()
    word = max(title.split(), key=len).strip(":,.")  # a short one may be a stop word
    with Visit(browser, (site.SITE / "search.html").as_uri() + f"?q={word}") as visit:
        visit.page.locator(f"#search-results a[href*='{path.stem}']").first.wait_for(timeout=8000)


def test_the_suite_can_fail(browser, axe_source, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text(
        "<html lang=en><title>t</title><main><h1>t</h1><div style='width:2000px'>x</div>"
        "<img src='data:,'><input type=range><script>null.x</script>"
        "<img alt=x src='https://example.org/a.png'><figure class='course-figure'><svg>"
        "<g><!-- out --><rect x=-9 width=5 height=5 /></g></svg></figure></main></html>"
    )
    with Visit(browser, page.as_uri(), width=360) as visit:
        assert visit.errors
        assert visit.foreign == ["https://example.org/a.png"]
        assert visit.sideways() > 1000
        assert visit.cut_off() == ["out"]
        assert any(f.startswith("label") for f in visit.findings(axe_source))
