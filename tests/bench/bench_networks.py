"""Training many networks together, against one after the other."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np
import torch
from digits import doubled, fresh, relative, task
from rounds import Row

from lib.networks import MLP, train, train_many

_EPOCHS = 2  # 20 steps of 100 images: the losses are still those of exact arithmetic
_ALONE = 4  # networks that the peer trains; its time a network does not depend on their number


class Ensemble:
    """Networks of one shape, made anew for each training."""

    def __init__(self, hidden: tuple[int, ...], count: int, own: bool) -> None:
        self.hidden, self.count, self.own = hidden, count, own

    def networks(self, count: int) -> list[MLP]:
        """The first networks, before training."""
        return [fresh(self.hidden, seed) for seed in range(count)]

    def rng(self, k: int) -> np.random.Generator:
        """The generator of the order in which network k meets the images."""
        return np.random.default_rng(1000 + (k if self.own else 0))

    @cached_property
    def reference(self) -> np.ndarray:
        """Losses of the first networks in float64, one by one."""
        return _alone(self, [doubled(n) for n in self.networks(_ALONE)], task().double())


def _alone(ensemble: Ensemble, networks: list[MLP], loss: object) -> np.ndarray:
    runs = [
        train(network, loss, rng=ensemble.rng(k), epochs=_EPOCHS)
        for k, network in enumerate(networks)
    ]
    return np.array([run.losses for run in runs])


def together(ensemble: Ensemble) -> np.ndarray:
    rngs = [ensemble.rng(k) for k in range(ensemble.count)]
    networks = ensemble.networks(ensemble.count)
    runs = train_many(networks, task(), rng=rngs if ensemble.own else rngs[0], epochs=_EPOCHS)
    return np.array([run.losses for run in runs])


def one_by_one(ensemble: Ensemble) -> np.ndarray:
    return _alone(ensemble, ensemble.networks(_ALONE), task())


def error(ensemble: Ensemble, losses: np.ndarray) -> float:
    return relative(torch.from_numpy(losses[:_ALONE]), ensemble.reference)


def _row(hidden: tuple[int, ...], count: int, own: bool, goal: float) -> Row:
    widths = f"{len(hidden)}×{hidden[0]}"
    return Row(
        name=f"train {count} nets {widths}, {'own' if own else 'shared'} order",
        peer="one by one",
        problem=partial(Ensemble, hidden, count, own),
        ours=together,
        theirs=one_by_one,
        check=error,
        tolerance=1e-3,
        goal=goal,
        units=(count, _ALONE),
        precision="float32",
    )


ROWS = [
    _row((16,), 64, own=False, goal=3),
    _row((32,) * 5, 64, own=False, goal=3),
    _row((16,), 64, own=True, goal=2),
    _row((32,) * 5, 64, own=True, goal=2),
    _row((87,) * 5, 32, own=False, goal=1.5),
]
