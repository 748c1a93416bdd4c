"""Pictures of a loss: directions, lines, planes, curves, and what can be read off them."""

from lib.landscape.directions import (
    NORMALISATIONS,
    orthogonalised,
    random_direction,
    random_pair,
)
from lib.landscape.evaluation import losses_at
from lib.landscape.shape import grid_minima, nonconvex_share, radius, roughness
from lib.landscape.surfaces import Line, Plane, barrier, line, plane, plane_through, segment

__all__ = [
    "NORMALISATIONS",
    "Line",
    "Plane",
    "barrier",
    "grid_minima",
    "line",
    "losses_at",
    "nonconvex_share",
    "orthogonalised",
    "plane",
    "plane_through",
    "radius",
    "random_direction",
    "random_pair",
    "roughness",
    "segment",
]
