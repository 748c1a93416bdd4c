"""Symmetry, census and planes of the small networks."""

import numpy as np
import pytest

from lib import landscape, linnerud
from lib.linnerud.census import _is_plain
from lib.linnerud.symmetry import joined


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_copies_compute_the_same_and_share_a_fingerprint(hidden):
    rng = np.random.default_rng(hidden)
    surface = linnerud.surface([hidden], 1e-2)
    point = rng.normal(size=surface.size)
    copies = linnerud.copies(point)
    assert len(np.unique(copies.round(12), axis=0)) == len(copies)
    np.testing.assert_array_equal(copies[0], point)
    np.testing.assert_allclose(surface.loss(copies), surface.loss(point), rtol=1e-12)
    marks = linnerud.fingerprint(copies)
    np.testing.assert_allclose(marks, np.broadcast_to(marks[0], marks.shape), atol=1e-12)
    assert len(set(linnerud.distinct(copies))) == 1


def test_different_points_have_different_fingerprints():
    points = np.random.default_rng(0).normal(size=(200, 17))
    assert len(set(linnerud.distinct(points))) == 200
    near = points[0] + [1e-3, *np.zeros(16)]
    assert len(set(linnerud.distinct([points[0], near]))) == 2


def test_one_unit_turned_alone_is_no_copy():
    """Turning what enters a unit but not what leaves it changes the function."""
    own, outputs = linnerud.units(np.random.default_rng(0).normal(size=17))
    turned = own.copy()
    turned[0, :4] *= -1
    assert len(set(linnerud.distinct([joined(own, outputs), joined(turned, outputs)]))) == 2


def test_rotations_of_the_hidden_space_are_copies_of_a_linear_network():
    rng = np.random.default_rng(1)
    own, outputs = linnerud.units(rng.normal(size=17))
    rotation = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    pair = np.array([joined(own, outputs), joined(rotation @ own, outputs)])
    surface = linnerud.surface([2], 1e-2, activation="identity")
    assert np.ptp(surface.loss(pair)) < 1e-12
    assert len(set(linnerud.distinct(pair, linear=True))) == 1
    assert len(set(linnerud.distinct(pair))) == 2


def test_units_refuses_another_shape():
    with pytest.raises(ValueError, match="16 parameters"):
        linnerud.units(np.zeros(16))


@pytest.mark.parametrize(("hidden", "count"), [(1, 4), (2, 7), (3, 8)])
def test_the_linear_census_finds_the_known_number(hidden, count):
    """One point for each choice of at most h of three singular directions."""
    found = linnerud.census(hidden, 1e-2, 1, 100, [0.1, 0.3, 0.6], [0], activation="identity")
    assert len(found.losses) == count
    assert np.sum(found.indices == 0) == 1


def test_every_point_of_the_census_is_critical_and_new():
    found = linnerud.census(2, 1e-2, 1, 12, [0.3, 1.0], [0, 8])
    surface = linnerud.surface([2], 1e-2)
    assert np.linalg.norm(surface.gradient(found.points), axis=1).max() < 1e-8
    assert (np.diff(found.losses) >= 0).all()
    assert len(set(linnerud.distinct(found.points))) == len(found.points)
    values = np.linalg.eigvalsh(surface.hessian(found.points))
    np.testing.assert_array_equal(found.indices, (values < 0).sum(axis=1))
    assert sum(found.fate.values()) == 12 * 4
    assert found.hits.sum() == found.fate["critical"]
    assert 0 < found.converged < 1
    assert found.estimated_count >= len(found.losses)


def test_points_of_narrower_networks_are_told():
    """With one unit of two dead, a critical point of one hidden unit stays critical."""
    narrow = linnerud.census(1, 1e-2, 1, 40, [0.3, 1.0], [0, 8])
    surface = linnerud.surface([2], 1e-2)
    for point in narrow.points:
        own, outputs = linnerud.units(point)
        wide = joined(np.concatenate([own, 0 * own]), outputs)
        assert np.linalg.norm(surface.gradient(wide)) < 1e-8
        assert _is_plain(wide)
        assert _is_plain(joined(np.concatenate([own, -own]), outputs))
    assert not _is_plain(np.random.default_rng(0).normal(size=17))


def test_the_census_of_two_units_holds_points_of_one():
    found = linnerud.census(2, 1e-2, 1, 12, [0.3, 1.0], [0, 8])
    narrow = linnerud.census(1, 1e-2, 1, 40, [0.3, 1.0], [0, 8])
    shared = np.abs(found.losses[:, None] - narrow.losses).min(axis=1) < 1e-8
    assert shared.any()
    assert found.plain[shared].all()
    assert not found.plain.all()


def test_a_swap_plane_shows_both_copies_and_a_random_one_its_point():
    ends = linnerud.descents([2], 1e-2, 3, 6, 200)
    points = ends.points[ends.at_minimum]
    both = linnerud.minima_on_planes(points, 1e-2, "swap", 1, 0, 41)
    alone = linnerud.minima_on_planes(points, 1e-2, "random", 1, 0, 41)
    assert (both >= 2).all()
    assert (alone >= 1).all()


def test_the_copy_lies_where_the_plane_says():
    point = linnerud.descents([2], 1e-2, 3, 1, 200).points[0]
    surface = linnerud.surface([2], 1e-2)
    found = linnerud.frame(point, "swap", rng=np.random.default_rng(0))
    there = point + found.reach * found.directions[0]
    assert surface.loss(there) == pytest.approx(surface.loss(point), rel=1e-12)
    np.testing.assert_allclose(
        np.linalg.norm(found.directions, axis=1), np.linalg.norm(point), rtol=1e-12
    )
    cut = linnerud.plane(point, 1e-2, "swap", 0, np.array([0.0, 0.5]))
    assert isinstance(cut, landscape.Plane)
    assert cut.losses[0, 0] == pytest.approx(surface.loss(point), rel=1e-12)
    assert cut.marks.shape == (2, 2)


def test_a_frame_refuses_what_it_cannot_do():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="no turn 'left'"):
        linnerud.frame(np.ones(17), "left", rng=rng)
    with pytest.raises(ValueError, match="alike"):
        linnerud.frame(np.zeros(17), "swap", rng=rng)
