"""How far apart ends lie: raw, with hidden units in one order, and between untrained networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lib.endpoints.trained import Recipe, Seed
from lib.landscape import barrier, segment
from lib.networks import MLP, aligned, get_parameters, permuted, set_parameters

Real = NDArray[np.float64]

_POINTS = 11  # on the straight way between two ends


@dataclass(frozen=True)
class Separation:
    """How far apart the two networks of each pair lie, an entry a pair; no network is in two pairs.

    A distance is |w − w′| over the root mean square of |w| and |w′|: √2 for independent
    directions.

    Attributes:
        raw, aligned: between trained networks, as they are and after alignment.
        untrained: between the same networks before training, after alignment.
        recovered: after alignment, between a trained network and a noisy copy of it whose units
            were put in random order.
        told: the same with the units left in order: what ``recovered`` is if order is found again.
        raw_barriers, barriers: rise of the loss on the straight way, before and after alignment.
    """

    raw: Real
    aligned: Real
    untrained: Real
    recovered: Real
    told: Real
    raw_barriers: Real
    barriers: Real

    @classmethod
    def of(cls, parts: Sequence[Separation]) -> Separation:
        """Join pairs that were trained in groups."""
        names = cls.__dataclass_fields__
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def separation(
    recipe: Recipe, hidden: Sequence[int], seed: Seed, pairs: int, noise: float
) -> Separation:
    """Train pairs of networks and measure how far apart they end.

    Args:
        recipe, hidden, seed: as for ``ends``.
        pairs: how many pairs of independent networks.
        noise: size of the noise of the control, over that of the weights.

    >>> recipe = Recipe(20, 3, "tanh", 1e-3, 10, ((0.01, 2),))
    >>> separation(recipe, (3, 2), 0, 2, 0.1).aligned.shape
    (2,)
    """
    starts, trained = recipe.pair_up(hidden, seed, 2 * pairs)
    task, rng = recipe.task(), np.random.default_rng([2, *np.atleast_1d(seed)])
    rows = []
    for one, two, before, after in zip(
        trained[::2], trained[1::2], starts[::2], starts[1::2], strict=True
    ):
        turned = aligned(two, one)
        copy = _noisy(one, noise, rng)
        rows.append((
            distance(one, two), distance(one, turned),
            distance(before, aligned(after, before)),
            distance(one, aligned(_shuffled(copy, rng), one)), distance(one, copy),
            *(barrier(segment(one, end, task, _POINTS)) for end in (two, turned)),
        ))  # fmt: skip
    return Separation(*np.array(rows).T)


def distance(one: MLP, two: MLP) -> float:
    """Return |w − w′| over the root mean square of the two norms.

    >>> network = MLP((2, 2), rng=np.random.default_rng(0))
    >>> distance(network, network)
    0.0
    """
    a, b = (get_parameters(network).double() for network in (one, two))
    return float((a - b).norm() / ((a.norm() ** 2 + b.norm() ** 2) / 2).sqrt())


def _noisy(network: MLP, noise: float, rng: np.random.Generator) -> MLP:
    """Return a copy with noise of a relative size on all parameters."""
    w = get_parameters(network)
    kick = torch.as_tensor(rng.normal(size=len(w)), dtype=w.dtype)
    copy = permuted(network, [range(width) for width in network.widths[1:-1]])
    set_parameters(copy, w + noise * w.norm() / kick.norm() * kick)
    return copy


def _shuffled(network: MLP, rng: np.random.Generator) -> MLP:
    """Return the same function with hidden units in random order, for tanh also of random sign."""
    hidden = network.widths[1:-1]
    orders = [rng.permutation(width) for width in hidden]
    if network.activation == "relu":
        return permuted(network, orders)
    return permuted(network, orders, [rng.choice([-1.0, 1.0], width) for width in hidden])
