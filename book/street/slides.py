"""Make a reveal.js deck of each meeting from the chapters' own pictures: assertion and evidence.

The headline of a picture is the first sentence of its caption, which states what was found; a
question that asks for a prediction is a slide of its own before it. A meeting's page, which names
the same slides, gets from the finished site their captions, and what can be answered there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from book.street import meetings
from book.street.places import ROOT, BuildError, write

VERDICTS = "verdicts"
_NOT_MEASURED = ("said", "not-said", "not-testable-here")  # words of the ledger
_SENTENCE = re.compile(r"(?<=[.?])\s+(?=[A-Z<\\(])")


def write_decks(site: Path) -> list[Path]:
    """Write ``slides/meeting-N.html`` for each meeting whose chapters a site holds; return them."""
    template = Template((ROOT / "book" / "_templates" / "deck.html").read_text(encoding="utf8"))
    decks = []
    for number, meeting in meetings.read().items():
        plan = site / "book" / "teaching" / f"meeting-{number}.html"
        if plan.exists() and all(
            (site / "notebooks" / f"{meetings.chapter_of(chapter)}.html").exists()
            for chapter in meeting["chapters"]
        ):
            decks.append(site / "slides" / f"meeting-{number}.html")
            write(decks[-1], deck(site, number, template))
            write(plan, complete_plan(site, plan.read_text(encoding="utf8")))
    return decks


def complete_plan(site: Path, plan: str) -> str:
    """Return a meeting's page with the captions of its pictures, and a word at each exercise that
    no page can check."""

    def caption(place: re.Match[str]) -> str:
        found, _ = part(site, place[1])
        if found.figcaption is None:
            return ""
        words = told(found.figcaption)
        return " ".join(str(piece) for piece in (words.p or words).children)

    def exercise(link: re.Match[str]) -> str:
        page = soup(site / "notebooks" / f"{meetings.chapter_of(link[1])}.html")
        answered = page.find(id=f"answer-{link[1]}")
        return link[0] if answered else f"{link[0]} (in JupyterLab)"

    plan = re.sub(r'<span data-caption="([^"]+)"></span>', caption, plan)
    if 'class="math ' not in plan:
        plan = re.sub(r"<script[^>]*mathjax[^>]*></script>", "", plan)
    return re.sub(r'<a [^>]*href="[^"]*#ex-(\d\d-\d+)"[^>]*>.*?</a>', exercise, plan, flags=re.S)


def deck(site: Path, meeting: str, template: Template) -> str:
    """Return a meeting's deck: a title, its slides, and, of a whole book, all verdicts."""
    page = soup(site / "book" / "teaching" / f"meeting-{meeting}.html")
    title = page.h1.find(string=True) if page.h1 else f"Meeting {meeting}"
    aim = next(p.get_text(" ").partition(". ")[2] for p in page.select("p") if "Aim." in p.text)
    begin = {"Minutes": f"0–{meetings.BEGIN}", "Aim": aim}
    begin["Begin"] = meetings.read()[meeting].get("begin", "")
    slides = [section("title", "words", f"<h1>{title}</h1>", "", begin, sketch(page))]
    runs = {row["data-run"]: row.get_text() for row in page.select("[data-run]")}
    for slide in meetings.outline(meeting):
        chapter = meetings.number_of(slide.entry["show"]) if slide.kind == "show" else ""
        slides.append(made(site, slide, runs.pop(chapter, ""), sketch(page)))
    if ledger := marks(site):
        head = "<h2>Each mark is a part of a claim, and what became of it</h2>"
        slides.append(section(VERDICTS, "picture", head, ledger, {}))
    address = f"../book/teaching/meeting-{meeting}.html"
    return template.substitute(title=title, page=address, slides="\n".join(slides))


def marks(site: Path) -> str:
    """Return the marks of all claims, which only a whole book has."""
    ledger = copy(soup(site / "book" / "index.html").select_one(".ledger"))
    if ledger is None:
        return ""
    for link in ledger.select("a"):
        link["href"] = f"../book/{link['href']}"
    return str(ledger)


