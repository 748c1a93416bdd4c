"""What leads from a page to elsewhere names the address that the build found, and no other."""

import dataclasses
import importlib.util
import json
import re
import zipfile
from urllib.parse import urlsplit

import pytest
import site_files as site
import yaml
from bs4 import BeautifulSoup

from book.street import address, publish, settings

ROOT = site.ROOT
PAGES = site.pages()
NAMES = [path.relative_to(site.SITE).with_suffix("").as_posix() for path in PAGES]
HERE = address.read()
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
CARD = ("title", "url", "image", "image:alt")
spec = importlib.util.spec_from_file_location("doors", ROOT / "book" / "_ext" / "doors.py")
doors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(doors)
ADA = address.Address(repository="https://github.com/ada/book", branch="main",
                      site="https://ada.github.io/book/", commit="c" * 40)  # fmt: skip


def page_of(name, where):
    """Return the context of a page after its doors are opened, for a build at an address."""
    old = [{"label": "download-buttons"}, {"label": "fullscreen-button"}]
    context = {
        "header_buttons": old, "theme_extra_footer": "<p>Text</p>", "pathto": lambda to, *_: to,
        "metatags": "".join(f'<meta property="og:{what}" content="x" />\n' for what in CARD),
    }  # fmt: skip
    citation = {"version": "1.0", "date-released": "2026-11-04", "title": "A & B",
                "authors": [{"name": "Ada"}]}  # fmt: skip
    course = settings.links(where) | settings.edition(citation, where)
    doors.open_doors(name, context, course, {"CHANGELOG", "book/accessibility", name})
    return context


def links(context):
    """Return the links of a page's buttons and foot."""
    buttons = [b for group in context["header_buttons"] for b in group.get("buttons", ())]
    foot = BeautifulSoup(context["theme_extra_footer"], "html.parser").find_all("a")
    return [b["url"] for b in buttons if "url" in b] + [a["href"] for a in foot]


def test_a_chapter_can_be_run_elsewhere_saved_and_reported():
    context = page_of("notebooks/02-b", ADA)
    labels = [group["label"] for group in context["header_buttons"]]
    assert labels == ["launch-buttons", "download-buttons", "fullscreen-button"]
    assert links(context) == [
        "https://mybinder.org/v2/gh/ada/book/main?urlpath=lab/tree/notebooks/02-b.ipynb",
        "https://colab.research.google.com/github/ada/book/blob/colab/notebooks/02-b.ipynb",
        "02-b.ipynb", "CHANGELOG", "book/accessibility",
        "https://github.com/ada/book/issues/new?title=Mistake+on+notebooks%2F02-b",
        f"{ADA.site}{publish.ARCHIVE}", ADA.site,
    ]  # fmt: skip
    assert "og:url" in context["metatags"]


def test_the_first_page_opens_the_workspace_and_another_page_nothing():
    workspace = f"https://mybinder.org/v2/gh/ada/book/main?urlpath=lab/tree/{address.WORKSPACE}"
    assert links(page_of("book/index", ADA))[0] == workspace
    labels = [group["label"] for group in page_of("book/notation", ADA)["header_buttons"]]
    assert labels == ["download-buttons", "fullscreen-button"]


def test_a_local_page_leads_nowhere_outside():
    for name in ("notebooks/02-b", "book/index"):
        context = page_of(name, address.Address())
        assert [link for link in links(context) if "://" in link or publish.ARCHIVE in link] == []
        assert "local build" in context["theme_extra_footer"]
        assert re.findall(r"og:[\w:]+", context["metatags"]) == ["og:title"]


@pytest.mark.parametrize(("where", "said"), [
    (address.Address(), "Version 1.0 of 4 November 2026, local build"),
    (address.Address(site="https://ada.io/"), "Version 1.0 of 4 November 2026"),
    (ADA, "Version 1.0 of 4 November 2026, text ccccccc of 30 November 2026"),
    (dataclasses.replace(ADA, changed=True),
     "Version 1.0 of 4 November 2026, text ccccccc of 30 November 2026, changed since"),
])  # fmt: skip
def test_the_foot_says_which_edition_it_is(where, said, monkeypatch):
    monkeypatch.setattr(settings, "git", lambda *_: "2026-11-30")
    shown = BeautifulSoup(page_of("book/notation", where)["theme_extra_footer"], "html.parser")
    assert shown.find(class_="course-edition").get_text().split(" · ")[0] == said


