"""Chords: a function is convex if it never lies above its chords."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from lib.landscape.surfaces import segment
from lib.networks import MLP, Objective, Rng, permuted, torch_generator

Real = NDArray[np.float64]


def chord_excess(loss: Callable[[Real], float], starts: Real, ends: Real) -> Real:
    """Return how far a function lies above each chord, at its middle.

    L((a + b)/2) − (L(a) + L(b))/2, which is at most 0 for every a and b if, and for continuous
    functions only if, L is convex.

    Args:
        loss: from an array of the shape of one point to a number.
        starts, ends: (chords, …), the points a and b.

    Returns:
        (chords,); values above rounding show that the function is not convex.

    >>> chord_excess(lambda x: float(x**2), np.array([0.0]), np.array([2.0]))
    array([-1.])
    """
    pairs = zip(starts, ends, strict=True)
    return np.array([loss((a + b) / 2) - (loss(a) + loss(b)) / 2 for a, b in pairs])


def bent_count(excess: Real, *, rounding: float = 1e-6) -> int:
    """Return at how many chords the function lies above, by more than rounding."""
    return int(np.sum(excess > rounding))


def output_chords(
    objective: Objective, chords: int, *, classes: int = 10, scale: float = 5.0, rng: Rng
) -> Real:
    """Return the excess over random chords between outputs of a network, (chords,).

    Outputs of all images are drawn from N(0, scale²); the loss is that of the objective.
    """
    generator = torch_generator(rng)
    excess = []
    for _ in range(chords):
        drawn = torch.randn(2, len(objective), classes, generator=generator, dtype=torch.float64)
        a, b = scale * drawn
        losses = [objective.per_image(z, objective.targets).mean() for z in ((a + b) / 2, a, b)]
        excess.append(float(losses[0] - (losses[1] + losses[2]) / 2))
    return np.array(excess)


def weight_chords(network: MLP, objective: Objective, chords: int, *, rng: Rng) -> Real:
    """Return the excess over chords from a network to copies with reordered units, (chords,).

    A copy has its hidden units in a random order, and for an odd activation random signs: it
    computes the same, so that the chord is level.
    """
    generator = torch_generator(rng)
    excess = []
    for _ in range(chords):
        hidden = network.widths[1:-1]
        orders = [torch.randperm(width, generator=generator).numpy() for width in hidden]
        coins = [torch.randint(0, 2, (width,), generator=generator).numpy() for width in hidden]
        signs = [2 * coin - 1 for coin in coins] if network.activation == "tanh" else ()
        copy = permuted(network, orders, signs)
        ends = segment(network, copy, objective, [0.0, 0.5, 1.0]).losses
        excess.append(ends[1] - (ends[0] + ends[2]) / 2)
    return np.array(excess)
