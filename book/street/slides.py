"""Make a reveal.js deck of each meeting from the chapters' own pictures: assertion and evidence.

``book/teaching/slides.yml`` says, meeting by meeting, what is shown in which order, and what one
says and asks. The headline of a picture is the first sentence of its caption, which states what was
found; a question that asks for a prediction is a slide of its own before it. So the decks hold no
number that a chapter did not compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag

from book.street.places import ROOT, BuildError, write

PLAN = ROOT / "book" / "teaching" / "slides.yml"
FIELDS = {"show", "set", "headline", "say", "ask", "expect", "misconception", "minutes"}
VERDICTS = "verdicts"
_FORMULA = re.compile(r"\\\(.*?\\\)")
_SENTENCE = re.compile(r"(?<=[.?])\s+(?=[A-Z<\\(])")


@dataclass(frozen=True)
class Slide:
    """One slide of a meeting.

    Attributes:
        number: in the deck; the title is 1.
        name: its place in the deck's address.
        kind: ``ask`` or ``show``.
        entry: its row of the plan.
    """

    number: int
    name: str
    kind: str
    entry: Mapping[str, Any]


@cache
def meetings() -> dict[str, dict[str, Any]]:
    """Return the plan of all meetings: the chapters of each, and its slides.

    Raises:
        BuildError: if a row has a field that no slide has, or neither a picture nor a question.
    """
    found = yaml.safe_load(PLAN.read_text(encoding="utf8"))
    for number, meeting in found.items():
        for row in meeting["slides"]:
            if unknown := set(row) - FIELDS:
                raise BuildError(f"{PLAN.name}, meeting {number}: no slide has {sorted(unknown)}")
            if not {"show", "ask"} & set(row):
                raise BuildError(f"{PLAN.name}, meeting {number}: {row} shows and asks nothing")
    return found


def outline(meeting: str) -> list[Slide]:
    """Return a meeting's slides in order, without the title and the verdicts at the end.

    Raises:
        BuildError: if two slides have one name.
    """
    slides: list[Slide] = []
    for row in meetings()[meeting]["slides"]:
        shown = re.sub(r"^(fig|explorer)-", "", row.get("show", ""))
        for kind in ("ask", "show"):
            if kind in row:
                name = shown if kind == "show" else f"ask-{shown or len(slides) + 2}"
                while any(slide.name == name for slide in slides):
                    name += "-again"
                slides.append(Slide(len(slides) + 2, name, kind, row))
    return slides


def plan_html(meeting: str) -> str:
    """Return the table of a meeting's slides for its page: number, minutes, what to say and ask.

    The minutes, from when to when, stand at the picture; at a question that has none, there.
    """
    rows, clock = [], 0
    for slide in outline(meeting):
        row = slide.entry
        link = f'<a href="../../slides/meeting-{meeting}.html#/{slide.name}">{slide.number}</a>'
        if slide.kind == "ask":
            told = {"Ask": row["ask"], "Expect": row.get("expect", ""),
                    "Misconception": row.get("misconception", "")}  # fmt: skip
        else:
            anchor = re.sub(r"^measured-.*", "what-was-measured", row["show"])
            place = f"../../notebooks/{chapter_of(row['show'])}.html#{anchor}"
            told = {"Show": f'<a href="{place}">{escape(row["show"])}</a>',
                    "Say": row.get("say", "")}  # fmt: skip
        minutes = ""
        if "minutes" in row and (slide.kind == "show" or "show" not in row):
            minutes = f"{clock}–{clock + row['minutes']}"
            clock += row["minutes"]
        words = paragraphs(told)
        rows.append(f"<tr><td>{link}</td><td>{minutes}</td><td>{words}</td></tr>")
    head = "<tr><th>Slide</th><th>Minutes</th><th>What</th></tr>"
    return (
        f'<div class="course-table" tabindex="0" role="region" aria-label="Slides of the meeting">'
        f'<table class="table"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def chapter_of(shown: str) -> str:
    """Return the file of the chapter that a picture is from, without its ending.

    Raises:
        BuildError: if there is none.
    """
    number = re.search(r"\d\d", shown)
    files = sorted((ROOT / "notebooks").glob(f"{number[0]}-*.ipynb")) if number else []
    if not files:
        raise BuildError(f"{PLAN.name}: {shown!r} names no chapter")
    return files[0].stem


def write_decks(site: Path) -> list[Path]:
    """Write ``slides/meeting-N.html`` for each meeting whose chapters a site holds; return them."""
    template = Template((ROOT / "book" / "_templates" / "deck.html").read_text(encoding="utf8"))
    decks = []
    for number, meeting in meetings().items():
        if (site / "book" / "teaching" / f"meeting-{number}.html").exists() and all(
            (site / "notebooks" / f"{chapter_of(chapter)}.html").exists()
            for chapter in meeting["chapters"]
        ):
            decks.append(site / "slides" / f"meeting-{number}.html")
            write(decks[-1], deck(site, number, template))
    return decks


def deck(site: Path, meeting: str, template: Template) -> str:
    """Return a meeting's deck: a title, its slides, and all verdicts."""
    page = soup(site / "book" / "teaching" / f"meeting-{meeting}.html")
    title = page.h1.find(string=True) if page.h1 else f"Meeting {meeting}"
    aim = next(p.get_text(" ").partition(". ")[2] for p in page.select("p") if "Aim." in p.text)
    slides = [section("title", "words", f"<h1>{title}</h1>", "", {"Aim": aim})]
    slides += [made(site, slide) for slide in outline(meeting)]
    ledger = soup(site / "book" / "index.html").select_one(".ledger")
    if ledger is not None:
        marks = copy(ledger)
        for link in marks.select("a"):
            link["href"] = f"../book/{link['href']}"
        head = "<h2>Each mark is a part of a claim, and what became of it</h2>"
        slides.append(section(VERDICTS, "picture", head, str(marks), {}))
    address = f"../book/teaching/meeting-{meeting}.html"
    return template.substitute(title=title, page=address, slides="\n".join(slides))


