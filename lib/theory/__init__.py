"""Exact theory of the spherical p-spin glass: levels, complexity, Kac–Rice means, depth counts.

p is the order of interaction (the paper's H), n the number of spins, u = H/N the energy density in
the convention Var H = N. Levels are negative numbers; ``threshold_energy`` and
``ground_state_energy`` return the positive E_∞ and E_0.
"""

from lib.theory.checks import PrecisionError
from lib.theory.depth import (
    effective_width,
    eigenpair_count,
    log_count,
    network_peak,
    network_spins,
    peak_depth,
    spins,
)
from lib.theory.depth_means import best_log_count, law_log_count, mean_log_count, whole_peak
from lib.theory.kac_rice import mean_critical_points, mean_energy, share_below
from lib.theory.large_n import MinimaLaw, band_size, minima_law, total_law
from lib.theory.levels import (
    complexity,
    deviation_rate,
    ground_state_energy,
    layer_energy,
    saddle_ratio,
    threshold_complexity,
    threshold_energy,
)
from lib.theory.semicircle import (
    energy_at_index_fraction,
    hessian_density,
    hessian_edges,
    index_fraction,
)

__all__ = [
    "MinimaLaw",
    "PrecisionError",
    "band_size",
    "best_log_count",
    "complexity",
    "deviation_rate",
    "effective_width",
    "eigenpair_count",
    "energy_at_index_fraction",
    "ground_state_energy",
    "hessian_density",
    "hessian_edges",
    "index_fraction",
    "law_log_count",
    "layer_energy",
    "log_count",
    "mean_critical_points",
    "mean_energy",
    "mean_log_count",
    "minima_law",
    "network_peak",
    "network_spins",
    "peak_depth",
    "saddle_ratio",
    "share_below",
    "spins",
    "threshold_complexity",
    "threshold_energy",
    "total_law",
    "whole_peak",
]
