"""The recipe: what it makes, that it repeats, and how parameter vectors are cut."""

import numpy as np
import torch

from lib import glass
from lib.networks import get_parameters


def test_solutions_are_trained_and_repeat(tiny):
    one, two = (glass.solutions(tiny, 5, 3) for _ in range(2))
    assert (one.losses < one.untrained / 2).all()
    np.testing.assert_array_equal(one.parameters, two.parameters)
    assert np.abs(one.parameters - glass.solutions(tiny, 6, 3).parameters).max() > 0.1


def test_loss_and_error_belong_to_the_parameters(tiny):
    found = glass.solutions(tiny, 5, 2)
    task, test = tiny.tasks()
    for k in range(2):
        network = tiny.network(found.parameters[k])
        np.testing.assert_allclose(task(network).item(), found.losses[k], rtol=1e-5)
        assert test.error(network) == found.errors[k]


def test_the_scale_multiplies_every_initial_weight(tiny):
    one, three = (
        get_parameters(tiny.fresh(1, scale=scale, rng=np.random.default_rng(0))[0])
        for scale in (1, 3)
    )
    torch.testing.assert_close(three, 3 * one)


def test_layers_are_those_of_the_network(tiny):
    network = tiny.fresh(1, rng=np.random.default_rng(0))[0]
    parts = glass.layers(get_parameters(network).numpy(), tiny.widths)
    for part, parameter in zip(parts, network.parameters(), strict=True):
        np.testing.assert_array_equal(part, parameter.detach().numpy())


def test_a_stopping_loss_ends_training(tiny):
    loose = glass.solutions(tiny.but(stop=1.5), 5, 2)
    assert (loose.losses <= 1.5).all()
    assert (loose.losses > glass.solutions(tiny, 5, 2).losses).all()
