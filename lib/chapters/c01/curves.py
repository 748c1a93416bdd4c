"""Curved paths between two minima, along which the loss stays low."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lib.landscape.evaluation import Loss, Point, losses_at, vector
from lib.landscape.surfaces import Line
from lib.networks import Objective, Rng, joined, set_parameters, torch_generator
from lib.networks.parameters import copied
from lib.networks.training import Settings, progress


@dataclass(frozen=True)
class Curve:
    """A quadratic Bézier curve φ(t) = (1 − t)² start + 2 t (1 − t) bend + t² end.

    Attributes:
        start, bend, end: parameters (P,), in float64.
        losses: (steps,), the batches' losses while the bend was trained.
    """

    start: Tensor
    bend: Tensor
    end: Tensor
    losses: NDArray[np.float64]

    def point(self, t: float) -> Tensor:
        """Return φ(t), (P,)."""
        return (1 - t) ** 2 * self.start + 2 * t * (1 - t) * self.bend + t**2 * self.end


def curve_between(
    start: nn.Module,
    end: Point,
    objective: Objective,
    *,
    rng: Rng,
    rate: float = 0.01,
    batch: int | None = 100,
    epochs: int = 20,
) -> Curve:
    """Return a curve between two networks whose bend is trained for a low loss along it.

    Minimises E_{t ~ U[0, 1]} L(φ(t)) over the bend, from the middle of the straight line, with a
    new t for each batch: ∂L(φ(t))/∂bend = 2 t (1 − t) ∇L(φ(t)) (Garipov et al. 2018, "Loss
    surfaces, mode connectivity, and fast ensembling of DNNs", section 3, by Adam).

    Args:
        start: a network; it is not changed.
        end: another of the same shape, or its parameters (P,).
        objective: the loss and its images.
        rng: a NumPy or a torch generator, for t and the order of the images.
        rate: Adam's learning rate.
        batch: images a step; None takes all.
        epochs: passes through the images.

    Raises:
        ValueError: if shapes do not fit or a number makes no sense.
    """
    settings = Settings(rate=rate, batch=batch, epochs=epochs)
    ends = [vector(point, start) for point in (start, end)]
    bend = ((ends[0] + ends[1]) / 2).requires_grad_()
    descent = torch.optim.Adam([bend], rate)
    generator, probe = torch_generator(rng), copied(start)
    losses = []
    with progress(epochs, "bend") as bar:
        for _ in range(epochs):
            for images in settings.batches(len(objective), generator):
                t = torch.rand((), generator=generator, dtype=torch.float64).item()
                straight = (1 - t) ** 2 * ends[0] + t**2 * ends[1]
                set_parameters(probe, straight + 2 * t * (1 - t) * bend.detach())
                loss = objective.some(images)(probe)
                slope = torch.autograd.grad(loss, list(probe.parameters()))
                bend.grad = 2 * t * (1 - t) * joined(slope)
                descent.step()
                losses.append(loss.item())
            bar.update()
    a, middle, b = (part.detach().double() for part in (ends[0], bend, ends[1]))
    return Curve(a, middle, b, np.array(losses))


def along_curve(
    network: nn.Module,
    curve: Curve,
    objective: Objective | Loss,
    points: int | ArrayLike = 51,
) -> Line:
    """Return the loss along a curve, t from 0 to 1; ``barrier`` takes it as it takes a segment.

    Args:
        network: of the curve's shape; its parameters are not used.
        curve: of ``curve_between``.
        objective: the loss.
        points: how many, at equal distances of t, or the values of t.
    """
    t = np.linspace(0, 1, points) if isinstance(points, int) else np.asarray(points, dtype=float)
    coordinates = np.stack([2 * t * (1 - t), t**2], 1)
    directions = [curve.bend - curve.start, curve.end - curve.start]
    return Line(t, losses_at(network, objective, directions, coordinates, origin=curve.start))