def made(site: Path, slide: meetings.Slide, run: str, board: str) -> str:
    """Return one slide of a deck.

    Args:
        run: what was run, if it is to be told here.
        board: the sketch on the board, for the notes of a slide that speaks of it.
    """
    row, minutes = slide.entry, {"Minutes": slide.minutes}
    words = ("ask", "expect", "misconception") if slide.kind == "ask" else ("say",)
    late = " appendix" if row.get("appendix") else ""
    board = board if any("board" in row.get(key, "") for key in words) else ""
    if slide.kind == "ask":
        quotes = "".join(
            f"<blockquote>{meetings.typeset(quote)}</blockquote>"
            for quote in meetings.quotations(row)
        )
        body = quotes + looks(site, row)
        notes = minutes | {word.capitalize(): row.get(word, "") for word in words[1:]}
        kind = f"ask beside{late}" if body else f"ask{late}"
        return section(
            slide.name, kind, f"<h2>{meetings.typeset(row['ask'])}</h2>", body, notes, board
        )
    found, file = part(site, row["show"])
    caption = found.figcaption.extract() if found.figcaption else None
    if row["show"].startswith("measured-"):
        choose_rows(found, row)
    explorer = found.find("course-explorer")
    if isinstance(explorer, Tag):
        for word in meetings.states(row, "first"):
            explorer["data-state"] = row["set"][word]
    headline = row.get("headline") or first_sentence(caption)
    for link in found.select("a[href^='#']:not([href^='#explorer-'])"):
        link["href"] = f"../notebooks/{file}{link['href']}"
    body = "".join(str(inner) for inner in found.children) if found.name == "figure" else str(found)
    body += "".join(buttons(row)) + on_paper(found, row)
    notes = minutes | {
        "Say": row.get("say", ""),
        "Found": told(caption).get_text(" ", strip=True) if caption else "",
        "What was run": run,
    }
    return section(slide.name, f"picture{late}", f"<h2>{headline}</h2>", body, notes, board)


def part(site: Path, name: str) -> tuple[Tag, str]:
    """Return a copy of a chapter's figure, explorer or table, and the chapter's file.

    Raises:
        BuildError: if it is not there.
    """
    file = f"{meetings.chapter_of(name)}.html"
    found = find(soup(site / "notebooks" / file), name)
    if found is None:
        raise BuildError(f"{meetings.PLAN.name}: there is no {name!r} in {file}")
    return copy(found), file


def looks(site: Path, row: Mapping[str, Any]) -> str:
    """Return what a question is about, to look at before it is moved or explained.

    An explorer is shown as it stands or in the states that ``look`` names, its controls hidden; of
    it, or of a figure, only the panel that ``panel`` names; or the marks of all claims.
    """
    if not row.get("look"):
        return ""
    if row["look"] == "ledger":
        return marks(site)
    found, _ = part(site, row["show"])
    explorer = found.find("course-explorer")
    if isinstance(explorer, Tag):
        shown = "".join(further(explorer, row, "look", "still"))
        return f'<div class="looks">{shown}</div>'
    panels = found.select(".course-panel")
    if not panels:
        raise BuildError(f"{meetings.PLAN.name}: {row['show']!r} is nothing to look at")
    chosen = panels[row["panel"] - 1 : row["panel"]] if "panel" in row else panels
    drawn = "".join(map(str, chosen))
    drawn = re.sub(r'(\bid="|href="#|url\(#)', r"\1ask-", drawn)  # or the slides share their marks
    return f'<div class="looks course-figure">{drawn}</div>'


def on_paper(found: Tag, row: Mapping[str, Any]) -> str:
    """Return the states in which the handout prints an explorer, each under its words."""
    explorer = found.find("course-explorer")
    if not meetings.states(row, "print") or not isinstance(explorer, Tag):
        return ""
    return f'<div class="on-paper">{"".join(further(explorer, row, "print", "print"))}</div>'


