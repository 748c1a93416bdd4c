"""A picture: panels drawn in one style, a caption, and what is seen in words.

A drawing verb takes data and returns a picture, which shows itself: it is the last expression of
a cell. Each panel is an SVG of its own, so that panels stand side by side on a wide page and one
below the other on a phone. Letters are drawn as outlines: a picture looks the same in Lab, on the
page, in a deck and on paper, whether or not the typeface is there; what it says in words stands
in its text alternative.
"""

import functools
import html
import inspect
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from matplotlib import font_manager, style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib.figures.scales import PALETTE

#: The type under which a picture says its name and caption.
MIME = "application/vnd.course.figure+json"
# Panels beside each other → width of a panel in units, of which a letter is 12 high; the least and
# the greatest width on a page, in pixels; height over width. Letters are 10 to 16 pixels high, and
# 11 at least on a phone.
_WIDTHS = {
    1: (356, 300, 480, 0.68),
    2: (340, 270, 420, 0.78),
    3: (240, 190, 310, 1.0),
    4: (170, 140, 200, 1.0),
}
_INK = "#010203"  # as in course.mplstyle
_HERE = Path(__file__).parent


for _file in sorted(_HERE.glob("fonts/*.ttf")):
    font_manager.fontManager.addfont(_file)


def drawn() -> AbstractContextManager[Any]:
    """Return the surroundings in which everything is drawn, whatever a reader's own settings are.

    >>> with drawn():
    ...     Figure().dpi
    72.0
    """
    return style.context(_HERE / "course.mplstyle", after_reset=True)


@dataclass(frozen=True)
class Panel:
    """One drawing: what draws it on axes and says what is seen, its title, height over width."""

    draw: Callable[[Axes], str]
    title: str
    height: float

    def svg(self, ident: str, beside: int) -> tuple[str, str]:
        """Return the panel as SVG, for this many beside each other, and its words."""
        width, _, _, high = _WIDTHS[beside]
        buffer = io.StringIO()
        with drawn():
            size = width / 72, (self.height or high) * width / 72
            figure = Figure(figsize=size, layout="constrained")
            words = self.draw(figure.subplots())
            date = {"Date": None}  # the same bytes every day
            figure.savefig(buffer, format="svg", transparent=True, dpi=200, metadata=date)
        alt = f"{self.title}: {words}" if self.title else words
        return _page_svg(buffer.getvalue(), ident, alt), alt


@dataclass(frozen=True)
class Picture:
    """Panels with a name and a caption; it shows itself as a cell's last expression.

    Without name and caption it shows itself too, and can become a panel of ``row``.

    Attributes:
        panels: the drawings.
        name: ``fig-NN-what``, the figure's anchor on the page; the ledger links to it.
        caption: the finding with its number, in Markdown.
        columns: how many panels stand beside each other where there is room.
    """

    panels: tuple[Panel, ...]
    name: str = ""
    caption: str = ""
    columns: int = 1

    def __post_init__(self) -> None:
        if not self.panels or self.columns not in _WIDTHS:
            raise ValueError(
                f"a figure has a panel or more, {max(_WIDTHS)} beside each other at most: "
                f"got {len(self.panels)} panels in {self.columns} columns"
            )
        if not (self.name or self.caption):
            return
        if not re.fullmatch(r"fig-\d\d-[a-z0-9-]+", self.name) or len(self.caption) < 20:
            raise ValueError(
                "a figure is named fig-NN-what in lower case, and its caption= says in a sentence "
                f"what is found: got {self.name!r} and {self.caption!r}"
            )
        _ = self.parts  # what cannot be drawn says so where it is made

    @functools.cached_property
    def parts(self) -> list[tuple[str, str]]:
        """Each panel as SVG, and what is seen on it."""
        stem = self.name or "figure"
        return [p.svg(f"{stem}-{k}", self.columns) for k, p in enumerate(self.panels, start=1)]

    @property
    def alt(self) -> str:
        """What is seen, in words with the numbers."""
        return " ".join(alt for _, alt in self.parts)

    @property
    def html(self) -> str:
        """The block that Lab shows: panels, and below them the caption.

        The page takes the caption off and sets it, numbered, in a figure of its own.
        """
        _, least, most, _ = _WIDTHS[self.columns]
        panels = ""
        for panel, (svg, _) in zip(self.panels, self.parts, strict=True):
            words = html.escape(panel.title)
            title = f'<p class="course-panel-title"><strong>{words}</strong></p>' if words else ""
            panels += f'<div class="course-panel" style="flex: 1 1 {least}px; max-width: {most}px">'
            panels += f"{title}{svg}</div>"
        row = "display: flex; flex-wrap: wrap; justify-content: center; gap: 0.6rem 1rem"
        caption = f'<p class="course-caption">{MarkdownIt().renderInline(self.caption)}</p>'
        below = caption if self.caption else ""
        return f'<div class="course-figure"><div style="{row}">{panels}</div>{below}</div>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        words = {"name": self.name, "caption": self.caption, "alt": self.alt}
        shown = {"text/html": self.html, "text/plain": f"{self.name or 'figure'}: {self.alt}"}
        return {**shown, MIME: words} if self.name else shown


def row(*panels: Picture, name: str = "", caption: str = "", columns: int = 0) -> Picture:
    """Put pictures beside each other as the panels of one figure.

    Args:
        panels: what drawing verbs returned without a name.
        name, caption: of the whole.
        columns: how many stand beside each other; if not given, up to three, and two of four.

    Raises:
        ValueError: if there is no panel, or the name or caption does not do.
    """
    inside = tuple(panel for picture in panels for panel in picture.panels)
    usual = 2 if len(inside) == 4 else min(len(inside), 3)
    return Picture(inside, name, caption, columns or usual)


def verb(draw: Callable[..., str]) -> Callable[..., Picture]:
    """Make a drawing verb of a function that draws on axes and returns what is seen.

    The verb takes what the function takes after the axes; and ``name`` and ``caption`` of a
    figure, ``title`` and ``height`` (over width) of a panel.
    """
    signature = inspect.signature(draw)

    @functools.wraps(draw)
    def drawing(
        *args: Any,
        name: str = "",
        caption: str = "",
        title: str = "",
        height: float = 0.0,
        **options: Any,
    ) -> Picture:
        signature.bind(None, *args, **options)
        panel = Panel(lambda ax: draw(ax, *args, **options), title, height)
        return Picture((panel,), name, caption)

    after_axes = list(signature.parameters.values())[1:]
    drawing.__signature__ = signature.replace(parameters=after_axes)  # type: ignore[attr-defined]
    return drawing


def _page_svg(svg: str, ident: str, alt: str) -> str:
    """Make an SVG of Matplotlib's fit to stand inline: unique ids, the page's ink, a name."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{ident}-\1"', svg)
    svg = re.sub(r'(href="|url\()#([^")]+)', rf"\1#{ident}-\2", svg)
    svg = svg.replace(_INK, "currentColor")
    for k, colour in enumerate(PALETTE):  # a page may lighten them in the dark
        svg = svg.replace(colour, f"var(--figure-{k}, {colour})")
    box = re.search(r'viewBox="[^"]+"', svg)
    assert box, "Matplotlib's SVG has a view box"
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    opening = f'<svg {spaces} {box[0]} width="100%" role="img" aria-label="{html.escape(alt)}"'
    opening += ' stroke-linejoin="round" stroke-linecap="butt">'
    return re.sub(r"\n\s*", "\n", opening + svg[svg.index(">") + 1 :]).strip()
