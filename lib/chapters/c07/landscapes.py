"""Landscapes of tiny networks: every descent reaches a minimum to all digits, to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import curvature, networks
from lib.curvature import NetworkSurface
from lib.networks import get_parameters
from lib.networks.recipe import Seed

Real = NDArray[np.float64]

_FLAT = 1e-9  # norm of the gradient at which a descent is done
_ROUNDING = 1e-12  # changes of the loss below it say nothing; the gradient decides
_STEPS = 600
_POOL = 999  # images of two digits to draw from: all that come with the book but the one to test on


class Landscape(NamedTuple):
    """Where the descents in the landscape of one tiny network ended.

    Attributes:
        size: number of parameters.
        losses: with the decay, in the order of the descents; NaN for an end that is no minimum.
        weights: norm of the parameters at each end.
    """

    size: int
    losses: Real
    weights: Real

    def kinds(self, *, same: float = 1e-6) -> NDArray[np.intp]:
        """Number the minimum of every descent from the lowest on, −1 for none.

        Copies under the symmetries of hidden units have one loss and count as one.

        Args:
            same: relative difference of losses up to which two ends are one minimum.
        """
        order = np.argsort(self.losses)  # NaN last
        rises = np.diff(self.losses[order], prepend=self.losses[order[0]])
        ranks = np.cumsum(rises > same * self.losses[order])
        kinds = np.full(len(order), -1)
        kinds[order] = np.where(np.isfinite(self.losses[order]), ranks, -1)
        return kinds

    def distinct(self, *, same: float = 1e-6, runs: int | None = None) -> int:
        """Return how many different minima the first descents found, by default all of them."""
        return len(set(self.kinds(same=same)[:runs].tolist()) - {-1})

    def unseen(self, *, same: float = 1e-6) -> float:
        """Return the chance that one more descent finds a new minimum (Good 1953).

        The share of descents whose minimum no other descent found.
        """
        kinds = self.kinds(same=same)
        return float(np.sum(np.bincount(kinds[kinds >= 0]) == 1) / len(kinds))

    def bad(self, *, above: float = 0.1) -> float:
        """Return the share of the minima reached that lie more than ``above`` over the lowest."""
        reached = self.losses[np.isfinite(self.losses)]
        return float(np.mean(reached > (1 + above) * reached.min()))


def landscape(
    digits: Sequence[int],
    hidden: Sequence[int],
    *,
    side: int,
    images: int,
    decay: float,
    runs: int,
    seed: Seed,
) -> Landscape:
    """Go down from many random starts in the landscape of one network.

    The network (tanh, Xavier's weights, cross-entropy with decay) tells two digits apart.

    Args:
        digits: the two.
        hidden: hidden widths.
        side, images: pixels a side, images of both digits together.
        decay: λ of λ|w|²/2 on all parameters; without it minima may lie at infinity.
        runs: from independent initial weights.
        seed: of those and of which images are drawn: more images have fewer among them.

    >>> found = landscape((4, 9), (2,), side=2, images=20, decay=0.01, runs=4, seed=0)
    >>> found.size, bool(np.isfinite(found.losses).all()), found.distinct() <= 4
    (16, True, True)
    """
    recipe = networks.Recipe(
        hidden=tuple(hidden),
        phases=(),
        batch=None,
        images=_POOL,
        side=side,
        digits=tuple(digits),
        scaling="standard",
        activation="tanh",
    )
    fresh = recipe.fresh(seed, runs)
    drawn = np.random.default_rng([2, *np.atleast_1d(seed)]).permutation(_POOL)[:images]
    task = recipe.tasks().train.some(torch.from_numpy(drawn)).double()
    surface = NetworkSurface.of(fresh[0], task, decay=decay)
    ends = descend(surface, [get_parameters(one).double().numpy() for one in fresh])
    found = curvature.classify(ends, surface.gradient(ends), surface.hessian(ends))
    least = (found.kinds == "minimum") & (found.zeros == 0)
    losses = np.where(least, surface.loss(ends), np.nan)
    return Landscape(ends.shape[1], losses, np.linalg.norm(ends, axis=1))


def descend(surface: NetworkSurface, starts: ArrayLike) -> Real:
    """Go down from many starts by saddle-free Newton steps that never raise the loss.

    The step −(|H| + μ)⁻¹ g is taken if the loss falls; μ shrinks after a step taken and grows
    after one refused. (Where the change of the loss drowns in rounding, the gradient has to fall.)

    Args:
        surface: the loss.
        starts: (m, n).

    Returns:
        Where they end, (m, n).
    """
    x = np.array(starts, float)
    loss, g = surface.loss(x), surface.gradient(x)
    values, vectors = np.linalg.eigh(surface.hessian(x))
    mu = np.ones(len(x))
    for _ in range(_STEPS):
        live = np.flatnonzero(np.linalg.norm(g, axis=1) > _FLAT)
        if not len(live):
            break
        along = np.einsum("mij,mi->mj", vectors[live], g[live])
        along /= np.abs(values[live]) + mu[live, None]
        trial = x[live] - np.einsum("mij,mj->mi", vectors[live], along)
        new, slope = surface.loss(trial), surface.gradient(trial)
        level = np.abs(new - loss[live]) < _ROUNDING
        flatter = np.linalg.norm(slope, axis=1) < np.linalg.norm(g[live], axis=1)
        taken = np.where(level, flatter, new < loss[live])
        mu[live] = np.clip(mu[live] * np.where(taken, 0.3, 4.0), 1e-12, 1e6)
        rows = live[taken]
        if len(rows):
            x[rows], loss[rows], g[rows] = trial[taken], new[taken], slope[taken]
            values[rows], vectors[rows] = np.linalg.eigh(surface.hessian(x[rows]))
    return x
