"""Chapter 1: a saddle that slices do not show, curves between minima, the way of a training."""

from lib.chapters.c01.audit import after_walk, own_plane, place, reach
from lib.chapters.c01.curves import Curve, along_curve, curve_between
from lib.chapters.c01.saddle import (
    Saddle,
    curvatures,
    downward_chance,
    random_directions,
    tied_saddle,
)
from lib.chapters.c01.trajectories import Components, principal_components, trajectory_plane

__all__ = ["Curve", "Saddle", "along_curve", "curve_between", "place", "reach", "tied_saddle"]
__all__ += ["curvatures", "downward_chance", "random_directions"]
__all__ += ["Components", "after_walk", "own_plane", "principal_components", "trajectory_plane"]
