"""Index against energy where energies have no common unit: by rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import dynamics
from lib.spinglass import Seed, draw, random_points

Real = NDArray[np.float64]

_RESAMPLES = 2000
_SAME = 1e-9  # energy densities of one point, found twice


class Points(NamedTuple):
    """Critical points of one landscape: energies (m,), and index over dimension (m,)."""

    energies: Real
    fractions: Real


class Found(NamedTuple):
    """What Newton's method found in one instance, and from which share of its starts."""

    points: Points
    converged: float


def newton_points(n: int, p: int, seed: Seed, starts: int) -> Found:
    """Return distinct critical points of any index, by Newton's method from random starts.

    Points are told apart by their energies: those of different points differ. Not all points are
    found, and not all are found equally often.

    Args:
        n, p, seed: the instance.
        starts: how many.

    >>> found = newton_points(4, 3, 0, 50)
    >>> bool(found.points.fractions.min() == 0), 0 < found.converged <= 1
    (True, True)
    """
    model, rng = draw(n, p, seed)
    end = dynamics.refine(model, random_points(n, starts, rng=rng))
    points = end.points[end.converged]
    energies = np.asarray(model.energy(points) / n)
    order = np.argsort(energies)
    new = np.concatenate([[True], np.diff(energies[order]) > _SAME])
    kept = order[new]
    negative = np.linalg.eigvalsh(model.hessian(points[kept])) < 0
    return Found(Points(energies[kept], negative.mean(axis=1)), float(end.converged.mean()))


def by_rank(points: Points, bins: int) -> Real:
    """Return the mean index fraction in bins of equal numbers of points, from the lowest energies.

    A point at a border counts in both bins by its parts.

    Args:
        points: at least one.
        bins: how many.

    >>> by_rank(Points(np.array([3.0, 1.0, 2.0, 4.0]), np.array([0.5, 0.0, 0.1, 0.7])), 2)
    array([0.05, 0.6 ])
    """
    ranked = points.fractions[np.argsort(points.energies)]
    whole = np.concatenate([[0.0], np.cumsum(ranked)]) / len(ranked)
    edges = np.linspace(0, 1, bins + 1)
    return np.diff(np.interp(edges, np.linspace(0, 1, len(whole)), whole)) * bins


class Gap(NamedTuple):
    """The greatest difference of two curves by rank, with its 95 % interval."""

    estimate: float
    interval: tuple[float, float]


def greatest_gap(
    one: Sequence[Points], other: Sequence[Points], bins: int, *, rng: np.random.Generator
) -> Gap:
    """Compare two kinds of landscape: greatest difference of their mean curves by rank.

    The interval resamples the landscapes of each kind.

    Args:
        one, other: landscapes of each kind.
        bins: of the ranks.
        rng: source of the resampling.
    """
    rows = [np.array([by_rank(points, bins) for points in kind]) for kind in (one, other)]
    estimate = np.abs(rows[0].mean(axis=0) - rows[1].mean(axis=0)).max()
    picks = [row[rng.integers(len(row), size=(_RESAMPLES, len(row)))].mean(axis=1) for row in rows]
    low, high = np.quantile(np.abs(picks[0] - picks[1]).max(axis=1), [0.025, 0.975])
    return Gap(float(estimate), (float(low), float(high)))
