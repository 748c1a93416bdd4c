"""Multilayer perceptrons: made, trained one by one or together, matched in size, aligned."""

from lib.networks.objective import LOSSES, Objective, objective
from lib.networks.perceptron import ACTIVATIONS, MLP, get_parameters, set_parameters
from lib.networks.randomness import Rng, torch_generator
from lib.networks.symmetry import aligned, permuted, rescaled
from lib.networks.together import train_many
from lib.networks.training import History, train
from lib.networks.widths import matched_widths, parameter_count

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "MLP",
    "History",
    "Objective",
    "Rng",
    "aligned",
    "get_parameters",
    "matched_widths",
    "objective",
    "parameter_count",
    "permuted",
    "rescaled",
    "set_parameters",
    "torch_generator",
    "train",
    "train_many",
]
