"""Critical points of a quartet's network: looked for from many starts, none hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from lib import saddles
from lib.critical_points import group
from lib.curvature import inertia
from lib.quartets.problem import Real, Seed, initial, quartet

_SAME = 1e-6  # difference of two computations of one loss or curvature
RATE = 1.0  # of gradient descent; the Hessians' largest eigenvalues stay below 2


@dataclass(frozen=True)
class Found:
    """What a search came to, an entry for each start.

    Attributes:
        status: (m,), as of ``lib.saddles.Search``.
        losses: (m,), with weight decay, at the end.
        misread: (m,), share of training images.
        indices: (m,), number of negative eigenvalues of the Hessian at the end.
        units: (m,), hidden units that the outputs can tell apart.
        gradient_norms: (m,).
        groups: (m,), equal where loss and curvatures agree: one point, up to symmetry.
        start_losses, start_indices: (m,), loss and index where each search began: not a critical
            point but an ordinary one.
        noise: (m,), of the start.
    """

    status: NDArray[np.str_]
    losses: Real
    misread: Real
    indices: NDArray[np.int64]
    units: NDArray[np.int64]
    gradient_norms: Real
    groups: NDArray[np.intp]
    start_losses: Real
    start_indices: NDArray[np.int64]
    noise: Real

    @property
    def critical(self) -> NDArray[np.bool_]:
        """(m,), whether the end is a critical point."""
        return self.status == "critical"

    def distinct(self, *, of: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
        """Return one place for each point that is not equal to another up to symmetry.

        Args:
            of: (m,), the ends to look at; those that are critical if not given.
        """
        places = np.flatnonzero(self.critical if of is None else of)
        return places[np.unique(self.groups[places], return_index=True)[1]]

    def correlation(
        self, places: NDArray[np.intp], *, of: str = "losses", shuffle: Seed | None = None
    ) -> float:
        """Return the rank correlation of the index with the error at some ends.

        Args:
            places: (k,), which.
            of: "losses" or "misread".
            shuffle: a seed puts the errors in random order first.
        """
        errors = getattr(self, of)[places]
        if shuffle is not None:
            errors = np.random.default_rng(shuffle).permutation(errors)
        return float(stats.spearmanr(self.indices[places], errors).statistic)


def look(
    seed: Seed,
    *,
    descents: int,
    times: Sequence[int],
    noises: Sequence[float],
    images: int,
    decay: float,
    steps: int,
) -> Found:
    """Look for critical points from places along gradient descents, moved by noise.

    As Dauphin et al. (2014) did: such starts lead to points of many heights. From each start
    ``lib.saddles.critical_point`` is run, all as one batch.

    Args:
        seed: draws the problem, the descents and the noise.
        descents: how many runs lend their places.
        times: descent steps after which a place is taken.
        noises: standard deviations of the noise, each added to each place.
        images, decay: as of ``quartet``.
        steps: the most that a search may take.

    Returns:
        One entry a start: descents × times × noises.
    """
    problem = quartet(seed, images=images, decay=decay)
    surface, rng = problem.surface, np.random.default_rng([*seed, 1])
    places = _places(surface.gradient, initial(descents, rng=rng), times)
    starts = np.concatenate(
        [places + noise * rng.standard_normal(places.shape) for noise in noises]
    )
    found = saddles.critical_point(surface.gradient, surface.hessian, starts, max_steps=steps)
    losses, values = surface.loss(found.points), found.eigenvalues
    features = np.stack([losses, values[:, -1], values[:, 0], values.sum(1)], 1)
    return Found(
        status=found.status,
        losses=losses,
        misread=problem.misread(found.points),
        indices=_indices(values),
        units=problem.different_units(found.points),
        gradient_norms=found.gradient_norms,
        groups=group(features, _SAME),
        start_losses=surface.loss(starts),
        start_indices=_indices(np.linalg.eigvalsh(surface.hessian(starts))),
        noise=np.repeat(np.asarray(noises, dtype=np.float64), len(places)),
    )


def _indices(values: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the number of negative eigenvalues in each row."""
    return np.array([inertia(row).negative for row in values])


def _places(gradient: saddles.Function, x: Real, times: Sequence[int]) -> Real:
    """Return where descents from x (m, n) stand after some steps, (times · m, n)."""
    kept = []
    for step in range(max(times) + 1):
        if step in times:
            kept.append(x)
        x = x - RATE * gradient(x)
    return np.concatenate(kept)
