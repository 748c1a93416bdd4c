"""The interactive figures: live in Lab and on the static page, from one definition.

A class is a kind of figure. Its instance, as a cell's last line, is an ordinary widget where a
kernel runs and the same figure without one on the page. A link in the prose moves sliders:
``<a href="#explorer-01-plane:zoom=8,normalisation=filter">``.
"""

from lib.explorer.base import Explorer
from lib.explorer.curves import Curves, Panel, Series
from lib.explorer.globe import Globe, Sphere
from lib.explorer.path import Path
from lib.explorer.pattern import Pattern
from lib.explorer.plane import Mark, Plane
from lib.explorer.scripts import assets, modules, script
from lib.explorer.slider import Slider
from lib.explorer.surface import Surface

__all__ = [
    "Curves",
    "Explorer",
    "Globe",
    "Mark",
    "Panel",
    "Path",
    "Pattern",
    "Plane",
    "Series",
    "Slider",
    "Sphere",
    "Surface",
    "assets",
    "modules",
    "script",
]
