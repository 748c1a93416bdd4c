"""Experiments on one drawn instance of the spin glass each: what ``lib.sweep`` runs many of.

Every experiment draws its instance from a seed and depends on its arguments alone.
"""

from lib.instances.complex_roots import Solutions, solutions
from lib.instances.drawn import Count, census, count, descent_energies, draw, seeds
from lib.instances.growth import growth_interval, growth_rate
from lib.instances.small import Circles, Planet, circles, planet
from lib.instances.threshold import (
    LevelChanges,
    free_curvatures,
    level_changes,
    threshold_level,
)

__all__ = [
    "Circles",
    "Count",
    "LevelChanges",
    "Planet",
    "Solutions",
    "census",
    "circles",
    "count",
    "descent_energies",
    "draw",
    "free_curvatures",
    "growth_interval",
    "growth_rate",
    "level_changes",
    "planet",
    "seeds",
    "solutions",
    "threshold_level",
]
