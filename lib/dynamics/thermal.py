"""Langevin dynamics on the sphere: descent with noise of temperature T."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.spinglass import SphericalSpinGlass
from lib.spinglass.sphere import checked_points, tangent_part, to_sphere

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Trajectory:
    """A run of Langevin dynamics.

    Attributes:
        points: end points, shape (…, n).
        energies: energy densities at the start and after each step, shape (steps + 1, …).
        times: the times of these, shape (steps + 1).
    """

    points: Real
    energies: Real
    times: Real


def langevin(
    model: SphericalSpinGlass,
    starts: ArrayLike,
    *,
    temperature: float,
    steps: int,
    rng: np.random.Generator,
    time_step: float | None = None,
) -> Trajectory:
    """Follow dσ = −∇H dt + √(2T) dW on the sphere from each start.

    Euler's step along the tangent space, then back to the sphere along the radius, which
    also supplies the drift −T(n−1)/n σ dt of Brownian motion on a sphere; the law of exp(−H/T)
    is left invariant up to an error of order ``time_step``. At high temperature the density
    averages to −1/T (the annealed free energy, F/n = −T ln(sphere) − 1/(2T)).

    Args:
        model: the spin glass.
        starts: points on the sphere, shape (…, n).
        temperature: T ≥ 0, in the units of H.
        steps: number of steps.
        rng: source of the noise.
        time_step: dt; by default 0.05 / (T + 4√(p(p−1)) s), s = ``model.scale``: small beside
            both the time of the noise, 1/T, and that of the steepest valley.

    Raises:
        ValueError: for points off the sphere, a temperature that is negative or not finite,
            steps that are no whole number above 0, or a time step that is not positive.

    >>> rng = np.random.default_rng(0)
    >>> model = SphericalSpinGlass.sample(5, 3, rng=rng)
    >>> run = langevin(model, np.ones((2, 5)), temperature=1.0, steps=10, rng=rng)
    >>> run.points.shape, run.energies.shape
    ((2, 5), (11, 2))
    """
    if not 0 <= temperature < np.inf:
        raise ValueError(f"temperature = {temperature}: give a finite number, 0 or more")
    steps, rng = checks.whole(steps, "the number of steps", 1), checks.generator(rng)
    stiffness = 4 * np.sqrt(model.p * (model.p - 1)) * model.scale
    dt = 0.05 / (temperature + stiffness) if time_step is None else time_step
    if not 0 < dt < np.inf:
        raise ValueError(f"time_step = {time_step}: give a positive number")
    points = to_sphere(checked_points(starts, model.n))
    energy, gradient = model.energy_and_gradient(points)
    energies = np.empty((steps + 1, *points.shape[:-1]))
    energies[0] = energy
    for step in range(1, steps + 1):
        noise = tangent_part(rng.standard_normal(points.shape), points)
        points = to_sphere(points - dt * gradient + np.sqrt(2 * temperature * dt) * noise)
        energies[step], gradient = model.energy_and_gradient(points)
    return Trajectory(points, energies / model.n, np.linspace(0, steps * dt, steps + 1))
