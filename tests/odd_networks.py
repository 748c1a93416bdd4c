"""Networks that are nearly perceptrons: formulas written for perceptrons are wrong for each."""

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from lib.networks import MLP


def _mlp(**options):
    return MLP((4, 4, 4), activation="tanh", rng=np.random.default_rng(1), **options)


def a_sequence():
    return nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4))


def a_layer_twice():
    layer = nn.Linear(4, 4)
    return nn.Sequential(layer, nn.Tanh(), layer)


def a_layer_without_biases():
    network = _mlp()
    network.layers[1] = nn.Linear(4, 4, bias=False)
    return network


def a_shared_weight():
    network = _mlp()
    network.layers[1].weight = network.layers[0].weight
    return network


def a_shared_weight_in_a_sequence():
    network = a_sequence()
    network[2].weight = network[0].weight
    return network


def pruned_weights():
    network = _mlp()
    prune.l1_unstructured(network.layers[0], "weight", amount=6)
    return network


def a_pruned_sequence():
    network = a_sequence()
    prune.random_unstructured(network[2], "weight", amount=6)
    return network


def normalised_weights():
    network = _mlp()
    parametrizations.weight_norm(network.layers[0])
    return network


def a_hooked_layer():
    network = _mlp()
    network.layers[0].register_forward_hook(lambda module, given, result: 2 * result)
    return network


def a_hooked_network():
    network = _mlp()
    network.register_forward_pre_hook(lambda module, given: (3 * given[0],))
    return network


def a_forward_of_its_own():
    network = _mlp()
    network.layers[1].forward = lambda values: values.square()
    return network


class _Scaled(MLP):
    """A perceptron with one more parameter."""

    def forward(self, inputs):
        return self.scale * super().forward(inputs)


def one_more_parameter():
    network = _Scaled((4, 4, 4), activation="tanh", rng=np.random.default_rng(1))
    network.scale = nn.Parameter(torch.tensor(2.0))
    return network


def still_batch_norm():
    network = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 4))
    return network.eval()


def still_dropout():
    return nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Tanh(), nn.Linear(4, 4)).eval()


NETWORKS = {
    make.__name__.replace("_", " "): make
    for make in (
        a_sequence,
        a_layer_twice,
        a_layer_without_biases,
        a_shared_weight,
        a_shared_weight_in_a_sequence,
        pruned_weights,
        a_pruned_sequence,
        normalised_weights,
        a_hooked_layer,
        a_hooked_network,
        a_forward_of_its_own,
        one_more_parameter,
        still_batch_norm,
        still_dropout,
    )
}


def make(name):
    """Return one of the networks in float64, the same each time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return NETWORKS[name]().double()


def restless(kind):
    """Return a network whose loss or buffers change from call to call."""
    middle = {"dropout": nn.Dropout(0.5), "batch norm": nn.BatchNorm1d(4)}[kind]
    return nn.Sequential(nn.Linear(4, 4), middle, nn.Tanh(), nn.Linear(4, 4)).double()
