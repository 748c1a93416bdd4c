"""Critical points of a spherical spin glass: all of them with proof, or many by search."""

from lib.critical_points.census import (
    Count,
    CriticalPoints,
    Search,
    census_of,
    count,
    find_all,
    find_minima,
    search,
    search_of,
)
from lib.critical_points.certificate import Certificate, certify
from lib.critical_points.eigenpairs import group
from lib.critical_points.homotopy import find_roots

__all__ = ["Count", "CriticalPoints", "census_of", "count", "find_all"]
__all__ += ["Search", "find_minima", "search", "search_of"]
__all__ += ["Certificate", "certify", "find_roots", "group"]
