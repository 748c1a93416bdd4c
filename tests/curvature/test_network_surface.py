import itertools

import numpy as np
import odd_networks
import pytest
import torch

from lib.curvature import NetworkSurface
from lib.networks import MLP, set_parameters

KINDS = list(
    itertools.product(["relu", "tanh", "identity"], ["cross-entropy", "squared"], [True, False])
)


@pytest.mark.parametrize(("activation", "loss", "bias"), KINDS)
@pytest.mark.parametrize("widths", [(5, 3), (5, 4, 3), (5, 4, 2, 6, 3)], ids=str)
def test_many_networks_at_once_are_as_autograd_has_each(
    problem, exact, widths, activation, loss, bias
):
    network, mean_loss = problem(widths, activation=activation, loss=loss, bias=bias)
    surface = NetworkSurface.of(network, mean_loss)
    x = np.random.default_rng(2).standard_normal((3, surface.size))
    losses, gradients, hessians = surface.loss(x), surface.gradient(x), surface.hessian(x)
    for i in range(3):
        set_parameters(network, torch.as_tensor(x[i]))
        value = mean_loss(network)
        slope = torch.autograd.grad(value, list(network.parameters()))
        assert losses[i] == pytest.approx(value.item())
        assert gradients[i] == pytest.approx(torch.cat([p.flatten() for p in slope]).numpy())
        assert hessians[i] == pytest.approx(exact(network, mean_loss).numpy(), abs=1e-11)


def test_decay_adds_half_its_square(problem):
    network, mean_loss = problem()
    plain = NetworkSurface.of(network, mean_loss)
    decayed = NetworkSurface.of(network, mean_loss, decay=0.2)
    x = np.random.default_rng(0).standard_normal(plain.size)
    assert decayed.loss(x) - plain.loss(x) == pytest.approx(0.1 * x @ x)
    assert decayed.gradient(x) - plain.gradient(x) == pytest.approx(0.2 * x)
    assert decayed.hessian(x) - plain.hessian(x) == pytest.approx(0.2 * np.eye(plain.size))


def test_exchanged_hidden_units_have_the_same_loss_and_spectrum(problem):
    surface = NetworkSurface.of(*problem((5, 4, 3)))
    x = np.random.default_rng(0).standard_normal(surface.size)
    first, bias, second = x[:20].reshape(4, 5), x[20:24], x[24:36].reshape(3, 4)
    turn = [2, 0, 3, 1]
    turned = [first[turn].ravel(), bias[turn], second[:, turn].ravel(), x[36:]]
    both = np.stack([x, np.concatenate(turned)])
    losses = surface.loss(both)
    values = np.linalg.eigvalsh(surface.hessian(both))
    assert losses[0] == pytest.approx(losses[1])
    assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_leading_axes_are_kept_and_batches_do_not_matter(problem):
    surface = NetworkSurface.of(*problem(images=3000))  # Hessians then go one by one
    x = np.random.default_rng(0).standard_normal((2, 3, surface.size))
    assert surface.loss(x).shape == (2, 3)
    assert surface.gradient(x).shape == (2, 3, surface.size)
    assert surface.hessian(x).shape == (2, 3, surface.size, surface.size)
    assert surface.hessian(x[1, 2]) == pytest.approx(surface.hessian(x)[1, 2])
    assert surface.loss(x[1, 2]) == pytest.approx(surface.loss(x)[1, 2])
    assert surface.hessian(x[:0]).shape == (0, 3, surface.size, surface.size)


def test_large_outputs_do_not_overflow():
    surface = NetworkSurface([1, 2], [[1.0]], [0], biased=False)
    far = [-1e4, 1e4]
    assert surface.loss(far) == pytest.approx(2e4)
    assert surface.gradient(far) == pytest.approx([-1, 1])
    assert surface.hessian(far) == pytest.approx(np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"widths": [3]}, "from inputs to outputs"),
        ({"widths": [3, 0, 2]}, "a width must be a whole number of at least 1"),
        ({"inputs": np.ones((5, 2))}, "does not take images of 2 numbers"),
        ({"inputs": np.ones((0, 3))}, r"n > 0; got \(0, 3\)"),
        ({"inputs": np.full((5, 3), np.nan)}, "not finite"),
        ({"targets": np.ones(5)}, "labels .* are whole numbers"),
        ({"targets": [0, 1]}, "n targets"),
        ({"targets": [0, 1, 2, 0, 0]}, "targets for 3 outputs"),
        ({"loss": "squared"}, r"squared loss needs targets \(n, C\)"),
        ({"loss": "squared", "targets": np.ones((5, 1))}, "targets for 1 outputs"),
        ({"loss": "absolute"}, "choose one of"),
        ({"activation": "gelu"}, "choose one of"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(change, words):
    right = {"widths": [3, 2], "inputs": np.ones((5, 3)), "targets": [0, 1, 0, 1, 0]}
    assert NetworkSurface(**right).size == 8
    with pytest.raises(ValueError, match=words):
        NetworkSurface(**(right | change))


def test_wrong_parameters_and_shortcuts_are_refused(problem):
    surface = NetworkSurface.of(*problem())
    for wrong in (np.ones(surface.size - 1), 1.0):
        with pytest.raises(ValueError, match=r"parameters must be \(…, 39\)"):
            surface.loss(wrong)
    network = MLP((5, 4, 4, 3), residual=True, rng=np.random.default_rng(0))
    for odd in (network, odd_networks.make("a shared weight")):
        with pytest.raises(ValueError, match="without shortcuts"):
            NetworkSurface.of(odd, problem()[1])
