"""Walks on a sphere: their overlaps, and the laws of functions whose law is known."""

import numpy as np
import pytest

from lib import glass
from lib.glass.walk import losses_of, memory
from lib.networks import get_parameters

SIZE = {"overlap": 0.9, "steps": 12, "chains": 400}


def test_the_overlap_falls_by_the_same_factor_each_step():
    walk = glass.sphere_walk(200, rng=np.random.default_rng(0), **SIZE)
    found = glass.decay(walk, walk[..., 0])
    np.testing.assert_allclose(found.overlaps, 0.9 ** np.arange(13), atol=0.005)


def test_a_walk_begins_where_it_is_told():
    start = np.array([0.6, 0.8, 0])
    walk = glass.sphere_walk(3, start=start, rng=np.random.default_rng(0), **SIZE)
    np.testing.assert_allclose(walk[0], np.broadcast_to(start, (400, 3)))
    np.testing.assert_allclose(np.linalg.norm(walk, axis=-1), 1)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_a_product_of_coordinates_decays_with_its_degree(degree):
    walk = glass.sphere_walk(
        60, overlap=0.9, steps=12, chains=4000, rng=np.random.default_rng(degree)
    )
    found = glass.decay(walk, walk[..., :degree].prod(-1))
    np.testing.assert_allclose(found.correlations, found.overlaps**degree, atol=0.07)
    assert glass.exponent(found) == pytest.approx(degree, abs=0.12)


@pytest.mark.parametrize("p", [2, 3])
def test_a_spin_glass_forgets_its_minimum_by_the_law_of_the_walk(p):
    runs = [glass.spin_walk(60, p, (p, k), **SIZE) for k in range(12)]
    q = runs[0][0].overlaps
    assert np.abs(np.mean([found.correlations for found, _ in runs], 0) - q**p).max() < 0.06
    assert np.abs(np.mean([left for _, left in runs], 0) - q**p).max() < 0.06


def test_memory_is_one_at_the_start_and_zero_at_the_mean():
    values = np.array([[1.0, 1.0], [2.0, 4.0], [5.0, 5.0]])
    np.testing.assert_allclose(memory(values, 5.0), [1, 0.5, 0])


def test_losses_of_many_points_are_those_of_the_networks(tiny):
    task, _ = tiny.tasks()
    networks = tiny.fresh(5, rng=np.random.default_rng(0))
    points = np.stack([get_parameters(network).double().numpy() for network in networks])
    expected = [task(network).item() for network in networks]
    np.testing.assert_allclose(losses_of(points, tiny, task), expected, rtol=1e-5)


def test_a_network_walks_on_its_own_sphere(tiny):
    found = glass.solutions(tiny, 5, 1)
    size = {"images": 40, "overlap": 0.9, "steps": 6, "chains": 8}
    walks = glass.network_walks(tiny, found.parameters[0], 2.0, 7, **size)
    assert walks.memory[0] == pytest.approx(1)
    assert walks.memory[-1] < walks.memory[0]
    again = glass.network_walks(tiny, found.parameters[0], 2.0, 7, **size)
    np.testing.assert_array_equal(walks.trained.correlations, again.trained.correlations)


@pytest.mark.parametrize("overlap", [0.0, 1.0, np.nan])
def test_an_impossible_overlap_is_refused(overlap):
    with pytest.raises(ValueError, match="overlap"):
        glass.sphere_walk(3, overlap=overlap, steps=1, chains=1, rng=np.random.default_rng(0))
