"""Every drawing of the book: functions that take data and ``ax``, and return what is seen in words.

The pictures are SVG with a transparent ground. Text and axes take the page's text colour and the
palette has middling luminance, so one picture reads on the light theme and on the dark one.
"""

from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE, Picture, canvas, show
from lib.figures.curves import lines, trail
from lib.figures.maps import contour
from lib.figures.samples import histogram, strip

__all__ = [
    "BLUE",
    "GREY",
    "MARKERS",
    "ORANGE",
    "PALETTE",
    "Picture",
    "canvas",
    "contour",
    "histogram",
    "lines",
    "show",
    "strip",
    "trail",
]
