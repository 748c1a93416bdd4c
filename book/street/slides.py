"""Make a reveal.js deck of each built chapter: the page's own sentences, figures and explorers.

There is no second text. A slide with a picture shows a section's heading, what the text says to
look for, the picture, and the sentence that reads it; a slide without one shows the first
sentences of paragraphs. The paragraphs themselves are the speaker's notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from bs4 import BeautifulSoup, Comment
from bs4.element import NavigableString, PageElement, Tag

from book.street.places import ROOT, write

WORDS = 80  # on a slide without a picture, at most
CALL = 40  # over a picture, at most
READ = 36  # below a picture, at most, if its first sentence leaves room
SENTENCES = 3  # of a paragraph
_PICTURES = "figure.course-figure, course-explorer, .course-table"
_LEFT_OUT = {"try-it-yourself", "further-reading"}
_END = re.compile(r"[.!?]['”\")]?(?=\s|$)")
_OPEN = re.compile(r"[,:]\s*(<[^>]*>\s*)*$|[^.!?:,'”\")>]\s*(</p>)?$")  # the sentence goes on
_CELLS = re.compile(r"\b[Tt]he (next )?cells? (above|below|prints?|gives?)|of the ledger follow")


def write_decks(site: Path) -> list[Path]:
    """Write ``slides/NN-name.html`` beside a site's chapters; return the decks."""
    template = Template((ROOT / "book" / "_templates" / "deck.html").read_text(encoding="utf8"))
    decks = []
    for page in sorted((site / "notebooks").glob("*.html")):
        decks.append(site / "slides" / page.name)
        write(decks[-1], deck(page.read_text(encoding="utf8"), page.name, template))
    return decks


def deck(page: str, name: str, template: Template) -> str:
    """Return the deck of one chapter's page."""
    article = BeautifulSoup(page, "html.parser").article
    assert article is not None, f"{name} has no article"
    for unwanted in article.select("a.headerlink, script:not([type='application/json'])"):
        unwanted.decompose()
    for link in article.select("a[href^='#']:not([href^='#explorer-'])"):
        link["href"] = f"../notebooks/{name}{link['href']}"
    for figure in article.select("figure.course-figure, span[id^='ex-']"):
        figure["data-from"] = figure.attrs.pop("id")  # one id a page; the chapter keeps it
    title = article.h1.get_text(" ", strip=True) if article.h1 else name
    columns = [opening(article, title), *map(column, article.select("section > section:has(> h2)"))]
    return template.substitute(
        title=title, page=f"../notebooks/{name}", slides="\n".join(filter(None, columns))
    )


def opening(article: Tag, title: str) -> str:
    """Return the title slide: what you will learn, and the time it takes."""
    words = article.select(".admonition > p:not(.admonition-title)")
    body = "".join(map(str, words[1:3]))
    return (
        f"<section>{slide(f'<h1>{title}</h1>', body, [Saying.of(p) for p in words[:1]])}</section>"
    )


@dataclass
class Saying:
    """A block of the page's prose, and those of its sentences that no slide shows yet."""

    block: Tag
    left: list[str]
    noted: bool = False

    @classmethod
    def of(cls, block: Tag) -> Saying:
        """Return a block as sentences; a list or a formula stays whole, and what speaks of cells
        is for the notes."""
        if block.name != "p":
            return cls(block, [str(block)])
        return cls(block, [s for s in sentences(block) if not _CELLS.search(s)])

    def take(self, place: int) -> str:
        """Take the first (0) or the last (−1) sentence of a paragraph away."""
        return self.left.pop(place) if self.left and self.block.name == "p" else ""

    def first(self, words: int, spare: bool) -> str:
        """Take the first sentence, and what fits after it; spare the last one if told to."""
        taken = self.take(0)
        while len(self.left) > spare and count(f"{taken} {self.left[0]}") <= words:
            if _OPEN.search(self.left[0]):
                break
            taken += f" {self.take(0)}"
        return taken

    def shown(self) -> str:
        """Return what a slide shows of what is left."""
        some = " ".join(self.left[:SENTENCES])
        if len(self.left) > SENTENCES and _OPEN.search(self.left[-1]):
            some += f" {self.left[-1]}"  # a list or a formula follows it
        return f"<p>{some}</p>" if some and self.block.name == "p" else some

    def begins(self) -> bool:
        """Return whether a paragraph begins a new point, with words in bold."""
        first = next((p for p in self.block.children if str(p).strip()), None)
        return isinstance(first, Tag) and first.name in ("strong", "b")

    def notes(self) -> str:
        """Return the whole block, once."""
        self.noted, before = True, self.noted
        return "" if before else str(self.block)


def column(section: Tag) -> str:
    """Return the slides of one section of a chapter, one below the other."""
    name, heading = str(section.get("id", "")), section.find("h2")
    live = section.select_one(".tag_live") and not any(isinstance(p, Tag) for p in parts(section))
    if name in _LEFT_OUT or live or not isinstance(heading, Tag):
        return ""
    head = f"<h2>{heading.decode_contents()}</h2>"
    if name == "exercises":
        return f"<section>{slide(head, exercises(section))}</section>"
    if name in ("verdicts", "what-was-measured"):
        tables = section.select(".measured")
        return f"<section>{''.join(slide(head, str(table)) for table in tables)}</section>"
    told = [*story(head, section)]
    for part in section.select(":scope > section:has(> h3)"):
        told += story(f"<h2>{part.h3.decode_contents() if part.h3 else ''}</h2>", part)
    return f"<section>{''.join(told)}</section>"


