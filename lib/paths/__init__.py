"""A rectifier network as a sum over paths, and the assumptions that would make it a spin glass.

Choromanska and others (2015) write the output of a network without biases as a sum over paths
from an input to the output. The sum is exact. What turns it into the energy of a spherical spin
glass are assumptions, and each can be measured on a trained network. NumPy only.
"""

from lib.paths.assumptions import (
    excess_kurtosis,
    nearest_values,
    pair_correlations,
    pairs_of_paths,
    representatives,
    shuffled_columns,
    usage_entropy,
)
from lib.paths.network import ReluNetwork, Training, train
from lib.paths.sums import activity, contributions, enumerate_paths, path_sum, path_weights
from lib.paths.task import Task, coarse, two_digits
from lib.paths.trial import Trial, relative_difference, trial

__all__ = [
    "ReluNetwork",
    "Task",
    "Training",
    "Trial",
    "activity",
    "coarse",
    "contributions",
    "enumerate_paths",
    "excess_kurtosis",
    "nearest_values",
    "pair_correlations",
    "pairs_of_paths",
    "path_sum",
    "path_weights",
    "relative_difference",
    "representatives",
    "shuffled_columns",
    "train",
    "trial",
    "two_digits",
    "usage_entropy",
]
