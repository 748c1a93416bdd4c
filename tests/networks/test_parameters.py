"""The way between a vector and layers, and which networks are perceptrons and nothing else."""

import copy

import numpy as np
import odd_networks
import pytest
import torch
from torch import nn

from lib.networks import MLP, cut, get_parameters, joined, plain_perceptron, set_parameters, shapes
from lib.networks.parameters import augmented, copied


def rng(seed=0):
    return np.random.default_rng(seed)


def test_parameters_go_out_and_in_again():
    one, two = MLP((5, 4, 2), rng=rng(0)), MLP((5, 4, 2), rng=rng(1))
    vector = get_parameters(one)
    set_parameters(two, vector)
    assert torch.equal(get_parameters(two), vector)
    vector.zero_()
    assert get_parameters(two).abs().sum() > 0
    theirs = nn.utils.parameters_to_vector(one.parameters())
    assert torch.equal(get_parameters(one), theirs.detach())


def test_arrays_that_torch_cannot_share_are_taken_too():
    network, values = MLP((5, 4, 2), rng=rng()), rng(1).normal(size=34).astype(np.float32)
    values.flags.writeable = False
    set_parameters(network, values)
    assert np.array_equal(get_parameters(network).numpy(), values)
    set_parameters(network, values[::-1])
    assert np.array_equal(get_parameters(network).numpy(), values[::-1])


@pytest.mark.parametrize("biased", [True, False])
def test_shapes_are_those_of_the_module_and_cutting_is_undone(biased):
    network = MLP((5, 4, 3, 2), bias=biased, rng=rng())
    given = shapes(network.widths, biased=biased)
    assert given == [tuple(parameter.shape) for parameter in network.parameters()]
    vectors = torch.stack([get_parameters(network), 2 * get_parameters(network)])
    for part, parameter in zip(cut(vectors, given), network.parameters(), strict=True):
        assert torch.equal(part, torch.stack([parameter, 2 * parameter]))
    assert torch.equal(joined(cut(vectors, given), lead=1), vectors)
    assert np.array_equal(joined(cut(vectors.numpy(), given), lead=1), vectors.numpy())


def test_one_part_alone_is_cut_and_joined_too():
    network = MLP((3, 2), bias=False, rng=rng())
    (weight,) = network.parameters()
    assert torch.equal(get_parameters(network), weight.detach().ravel())


@pytest.mark.parametrize("biased", [True, False])
def test_augmented_layers_have_their_biases_in_the_last_column(biased):
    network = MLP((5, 4, 2), init="default", bias=biased, rng=rng())
    for layer, found in zip(
        network.linear, augmented(get_parameters(network), (5, 4, 2), biased=biased), strict=True
    ):
        assert torch.equal(found[:, :-1], layer.weight)
        assert torch.equal(found[:, -1], layer.bias if biased else torch.zeros(len(found)))


@pytest.mark.parametrize("wrong", [torch.zeros(22), torch.zeros(24), torch.tensor(1.0)])
def test_a_vector_of_another_length_is_refused(wrong):
    with pytest.raises(ValueError, match="23 parameters, not a vector"):
        set_parameters(MLP((4, 3, 2), rng=rng()), wrong)


def test_a_table_is_no_vector_of_parameters():
    with pytest.raises(ValueError, match="one vector"):
        set_parameters(MLP((4, 3, 2), rng=rng()), torch.zeros(1, 23))


@pytest.mark.parametrize(
    "options", [{}, {"bias": False}, {"residual": True}, {"activation": "tanh"}], ids=str
)
def test_a_perceptron_passes_for_one(options):
    network = MLP((5, 4, 3), rng=rng(), **options)
    assert plain_perceptron(network) is network
    assert plain_perceptron(network.requires_grad_(False)) is network
    network.layers[1] = nn.Linear(4, 2, bias=options.get("bias", True))
    assert plain_perceptron(network).widths == (5, 4, 2)


@pytest.mark.parametrize("name", odd_networks.NETWORKS)
def test_nothing_else_passes_for_one(name):
    assert plain_perceptron(odd_networks.make(name)) is None


def test_parameters_of_two_types_are_none():
    network = MLP((5, 4, 3), rng=rng())
    network.layers[1].double()
    assert plain_perceptron(network) is None


@pytest.mark.parametrize("name", odd_networks.NETWORKS)
def test_a_copy_computes_the_same_and_shares_nothing(name):
    network, x = odd_networks.make(name), torch.from_numpy(rng(3).normal(size=(6, 4)))
    before = network(x).detach()
    other = copied(network)
    assert torch.equal(other(x), before)
    set_parameters(other, 2 * get_parameters(network))
    assert torch.equal(network(x), before)
    if name not in ("pruned weights", "a pruned sequence"):
        assert torch.equal(copy.deepcopy(network)(x), before)
