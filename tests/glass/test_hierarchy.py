"""Hierarchy: exact trees, points without one, distances up to the order of hidden units."""

from itertools import permutations

import numpy as np
import pytest
from scipy.cluster.hierarchy import average, cophenet
from scipy.spatial.distance import squareform

from lib import glass
from lib.networks import get_parameters, permuted


@pytest.fixture
def exact():
    """Return the distances of a random binary tree: exactly ultrametric."""
    rng = np.random.default_rng(0)
    flat = cophenet(average(squareform(glass.raw_distances(rng.standard_normal((12, 2))))))
    return squareform(flat)


def points(count, widths, seed=0):
    from lib.networks import MLP

    rng = np.random.default_rng(seed)
    return np.stack([get_parameters(MLP(widths, rng=rng)).double().numpy() for _ in range(count)])


def test_a_tree_is_ultrametric(exact):
    found = glass.tree(exact)
    assert found.cophenetic == pytest.approx(1)
    assert found.ultrametricity == pytest.approx(1)
    assert found.naive == pytest.approx(0, abs=1e-12)


def test_independent_distances_are_none_however_little_they_differ():
    rng = np.random.default_rng(1)
    found = [
        glass.ultrametricity(squareform(10 + 1e-6 * rng.standard_normal(190))) for _ in range(30)
    ]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(30) + 1e-3


def test_the_naive_index_is_fooled_by_equidistant_points():
    far = glass.raw_distances(np.random.default_rng(0).standard_normal((12, 4000)))
    found = glass.tree(far)
    assert found.naive < 0.02
    assert abs(found.ultrametricity) < 0.3


def test_ultrametricity_does_not_change_with_unit_or_zero_point(exact):
    d = glass.raw_distances(np.random.default_rng(3).standard_normal((8, 3)))
    moved = 5 * d + 2 * (1 - np.eye(8))
    assert glass.ultrametricity(moved) == pytest.approx(glass.ultrametricity(d))


def test_aligned_distances_are_the_least_over_all_orders():
    widths = (3, 4, 2)
    rows = points(3, widths)
    found = glass.aligned_distances(rows, widths)
    w1, b1, w2, b2 = glass.layers(rows, widths)

    def moved(k, order):
        parts = (w1[k][list(order)], b1[k][list(order)], w2[k][:, list(order)], b2[k])
        return np.concatenate([part.ravel() for part in parts])

    for i in range(3):
        for j in range(i):
            least = min(np.linalg.norm(rows[i] - moved(j, o)) for o in permutations(range(4)))
            assert found[i, j] == pytest.approx(least)


def test_aligned_distances_are_a_metric_that_does_not_see_the_order(tiny):
    networks = tiny.fresh(4, rng=np.random.default_rng(0))
    order = np.random.default_rng(1).permutation(tiny.hidden)
    networks[3] = permuted(networks[0], [order])
    rows = np.stack([get_parameters(network).double().numpy() for network in networks])
    found = glass.aligned_distances(rows, tiny.widths)
    assert found[0, 3] == pytest.approx(0, abs=1e-5)
    np.testing.assert_allclose(found[0, 1:3], found[3, 1:3])
    low, middle, high = glass.triangles(found)
    assert (high <= low + middle + 1e-9).all()
    assert (found <= glass.raw_distances(rows) + 1e-9).all()


def test_the_null_keeps_the_norm_of_every_layer():
    widths = (5, 4, 3)
    rows = points(6, widths)
    null = glass.null_points(rows, widths, rng=np.random.default_rng(0))
    for one, two in zip(glass.layers(rows, widths), glass.layers(null, widths), strict=True):
        sizes = [np.linalg.norm(part.reshape(6, -1), axis=1) for part in (one, two)]
        np.testing.assert_allclose(*sizes)
    assert np.abs(null - rows).max() > 0.1


def test_null_trees_are_as_many_as_asked_and_differ():
    rows = points(6, (5, 4, 3))
    for align in (False, True):
        found = glass.null_trees(rows, (5, 4, 3), 4, 0, align=align)
        assert len({tree.cophenetic for tree in found}) == 4


def test_overlaps_are_cosines_of_raw_points():
    rows = points(5, (5, 4, 3))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    i, j = np.triu_indices(5, 1)
    cosines = (unit @ unit.T)[i, j]
    np.testing.assert_allclose(glass.overlaps(rows, glass.raw_distances(rows)), cosines)


def test_a_dendrogram_joins_at_the_heights_of_the_linkage(exact):
    x, y, leaves = glass.dendrogram(exact)
    assert sorted(leaves) == list(range(12))
    heights = np.sort(y.reshape(-1, 5)[:, 1])
    flat = squareform(exact, checks=False)
    np.testing.assert_allclose(heights, np.sort(average(flat)[:, 2]))
    assert np.nanmin(x) == 0
    assert np.nanmax(x) <= 11
    assert np.isnan(y).sum() == 11


def test_two_points_have_no_hierarchy():
    with pytest.raises(ValueError, match="three points"):
        glass.tree(np.zeros((2, 2)))
