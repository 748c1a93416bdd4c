"""A search for all critical points of a small network, copies by symmetry merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.dynamics import critical_point
from lib.instances.ranks import Points
from lib.linnerud.descents import way_down
from lib.linnerud.symmetry import distinct, units
from lib.linnerud.tables import REAL, surface

Real = NDArray[np.float64]

_SOLVED = 1e-10  # |g|: what 1e-8 asks for and two digits more, so that copies agree
_ZERO = 1e-8  # relative to the largest |eigenvalue|
_ALIKE = 1e-4  # a unit shorter, or nearer to another, is dead, or the other's double


@dataclass(frozen=True)
class Census:
    """The distinct critical points that a search found, sorted by loss.

    Attributes:
        points: (m, n).
        losses: (m,).
        indices: (m,), numbers of negative eigenvalues of the Hessian.
        hits: (m,), how many starts ended at each, or at a copy of it.
        fate: how many starts came to what, by the names of ``saddles.Search``.
        plain: (m,), whether some hidden unit is dead, or the double of another up to its sign:
            such a point comes from a narrower network.
    """

    points: Real
    losses: Real
    indices: NDArray[np.int64]
    hits: NDArray[np.int64]
    fate: dict[str, int]
    plain: NDArray[np.bool_]

    @property
    def converged(self) -> float:
        """The share of starts that came to a critical point."""
        return self.fate["critical"] / sum(self.fate.values())

    @property
    def estimated_count(self) -> float:
        """Chao's (1984) estimate of how many there are, found or not; on average a lower bound."""
        once, twice = (int(np.sum(self.hits == k)) for k in (1, 2))
        return len(self.hits) + once * (once - 1) / (2 * (twice + 1))

    @property
    def curve(self) -> Points:
        """The points as ``instances.ranks`` takes them."""
        return Points(self.losses, self.indices / self.points.shape[1])


def census(
    hidden: int,
    decay: float,
    seed: int,
    starts: int,
    scales: Sequence[float],
    leads: Sequence[int],
    *,
    activation: str = "tanh",
    table: int = REAL,
) -> Census:
    """Look for critical points of every index, from random places and from places on the way down.

    Newton's method with Levenberg's damping (``saddles.critical_point``) goes where its start
    leads. From random starts it finds high saddles, hardly ever low ones or minima; from places
    that a descent passes it finds those too.

    Args:
        hidden: units of the one hidden layer.
        decay, activation, table: of ``surface``.
        seed: of the starts.
        starts: at each scale.
        scales: standard deviations of the starts' entries.
        leads: after so many steps of descent the search begins; 0 is the random start itself.

    >>> census(1, 1e-2, 0, 20, [0.3, 1.0], [0, 8]).indices.tolist()
    [0, 1, 2, 3]
    """
    loss = surface([hidden], decay, activation=activation, seed=table)
    rng = np.random.default_rng([hidden, table, seed])
    first = np.concatenate([s * rng.normal(size=(starts, loss.size)) for s in scales])
    path = way_down(loss, first, max(leads))
    places = np.concatenate([path[lead] for lead in leads])
    found = critical_point(loss.gradient, loss.hessian, places, tolerance=_SOLVED)
    fate = {str(word): int(np.sum(found.status == word)) for word in np.unique(found.status)}
    points = found.points[found.converged]
    return _merged(loss.loss(points), loss.hessian(points), points, fate, activation != "tanh")


def _merged(
    losses: Real, hessians: Real, points: Real, fate: dict[str, int], linear: bool
) -> Census:
    """Merge copies and judge what is left."""
    names = distinct(points, linear=linear)
    order = np.argsort(losses)
    kept = order[np.sort(np.unique(names[order], return_index=True)[1])]
    values = np.linalg.eigvalsh(hessians[kept])
    largest = np.abs(values).max(axis=1, keepdims=True)
    return Census(
        points=points[kept],
        losses=losses[kept],
        indices=np.sum(values < -_ZERO * largest, axis=1),
        hits=np.bincount(names)[names[kept]],
        fate={"critical": 0, **fate},
        plain=np.array([_is_plain(point) for point in points[kept]], dtype=bool),
    )


def _is_plain(point: Real) -> bool:
    """Say whether a unit is dead, or the double of another up to its sign."""
    own = units(point)[0]
    dead = np.linalg.norm(own, axis=1) < _ALIKE
    pairs = np.stack([own[:, None] - own[None], own[:, None] + own[None]])
    near = np.linalg.norm(pairs, axis=-1).min(axis=0) < _ALIKE
    return bool(dead.any() or near[np.triu_indices(len(own), 1)].any())
