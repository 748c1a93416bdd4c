"""Optimisers from the same starts: the loss after each step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib import saddles
from lib.curvature import NetworkSurface
from lib.quartets.problem import Quartet, Real, Seed, initial, quartet

_STEPS = {
    "Newton": saddles.newton,
    "shifted Newton": saddles.shifted,
    "saddle-free": saddles.saddle_free,
    "descent": saddles.descent,
}
METHODS = (*_STEPS, "stochastic")


def race(
    seed: Seed,
    *,
    method: str,
    dampings: Sequence[float],
    starts: int,
    scale: float | None,
    images: int,
    decay: float,
    steps: int,
) -> Real:
    """Run a method from random starts, the same ones for every method, and return its losses.

    Args:
        seed: draws the problem and the starts.
        method: one of ``METHODS``; "stochastic" descends on batches of a tenth of the images.
        dampings: one, or several of which each step takes the one of lowest loss; for the two
            descents 1/rate.
        starts, scale: as of ``lib.quartets.initial``.
        images, decay: as of ``quartet``.
        steps: how many.

    Returns:
        (steps + 1, starts), the loss over all images with decay; infinite once it has run away.

    Raises:
        ValueError: if there is no such method.
    """
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}: choose one of {', '.join(METHODS)}")
    problem = quartet(seed, images=images, decay=decay)
    x = initial(starts, rng=np.random.default_rng([*seed, 3]), scale=scale)
    surface = problem.surface
    if method == "stochastic":
        rng = np.random.default_rng([*seed, 4])
        path = _stochastic(_batches(problem, decay, rng), x, 1 / dampings[0], steps, rng)
    elif method == "descent":
        path = _descent(surface, x, 1 / dampings[0], steps)
    else:
        path = saddles.walk(
            _STEPS[method],
            surface.gradient,
            surface.hessian,
            x,
            steps,
            dampings=dampings,
            loss=surface.loss,
        )
    losses = np.stack([surface.loss(places) for places in path])
    return np.where(np.isfinite(losses), losses, np.inf)


def steps_to(losses: Real, level: float) -> Real:
    """Return after how many steps each run is at or below a level, (starts,); ∞ for never.

    Args:
        losses: (steps + 1, starts).
        level: of the loss.

    >>> steps_to(np.array([[2.0, 2.0], [1.0, 2.0]]), 1.5)
    array([ 1., inf])
    """
    below = losses <= level
    return np.where(below.any(0), below.argmax(0), np.inf)


def _descent(surface: NetworkSurface, x: Real, rate: float, steps: int) -> Real:
    """Return the places of gradient descent, which needs no Hessian."""
    path = [x]
    for _ in range(steps):
        path.append(path[-1] - rate * surface.gradient(path[-1]))
    return np.stack(path)


def _stochastic(
    batches: Sequence[NetworkSurface], x: Real, rate: float, steps: int, rng: np.random.Generator
) -> Real:
    """Return the places of descent on one random batch after the other."""
    path = [x]
    for _ in range(steps):
        batch = batches[int(rng.integers(len(batches)))]
        path.append(path[-1] - rate * batch.gradient(path[-1]))
    return np.stack(path)


def _batches(problem: Quartet, decay: float, rng: np.random.Generator) -> list[NetworkSurface]:
    """Return the loss over each of ten random batches of the images."""
    parts = np.array_split(rng.permutation(len(problem.labels)), 10)
    widths = [problem.inputs.shape[1], len(problem.digits), len(problem.digits)]
    return [
        NetworkSurface(widths, problem.inputs[part], problem.labels[part], decay=decay)
        for part in parts
    ]
