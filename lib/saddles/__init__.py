"""Saddle points: steps that are drawn to them, steps that leave them, and a search for them.

Everything takes two functions, ``gradient`` of (…, n) → (…, n) and ``hessian`` of
(…, n) → (…, n, n), and moves all starts, (m, n), as one batch. NumPy only:
``lib.curvature.NetworkSurface`` gives the two functions of a small network.
"""

from lib.saddles.search import Search, critical_point
from lib.saddles.steps import descent, newton, saddle_free, walk

__all__ = ["Search", "critical_point", "descent", "newton", "saddle_free", "walk"]
