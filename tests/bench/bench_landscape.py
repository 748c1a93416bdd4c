"""The plane of a loss, 51 × 51 points, against the library that the paper used."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np
import torch
from digits import doubled, per_point, relative, task, trained
from rounds import Row

from lib.landscape import Plane, plane, random_direction
from lib.networks import get_parameters, set_parameters, torch_generator

_SIDE, _PEER_SIDE = 51, 9  # the peer's time a point does not depend on their number


class View:
    """A trained network and two directions."""

    def __init__(self, layers: int) -> None:
        self.network, self.task = trained(layers), task()
        rng = torch_generator(np.random.default_rng(0))
        self.one, self.two = (random_direction(self.network, rng=rng) for _ in range(2))

    @cached_property
    def exact(self) -> tuple:
        """The same network and loss in float64."""
        return doubled(self.network), self.task.double()


def ours(view: View) -> Plane:
    return plane(view.network, view.task, view.one, view.two, np.linspace(-1, 1, _SIDE))


def loss_landscapes(view: View) -> np.ndarray:
    from loss_landscapes.metrics import Loss

    metric = Loss(torch.nn.functional.cross_entropy, view.task.inputs, view.task.targets)
    return _shipped(view, metric)


def _shipped(view: View, metric: object) -> np.ndarray:
    """Let the library draw its plane, the same directions each time."""
    from loss_landscapes import random_plane

    torch.manual_seed(0)
    with torch.no_grad():
        return random_plane(view.network, metric, 1, _PEER_SIDE, "filter", deepcopy_model=True)


def error(view: View, result: Plane | np.ndarray) -> float:
    """The largest relative error of 25 losses, each where its owner took it."""
    places, losses = _ours(view, result) if isinstance(result, Plane) else _theirs(view, result)
    network, loss = view.exact
    worst = 0.0
    for vector, found in zip(places, losses, strict=True):
        set_parameters(network, vector)
        with torch.no_grad():
            worst = max(worst, relative(torch.tensor(found), loss(network)))
    return worst


def _ours(view: View, result: Plane) -> tuple[list, list]:
    """Places and losses of 25 points of our grid."""
    chosen = [(i, j) for i in range(0, _SIDE, 12) for j in range(0, _SIDE, 12)]
    origin = get_parameters(view.network).double()
    one, two = view.one.double(), view.two.double()
    places = [origin + result.x[j] * one + result.y[i] * two for i, j in chosen]
    return places, [result.losses[i, j] for i, j in chosen]


def _theirs(view: View, result: np.ndarray) -> tuple[list, list]:
    """Places that the library's walk really stood at, and what it returned for them."""
    from loss_landscapes.metrics import Metric

    walked: list[torch.Tensor] = []

    class Watch(Metric):
        def __call__(self, wrapper: object) -> float:
            walked.append(get_parameters(wrapper.modules[0]).double())
            return 0.0

    _shipped(view, Watch())
    losses = result.copy()
    losses[1::2] = losses[1::2, ::-1]  # odd rows are walked back
    chosen = range(0, len(walked), 4)
    return [walked[k] for k in chosen], [losses.ravel()[k] for k in chosen]


ROWS = [
    Row(
        name=f"loss plane, {layers} hidden",
        peer="loss-landscapes",
        problem=partial(View, layers),
        ours=ours,
        theirs=loss_landscapes,
        check=error,
        tolerance=1e-5,
        goal=goal,
        units=(_SIDE**2, _PEER_SIDE**2),
        work=per_point(layers),
        precision="float32",
    )
    for layers, goal in ((1, 20), (5, 4), (10, 2.5))
]
