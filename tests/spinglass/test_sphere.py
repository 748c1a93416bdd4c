"""Points, tangent spaces and great spheres."""

import numpy as np
import pytest

from lib.spinglass import random_points, tangent_basis, to_sphere
from lib.spinglass.sphere import checked_points


@pytest.fixture
def points():
    special = [[0, 0, 0, 2.0], [2.0, 0, 0, 0], [-2.0, 0, 0, 0], [0, -2.0, 0, 0]]
    return np.concatenate([random_points(4, 20, rng=np.random.default_rng(0)), special])


def test_tangent_basis_is_orthonormal_and_orthogonal_to_the_point(points):
    frame = np.concatenate([tangent_basis(points), points[..., None] / 2], axis=-1)
    assert np.allclose(np.swapaxes(frame, 1, 2) @ frame, np.eye(4), atol=1e-14)


def test_tangent_basis_leaves_the_points_alone(points):
    before = points.copy()
    tangent_basis(points)
    assert np.array_equal(points, before)


def test_random_points_are_uniform_on_the_sphere():
    points = random_points(5, 20_000, rng=np.random.default_rng(2))
    assert np.allclose(np.sum(points**2, axis=1), 5, rtol=1e-14)
    assert np.abs(points.mean(axis=0)).max() < 4 / np.sqrt(20_000)
    assert np.allclose(np.mean(points**4), 3 * 5 / 7, atol=0.05)  # 3n/(n+2) on the sphere


def test_points_near_the_sphere_pass_and_others_do_not():
    point = to_sphere(np.array([1.0, 2.0, 2.0]))
    assert np.array_equal(checked_points(point * (1 + 4e-7), 3), point * (1 + 4e-7))
    for factor in (1 + 6e-7, 1 - 6e-7, 2.0, 0.0):
        with pytest.raises(ValueError, match="off the sphere"):
            checked_points(point * factor, 3)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ([1.0, np.nan, 1.0], "NaN"),
        ([1.0, np.inf, 1.0], "NaN or infinite"),
        ([1.0, 1.0], "last axis must be n = 3"),
        (1.0, "last axis"),
        ([1j, 1.0, 1.0], "must be real"),
        (["a", "b", "c"], "must be real"),
    ],
)
def test_what_is_no_point_is_refused(bad, words):
    with pytest.raises(ValueError, match=words):
        checked_points(bad, 3)
