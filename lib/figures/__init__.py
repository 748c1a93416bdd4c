"""Every drawing of the book: verbs that draw, caption, describe themselves and show themselves.

A verb takes data and is the last expression of its cell:

    figures.lines(x, {1: shallow, 10: deep}, by="depth", xlabel="step", ylabel="loss",
                  name="fig-04-training", caption=f"Ten layers end {ratio:.1f} times lower.")

Without name and caption it is a panel, and ``row`` makes one figure of several. Every verb takes
``title`` and ``height`` (of a panel, over its width; ``estimates`` is as high as its rows need);
those with two axes take ``xlabel``, ``ylabel``, ``log``, ``xlim``, ``ylim``, ``marks``, ``levels``,
``shade_x``, ``legend`` (``scales.dress``). Colour, mark and dash go by meaning (``style``,
``meaning.yml``).

The pictures are SVG with a transparent ground. Text and axes take the page's text colour; the
palette has middling luminance, and a page may lighten it in the dark (``--figure-0`` and so on), so
one picture reads on the light theme and on the dark one.
"""

from lib.figures.picture import MIME, Picture, drawn, row
from lib.figures.plots import histogram, lines, scatter
from lib.figures.runs import estimates, points
from lib.figures.scales import BLUE, GREY, MARKERS, ORANGE, PALETTE, style, styles
from lib.figures.scenes import contour, dendrogram, hills

__all__ = ["BLUE", "GREY", "MARKERS", "ORANGE", "PALETTE", "style", "styles"]
__all__ += ["MIME", "Picture", "drawn", "row"]
__all__ += ["estimates", "histogram", "lines", "points", "scatter"]
__all__ += ["contour", "dendrogram", "hills"]
