"""Measures of what Choromanska and others (2015) assume, for chapter 9. NumPy only."""

from lib.paths.assumptions import (
    nearest_values,
    pair_correlations,
    representatives,
    shuffled_columns,
    usage_entropy,
)

__all__ = [
    "nearest_values",
    "pair_correlations",
    "representatives",
    "shuffled_columns",
    "usage_entropy",
]
