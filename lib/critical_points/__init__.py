"""Critical points of a spherical spin glass: all of them with proof, or many by search."""

from lib.critical_points.census import CriticalPoints, find_all
from lib.critical_points.certificate import Certificate, certify
from lib.critical_points.roots import find_roots
from lib.critical_points.search import Search, find_minima, search

__all__ = [
    "Certificate",
    "CriticalPoints",
    "Search",
    "certify",
    "find_all",
    "find_minima",
    "find_roots",
    "search",
]
