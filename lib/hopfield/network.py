"""The Hopfield network: patterns, energy, and dynamics that updates one neuron at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks

Real = NDArray[np.float64]
_AHEAD = 16  # neurons whose fields are looked at together


class Hopfield:
    """N neurons S_i = ±1 that remember p patterns by Hebb's rule.

    H = −½ Σ_{i≠j} J_ij S_i S_j with J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ (Hopfield 1982; Amit, Gutfreund
    and Sompolinsky, Phys. Rev. A 32, 1007, 1985). With overlaps m_μ = (1/N) Σ_i ξ_i^μ S_i this is
    H = −(N/2) Σ_μ m_μ² + p/2, so nothing here needs the N × N couplings. States have shape (…, N).

    Args:
        patterns: ξ, entries ±1, shape (p, N).

    Attributes:
        patterns: ξ as float64, (p, N).
        n: number of neurons N.

    Raises:
        ValueError: if the patterns are not a table of ±1.

    >>> network = Hopfield([[1, 1, -1, 1]])
    >>> network.descend([1, 1, 1, 1]).tolist()
    [1, 1, -1, 1]
    """

    def __init__(self, patterns: ArrayLike) -> None:
        table = np.asarray(patterns)
        if table.ndim != 2 or not table.size:
            raise ValueError(f"patterns have shape {table.shape}: give (p, N), a pattern a row")
        self.patterns = _signs(table, "patterns")
        self.patterns.setflags(write=False)
        self.n = table.shape[1]

    @classmethod
    def sample(cls, n: int, p: int, *, rng: np.random.Generator) -> Hopfield:
        """Draw p random patterns of n neurons, every entry ±1 with equal chance.

        Raises:
            ValueError: if n or p is not a whole number above 0.

        >>> Hopfield.sample(100, 14, rng=np.random.default_rng(0)).patterns.shape
        (14, 100)
        """
        n, p = checks.whole(n, "the neurons n", 1), checks.whole(p, "the patterns p", 1)
        return cls(2 * checks.generator(rng).integers(0, 2, size=(p, n)) - 1)

    def overlaps(self, states: ArrayLike) -> Real:
        """Return m_μ of states (…, N), shape (…, p)."""
        return self._checked(states) @ self.patterns.T / self.n

    def energy(self, states: ArrayLike) -> Real:
        """Return H, extensive, of states (…, N), shape (…)."""
        square = np.sum(self.overlaps(states) ** 2, axis=-1)
        return -self.n / 2 * square + len(self.patterns) / 2

    def sweeps(
        self, states: ArrayLike, temperature: float, count: int, *, rng: np.random.Generator
    ) -> Iterator[NDArray[np.int8]]:
        """Yield the states after each of ``count`` sweeps of Glauber's dynamics.

        A sweep visits the neurons one after the other; each is drawn anew from what the others
        are now, P(S_i = +1) = 1/(1 + exp(−2 h_i/T)). The Gibbs distribution exp(−H/T) is
        stationary under it. At T = 0 a neuron follows its field, or stays where there is none.

        Args:
            states: where to start, (…, N); independent copies run side by side.
            temperature: T ≥ 0.
            count: number of sweeps.
            rng: of the thermal noise.

        Raises:
            ValueError: for states that are not ±1 or of a wrong shape, or a negative T.
        """
        temperature = checks.real(temperature, "the temperature", least=0, below=np.inf)
        start, rng = self._checked(states), checks.generator(rng)
        spins = start.reshape(-1, self.n).T.copy()  # (N, copies): a neuron is a row
        for _ in range(count):
            self._sweep(spins, self._thresholds(temperature, spins, rng))
            yield spins.T.reshape(start.shape).astype(np.int8)

    def descend(self, states: ArrayLike, most: int = 1000) -> NDArray[np.int8]:
        """Return where the dynamics at T = 0 comes to rest, at most ``most`` sweeps on.

        The energy never rises: what it ends in is a local minimum under single flips.
        """
        before = self._checked(states).astype(np.int8)
        for after in self.sweeps(before, 0.0, most, rng=np.random.default_rng(0)):  # no noise
            if np.array_equal(after, before):
                break
            before = after
        return before

    def _thresholds(self, temperature: float, spins: Real, rng: np.random.Generator) -> Real:
        """Draw what N h_i, a whole number, must exceed for S_i = +1: its law is the logistic one.

        Without noise it is a half on either side of 0, so that a neuron without field stays.
        """
        if temperature == 0:
            return -spins / 2
        u = rng.random(spins.shape)
        with np.errstate(divide="ignore"):
            return self.n * temperature / 2 * (np.log(u) - np.log1p(-u))

    def _sweep(self, spins: Real, thresholds: Real) -> None:
        """Update all neurons in turn, in place, skipping those that no copy changes.

        All fields are kept as N h_i, whole numbers, so that a vanishing one is seen to vanish.
        """
        sums, at = self.patterns @ spins, 0  # N m_μ, (p, copies)
        while at < self.n:
            ahead = slice(at, at + _AHEAD)
            fields = self.patterns[:, ahead].T @ sums - len(self.patterns) * spins[ahead]
            changes = (fields > thresholds[ahead]) != (spins[ahead] > 0)
            moving = np.flatnonzero(changes.any(axis=1))
            at += int(moving[0]) if len(moving) else _AHEAD
            if len(moving):
                flips = -2 * spins[at] * changes[moving[0]]
                spins[at] += flips
                sums += np.outer(self.patterns[:, at], flips)
                at += 1

    def _checked(self, states: ArrayLike) -> Real:
        """Return states as float64, refusing what is none."""
        array = np.asarray(states)
        if array.ndim == 0 or array.shape[-1] != self.n:
            raise ValueError(f"states have shape {array.shape}: the last axis must be N = {self.n}")
        return _signs(array, "states")


def hebb(patterns: ArrayLike) -> Real:
    """Return Hebb's couplings J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ, J_ii = 0, of patterns (p, N).

    >>> hebb([[1, -1], [1, 1]]).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    xi = Hopfield(patterns).patterns
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
    xi = Hopfield(patterns).patterns
    if np.linalg.matrix_rank(xi) < len(xi):
        raise ValueError(f"{len(xi)} patterns of which one is a combination of the others")
    return _hollow(xi.T @ np.linalg.solve(xi @ xi.T, xi))


def _hollow(matrix: Real) -> Real:
    """Return a matrix with an empty diagonal."""
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _signs(array: NDArray, what: str) -> Real:
    """Return an array of ±1 as float64, or say what else is in it."""
    if array.dtype.kind not in "fiu" or not (np.abs(array) == 1).all():
        raise ValueError(f"{what} are made of +1 and −1: take the sign of what you have")
    return array.astype(np.float64)
