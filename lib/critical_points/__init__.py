"""Critical points of a spherical spin glass: all of them with proof, or many by search."""

from lib.critical_points.census import Count, CriticalPoints, census_of, count, find_all
from lib.critical_points.certificate import Certificate, certify
from lib.critical_points.eigenpairs import group
from lib.critical_points.homotopy import find_roots
from lib.critical_points.many_starts import Search, find_minima, search

__all__ = [
    "Certificate",
    "Count",
    "CriticalPoints",
    "Search",
    "census_of",
    "certify",
    "count",
    "find_all",
    "find_minima",
    "find_roots",
    "group",
    "search",
]
