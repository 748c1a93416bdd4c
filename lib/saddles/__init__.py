"""Saddle points: steps that are drawn to them, steps that leave them, and a search for them.

Everything takes two functions, ``gradient`` of (…, n) → (…, n) and ``hessian`` of
(…, n) → (…, n, n), and moves all starts, (m, n), as one batch. NumPy only:
``lib.curvature.NetworkSurface`` gives the two functions of a small network, ``toys`` those of
surfaces in the plane.
"""

from lib.saddles.search import Search, critical_point
from lib.saddles.steps import Function, components, descent, newton, saddle_free, shifted, walk
from lib.saddles.toys import Toy, toys

__all__ = [
    "Function",
    "Search",
    "Toy",
    "components",
    "critical_point",
    "descent",
    "newton",
    "saddle_free",
    "shifted",
    "toys",
    "walk",
]
