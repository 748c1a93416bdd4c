"""What is held fixed while depth varies: the sizes of the experiment and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from lib import data
from lib.networks import MLP, Objective, Rng, matched_widths, objective


@dataclass(frozen=True)
class Setting:
    """How networks are made and trained, the same at every depth.

    Attributes:
        activation, init, residual: as for ``lib.networks.MLP``.
        optimiser, rate: as for ``lib.networks.train``.
    """

    activation: str = "relu"
    init: str = "he"
    optimiser: str = "adam"
    rate: float = 2e-3
    residual: bool = False


# What each factor changes of the reference.
_FACTORS: dict[str, dict[str, Any]] = {
    "reference": {},
    "SGD": {"optimiser": "momentum", "rate": 0.02},
    "tanh": {"activation": "tanh", "init": "xavier"},
    "default initialisation": {"init": "default"},
    "residual": {"residual": True},
}
SETTINGS = tuple(_FACTORS)  # the reference, and each factor varied alone


class Tasks(NamedTuple):
    """The loss over the training images, over the test images, and over those looked at."""

    train: Objective
    test: Objective
    look: Objective


@dataclass(frozen=True)
class Plan:
    """Sizes that do not depend on depth.

    Attributes:
        depths: all numbers of hidden layers whose networks are to be of equal size.
        budget: parameters of each network, nearly.
        side: pixels a side of the images.
        images, test_images: how many.
        looked: training images on which pictures and measures are taken.
        batch, epochs: of the training.
        level: the training loss at which networks are compared.
        far: the loss at which a radius ends.
    """

    depths: tuple[int, ...]
    budget: int
    side: int
    images: int
    test_images: int
    looked: int
    batch: int
    epochs: int
    level: float
    far: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "depths", tuple(self.depths))  # a list has no hash

    def widths(self, depth: int) -> tuple[int, ...]:
        """Return the widths of the networks with so many hidden layers, inputs to outputs."""
        hidden = _hidden(self.depths, self.budget, self.side**2, data.CLASSES)
        return (self.side**2, *hidden[depth], data.CLASSES)

    def network(self, depth: int, setting: Setting, *, rng: Rng) -> MLP:
        """Return an untrained network."""
        return MLP(
            self.widths(depth),
            activation=setting.activation,
            init=setting.init,
            residual=setting.residual,
            rng=rng,
        )

    def tasks(self) -> Tasks:
        """Return the objectives."""
        return _tasks(self.images, self.test_images, self.side, self.looked)


def setting(name: str) -> Setting:
    """Return the reference with one factor varied, or several, as ``"SGD + tanh"``.

    Where two factors change the same thing the later one decides.

    Raises:
        ValueError: if there is no such factor.

    >>> setting("tanh + default initialisation").init
    'default'
    """
    changes: dict[str, Any] = {}
    for factor in name.split(" + "):
        if factor not in _FACTORS:
            raise ValueError(f"there is no setting {factor!r}: choose one of {', '.join(SETTINGS)}")
        changes.update(_FACTORS[factor])
    return Setting(**changes)


@cache
def _hidden(
    depths: tuple[int, ...], budget: int, inputs: int, outputs: int
) -> dict[int, tuple[int, ...]]:
    """Return matched hidden widths, searched for once a process and not once a network."""
    return matched_widths(depths, budget, inputs, outputs)


@cache
def _tasks(images: int, test_images: int, side: int, looked: int) -> Tasks:
    """Return the objectives, made once a process."""
    digits = data.mnist(train=images, test=test_images, side=side)
    return Tasks(
        objective(digits.train_images, digits.train_labels),
        objective(digits.test_images, digits.test_labels),
        objective(digits.train_images[:looked], digits.train_labels[:looked]),
    )
