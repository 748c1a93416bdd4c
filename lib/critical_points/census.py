"""The census: every critical point of an instance, with the certificate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.critical_points.certificate import Certificate, certify, with_euler
from lib.critical_points.homotopy import find_roots
from lib.spinglass import Seed, SphericalSpinGlass, draw, to_sphere

Real = NDArray[np.float64]


@dataclass(frozen=True)
class CriticalPoints:
    """Critical points of one instance, both members of each ± pair, sorted by energy.

    Attributes:
        points: on the sphere of radius √n, shape (m, n).
        energies: energy densities u = H/n, shape (m,).
        indices: Morse indices, the number of ways down, shape (m,).
        certificate: whether they are all, and why.
    """

    points: Real
    energies: Real
    indices: NDArray[np.intp]
    certificate: Certificate

    def counts(self) -> NDArray[np.intp]:
        """Return the number of points of each index 0 … n−1, shape (n,)."""
        return np.bincount(self.indices, minlength=self.points.shape[1])


@dataclass(frozen=True)
class Count:
    """The count of one instance's critical points: what is kept of many a census.

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


def find_all(model: SphericalSpinGlass, *, rng: np.random.Generator) -> CriticalPoints:
    """Find every critical point of an instance, and prove it.

    They are the real ones among the complex solutions of T x^(p−1) = x, which a homotopy
    finds all (``find_roots``) and α-theory counts (``certify``). A root is real if the line
    through x holds a real point, though x may be imaginary (p even, negative energy): the
    lines through x and its conjugate then lie in one ball, which holds one root only.
    Where the proof fails ``certificate.complete`` is False and the points are those found.

    Args:
        model: the spin glass.
        rng: source of γ and of the projections that tell roots apart; the result does not
            depend on it, except for the order of ± pairs and rounding.

    Raises:
        ValueError: if the instance has more than 131,072 roots.

    >>> rng = np.random.default_rng(1)
    >>> census = find_all(SphericalSpinGlass.sample(3, 3, rng=rng), rng=rng)
    >>> census.certificate.complete, census.counts().tolist()
    (True, [3, 4, 3])
    """
    certificate = certify(model, find_roots(model, rng=rng))
    half = to_sphere(certificate.roots[certificate.real].real)
    points, energies, indices, _ = by_energy(model, np.concatenate([half, -half]))
    certificate = with_euler(certificate, indices, model.n, model.p)
    return CriticalPoints(points, energies, indices, certificate)


def census_of(n: int, p: int, seed: Seed) -> CriticalPoints:
    """Return all critical points of the instance that a seed stands for (``spinglass.draw``).

    >>> census_of(3, 2, 0).counts().tolist()
    [2, 2, 2]
    """
    model, rng = draw(n, p, seed)
    return find_all(model, rng=rng)


def count(n: int, p: int, seed: Seed) -> Count:
    """Count the critical points of the instance that a seed stands for.

    >>> count(3, 2, 0).total
    6
    """
    found = census_of(n, p, seed)
    return Count(found.counts(), float(found.energies[0]), found.certificate.complete)


def by_energy(
    model: SphericalSpinGlass, points: Real
) -> tuple[Real, Real, NDArray[np.intp], NDArray[np.intp]]:
    """Return points sorted by energy, their energy densities and indices, and their order."""
    energies = model.energy(points) / model.n
    order = np.argsort(energies, kind="stable")
    indices = np.sum(np.linalg.eigvalsh(model.hessian(points[order])) < 0, axis=1)
    return points[order], energies[order], indices, order
