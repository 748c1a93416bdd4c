"""The interactive figures: live in Lab and on the static page, from one definition.

A class is a kind of figure. Its instance, as a cell's last line, is an ordinary widget where a
kernel runs and the same figure without one on the page. A link in the prose moves sliders:
``<a href="#explorer-01-plane:zoom=8,normalisation=filter">``. Circle, Globe, Roots, Spins, Pad,
Playground and Readers compute their physics in the page, by the script in ``src``.
"""

from lib.explorer.base import Explorer
from lib.explorer.curves import Curves, Panel, Series
from lib.explorer.models import Pad, Playground, Readers, Scores
from lib.explorer.page import assets
from lib.explorer.plane import Mark, Plane, Surface
from lib.explorer.spheres import Circle, Globe, Roots, Spins
from lib.explorer.store import Slider

__all__ = ["Explorer", "Slider", "assets"]
__all__ += ["Curves", "Panel", "Series"]
__all__ += ["Mark", "Plane", "Surface"]
__all__ += ["Circle", "Globe", "Roots"]
__all__ += ["Pad", "Playground", "Readers", "Scores", "Spins"]
