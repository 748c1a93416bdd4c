"""What the energy bands are tested with: censuses against exact means, climbs, effort, spectra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from lib import critical_points, dynamics, intervals, theory
from lib.instances.laws import resampled
from lib.spinglass import Seed, draw, random_points

Real = NDArray[np.float64]

_LANGEVIN_STEPS = 1500


class Points(Protocol):
    """Critical points with their energy densities and Morse indices, as a census returns them."""

    @property
    def energies(self) -> Real:
        """Energy densities, (points,)."""
        ...

    @property
    def indices(self) -> NDArray[np.intp]:
        """Morse indices, (points,)."""
        ...


@dataclass(frozen=True)
class Comparison:
    """Counts per instance beside exact means, by index and interval of energy.

    Attributes:
        sampled: mean of the counts, shape (indices, intervals).
        error: its standard error, the same shape.
        exact: mean by the formula of Kac and Rice, the same shape.
        z: difference over error where enough points are expected, NaN elsewhere.
    """

    sampled: Real
    error: Real
    exact: Real
    z: Real


def compare(
    samples: Sequence[Points], n: int, p: int, edges: ArrayLike, *, expected: float = 25.0
) -> Comparison:
    """Hold counts of critical points against the exact means, by index and by energy.

    Only indices below n/2 are used: for p odd the others mirror them and would count twice.

    Args:
        samples: all critical points, one entry an instance.
        n, p: of all instances.
        edges: energy densities between the intervals, ascending; the outer ones are open.
        expected: points that the formula must promise in all instances for a z-score.
    """
    edges = np.asarray(edges, float)
    rows = range((n + 1) // 2)
    counts = np.array([[_binned(each, k, edges) for k in rows] for each in samples], float)
    mean, error = counts.mean(axis=0), counts.std(axis=0, ddof=1) / np.sqrt(len(samples))
    levels = [*edges, np.inf]
    count = theory.mean_critical_points
    below = [[count(n=n, p=p, index=k, below=u) for u in levels] for k in rows]
    exact = np.diff(np.array(below), axis=1, prepend=0.0)
    enough = (exact * len(samples) >= expected) & (error > 0)
    z = np.where(enough, (mean - exact) / np.where(enough, error, 1.0), np.nan)
    return Comparison(mean, error, exact, z)


def _binned(points: Points, index: int, edges: Real) -> NDArray[np.intp]:
    """Return how many points of an index lie in each interval."""
    places = np.searchsorted(edges, points.energies[points.indices == index])
    return np.bincount(places, minlength=len(edges) + 1)


def climb(points: Points) -> float:
    """Return the energy density from the lowest minimum up to the lowest saddle of index one.

    Infinite where there is no such saddle: a landscape may be a single valley.

    >>> from lib.spinglass import SphericalSpinGlass
    >>> model, rng = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0])), np.random.default_rng(0)
    >>> round(3**0.5 * climb(critical_points.find_all(model, rng=rng)), 6)
    1.0
    """
    energies, indices = points.energies, points.indices
    saddles = energies[indices == 1]
    return float(saddles.min() - energies[indices == 0].min()) if len(saddles) else np.inf


def lowest_level(p: int, n: int, index: int) -> float:
    """Return the energy density below which the mean number of points of an index is one.

    The root of E N_k(u ≤ level) = 1, by the exact formula: where to expect the lowest of them. For
    minima it tends to −E_0 as n grows, for index k to −E_k.

    Args:
        p: order of interaction.
        n: number of spins.
        index: Morse index k, with a mean number above one.

    >>> round(lowest_level(3, 10, 0), 3)
    -1.418
    """

    def excess(level: float) -> float:
        return theory.mean_critical_points(n=n, p=p, index=index, below=level, log=True)

    bottom = -theory.layer_energy(p, index)
    top = theory.mean_energy(n=n, p=p, index=index)
    return float(brentq(excess, bottom - 0.1, top, xtol=1e-7))


def minima_law(*, n: ArrayLike, p: int) -> Real:
    """Return the mean energy density of minima at large n, −E_∞ + 2 E_∞ √(a/n), heuristic.

    a = (p − 2)/(2p): the saddle point of the weight e^(−a y²) against the Tracy–Widom tail of the
    lowest eigenvalue. Most minima lie above −E_∞ and approach it from above.

    Args:
        n: number of spins, positive, any shape.
        p: order of interaction.

    >>> float(minima_law(n=100, p=3).round(3))
    -1.5
    """
    size = np.asarray(n, float)
    a = (p - 2) / (2 * p)
    return theory.threshold_energy(p) * (2 * np.sqrt(a / size) - 1)


def band_size(p: int) -> float:
    """Return at which N the typical minimum comes as near to −E_∞ as the band is wide.

    2 E_∞ √(a/N) = E_0 − E_∞, by ``minima_law``; infinite at p = 2, where the band has no width.

    >>> int(round(band_size(3), -2))
    3100
    """
    if p == 2:
        return np.inf
    width = theory.ground_state_energy(p) - theory.threshold_energy(p)
    return float((p - 2) / (2 * p) * (2 * theory.threshold_energy(p) / width) ** 2)


def share_difference(samples: Sequence[Points], index: int, level: float) -> float:
    """Return the share of an index among the critical points below a level, less that above.

    The points of all instances are pooled; NaN where there is none on one side.

    Args:
        samples: critical points by instance.
        index: Morse index.
        level: energy density, counted as below.
    """
    low = np.concatenate([each.energies for each in samples]) <= level
    here = np.concatenate([each.indices for each in samples]) == index
    if low.all() or not low.any():
        return np.nan
    return float(here[low].mean() - here[~low].mean())


def share_interval(
    samples: Sequence[Points], index: int, level: float, *, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 95 % interval of ``share_difference``, honest where a side holds few points.

    Below the level all points may be of one index, and then resampling sees no spread. So the
    share below has the exact interval of a proportion, with one trial for each instance that has
    a point there; the share above is resampled by instances; the two are joined as independent
    (Newcombe 1998, method 10: the distances from the shares add up in squares).

    Args:
        samples, index, level: as of ``share_difference``, with points on both sides.
        rng: source of the resampling.

    Raises:
        ValueError: if a side is empty.
    """
    under = [each.indices[each.energies <= level] == index for each in samples]
    over = [each.indices[each.energies > level] == index for each in samples]
    under, over = ([part for part in side if len(part)] for side in (under, over))
    if not under or not over:
        raise ValueError(f"no critical point on one side of {level}")
    below, above = (float(np.concatenate(side).mean()) for side in (under, over))
    least, most = intervals.proportion(round(below * len(under)), len(under))
    low, high = resampled(lambda parts: float(np.concatenate(parts).mean()), over, rng=rng)
    down = np.hypot(max(below - least, 0.0), high - above)
    up = np.hypot(max(most - below, 0.0), above - low)
    return below - above - float(down), below - above + float(up)


