"""Hierarchy in a set of points: distances, dendrograms, and how much of a tree there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster import hierarchy
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import pdist, squareform

from lib.glass.recipe import layers

Real = NDArray[np.float64]


def raw_distances(points: Real) -> Real:
    """Return Euclidean distances between points (n, P), shape (n, n).

    >>> raw_distances(np.array([[0.0, 0.0], [3.0, 4.0]]))
    array([[0., 5.],
           [5., 0.]])
    """
    return squareform(pdist(points))


def aligned_distances(points: Real, widths: Sequence[int]) -> Real:
    r"""Return the smallest distances over all orders of hidden units, (n, n).

    With the parameters of unit i in a row a_i, |a − πb|² = |a|² + |b|² − 2 Σ_i a_i·b_{π(i)} − …,
    a linear assignment, so the minimum is exact. Orders of units form a group that keeps
    distances, so the minimum is a metric between networks as functions of their units.

    Args:
        points: parameters of networks with one hidden layer, (n, P).
        widths: of the networks.
    """
    w1, b1, w2, b2 = layers(points, widths)
    units = np.concatenate([w1, b1[..., None], np.swapaxes(w2, -1, -2)], axis=-1)
    squares = np.square(points).sum(axis=1)
    found = np.zeros((len(points), len(points)))
    for i, j in combinations(range(len(points)), 2):
        gains = units[i] @ units[j].T
        best = gains[linear_sum_assignment(gains, maximize=True)].sum() + b2[i] @ b2[j]
        found[i, j] = found[j, i] = np.sqrt(max(squares[i] + squares[j] - 2 * best, 0.0))
    return found


def overlaps(points: Real, distances: Real) -> Real:
    """Return the cosines between points (n, P) that belong to their distances, (pairs,).

    q = (|a|² + |b|² − d²)/(2|a||b|): the overlap whose distribution P(q) spin glass theory studies.

    >>> points = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> abs(overlaps(points, raw_distances(points))).round(3)
    array([0.   , 0.707, 0.707])
    """
    i, j = np.triu_indices(len(points), 1)
    norms = np.linalg.norm(points, axis=1)
    return (norms[i] ** 2 + norms[j] ** 2 - distances[i, j] ** 2) / (2 * norms[i] * norms[j])


def null_points(points: Real, widths: Sequence[int], *, rng: np.random.Generator) -> Real:
    """Return random points in place of networks, each layer's norm kept: the null, (n, P).

    In many dimensions they are all nearly equally far from each other: no hierarchy.
    """
    parts = layers(points, widths)
    drawn = [rng.standard_normal(part.shape) for part in parts]
    scaled = [_flat(d) * _norms(part) / _norms(d) for d, part in zip(drawn, parts, strict=True)]
    return np.concatenate(scaled, axis=1)


@dataclass(frozen=True)
class Tree:
    """Indices of a hierarchy.

    Attributes:
        cophenetic: correlation of distances with the heights at which the average-linkage
            dendrogram joins the points (Sokal and Rohlf 1962).
        ultrametricity: see ``ultrametricity``.
        naive: mean of (d_3 − d_2)/d_3 over triples, small for any equidistant points.
        spread: standard deviation of the distances over their mean.
    """

    cophenetic: float
    ultrametricity: float
    naive: float
    spread: float


def tree(distances: Real) -> Tree:
    """Return the indices of a hierarchy from distances (n, n).

    >>> d = np.array([[0, 1, 4, 4], [1, 0, 4, 4], [4, 4, 0, 2], [4, 4, 2, 0.0]])
    >>> found = tree(d)
    >>> round(found.cophenetic, 9), found.ultrametricity, found.naive
    (1.0, 1.0, 0.0)
    """
    flat = squareform(distances, checks=False)
    _, middle, high = triangles(distances)
    return Tree(
        float(hierarchy.cophenet(hierarchy.average(flat), flat)[0]),
        ultrametricity(distances),
        float(np.mean((high - middle) / high)),
        float(flat.std() / flat.mean()),
    )


def ultrametricity(distances: Real) -> float:
    """Return 1 − 2 ⟨(d_3 − d_2)/(d_3 − d_1)⟩ over all triples with sides d_1 ≤ d_2 ≤ d_3.

    In an ultrametric space the two longest sides of every triangle are equal: 1. Sides that are
    independent draws from one symmetric law give 0 on the average, however little they differ,
    so that equidistant points do not pass for a tree. Equilateral triangles say nothing and are
    left out; NaN if there are no others.

    Args:
        distances: (n, n), symmetric.

    >>> float(ultrametricity(np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0.0]])))
    0.0
    """
    low, middle, high = triangles(distances)
    wide = high > low
    if not wide.any():
        return np.nan
    return float(1 - 2 * np.mean((high - middle)[wide] / (high - low)[wide]))


def triangles(distances: Real) -> Real:
    """Return the sides of all triangles, shortest first, (3, triangles).

    Raises:
        ValueError: if there are less than three points.
    """
    n = len(distances)
    if n < 3:
        raise ValueError(f"a hierarchy needs three points or more, not {n}")
    i, j, k = np.array(list(combinations(range(n), 3))).T
    return np.sort([distances[i, j], distances[i, k], distances[j, k]], axis=0)


def null_trees(points: Real, widths: Sequence[int], draws: int, seed: int | Sequence[int],
               *, align: bool) -> list[Tree]:  # fmt: skip
    """Return the indices of many draws of the null for a set of networks."""
    rng = np.random.default_rng(seed)
    sets = [null_points(points, widths, rng=rng) for _ in range(draws)]
    return [tree(aligned_distances(s, widths) if align else raw_distances(s)) for s in sets]


def dendrogram(distances: ArrayLike) -> tuple[Real, Real, NDArray[np.intp]]:
    """Return the average-linkage dendrogram as lines, and the order of its leaves.

    Returns:
        x and y, (5 (n − 1),): a bracket a join, NaN between; the leaves stand at 0, 1, 2, … and
        the heights are distances. Then the leaves from left to right, (n,).

    >>> x, y, leaves = dendrogram([[0, 1, 4], [1, 0, 4], [4, 4, 0.0]])
    >>> y[[1, 6]], leaves.tolist()
    (array([1., 4.]), [2, 0, 1])
    """
    joins = hierarchy.average(squareform(np.asarray(distances, float), checks=False))
    drawn = hierarchy.dendrogram(joins, no_plot=True)
    gap = np.full((len(joins), 1), np.nan)
    x, y = (np.hstack([np.array(drawn[key], float), gap]).ravel() for key in ("icoord", "dcoord"))
    return (x - 5) / 10, y, np.array(drawn["leaves"])


def _flat(part: Real) -> Real:
    return part.reshape(len(part), -1)


def _norms(part: Real) -> Real:
    return np.linalg.norm(_flat(part), axis=1, keepdims=True)
