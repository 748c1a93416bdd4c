"""How fast a function on a sphere is forgotten: networks, a spin glass, and what is no glass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import networks, spinglass
from lib.dynamics import descend
from lib.networks import Objective, Recipe
from lib.networks.stack import Stack

Real = NDArray[np.float64]
_BLOCK = 128  # walkers at a time, so that memory does not grow with their number


@dataclass(frozen=True)
class Walk:
    """What walkers find who start anywhere on a sphere, and who start at one low place.

    Attributes:
        overlaps: q, cosines between where a walker started and where it stands, (K,).
        starts: the function where each walker starts, a place of its own, (walkers,).
        ends: the function at each overlap, (2, K, walkers); each walks one way and the opposite.
        memory: what is left, at each overlap, of a low place's distance from the mean, (K,); empty
            where no low place was walked away from.
    """

    overlaps: Real
    starts: Real
    ends: Real
    memory: Real

    @property
    def correlations(self) -> Real:
        """C(q), the share of a start's distance from the mean that the ends keep, (K,).

        The mean over two opposite ways has no part in the first order of a step, so that it takes
        far fewer walkers to see how much is kept.
        """
        middle = self.ends.mean()
        own, kept = self.starts - middle, self.ends.mean(axis=0) - middle
        return kept @ own / (own @ own)

    def exponent(self, near: float = 0.9) -> float:
        """Return ln C/ln q at the overlap nearest to a given one: p, for a spin glass."""
        k = int(np.argmin(np.abs(self.overlaps - near)))
        return float(np.log(self.correlations[k]) / np.log(self.overlaps[k]))


def moved(points: Real, overlap: float, *, rng: np.random.Generator) -> tuple[Real, Real]:
    """Return where walks from points end once the overlap with the start is a given one.

    A walk without preferred directions meets the places at overlap q with equal chance. So the
    ends are q σ ± √(1 − q²) e, with e a random unit vector at right angles to σ.

    Args:
        points: σ, unit vectors, (walkers, n).
        overlap: q, from −1 to 1.
        rng: of the walks.

    Returns:
        The ends of one way and of the opposite, (walkers, n) each.

    >>> one, other = moved(np.eye(3), 0.5, rng=np.random.default_rng(0))
    >>> np.diag(one).round(9), np.diag(other).round(9)
    (array([0.5, 0.5, 0.5]), array([0.5, 0.5, 0.5]))
    """
    if not -1 <= overlap <= 1:
        raise ValueError(f"an overlap lies between −1 and 1, not at {overlap}")
    noise = rng.standard_normal(points.shape)
    noise -= np.sum(noise * points, axis=1, keepdims=True) * points
    kept, new = overlap * points, np.sqrt(1 - overlap**2) * _unit(noise)
    return kept + new, kept - new


def walk(
    function: Callable[[Real], Real], n: int, overlaps: Sequence[float], *, walkers: int,
    low: ArrayLike | None = None, rng: np.random.Generator,
) -> Walk:  # fmt: skip
    """Let walkers start at random places of a sphere, and others all at one low place.

    Args:
        function: of unit vectors, (m, n) → (m,).
        n: dimension.
        overlaps: at which the function is looked at.
        walkers: how many start anywhere.
        low: the low place, (n,), which a block of them leaves, each its own way.
        rng: of starts and walks.

    >>> found = walk(lambda x: x[:, 0], 40, [0.5], walkers=4000, rng=np.random.default_rng(0))
    >>> round(found.exponent(), 2)
    1.0
    """

    def ends(start: Real) -> Real:
        seen = [[function(end) for end in moved(start, q, rng=rng)] for q in overlaps]
        return np.swapaxes(seen, 0, 1)

    def block(size: int) -> tuple[Real, Real]:
        start = _unit(rng.standard_normal((size, n)))
        return function(start), ends(start)

    blocks = [block(min(_BLOCK, walkers - first)) for first in range(0, walkers, _BLOCK)]
    starts, found = (np.concatenate(part, axis=-1) for part in zip(*blocks, strict=True))
    left = np.empty(0)
    if low is not None:
        begin = np.asarray(low, float)[None]
        away = ends(np.repeat(begin, min(_BLOCK, walkers), axis=0)).mean(axis=(0, 2))
        left = (away - found.mean()) / (function(begin) - found.mean())
    return Walk(np.array(overlaps, float), starts, found, left)


def network_walk(
    recipe: Recipe, parameters: ArrayLike, seed: Sequence[int], *, images: int, **size: Any
) -> Walk:
    """Walk on the sphere of a trained network, and away from it.

    Args:
        recipe: of the network.
        parameters: of the network, (P,): all its weights together are one point.
        seed: of the walks, and of the images that make the loss an instance of its own.
        images: how many of the training images.
        **size: overlaps and walkers, as of ``walk``.
    """
    rng, task = np.random.default_rng(seed), recipe.tasks().train
    some = task.some(torch.from_numpy(rng.permutation(len(task))[:images]))
    radius = float(np.linalg.norm(parameters))
    loss, low = partial(losses, recipe.widths, some, radius), np.asarray(parameters) / radius
    return walk(loss, len(low), **size, low=low, rng=rng)


def glass_walk(n: int, p: int, seed: Sequence[int], **size: Any) -> Walk:
    """Walk over one spin glass, and away from one of its minima: the positive control.

    Both laws are q^p: given that the energy at a point is E, its mean at overlap q is E q^p, also
    where the point is a critical one, since the gradient there is independent of the energy. With
    n spins a random instance holds a share of order 1/n of lower degrees as well.

    Args:
        n, p, seed: the instance, as of ``spinglass.draw``, which also draws the walks.
        **size: overlaps and walkers, as of ``walk``.
    """
    model, rng = spinglass.draw(n, p, tuple(seed))
    low = descend(model, spinglass.random_points(n, 1, rng=rng)).points[0] / np.sqrt(n)

    def energy(points: Real) -> Real:
        return model.energy(np.sqrt(n) * points)

    return walk(energy, n, **size, low=low, rng=rng)


def losses(widths: Sequence[int], task: Objective, radius: float, points: ArrayLike) -> Real:
    """Return the loss of many ReLU networks of one shape, (m,).

    Args:
        widths: from inputs to outputs.
        task: the loss.
        radius: that the points are multiplied by.
        points: parameters, (m, P), computed with in single precision.
    """
    rows = torch.from_numpy(np.asarray(radius * np.asarray(points), np.float32))
    parts = networks.cut(rows, networks.shapes(widths))
    return Stack(parts[::2], parts[1::2], "relu").losses(task).numpy()


def _unit(points: Real) -> Real:
    return points / np.linalg.norm(points, axis=1, keepdims=True)
