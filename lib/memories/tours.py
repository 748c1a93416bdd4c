"""Recalls for every setting of an explorer's sliders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.hopfield import Hopfield
from lib.memories.pictures import flipped
from lib.memories.recall import hebb, projection, recall

Real = NDArray[np.float64]

RULES = {"Hebb": hebb, "projection": projection}


@dataclass(frozen=True)
class Tour:
    """Recalls over the sliders, whose axes come first; then the snapshots.

    Attributes:
        states: ±1, (…, snapshots, rows, columns).
        own: overlap with the picture that is asked for, (…, snapshots).
        nearest: largest absolute overlap with another stored pattern, 0 where there is none.
        energies: per neuron, likewise.
    """

    states: NDArray[np.int8]
    own: Real
    nearest: Real
    energies: Real

    @property
    def wrong(self) -> NDArray[np.intp]:
        """How many points differ from the picture, (…, snapshots)."""
        size = self.states.shape[-1] * self.states.shape[-2]
        return np.rint((1 - self.own) / 2 * size).astype(np.intp)


def recall_tour(
    picture: ArrayLike,
    starts: ArrayLike,
    stored: Sequence[int],
    temperatures: Sequence[float],
    *,
    sweeps: int,
    snapshots: int,
    rng: np.random.Generator,
) -> Tour:
    """Recall one picture, stored by Hebb's rule among random patterns.

    Args:
        picture: ±1, (rows, columns).
        starts: damaged copies, (starts, rows, columns).
        stored: numbers of patterns, the picture among them.
        temperatures: T of the dynamics.
        sweeps, snapshots: as of ``recall``.
        rng: of the other patterns and of the dynamics.

    Returns:
        With axes (temperatures, stored, starts).
    """
    shape, first = np.shape(picture), np.reshape(picture, (1, -1))
    begin = np.reshape(starts, (len(np.asarray(starts)), -1))
    copies = np.tile(begin, (len(temperatures), 1))
    heats = np.repeat(np.asarray(temperatures, float), len(begin))
    legs = []
    for count in stored:
        others = Hopfield.sample(first.size, count, rng=rng).patterns[1:]
        patterns = np.concatenate([first, others])
        found = recall(
            hebb(patterns), copies, heats, sweeps=sweeps, snapshots=snapshots, rng=rng
        )  # (temperatures × starts, snapshots)
        legs.append((found.states, *_seen(found.states, patterns), found.energies))
    arrays = _folded(legs, (len(stored), len(temperatures), len(begin)))
    states, own, nearest, energies = (part.swapaxes(0, 1) for part in arrays)
    return Tour(states.reshape(*states.shape[:4], *shape), own, nearest, energies)


def together_tour(
    pictures: ArrayLike,
    others: Sequence[int],
    *,
    share: float,
    sweeps: int,
    snapshots: int,
    rng: np.random.Generator,
) -> Tour:
    """Recall each picture, stored with those that follow it, by both rules and without noise.

    Args:
        pictures: ±1, (count, rows, columns).
        others: how many others are stored with it.
        share: of its points flipped at the start.
        sweeps, snapshots: as of ``recall``.
        rng: of the damage and of the dynamics.

    Returns:
        With axes (pictures, others, rules); the rules are ``RULES``, Hebb first.
    """
    pictures = np.asarray(pictures)
    count, rows, columns = pictures.shape
    table = pictures.reshape(count, -1).astype(float)
    legs = []
    for k in range(count):
        start = flipped(table[k], share, rng=rng)[None]
        for beside in others:
            stored = table[np.arange(k, k + beside + 1) % count]
            for rule in RULES.values():
                found = recall(
                    rule(stored), start, [0.0], sweeps=sweeps, snapshots=snapshots, rng=rng
                )
                legs.append((found.states, *_seen(found.states, stored), found.energies))
    states, own, nearest, energies = _folded(legs, (count, len(others), len(RULES)))
    return Tour(states.reshape(*states.shape[:4], rows, columns), own, nearest, energies)


def _seen(states: NDArray[np.int8], patterns: Real) -> tuple[Real, Real]:
    """Return the overlap with the first pattern, and the largest with another."""
    overlaps = states @ patterns.T / patterns.shape[1]
    return overlaps[..., 0], np.abs(overlaps[..., 1:]).max(axis=-1, initial=0.0)


def _folded(legs: Sequence[tuple[NDArray, ...]], lead: tuple[int, ...]) -> list[NDArray]:
    """Return the parts of all legs as arrays whose leading axes are the sliders'."""
    parts = [np.array(part) for part in zip(*legs, strict=True)]  # (legs, copies, snapshots, …)
    return [part.reshape(*lead, *part.shape[2:]) for part in parts]
