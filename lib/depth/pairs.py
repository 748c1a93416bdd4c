"""Pairs of networks: how far apart two minima lie and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import landscape
from lib.networks import MLP, Objective, aligned, get_parameters

Real = NDArray[np.float64]

_POINTS = 15


class Pairs(NamedTuple):
    """Distances and barriers of disjoint pairs of networks, (pairs,) each; NaN for a lost pair.

    Distances are |θ − θ′| over the root mean square of |θ| and |θ′|: √2 for directions at right
    angles. ``aligned`` ones are after the hidden units of one were put in the order of the other.
    """

    distance: Real
    aligned_distance: Real
    barrier: Real
    aligned_barrier: Real


def pairs(networks: Sequence[MLP | None], look: Objective | None = None) -> Pairs:
    """Return distances and barriers of the pairs 0–1, 2–3, …, which are independent.

    Args:
        networks: of one shape, None for a run that has none.
        look: the loss of the barriers; without it they are NaN.
    """
    couples = zip(networks[::2], networks[1::2], strict=False)
    rows = [_pair(one, other, look) for one, other in couples]
    return Pairs(*np.array(rows, dtype=np.float64).reshape(-1, len(Pairs._fields)).T)


def relative_distance(one: MLP, other: MLP) -> float:
    """Return |θ − θ′| over the root mean square of |θ| and |θ′|.

    >>> network = MLP((3, 2, 2), rng=np.random.default_rng(0))
    >>> relative_distance(network, network)
    0.0
    """
    a, b = (get_parameters(network).double() for network in (one, other))
    return float((a - b).norm() / ((a @ a + b @ b) / 2).sqrt())


def _pair(one: MLP | None, other: MLP | None, look: Objective | None) -> list[float]:
    """Return the four numbers of one pair."""
    if one is None or other is None or one.residual:
        return [np.nan] * 4
    matched = aligned(other, one)
    ends = (other, matched)
    distances = [relative_distance(one, end) for end in ends]
    if look is None:
        return [*distances, np.nan, np.nan]
    heights = [landscape.barrier(landscape.segment(one, end, look, _POINTS)) for end in ends]
    return [*distances, *heights]
