"""The plan of the seminar: what each meeting shows in which order, and what one says and asks.

``book/teaching/slides.yml`` holds it. The tables of the meetings' pages and the decks are made from
it; neither holds a number that a chapter or a preset does not give.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from types import SimpleNamespace
from typing import Any

import yaml

from book.street.places import ROOT, BuildError
from lib import claims, presets, prose

PLAN = ROOT / "book" / "teaching" / "slides.yml"
FIELDS = {"show", "set", "headline", "say", "ask", "expect", "misconception", "minutes", "asking",
          "look", "panel", "first", "print", "rows", "appendix", "quote"}  # fmt: skip
BEGIN, END = 5, 5  # minutes before the first slide and after the last
_ASKING = 0.4  # of a question and its picture, the question's minutes, unless ``asking`` says
_FORMULA = re.compile(r"\\\(.*?\\\)")
_FINDING = re.compile(r"\{(C\d\d\.[^{}:]+):([^{}]+)\}")


@dataclass(frozen=True)
class Slide:
    """One slide of a meeting.

    Attributes:
        number: in the deck; the title is 1.
        name: its place in the deck's address.
        kind: ``ask`` or ``show``.
        entry: its row of the plan.
        minutes: from when to when, as "16–23"; of the appendix none.
    """

    number: int
    name: str
    kind: str
    entry: Mapping[str, Any]
    minutes: str


@cache
def read() -> dict[str, dict[str, Any]]:
    """Return the plan of all meetings: the chapters of each, and its slides.

    Raises:
        BuildError: if a row has a field that no slide has, neither a picture nor a question, no
            minutes, or a word for a state of its explorer that ``set`` does not have.
    """
    found = yaml.safe_load(PLAN.read_text(encoding="utf8"))
    for number, meeting in found.items():
        for row in meeting["slides"]:
            if unknown := set(row) - FIELDS:
                raise BuildError(f"{PLAN.name}, meeting {number}: no slide has {sorted(unknown)}")
            if not {"show", "ask"} & set(row):
                raise BuildError(f"{PLAN.name}, meeting {number}: {row} shows and asks nothing")
            if not row.get("appendix") and not 0 <= row.get("asking", 0) < row.get("minutes", 0):
                raise BuildError(f"{PLAN.name}, meeting {number}: {row} has no minutes")
            shown = {word for use in ("look", "first", "print") for word in states(row, use)}
            if strange := shown - set(row.get("set", {})):
                raise BuildError(f"{PLAN.name}, meeting {number}: nothing sets {sorted(strange)}")
    return found


def states(row: Mapping[str, Any], use: str) -> list[str]:
    """Return the states in which a row shows its explorer to ``look`` at, at ``first`` or in
    ``print``, by the words of its ``set``; none where it is shown as it stands.

    >>> states({"look": "wide"}, "look"), states({"look": True}, "look")
    (['wide'], [])
    """
    words = row.get(use, [])
    if words in (True, "ledger"):
        return []
    return [words] if isinstance(words, str) else list(words)


def outline(meeting: str) -> list[Slide]:
    """Return a meeting's slides in order, without the title and the verdicts at the end.

    The title stands while the meeting begins; what is in the appendix has no minutes.

    Raises:
        BuildError: if two slides have one name.
    """
    slides: list[Slide] = []
    clock = BEGIN
    for row in read()[meeting]["slides"]:
        shown = re.sub(r"^(fig|explorer)-", "", row.get("show", ""))
        for kind, minutes in parted(row).items():
            name = shown if kind == "show" else f"ask-{shown or len(slides) + 2}"
            while any(slide.name == name for slide in slides):
                name += "-again"
            span = "" if row.get("appendix") else f"{clock}–{clock + minutes}"
            slides.append(Slide(len(slides) + 2, name, kind, row, span))
            clock += minutes
    return slides


def parted(row: Mapping[str, Any]) -> dict[str, int]:
    """Return the minutes of a row's slides: of its question, and of its picture.

    >>> parted({"ask": "Who?", "show": "fig-04-hill", "minutes": 10})
    {'ask': 4, 'show': 6}
    """
    kinds = [kind for kind in ("ask", "show") if kind in row]
    if row.get("appendix"):
        return dict.fromkeys(kinds, 0)
    if len(kinds) == 1:
        return {kinds[0]: row["minutes"]}
    asking = row.get("asking", max(1, round(_ASKING * row["minutes"])))
    return {"ask": asking, "show": row["minutes"] - asking}


def plan_html(meeting: str) -> str:
    """Return the table of a meeting's slides for its page: number, minutes, what to say and ask.

    Where a picture has a caption there is a place for it, which ``slides.complete_plan`` fills.
    """

    def line(number: int, name: str, minutes: str, words: str) -> str:
        link = f'<a href="../../slides/meeting-{meeting}.html#/{name}">{number}</a>' if name else ""
        return f"<tr><td>{link}</td><td>{minutes}</td><td>{words}</td></tr>"

    rows = {True: [line(1, "title", *opening(meeting))], False: []}
    for slide in outline(meeting):
        row = slide.entry
        words = paragraphs(asked(row) if slide.kind == "ask" else showing(row))
        here = rows[not row.get("appendix")]
        here.append(line(slide.number, slide.name, slide.minutes or "appendix", words))
    rows[True].append(line(0, "", *closing(meeting)))
    made = [*rows[True], *rows[False]]
    head = "<tr><th>Slide</th><th>Minutes</th><th>What</th></tr>"
    return (
        f'<div class="course-table" tabindex="0" role="region" aria-label="Slides of the meeting">'
        f'<table class="table"><thead>{head}</thead><tbody>{"".join(made)}</tbody></table></div>'
    )


def opening(meeting: str) -> tuple[str, str]:
    """Return the minutes before the first slide, and what they are for, as a paragraph."""
    return f"0–{BEGIN}", paragraphs({"Begin": read()[meeting].get("begin", "")})


def closing(meeting: str) -> tuple[str, str]:
    """Return the minutes after the last slide, and what they are for, as a paragraph."""
    spent = BEGIN + sum(row["minutes"] for row in read()[meeting]["slides"] if "minutes" in row)
    return f"{spent}–{spent + END}", paragraphs({"End": read()[meeting].get("end", "")})


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
    quotes = [re.sub(r"\$(.+?)\$", r"\\(\1\\)", quote) for quote in quotes]
    return [f"“{'' if quote[0].isupper() else '… '}{quote}.”" for quote in quotes]


def run_html(meeting: str, preset: str) -> str:
    """Return what was run in each chapter of a meeting; the numbers are those of the presets."""
    rows = []
    for chapter, text in read()[meeting]["run"].items():
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


def paragraphs(told: Mapping[str, str]) -> str:
    """Return what is said under each heading, a paragraph each; what is empty is left out."""
    return "".join(f"<p><b>{key}.</b> {typeset(text)}</p>" for key, text in told.items() if text)


def typeset(text: str) -> str:
    """Return text with the findings that it names, and formulas that MathJax sets.

    >>> typeset("all \\\\(p\\\\)")
    'all <span class="math notranslate nohighlight">\\\\(p\\\\)</span>'
    """
    text = _FINDING.sub(lambda found: finding(*found.groups()), text)
    return _FORMULA.sub(lambda m: f'<span class="math notranslate nohighlight">{m[0]}</span>', text)


def finding(name: str, spec: str) -> str:
    """Return a finding of the full evidence, written as the chapters write it.

    Raises:
        BuildError: if there is none of that name.
    """
    if name not in prose.published():
        raise BuildError(f"{PLAN.name}: the full evidence has no finding {name!r}")
    return prose.full(name, spec)
