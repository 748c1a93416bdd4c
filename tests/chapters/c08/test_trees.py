"""Hierarchy: exact trees, points without one, the null, and families that do part."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.cluster.hierarchy import average, cophenet
from scipy.spatial.distance import pdist, squareform

from lib import networks
from lib.chapters.c08 import trees


@pytest.fixture
def exact():
    """Return the distances of a random binary tree: exactly ultrametric."""
    rng = np.random.default_rng(0)
    return squareform(cophenet(average(pdist(rng.standard_normal((12, 2))))))


@pytest.fixture
def points(tiny):
    fresh = tiny.fresh([0], 6)
    return np.stack([networks.get_parameters(one).double().numpy() for one in fresh])


def test_a_tree_is_ultrametric(exact):
    found = trees.tree(exact)
    assert found.cophenetic == pytest.approx(1)
    assert found.ultrametricity == pytest.approx(1)
    assert found.naive == pytest.approx(0, abs=1e-12)


def test_independent_distances_are_none_however_little_they_differ():
    rng = np.random.default_rng(1)
    found = [
        trees.ultrametricity(squareform(10 + 1e-6 * rng.standard_normal(190))) for _ in range(30)
    ]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(30) + 1e-3


def test_the_naive_index_is_fooled_by_equidistant_points():
    far = squareform(pdist(np.random.default_rng(0).standard_normal((12, 4000))))
    assert np.ptp(far[far > 0]) < 0.1 * far.max()
    found = trees.tree(far)
    assert found.naive < 0.02
    assert abs(found.ultrametricity) < 0.3


def test_ultrametricity_does_not_change_with_unit_or_zero_point():
    d = squareform(pdist(np.random.default_rng(3).standard_normal((8, 3))))
    moved = 5 * d + 2 * (1 - np.eye(8))
    assert trees.ultrametricity(moved) == pytest.approx(trees.ultrametricity(d))


def test_equal_sides_say_nothing():
    assert np.isnan(trees.ultrametricity(1 - np.eye(4)))


def test_two_points_have_no_hierarchy():
    with pytest.raises(ValueError, match="three points"):
        trees.tree(np.zeros((2, 2)))


def test_brackets_join_at_the_heights_of_the_linkage(exact):
    x, y = trees.brackets(exact)
    heights = np.sort(y.reshape(-1, 5)[:, 1])
    np.testing.assert_allclose(heights, np.sort(trees.linkage(exact)[:, 2]))
    assert (np.nanmin(x), np.isnan(y).sum()) == (0, 11)
    assert np.nanmax(x) <= 11


def test_overlaps_are_cosines(points, tiny):
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    i, j = np.triu_indices(6, 1)
    raw = networks.distances(points, tiny.fresh([0], 1)[0])
    np.testing.assert_allclose(trees.overlaps(points, raw), (unit @ unit.T)[i, j], atol=1e-12)


def test_the_null_keeps_the_norm_of_every_layer_and_nothing_else(points, tiny):
    null = trees.null_points(points, tiny.widths, rng=np.random.default_rng(0))
    shapes = networks.shapes(tiny.widths)
    for one, two in zip(*(networks.cut(rows, shapes) for rows in (points, null)), strict=True):
        sizes = [np.linalg.norm(part.reshape(6, -1), axis=1) for part in (one, two)]
        np.testing.assert_allclose(*sizes)
    assert abs(np.corrcoef(points[0], null[0])[0, 1]) < 0.2


def test_nulls_are_as_many_as_asked_and_differ(points, tiny):
    found = trees.nulls(tiny, points, [0], draws=4)
    assert found.shape == (4, 6, 6)
    assert len({trees.tree(distances).cophenetic for distances in found}) == 4
    np.testing.assert_array_equal(found, trees.nulls(tiny, points, [0], draws=4))


def test_runs_that_part_late_are_nearer(tiny):
    recipe = replace(tiny, stop=0.0)
    points = trees.family(recipe, [3], branches=(2, 2, 2), epochs=(1, 4))
    d = networks.distances(points, recipe.fresh([0], 1)[0], align=True)
    last, middle, first = d[0, 1], d[0, 2:4].min(), d[0, 4:].min()
    assert 0 < last < middle < first
    assert trees.ultrametricity(d) > 0.5


def test_a_family_goes_on_from_what_it_shares(tiny):
    """A family without forks is a plain training, whatever happened before the fork."""
    short = replace(tiny, phases=((0.01, 1),), stop=None)
    starts = [networks.get_parameters(one) for one in tiny.fresh([3], 2)]
    early = trees.family(replace(short, phases=((0.01, 2),)), [3], branches=(2, 2), epochs=[1])
    near = [np.linalg.norm(early[k] - starts[k // 2].double().numpy()) for k in range(4)]
    far = [np.linalg.norm(early[k] - starts[1 - k // 2].double().numpy()) for k in range(4)]
    assert max(near) < min(far)
    assert np.abs(early[0] - early[1]).max() > 0
    alone = trees.family(replace(short, phases=((0.01, 1),)), [3], branches=(2, 1), epochs=[0])
    assert alone.shape == (2, early.shape[1])


@pytest.mark.parametrize(
    ("branches", "epochs"), [((2, 2), []), ((2, 2, 2), [3, 1]), ((2, 2), [60]), ((2, 2), [-1])]
)
def test_epochs_that_do_not_fit_are_refused(tiny, branches, epochs):
    with pytest.raises(ValueError, match="epochs that rise"):
        trees.family(tiny, [3], branches=branches, epochs=epochs)
