"""Experiments on one drawn instance of the spin glass each: what ``lib.sweep`` runs many of.

Every function draws its instance from a seed and depends on its arguments alone.
"""

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


def draw(n: int, p: int, seed: Seed) -> tuple[SphericalSpinGlass, np.random.Generator]:
    """Return the instance of n spins, p a term, that a seed stands for, and its generator.

    >>> draw(3, 2, 0)[0]
    SphericalSpinGlass(n=3, p=2)
    """
    rng = np.random.default_rng(seed)
    return SphericalSpinGlass.sample(n, p, rng=rng), rng


def count(n: int, p: int, seed: Seed) -> Count:
    """Count the critical points of one instance completely.

    >>> count(3, 2, 0).by_index.tolist()
    [2, 2, 2]
    """
    model, rng = draw(n, p, seed)
    found = critical_points.find_all(model, rng=rng)
    return Count(found.counts(), float(found.energies[0]), found.certificate.complete)


def descent_energies(n: int, p: int, seed: Seed, starts: int) -> Real:
    """Return the energy densities at which descents from random starts end, shape (starts,).

    >>> bool(np.ptp(descent_energies(5, 2, 0, 4)) < 1e-8)
    True
    """
    model, rng = draw(n, p, seed)
    return dynamics.descend(model, random_points(n, starts, rng=rng)).energies


def free_curvatures(n: int, p: int, seed: Seed, points: int) -> Real:
    """Return the Hessian's eigenvalues at random points, less the shift that the energy makes.

    The Hessian is G − p u 1 with G independent of the energy density u (Auffinger, Ben Arous and
    Černý 2013, lemma 3.2), so the eigenvalues of G are those of the Hessian at a point with u = 0.

    Args:
        n, p, seed: the instance.
        points: number of random points.

    Returns:
        Ascending, shape (points, n − 1).
    """
    model, rng = draw(n, p, seed)
    sigma = random_points(n, points, rng=rng)
    shift = p * model.energy(sigma) / n
    return np.linalg.eigvalsh(model.hessian(sigma)) + shift[:, None]


def threshold_level(eigenvalues: Real, p: int) -> float:
    """Return the energy density at which the Hessian's lower edge would reach zero.

    A semicircle of mean square s² has its edges at ±2s; the Hessian's lower edge is −p u − 2s,
    so it is zero at u = −2s/p. No formula of the model enters but the shift −p u.

    Args:
        eigenvalues: of G, as ``free_curvatures`` returns them, any shape.
        p: order of interaction.

    >>> threshold_level(np.array([-1.0, 1.0]), 2)
    -1.0
    """
    return float(-2 * np.sqrt(np.mean(np.square(eigenvalues))) / p)
