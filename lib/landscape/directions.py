"""Directions in the space of a network's parameters, and what goes along them by chance."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lib import checks
from lib.networks import Rng, joined, torch_generator

Real = NDArray[np.float64]

#: How a direction can be made comparable with its network.
NORMALISATIONS = ("raw", "unit", "layer", "filter", "quadrature")


def random_direction(
    network: nn.Module, *, normalisation: str = "filter", biases: bool = False, rng: Rng
) -> Tensor:
    """Return a random direction, (P,), in the order of ``get_parameters``.

    Its entries d are drawn from N(0, 1); then, for parameters w of the network,

    - "raw": nothing;
    - "unit": d ← d/|d|, so that a step is a Euclidean distance (all parameters move);
    - "layer": d_l ← d_l |W_l|/|d_l| for each weight matrix;
    - "filter": d_li ← d_li |w_li|/|d_li| for each filter: a row of W_l, the weights that enter one
      unit (Li et al. 2018, "Visualizing the loss landscape of neural nets", section 4);
    - "quadrature": the same over the root of the number of weight matrices that move, so that a
      step is √(Σ_l |δW_l|²/|W_l|²), the layers' shares added as independent steps add. A step of
      "filter" is the share of each layer: with more layers more is moved. Along this ruler depth
      alone makes nothing steeper.

    Under the last three biases stay still, as in Li et al.'s own pictures; with ``biases=True``
    the biases of a layer move as one more filter, scaled to |b_l|. Either way a ReLU network in
    which layers are rescaled, which does not change its function, gives the very same picture,
    because each d_l is rescaled with W_l. "raw" and "unit" do not have this property. Rescaling
    single units is followed exactly in the rows only, not in the columns.

    Args:
        network: any module; a parameter of one axis or none counts as a bias. What is frozen
            stays still.
        normalisation: one of the above.
        biases: whether biases move under the last three.
        rng: a NumPy or a torch generator.

    Raises:
        ValueError: if there is no such normalisation.

    >>> import numpy as np
    >>> from lib.networks import MLP
    >>> network = MLP((4, 3, 2), rng=np.random.default_rng(0))
    >>> d = random_direction(network, rng=np.random.default_rng(1))
    >>> bool(torch.isclose(d[:4].norm(), network.weights[0][0].norm()))
    True
    """
    if normalisation not in NORMALISATIONS:
        names = ", ".join(NORMALISATIONS)
        raise ValueError(f"there is no normalisation {normalisation!r}: choose one of {names}")
    generator, parameters = torch_generator(rng), list(network.parameters())
    drawn = [
        torch.randn(p.shape, generator=generator, dtype=torch.float64).to(p) for p in parameters
    ]
    if normalisation not in ("raw", "unit"):
        pairs = zip(drawn, parameters, strict=True)
        drawn = [_scaled(d, p.detach(), normalisation, biases) for d, p in pairs]
    moving = [d * p.requires_grad for d, p in zip(drawn, parameters, strict=True)]
    direction = joined(moving)
    if normalisation == "unit":
        return direction / direction.norm()
    if normalisation == "quadrature":
        return direction / sum(bool(d.any()) for d in moving if d.ndim > 1) ** 0.5
    return direction


def random_pair(
    network: nn.Module,
    *,
    normalisation: str = "filter",
    biases: bool = False,
    rng: Rng,
) -> tuple[Tensor, Tensor]:
    """Return two random directions; in many dimensions they are nearly orthogonal, by about 1/√P.

    Arguments and errors as of ``random_direction``.
    """
    generator = torch_generator(rng)
    one, two = (
        random_direction(network, normalisation=normalisation, biases=biases, rng=generator)
        for _ in range(2)
    )
    return one, two


def random_walk(steps: int, dimension: int, *, rng: np.random.Generator) -> Real:
    """Return a walk of independent standard normal steps from 0, (steps + 1, dimension).

    The control for every trajectory: it knows of no loss.

    >>> random_walk(3, 2, rng=np.random.default_rng(0)).shape
    (4, 2)
    """
    size = checks.whole(steps, "steps", 0), checks.whole(dimension, "the dimension", 1)
    moves = checks.generator(rng).standard_normal(size)
    return np.concatenate([np.zeros((1, size[1])), np.cumsum(moves, axis=0)])


def _scaled(direction: Tensor, parameter: Tensor, normalisation: str, biases: bool) -> Tensor:
    """Scale one parameter's part of a direction to that parameter."""
    if parameter.ndim <= 1 and not biases:
        return torch.zeros_like(direction)
    rows = len(parameter) if normalisation != "layer" and parameter.ndim > 1 else 1
    flat, sizes = direction.reshape(rows, -1), parameter.reshape(rows, -1).norm(dim=1)
    return (flat * (sizes / flat.norm(dim=1))[:, None]).view_as(parameter)
