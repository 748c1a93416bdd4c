"""Make a reveal.js deck of each meeting from the chapters' own pictures: assertion and evidence.

``book/teaching/slides.yml`` says, meeting by meeting, what is shown in which order, and what one
says and asks. The headline of a picture is the first sentence of its caption, which states what was
found; a question that asks for a prediction is a slide of its own before it. So the decks hold no
number that a chapter did not compute. The plan's table names the same slides; captions and what
can be answered in the page are put into it from the finished site.
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
from types import SimpleNamespace
from typing import Any

import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag

from book.street.places import ROOT, BuildError, write
from lib import claims, presets

PLAN = ROOT / "book" / "teaching" / "slides.yml"
FIELDS = {"show", "set", "headline", "say", "ask", "expect", "misconception", "minutes", "asking",
          "look", "quote"}  # fmt: skip
VERDICTS = "verdicts"
_ASKING = (
    0.4  # of the minutes of a question and its picture, the question's, unless ``asking`` says
)
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
        minutes: from when to when, as "16–23".
    """

    number: int
    name: str
    kind: str
    entry: Mapping[str, Any]
    minutes: str


@cache
def meetings() -> dict[str, dict[str, Any]]:
    """Return the plan of all meetings: the chapters of each, and its slides.

    Raises:
        BuildError: if a row has a field that no slide has, neither a picture nor a question, or no
            minutes.
    """
    found = yaml.safe_load(PLAN.read_text(encoding="utf8"))
    for number, meeting in found.items():
        for row in meeting["slides"]:
            if unknown := set(row) - FIELDS:
                raise BuildError(f"{PLAN.name}, meeting {number}: no slide has {sorted(unknown)}")
            if not {"show", "ask"} & set(row):
                raise BuildError(f"{PLAN.name}, meeting {number}: {row} shows and asks nothing")
            if not 0 <= row.get("asking", 0) < row.get("minutes", 0):
                raise BuildError(f"{PLAN.name}, meeting {number}: {row} has no minutes")
    return found


def outline(meeting: str) -> list[Slide]:
    """Return a meeting's slides in order, without the title and the verdicts at the end.

    Raises:
        BuildError: if two slides have one name.
    """
    slides: list[Slide] = []
    clock = 0
    for row in meetings()[meeting]["slides"]:
        shown = re.sub(r"^(fig|explorer)-", "", row.get("show", ""))
        for kind, minutes in parted(row).items():
            name = shown if kind == "show" else f"ask-{shown or len(slides) + 2}"
            while any(slide.name == name for slide in slides):
                name += "-again"
            span = f"{clock}–{clock + minutes}"
            slides.append(Slide(len(slides) + 2, name, kind, row, span))
            clock += minutes
    return slides


def parted(row: Mapping[str, Any]) -> dict[str, int]:
    """Return the minutes of a row's slides: of its question, and of its picture.

    >>> parted({"ask": "Who?", "show": "fig-04-hill", "minutes": 10})
    {'ask': 4, 'show': 6}
    """
    kinds = [kind for kind in ("ask", "show") if kind in row]
    if len(kinds) == 1:
        return {kinds[0]: row["minutes"]}
    asking = row.get("asking", max(1, round(_ASKING * row["minutes"])))
    return {"ask": asking, "show": row["minutes"] - asking}


