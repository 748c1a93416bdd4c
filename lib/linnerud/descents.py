"""Descents of a small network's loss: where they end, at a minimum or on the way to infinity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.curvature import NetworkSurface
from lib.dynamics import saddle_free_step, walk
from lib.linnerud.tables import REAL, surface

Real = NDArray[np.float64]

_DAMPINGS = (1e-6, 1e-3, 1e-1, 10.0)  # each start takes, at each step, the one that lowers most
_DONE = 1e-8  # |gradient| at a minimum
_NEAR = 1e-3  # and the step of Newton's method to it, over 1 + |x|
_ZERO = 1e-8  # relative to the largest |eigenvalue|
_BLOCK = 10  # steps between two looks


@dataclass(frozen=True)
class Descents:
    """Where descents from random starts ended.

    Attributes:
        points: (m, n).
        losses: (m,).
        gradient_norms: (m,).
        at_minimum: (m,), whether the gradient is below 1e-8, Newton's step to the minimum short,
            and no eigenvalue of the Hessian negative: a minimum, and at finite weights.
        steps: (looks,), steps taken at each look.
        norms: (looks, m), |x| at each look.
    """

    points: Real
    losses: Real
    gradient_norms: Real
    at_minimum: NDArray[np.bool_]
    steps: NDArray[np.int64]
    norms: Real

    def norms_at(self, steps: ArrayLike) -> Real:
        """Return |x| of each descent at some numbers of steps, (m, k); an ended one stands."""
        places = [np.searchsorted(self.steps, step, side="right") - 1 for step in np.ravel(steps)]
        return self.norms[places].T


def descents(
    hidden: Sequence[int],
    decay: float,
    seed: Sequence[int] | int,
    starts: int,
    steps: int,
    *,
    activation: str = "tanh",
    table: int = REAL,
) -> Descents:
    """Send descents down from random starts.

    A step is the saddle-free Newton step (Dauphin et al. 2014), with the damping of a few that
    lowers the loss most, so that saddles are left and a minimum is met to machine precision.

    Args:
        hidden, decay, activation, table: of ``surface``.
        seed: of the starts, which are drawn from N(0, 1).
        starts: m.
        steps: at most so many each.

    >>> bool(descents([1], 1e-2, 0, 4, 100).at_minimum.all())
    True
    """
    loss = surface(hidden, decay, activation=activation, seed=table)
    x = np.random.default_rng(seed).normal(size=(starts, loss.size))
    looks, norms = [0], [np.linalg.norm(x, axis=1)]
    while looks[-1] < steps and (far := _far(loss, x)).any():
        more = min(_BLOCK, steps - looks[-1])
        path = walk(
            saddle_free_step, loss.gradient, loss.hessian, x[far], more, dampings=_DAMPINGS,
            loss=loss.loss,
        )  # fmt: skip
        x[far] = path[-1]
        looks.append(looks[-1] + more)
        norms.append(np.linalg.norm(x, axis=1))
    gradient = np.linalg.norm(loss.gradient(x), axis=1)
    return Descents(
        x, loss.loss(x), gradient, _is_minimum(loss, x), np.array(looks), np.array(norms)
    )


def way_down(loss: NetworkSurface, starts: Real, steps: int) -> Real:
    """Return the places that descents pass, (steps + 1, m, n), from starts (m, n)."""
    return walk(
        saddle_free_step, loss.gradient, loss.hessian, starts, steps,
        dampings=_DAMPINGS, loss=loss.loss,
    )


def _far(loss: NetworkSurface, x: Real) -> NDArray[np.bool_]:
    """Say which points still have a way to go."""
    return np.linalg.norm(loss.gradient(x), axis=1) >= 1e-2 * _DONE


def _is_minimum(loss: NetworkSurface, x: Real) -> NDArray[np.bool_]:
    """Say which points are minima at finite weights."""
    g, (values, vectors) = loss.gradient(x), np.linalg.eigh(loss.hessian(x))
    largest = np.abs(values).max(axis=1, keepdims=True)
    along = np.einsum("mij,mi->mj", vectors, g)
    bent = np.abs(values) > _ZERO * largest
    move = np.where(bent, along, 0) / np.where(bent, values, 1)
    near = np.linalg.norm(move, axis=1) <= _NEAR * (1 + np.linalg.norm(x, axis=1))
    upward = (values >= -_ZERO * largest).all(axis=1)
    return np.asarray(near & upward & (np.linalg.norm(g, axis=1) < _DONE))
