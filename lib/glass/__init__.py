"""What [3], Liao et al. 2024, does to networks of one hidden layer, and controls for each step.

Random walks in parameter space, ways between copies and between solutions, hierarchical clustering
of solutions, flatness against test error. Every experiment depends on its arguments alone, so that
``lib.sweep`` can run many.
"""

from lib.glass.flatness import MEASURES, Flatness, flatness
from lib.glass.forks import family
from lib.glass.hierarchy import (
    Tree,
    aligned_distances,
    dendrogram,
    null_points,
    null_trees,
    overlaps,
    raw_distances,
    tree,
    triangles,
    ultrametricity,
)
from lib.glass.passage import (
    KINDS,
    Barriers,
    Ways,
    barriers,
    barriers_of,
    moved_units,
    ways,
)
from lib.glass.ranks import Association, association, detectable, holm
from lib.glass.recipe import Recipe, Solutions, layers, solutions
from lib.glass.walk import (
    Decay,
    Walks,
    decay,
    exponent,
    network_walks,
    product_walk,
    sphere_walk,
    spin_walk,
)

__all__ = [
    "KINDS",
    "MEASURES",
    "Association",
    "Barriers",
    "Decay",
    "Flatness",
    "Recipe",
    "Solutions",
    "Tree",
    "Walks",
    "Ways",
    "aligned_distances",
    "association",
    "barriers",
    "barriers_of",
    "decay",
    "dendrogram",
    "detectable",
    "exponent",
    "family",
    "flatness",
    "holm",
    "layers",
    "moved_units",
    "network_walks",
    "null_points",
    "null_trees",
    "overlaps",
    "product_walk",
    "raw_distances",
    "solutions",
    "sphere_walk",
    "spin_walk",
    "tree",
    "triangles",
    "ultrametricity",
    "ways",
]
