"""The threshold level, sampled: where the lower edge of the Hessian's spectrum passes zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

_RESAMPLES = 4000


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
