"""Principal components against NumPy's decomposition and the law of random walks."""

import numpy as np
import pytest
import torch

from lib.chapters.c01 import principal_components, trajectory_plane
from lib.landscape import losses_at, random_walk
from lib.networks import MLP, objective, train


def rng(seed=0):
    return np.random.default_rng(seed)


def test_components_are_those_of_the_singular_value_decomposition():
    points = rng().normal(size=(12, 40)) * np.linspace(3, 0.1, 40)
    found = principal_components(points)
    _, sizes, rows = np.linalg.svd(points - points.mean(0), full_matrices=False)
    assert np.allclose(found.explained, sizes**2 / (sizes**2).sum(), atol=1e-12)
    for direction, row in zip(found.directions, rows, strict=False):
        assert abs(direction @ row) == pytest.approx(1, abs=1e-10)
    assert np.allclose(found.directions @ found.directions.T, np.eye(2), atol=1e-10)
    assert np.allclose(found.coordinates, (points - found.center) @ found.directions.T)
    assert (found.coordinates[-1] >= 0).all()


def test_a_trajectory_in_a_plane_is_explained_by_two_components():
    basis = np.linalg.qr(rng().normal(size=(30, 2)))[0].T
    flat = rng(1).normal(size=(9, 2)) @ basis + 5
    found = principal_components(flat)
    assert found.explained[:2].sum() == pytest.approx(1, abs=1e-12)
    assert np.allclose(found.center + found.coordinates @ found.directions, flat, atol=1e-10)


def test_shares_fall_and_do_not_depend_on_place_or_scale():
    points = rng().normal(size=(10, 25))
    found = principal_components(points)
    assert (np.diff(found.explained) <= 0).all()
    assert np.allclose(principal_components(7 - 3 * points).explained, found.explained)


def test_a_random_walk_has_its_law_and_its_cosines():
    found = principal_components(random_walk(200, 4000, rng=rng()))
    assert np.allclose(found.explained[:3], 6 / np.pi**2 / np.array([1, 4, 9]), rtol=0.04)
    t = np.arange(201) / 200
    for j in (1, 2):
        shape = np.cos(j * np.pi * t)
        assert abs(np.corrcoef(shape, found.coordinates[:, j - 1])[0, 1]) > 0.99


def test_the_plane_of_a_training_holds_its_losses():
    network = MLP((6, 5, 3), rng=rng()).double()
    task = objective(rng(2).normal(size=(30, 6)), rng(3).integers(0, 3, 30))
    history = train(network, task, rng=rng(), epochs=5, batch=10, store_every=1)
    found = principal_components(history.trajectory)
    surface = trajectory_plane(network, task, found, points=7)
    assert np.array_equal(surface.marks, found.coordinates)
    assert surface.x[0] < found.coordinates[:, 0].min()
    assert surface.y[-1] > found.coordinates[:, 1].max()
    point = found.center + surface.x[2] * found.directions[0] + surface.y[4] * found.directions[1]
    expected = losses_at(network, task, [torch.zeros(len(point))], [[0.0]], origin=point)
    assert surface.losses[4, 2] == pytest.approx(expected[0], rel=1e-10)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (np.zeros((2, 5)), "3 finite points"),
        (np.zeros(5), "3 finite points"),
        (np.outer(np.arange(4.0), np.ones(3)), "on a line"),
        (np.zeros((4, 3)), "on a line"),
        (np.full((4, 3), np.nan), "3 finite points"),
    ],
)
def test_what_has_no_plane_is_refused(points, words):
    with pytest.raises(ValueError, match=words):
        principal_components(points)
