"""The Hopfield network of Amit, Gutfreund and Sompolinsky: a spin glass that remembers.

``Hopfield`` is the network with its dynamics. ``overlap``, ``free_energy``, ``stability`` and
``mixture_threshold`` are its mean field for finitely many patterns, ``free_energy_at`` and
``mixture_barrier`` the landscape between its solutions; ``capacity``,
``critical_overlap`` and ``retrieval_overlap`` are for p = αN patterns at T = 0.
"""

from lib.hopfield.mean_field import (
    Stability,
    free_energy,
    free_energy_at,
    mixture_barrier,
    mixture_threshold,
    overlap,
    stability,
)
from lib.hopfield.network import Hopfield
from lib.hopfield.storage import capacity, critical_overlap, retrieval_overlap

__all__ = [
    "Hopfield",
    "Stability",
    "capacity",
    "critical_overlap",
    "free_energy",
    "free_energy_at",
    "mixture_barrier",
    "mixture_threshold",
    "overlap",
    "retrieval_overlap",
    "stability",
]
