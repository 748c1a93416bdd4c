"""Pictures of a loss: directions, lines, planes, curves, and what can be read off them."""

from lib.landscape.chords import bent_count, chord_excess, output_chords, weight_chords
from lib.landscape.curves import Curve, along_curve, curve_between
from lib.landscape.directions import (
    NORMALISATIONS,
    orthogonalised,
    random_direction,
    random_pair,
)
from lib.landscape.evaluation import losses_at
from lib.landscape.reference import (
    Bowl,
    Shipped,
    after_walk,
    aligned_plane,
    as_drawn,
    own_plane,
    shipped_interpolation,
    shipped_plane,
)
from lib.landscape.saddle import Saddle, tied_saddle
from lib.landscape.shape import grid_minima, nonconvex_share, radius, roughness
from lib.landscape.slices import curvatures, downward_chance, random_directions
from lib.landscape.surfaces import Line, Plane, barrier, line, plane, plane_through, segment
from lib.landscape.trajectories import (
    Components,
    principal_components,
    random_walk,
    trajectory_plane,
)

__all__ = [
    "NORMALISATIONS",
    "Bowl",
    "Components",
    "Curve",
    "Line",
    "Plane",
    "Saddle",
    "Shipped",
    "after_walk",
    "aligned_plane",
    "along_curve",
    "as_drawn",
    "barrier",
    "bent_count",
    "chord_excess",
    "curvatures",
    "curve_between",
    "downward_chance",
    "grid_minima",
    "line",
    "losses_at",
    "nonconvex_share",
    "orthogonalised",
    "output_chords",
    "own_plane",
    "plane",
    "plane_through",
    "principal_components",
    "radius",
    "random_direction",
    "random_directions",
    "random_pair",
    "random_walk",
    "roughness",
    "segment",
    "shipped_interpolation",
    "shipped_plane",
    "tied_saddle",
    "trajectory_plane",
    "weight_chords",
]
