"""Landscapes of tiny networks: every run reaches a minimum to all digits, to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import data
from lib.curvature import NetworkSurface
from lib.endpoints.trained import Seed
from lib.networks import MLP, get_parameters

Real = NDArray[np.float64]

_FLAT = 1e-9  # norm of the gradient at which a run is done
_SAME = 1e-6  # two ends are one if loss and top curvature agree so well, relative to their size
_ROUNDING = 1e-12  # changes of the loss below it say nothing; the gradient decides
_GONE = 1e-3  # norm of the weights below which a network has collapsed


@dataclass(frozen=True)
class Landscape:
    """The ends of all runs in the landscape of one tiny network.

    Attributes:
        size: number of parameters.
        losses: loss with its decay at each end, (runs,).
        tops: largest eigenvalue of its Hessian, (runs,).
        minima: whether the run reached a minimum: no gradient, all curvatures positive, (runs,).
        collapsed: whether no weight is left there, (runs,).
        kinds: for each run the number of its minimum, from the lowest on; −1 for no minimum.
    """

    size: int
    losses: Real
    tops: Real
    minima: NDArray[np.bool_]
    collapsed: NDArray[np.bool_]
    kinds: NDArray[np.intp]

    @property
    def distinct(self) -> int:
        """How many different minima were found, symmetric copies counted once."""
        return int(self.kinds.max()) + 1

    @property
    def effective(self) -> float:
        """One over the chance that two runs end in the same minimum, (Σ_k share_k²)⁻¹."""
        shares = np.bincount(self.kinds[self.minima]) / self.minima.sum()
        return float(1 / np.sum(shares**2))

    @property
    def share_at_lowest(self) -> float:
        """Share of all runs that ended at the lowest minimum found."""
        return float(np.mean(self.kinds == 0))


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
    """Send runs from random weights down to minima of one landscape, and tell the ends apart.

    The network (tanh, Xavier's weights, cross-entropy with decay) tells two digits apart. Copies
    under the symmetries of hidden units have the same loss and curvature, so they count as one.

    Args:
        digits: the two.
        hidden: hidden widths.
        side, images: pixels a side, images of both digits together.
        decay: λ of λ|w|²/2 on all parameters; without it minima may lie at infinity.
        runs: from independent initial weights.
        seed: of those.

    >>> found = landscape((4, 9), (2,), side=2, images=20, decay=0.01, runs=4, seed=0)
    >>> found.minima.all(), found.distinct <= 4
    (np.True_, True)
    """
    x, y = _pair(digits, side, images)
    widths, rng = (side**2, *hidden, 2), np.random.default_rng(seed)
    fresh = [MLP(widths, activation="tanh", init="xavier", rng=rng) for _ in range(runs)]
    starts = np.array([get_parameters(network).double().numpy() for network in fresh])
    surface = NetworkSurface(widths, x, y, decay=decay)
    ends, losses, gradients, eigenvalues = descend(surface, starts)
    minima = (gradients <= 10 * _FLAT) & (eigenvalues[:, 0] > 0)
    weights = np.linalg.norm(ends[:, :-2], axis=1)  # the biases of the outputs may stay
    tops = eigenvalues[:, -1]
    kinds = _kinds(losses, tops, minima)
    return Landscape(surface.size, losses, tops, minima, minima & (weights < _GONE), kinds)


def descend(
    surface: NetworkSurface, starts: ArrayLike, *, steps: int = 600
) -> tuple[Real, Real, Real, Real]:
    """Go down from many starts by saddle-free Newton steps that never raise the loss.

    The step −(|H| + μ)⁻¹ g is taken if the loss falls; μ shrinks after a step taken and grows
    after one refused. (Where the change of the loss drowns in rounding, the gradient has to fall.)

    Args:
        surface: the loss.
        starts: (m, n).
        steps: tried from each start at most.

    Returns:
        Ends (m, n), their losses (m,), norms of the gradient (m,) and eigenvalues of the Hessian,
        ascending, (m, n).
    """
    x = np.array(starts, float)
    loss, g = surface.loss(x), surface.gradient(x)
    values, vectors = np.linalg.eigh(surface.hessian(x))
    mu = np.ones(len(x))
    for _ in range(steps):
        live = np.flatnonzero(np.linalg.norm(g, axis=1) > _FLAT)
        if not len(live):
            break
        trial = x[live] + _step(values[live], vectors[live], g[live], mu[live])
        new, slope = surface.loss(trial), surface.gradient(trial)
        level = np.abs(new - loss[live]) < _ROUNDING
        flatter = np.linalg.norm(slope, axis=1) < np.linalg.norm(g[live], axis=1)
        taken = np.where(level, flatter, new < loss[live])
        mu[live] = np.clip(mu[live] * np.where(taken, 0.3, 4.0), 1e-12, 1e6)
        rows = live[taken]
        if len(rows):
            x[rows], loss[rows], g[rows] = trial[taken], new[taken], slope[taken]
            values[rows], vectors[rows] = np.linalg.eigh(surface.hessian(x[rows]))
    return x, loss, np.linalg.norm(g, axis=1), values


def _step(values: Real, vectors: Real, gradient: Real, damping: Real) -> Real:
    """Return −(|H| + μ)⁻¹ g from the eigenpairs of H."""
    along = np.einsum("mij,mi->mj", vectors, gradient)
    return -np.einsum("mij,mj->mi", vectors, along / (np.abs(values) + damping[:, None]))


def _kinds(losses: Real, tops: Real, minima: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Number the minima from the lowest on: one number where loss and top curvature agree."""
    kinds = np.full(len(losses), -1)
    found: list[tuple[float, float]] = []
    for row in np.argsort(losses, kind="stable"):
        if not minima[row]:
            continue
        here = (losses[row], tops[row])
        same = [k for k, other in enumerate(found) if np.allclose(here, other, rtol=_SAME)]
        kinds[row] = same[0] if same else len(found)
        if not same:
            found.append(here)
    return kinds


def _pair(digits: Sequence[int], side: int, images: int) -> tuple[Real, NDArray[np.int64]]:
    """Return images of two digits, and which of the two each is."""
    pool = data.mnist(4000, 1, side=side, scaling="standard")
    here = np.flatnonzero(np.isin(pool.train_labels, list(digits)))[:images]
    labels = (pool.train_labels[here] == digits[1]).astype(np.int64)
    return pool.train_images[here].astype(float), labels
