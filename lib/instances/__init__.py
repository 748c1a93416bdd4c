"""Experiments on one drawn instance of the spin glass each: what ``lib.sweep`` runs many of.

Every experiment draws its instance from a seed and depends on its arguments alone. What two
chapters use lives in ``spinglass``, ``critical_points`` and ``dynamics``, and is only named here.
"""

from lib.critical_points import Count, count
from lib.critical_points import census_of as census
from lib.dynamics import descent_energies
from lib.instances.growth import growth_rate
from lib.spinglass import draw, free_curvatures, seeds

__all__ = [
    "Count",
    "census",
    "count",
    "descent_energies",
    "draw",
    "free_curvatures",
    "growth_rate",
    "seeds",
]
