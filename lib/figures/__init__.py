"""Every drawing of the book: verbs that draw, caption, describe themselves and show themselves.

A verb takes data and is the last expression of its cell:

    figures.lines(x, {1: shallow, 10: deep}, by="depth", xlabel="step", ylabel="loss",
                  name="fig-04-training", caption=f"Ten layers end {ratio:.1f} times lower.")

Without name and caption it is a panel, and ``row`` makes one figure of several. Every verb takes
``title`` and ``height`` (of a panel, over its width); those with two axes take ``xlabel``,
``ylabel``, ``log``, ``xlim``, ``ylim``, ``marks``, ``levels``, ``shade_x``, ``shade_y``, ``legend``
(``scales.dress``). Colour, mark and dash go by meaning (``style``).

The pictures are SVG with a transparent ground. Text and axes take the page's text colour and the
palette has middling luminance, so one picture reads on the light theme and on the dark one.
"""

from lib.figures import curves as _curves
from lib.figures import maps as _maps
from lib.figures import plots, scenes
from lib.figures import samples as _samples
from lib.figures.base import canvas, show
from lib.figures.curves import trail
from lib.figures.meaning import BLUE, GREY, MARKERS, ORANGE, PALETTE, style, styles
from lib.figures.picture import MIME, Picture, drawn, row
from lib.figures.plots import scatter
from lib.figures.runs import estimates, points
from lib.figures.samples import strip
from lib.figures.scenes import dendrogram, hills, spins
from lib.figures.transition import either

contour = either(scenes.contour, _maps.contour)
histogram = either(plots.histogram, _samples.histogram)
lines = either(plots.lines, _curves.lines)

__all__ = [
    "BLUE",
    "GREY",
    "MARKERS",
    "MIME",
    "ORANGE",
    "PALETTE",
    "Picture",
    "canvas",
    "contour",
    "dendrogram",
    "drawn",
    "estimates",
    "hills",
    "histogram",
    "lines",
    "points",
    "row",
    "scatter",
    "show",
    "spins",
    "strip",
    "style",
    "styles",
    "trail",
]
