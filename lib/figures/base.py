"""The canvas that every figure is drawn on, and how it is shown in Lab and in the book."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Colour-blind-safe (after Okabe and Ito), each moved to a relative luminance near 0.18, where
# its contrast is above 3 both with white and with the dark theme's ground.
PALETTE = ("#1478b8", "#c8601a", "#0c8a66", "#b0559a", "#8a7a12", "#c2413f", "#5f6fd0", "#6f7680")
BLUE, ORANGE, GREY = PALETTE[0], PALETTE[1], PALETTE[7]
# Things are told apart by more than colour: series k has marker k as well.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

_INK = "#010203"  # a colour nothing else uses; it becomes the page's text colour
_STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "course",
    "font.size": 10.5,
    "axes.prop_cycle": mpl.cycler(color=PALETTE),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "legend.frameon": False,
    "image.cmap": "viridis",
    "lines.linewidth": 1.8,
    **dict.fromkeys(
        ["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"], _INK
    ),
}
mpl.rcParams.update(_STYLE)


@dataclass(frozen=True)
class Picture:
    """A drawn figure: its anchor, its SVG and what it shows in words."""

    name: str
    alt: str
    svg: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # It scrolls in its own box on a narrow screen, so the keyboard must reach it.
        figure = f'<figure class="course-figure" id="{self.name}" tabindex="0">{self.svg}</figure>'
        return {"text/html": figure, "text/plain": f"{self.name}: {self.alt}"}


def canvas(
    rows: int = 1, columns: int = 1, *, width: float = 7.2, height: float = 3.4
) -> tuple[Figure, np.ndarray]:
    """Return an empty figure and its axes, an array of ``rows × columns`` flattened.

    Args:
        rows, columns: the grid of panels.
        width, height: inches; the page scales the picture to its column.

    >>> figure, axes = canvas(1, 2)
    >>> axes.shape
    (2,)
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    return figure, axes


def show(figure: Figure, *, name: str, alt: str) -> Picture:
    """Turn a drawn figure into the picture that the page shows: make it a cell's last line.

    Args:
        figure: what ``canvas`` returned, drawn on.
        name: the anchor, ``fig-NN-what``; the ledger links to it.
        alt: what is seen, in a sentence or more, as the drawing functions return it.

    Raises:
        ValueError: if the name is malformed or the text too short to say anything.
    """
    if not re.fullmatch(r"fig-\d\d-[a-z0-9-]+", name):
        raise ValueError(f"a figure is named fig-NN-what in lower case, got {name!r}")
    if len(alt) < 20:
        raise ValueError(f"{name}: say what is seen in a sentence, got the text {alt!r}")
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return Picture(name=name, alt=alt, svg=_page_svg(buffer.getvalue(), name, alt))


def clear_ground(ax: Axes) -> None:
    """Take the pale panes and fills off a panel (3-D axes draw them) so the page shows through."""
    ax.patch.set_alpha(0.0)


def _page_svg(svg: str, name: str, alt: str) -> str:
    """Make an SVG of matplotlib's fit to stand inline: unique ids, the page's ink, a name."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'(xlink:href="|href="|url\()#([^")]+)', rf"\1#{name}-\2", svg)
    svg = svg.replace(_INK, "currentColor")
    label = f'role="img" aria-label="{html.escape(alt, quote=True)}"'
    # The first width and height are the svg element's own: the page's column sets them instead.
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', _opening(label), svg, count=1)
    return re.sub(r"\n\s*", "\n", svg).strip()


def _opening(label: str) -> str:
    """Return the replacement for matplotlib's opening ``svg`` tag."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return rf'<svg {names} viewBox="\1" {label} stroke-linejoin="round" stroke-linecap="butt">'