def made(site: Path, slide: Slide) -> str:
    """Return one slide of a deck."""
    row = slide.entry
    if slide.kind == "ask":
        notes = {"Expect": row.get("expect", ""), "Misconception": row.get("misconception", "")}
        return section(slide.name, "ask", f"<h2>{typeset(row['ask'])}</h2>", "", notes)
    file = f"{chapter_of(row['show'])}.html"
    found = find(soup(site / "notebooks" / file), row["show"])
    if found is None:
        raise BuildError(f"{PLAN.name}: there is no {row['show']!r} in {file}")
    shown = copy(found)
    caption = shown.figcaption.extract() if shown.figcaption else None
    headline = row.get("headline") or first_sentence(caption)
    for link in shown.select("a[href^='#']:not([href^='#explorer-'])"):
        link["href"] = f"../notebooks/{file}{link['href']}"
    body = "".join(str(part) for part in shown.children) if shown.name == "figure" else str(shown)
    body += "".join(buttons(row))
    notes = {
        "Say": row.get("say", ""),
        "Caption": caption.get_text(" ", strip=True) if caption else "",
    }
    return section(slide.name, "picture", f"<h2>{headline}</h2>", body, notes)


def find(page: BeautifulSoup, name: str) -> Tag | None:
    """Return a figure, an explorer with its figure, a formula or a chapter's table by its name."""
    if name.startswith("measured-"):
        return page.select_one(f".measured[data-of='{name[9:]}']")
    found = page.find(id=name)
    return found and (found.find_parent("figure") or found) if isinstance(found, Tag) else None


def first_sentence(caption: Tag | None) -> str:
    """Return the first sentence of a caption as HTML, without its number and its links.

    >>> first_sentence(BeautifulSoup("<p>It is 2.5 wide. More.</p>", "html.parser"))
    'It is 2.5 wide.'
    """
    if caption is None:
        raise BuildError(f"{PLAN.name}: a picture without a caption needs a headline")
    words = caption.select_one(".caption-text") or caption.p or caption
    for extra in words.select(".ledger-back, a.headerlink"):
        extra.decompose()
    return _SENTENCE.split(words.decode_contents().strip())[0]


def buttons(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the links that set a slide's explorer, {words: state}, in one line."""
    links = [f'<a href="#{row["show"]}:{state}">{words}</a>'
             for words, state in row.get("set", {}).items()]  # fmt: skip
    if links:
        yield f'<p class="settings">{" ".join(links)}</p>'


def section(name: str, kind: str, head: str, body: str, notes: Mapping[str, str]) -> str:
    """Return one slide with its speaker's notes."""
    told = paragraphs(notes)
    aside = f"<aside class='notes'>{told}</aside>" if told else ""
    return (
        f"<section id='{name}' class='{kind}'>{head}<div class='body'>{body}</div>{aside}</section>"
    )


def paragraphs(told: Mapping[str, str]) -> str:
    """Return what is said under each heading, a paragraph each; what is empty is left out."""
    return "".join(f"<p><b>{key}.</b> {typeset(text)}</p>" for key, text in told.items() if text)


def typeset(text: str) -> str:
    """Return text whose formulas MathJax sets.

    >>> typeset("all \\\\(p\\\\)")
    'all <span class="math notranslate nohighlight">\\\\(p\\\\)</span>'
    """
    return _FORMULA.sub(lambda m: f'<span class="math notranslate nohighlight">{m[0]}</span>', text)


def soup(page: Path) -> BeautifulSoup:
    """Return a page of a site, parsed once for all slides: a slide changes a copy of its part."""
    return _parsed(page.read_text(encoding="utf8"))


@cache
def _parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")
