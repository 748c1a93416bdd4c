"""Pictures of the kind that the paper printed: three depths side by side, by its own tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import landscape
from lib.depth.plan import Plan, setting
from lib.depth.runs import train_runs
from lib.landscape import Plane

Real = NDArray[np.float64]

DEPTHS = (1, 5, 10)  # hidden layers in the paper's Figure 1
JAGGED, BROAD = 2.0, 1.25  # times rougher, times wider: what the words have to mean at least
_FLOOR = 0.1  # of the range of a picture: what counts as the bottom of its basin


class Training(NamedTuple):
    """What was done to the networks before their picture was taken."""

    setting: str
    epochs: int | None  # None: as many as the plan says


TRAININGS = {
    "trained, He's start": Training("reference", None),
    "trained, PyTorch's start": Training("default initialisation", None),
    "two epochs, PyTorch's start": Training("default initialisation", 2),
    "not trained, PyTorch's start": Training("default initialisation", 0),
}


class Option(NamedTuple):
    """Arguments of the library's ``random_plane``."""

    normalisation: str | None
    distance: float


OPTIONS = {
    "filter": Option("filter", 1),
    "filter, distance 10": Option("filter", 10),
    "layer": Option("layer", 1),
    "model": Option("model", 1),
    "none": Option(None, 1),
}


class Picture(NamedTuple):
    """One depth's surface: as the library's numbers are drawn, and with the rows put right."""

    shipped: Plane
    aligned: Plane
    loss: float  # over the training images, of the network in the middle


Triptych = dict[int, Picture]  # hidden layers → picture


def triptychs(
    plan: Plan, training: str, base: int, seed: int, options: Sequence[str], steps: int
) -> dict[str, Triptych]:
    """Return the pictures of one training under several options of the library, by their names.

    Args:
        plan: sizes and budgets.
        training: a name of ``TRAININGS``.
        base: the named seed.
        seed: which run.
        options: names of ``OPTIONS``.
        steps: points a side.
    """
    name, epochs = TRAININGS[training]
    if epochs is not None:
        plan = replace(plan, epochs=epochs)
    found: dict[str, Triptych] = {option: {} for option in options}
    for depth in DEPTHS:
        runs = train_runs(plan, depth, setting(name), base + seed, 1)
        for option in options:
            rng = np.random.default_rng([base, seed, 6])
            shipped = landscape.shipped_plane(
                runs.finals[0],
                plan.tasks().look,
                steps=steps,
                normalisation=OPTIONS[option].normalisation,
                distance=OPTIONS[option].distance,
                rng=rng,
            )
            found[option][depth] = Picture(
                landscape.as_drawn(shipped),
                landscape.aligned_plane(shipped),
                float(runs.losses[0, -1]),
            )
    return found


class Words(NamedTuple):
    """What the words of the paper measure on a triptych; the deeper ones against one layer.

    Attributes:
        rougher: times that the surface of one layer is rougher, the smaller of the two.
        broader: times that the bottom of the deeper surface is wider, the smaller of the two.
    """

    rougher: float
    broader: float

    @property
    def spoken(self) -> bool:
        """Whether the triptych looks like the words: jagged beside smooth, narrow beside broad."""
        return self.rougher >= JAGGED and self.broader >= BROAD


def words(planes: Mapping[int, Plane], *, common: bool = False) -> Words:
    """Measure the paper's words on three surfaces.

    Args:
        planes: hidden layers → surface.
        common: draw all three on one vertical scale, instead of each on its own.

    >>> x = np.linspace(-1, 1, 9)
    >>> bowl = Plane(x, x, x[:, None] ** 2 + x**2)
    >>> words({1: bowl, 5: bowl, 10: bowl}).spoken
    False
    """
    ranges = {depth: float(np.ptp(plane.losses)) for depth, plane in planes.items()}
    scales = {depth: max(ranges.values()) if common else own for depth, own in ranges.items()}
    rough = {
        depth: landscape.roughness(plane) * ranges[depth] / (scales[depth] or 1.0)
        for depth, plane in planes.items()
    }
    floors = {depth: floor(plane, scales[depth]) for depth, plane in planes.items()}
    first, *deeper = sorted(planes)
    return Words(
        min(_times(rough[first], rough[depth]) for depth in deeper),
        min(_times(floors[depth], floors[first]) for depth in deeper),
    )


def floor(plane: Plane, scale: float) -> float:
    """Return the share of a picture's points that lie within a tenth of its scale of the lowest.

    >>> x = np.arange(4.0)
    >>> floor(Plane(x, x, np.array([[0.0, 0.05], [1.0, 2.0]])), 1.0)
    0.5
    """
    return float(np.mean(plane.losses <= plane.losses.min() + _FLOOR * scale))


def _times(above: float, below: float) -> float:
    """Return a ratio; two smooth surfaces are equally rough."""
    if below > 0:
        return above / below
    return np.inf if above > 0 else 1.0
