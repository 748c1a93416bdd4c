"""The Hopfield network of Amit, Gutfreund and Sompolinsky: a spin glass that remembers.

``Hopfield`` is the network with its dynamics, ``hebb`` and ``projection`` couplings written out.
``overlap``, ``free_energy``, ``stability`` and ``mixture_threshold`` are its mean field for few
patterns, ``free_energy_at`` and ``mixture_barrier`` the landscape between its solutions.
For p = αN patterns at a temperature: ``capacity``, ``critical_overlap`` and ``retrieval_overlap``
where patterns are retrieved, ``stable_load`` where they are lowest, ``glass_temperature`` and
``glass_order`` of the spin glass.
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
from lib.hopfield.network import Hopfield, hebb, projection
from lib.hopfield.storage import (
    capacity,
    critical_overlap,
    glass_order,
    glass_temperature,
    retrieval_overlap,
    stable_load,
)

__all__ = ["Hopfield", "hebb", "projection"]
__all__ += ["free_energy", "free_energy_at", "mixture_barrier", "mixture_threshold"]
__all__ += ["Stability", "overlap", "stability"]
__all__ += ["capacity", "critical_overlap", "glass_order", "glass_temperature"]
__all__ += ["retrieval_overlap", "stable_load"]
