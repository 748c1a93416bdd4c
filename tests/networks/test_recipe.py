"""The recipe against networks made and trained by hand, and what its seeds promise."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lib import data
from lib.networks import MLP, Recipe, get_parameters, objective, train, train_from_seed

SMALL = Recipe(
    hidden=(6,), phases=((0.01, 3),), batch=10, images=60, test_images=40, side=5, activation="tanh"
)


def by_hand(recipe, seed, k):
    """Network k of a seed, trained alone."""
    network = MLP(
        recipe.widths,
        activation=recipe.activation,
        init="xavier",
        rng=np.random.default_rng([*seed, k, 0]),
    )
    digits = data.mnist(train=60, test=40, side=5)
    task, order = (
        objective(digits.train_images, digits.train_labels),
        np.random.default_rng([*seed, k, 1]),
    )
    histories = [
        train(network, task, rng=order, batch=10, rate=rate, epochs=epochs)
        for rate, epochs in recipe.phases
    ]
    return network, np.concatenate([h.losses[min(k, 1) :] for k, h in enumerate(histories)])


@pytest.mark.parametrize("phases", [((0.01, 3),), ((0.02, 2), (0.001, 3))])
def test_runs_are_those_of_networks_trained_alone(phases):
    recipe = replace(SMALL, phases=phases)
    runs = train_from_seed(recipe, (5, 2), 3)
    for k in range(3):
        network, losses = by_hand(recipe, (5, 2), k)
        assert torch.allclose(get_parameters(runs.networks[k]), get_parameters(network), atol=1e-5)
        assert np.allclose(runs.losses[k], losses, atol=1e-5)
    assert runs.losses.shape == (3, 1 + sum(epochs for _, epochs in phases))


def test_more_networks_begin_with_the_same_ones_and_seeds_differ():
    few, many = train_from_seed(SMALL, 5, 2), train_from_seed(SMALL, 5, 4)
    assert np.allclose(few.parameters, many.parameters[:2], atol=1e-6)
    other = SMALL.fresh(6, 2)
    starts = [get_parameters(network) for network in (*SMALL.fresh(5, 2), *other)]
    assert len({tuple(start.tolist()) for start in starts}) == 4
    assert all(torch.equal(a, get_parameters(b)) for a, b in zip(starts, few.starts, strict=False))


def test_shapes_and_orders_are_paired_by_number():
    deep = replace(SMALL, hidden=(4, 4))
    assert deep.widths == (25, 4, 4, 10)
    first = [torch.get_rng_state()]
    assert [n.widths for n in deep.fresh(1, 2)] == [(25, 4, 4, 10)] * 2
    assert torch.equal(torch.get_rng_state(), first[0])


def test_a_run_that_ends_early_keeps_its_last_loss_and_its_first_passing():
    recipe = replace(SMALL, phases=((0.02, 40),), stop=0.8, keep=1.5)
    runs = train_from_seed(recipe, 3, 3)
    for losses, kept in zip(runs.losses, runs.kept, strict=True):
        assert len(losses) == 41
        first = int(np.argmax(losses <= 0.8))
        assert (losses[first:] == losses[first]).all()
        passing = losses[np.argmax(losses <= 1.5)]
        assert recipe.tasks().train(kept).item() == pytest.approx(passing, rel=1e-5)
    assert train_from_seed(replace(SMALL, keep=1e-9), 3, 1).kept == [None]


def test_initial_weights_follow_the_recipe():
    plain = SMALL.fresh(0, 1)[0]
    for gain in (0.5, 1.0, 2.0, 3.0):
        scaled = replace(SMALL, gain=gain).fresh(0, 1)[0]
        assert torch.allclose(get_parameters(scaled), gain * get_parameters(plain))
    relu = replace(SMALL, activation="relu", hidden=(400,)).fresh(0, 1)[0]
    assert relu.weights[0].var().item() == pytest.approx(2 / 25, rel=0.05)
    assert replace(SMALL, bias=False).fresh(0, 1)[0].biases == [None, None]


def test_another_task_and_going_on_from_where_a_training_stopped():
    recipe = replace(SMALL, optimiser="sgd", phases=((0.1, 1),))
    pieces, whole = (recipe.fresh(2, 2) for _ in range(2))
    seeds = [11, 12]
    orders = [torch.Generator().manual_seed(seed) for seed in seeds]
    for _ in range(3):
        recipe.train(pieces, orders)
    replace(recipe, phases=((0.1, 3),)).train(
        whole, [torch.Generator().manual_seed(seed) for seed in seeds]
    )
    for one, other in zip(pieces, whole, strict=True):
        assert torch.allclose(get_parameters(one), get_parameters(other), atol=1e-6)
    zeros = objective(recipe.tasks().train.inputs, torch.zeros(60, 10), "squared")
    runs = replace(recipe, phases=((0.1, 20),)).train(pieces, orders, zeros)
    assert (runs.losses[:, -1] < runs.losses[:, 0]).all()


def test_misread_images_have_a_row_a_network():
    runs, test = train_from_seed(SMALL, 1, 3), SMALL.tasks().test
    wrong = runs.misread(test)
    assert wrong.shape == (3, 40)
    assert wrong.mean(axis=1).tolist() == pytest.approx([test.error(n) for n in runs.networks])


def test_two_digits_and_validation_images():
    pair = replace(SMALL, digits=[4, 9], validation_images=20)
    tasks = pair.tasks()
    assert pair.widths[-1] == 2
    assert set(tasks.train.targets.tolist()) == {0, 1}
    assert (len(tasks.train), len(tasks.test), len(tasks.validation)) == (60, 40, 20)
    assert SMALL.tasks().validation is None
    assert hash(pair) == hash(replace(pair, hidden=[6]))


def test_a_level_in_several_phases_is_refused():
    with pytest.raises(ValueError, match="goes with one phase"):
        replace(SMALL, phases=((0.1, 1), (0.01, 1)), stop=0.1)
