"""The perceptron against PyTorch's own layers, its initial weights against their laws."""

import numpy as np
import pytest
import torch

from lib.networks import MLP, get_parameters, objective, set_parameters, torch_generator


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("name", "module"),
    [("relu", torch.nn.ReLU), ("tanh", torch.nn.Tanh), ("identity", torch.nn.Identity)],
)
def test_outputs_are_those_of_stacked_linear_layers(name, module):
    network = MLP((5, 4, 3, 2), activation=name, init="default", rng=rng())
    sequence = torch.nn.Sequential(
        network.layers[0], module(), network.layers[1], module(), network.layers[2]
    )
    x = torch.randn(7, 5, generator=torch.Generator().manual_seed(1))
    assert torch.equal(network(x), sequence(x))


def test_a_residual_network_adds_what_enters_a_hidden_layer():
    network = MLP((5, 4, 3, 4, 2), residual=True, init="default", rng=rng())
    x = torch.randn(7, 5, generator=torch.Generator().manual_seed(1))
    one, two, three, four = network.layers
    a = one(x).relu()
    b = two(a).relu() + a[:, :3]
    c = three(b).relu() + torch.cat([b, torch.zeros(7, 1)], 1)
    assert torch.allclose(network(x), four(c))


def test_a_residual_network_has_the_parameters_of_the_plain_one():
    plain, residual = (MLP((5, 4, 4, 2), residual=flag, rng=rng()) for flag in (False, True))
    assert torch.equal(get_parameters(plain), get_parameters(residual))


@pytest.mark.parametrize(("init", "fan"), [("he", 400), ("xavier", 400 + 300)])
def test_initial_weights_have_the_variance_of_their_law(init, fan):
    network = MLP((400, 300, 10), init=init, rng=rng())
    first = network.weights[0]
    assert first.var().item() == pytest.approx(2 / fan, rel=0.03)
    assert abs(first.mean().item()) < 4 * np.sqrt(2 / fan / first.numel())
    assert all((bias == 0).all() for bias in network.biases)


def test_default_weights_are_uniform_within_their_bound():
    network = MLP((400, 300, 10), init="default", rng=rng())
    for parameter in network.layers[0].parameters():
        assert parameter.abs().max() <= 0.05
        assert parameter.abs().max() > 0.049
    assert network.weights[0].var().item() == pytest.approx(0.05**2 / 3, rel=0.03)


def test_a_seed_fixes_the_weights_and_leaves_the_global_generator_alone():
    before = torch.get_rng_state()
    one, two = (MLP((9, 8, 7), rng=torch.Generator().manual_seed(5)) for _ in range(2))
    other = MLP((9, 8, 7), rng=torch.Generator().manual_seed(6))
    assert torch.equal(get_parameters(one), get_parameters(two))
    assert not torch.equal(get_parameters(one), get_parameters(other))
    assert torch.equal(torch.get_rng_state(), before)


def test_without_bias_only_weights_are_there():
    network = MLP((5, 4, 2), bias=False, rng=rng())
    assert network.biases == [None, None]
    assert len(get_parameters(network)) == 5 * 4 + 4 * 2


def test_parameters_go_out_and_in_again():
    one, two = MLP((5, 4, 2), rng=rng(0)), MLP((5, 4, 2), rng=rng(1))
    vector = get_parameters(one)
    set_parameters(two, vector)
    assert torch.equal(get_parameters(two), vector)
    vector.zero_()
    assert get_parameters(two).abs().sum() > 0
    theirs = torch.nn.utils.parameters_to_vector(one.parameters())
    assert torch.equal(get_parameters(one), theirs.detach())


@pytest.mark.parametrize(
    ("widths", "options", "words"),
    [
        ((5,), {}, "inputs to outputs"),
        ((5, 0, 2), {}, "all positive"),
        ((5, 4, 2), {"activation": "gelu"}, "no activation 'gelu'.*relu"),
        ((5, 4, 2), {"init": "zero"}, "no init 'zero'.*xavier"),
        ((5, 4, 2), {"rng": 7}, "generator, not 7"),
    ],
)
def test_what_is_no_perceptron_is_refused(widths, options, words):
    with pytest.raises(ValueError, match=words):
        MLP(widths, **{"rng": rng(), **options})


def test_a_vector_of_another_length_is_refused():
    with pytest.raises(ValueError, match="23 parameters"):
        set_parameters(MLP((4, 3, 2), rng=rng()), torch.zeros(22))


def test_a_numpy_generator_moves_on():
    generator = rng()
    draws = [torch.rand(1, generator=torch_generator(generator)) for _ in range(2)]
    assert draws[0] != draws[1]


def test_cross_entropy_is_minus_the_log_of_the_probability():
    network = MLP((4, 3, 5), rng=rng()).double()
    x, labels = rng(1).normal(size=(6, 4)), rng(2).integers(0, 5, 6)
    outputs = network(torch.from_numpy(x)).detach().numpy()
    shares = np.exp(outputs) / np.exp(outputs).sum(1, keepdims=True)
    expected = -np.log(shares[np.arange(6), labels]).mean()
    task = objective(x, labels)
    assert task(network).item() == pytest.approx(expected, rel=1e-12)
    assert task.error(network) == np.mean(outputs.argmax(1) != labels)


def test_squared_loss_is_half_the_squared_distance():
    network = MLP((4, 3, 5), rng=rng()).double()
    x, labels = rng(1).normal(size=(6, 4)), rng(2).integers(0, 5, 6)
    outputs = network(torch.from_numpy(x)).detach().numpy()
    expected = 0.5 * ((outputs - np.eye(5)[labels]) ** 2).sum() / 6
    for targets in (np.eye(5)[labels], torch.eye(5)[labels]):
        assert objective(x, targets, "squared")(network).item() == pytest.approx(expected)
    assert objective(x, labels, "squared", classes=5)(network).item() == pytest.approx(expected)


def test_labels_of_the_squared_loss_need_the_number_of_classes():
    with pytest.raises(ValueError, match="say how many classes"):
        objective(np.zeros((3, 2)), np.arange(3), "squared")


@pytest.mark.parametrize(
    ("inputs", "targets", "loss", "words"),
    [
        (np.zeros((3, 2)), np.arange(2), "cross-entropy", "n targets"),
        (np.zeros((0, 2)), np.zeros(0, int), "cross-entropy", "n > 0"),
        (np.zeros(3), np.arange(3), "cross-entropy", "inputs"),
        (np.zeros((3, 2)), np.zeros((3, 2)), "cross-entropy", "labels"),
        (np.zeros((3, 2)), np.arange(3), "hinge", "no loss 'hinge'"),
        (np.zeros((3, 2), int), np.arange(3), "cross-entropy", "floating"),
        (np.full((3, 2), np.nan), np.arange(3), "cross-entropy", "not finite"),
        (np.zeros((3, 2)), np.array([0, -1, 1]), "cross-entropy", "negative"),
    ],
)
def test_what_is_no_objective_is_refused(inputs, targets, loss, words):
    with pytest.raises(ValueError, match=words):
        objective(inputs, targets, loss)


def test_doubling_an_objective_keeps_labels_and_loss():
    task = objective(np.ones((3, 2), np.float32), np.arange(3)).double()
    assert task.inputs.dtype == torch.float64
    assert task.targets.dtype == torch.int64
    values = objective(np.ones((3, 2), np.float32), np.ones((3, 2), np.float32), "squared")
    assert values.double().targets.dtype == torch.float64
