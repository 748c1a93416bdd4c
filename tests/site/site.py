"""What a built site is made of, read from its files: pages, links, anchors, pictures, weights."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
MADE_BY_SPHINX = {"genindex.html", "search.html", "py-modindex.html"}
APART = {"404.html"}  # its links start at the root of wherever it is served


class Page(HTMLParser):
    """One HTML file: its ids, links, assets, pictures and explorers."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.pictures: list[str] = []  # alternative texts
        self.explorers: list[str] = []
        self.source = path.read_text(encoding="utf8")
        self._article = 0
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attrs}
        if "id" in a:
            self.ids.add(a["id"])
        if tag == "a" and "href" in a:
            self.links.append(a["href"])
        for key in ("src", "href"):
            if key in a and tag in {"script", "link", "img", "iframe", "source"}:
                self.assets.append(a[key])
        self._article += tag == "article"
        if self._article and tag == "img":
            self.pictures.append(a.get("alt", ""))
        if self._article and tag == "svg" and "viewbox" in a and a.get("role") == "img":
            self.pictures.append(a.get("aria-label", ""))
        if tag == "course-explorer":
            self.explorers.append(a["id"])

    def handle_endtag(self, tag: str) -> None:
        self._article -= tag == "article"


def pages() -> list[Path]:
    """Return the pages of the built site that the book itself wrote, without the redirect."""
    found = sorted(SITE.rglob("*.html"))
    own = [p for p in found if p.name not in MADE_BY_SPHINX | APART and "_static" not in p.parts]
    return [p for p in own if redirect(p) is None and p.parent.name != "slides"]


def decks() -> list[Path]:
    """Return the slides of the chapters."""
    return sorted((SITE / "slides").glob("*.html"))


def redirect(path: Path) -> str | None:
    """Return where a page sends its reader at once, or None."""
    found = re.search(
        r'<meta http-equiv="refresh" content="0; *url=([^"]+)"', path.read_text(), re.IGNORECASE
    )
    return found[1] if found else None


def broken_links(page: Page, everything: dict[Path, Page]) -> list[str]:
    """Return a page's internal links whose file or anchor is not there."""
    broken = []
    for link in page.links + page.assets:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not link:
            continue
        target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
        if not target.exists():
            broken.append(link)
        elif parts.fragment and target in everything:
            # A link such as #explorer-01-plane:zoom=8 names an explorer and where its sliders go.
            # a slide is named "/name"
            anchor = unquote(parts.fragment).partition(":")[0].removeprefix("/")
            if anchor and anchor not in everything[target].ids:
                broken.append(link)
    return broken


def foreign_assets(page: Page) -> list[str]:
    """Return what a page would load from another host."""
    loaded = [
        a for a in page.assets if urlsplit(a).scheme in {"http", "https"} or a.startswith("//")
    ]
    inline = re.findall(
        r"""(?:url\(|import\s*\(?|src\s*=\s*)["']?(https?://[^"')\s]+)""", page.source
    )
    named = re.findall(r'<link[^>]*rel="(?:canonical|license)"[^>]*href="([^"]+)"', page.source)
    named += re.findall(r'<link[^>]*href="([^"]+)"[^>]*rel="(?:canonical|license)"', page.source)
    return [a for a in loaded + inline if a not in named]
