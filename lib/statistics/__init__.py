"""Estimates with their 95 % intervals: one ``Effect``, and the few ways to make one.

``effect``: the result, what it decides and with what power. ``samples``: means, differences,
ratios, shares. ``trends``: correlations, slopes, laws. Every interval is for other *units*
(networks, instances, …), never for the numbers that one unit gives; ``tests/statistics`` states
how often each covers the truth.
"""

from lib.statistics.effect import Effect, exact, power
from lib.statistics.samples import (
    complete,
    crossed,
    crossed_variances,
    difference,
    difference_of_proportions,
    greatest_difference,
    mean,
    proportion,
    ratio,
    spread,
)
from lib.statistics.trends import exponential_share, rank_correlation, slope

__all__ = ["Effect", "exact", "power"]
__all__ += ["complete", "crossed", "crossed_variances", "difference", "difference_of_proportions"]
__all__ += ["greatest_difference", "mean", "proportion", "ratio", "spread"]
__all__ += ["exponential_share", "rank_correlation", "slope"]
