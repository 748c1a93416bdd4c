"""Walks on a sphere: their overlaps, and the laws of functions whose law is known."""

import numpy as np
import pytest
import torch

from lib import networks
from lib.chapters.c08 import walks

OVERLAPS = [0.9, 0.7, 0.4]


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_walks_end_on_the_sphere_at_their_overlap_in_every_direction(rng):
    start = np.tile(np.eye(5)[0], (20_000, 1))
    for end in walks.moved(start, 0.6, rng=rng):
        np.testing.assert_allclose(end[:, 0], 0.6)
        np.testing.assert_allclose(np.linalg.norm(end, axis=1), 1)
        np.testing.assert_allclose(np.cov(end[:, 1:].T), 0.64 / 4 * np.eye(4), atol=0.006)


@pytest.mark.parametrize("overlap", [1.1, -2.0, np.nan])
def test_an_impossible_overlap_is_refused(overlap, rng):
    with pytest.raises(ValueError, match="overlap lies"):
        walks.moved(np.eye(3), overlap, rng=rng)


@pytest.mark.parametrize(
    ("degree", "law"),
    [(1, lambda q, n: q), (2, lambda q, n: (n * q**2 - 1) / (n - 1)),
     (3, lambda q, n: ((n + 2) * q**3 - 3 * q) / (n - 1))],
)  # fmt: skip
def test_a_product_of_coordinates_decays_as_its_harmonic(degree, law, rng):
    n, q = 40, np.array(OVERLAPS)
    found = walks.walk(lambda x: x[:, :degree].prod(axis=1), n, OVERLAPS, walkers=40_000, rng=rng)
    np.testing.assert_allclose(found.correlations, law(q, n), atol=0.02)
    assert found.exponent() == pytest.approx(np.log(law(0.9, n)) / np.log(0.9), abs=0.1)
    assert found.memory.size == 0


def test_the_exponent_is_the_mean_degree_that_gradients_give(rng):
    """C′(1) = E|∇f|²/Var f on the sphere, for a mixture of degrees (exercise 08-3)."""
    n, shares = 80, np.array([0.3, 0.7])

    def mixed(x):
        one, three = x[:, 0] * np.sqrt(n), x[:, 1:4].prod(axis=1) * n**1.5
        return np.sqrt(shares) @ [one, three]

    found = walks.walk(mixed, n, [0.97], walkers=100_000, rng=rng)
    assert found.exponent(0.97) == pytest.approx(shares @ [1, 3], abs=0.15)


def test_a_walk_does_not_care_about_blocks_nor_a_constant(rng):
    size = {"overlaps": OVERLAPS, "walkers": 300}
    one, other = (
        walks.walk(lambda x, c=c: c + x[:, 0], 10, **size, rng=np.random.default_rng(0))
        for c in (0.0, 5.0)
    )
    assert one.ends.shape == (2, 3, 300)
    assert one.starts.shape == (300,)
    np.testing.assert_allclose(one.correlations, other.correlations, atol=1e-9)


def test_memory_is_what_is_left_of_a_low_place(rng):
    low = np.eye(30)[0]
    found = walks.walk(lambda x: -x[:, 0], 30, OVERLAPS, walkers=3000, low=low, rng=rng)
    np.testing.assert_allclose(found.memory, OVERLAPS, atol=0.02)


@pytest.mark.parametrize("p", [2, 3])
def test_a_spin_glass_forgets_its_minimum_by_the_law_of_the_walk(p):
    runs = [walks.glass_walk(60, p, (p, k), overlaps=OVERLAPS, walkers=400) for k in range(12)]
    law = np.array(OVERLAPS) ** p
    assert np.abs(np.mean([found.correlations for found in runs], axis=0) - law).max() < 0.06
    assert np.abs(np.mean([found.memory for found in runs], axis=0) - law).max() < 0.06


def test_losses_of_many_points_are_those_of_the_networks(tiny):
    task, fresh = tiny.tasks().train, tiny.fresh([0], 5)
    points = np.stack([networks.get_parameters(one).double().numpy() for one in fresh])
    expected = [task(one).item() for one in fresh]
    found = walks.losses(tiny.widths, task, 2.0, points / 2)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_network_walks_on_its_own_sphere(tiny):
    solution = networks.train_from_seed(tiny, [5], 1).parameters[0]
    size = {"images": 40, "overlaps": OVERLAPS, "walkers": 60}
    found, again = (walks.network_walk(tiny, solution, [7], **size) for _ in range(2))
    assert 1 > found.memory[0] > found.memory[-1]
    np.testing.assert_array_equal(found.ends, again.ends)
    norm = np.linalg.norm(solution)
    points = np.random.default_rng(0).standard_normal((500, len(solution)))
    points *= norm / np.linalg.norm(points, axis=1, keepdims=True)
    task = tiny.tasks().train
    typical = walks.losses(tiny.widths, task, 1.0, points)
    assert found.starts.mean() == pytest.approx(typical.mean(), rel=0.2)
    assert isinstance(task.inputs, torch.Tensor)
