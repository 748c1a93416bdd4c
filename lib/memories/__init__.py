"""Experiments on the Hopfield network, one drawn network or one crowd of them each.

``recall`` follows single pictures; ``classes`` tells networks of few patterns by a few numbers
and so runs many at once; ``minima`` counts every resting state; ``storage`` fills a network up.
Every experiment draws its networks from a seed and depends on its arguments alone.
"""

from lib.memories.classes import Crowd, class_sizes, class_table
from lib.memories.experiments import drift, fates, lifetimes, thermal_overlaps
from lib.memories.minima import (
    Minima,
    count_minima,
    resting_classes,
    resting_states,
    searched_minima,
)
from lib.memories.pictures import binary, covered, flipped
from lib.memories.recall import Recall, hebb, projection, recall
from lib.memories.storage import half_load, half_load_interval, kept_overlaps
from lib.memories.tours import RULES, Tour, recall_tour, together_tour

__all__ = [
    "RULES",
    "Crowd",
    "Minima",
    "Recall",
    "Tour",
    "binary",
    "class_sizes",
    "class_table",
    "count_minima",
    "covered",
    "drift",
    "fates",
    "flipped",
    "half_load",
    "half_load_interval",
    "hebb",
    "kept_overlaps",
    "lifetimes",
    "projection",
    "recall",
    "recall_tour",
    "resting_classes",
    "resting_states",
    "searched_minima",
    "thermal_overlaps",
    "together_tour",
]
