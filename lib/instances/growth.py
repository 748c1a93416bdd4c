"""How fast counts grow with the number of spins."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def growth_rate(sizes: ArrayLike, counts: ArrayLike) -> float:
    """Return the slope of ln(count) against size, by least squares, per spin.

    >>> round(growth_rate([1, 2, 3], [2, 4, 8]), 6)
    0.693147
    """
    return float(np.polyfit(np.asarray(sizes, float), np.log(np.asarray(counts, float)), 1)[0])
