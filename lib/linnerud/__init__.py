"""The small networks of the Linnerud table: their surface, its minima and critical points.

Every experiment depends on its arguments alone, so that ``lib.sweep`` can run many. A table is
named by a seed: 0 is the real one, any other a table of made-up men (``table``).
"""

from lib.linnerud.census import Census, census
from lib.linnerud.descents import Descents, descents
from lib.linnerud.linear import lowest_linear_loss
from lib.linnerud.planes import TURNS, Frame, frame, minima_on_planes, plane, surface_on
from lib.linnerud.symmetry import copies, distinct, fingerprint, units
from lib.linnerud.tables import surface, table

__all__ = [
    "TURNS",
    "Census",
    "Descents",
    "Frame",
    "census",
    "copies",
    "descents",
    "distinct",
    "fingerprint",
    "frame",
    "lowest_linear_loss",
    "minima_on_planes",
    "plane",
    "surface",
    "surface_on",
    "table",
    "units",
]
