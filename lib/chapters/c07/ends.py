"""Where training ends at one size and several depths: loss, curvature, distances of pairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import curvature, networks
from lib.landscape import barrier, segment
from lib.networks import MLP, Recipe, distance, get_parameters
from lib.networks.recipe import Seed

Real = NDArray[np.float64]

_TOLERANCE = 3e-2  # of the residual: the eigenvalue itself is then known to about its square
_NOISE = 0.5  # of the alignment's control, over the norm of the weights
_POINTS = 11  # on the straight way between two ends


class Ends(NamedTuple):
    """Networks of one depth, and pairs of them: number 0 with 1, 2 with 3, …

    Attributes:
        losses: training loss, (networks,).
        tops: largest eigenvalue of the loss's Hessian, (networks,).
        aligned: distance of each pair with hidden units in one order, over the norm of the
            weights (√2 at right angles).
        before: that of the same networks before training, in one order.
        copies: that of a network and a noisy copy of it with shuffled units, in one order.
        walls: rise of the loss on the straight way between the aligned pair.
    """

    losses: Real
    tops: Real
    aligned: Real
    before: Real
    copies: Real
    walls: Real


def ends(recipe: Recipe, seed: Seed, count: int) -> Ends:
    """Train networks from a seed and measure where they end.

    Args:
        recipe: how.
        seed: of initial weights, orders of images and noise.
        count: how many networks, an even number.

    >>> recipe = Recipe(hidden=(3, 2), phases=((0.01, 2),), batch=10, images=20, side=3)
    >>> ends(recipe, 0, 4).aligned.shape
    (2,)
    """
    runs, task = networks.train_from_seed(recipe, seed, count), recipe.tasks().train
    rng = np.random.default_rng([2, *np.atleast_1d(seed)])
    rows = []
    for k in range(0, count, 2):
        one, other = runs.networks[k : k + 2]
        turned = networks.aligned(other, one)
        rows.append([
            distance(one, turned),
            distance(*runs.starts[k : k + 2], align=True),
            distance(one, networks.shuffled(noisy(one, rng=rng), rng=rng), align=True),
            barrier(segment(one, turned, task, _POINTS)),
        ])  # fmt: skip
    tops = []
    for network in runs.networks:
        operator, start = curvature.hessian(network, task), np.random.default_rng(1)
        found = curvature.eigenpairs(operator, 1, rng=start, tolerance=_TOLERANCE)
        tops.append(float(found.values[0]))
    return Ends(runs.losses[:, -1], np.array(tops), *np.array(rows).T)


def noisy(network: MLP, *, rng: np.random.Generator, size: float = _NOISE) -> MLP:
    """Return a copy with noise on all parameters, of a size relative to their norm."""
    w = get_parameters(network).double().numpy()
    kick = rng.normal(size=len(w))
    copy = networks.permuted(network, [range(width) for width in network.widths[1:-1]])
    networks.set_parameters(copy, w + size * np.linalg.norm(w) / np.linalg.norm(kick) * kick)
    return copy
