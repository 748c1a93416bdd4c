"""Hierarchy in a set of networks: how much of a tree there is, a null, and runs that do part."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from lib import networks
from lib.networks import Recipe

Real = NDArray[np.float64]


class Tree(NamedTuple):
    """How much of a tree distances make, by three numbers.

    Attributes:
        cophenetic: correlation of the distances with the heights at which the dendrogram joins the
            points (Sokal and Rohlf 1962).
        naive: mean of (d_3 − d_2)/d_3 over triangles, small for any equidistant points.
        ultrametricity: see ``ultrametricity``.
    """

    cophenetic: float
    naive: float
    ultrametricity: float


def tree(distances: ArrayLike) -> Tree:
    """Return what distances (n, n) have of a tree.

    >>> found = tree([[0, 1, 4, 4], [1, 0, 4, 4], [4, 4, 0, 2], [4, 4, 2, 0]])
    >>> round(found.cophenetic, 9), found.naive, found.ultrametricity
    (1.0, 0.0, 1.0)
    """
    flat = squareform(np.asarray(distances, float), checks=False)
    _, middle, high = triangles(distances)
    return Tree(
        cophenetic=float(hierarchy.cophenet(linkage(distances), flat)[0]),
        naive=float(np.mean((high - middle) / high)),
        ultrametricity=ultrametricity(distances),
    )


def ultrametricity(distances: ArrayLike) -> float:
    """Return 1 − 2 ⟨(d_3 − d_2)/(d_3 − d_1)⟩ over all triangles with sides d_1 ≤ d_2 ≤ d_3.

    In an ultrametric space the two longest sides of every triangle are equal: 1. Sides that are
    independent draws from one symmetric law give 0 on the average, however little they differ,
    so that equidistant points do not pass for a tree. Equilateral triangles say nothing and are
    left out; NaN if there are no others.

    Args:
        distances: (n, n), symmetric.

    >>> ultrametricity([[0, 1, 2], [1, 0, 3], [2, 3, 0]])
    0.0
    """
    low, middle, high = triangles(distances)
    wide = high > low
    if not wide.any():
        return float("nan")
    return float(1 - 2 * np.mean((high - middle)[wide] / (high - low)[wide]))


def triangles(distances: ArrayLike) -> Real:
    """Return the sides of all triangles of points, shortest first, (3, triangles).

    Raises:
        ValueError: if there are less than three points.
    """
    d = np.asarray(distances, float)
    if len(d) < 3:
        raise ValueError(f"a hierarchy needs three points or more, not {len(d)}")
    i, j, k = np.array(list(combinations(range(len(d)), 3))).T
    return np.sort([d[i, j], d[i, k], d[j, k]], axis=0)


def linkage(distances: ArrayLike) -> Real:
    """Return scipy's linkage matrix of distances (n, n): groups join at their mean distance."""
    return hierarchy.average(squareform(np.asarray(distances, float), checks=False))


def brackets(distances: ArrayLike) -> Real:
    """Return a dendrogram as one line, x and y, (2, 5 (n − 1)): brackets with NaN between.

    Leaves stand at 0, 1, 2, …; heights are distances.

    >>> brackets([[0, 1, 4], [1, 0, 4], [4, 4, 0]])[1, [1, 6]]
    array([1., 4.])
    """
    joins = linkage(distances)
    drawn = hierarchy.dendrogram(joins, no_plot=True)
    gap = np.full((len(joins), 1), np.nan)
    x, y = (np.hstack([np.array(drawn[key], float), gap]).ravel() for key in ("icoord", "dcoord"))
    return np.array([(x - 5) / 10, y])


def overlaps(points: ArrayLike, distances: ArrayLike) -> Real:
    """Return the cosines between points (n, P) that belong to their distances, (pairs,).

    q = (|a|² + |b|² − d²)/(2|a||b|): the overlap whose distribution P(q) spin glass theory studies.

    >>> overlaps([[3, 0], [0, 4]], [[0, 5], [5, 0]])
    array([0.])
    """
    norms = np.linalg.norm(np.asarray(points, float), axis=1)
    i, j = np.triu_indices(len(norms), 1)
    squares = np.square(np.asarray(distances, float)[i, j])
    return (norms[i] ** 2 + norms[j] ** 2 - squares) / (2 * norms[i] * norms[j])


def nulls(recipe: Recipe, points: ArrayLike, seed: Sequence[int], *, draws: int) -> Real:
    """Return the distances of random points in place of networks, units matched, (draws, n, n).

    Args:
        recipe: of the networks.
        points: their parameters, (n, P).
        seed: of the random points.
        draws: how often they are drawn.
    """
    rng = np.random.default_rng(seed)
    like = recipe.network(rng=rng)
    drawn = [null_points(points, recipe.widths, rng=rng) for _ in range(draws)]
    return np.array([networks.distances(each, like, align=True) for each in drawn])


def null_points(points: ArrayLike, widths: Sequence[int], *, rng: np.random.Generator) -> Real:
    """Return random points in place of networks (n, P), the norm of each layer kept: the null.

    In many dimensions they are all nearly equally far from each other: no hierarchy.
    """
    parts = networks.cut(np.asarray(points, float), networks.shapes(widths))
    drawn = [rng.standard_normal(part.shape) for part in parts]
    pairs = [
        [each.reshape(len(each), -1) for each in pair] for pair in zip(parts, drawn, strict=True)
    ]
    return np.hstack([new * _norms(old) / _norms(new) for old, new in pairs])


def family(
    recipe: Recipe, seed: Sequence[int], *, branches: Sequence[int], epochs: Sequence[int]
) -> Real:
    """Train some networks for a while, let each go on as several runs, and so on, to the end.

    Runs share their weights until they part; after it each has its own order of images, and the
    optimiser begins anew in each. The first branches have independent initial weights, which do
    not depend on when runs part, so that families of one seed can be compared.

    Args:
        recipe: of all runs, of one phase: the most a run trains, what it shares included.
        seed: of the family.
        branches: how many runs there are at first, and into how many each parts at every fork.
        epochs: when they part, rising, one fewer than ``branches``.

    Returns:
        Parameters of the runs, those that parted last beside each other, (runs, P).

    Raises:
        ValueError: if there is not one epoch a fork, or they do not rise within the recipe's.

    >>> recipe = Recipe(hidden=(3,), phases=((0.01, 3),), batch=10, images=20, side=4)
    >>> family(recipe, [0], branches=(2, 2), epochs=[1]).shape
    (4, 91)
    """
    ((rate, most),) = recipe.phases
    times = [0, *epochs, most]
    if len(branches) != len(times) - 1 or times != sorted(times) or times[-2] == times[-1]:
        raise ValueError(
            f"{len(branches)} branchings need {len(branches) - 1} epochs that rise below "
            f"{most}, not {list(epochs)}"
        )
    runs = recipe.fresh(seed, branches[0])
    orders = np.random.default_rng([*seed, 1]).spawn(len(branches))
    for k, length in enumerate(np.diff(times)):
        if k:
            runs = [copy.deepcopy(run) for run in runs for _ in range(branches[k])]
        if length:
            part = replace(recipe, phases=((rate, int(length)),))
            runs = part.train(runs, orders[k].spawn(len(runs))).networks
    return np.stack([networks.get_parameters(run).double().numpy() for run in runs])


def _norms(rows: Real) -> Real:
    return np.linalg.norm(rows, axis=1, keepdims=True)
