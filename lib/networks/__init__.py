"""Multilayer perceptrons: made, trained one by one or together, matched in size, aligned."""

from lib.networks.losses import LOSSES, Objective, objective
from lib.networks.parameters import (
    augmented,
    cut,
    get_parameters,
    joined,
    plain_layers,
    set_parameters,
    shapes,
)
from lib.networks.paths import activity, correlations, route_weights, routes
from lib.networks.perceptron import ACTIVATIONS, MLP, Rng, torch_generator
from lib.networks.recipe import Recipe, Runs, train_from_seed
from lib.networks.symmetry import aligned, distance, distances, permuted, rescaled, shuffled
from lib.networks.together import train_many
from lib.networks.training import History, train
from lib.networks.widths import matched_widths, parameter_count

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "MLP",
    "History",
    "Objective",
    "Recipe",
    "Rng",
    "Runs",
    "activity",
    "aligned",
    "augmented",
    "correlations",
    "cut",
    "distance",
    "distances",
    "get_parameters",
    "joined",
    "matched_widths",
    "objective",
    "parameter_count",
    "permuted",
    "plain_layers",
    "rescaled",
    "route_weights",
    "routes",
    "set_parameters",
    "shapes",
    "shuffled",
    "torch_generator",
    "train",
    "train_from_seed",
    "train_many",
]
