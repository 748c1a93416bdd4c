"""Put the built site on paper: the whole book as one PDF, and a handout of each deck.

Chromium prints. The book is first made into one page from the site's own pages, in order, with
figures in place of explorers and links that lead within the paper.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urldefrag

from bs4 import BeautifulSoup
from bs4.element import Tag

from book.street.places import BUILD, ROOT, SITE, BuildError, documents, write

PAPER = BUILD / "paper"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None; the variable CHROMIUM names another one."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


def chromium_or_stop() -> str:
    """Return the path of a Chromium.

    Raises:
        BuildError: if there is none, or one that does not run.
    """
    path = find_chromium()
    if path is None:
        raise BuildError("no Chromium was found to print with: install one (on Debian: apt-get "
                         "install chromium), or name one in the variable CHROMIUM")  # fmt: skip
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    if done.returncode or not done.stdout.strip():
        said = done.stderr.strip().splitlines()[-1:] or [f"it ends with status {done.returncode}"]
        raise BuildError(f"{path} does not run, so nothing can be printed: {said[0]}")
    return path


def handouts(site: Path) -> list[Path]:
    """Print each deck of a site with its speaker's notes; return the PDFs."""
    made = []
    with printer() as sheet:
        for deck in sorted((site / "slides").glob("*.html")):
            made.append(PAPER / f"{deck.stem}-handout.pdf")
            put(sheet, f"{deck.as_uri()}?handout", made[-1])
    return made


def book() -> Path:
    """Print the whole site in order; return the PDF."""
    source, target = SITE / "paper.html", PAPER / "spin-glass-models-in-neural-networks.pdf"
    with printer() as sheet:
        put_book(sheet, source, target)
    return target


def put_book(sheet: Any, source: Path, target: Path) -> dict[str, int]:
    """Print the site's pages as one; return the page of each place on it.

    Printed twice: only a printed book knows the page numbers that its contents name. ``source`` is
    where the one page lies meanwhile, in the site's folder.
    """
    numbers: dict[str, int] = {}
    try:
        for _ in range(2):
            write(source, one_page(SITE, numbers))
            put(sheet, source.as_uri(), target)
            numbers = page_numbers(target)
    finally:
        source.unlink(missing_ok=True)
    return numbers


@contextmanager
def printer() -> Iterator[Any]:
    """Yield a page of a headless Chromium."""
    path = chromium_or_stop()
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield chromium.new_page()
            chromium.close()
        except Error as error:
            raise BuildError(f"{path} failed to print: {error.message.splitlines()[0]}") from error


def put(sheet: Any, address: str, target: Path) -> None:
    """Print one address, whole or not at all, once its mathematics is set."""
    sheet.goto(address)
    sheet.evaluate("window.MathJax ? MathJax.startup.promise.then(() => true) : true")
    sheet.wait_for_timeout(1500)  # explorers draw themselves
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        sheet.pdf(path=part, prefer_css_page_size=True, print_background=True, outline=True,
                  tagged=True)  # fmt: skip
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def one_page(site: Path, numbers: dict[str, int]) -> str:
    """Return the pages of a site as one page, its contents with page numbers as far as known."""
    names = [name for name in documents() if (site / f"{name}.html").exists()]
    articles = [article(site, name, set(names)) for name in names]
    first = BeautifulSoup((site / f"{names[-1]}.html").read_text(encoding="utf8"), "html.parser")
    styles = [str(link) for link in first.select("head link[rel~='stylesheet']")]
    rows = []
    for name, piece in zip(names, articles, strict=True):
        heading = piece.h1.get_text(" ", strip=True) if piece.h1 else name
        number = numbers.get(key(name), "")
        rows.append(f"<li><a href='#{key(name)}'>{heading}</a><span>{number}</span></li>")
    template = Template((ROOT / "book" / "_templates" / "paper.html").read_text(encoding="utf8"))
    return template.substitute(
        styles="\n".join(styles).replace('href="../', 'href="'),
        contents="\n".join(rows),
        pages="\n".join(map(str, articles)),
    )


def article(site: Path, name: str, names: set[str]) -> Tag:
    """Return a page's article for paper: figures for explorers, folds open, links within."""
    page = BeautifulSoup((site / f"{name}.html").read_text(encoding="utf8"), "html.parser")
    piece = page.article
    assert isinstance(piece, Tag), f"{name} has no article"
    for unwanted in piece.select("a.headerlink, article > script, button, .ledger-filter"):
        unwanted.decompose()
    for explorer in piece.select("course-explorer"):
        picture = explorer.find("img")
        explorer.name = "div"
        if isinstance(picture, Tag):
            explorer.clear()
            explorer.append(picture)
    for fold in piece.select("details"):
        fold["open"] = ""
    for owner in piece.select("[id]"):
        if not owner.find_parent("svg"):
            owner["id"] = f"{key(name)}--{owner['id']}"
    for link in piece.select("a[href]"):
        aim(link, name, names)
    piece["id"] = key(name)
    return piece


def aim(link: Tag, name: str, names: set[str]) -> None:
    """Turn a link to a page of the book inwards; take one to no page away, its words stay."""
    address = str(link["href"])
    if address.startswith(("http:", "https:", "mailto:")):
        return
    path, anchor = urldefrag(address)
    here = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
    there = here.removesuffix(".html")
    if there not in names:
        link.unwrap()
        return
    anchor = anchor.partition(":")[0]  # what follows moves a slider
    link["href"] = f"#{key(there)}--{anchor}" if anchor else f"#{key(there)}"


def key(name: str) -> str:
    """Return a document's id on the one page."""
    return f"page-{name.replace('/', '-')}"


def page_numbers(paper: Path) -> dict[str, int]:
    """Return on which page of a PDF each named place lies."""
    from pypdf import PdfReader

    reader = PdfReader(paper)
    places = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            places[name.lstrip("/")] = number + 1
    return places
