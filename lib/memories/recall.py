"""Recall followed neuron by neuron: asynchronous dynamics under any couplings, with snapshots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Recall:
    """States on the way, and their energies.

    Attributes:
        states: ±1, shape (copies, snapshots, N), the start first.
        energies: per neuron, −½ Σ J_ij S_i S_j / N, shape (copies, snapshots).
    """

    states: NDArray[np.int8]
    energies: Real


def hebb(patterns: ArrayLike) -> Real:
    """Return Hebb's couplings J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ, J_ii = 0, of patterns (p, N).

    >>> hebb([[1, -1], [1, 1]]).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    xi = np.asarray(patterns, float)
    return _hollow(xi.T @ xi / xi.shape[1])


def projection(patterns: ArrayLike) -> Real:
    """Return the couplings that project on the patterns, J = ξᵀ(ξξᵀ)⁻¹ξ, with an empty diagonal.

    Every pattern then has the same field, however much the patterns resemble each other
    (Personnaz, Guyon and Dreyfus 1985). For orthogonal patterns it is Hebb's rule.

    Args:
        patterns: ξ, shape (p, N), linearly independent.

    Raises:
        ValueError: if one pattern is a combination of the others.

    >>> projection([[1, 1, 1, -1], [1, 1, -1, 1]])[0].round(3).tolist()
    [0.0, 0.5, 0.0, 0.0]
    """
    xi = np.asarray(patterns, float)
    if np.linalg.matrix_rank(xi) < len(xi):
        raise ValueError(f"{len(xi)} patterns of which one is a combination of the others")
    return _hollow(xi.T @ np.linalg.solve(xi @ xi.T, xi))


def recall(
    couplings: ArrayLike,
    starts: ArrayLike,
    temperatures: ArrayLike,
    *,
    sweeps: int,
    snapshots: int,
    rng: np.random.Generator,
) -> Recall:
    """Follow asynchronous dynamics: neurons take their turn in random order, one at a time.

    A neuron whose turn it is becomes +1 with probability 1/(1 + exp(−2h_i/T)), h_i = Σ_j J_ij S_j;
    at T = 0 it follows its field, or stays where there is none. Each sweep has its own order.

    Args:
        couplings: J, symmetric with an empty diagonal, (N, N).
        starts: ±1, (copies, N).
        temperatures: of each copy, (copies,).
        sweeps: turns a neuron.
        snapshots: states kept a sweep, evenly spaced.
        rng: of the order and the noise.

    >>> found = recall(hebb(np.ones((1, 8))), [[1, 1, 1, 1, 1, -1, -1, 1]], [0.0],
    ...                sweeps=1, snapshots=2, rng=np.random.default_rng(0))
    >>> found.states[0].sum(axis=1).tolist()[0], found.states[0].sum(axis=1).tolist()[-1]
    (4, 8)
    """
    matrix, spins = np.asarray(couplings, float), np.array(starts, float).T.copy()
    heat, n = np.asarray(temperatures, float), len(spins)
    marks = {round(n * k / snapshots) for k in range(1, snapshots + 1)}
    kept = [spins.copy()]
    for _ in range(sweeps):
        dice = rng.random(spins.shape)
        for turn, i in enumerate(rng.permutation(n), start=1):
            spins[i] = _drawn(matrix[i] @ spins, heat, spins[i], dice[i])
            if turn in marks:
                kept.append(spins.copy())
    states = np.stack(kept).transpose(2, 0, 1)  # (copies, snapshots, N)
    energies = -0.5 * np.sum((states @ matrix) * states, axis=-1) / n
    return Recall(states.astype(np.int8), energies)


def _drawn(fields: Real, heat: Real, now: Real, dice: Real) -> Real:
    """Return the new signs of one neuron in all copies."""
    cold = np.where(np.abs(fields) > 1e-12, np.sign(fields), now)
    chance = expit(2 * fields / np.where(heat > 0, heat, 1.0))
    return np.where(heat > 0, np.where(dice < chance, 1.0, -1.0), cold)


def _hollow(matrix: Real) -> Real:
    """Return a matrix with an empty diagonal."""
    np.fill_diagonal(matrix, 0.0)
    return matrix
