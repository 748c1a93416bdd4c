"""The explorers on a bare page in Chromium, opened from its file with the network off."""

import html
import importlib.util
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from lib import explorer

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location(
    "explorer_samples", ROOT / "tests" / "explorer_samples.py"
)
_samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_samples)
KINDS = list(_samples.SAMPLES)

# As the book's theme does: the attribute data-theme chooses the colours.
STYLE = """
html { --pst-color-text-base: #323232; background: #fff; color: var(--pst-color-text-base); }
html[data-theme=dark] { --pst-color-text-base: #ced6dd; background: #14181e; }
a { color: inherit; }
body { max-width: 46rem; margin: 0 auto; padding: 0 8px; font-family: sans-serif; }
"""
# How long the scripts of each screen frame ran, in ms.
CLOCK = """
const ask = window.requestAnimationFrame; window.frameTimes = [];
window.requestAnimationFrame = (draw) => ask((now) => {
  const begun = performance.now(); draw(now); window.frameTimes.push(performance.now() - begun);
});
"""
# Settles when no screen frame has been drawn for a while.
REST = """
() => new Promise((done) => {
  let seen = -1;
  const timer = setInterval(() => {
    if (seen === window.frameTimes.length) { clearInterval(timer); done(); }
    seen = window.frameTimes.length;
  }, 90);
})
"""


