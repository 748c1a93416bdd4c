"""The first page: a landscape to touch, a card a chapter, and the strip of all verdicts."""

from __future__ import annotations

import html
import re
from base64 import b64decode

import nbformat
import numpy as np

from book.street import gather
from book.street.chapter import FIGURE
from book.street.execute import Run
from book.street.places import STAGE, BuildError
from lib import claims, explorer, presets
from lib.spinglass import SphericalSpinGlass

CARDS = "book/_static/cards"
_SIGNS = {r"\alpha": "α", r"\infty": "∞"}
_REMEMBER = re.compile(r"^## Remember\s+- (.*?)(?=\n- |\n\n|\Z)", re.M | re.S)


def globe_html() -> str:
    """Return a spin glass of three spins, alive in the page: the first thing a visitor touches."""
    rng = np.random.default_rng(presets.seed("00-globe"))
    globe = explorer.Globe(
        name="00-globe",
        caption="Every landscape drawn here has as many valleys and peaks as passes, and two more.",
        alt="A globe with hills and valleys, and balls that roll to the valleys",
        models=[SphericalSpinGlass.sample(3, 3, rng=rng)],
        balls=24,
        turning=True,
    )
    return f'<div class="front-globe">{globe.html()}</div>'


def held_html(found: list[claims.Evidence]) -> str:
    """Return the sentence that says how many parts of the ledger hold, and how many fail."""
    words = gather.words(found)
    return (
        f"Of {sum(words.values())} parts of the paper's claims {words['holds']} hold and "
        f"{words['fails']} fail."
    )


def strip_html(found: list[claims.Evidence]) -> str:
    """Return one mark a part of the ledger, claim by claim, each a link to its row."""
    return f'<div class="ledger">{gather.marks_html(found, "claims.html")}</div>'


def cards_html(runs: list[Run]) -> str:
    """Return a card a chapter: its first explorer as a still picture, its title, what one finds.

    Raises:
        BuildError: if a chapter has no explorer to show.
    """
    return f'<div class="front-cards">{"".join(map(_card, runs))}</div>'


def _card(run: Run) -> str:
    """Return one chapter's card, and put its picture among the assets."""
    cells = nbformat.read(run.notebook, as_version=4).cells
    outputs = (o for cell in cells for o in cell.get("outputs", ()))
    figures = (o.get("data", {}).get(FIGURE, {}) for o in outputs)
    first = next((figure for figure in figures if "card" in figure), None)
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    remember, title = _REMEMBER.search(text), re.search(r"^# (.*)", text, re.M)
    if not (first and title):
        raise BuildError(f"{run.notebook.name} has no title or no explorer for the first page")
    number = run.notebook.name[:2]
    said = plain(remember[1]) if remember else ""
    picture = STAGE / CARDS / f"{number}.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b64decode(first["card"]))
    return (
        f'<a class="front-card" href="../notebooks/{run.notebook.stem}.html">'
        f'<img loading="lazy" alt="{html.escape(first["alt"])}" width="691" height="307" '
        f'src="../_static/cards/{number}.png">'
        f"<span><small>Chapter {int(number)}</small><strong>{html.escape(title[1])}</strong>"
        f"{said}</span></a>"
    )


def plain(text: str) -> str:
    """Return one line of Markdown as plain words in HTML, its short formulas without MathJax.

    >>> plain("A *picture* of [a loss](x.md) is\\n  one of **many**.")
    'A picture of a loss is one of many.'
    """
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", html.escape(text, quote=False))
    words = re.sub(r"[*`]", "", words)
    return " ".join(re.sub(r"\$(.+?)\$", lambda found: formula(found[1]), words).split())


def formula(tex: str) -> str:
    r"""Return a short formula as HTML: letters in italics, one sign or a group raised or lowered.

    Raises:
        BuildError: if it has a command that is not known here.

    >>> formula(r"-E_\infty"), formula("10^{16}")
    ('−<i>E</i><sub>∞</sub>', '10<sup>16</sup>')
    """
    for command in re.findall(r"\\[A-Za-z]+", tex):
        if command not in _SIGNS:
            raise BuildError(f"a card of the first page cannot show {command} in ${tex}$")
        tex = tex.replace(command, _SIGNS[command])
    tex = re.sub(r"[A-Za-zα-ω]", r"<i>\g<0></i>", tex.replace("-", "−"))
    sign = r"(?:\{(.*?)\}|(<i>.</i>|[^<]))"
    tex = re.sub(rf"\^{sign}", r"<sup>\1\2</sup>", tex)
    return re.sub(rf"_{sign}", r"<sub>\1\2</sub>", tex)
