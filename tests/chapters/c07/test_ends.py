"""Networks trained at one size: ends told rightly, distances, and the alignment's control."""

import numpy as np
import pytest

from lib import curvature, networks, presets
from lib.chapters.c07 import evidence
from lib.chapters.c07.ends import ends, noisy
from lib.networks import Recipe, get_parameters, train_from_seed

RECIPE = Recipe(hidden=(6, 5), phases=((0.02, 6),), batch=20, images=60, side=4,
                activation="tanh", scaling="standard")  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return ends(RECIPE, (3, 0), 8)


def test_losses_are_the_last_of_training_and_depend_on_the_seed_alone(found):
    last = train_from_seed(RECIPE, (3, 0), 8).losses[:, -1]
    np.testing.assert_array_equal(found.losses, last)
    assert (found.losses < np.log(10)).all()
    again = ends(RECIPE, (3, 0), 8)
    for one, other in zip(found, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.allclose(found.losses, ends(RECIPE, (3, 1), 8).losses)


def test_top_curvature_is_that_of_the_full_hessian(found):
    task = RECIPE.tasks().train.double()
    for network, top in zip(train_from_seed(RECIPE, (3, 0), 8).networks, found.tops, strict=True):
        matrix = curvature.full_hessian(curvature.hessian(network.double(), task))
        assert top == pytest.approx(np.linalg.eigvalsh(matrix)[-1], rel=5e-3)


def test_alignment_brings_networks_nearer_and_finds_shuffled_copies_again(found):
    trained = train_from_seed(RECIPE, (3, 0), 8).networks
    raw = [networks.distance(*trained[k : k + 2]) for k in range(0, 8, 2)]
    assert (found.aligned <= np.array(raw) + 1e-6).all()
    assert np.mean(raw) == pytest.approx(np.sqrt(2), abs=0.2)
    np.testing.assert_allclose(found.copies, 0.5 / np.sqrt(1 + 0.5**2 / 2), atol=0.05)
    assert (found.walls >= 0).all()


def test_a_noisy_copy_is_off_by_a_share_of_its_norm():
    network = RECIPE.network(rng=np.random.default_rng(1))
    copy = noisy(network, rng=np.random.default_rng(2), size=0.3)
    w, v = (get_parameters(one).numpy() for one in (network, copy))
    assert np.linalg.norm(w - v) == pytest.approx(0.3 * np.linalg.norm(w), rel=1e-5)


@pytest.mark.parametrize("preset", presets.names())
def test_networks_of_each_preset_have_equal_sizes(preset):
    plan = presets.chapter("07", preset)
    made = evidence.recipes(plan, 0.1)
    assert list(made) == [2, 4, 8]
    sizes = [networks.parameter_count(recipe.widths) for recipe in made.values()]
    assert max(sizes) / min(sizes) < 1.005
    assert {sum(epochs for _, epochs in recipe.phases) for recipe in made.values()} == {40}
