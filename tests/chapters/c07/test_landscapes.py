"""Tiny networks: descents end at minima to all digits, copies count once, searches saturate."""

import numpy as np
import pytest

from lib import presets
from lib.chapters.c07.landscapes import Landscape, descend, landscape
from lib.curvature import NetworkSurface
from lib.networks import MLP, get_parameters, parameter_count, permuted

SETTING = {"side": 2, "images": 30, "runs": 6, "seed": 1}


@pytest.fixture(scope="module")
def surface():
    rng = np.random.default_rng(0)
    return NetworkSurface((2, 3, 2), rng.normal(size=(12, 2)), rng.integers(2, size=12), decay=0.01)


def of(losses):
    return Landscape(3, np.array(losses), np.ones(len(losses)))


def test_descent_ends_where_the_gradient_vanishes_and_never_climbs(surface):
    starts = np.random.default_rng(1).normal(size=(5, surface.size))
    ends = descend(surface, starts)
    assert (surface.loss(ends) <= surface.loss(starts)).all()
    assert np.linalg.norm(surface.gradient(ends), axis=1).max() < 1e-8


def test_descent_finds_the_bottom_of_a_convex_loss():
    x = np.random.default_rng(2).normal(size=(20, 3))
    surface = NetworkSurface((3, 2), x, np.arange(20) % 2, decay=0.1)
    ends = descend(surface, np.random.default_rng(3).normal(size=(4, surface.size)))
    np.testing.assert_allclose(ends, ends[[0]] + 0 * ends, atol=1e-7)


def test_a_copy_with_units_swapped_and_turned_is_the_same_minimum(surface):
    network = MLP((2, 3, 2), activation="tanh", init="xavier", rng=np.random.default_rng(4))
    copy = permuted(network, [[2, 0, 1]], [[1, -1, 1]])
    ends = descend(surface, [get_parameters(one).double().numpy() for one in (network, copy)])
    assert np.linalg.norm(ends[0] - ends[1]) > 0.1
    assert of(surface.loss(ends)).kinds().tolist() == [0, 0]


def test_minima_are_numbered_from_the_lowest_and_what_is_none_is_left_out():
    found = of([0.3, 0.1, 0.3 + 1e-9, np.nan, 0.2])
    assert found.kinds().tolist() == [2, 0, 2, -1, 1]
    assert found.distinct() == 3
    assert (found.distinct(runs=1), found.distinct(runs=4)) == (1, 2)
    assert found.distinct(same=0.9) == 1
    assert found.unseen() == pytest.approx(2 / 5)
    assert found.bad() == pytest.approx(3 / 4)
    assert found.bad(above=1.5) == pytest.approx(2 / 4)


def test_the_chance_of_a_new_minimum_is_what_the_next_descents_find():
    rng = np.random.default_rng(5)
    likely = 0.8 ** np.arange(12) / np.sum(0.8 ** np.arange(12))
    told, true = [], []
    for _ in range(400):
        kinds = rng.choice(12, size=30, p=likely)
        told.append(of(1.0 + kinds).unseen())
        true.append(1 - likely[np.unique(kinds)].sum())
    assert np.mean(told) == pytest.approx(np.mean(true), abs=0.01)


def test_strong_decay_leaves_one_minimum_without_weights():
    found = landscape((4, 9), (3, 3), decay=1.0, **SETTING)
    assert found.distinct() == 1
    assert found.weights.max() < 0.5  # the biases of the outputs stay
    assert (found.unseen(), found.bad()) == (0, 0)


@pytest.mark.parametrize("preset", presets.names())
def test_tiny_networks_have_equal_sizes(preset):
    plan = presets.chapter("07", preset)
    sizes = {parameter_count((plan.tiny["side"] ** 2, *shape, 2)) for shape in plan.shapes}
    assert sizes == {62}


def test_a_landscape_of_each_pair_of_the_full_preset():
    for digits in presets.chapter("07", "full").digits:
        found = landscape(digits, (2,), decay=0.01, **SETTING | {"runs": 2})
        assert np.isfinite(found.losses).all()