def page_of(figures, prose=""):
    """Return a bare page with some figures."""
    body = "".join(figure.html() for figure in figures)
    return (
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Explorers</title>'
        f'<style>{STYLE}</style><link rel="stylesheet" href="explorer.css">'
        '<script src="explorer-host.js"></script></head>'
        f"<body><main><h1>Explorers</h1>{prose}{body}</main></body></html>"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the scripts, a page for each kind, and one that links to the others."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "explorers").mkdir()
    for name, text in explorer.assets().items():
        (folder / name).write_text(text, encoding="utf8")
    host = (ROOT / "book/_static/explorer-host.js").read_text(encoding="utf8")
    (folder / "explorer-host.js").write_text(host, encoding="utf8")
    crossing = []
    for kind, make in _samples.SAMPLES.items():
        figure = make()
        target = f"#{figure.id}:{_last(figure)}"
        link = f'<p><a class="here" href="{html.escape(target)}">Look at the end.</a></p>'
        (folder / f"{kind}.html").write_text(page_of([figure], link), encoding="utf8")
        crossing.append(f'<p><a id="{kind}" href="{kind}.html{html.escape(target)}">{kind}</a></p>')
    figures = [make() for make in _samples.SAMPLES.values()]
    link = '<p><a class="here" href="#explorer-10-saddle:step=11">Look at the end.</a></p>'
    (folder / "all.html").write_text(page_of(figures, link), encoding="utf8")
    (folder / "index.html").write_text(page_of([], "".join(crossing)), encoding="utf8")
    return folder


def _last(figure):
    """Return what a link says to move each slider to its end."""
    ends = {name: slider.definition()["texts"][-1] for name, slider in figure.sliders.items()}
    return ",".join(f"{name}={text.replace(' ', '-')}" for name, text in ends.items())


class Visit:
    """A page that is open, and what went wrong on it."""

    def __init__(self, browser, address, *, width=800, script="", **options):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        self.page = self.context.new_page()
        self.troubles = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda e: self.troubles.append(str(e)))
        self.page.on("request", self._note)
        self.page.add_init_script(CLOCK + script)
        self.page.goto(address)
        if "course-explorer" in self.page.content() and options.get("java_script_enabled", True):
            self.settle()

    def _hear(self, message):
        if "GL Driver Message" not in message.text:  # the test's own screenshots slow WebGL down
            self.troubles.append(message.text)

    def _note(self, request):
        if not request.url.startswith(("file://", "data:", "blob:")):
            self.troubles.append(f"asked for {request.url}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def settle(self):
        """Wait until the figure is there and its drawing has come to rest."""
        self.page.locator("course-explorer[data-ready]").first.wait_for()
        self.page.evaluate(REST)

    def canvases(self):
        """Return the pixels of every canvas of the figure."""
        locators = self.page.locator("course-explorer canvas[role=img]").all()
        return [pixels(one.screenshot()) for one in locators]

    def sliders(self):
        return self.page.locator("course-explorer input[type=range]").all()


def pixels(png):
    return imread(io.BytesIO(png))[..., :3]


def differ(before, after):
    """Say whether at least twenty pixels changed visibly."""
    return sum((np.abs(a - b).max(axis=-1) > 0.05).sum() for a, b in pairs(before, after)) >= 20


def pairs(before, after):
    assert [a.shape for a in before] == [b.shape for b in after]
    return zip(before, after, strict=True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_slider_moves_the_picture_by_keyboard(browser, site, kind, record_property):
    with Visit(browser, (site / f"{kind}.html").as_uri()) as visit:
        for slider in visit.sliders():
            slider.focus()
            pictures, words = [], []
            visit.page.evaluate("frameTimes.length = 0")
            for key in ("Home", "ArrowRight", "End"):
                slider.press(key)
                visit.settle()
                pictures.append(visit.canvases())
                words.append(slider.get_attribute("aria-valuetext"))
            assert len(set(words)) >= 2, words
            assert words[0] != words[2]
            assert differ(pictures[0], pictures[2]), words
            times = visit.page.evaluate("frameTimes")
            report = f"{kind} {slider.get_attribute('data-slider')}: script {max(times):.1f} ms"
            record_property("script time a move", report)
            print(report)
        assert visit.troubles == []


@pytest.mark.parametrize("kind", KINDS)
def test_links_move_sliders_and_reset_brings_the_start_back(browser, site, kind):
    with Visit(browser, (site / f"{kind}.html").as_uri()) as visit:
        start = visit.canvases()
        visit.page.locator("a.here").click()
        visit.settle()
        moved = visit.canvases()
        assert differ(start, moved)
        assert visit.page.locator(".ce-words").inner_text().strip()
        visit.page.get_by_role("button", name="Reset").click()
        visit.settle()
        assert not differ(start, visit.canvases())
        assert visit.troubles == []


def test_a_link_from_another_page_moves_sliders(browser, site):
    with Visit(browser, (site / "index.html").as_uri()) as visit:
        visit.page.locator("#plane").click()
        visit.settle()
        for name, slider in _samples.SAMPLES["plane"]().sliders.items():
            one = visit.page.locator(f"[data-slider={name}]")
            assert one.get_attribute("aria-valuetext") == slider.definition()["texts"][-1]
        assert visit.troubles == []


def test_explorers_on_one_page_do_not_touch_each_other(browser, site):
    with Visit(browser, (site / "all.html").as_uri()) as visit:
        roots = visit.page.locator("course-explorer")
        assert roots.count() == len(KINDS)
        before = [one.screenshot() for one in roots.all()]
        visit.page.locator("a.here").click()
        visit.settle()
        after = [one.screenshot() for one in roots.all()]
        changed = [a != b for a, b in zip(before, after, strict=True)]
        assert changed == [kind == "path" for kind in KINDS]
        assert visit.troubles == []


def faults(page, axe_source):
    """Return all that axe finds on a page."""
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return {v["id"]: [n["target"] for n in v["nodes"]] for v in found["violations"]}


@pytest.mark.parametrize("kind", KINDS)
def test_both_themes_and_paper_are_legible_and_accessible(browser, site, kind, axe_source):
    with Visit(browser, (site / f"{kind}.html").as_uri()) as visit:
        ink = "getComputedStyle(document.querySelector('.course-explorer')).color"
        light = visit.canvases()
        assert faults(visit.page, axe_source) == {}
        visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        visit.settle()
        dark, pale = visit.canvases(), visit.page.evaluate(ink)
        assert faults(visit.page, axe_source) == {}
        # A corner is ground, and the words have the page's ink.
        for a, b in pairs(light, dark):
            assert a[0, 0].mean() > 0.9
            assert b[0, 0].mean() < 0.2
            for picture, colour in ((a, 0x32), (b, 0xCE)):
                assert (np.abs(picture - colour / 255).max(axis=-1) < 0.12).sum() > 20
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert visit.page.evaluate(ink) == "rgb(17, 17, 17)"  # dark ink on paper
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert visit.page.evaluate(ink) == pale
        assert visit.page.pdf().startswith(b"%PDF")
        for canvas in visit.page.locator("course-explorer canvas[role=img]").all():
            assert len(canvas.get_attribute("aria-label")) >= 20
        assert visit.troubles == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_figure_fits_a_phone(browser, site, kind):
    address = (site / f"{kind}.html").as_uri()
    with Visit(browser, address, width=360, has_touch=True) as visit:
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(wide) <= 0
        for control in visit.page.locator(".course-explorer :is(input, button, select)").all():
            box = control.bounding_box()
            assert box["height"] >= 44
            assert box["width"] >= 44
        height = visit.page.evaluate("document.documentElement.scrollHeight")
        visit.page.wait_for_timeout(300)
        assert visit.page.evaluate("document.documentElement.scrollHeight") == height
        assert visit.troubles == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_scripts_there_is_a_picture_in_words_too(browser, site, kind):
    address = (site / f"{kind}.html").as_uri()
    with Visit(browser, address, java_script_enabled=False) as visit:
        picture = visit.page.locator("course-explorer img")
        assert len(picture.get_attribute("alt")) >= 20
        assert picture.bounding_box()["width"] > 300
        assert pixels(picture.screenshot()).std() > 0.05


def test_a_missing_script_leaves_the_picture_and_says_so(browser, site, tmp_path):
    page = (site / "plane.html").read_text(encoding="utf8")
    (tmp_path / "page.html").write_text(page, encoding="utf8")
    host = (site / "explorer-host.js").read_text(encoding="utf8")
    (tmp_path / "explorer-host.js").write_text(host, encoding="utf8")
    with Visit(browser, (tmp_path / "page.html").as_uri()) as visit:
        assert visit.page.locator("course-explorer > img").bounding_box()["width"] > 300
        assert any("stays a picture" in text for text in visit.troubles)


# ---- bodies that turn

SOLID = [kind for kind in KINDS if kind in ("surface", "globe")]
NO_WEBGL = """
const give = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : give.call(this, kind, ...more);
};
"""


@pytest.mark.parametrize("kind", SOLID)
@pytest.mark.parametrize("script", ["", NO_WEBGL], ids=["webgl", "plain"])
def test_a_body_turns_by_drag_and_by_keys(browser, site, kind, script):
    with Visit(browser, (site / f"{kind}.html").as_uri(), script=script) as visit:
        body = visit.page.locator("canvas[role=img]").first
        shots = [visit.canvases()[0]]
        body.press("ArrowLeft")
        visit.settle()
        shots.append(visit.canvases()[0])
        box = body.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        visit.page.mouse.move(x, y)
        visit.page.mouse.down()
        visit.page.mouse.move(x + 60, y + 20, steps=4)
        visit.page.mouse.up()
        visit.page.mouse.move(5, 5)
        visit.settle()
        shots.append(visit.canvases()[0])
        for before, after in pairwise(shots):
            assert differ([before], [after])
        assert visit.troubles == []


@pytest.mark.parametrize("kind", SOLID)
def test_with_and_without_webgl_the_body_looks_the_same(browser, site, kind):
    looks = []
    for script in ("", NO_WEBGL):
        with Visit(browser, (site / f"{kind}.html").as_uri(), script=script) as visit:
            looks.append(visit.canvases()[0])
    # Edges and contour lines are smoother with WebGL; the areas agree.
    assert np.abs(looks[0] - looks[1]).mean() < 0.02
    assert looks[0].std() > 0.05


@pytest.mark.parametrize("kind", SOLID)
def test_paper_gets_the_body_and_its_numbers_on_one_canvas(browser, site, kind):
    coloured = """
    () => {
      dispatchEvent(new Event("beforeprint"));
      const canvas = document.querySelector("canvas[role=img]");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let k = 0; k < data.length; k += 4) {
        const rgb = data.slice(k, k + 3);
        if (data[k + 3] === 255 && Math.max(...rgb) - Math.min(...rgb) > 40) count += 1;
      }
      return (4 * count) / data.length;
    }
    """
    with Visit(browser, (site / f"{kind}.html").as_uri()) as visit:
        assert visit.page.evaluate(coloured) > 0.15
        assert not visit.page.locator("canvas[aria-hidden]").first.is_visible()
        assert visit.troubles == []


@pytest.mark.parametrize("kind", SOLID)
def test_a_reader_who_wants_no_motion_gets_none(browser, site, kind):
    address = (site / f"{kind}.html").as_uri()
    with Visit(browser, address, reduced_motion="reduce") as visit:
        slider = visit.sliders()[0]
        slider.press("Home")
        visit.settle()
        visit.page.evaluate("frameTimes.length = 0")
        slider.press("End")
        visit.settle()
        assert visit.page.evaluate("frameTimes.length") <= 3


def test_choosing_a_critical_point_turns_the_globe_to_it(browser, site):
    with Visit(browser, (site / "globe.html").as_uri()) as visit:
        words = visit.page.locator(".ce-words")
        assert "2 valleys − 2 passes + 2 peaks = 2" in words.inner_text()
        start = visit.canvases()
        visit.page.get_by_label("Critical points: choose one").select_option(index=3)
        visit.settle()
        chosen = visit.canvases()
        assert "the chosen pass has" in words.inner_text()
        assert all(differ([a], [b]) for a, b in pairs(start, chosen))
        # The chosen point now faces the reader, a little above the middle, in a pass's orange.
        rows, columns = chosen[0].shape[:2]
        up = round(0.27 * min(rows, columns) / 2 / 1.36)
        middle = chosen[0][
            rows // 2 - up - 2 : rows // 2 - up + 3, columns // 2 - 2 : columns // 2 + 3
        ]
        assert np.abs(np.median(middle, axis=(0, 1)) - [0.94, 0.64, 0.23]).max() < 0.05
        visit.page.get_by_label("p", exact=True).press("End")
        visit.settle()
        assert "4 valleys − 6 passes + 4 peaks = 2" in words.inner_text()
        assert "chosen" not in words.inner_text()
        assert visit.troubles == []


def test_the_play_button_runs_through_the_steps(browser, site):
    with Visit(browser, (site / "pattern.html").as_uri()) as visit:
        button = visit.page.get_by_role("button", name="Play: sweep")
        button.click()
        visit.page.get_by_role("button", name="Pause: sweep").wait_for()
        last = "document.querySelector('[data-slider=step]').value === '4'"
        visit.page.wait_for_function(last, timeout=10_000)
        button.wait_for()  # at the end it can be played again
        assert visit.troubles == []
