"""Trained networks: where they end, and that it is told rightly."""

from dataclasses import fields

import numpy as np
import pytest

from lib import curvature, presets
from lib.endpoints import Ends, Recipe, ends
from lib.networks import get_parameters

RECIPE = Recipe(40, 3, "tanh", 1e-3, 20, ((0.02, 5), (0.002, 2)))


def test_training_lowers_the_loss_and_depends_on_the_seed_alone():
    one, two = (ends(RECIPE, (4, 3), (3, 0), 3) for _ in range(2))
    other = ends(RECIPE, (4, 3), (3, 1), 3)
    assert (one.losses < np.log(10)).all()
    for field in fields(Ends):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.allclose(one.losses, other.losses)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_top_curvature_is_that_of_the_full_hessian(activation):
    recipe = Recipe(40, 3, activation, 1e-3, 20, ((0.02, 5),))
    found = ends(recipe, (3,), 0, 2)
    _, trained = recipe.pair_up((3,), 0, 2)
    task = recipe.task().double()
    for network, top in zip(trained, found.tops, strict=True):
        matrix = curvature.full_hessian(curvature.hessian(network.double(), task))
        assert top == pytest.approx(np.linalg.eigvalsh(matrix)[-1], rel=5e-3)


def test_the_gradient_counts_the_decay():
    recipe = Recipe(40, 3, "tanh", 0.0, 20, ((0.02, 0),))
    heavy = Recipe(40, 3, "tanh", 50.0, 20, ((0.02, 0),))
    plain, decayed = (ends(each, (3,), 0, 2) for each in (recipe, heavy))
    np.testing.assert_allclose(decayed.gradients / (50 * plain.norms), 1, atol=0.2)
    assert (plain.gradients < 5).all()


def test_pairs_share_their_start():
    starts, trained = RECIPE.pair_up((4,), 7, 2)
    again, _ = RECIPE.pair_up((4,), 7, 2)
    for a, b, c in zip(starts, again, trained, strict=True):
        assert get_parameters(a).equal(get_parameters(b))
        assert not get_parameters(a).allclose(get_parameters(c))


def test_groups_are_joined():
    parts = [ends(RECIPE, (2,), (1, k), 2) for k in range(2)]
    whole = Ends.of(parts)
    assert len(whole.tops) == 4
    np.testing.assert_array_equal(whole.losses[2:], parts[1].losses)


@pytest.mark.parametrize("preset", presets.names())
def test_the_recipe_of_each_preset_makes_networks_of_equal_size(preset):
    from lib.networks import matched_widths, parameter_count

    settings = presets.chapter("07", preset)
    widths = matched_widths(settings.hidden, settings.parameters, settings.side**2, 10)
    counts = [parameter_count((settings.side**2, *hidden, 10)) for hidden in widths.values()]
    assert max(counts) / min(counts) < 1.005