def story(head: str, section: Tag) -> Iterator[str]:
    """Yield a section's slides: sentences, then each picture between what to look for and what
    it shows."""
    blocks = list(parts(section))
    told: list[Saying] = []
    for here, block in enumerate(blocks):
        if isinstance(block, Saying):
            told.append(block)
            continue
        call = told[-1].take(-1) if told else ""
        few = batches(told)
        room = CALL if block.name == "figure" else CALL // 2
        fits = few and length(few[-1]) + count(call) <= room
        above = few.pop() if fits and all(s.block.name == "p" for s in few[-1]) else []
        yield from (slide(head, said(some), some, "words said") for some in few)
        after = reading(blocks[here + 1 : here + 3])
        spare = any(isinstance(b, Tag) for b in blocks[here + 2 : here + 3])
        read = READ if block.name == "figure" else READ // 2
        look = f"<p class='look'>{' '.join([*(s.shown()[3:-4] for s in above), call])}</p>"
        below = f"<p class='reading'>{after.first(read, spare)}</p>" if after else ""
        yield slide(head, look + str(block) + below, told + ([after] if after else []), "picture")
        told = []
    yield from (slide(head, said(some), some, "words said") for some in batches(told))


def parts(section: Tag) -> Iterator[Saying | Tag]:
    """Yield a section's prose, block by block, and its pictures."""
    for block in section.find_all(recursive=False):
        kinds = block.get_attribute_list("class")
        if "cell" not in kinds:
            if block.name not in ("h2", "h3", "section"):
                yield Saying.of(block)
        elif "tag_live" not in kinds:
            yield from block.select(_PICTURES)


def reading(following: list[Saying | Tag]) -> Saying | None:
    """Return the paragraph that reads a picture, unless all of it announces the next picture."""
    match following:
        case [Saying() as first, *rest] if first.block.name == "p" and first.left:
            announces = bool(rest) and not isinstance(rest[0], Saying) and len(first.left) == 1
            leads = first.begins() or _OPEN.search(first.left[0])
            return None if announces or leads else first
    return None


def batches(told: list[Saying]) -> list[list[Saying]]:
    """Return what is left to say, as much at a time as fits on a slide.

    A list or a formula stays with the words that lead to it.
    """
    slides: list[list[Saying]] = []
    for saying in told:
        if not saying.shown():
            continue
        last = slides[-1] if slides else []
        if not last or length([*last, saying]) > WORDS:
            leads = last[-1:] if last and _OPEN.search(last[-1].shown()) else []
            if leads and len(last) == 1:
                slides.pop()
            slides.append([last.pop()] if leads else [])
        slides[-1].append(saying)
    return slides


def said(some: list[Saying]) -> str:
    """Return what a slide shows of some prose."""
    return "".join(saying.shown() for saying in some)


def length(some: list[Saying]) -> int:
    """Return how many words a slide shows of some prose; as they are counted."""
    return sum(count(saying.shown()) for saying in some)


def count(html: str) -> int:
    """Return the number of words of a piece of HTML; a displayed formula counts as twenty."""
    soup = BeautifulSoup(html, "html.parser")
    return len(soup.get_text().split()) + 20 * len(soup.select("div.math"))


def sentences(paragraph: Tag) -> list[str]:
    """Return the sentences of a paragraph as HTML; an end is looked for in its own words only."""
    found: list[str] = [""]
    pieces: list[PageElement] = [p for p in paragraph.children if not isinstance(p, Comment)]
    for piece in pieces:
        if not isinstance(piece, NavigableString):
            found[-1] += str(piece)
            continue
        text = str(piece.output_ready(formatter="minimal"))
        start = 0
        for end in _END.finditer(text):
            following = text[end.end() :].lstrip() or after_it(piece)
            if following[:1].islower():
                continue
            found[-1] += text[start : end.end()]
            found.append("")
            start = end.end()
        found[-1] += text[start:]
    return [sentence.strip() for sentence in found if sentence.strip()]


def after_it(text: NavigableString) -> str:
    """Return the words that follow a piece of text in its paragraph."""
    return text.next_sibling.get_text().lstrip() if text.next_sibling else ""


def exercises(section: Tag) -> str:
    """Return the list of a chapter's exercises, each with its kind, level and time."""
    rows = []
    for exercise in section.select("section:has(> h3)"):
        heading, first = exercise.find("h3"), exercise.select_one("p em")
        if isinstance(heading, Tag):
            kind = f"<br/><small>{first.get_text()}</small>" if first else ""
            rows.append(f"<li>{heading.decode_contents()}{kind}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def slide(head: str, body: str, told: Sequence[Saying] = (), kind: str = "words") -> str:
    """Return one slide with its speaker's notes."""
    notes = "".join(saying.notes() for saying in told)
    aside = f"<aside class='notes'>{notes}</aside>" if notes else ""
    return f"<section class='{kind}'>{head}<div class='body'>{body}</div>{aside}</section>"
