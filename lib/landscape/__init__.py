"""Pictures of a loss: directions, lines, planes, curves, and what can be read off them."""

from lib.landscape.directions import (
    NORMALISATIONS,
    curvatures,
    random_direction,
    random_directions,
    random_pair,
    random_walk,
)
from lib.landscape.evaluation import losses_at
from lib.landscape.reference import (
    Bowl,
    Shipped,
    aligned_plane,
    as_drawn,
    shipped_plane,
)
from lib.landscape.shape import (
    bent_count,
    grid_minima,
    nonconvex_share,
    output_chords,
    radius,
    roughness,
    weight_chords,
)
from lib.landscape.surfaces import Line, Plane, barrier, line, plane, segment

__all__ = [
    "NORMALISATIONS",
    "Bowl",
    "Line",
    "Plane",
    "Shipped",
    "aligned_plane",
    "as_drawn",
    "barrier",
    "bent_count",
    "curvatures",
    "grid_minima",
    "line",
    "losses_at",
    "nonconvex_share",
    "output_chords",
    "plane",
    "radius",
    "random_direction",
    "random_directions",
    "random_pair",
    "random_walk",
    "roughness",
    "segment",
    "shipped_plane",
    "weight_chords",
]