def test_the_foot_says_how_to_cite_and_the_authors_stand_once():
    context = page_of("book/notation", ADA)
    shown = BeautifulSoup(context["theme_extra_footer"], "html.parser")
    said = shown.find(class_="course-cite").get_text()
    assert said == f"Cite as: Ada (2026). A & B, version 1.0. {ADA.site}"
    local = page_of("book/notation", address.Address())["theme_extra_footer"]
    assert local.endswith("Cite as: Ada (2026). A &amp; B, version 1.0.</p>")
    assert context["author"] == ""


# --- the built site -----------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "name"), list(zip(PAGES, NAMES, strict=True)), ids=NAMES)
def test_a_built_page_names_the_address_of_the_build_and_no_other(path, name):
    page = BeautifulSoup(path.read_text(encoding="utf8"), "html.parser")
    canonical = page.find("link", rel="canonical")
    assert (canonical["href"] if canonical else "") == (HERE.site and f"{HERE.site}{name}.html")
    assert page.find("link", rel="icon")["href"].endswith("_static/favicon.svg")
    assert page.find("link", rel="license")["href"].startswith("https://creativecommons.org")
    found = page.select(".article-header-buttons a, .extra_footer a")
    leading = {
        a["href"] for a in found if "://" in a["href"] and "creativecommons" not in a["href"]
    }
    ours = [part for part in (HERE.path, HERE.site) if part]
    known = {"https://doi.org/" + str(CITATION.get("doi"))}
    assert [a for a in leading - known if not any(part in a for part in ours)] == []
    report = HERE.report(name)
    assert (report in leading) == bool(report)
    assert page.select(".course-edition")
    if name.startswith("notebooks/"):
        assert (HERE.binder(f"{name}.ipynb") in leading) == bool(HERE.repository)


@pytest.mark.parametrize(("folder", "asked"), [("", True), ("book/", False)])
def test_a_host_is_told_of_the_site_map_where_it_is_asked(folder, asked, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    course = importlib.import_module("course")
    base = f"https://ada.io/{folder}"
    course.write_sitemap(tmp_path, ["book/index"], base)
    assert f"<loc>{base}book/index.html</loc>" in (tmp_path / "sitemap.xml").read_text("utf8")
    assert (tmp_path / "robots.txt").exists() == asked


def test_no_template_of_the_themes_is_published():
    assert sorted(site.SITE.rglob("*macros*")) == []


def test_the_site_map_is_there_where_the_site_has_an_address():
    assert (site.SITE / "sitemap.xml").exists() == bool(HERE.site)
    assert (site.SITE / "robots.txt").exists() == (urlsplit(HERE.site).path == "/")
    if HERE.site:
        listed = (site.SITE / "sitemap.xml").read_text(encoding="utf8")
        assert [name for name in NAMES if f"<loc>{HERE.site}{name}.html</loc>" not in listed] == []


def test_the_archive_is_the_whole_site():
    archive = site.SITE / publish.ARCHIVE
    assert archive.exists() == bool(HERE.site)
    if HERE.site:
        with zipfile.ZipFile(archive) as packed:
            packed_names = {name.partition("/")[2] for name in packed.namelist()}
        assert {f"{name}.html" for name in NAMES} <= packed_names


@pytest.mark.parametrize(
    "path", [p for p in PAGES if p.parent.name == "notebooks"], ids=lambda p: p.stem
)
def test_each_chapter_has_its_notebook_beside_it(path):
    notebook = json.loads(path.with_suffix(".ipynb").read_text(encoding="utf8"))
    assert notebook["cells"][0]["id"] == "door"
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    assert path.with_suffix(".ipynb").stat().st_size < 300_000


def test_a_page_tells_the_authors_of_the_citation_once_and_how_to_cite():
    page = BeautifulSoup((site.SITE / "book" / "index.html").read_text("utf8"), "html.parser")
    authors = settings.authors(CITATION)
    assert re.search(rf"© Copyright (\d{{4}} )?{re.escape(authors)}\.", page.get_text())
    assert not page.select(".component-author")
    assert page.select(".course-cite")[0].get_text().startswith(f"Cite as: {authors} (")
