"""The reference library's plane beside our own, and what its walk leaves behind."""

from __future__ import annotations

import numpy as np
from torch import nn

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