def effort(n: int, p: int, seed: Seed, starts: int) -> float:
    """Return how many descents from random starts it takes to reach the lowest minimum found.

    Starts over hits. A minimum that no start reached may be lower still, so this is a lower
    bound. Where the energy is even (p even) a minimum and its mirror image count as one.

    >>> effort(4, 2, 0, 20)
    1.0
    """
    model, rng = draw(n, p, seed)
    found = critical_points.find_minima(model, starts=starts, rng=rng)
    return found.starts / float(found.hits[0])


def spectra(n: int, p: int, seed: Seed, temperature: float, points: int) -> tuple[float, Real]:
    """Return the mean energy density of points at a temperature, and their Hessians' spectra.

    Langevin's dynamics on the sphere, from random starts; where it is hot, the energy density
    settles at −1/T.

    Args:
        n, p, seed: the instance.
        temperature: T in the units of H; infinite for random points.
        points: how many.

    Returns:
        The mean energy density, and the eigenvalues, ascending, of shape (points, n − 1).
    """
    model, rng = draw(n, p, seed)
    sigma = random_points(n, points, rng=rng)
    if np.isfinite(temperature):
        walk = dynamics.langevin(
            model, sigma, temperature=temperature, steps=_LANGEVIN_STEPS, rng=rng
        )
        sigma = walk.points
    energies, eigenvalues = model.energy(sigma) / n, np.linalg.eigvalsh(model.hessian(sigma))
    return float(energies.mean()), np.asarray(eigenvalues, float)
