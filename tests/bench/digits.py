"""A trained network on 1,000 real digits, about 100,000 parameters: what three files look at."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch

from lib.data import mnist
from lib.networks import MLP, Objective, objective, train

WIDTHS = {1: (126,), 5: (87,) * 5, 10: (70,) * 10}  # hidden layers: about 100,000 parameters each
IMAGES = 1000


@cache
def task() -> Objective:
    """Return the loss over the images."""
    digits = mnist(train=IMAGES, test=100)
    return objective(digits.train_images, digits.train_labels)


def fresh(hidden: tuple[int, ...], seed: int) -> MLP:
    """Return a ReLU network with given hidden widths, not trained."""
    return MLP((784, *hidden, 10), rng=np.random.default_rng(seed))


@cache
def trained(layers: int) -> MLP:
    """Return a trained network with 1, 5 or 10 hidden layers."""
    network = fresh(WIDTHS[layers], seed=layers)
    train(network, task(), rng=np.random.default_rng(0), stop=0.1, epochs=30)
    return network


def doubled(network: MLP) -> MLP:
    """Return a copy in float64, for references."""
    copy = MLP(network.widths, rng=np.random.default_rng(0)).double()
    copy.load_state_dict({name: value.double() for name, value in network.state_dict().items()})
    return copy


def per_point(layers: int) -> float:
    """Return the operations that a new point of a plane needs: every layer but the first."""
    widths = (*WIDTHS[layers], 10)
    return 2.0 * IMAGES * float(np.dot(widths[:-1], widths[1:]))


def relative(result: torch.Tensor | np.ndarray, reference: torch.Tensor | np.ndarray) -> float:
    """Return the largest error, relative to the largest entry of the reference."""
    result, reference = (torch.as_tensor(x).double() for x in (result, reference))
    return float((result - reference).abs().max() / reference.abs().max())
