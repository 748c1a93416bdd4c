"""A trained network is moved into its minimum, or the failure is said."""

import numpy as np
import pytest

from lib import curvature
from lib.networks import MLP, objective, train


def regression(rng):
    x = rng.normal(size=(40, 3))
    return objective(
        x, np.tanh(x @ rng.normal(size=(3, 2))) + 0.1 * rng.normal(size=(40, 2)), "squared"
    )


def test_gradient_vanishes_and_no_way_leads_down():
    rng = np.random.default_rng(0)
    task = regression(rng)
    network = MLP((3, 2, 2), activation="tanh", init="xavier", rng=rng).double()
    train(network, task, rng=rng, rate=0.02, epochs=200, batch=None)
    assert curvature.minimise(network, task, decay=1e-3) < 1e-8
    surface = curvature.NetworkSurface.of(network, task, decay=1e-3)
    from lib.networks import get_parameters

    point = get_parameters(network).numpy()
    assert np.linalg.norm(surface.gradient(point)) < 1e-8
    assert curvature.inertia(surface.hessian(point)).negative == 0


def test_a_minimum_that_is_not_reached_is_said():
    rng = np.random.default_rng(1)
    task = objective(np.eye(2), np.arange(2))
    network = MLP((2, 2, 2), activation="tanh", rng=rng).double()
    with pytest.raises(ValueError, match=r"stays at .* add weight decay"):
        curvature.minimise(network, task, max_steps=1)
