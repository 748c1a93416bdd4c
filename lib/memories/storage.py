"""How much a network keeps: overlaps with stored patterns after it came to rest, against load."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.hopfield import Hopfield

Real = NDArray[np.float64]
Seed = int | tuple[int, ...]

_RESAMPLES = 1000


def kept_overlaps(n: int, load: float, starts: int, seed: Seed) -> Real:
    """Return the overlaps with patterns after descents at T = 0 that began at those patterns.

    Args:
        n: neurons.
        load: α = p/N, rounded to a whole number of patterns.
        starts: from how many patterns (all of them if there are fewer).
        seed: of the patterns.

    Returns:
        Shape (starts,).

    >>> float(kept_overlaps(100, 0.01, 5, 0)[0])
    1.0
    """
    p = max(1, round(load * n))
    network = Hopfield.sample(n, p, rng=np.random.default_rng([n, p, *np.atleast_1d(seed)]))
    begin = network.patterns[:starts]
    return np.mean(network.descend(begin) * begin, axis=1)


def half_load(loads: ArrayLike, shares: ArrayLike) -> float:
    """Return the load at which a falling share crosses one half, by straight lines between.

    Args:
        loads: rising, (points,).
        shares: share of the patterns kept at each, (points,).

    Returns:
        NaN where one half is not crossed.

    >>> round(half_load([0.1, 0.2], [1.0, 0.0]), 3)
    0.15
    """
    loads, shares = np.asarray(loads, float), np.asarray(shares, float)
    across = np.flatnonzero((shares[:-1] >= 0.5) & (shares[1:] < 0.5))
    if not len(across):
        return np.nan
    k = across[0]
    part = (shares[k] - 0.5) / (shares[k] - shares[k + 1])
    return float(loads[k] + part * (loads[k + 1] - loads[k]))


def half_load_interval(
    loads: ArrayLike, shares: ArrayLike, *, rng: np.random.Generator
) -> tuple[float, tuple[float, float]]:
    """Return the load at which half the patterns are kept, and its 95 % interval.

    Args:
        loads: rising, (points,).
        shares: share kept by each network, (points, networks); networks are resampled.
        rng: of the resampling.

    >>> shares = [[1.0, 1.0], [0.0, 0.0]]
    >>> half_load_interval([0.1, 0.2], shares, rng=np.random.default_rng(0))
    (0.15000000000000002, (0.15000000000000002, 0.15000000000000002))
    """
    shares = np.asarray(shares, float)
    points, networks = shares.shape
    picks = rng.integers(networks, size=(_RESAMPLES, points, networks))
    means = np.take_along_axis(shares[None], picks, axis=2).mean(axis=2)
    found = np.array([half_load(loads, row) for row in means])
    low, high = np.nanquantile(found, [0.025, 0.975])
    return half_load(loads, shares.mean(axis=1)), (float(low), float(high))
