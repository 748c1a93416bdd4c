"""Experiments on one drawn instance of the spin glass each: what ``lib.sweep`` runs many of.

Every function draws its instance from a seed and depends on its arguments alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from lib import critical_points, dynamics
from lib.spinglass import SphericalSpinGlass, random_points

Real = NDArray[np.float64]
Seed = int | tuple[int, ...]

_RESAMPLES = 4000


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


@dataclass(frozen=True)
class LevelChanges:
    """How far the sampled threshold level moves on two changes of the model.

    Attributes:
        spins: on more spins.
        terms: on one spin more in each term.
        ratio: the first over the second.
        interval: of the ratio, 95 %, by resampling the instances.
    """

    spins: float
    terms: float
    ratio: float
    interval: tuple[float, float]


def level_changes(
    samples: Sequence[Real], orders: Sequence[int], *, rng: np.random.Generator
) -> LevelChanges:
    """Compare the threshold levels of three samples: at first, with more spins, with longer terms.

    Args:
        samples: eigenvalues of ``free_curvatures`` by instance, three of (instances, …).
        orders: p of each sample.
        rng: source of the resampling.
    """
    squares = [np.square(each).reshape(len(each), -1).mean(axis=1) for each in samples]
    picks = [s[rng.integers(len(s), size=(_RESAMPLES, len(s)))].mean(axis=1) for s in squares]

    def changes(means: Sequence[Real]) -> tuple[Real, Real]:
        first, spins, terms = (2 * np.sqrt(m) / p for m, p in zip(means, orders, strict=True))
        return first - spins, first - terms

    spins, terms = (float(change) for change in changes([s.mean() for s in squares]))
    again, other = changes(picks)
    low, high = np.quantile(again / other, [0.025, 0.975])
    return LevelChanges(spins, abs(terms), spins / terms, (float(low), float(high)))


def growth_rate(sizes: ArrayLike, counts: ArrayLike) -> float:
    """Return the slope of ln(count) against size, by least squares, per spin.

    >>> round(growth_rate([1, 2, 3], [2, 4, 8]), 6)
    0.693147
    """
    return float(np.polyfit(np.asarray(sizes, float), np.log(np.asarray(counts, float)), 1)[0])


def growth_interval(sizes: ArrayLike, counts: ArrayLike) -> tuple[float, float]:
    """Return the 95 % interval of ``growth_rate`` that the spread of instances at a size makes.

    The slope is Σ w_i ln(count_i), w_i = (size_i − mean)/Σ(size − mean)²; its variance is that of
    the counts at each size. Whether the growth is exponential at all is another question.

    Raises:
        ValueError: if a size has a single instance.
    """
    sizes, logs = np.asarray(sizes, float), np.log(np.asarray(counts, float))
    weights = (sizes - sizes.mean()) / np.sum((sizes - sizes.mean()) ** 2)
    variance, rate = 0.0, growth_rate(sizes, np.exp(logs))
    for size in np.unique(sizes):
        here = sizes == size
        if here.sum() < 2:
            raise ValueError(f"there is one instance of {size:g} spins: count two or more")
        variance += np.sum(weights[here] ** 2) * logs[here].var(ddof=1)
    half = stats.t.ppf(0.975, len(sizes) - len(np.unique(sizes))) * np.sqrt(variance)
    return rate - float(half), rate + float(half)
