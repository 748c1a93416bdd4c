"""Distances between ends, and the control that tells whether the alignment finds an order."""

from dataclasses import fields

import numpy as np
import pytest

from lib.endpoints import Recipe, Separation, separation
from lib.endpoints.distances import distance
from lib.networks import MLP, get_parameters, set_parameters

RECIPE = Recipe(60, 4, "tanh", 1e-3, 20, ((0.02, 6),))


@pytest.fixture(scope="module", params=["tanh", "relu"])
def pairs(request):
    recipe = Recipe(60, 4, request.param, 1e-3, 20, ((0.02, 6),))
    return separation(recipe, (6, 5), 1, 4, 0.3)


def test_alignment_brings_networks_nearer_and_never_apart(pairs):
    assert (pairs.aligned <= pairs.raw + 1e-6).all()
    assert pairs.aligned.mean() < pairs.raw.mean() - 0.05
    assert pairs.raw.mean() == pytest.approx(np.sqrt(2), abs=0.2)


def test_the_order_of_a_shuffled_noisy_copy_is_found_again(pairs):
    np.testing.assert_allclose(pairs.recovered, pairs.told, atol=1e-3)
    np.testing.assert_allclose(pairs.told, 0.3, atol=0.02)


def test_barriers_are_not_negative(pairs):
    assert (pairs.barriers >= 0).all()
    assert (pairs.raw_barriers >= 0).all()


def test_pairs_are_joined_and_repeat():
    one, two = (separation(RECIPE, (3,), 5, 2, 0.3) for _ in range(2))
    for field in fields(Separation):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(two, field.name))
    assert len(Separation.of([one, two]).untrained) == 4


def test_distance_is_relative_to_the_norms():
    one, two = (MLP((3, 2), rng=np.random.default_rng(0)) for _ in range(2))
    set_parameters(two, -get_parameters(one))
    assert distance(one, two) == pytest.approx(2)
    set_parameters(two, 3 * get_parameters(one))
    assert distance(one, two) == pytest.approx(2 / np.sqrt(5))
