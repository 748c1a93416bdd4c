"""Warm networks of few patterns: overlaps in time, ends of random starts, lives of mixtures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lib.hopfield import Hopfield
from lib.memories.classes import Crowd, class_sizes, class_table

Real = NDArray[np.float64]
Seed = int | tuple[int, ...]

_PATTERNS = 3
_LEFT = 0.75  # an overlap beyond this is a pattern's: mixtures stay at one half or below
_LOOK = 25  # changes between two looks at who has left
_EULER = 0.1  # sweeps a step of the dynamics without noise


def _rng(n: int, seed: Seed) -> np.random.Generator:
    return np.random.default_rng([n, *np.atleast_1d(seed)])


def _drawn(n: int, networks: int, rng: np.random.Generator) -> Real:
    """Return the class sizes of networks with three random patterns."""
    drawn = (Hopfield.sample(n, _PATTERNS, rng=rng).patterns for _ in range(networks))
    return np.array([class_sizes(patterns) for patterns in drawn], float)


def thermal_overlaps(
    n: int, temperatures: Sequence[float], networks: int, seed: Seed, *, wait: float, last: float
) -> Real:
    """Return the overlap with the pattern that networks were started in, averaged over time.

    Args:
        n: neurons of each network, with three random patterns.
        temperatures: above 0, each with its own networks.
        networks: how many at each.
        seed: of patterns and noise.
        wait, last: sweeps before the average begins, and over which it runs.

    Returns:
        Shape (temperatures, networks).

    >>> thermal_overlaps(400, [0.3, 1.2], 4, 0, wait=5, last=5).mean(axis=1).round() + 0.0
    array([1., 0.])
    """
    rng, count = _rng(n, seed), len(temperatures) * networks
    sizes = _drawn(n, count, rng)
    crowd = Crowd(sizes, sizes, np.repeat(temperatures, networks), rng=rng)
    sums, running = np.zeros(count), np.arange(count)
    while len(running):
        for _ in range(_LOOK):
            now, spent = crowd.overlaps()[:, 0], np.clip(crowd.time - wait, 0, last)
            crowd.step()
            sums[running] += now * (np.clip(crowd.time - wait, 0, last) - spent)
        going = crowd.time < wait + last
        crowd.keep(going)
        running = running[going]
    return (sums / last).reshape(len(temperatures), networks)


def fates(
    n: int, temperatures: Sequence[float], networks: int, seed: Seed, *, limit: float
) -> Real:
    """Return the overlaps, largest first, in which networks are after a random start.

    Args:
        n, temperatures, networks, seed: as in ``thermal_overlaps``.
        limit: sweeps.

    Returns:
        Absolute values, shape (temperatures, networks, 3).
    """
    rng, count = _rng(n, seed), len(temperatures) * networks
    sizes = _drawn(n, count, rng)
    start = rng.binomial(sizes.astype(int), 0.5)
    crowd = Crowd(sizes, start, np.repeat(temperatures, networks), rng=rng)
    ends, running = np.zeros((count, _PATTERNS)), np.arange(count)
    while len(running):
        for _ in range(_LOOK):
            crowd.step()
        done = crowd.time >= limit
        ends[running[done]] = crowd.overlaps()[done]
        crowd.keep(~done)
        running = running[~done]
    return -np.sort(-np.abs(ends), axis=1).reshape(len(temperatures), networks, _PATTERNS)


def lifetimes(
    n: int,
    temperatures: Sequence[float],
    networks: int,
    seed: Seed,
    *,
    limit: float,
    orthogonal: bool = False,
) -> Real:
    """Return for how many sweeps networks stay in the mixture of their three patterns.

    A network has left when its overlap with one pattern is beyond three quarters.

    Args:
        n, networks, seed: as in ``thermal_overlaps``; n divisible by 4 for orthogonal patterns.
        temperatures: each with its own networks.
        limit: sweeps after which a network is given up.
        orthogonal: every class equally large, so that patterns resemble each other not at all.

    Returns:
        Shape (temperatures, networks), infinite where the mixture outlived the limit.

    Raises:
        ValueError: if n cannot be divided into equal classes.

    >>> bool(np.isinf(lifetimes(400, [0.1], 3, 0, limit=5, orthogonal=True)).all())
    True
    """
    if orthogonal and n % 4:
        raise ValueError(f"three orthogonal patterns need N divisible by 4, got {n}")
    rng, count = _rng(n, seed), len(temperatures) * networks
    sizes = np.full((count, 4), n / 4) if orthogonal else _drawn(n, count, rng)
    start = np.sign(class_table(_PATTERNS).sum(axis=1)) > 0
    crowd = Crowd(sizes, sizes * start, np.repeat(temperatures, networks), rng=rng)
    lives, running = np.full(count, np.inf), np.arange(count)
    while len(running):
        for _ in range(_LOOK):
            crowd.step()
        left = (np.abs(crowd.overlaps()) > _LEFT).any(axis=1)
        lives[running[left & (crowd.time < limit)]] = crowd.time[left & (crowd.time < limit)]
        stay = ~left & (crowd.time < limit)
        crowd.keep(stay)
        running = running[stay]
    return lives.reshape(len(temperatures), networks)


def drift(
    n: int, temperatures: Sequence[float], networks: int, seed: Seed, *, limit: float
) -> Real:
    """Return the share of networks that keep the mixture when there is no noise, for each T.

    The overlaps follow dm/dt = Σ_k w_k c_k tanh(c_k·m/T) − m, where a share w_k of the neurons has
    the entries c_k: what the dynamics becomes for infinitely many neurons whose classes are as
    unequal as those of N random ones.

    Args:
        n, networks, seed: as in ``thermal_overlaps``.
        temperatures: T of each answer.
        limit: time in sweeps.

    >>> drift(10**8, [0.3, 0.5], 20, 0, limit=150).tolist()
    [1.0, 0.0]
    """
    rng, table = _rng(n, seed), class_table(_PATTERNS)
    weights = rng.multinomial(n, np.full(4, 0.25), size=networks) / n
    return np.array([_kept(weights, table, T, limit) for T in temperatures])


def _kept(weights: Real, table: Real, T: float, limit: float) -> float:
    """Return the share of networks that stay without noise."""
    m = (weights * np.sign(table.sum(axis=1))) @ table
    for _ in range(round(limit / _EULER)):
        m = m + _EULER * ((weights * np.tanh(m @ table.T / T)) @ table - m)
    return float(np.mean(np.abs(m).max(axis=1) < _LEFT))
