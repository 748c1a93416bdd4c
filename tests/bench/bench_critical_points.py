"""All critical points of a spherical spin glass, against one-by-one root finding."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np
from rounds import Row

from lib.critical_points import find_all
from lib.spinglass import SphericalSpinGlass


class Instance:
    """A model, and the number of its ± pairs of critical points, which only the peer is told."""

    def __init__(self, n: int, seed: int) -> None:
        self.n = n
        self.model = SphericalSpinGlass.sample(n, 3, rng=np.random.default_rng(seed))
        self.tensor = self.model.couplings / np.sqrt(n)

    @cached_property
    def pairs(self) -> int:
        """How many ± pairs there are, by the census."""
        return len(find_all(self.model, rng=np.random.default_rng(0)).energies) // 2


def ours(instance: Instance) -> np.ndarray:
    census = find_all(instance.model, rng=np.random.default_rng(1))
    if not census.certificate.complete:
        raise ValueError(f"the census is incomplete: {census.certificate.reason}")
    return _first_of_pairs(census.points / np.sqrt(instance.n))


def hybrid(instance: Instance) -> np.ndarray:
    """SciPy's hybrid method on T(s, s) = λ s, |s| = 1, from random starts, until all are found."""
    from scipy.optimize import root

    t, n, rng = instance.tensor, instance.n, np.random.default_rng(2)
    jacobian = np.zeros((n + 1, n + 1))

    def equations(z: np.ndarray) -> np.ndarray:
        s = z[:n]
        return np.append((t @ s) @ s - z[n] * s, (s @ s - 1) / 2)

    def slopes(z: np.ndarray) -> np.ndarray:
        jacobian[:n, :n] = 2 * (t @ z[:n]) - z[n] * np.eye(n)
        jacobian[:n, n], jacobian[n, :n] = -z[:n], z[:n]
        return jacobian

    found: dict[tuple[float, ...], np.ndarray] = {}
    while len(found) < instance.pairs:
        start = rng.normal(size=n)
        start /= np.linalg.norm(start)
        end = root(equations, np.append(start, (t @ start) @ start @ start), jac=slopes, tol=1e-12)
        if end.success and np.abs(end.fun).max() < 1e-10:
            s = _first_of_pairs(end.x[None, :n])[0]
            found.setdefault(tuple(np.round(s, 6) + 0.0), s)
    return np.array(list(found.values()))


def error(instance: Instance, points: np.ndarray) -> float:
    """Infinite if a point is missing or doubled; else the largest gradient on the unit sphere."""
    distinct = np.unique(np.round(points, 5) + 0.0, axis=0)
    if len(distinct) != instance.pairs or len(points) not in (len(distinct), 2 * len(distinct)):
        return np.inf
    return float(np.abs(instance.model.gradient(points * np.sqrt(instance.n))).max())


def _first_of_pairs(points: np.ndarray) -> np.ndarray:
    """Turn every point to the side on which its largest coordinate is positive."""
    largest = np.take_along_axis(points, np.abs(points).argmax(1)[:, None], 1)
    return points * np.sign(largest)


def _row(n: int, goal: float) -> Row:
    return Row(
        name=f"all critical points, p=3 n={n}",
        peer="scipy root, count given",
        problem=partial(Instance, n, seed=n),
        ours=ours,
        theirs=hybrid,
        check=error,
        tolerance=1e-8,
        goal=goal,
    )


ROWS = [_row(8, 1), _row(10, 4)]
