"""One instance from its seed: all its critical points, their count, the ends of descents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import critical_points, dynamics
from lib.spinglass import SphericalSpinGlass, random_points

Real = NDArray[np.float64]
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class Count:
    """The complete count of one instance's critical points.

    Attributes:
        by_index: number of points of each index, shape (n,).
        lowest: energy density of the lowest minimum.
        complete: whether the certificate says that they are all.
    """

    by_index: NDArray[np.intp]
    lowest: float
    complete: bool

    @property
    def total(self) -> int:
        """Number of critical points, both members of each ± pair."""
        return int(self.by_index.sum())


def seeds(seed: int, count: int) -> list[tuple[int, int]]:
    """Return the seeds of so many instances, all from one named seed.

    >>> seeds(7, 2)
    [(7, 0), (7, 1)]
    """
    return [(seed, k) for k in range(count)]


def draw(n: int, p: int, seed: Seed) -> tuple[SphericalSpinGlass, np.random.Generator]:
    """Return the instance of n spins, p a term, that a seed stands for, and its generator.

    One seed gives independent instances for different n or p.

    >>> draw(3, 2, 0)[0]
    SphericalSpinGlass(n=3, p=2)
    """
    rng = np.random.default_rng([n, p, *np.atleast_1d(seed)])
    return SphericalSpinGlass.sample(n, p, rng=rng), rng


def census(n: int, p: int, seed: Seed) -> critical_points.CriticalPoints:
    """Return all critical points of one instance, with the certificate."""
    model, rng = draw(n, p, seed)
    return critical_points.find_all(model, rng=rng)


def count(n: int, p: int, seed: Seed) -> Count:
    """Count the critical points of one instance completely.

    >>> count(3, 2, 0).by_index.tolist()
    [2, 2, 2]
    """
    found = census(n, p, seed)
    return Count(found.counts(), float(found.energies[0]), found.certificate.complete)


def descent_energies(n: int, p: int, seed: Seed, starts: int) -> Real:
    """Return the energy densities at which descents from random starts end, shape (starts,).

    >>> bool(np.ptp(descent_energies(5, 2, 0, 4)) < 1e-8)
    True
    """
    model, rng = draw(n, p, seed)
    return dynamics.descend(model, random_points(n, starts, rng=rng)).energies
