"""Exact theory of the spherical p-spin glass: levels, complexity, Kac–Rice means.

n is the number of spins, p the order of interaction (the paper's H), u = H/n the energy density in
the convention Var H = n. Levels are negative numbers; ``threshold_energy`` and
``ground_state_energy`` return the positive E_∞ and E_0. What two whole numbers tell is asked for
by keyword: ``mean_critical_points(n=20, p=3)``. Temperatures take a mixture, {p: 1.0} for the pure
model; ``theory.mixtures`` has its levels.
"""

from lib.theory.goe import PrecisionError
from lib.theory.kac_rice import (
    eigenpair_count,
    lowest_curvature,
    mean_critical_points,
    mean_energy,
    saddles_per_minimum,
    share_below,
)
from lib.theory.levels import (
    complexity,
    deviation_rate,
    effective_width,
    energy_at_index_fraction,
    ground_state_energy,
    hessian_density,
    hessian_edges,
    index_fraction,
    layer_energy,
    threshold_complexity,
    threshold_energy,
)
from lib.theory.mixtures import (
    algorithmic_threshold,
    dynamical_temperature,
    marginal_multiplier,
    static_temperature,
)

__all__ = ["PrecisionError", "eigenpair_count", "lowest_curvature", "mean_critical_points"]
__all__ += ["mean_energy", "saddles_per_minimum", "share_below"]
__all__ += ["complexity", "deviation_rate", "effective_width", "threshold_complexity"]
__all__ += ["ground_state_energy", "layer_energy", "threshold_energy"]
__all__ += ["energy_at_index_fraction", "hessian_density", "hessian_edges", "index_fraction"]
__all__ += ["algorithmic_threshold", "dynamical_temperature", "marginal_multiplier"]
__all__ += ["static_temperature"]
