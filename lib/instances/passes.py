"""The true pass out of a valley: which saddle has to be climbed to leave the lowest minimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib import critical_points, dynamics
from lib.instances.bands import climb
from lib.spinglass import Seed, SphericalSpinGlass, draw, to_sphere

_NUDGE = 0.02  # of a spin: far above rounding, small beside the distance of critical points
_SAME = 1e-6  # largest difference of energy density between two ends in one minimum


@dataclass(frozen=True)
class Leave:
    """What it takes to leave the lowest minimum of one instance.

    Attributes:
        saddle: energy density from it up to the lowest saddle of index one.
        way_out: the same to the lowest saddle that leads from it to another minimum.
        complete: whether the census of critical points is certified complete.
    """

    saddle: float
    way_out: float
    complete: bool


def way_out(model: SphericalSpinGlass, found: critical_points.CriticalPoints) -> float:
    """Return the energy density from the lowest minimum up to the lowest pass out of it.

    From every saddle of index one descend on both sides. Of the saddles that lead from the
    lowest minimum to another one the lowest is the height that every way out of its valley has
    to climb. Between mirror images (p even) both ends have one energy and count as one.

    Args:
        model: the spin glass.
        found: all its critical points.

    Returns:
        The height, infinite where no saddle leads elsewhere (there is one valley, then).
    """
    saddles = found.points[found.indices == 1]
    lowest = found.energies[found.indices == 0].min()
    if not len(saddles):
        return np.inf
    down = np.linalg.eigh(model.hessian(saddles))[1][..., 0]
    step = _NUDGE * np.einsum("sij,sj->si", model.tangent_basis(saddles), down)
    starts = to_sphere(np.stack([saddles - step, saddles + step]))
    home = np.abs(dynamics.descend(model, starts, newton_below=1e-4).energies - lowest) < _SAME
    out = home[0] != home[1]
    heights = found.energies[found.indices == 1][out]
    return float(heights.min() - lowest) if len(heights) else np.inf


def leave(n: int, p: int, seed: Seed) -> Leave:
    """Return what it takes to leave the lowest minimum of one instance.

    >>> found = leave(6, 3, 0)
    >>> found.complete, 0 < found.saddle <= found.way_out
    (True, True)
    """
    model, rng = draw(n, p, seed)
    found = critical_points.find_all(model, rng=rng)
    return Leave(climb(found), way_out(model, found), found.certificate.complete)
