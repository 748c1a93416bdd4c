"""The network without biases: its output by hand, its gradient by finite differences, training."""

import numpy as np
import pytest

from lib import paths


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_output_is_what_loops_give(rng):
    network = paths.ReluNetwork.sample((3, 4, 2, 1), rng=rng)
    x = rng.normal(size=3)
    values = list(x)
    for k, w in enumerate(network.weights):
        sums = [sum(values[i] * w[i, j] for i in range(len(values))) for j in range(w.shape[1])]
        values = sums if k == 2 else [max(s, 0.0) for s in sums]
    assert network.output(x[None])[0] == pytest.approx(values[0], rel=1e-13)


def test_gradient_is_the_slope_of_the_loss(rng):
    network = paths.ReluNetwork.sample((4, 5, 3, 1), rng=rng)
    x, t = rng.normal(size=(20, 4)), rng.choice([-1.0, 1.0], 20)
    _, gradient = network.gradient(x, t)
    step = 1e-6 * np.eye(len(gradient))
    slopes = [
        (network.with_vector(network.vector + d).gradient(x, t)[0]
         - network.with_vector(network.vector - d).gradient(x, t)[0]) / 2e-6
        for d in step
    ]  # fmt: skip
    np.testing.assert_allclose(gradient, slopes, atol=1e-8)


def test_output_is_homogeneous_of_the_order_of_the_layers(rng):
    network = paths.ReluNetwork.sample((4, 5, 3, 1), rng=rng)
    x = rng.normal(size=(7, 4))
    doubled = network.with_vector(2 * network.vector)
    np.testing.assert_allclose(doubled.output(x), 2**3 * network.output(x), rtol=1e-13)


def test_training_lowers_the_loss_and_keeps_its_record(rng):
    x = rng.normal(size=(60, 4))
    t = np.where(x[:, 0] > 0, 1.0, -1.0)
    start = paths.ReluNetwork.sample((4, 6, 1), rng=rng)
    run = paths.train(start, x, t, steps=200, rate=0.1)
    assert run.losses[-1] < 0.3 * run.losses[0]
    assert run.losses.shape == run.squared_norms.shape == (201,)
    assert run.squared_norms[0] == pytest.approx(start.vector @ start.vector)
    assert run.squared_norms[-1] == pytest.approx(run.network.vector @ run.network.vector)
    assert run.losses[-1] == pytest.approx(run.network.gradient(x, t)[0])


def test_loss_of_a_network_without_weights_is_one(rng):
    network = paths.ReluNetwork.sample((2, 3, 1), rng=rng)
    loss, gradient = network.with_vector(0 * network.vector).gradient([[1, 2]], [1])
    assert (loss, np.abs(gradient).max()) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("inputs", "targets", "steps", "rate", "sentence"),
    [
        (np.ones((3, 2)), np.ones(2), 1, 0.1, "do not fit"),
        (np.ones((3, 5)), np.ones(3), 1, 0.1, "do not fit"),
        (np.ones((3, 2)), np.arange(3), 1, 0.1, "are +1 or −1"),
        (np.ones((3, 2)), np.ones(3), 0, 0.1, "must be positive"),
        (np.ones((3, 2)), np.ones(3), 1, -1.0, "must be positive"),
    ],
)
def test_training_refuses(rng, inputs, targets, steps, rate, sentence):
    network = paths.ReluNetwork.sample((2, 3, 1), rng=rng)
    with pytest.raises(ValueError, match=sentence.replace("+", r"\+")):
        paths.train(network, inputs, targets, steps=steps, rate=rate)


@pytest.mark.parametrize("shapes", [[(2, 3), (2, 1)], [(2, 3), (3, 2)], []])
def test_weights_that_do_not_chain_are_refused(shapes):
    with pytest.raises(ValueError, match="do not chain"):
        paths.ReluNetwork(tuple(np.ones(shape) for shape in shapes))
