"""Pictures of a loss: directions, lines and planes, and what can be read off them."""

from lib.landscape.evaluation import losses_at
from lib.landscape.reference import Bowl, Shipped, shipped_plane
from lib.landscape.shape import (
    bent_count,
    grid_minima,
    nonconvex_share,
    output_chords,
    radius,
    roughness,
    weight_chords,
)
from lib.landscape.surfaces import (
    NORMALISATIONS,
    Line,
    Plane,
    barrier,
    line,
    plane,
    random_direction,
    random_walk,
    segment,
)

__all__ = ["NORMALISATIONS", "random_direction", "random_walk"]
__all__ += ["Line", "Plane", "barrier", "line", "losses_at", "plane", "segment"]
__all__ += ["bent_count", "grid_minima", "nonconvex_share", "output_chords", "radius", "roughness"]
__all__ += ["Bowl", "Shipped", "shipped_plane", "weight_chords"]
