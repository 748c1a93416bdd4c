"""The perceptron against PyTorch's own layers, its weights against their laws, matched widths."""

import itertools

import numpy as np
import pytest
import torch

from lib.networks import (
    ACTIVATIONS,
    MLP,
    get_parameters,
    matched_widths,
    parameter_count,
    torch_generator,
)


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


def test_a_residual_network_shares_its_variance_among_its_shortcuts():
    plain, residual = (MLP((5, 4, 4, 4, 2), residual=flag, rng=rng()) for flag in (False, True))
    for l, (one, other) in enumerate(zip(plain.weights, residual.weights, strict=True)):
        assert torch.allclose(other, one / np.sqrt(2) if l in (1, 2) else one)
    deep, wide = (64,) * 40, torch.ones(1, 64)
    # Without, the variance doubles in each of 37 layers.
    assert 0.1 < MLP(deep, residual=True, rng=rng())(wide).std().item() < 100


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivatives_of_activations_are_those_of_autograd(name):
    z = torch.linspace(-2, 2, 8, dtype=torch.float64).requires_grad_()
    value, in_place, slope, bend = ACTIVATIONS[name]
    a = value(z)
    (first,) = torch.autograd.grad(a.sum(), z, create_graph=True)
    assert torch.equal(in_place(z.detach().clone()), a)
    assert torch.allclose(slope(a), first)
    if bend is None:
        assert torch.equal(first, first.round())
    else:
        (second,) = torch.autograd.grad(first.sum(), z)
        assert torch.allclose(bend(a) * slope(a), second)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_of_arrays_are_those_of_tensors(name):
    z = torch.linspace(-2, 2, 8, dtype=torch.float64)
    value, _, slope, bend = ACTIVATIONS[name]
    assert value(z.numpy()) == pytest.approx(value(z).numpy())
    for derivative in filter(None, (slope, bend)):
        assert derivative(value(z).numpy()) == pytest.approx(derivative(value(z)).numpy())


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


@pytest.mark.parametrize(
    ("widths", "options", "words"),
    [
        ((5,), {}, "inputs to outputs"),
        ((5, 0, 2), {}, "a width must be a whole number of at least 1; got 0"),
        ((5, 4, 2), {"activation": "gelu"}, "no activation 'gelu'.*relu"),
        ((5, 4, 2), {"init": "zero"}, "no init 'zero'.*xavier"),
        ((5, 4, 2), {"rng": 7}, "generator, not 7"),
    ],
)
def test_what_is_no_perceptron_is_refused(widths, options, words):
    with pytest.raises(ValueError, match=words):
        MLP(widths, **{"rng": rng(), **options})


def test_a_numpy_generator_moves_on():
    generator = rng()
    draws = [torch.rand(1, generator=torch_generator(generator)) for _ in range(2)]
    assert draws[0] != draws[1]


CASES = [
    ([1, 2, 3, 5, 10], 10_000, 100, 10),
    ([1, 5, 10], 40_000, 784, 10),
    ([1, 2, 3, 5, 10], 100_000, 784, 10),
    (range(2, 9), 2_000, 64, 10),
    ([3], 500, 7, 2),
]


@pytest.mark.parametrize(("depths", "budget", "inputs", "outputs"), CASES)
def test_counts_lie_within_half_a_percent(depths, budget, inputs, outputs):
    found = matched_widths(depths, budget=budget, inputs=inputs, outputs=outputs)
    assert list(found) == list(depths)
    counts = [parameter_count((inputs, *widths, outputs)) for widths in found.values()]
    assert (max(counts) - min(counts)) / min(counts) <= 0.005
    assert all(abs(count - budget) <= 0.1 * budget for count in counts)
    for depth, widths in found.items():
        assert len(widths) == depth
        assert max(widths) - min(widths) <= 1


def test_counts_are_those_of_the_networks():
    for depth, widths in matched_widths([1, 3], budget=900, inputs=10, outputs=4).items():
        network = MLP((10, *widths, 4), rng=np.random.default_rng(0))
        assert len(get_parameters(network)) == parameter_count((10, *widths, 4))
        assert len(network.layers) == depth + 1


def test_no_choice_of_widths_comes_nearer_to_the_budget():
    budget, inputs, outputs = 600, 12, 3
    found = matched_widths([1, 2, 3], budget=budget, inputs=inputs, outputs=outputs)
    worst = max(abs(parameter_count((12, *widths, 3)) - budget) for widths in found.values())
    lists = []
    for depth in (1, 2, 3):
        every = itertools.product(range(1, 50), repeat=depth)
        even = {
            parameter_count((inputs, *widths, outputs))
            for widths in every
            if max(widths) - min(widths) <= 1
        }
        lists.append([count for count in even if abs(count - budget) < worst])
    for counts in itertools.product(*lists):
        assert (max(counts) - min(counts)) / min(counts) > 0.005


@pytest.mark.parametrize(
    ("depths", "budget", "words"),
    [
        ([], 1000, "no hidden widths give depths"),
        ([0, 1], 1000, "a depth must be a whole number from 1 to 10; got 0"),
        ([1, 11], 1000, "a depth must be a whole number from 1 to 10; got 11"),
        ([1], 0, "the budget must be a whole number"),
        ([1, 2, 3, 4, 5, 6, 7], 300, "larger budget"),
    ],
)
def test_what_cannot_be_matched_is_refused(depths, budget, words):
    with pytest.raises(ValueError, match=words):
        matched_widths(depths, budget=budget, inputs=64, outputs=10)
