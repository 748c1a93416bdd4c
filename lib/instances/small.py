"""Instances of two and of three spins: the whole landscape is a curve, or the map of a planet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import critical_points
from lib.spinglass import Seed, SphericalSpinGlass, draw

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Circles:
    """The landscapes of two spins, which live on a circle, over orders p and instances.

    Attributes:
        energies: densities at the angles asked for, shape (orders, instances, angles).
        minima, maxima: angles in degrees and densities, two arrays of shape (orders, instances,
            most) that end in NaN where there are fewer.
        totals: number of critical points, shape (orders, instances).
    """

    energies: Real
    minima: tuple[Real, Real]
    maxima: tuple[Real, Real]
    totals: NDArray[np.intp]


def circles(orders: Sequence[int], seeds: Sequence[Seed], degrees: ArrayLike) -> Circles:
    """Return the energy along the circle of two spins and its critical points.

    The point at an angle φ is √2 (cos φ, sin φ).

    Args:
        orders: values of p.
        seeds: of the instances, the same for each p.
        degrees: angles at which the energy is wanted.

    >>> found = circles([2, 3], [0], [0.0, 180.0])
    >>> found.energies.shape, found.totals[0].tolist()
    ((2, 1, 2), [4])
    """
    angles = np.radians(np.asarray(degrees, float))
    around = np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    energies = [[draw(2, p, seed)[0].energy(around) / 2 for seed in seeds] for p in orders]
    found = [[critical_points.census_of(2, p, seed) for seed in seeds] for p in orders]
    totals = np.array([[len(one.indices) for one in row] for row in found])
    kinds = np.full((2, 2, len(orders), len(seeds), max(orders)), np.nan)
    for place in np.ndindex(totals.shape):
        one = found[place[0]][place[1]]
        turned = np.degrees(np.arctan2(one.points[:, 1], one.points[:, 0])) % 360
        for index in (0, 1):
            here = one.indices == index
            kinds[index][(0, *place, slice(here.sum()))] = turned[here]
            kinds[index][(1, *place, slice(here.sum()))] = one.energies[here]
    return Circles(np.array(energies), tuple(kinds[0]), tuple(kinds[1]), totals)


@dataclass(frozen=True)
class Planet:
    """An instance of three spins with all its critical points."""

    model: SphericalSpinGlass
    census: critical_points.CriticalPoints

    def density(self, directions: Real) -> Real:
        """Return the energy density in some directions, unit vectors of shape (…, 3)."""
        return self.model.energy(np.sqrt(3) * directions) / 3


def planet(p: int, seed: Seed) -> Planet:
    """Return an instance of three spins with its critical points.

    >>> planet(2, 0).census.counts().tolist()
    [2, 2, 2]
    """
    return Planet(draw(3, p, seed)[0], critical_points.census_of(3, p, seed))
