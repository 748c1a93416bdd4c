"""Every resting state of a network: states that no change of a single neuron improves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.hopfield import Hopfield
from lib.memories.classes import class_sizes, class_table
from lib.memories.recall import hebb

Real = NDArray[np.float64]
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class Minima:
    """The resting states of one network.

    Attributes:
        total: how many there are, a state and its negative counted both.
        patterns: how many of them are stored patterns or their negatives.
        lowest_are_patterns: whether the lowest 2p of them are these.
    """

    total: int
    patterns: int
    lowest_are_patterns: bool


def resting_states(couplings: ArrayLike) -> NDArray[np.int8]:
    """Return every state that each single flip raises in energy, trying all 2^N of them.

    Args:
        couplings: J with an empty diagonal, (N, N); N up to about 20.

    Returns:
        Shape (states, N), one of each ± pair: the one whose last entry is +1.

    >>> from lib.memories.recall import hebb
    >>> resting_states(hebb([[1, 1, -1, 1]])).tolist()
    [[1, 1, -1, 1]]
    """
    matrix = np.asarray(couplings, np.float64)
    n = len(matrix)
    bits = np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1) & 1
    states = np.concatenate([1 - 2 * bits, np.ones((len(bits), 1), int)], axis=1).astype(float)
    return states[((states @ matrix) * states > 1e-9).all(axis=1)].astype(np.int8)


def resting_classes(sizes: ArrayLike) -> tuple[Real, Real]:
    """Return every resting state of a network by its classes, for any number of neurons.

    Two neurons of one class in opposite states cannot both be content: both feel the same
    sum Σ_μ ξ^μ N m_μ, less p for their own state. So within a class all (turned) neurons agree at
    rest, and of the 2^N states only one for each choice of signs of the classes is left to try.

    Args:
        sizes: neurons of each class, (2^(p−1),).

    Returns:
        Signs of the classes, (states, classes), and the states' overlaps, (states, p).

    >>> resting_classes([10, 10])[1].tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [-1.0, 0.0]]
    """
    sizes = np.asarray(sizes, float)
    p = len(sizes).bit_length()
    table, there = class_table(p), sizes > 0
    free = itertools.product(*([1.0, -1.0] if full else [1.0] for full in there))
    signs = np.array(list(free))
    overlaps = (signs * sizes) @ table / sizes.sum()
    margin = signs * (overlaps @ table.T) - p / sizes.sum()
    content = (margin[:, there] > 1e-12).all(axis=1)
    return signs[content], overlaps[content]


def count_minima(n: int, p: int, seed: Seed) -> Minima:
    """Count all resting states of one network with p random patterns, whatever its size.

    For N even and p odd no field vanishes, so that every state is either at rest or not.

    >>> count_minima(5000, 3, 0)
    Minima(total=14, patterns=6, lowest_are_patterns=True)
    """
    sizes = class_sizes(_network(n, p, seed).patterns)
    signs, overlaps = resting_classes(sizes)
    energies = -0.5 * np.sum(overlaps**2, axis=1)
    full = np.abs(overlaps).max(axis=1) > 1 - 1e-9
    order = np.argsort(energies, kind="stable")
    lowest = bool(full.sum() == 2 * p and full[order[: 2 * p]].all())
    return Minima(len(signs), int(full.sum()), lowest)


def searched_minima(n: int, p: int, seed: Seed) -> tuple[int, int]:
    """Count resting states by trying all 2^N states, in a network and in a spin glass.

    The network is that of ``count_minima``. In the spin glass every coupling is drawn at random,
    J_ij Gaussian of variance 1/N (Sherrington and Kirkpatrick 1975).

    Returns:
        The two counts.

    >>> searched_minima(8, 3, 0)[0] == count_minima(8, 3, 0).total
    True
    """
    rng = np.random.default_rng([n, *np.atleast_1d(seed)])
    drawn = np.triu(rng.normal(size=(n, n)) / np.sqrt(n), 1)
    both = (hebb(_network(n, p, seed).patterns), drawn + drawn.T)
    first, second = (2 * len(resting_states(couplings)) for couplings in both)
    return first, second


def _network(n: int, p: int, seed: Seed) -> Hopfield:
    """Return the network that a seed stands for."""
    return Hopfield.sample(n, p, rng=np.random.default_rng([n, p, *np.atleast_1d(seed)]))
