"""The library ``loss-landscapes`` 3.0.6, run as it is and watched while it works.

Marcello De Bernardi's library draws the plane of a network's loss in random directions. It is
called here through its public function; nothing of it is changed or copied. Where its walk
really stands when it takes a loss is seen from the parameters that it hands to its metric.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lib import checks
from lib.landscape.evaluation import Loss
from lib.landscape.surfaces import Plane
from lib.networks import Objective, Rng, get_parameters, torch_generator
from lib.networks.parameters import copied

_WATCHED = 512  # parameters whose way is kept: enough to see two coordinates, small in memory


@dataclass(frozen=True)
class Shipped:
    """A plane as the library returns it, and what it did to get there.

    Attributes:
        losses: (S, S), as returned; row i and column j.
        places: (S, S, 2), where each was taken: how many steps along direction one and two from
            the corner that the walk started in.
        start: (P,), that corner.
        one, two: (P,), one step along each direction.
        moved: (P,), how far the walk left the model's parameters from where they were.
    """

    losses: NDArray[np.float64]
    places: NDArray[np.float64]
    start: Tensor
    one: Tensor
    two: Tensor
    moved: Tensor

    def drawn(self) -> Plane:
        """Return the plane as a picture of it is drawn: as if its columns were in line."""
        steps = np.arange(float(len(self.losses)))
        return Plane(steps, steps, self.losses)

    def aligned(self) -> Plane:
        """Return the part at which all rows have a value, put side by side rightly.

        Row i holds steps 1…S along direction two if i is even and 0…S − 1 if it is odd. Steps
        1…S − 1 are in both: columns 0…S − 2 of the even rows and 1…S − 1 of the odd ones. No value
        is changed.

        Returns:
            A plane (S, S − 1); x counts steps along direction two, y along direction one.
        """
        size = len(self.losses)
        rows = [row[:-1] if i % 2 == 0 else row[1:] for i, row in enumerate(self.losses)]
        return Plane(np.arange(1.0, size), np.arange(float(size)), np.array(rows))


class Bowl(nn.Module):
    """A network of two layers at the minimum c of a loss that is known everywhere, ½|w − c|².

    Called, with anything or nothing, it returns that loss. Every plane through it is a quadratic
    bowl: whatever teeth a picture of it has were made by the picture's maker.

    >>> bowl = Bowl()
    >>> bowl().item()
    0.0
    """

    centre: Tensor

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(checks.whole(seed, "the seed", 0))
        self.one = nn.Parameter(torch.randn(30, 20, generator=generator).double())
        self.two = nn.Parameter(3 * torch.randn(10, 30, generator=generator).double())
        self.register_buffer("centre", get_parameters(self))

    def forward(self) -> Tensor:
        """Return the loss where the parameters stand."""
        where = torch.cat([self.one.flatten(), self.two.flatten()])
        return 0.5 * (where - self.centre).square().sum()


def shipped_plane(
    network: nn.Module,
    objective: Objective | Loss | None = None,
    *,
    steps: int = 20,
    distance: float = 1,
    normalisation: str | None = "filter",
    copy_model: bool = True,
    rng: Rng,
) -> Shipped:
    """Return what ``loss_landscapes.random_plane`` makes of a network.

    Args:
        network: left as it is, whatever the library does to what it is given.
        objective: the loss; a ``Bowl`` needs none, it is its own.
        steps: S, points a side, at least 2.
        distance: passed on; the library divides by it.
        normalisation: "filter", "layer", "model" or None, passed on.
        copy_model: passed on as ``deepcopy_model``; the library's default is False.
        rng: a NumPy or a torch generator; the library draws from torch's global one, which is
            seeded for it and put back afterwards.

    Raises:
        ValueError: if there are less than two steps.
        ImportError: if the library is not installed.

    >>> from lib.landscape import roughness
    >>> found = shipped_plane(Bowl(), steps=9, rng=np.random.default_rng(0))
    >>> roughness(found.drawn()) > 0.1, roughness(found.aligned()) < 1e-9
    (True, True)
    """
    from loss_landscapes import random_plane
    from loss_landscapes.metrics import Metric

    steps, model = checks.whole(steps, "the number of steps a side", 2), copied(network)
    loss = objective if objective is not None else lambda module: module()
    before = get_parameters(model)
    watched = torch.linspace(0, len(before) - 1, min(len(before), _WATCHED)).long()
    way: list[Tensor] = []  # the watched parameters at each call
    corners: list[Tensor] = []  # all parameters at the calls from which the steps are read

    class Watch(Metric):
        def __call__(self, wrapper: Any) -> float:
            (module,) = wrapper.modules
            here = get_parameters(module).double()
            if len(way) in (0, 1, steps - 1, steps):
                corners.append(here)
            way.append(here[watched])
            with torch.no_grad():
                return float(loss(module))

    seed = int(torch.randint(2**62, (), generator=torch_generator(rng)))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        losses = random_plane(
            model, Watch(), distance, steps, normalisation, deepcopy_model=copy_model
        )
    return _read(losses, way, corners, watched, get_parameters(model) - before)


def _read(
    losses: NDArray[np.float64],
    way: list[Tensor],
    corners: list[Tensor],
    watched: Tensor,
    moved: Tensor,
) -> Shipped:
    """Work out steps, corner and places from what was seen.

    The walk goes one step along two before each loss of the first row, so two is the way from the
    first loss to the second. Between the last of the first row and the first of the second it goes
    one step along one, and back one along two.
    """
    size = len(losses)
    # With two steps a side the second call ends the first row: it stands for both.
    first, second, end, turn = corners if size > 2 else (*corners[:2], corners[1], corners[2])
    two = second - first
    one = turn - end + two
    start = first - two
    pair = torch.stack([one[watched], two[watched]], 1)
    offsets = (torch.stack(way) - start[watched]).T
    steps = torch.linalg.lstsq(pair, offsets).solution.T.numpy()
    places = steps.reshape(size, size, 2).copy()
    places[1::2] = places[1::2, ::-1]  # odd rows are walked back and stored forth
    return Shipped(losses, places, start, one, two, moved)