def further(explorer: Tag, row: Mapping[str, Any], use: str, name: str) -> Iterator[str]:
    """Yield further pictures of an explorer, whose numbers are the first one's.

    On a question's hills the heights have no numbers, which may be its answer.
    """
    states = meetings.states(row, use)
    for k, words in enumerate(states or [""]):
        number = f"-{k + 1}" if k else ""
        facts = {"id": f"{explorer['id']}-{name}{number}", "kind": explorer["kind"]}
        facts |= {"data-of": explorer["id"], "data-state": row["set"][words] if words else ""}
        if use == "look":
            facts["data-unnumbered"] = ""
        if use == "look" and "panel" in row:
            facts["data-panel"] = row["panel"]
        told = "".join(f' {key}="{escape(str(value))}"' for key, value in facts.items())
        caption = f"<figcaption>{words}</figcaption>" if use == "print" or len(states) > 1 else ""
        yield f"<figure>{caption}<course-explorer{told}></course-explorer></figure>"


def choose_rows(table: Tag, row: Mapping[str, Any]) -> None:
    """Leave the rows of a chapter's table that are spoken of, say of each in which run it was
    measured, and add the way to all.

    Raises:
        BuildError: if there is no such row.
    """
    lines = {str(line.get("id")): line for line in table.select("tbody tr")}
    chosen = row.get("rows", [])
    if strange := set(chosen) - set(lines):
        raise BuildError(f"{meetings.PLAN.name}: {row['show']} has no row {sorted(strange)}")
    for name, line in lines.items():
        if name not in chosen:
            line.decompose()
            continue
        line["id"] = f"row-{name}"
        result, beside = line.td, line.select_one(".beside")
        if result is not None and line["data-word"] not in _NOT_MEASURED:
            here = beside is not None and ":" not in beside.text
            run = "this page's run" if here else "full run"
            result.append(soup_of(f' <span class="of-run">({run})</span>'))
    all_of = f"../notebooks/{meetings.chapter_of(row['show'])}.html#what-was-measured"
    table.append(soup_of(f'<a class="all-rows" href="{all_of}">All rows</a>'))


def sketch(page: BeautifulSoup) -> str:
    """Return the sketch on the board that a meeting's page shows."""
    drawn = page.select_one("#on-the-board pre")
    return f"<pre>{escape(drawn.get_text())}</pre>" if drawn else ""


def find(page: BeautifulSoup, name: str) -> Tag | None:
    """Return a figure, an explorer with its figure, a formula or a chapter's table by its name."""
    if name.startswith("measured-"):
        return page.select_one(f".measured[data-of='{name[9:]}']")
    found = page.find(id=name)
    return found and (found.find_parent("figure") or found) if isinstance(found, Tag) else None


def first_sentence(caption: Tag | None) -> str:
    """Return the first sentence of a caption as HTML, without number, links and full stop.

    >>> first_sentence(BeautifulSoup("<p>It is 2.5 wide. More.</p>", "html.parser"))
    'It is 2.5 wide'
    """
    if caption is None:
        raise BuildError(f"{meetings.PLAN.name}: a picture without a caption needs a headline")
    words = told(caption)
    words = words.select_one(".caption-text") or words.p or words
    return _SENTENCE.split(words.decode_contents().strip())[0].removesuffix(".")


def told(caption: Tag) -> Tag:
    """Return a caption without its links."""
    words = copy(caption)
    for extra in words.select(".ledger-back, a.headerlink"):
        extra.decompose()
    for link in words.select("a"):
        link.unwrap()
    return words


def buttons(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the links that set a slide's explorer, {words: state}, in one line."""
    links = [f'<a href="#{row["show"]}:{state}">{words}</a>'
             for words, state in row.get("set", {}).items()]  # fmt: skip
    if links:
        yield f'<p class="settings">{" ".join(links)}</p>'


def section(
    name: str, kind: str, head: str, body: str, notes: Mapping[str, str], board: str = ""
) -> str:
    """Return one slide with its speaker's notes, a sketch for the board at their end."""
    words = meetings.paragraphs(notes) + board
    aside = f"<aside class='notes'>{words}</aside>" if words else ""
    return (
        f"<section id='{name}' class='{kind}'>{head}<div class='body'>{body}</div>{aside}</section>"
    )


def soup(page: Path) -> BeautifulSoup:
    """Return a page of a site, parsed once for all slides: a slide changes a copy of its part."""
    return _parsed(page.read_text(encoding="utf8"))


def soup_of(text: str) -> BeautifulSoup:
    """Return a piece of HTML as a new tree."""
    return BeautifulSoup(text, "html.parser")


@cache
def _parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")
