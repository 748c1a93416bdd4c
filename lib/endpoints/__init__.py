"""Where training ends, at one number of parameters and several depths.

``trained``: many small networks of one depth, what they reach and how it curves there.
``distances``: how far apart ends lie, before and after hidden units are put in one order, with a
control of that order. ``minima``: landscapes so small that every run reaches a minimum to all
digits, so that ends can be counted. ``trends``: changes with each doubling of depth. Every
experiment depends on its arguments alone, so that ``lib.sweep`` can run many.
"""

from lib.endpoints.distances import Separation, separation
from lib.endpoints.minima import Landscape, descend, landscape
from lib.endpoints.trained import Ends, Recipe, ends
from lib.endpoints.trends import Trend, correlation, correlation_trend, doubling, paired_trend

__all__ = [
    "Ends",
    "Landscape",
    "Recipe",
    "Separation",
    "Trend",
    "correlation",
    "correlation_trend",
    "descend",
    "doubling",
    "ends",
    "landscape",
    "paired_trend",
    "separation",
]
