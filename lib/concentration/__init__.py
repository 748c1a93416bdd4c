"""Many networks of one shape, trained alike: how alike they end, after Choromanska et al. (2015).

Cohorts of one-hidden-layer rectifier networks without biases on coarse digits, the spread of their
losses against size, the signs of the curvature where they end, and what the theorem assumes of
them. What the spin glass does at the same size is in ``lib.instances``.
"""

from lib.concentration.assumed import Assumed, assumed, length_ratio
from lib.concentration.cohort import Cohort, cohort, joined
from lib.concentration.signs import Signs, descended, signs, start_and_end
from lib.concentration.spread import (
    histograms,
    near_best,
    rank_correlation,
    share_difference,
    spread,
    spread_law,
)
from lib.concentration.task import Task, coarse_digits

__all__ = [
    "Assumed",
    "Cohort",
    "Signs",
    "Task",
    "assumed",
    "coarse_digits",
    "cohort",
    "descended",
    "histograms",
    "joined",
    "length_ratio",
    "near_best",
    "rank_correlation",
    "share_difference",
    "signs",
    "spread",
    "spread_law",
    "start_and_end",
]
