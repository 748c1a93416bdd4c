"""Chapter 1: a saddle that slices do not show, curves between minima, the way of a training."""

from lib.chapters.c01.audit import after_walk, own_plane
from lib.chapters.c01.curves import Curve, along_curve, curve_between
from lib.chapters.c01.saddle import Saddle, downward_chance, tied_saddle
from lib.chapters.c01.trajectories import Components, principal_components, trajectory_plane

__all__ = [
    "Components",
    "Curve",
    "Saddle",
    "after_walk",
    "along_curve",
    "curve_between",
    "downward_chance",
    "own_plane",
    "principal_components",
    "tied_saddle",
    "trajectory_plane",
]
