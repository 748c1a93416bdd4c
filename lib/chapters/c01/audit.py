"""The reference library's plane beside our own, and what its walk leaves behind."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lib.landscape import Plane, Shipped, plane
from lib.landscape.evaluation import Loss
from lib.networks import Objective, get_parameters, set_parameters
from lib.networks.parameters import copied


def after_walk(network: nn.Module, shipped: Shipped) -> nn.Module:
    """Return a copy of a network as the library's walk leaves the one that it is given."""
    left = copied(network)
    set_parameters(left, get_parameters(network) + shipped.moved)
    return left


def own_plane(network: nn.Module, objective: Objective | Loss, shipped: Shipped) -> Plane:
    """Return our plane of the same directions, from the same corner, at the aligned points."""
    steps = np.arange(float(len(shipped.losses)))
    return plane(
        network, objective, shipped.two, shipped.one, steps[1:], steps, origin=shipped.start
    )


def place(shipped: Shipped, parameters: Tensor) -> NDArray[np.float64]:
    """Return where parameters (P,) lie: (2,), steps along one and two from the walk's corner.

    Off the plane it is the nearest point of the plane that counts.
    """
    pair = torch.stack([shipped.one, shipped.two], 1)
    away = (parameters.double() - shipped.start)[:, None]
    return torch.linalg.lstsq(pair, away).solution[:, 0].numpy()


def reach(shipped: Shipped, parameters: Tensor) -> float:
    """Return how far the plane goes along one from its middle, in lengths of parameters."""
    return float(shipped.one.norm() * len(shipped.losses) / 2 / parameters.norm())