def plan_html(meeting: str) -> str:
    """Return the table of a meeting's slides for its page: number, minutes, what to say and ask.

    Where a picture has a caption there is a place for it, which ``complete_plan`` fills.
    """
    rows = []
    for slide in outline(meeting):
        row = slide.entry
        link = f'<a href="../../slides/meeting-{meeting}.html#/{slide.name}">{slide.number}</a>'
        words = paragraphs(asked(row) if slide.kind == "ask" else showing(row))
        rows.append(f"<tr><td>{link}</td><td>{slide.minutes}</td><td>{words}</td></tr>")
    head = "<tr><th>Slide</th><th>Minutes</th><th>What</th></tr>"
    return (
        f'<div class="course-table" tabindex="0" role="region" aria-label="Slides of the meeting">'
        f'<table class="table"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def asked(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what the plan tells of a question."""
    told = {key.capitalize(): row.get(key, "") for key in ("ask", "expect", "misconception")}
    return {"Ask": told.pop("Ask"), "Read": " ".join(quotations(row)), **told}


def showing(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what the plan tells of a picture."""
    anchor = re.sub(r"^measured-.*", "what-was-measured", row["show"])
    place = f"../../notebooks/{chapter_of(row['show'])}.html#{anchor}"
    found = "" if anchor != row["show"] else f'<span data-caption="{row["show"]}"></span>'
    link = f'<a href="{place}">{escape(row["show"])}</a>'
    return {"Show": link, "Found": found, "Say": row.get("say", "")}


def quotations(row: Mapping[str, Any]) -> list[str]:
    """Return the paper's own words, as the ledger has them, that a question is about."""
    quotes = [claims.claim(id).quote for id in row.get("quote", ())]
    return [f"“{'' if quote[0].isupper() else '… '}{quote}.”" for quote in quotes]


def run_html(meeting: str, preset: str) -> str:
    """Return what was run in each chapter of a meeting; the numbers are those of the presets."""
    rows = []
    for chapter, text in meetings()[meeting]["run"].items():
        said = text.format(**settings(chapter, preset))
        rows.append(f'<li data-run="{chapter}">Chapter {int(chapter)}: {said}</li>')
    return f'<ul class="what-was-run">{"".join(rows)}</ul>'


def settings(chapter: str, preset: str) -> dict[str, Any]:
    """Return a chapter's settings as a sentence prints them, and what follows from them."""
    plan = presets.chapter(chapter, preset)
    further = _FURTHER[chapter](plan) if chapter in _FURTHER else {}
    return {key: listed(value) for key, value in (vars(plan) | further).items()}


def _depths(plan: SimpleNamespace) -> dict[str, Any]:
    """Return the pixels that chapter 4's networks see, and their widths."""
    from lib.chapters.c04 import experiment  # torch: seconds

    recipes = experiment.recipes(plan.recipe, plan.depths, plan.budget).values()
    return {"pixels": next(iter(recipes)).side, "widths": [each.hidden[0] for each in recipes]}


def _linnerud(plan: SimpleNamespace) -> dict[str, Any]:
    """Return the size of chapter 5's table and network."""
    from lib import data, networks  # torch: seconds

    inputs, targets = data.linnerud()
    widths = (inputs.shape[1], plan.hidden, targets.shape[1])
    return {"men": len(inputs), "weights": networks.parameter_count(widths)}


_FURTHER = {"04": _depths, "05": _linnerud, "12": lambda plan: {"spins": [*plan.sizes]}}


def listed(value: Any) -> Any:
    """Return a list as words, also within a mapping; everything else as it is.

    >>> listed({"units": [1, 2, 5]})
    {'units': '1, 2 and 5'}
    """
    if isinstance(value, Mapping):
        return {key: listed(each) for key, each in value.items()}
    if not isinstance(value, list) or not value:
        return value
    *first, last = map(str, value)
    return f"{', '.join(first)} and {last}" if first else last


def chapter_of(shown: str) -> str:
    """Return the file of the chapter that a picture is from, without its ending.

    Raises:
        BuildError: if there is none.
    """
    files = sorted((ROOT / "notebooks").glob(f"{number_of(shown)}-*.ipynb"))
    if not files:
        raise BuildError(f"{PLAN.name}: {shown!r} names no chapter")
    return files[0].stem


def number_of(shown: str) -> str:
    """Return the two digits of a picture's chapter.

    >>> number_of("fig-04-radius")
    '04'
    """
    number = re.search(r"\d\d", shown)
    return number[0] if number else "no chapter"


def write_decks(site: Path) -> list[Path]:
    """Write ``slides/meeting-N.html`` for each meeting whose chapters a site holds; return them."""
    template = Template((ROOT / "book" / "_templates" / "deck.html").read_text(encoding="utf8"))
    decks = []
    for number, meeting in meetings().items():
        plan = site / "book" / "teaching" / f"meeting-{number}.html"
        if plan.exists() and all(
            (site / "notebooks" / f"{chapter_of(chapter)}.html").exists()
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
        page = soup(site / "notebooks" / f"{chapter_of(link[1])}.html")
        answered = page.find(id=f"answer-{link[1]}")
        return link[0] if answered else f"{link[0]} (in JupyterLab)"

    plan = re.sub(r'<span data-caption="([^"]+)"></span>', caption, plan)
    return re.sub(r'<a [^>]*href="[^"]*#ex-(\d\d-\d+)"[^>]*>.*?</a>', exercise, plan, flags=re.S)


def deck(site: Path, meeting: str, template: Template) -> str:
    """Return a meeting's deck: a title, its slides, and, of a whole book, all verdicts."""
    page = soup(site / "book" / "teaching" / f"meeting-{meeting}.html")
    title = page.h1.find(string=True) if page.h1 else f"Meeting {meeting}"
    aim = next(p.get_text(" ").partition(". ")[2] for p in page.select("p") if "Aim." in p.text)
    slides = [section("title", "words", f"<h1>{title}</h1>", "", {"Aim": aim}, sketch(page))]
    runs = {row["data-run"]: row.get_text() for row in page.select("[data-run]")}
    for slide in outline(meeting):
        chapter = number_of(slide.entry["show"]) if slide.kind == "show" else ""
        slides.append(made(site, slide, runs.pop(chapter, ""), sketch(page)))
    ledger = soup(site / "book" / "index.html").select_one(".ledger")
    if ledger is not None:
        marks = copy(ledger)
        for link in marks.select("a"):
            link["href"] = f"../book/{link['href']}"
        head = "<h2>Each mark is a part of a claim, and what became of it</h2>"
        slides.append(section(VERDICTS, "picture", head, str(marks), {}))
    address = f"../book/teaching/meeting-{meeting}.html"
    return template.substitute(title=title, page=address, slides="\n".join(slides))


def made(site: Path, slide: Slide, run: str, board: str) -> str:
    """Return one slide of a deck.

    Args:
        run: what was run, if it is to be told here.
        board: the sketch on the board, for the notes of a slide that speaks of it.
    """
    row, minutes = slide.entry, {"Minutes": slide.minutes}
    words = ("ask", "expect", "misconception") if slide.kind == "ask" else ("say",)
    board = board if any("board" in row.get(key, "") for key in words) else ""
    if slide.kind == "ask":
        quotes = "".join(f"<blockquote>{quote}</blockquote>" for quote in quotations(row))
        body = quotes + (still(site, row["show"]) if row.get("look") else "")
        notes = minutes | {word.capitalize(): row.get(word, "") for word in words[1:]}
        kind = "ask beside" if body else "ask"
        return section(slide.name, kind, f"<h2>{typeset(row['ask'])}</h2>", body, notes, board)
    found, file = part(site, row["show"])
    caption = found.figcaption.extract() if found.figcaption else None
    headline = row.get("headline") or first_sentence(caption)
    for link in found.select("a[href^='#']:not([href^='#explorer-'])"):
        link["href"] = f"../notebooks/{file}{link['href']}"
    body = "".join(str(inner) for inner in found.children) if found.name == "figure" else str(found)
    body += "".join(buttons(row))
    notes = minutes | {
        "Say": row.get("say", ""),
        "Found": told(caption).get_text(" ", strip=True) if caption else "",
        "What was run": run,
    }
    return section(slide.name, "picture", f"<h2>{headline}</h2>", body, notes, board)


def part(site: Path, name: str) -> tuple[Tag, str]:
    """Return a copy of a chapter's figure, explorer or table, and the chapter's file.

    Raises:
        BuildError: if it is not there.
    """
    file = f"{chapter_of(name)}.html"
    found = find(soup(site / "notebooks" / file), name)
    if found is None:
        raise BuildError(f"{PLAN.name}: there is no {name!r} in {file}")
    return copy(found), file


def still(site: Path, name: str) -> str:
    """Return an explorer to look at before it is moved: another one, whose controls are hidden."""
    explorer = part(site, name)[0].find("course-explorer")
    if not isinstance(explorer, Tag):
        raise BuildError(f"{PLAN.name}: {name!r} is no explorer to look at")
    explorer["id"] = f"{name}-still"
    return str(explorer)


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
        raise BuildError(f"{PLAN.name}: a picture without a caption needs a headline")
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
    words = paragraphs(notes) + board
    aside = f"<aside class='notes'>{words}</aside>" if words else ""
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
