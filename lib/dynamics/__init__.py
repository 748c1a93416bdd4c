"""Motion: on the sphere of a spin glass, and of optimisers over any function of R^n.

All of them take any batch of starts. On the sphere ``descend`` goes down, ``refine`` finds the
critical point nearby whatever its index, and every step ends on the sphere; ``infinite_size``
solves the equations of descent at N = ∞. ``walk`` follows an optimiser's steps over any function,
``critical_point`` looks for critical points of one.
"""

from lib.dynamics.on_sphere import Ends, descend, descent_energies, refine
from lib.dynamics.optimisers import (
    Arrivals,
    critical_point,
    newton_step,
    saddle_free_step,
    spectral_step,
    walk,
)

__all__ = ["Ends", "descend", "descent_energies", "refine"]
__all__ += ["Arrivals", "critical_point", "walk"]
__all__ += ["newton_step", "saddle_free_step", "spectral_step"]
