"""Multilayer perceptrons: made, trained one by one or together, matched in size, aligned."""

from lib.networks.losses import LOSSES, Objective, objective
from lib.networks.parameters import (
    augmented,
    cut,
    get_parameters,
    joined,
    plain_perceptron,
    set_parameters,
    shapes,
)
from lib.networks.paths import activity, correlations, route_weights, routes
from lib.networks.perceptron import (
    ACTIVATIONS,
    MLP,
    Rng,
    matched_widths,
    parameter_count,
    torch_generator,
)
from lib.networks.recipe import Recipe, Runs, train_from_seed
from lib.networks.symmetry import aligned, distance, distances, rescaled, shuffled
from lib.networks.together import train_many
from lib.networks.training import History, train

__all__ = ["ACTIVATIONS", "LOSSES", "MLP", "Objective", "Rng", "objective", "torch_generator"]
__all__ += ["History", "Recipe", "Runs", "train", "train_from_seed", "train_many"]
__all__ += ["augmented", "cut", "get_parameters", "joined", "set_parameters", "shapes"]
__all__ += ["aligned", "distance", "distances", "rescaled", "shuffled"]
__all__ += ["activity", "correlations", "route_weights", "routes"]
__all__ += ["matched_widths", "parameter_count", "plain_perceptron"]
