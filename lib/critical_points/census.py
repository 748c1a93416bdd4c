"""Critical points of an instance: all of them with the certificate, or most of them by many starts.

The search shares nothing with the homotopy but the energy and its derivatives, so each can check
the other; and it goes on where a complete census is out of reach, n = 50 to 100.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import checks
from lib.critical_points.certificate import Certificate, certify, with_euler
from lib.critical_points.eigenpairs import group
from lib.critical_points.homotopy import find_roots
from lib.dynamics import descend, refine
from lib.spinglass import Seed, SphericalSpinGlass, draw, random_points, to_sphere

Real = NDArray[np.float64]
_SAME = 1e-6  # difference of two computations of one point, in units of the radius


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


@dataclass(frozen=True)
class Search:
    """What a search found, and how incomplete it is likely to be.

    Attributes:
        points: on the sphere of radius √n, shape (m, n), sorted by energy.
        energies: energy densities, shape (m,).
        indices: Morse indices, shape (m,).
        hits: how many starts ended at each point, shape (m,); at it or its mirror image where
            both are points of the search (every index; or minima for p even).
        starts: starts that converged.
        unseen: chance that the next start finds a new point, by Good and Turing (Good 1953):
            points hit once / starts. It weighs points by their basins: a point that is
            hardly ever hit hardly counts.
    """

    points: Real
    energies: Real
    indices: NDArray[np.intp]
    hits: NDArray[np.intp]
    starts: int
    unseen: float


def search(
    model: SphericalSpinGlass,
    *,
    rng: np.random.Generator,
    batch: int = 2000,
    patience: int = 8,
    most_batches: int = 200,
) -> Search:
    """Look for critical points of every index by Newton's method from random starts.

    Batches of starts until ``patience`` of them in a row bring no new point.

    Args:
        model: the spin glass.
        rng: source of the starts.
        batch: starts a batch.
        patience: batches without news after which the search ends.
        most_batches: batches after which it ends in any case.

    Raises:
        ValueError: if a number is not whole, or below 1 (a batch: below 0).

    >>> rng = np.random.default_rng(1)
    >>> found = search(SphericalSpinGlass.sample(3, 3, rng=rng), rng=rng, batch=100)
    >>> len(found.points), found.unseen
    (10, 0.0)
    """
    patience = checks.whole(patience, "the patience", 1)
    most_batches = checks.whole(most_batches, "the number of batches", 1)
    seen, hits = np.zeros((0, model.n)), np.zeros(0, dtype=np.intp)
    quiet = 0
    for _ in range(most_batches):
        end = refine(model, random_points(model.n, count=batch, rng=rng))
        before = len(seen)
        seen, hits = _merge(seen, hits, _one_of_each_pair(end.points[end.converged]), rng)
        quiet = quiet + 1 if len(seen) == before else 0
        if quiet == patience:
            break
    return _summary(model, seen, hits, paired=True)


def search_of(n: int, p: int, seed: Seed, starts: int) -> Search:
    """Return what ``search`` finds from so many starts in the instance of ``census_of``.

    >>> len(search_of(3, 2, 0, 50).points)
    6
    """
    model, rng = draw(n, p, seed)
    return search(model, rng=rng, batch=starts, most_batches=1)


def find_minima(model: SphericalSpinGlass, *, starts: int, rng: np.random.Generator) -> Search:
    """Look for minima by descent from random starts.

    Args:
        model: the spin glass.
        starts: number of descents.
        rng: source of the starts.

    Raises:
        ValueError: if ``starts`` is not at least 1.

    >>> rng = np.random.default_rng(1)
    >>> found = find_minima(SphericalSpinGlass.sample(3, 3, rng=rng), starts=50, rng=rng)
    >>> len(found.points), set(found.indices.tolist())
    (3, {0})
    """
    starts = checks.whole(starts, "the number of starts", 1)
    end = descend(model, random_points(model.n, count=starts, rng=rng))
    ends = end.points[end.converged]
    paired = model.p % 2 == 0
    ends = _one_of_each_pair(ends) if paired else ends
    seen, hits = _merge(np.zeros((0, model.n)), np.zeros(0, dtype=np.intp), ends, rng)
    return _summary(model, seen, hits, paired=paired)


def _one_of_each_pair(points: Real) -> Real:
    """Return ±σ with the sign that makes its largest component positive."""
    largest = np.take_along_axis(points, np.abs(points).argmax(axis=1)[:, None], axis=1)
    return points * np.where(largest < 0, -1.0, 1.0)


def _merge(seen: Real, hits: NDArray, new: Real, rng: np.random.Generator) -> tuple[Real, NDArray]:
    """Add points to those seen before, with the number of times each was hit."""
    n = seen.shape[1]
    points = np.concatenate([seen, new])
    weights = np.concatenate([hits, np.ones(len(new), dtype=np.intp)])
    directions = to_sphere(rng.standard_normal((3, n))) / n
    groups = group(points @ directions.T, _SAME)
    first = np.unique(groups, return_index=True)[1]
    return points[first], np.bincount(groups, weights=weights, minlength=len(first)).astype(int)


def _summary(model: SphericalSpinGlass, seen: Real, hits: NDArray, *, paired: bool) -> Search:
    """Sort what was found, mirror images added where they are points of the search too."""
    starts = int(hits.sum())
    unseen = int(np.sum(hits == 1)) / starts if starts else 1.0
    if paired:
        seen, hits = np.concatenate([seen, -seen]), np.tile(hits, 2)
    points, energies, indices, order = by_energy(model, seen)
    return Search(points, energies, indices, hits[order], starts, unseen)
