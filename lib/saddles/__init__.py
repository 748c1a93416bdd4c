"""Surfaces over the plane with a saddle, and under their old names the optimisers of ``dynamics``.

What chapter 10 alone needs are the ``toys``.
"""

from lib.dynamics import Arrivals, critical_point, walk
from lib.dynamics import newton_step as newton
from lib.dynamics import saddle_free_step as saddle_free
from lib.dynamics.optimisers import Function, components
from lib.saddles.steps import descent, shifted
from lib.saddles.toys import Toy, toys

__all__ = [
    "Arrivals",
    "Function",
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
