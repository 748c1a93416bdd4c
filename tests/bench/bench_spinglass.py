"""Energy with gradient of the spherical spin glass, p = 3, against plain NumPy."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np
from rounds import Row

from lib.spinglass import SphericalSpinGlass, random_points


class Batch:
    """Couplings as they are drawn, points on the sphere, and the right answer."""

    def __init__(self, n: int, points: int) -> None:
        rng = np.random.default_rng(n)
        drawn = rng.standard_normal((n, n, n))
        self.model = SphericalSpinGlass(drawn)
        self.points = random_points(n, count=points, rng=rng)
        self.drawn, self.symmetric = drawn / n, self.model.couplings / n

    @cached_property
    def reference(self) -> tuple[np.ndarray, np.ndarray]:
        """Energy and gradient of the first points by loops over slices of the couplings."""
        some, total = self.points[:8], np.zeros((8, self.points.shape[1]))
        for axis in range(3):
            slices = np.moveaxis(self.drawn, axis, 0)
            total += [[s @ matrix @ s for matrix in slices] for s in some]
        return _on_sphere(some, np.sum(some * total, 1) / 3, total)


def _on_sphere(points: np.ndarray, energy: np.ndarray, gradient: np.ndarray) -> tuple:
    """Take the radial part off a gradient in ambient space."""
    radial = np.sum(points * gradient, 1, keepdims=True) / points.shape[1]
    return energy, gradient - radial * points


def ours(batch: Batch) -> tuple:
    return batch.model.energy_and_gradient(batch.points)


def einsum(batch: Batch, optimize: object) -> tuple:
    """The definition written down: H, and its derivative by each of the three spins of a term."""
    s, contract = batch.points, partial(np.einsum, optimize=optimize)
    energy = contract("ijk,bi,bj,bk->b", batch.drawn, s, s, s)
    slots = ("ijk,bj,bk->bi", "ijk,bi,bk->bj", "ijk,bi,bj->bk")
    return _on_sphere(s, energy, sum(contract(slot, batch.drawn, s, s) for slot in slots))


def symmetric(batch: Batch, optimize: object) -> tuple:
    """The same by one who has made the couplings symmetric beforehand, and uses it."""
    s = batch.points
    gradient = 3 * np.einsum("ijk,bj,bk->bi", batch.symmetric, s, s, optimize=optimize)
    return _on_sphere(s, np.sum(s * gradient, 1) / 3, gradient)


def error(batch: Batch, result: tuple) -> float:
    pairs = zip(result, batch.reference, strict=True)
    return max(np.abs(a[: len(b)] - b).max() / np.abs(b).max() for a, b in pairs)


def _row(n: int, points: int, peer: str, theirs: Callable[[Batch], tuple], goal: float) -> Row:
    return Row(
        name=f"spin glass gradient n={n}, {points} points",
        peer=peer,
        problem=partial(Batch, n, points),
        ours=ours,
        theirs=theirs,
        check=error,
        tolerance=1e-10,
        goal=goal,
        work=points * n**2 * (n + 1),  # the packed pairs s_j s_k times the couplings
    )


_GREEDY = ("greedy", 2**62)  # einsum falls back to its plain loop beyond its memory limit
_PEERS = [
    ("einsum", partial(einsum, optimize=False), 100),
    ("einsum, greedy", partial(einsum, optimize=_GREEDY), 4),
    ("einsum, greedy, sym.", partial(symmetric, optimize=_GREEDY), 1),
]
_SIZES = [(20, 1024), (50, 1024), (100, 256)]
ROWS = [_row(n, points, *peer) for peer in _PEERS for n, points in _SIZES]
