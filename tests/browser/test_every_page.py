"""Every page of the built site in Chromium: a theme and three widths in turn, network off."""

import re
from pathlib import Path

import pytest
import site_files as site
import visits
from bs4 import BeautifulSoup
from turns import paired, some

pytestmark = pytest.mark.browser
PAGES = site.pages()
CHAPTERS = [path for path in PAGES if "notebooks" in path.parts]
MOVED = [path for path in PAGES if "<course-explorer" in path.read_text("utf8")]
TEXTS = [path for path in PAGES if path not in MOVED]
SEEN = some(MOVED, of=3) + some(TEXTS, of=4)
WIDTHS = (360, 768, 1440)
# Whether it is dark, and the widths in their order: the last is looked at closely.
LOOKS = [(dark, widths) for widths in (WIDTHS, WIDTHS[::-1]) for dark in (False, True)]
# What the bare theme brings and the book cannot mend without a theme of its own.
THEME_RULES: dict[str, str] = {}
# The words of a figure (matplotlib leaves them in a comment) that reach beyond it.
CUT_OFF = """() => [...document.querySelectorAll(".course-panel > svg")].flatMap((svg) => {
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
# A local page gets the buttons that a published one has beside its own.
PUBLISH = """() => {
  if (document.querySelector(".dropdown-launch-buttons")) return;
  const saved = document.querySelector(".dropdown-download-buttons");
  saved.before(saved.cloneNode(true));
  const source = document.querySelector(".btn-fullscreen-button").cloneNode(true);
  source.className = "btn btn-sm btn-source-repository-button";
  saved.after(source);
}"""
BYTES = 4_000_000
BYTES_SOLID = 6_000_000  # with a figure in three dimensions


def name(given):
    """Return what a test calls a page and a look at it."""
    if isinstance(given, Path):
        return str(given.relative_to(site.SITE))
    dark, widths = given
    return f"{'dark' if dark else 'light'}-{widths[-1]}"


class Visit(visits.Visit):
    """A page of the book."""

    def __init__(self, browser, address, *, width=1440, dark=False):
        self.bytes = 0
        theme = "dark" if dark else "light"
        super().__init__(browser, address, width=width, height=900, color_scheme=theme)
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(250)

    def note(self, request):
        super().note(request)
        if request.url.startswith("file://"):
            path = Path(request.url[7:].partition("?")[0].partition("#")[0])
            self.bytes += path.stat().st_size if path.is_file() else 0

    def widen(self, width):
        """Make the window so wide, if it is not, and let the page settle."""
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.rest()
            self.page.wait_for_timeout(100)

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


@pytest.mark.parametrize(("path", "look"), paired(SEEN, LOOKS), ids=name)
def test_a_page_in_three_widths(browser, axe_source, path, look):
    solid = re.search(r'<course-explorer[^>]* kind="(surface|globe)"', path.read_text("utf8"))
    dark, widths = look
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


@pytest.mark.parametrize("width", [320, 360, 768])
def test_there_is_room_for_the_buttons_of_a_published_chapter(browser, width):
    with Visit(browser, CHAPTERS[0].as_uri(), width=width) as visit:
        visit.page.evaluate(PUBLISH)
        assert visit.sideways() <= 1


@pytest.mark.parametrize("path", some(MOVED, of=4, shift=1), ids=name)
def test_every_slider_moves_its_figure_at_both_ends_and_a_link_moves_one(browser, path):
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
                    visit.rest()
                    seen.append(explorer.screenshot(mask=[control]))
                assert seen[0] != seen[1], f"{control.get_attribute('data-slider')} changes nothing"
        links = visit.page.locator("article a[href*='#explorer-'][href*=':']").all()
        assert links, "this chapter has an explorer but no sentence that moves it"
        for link in links:
            aim = link.get_attribute("href").partition("#")[2].partition(":")[0]
            link.click()
            visit.rest()
            assert visit.page.locator(f"#{aim}").is_visible()
        assert visit.errors == []


@pytest.mark.parametrize("path", some(CHAPTERS, of=4), ids=name)
def test_search_finds_a_chapter_by_its_title(browser, path):
    soup = BeautifulSoup(path.read_text("utf8"), "html.parser")
    title = soup.select_one("article h1").get_text().split("#")[0].strip()
    word = max(title.split(), key=len).strip(":,.")  # a short one may be a stop word
    with Visit(browser, (site.SITE / "search.html").as_uri() + f"?q={word}") as visit:
        visit.page.locator(f"#search-results a[href*='{path.stem}']").first.wait_for(timeout=8000)


def test_the_suite_can_fail(browser, axe_source, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text(
        "<html lang=en><title>t</title><main><h1>t</h1><div style='width:2000px'>x</div>"
        "<img src='data:,'><input type=range><script>null.x</script>"
        "<img alt=x src='https://example.org/a.png'><div class='course-panel'><svg>"
        "<g><!-- out --><rect x=-9 width=5 height=5 /></g></svg></div></main></html>"
    )
    with Visit(browser, page.as_uri(), width=360) as visit:
        assert visit.errors
        assert visit.foreign == ["https://example.org/a.png"]
        assert visit.sideways() > 1000
        assert visit.cut_off() == ["out"]
        assert any(f.startswith("label") for f in visit.findings(axe_source))
