"""A search for critical points of any index that says honestly what each start came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.saddles.steps import Function, Real, combine, components

_FLAT = 1e-2  # gradient-flat: moving by 1 + |x| would take less than twice this off |g|²
_DONE = 1e-5  # so flat that no step is tried any more
_NEAR = 1e-3  # a critical point is near if Newton's step to it is ≤ this · (1 + |x|)
_ZERO = 1e-8  # relative to max|λ|: no step is asked for along a symmetry


@dataclass(frozen=True)
class Search:
    """What a search came to, a row for each start.

    Attributes:
        points: (m, n).
        gradient_norms: (m,), |g| there.
        eigenvalues: (m, n), of the Hessian there, ascending.
        corrections: (m,), length of the undamped Newton step from there.
        status: (m,), one of

            - "critical": |g| is below the tolerance and the correction short;
            - "gradient-flat": |g| is larger, but H g ≈ 0, so |g| cannot fall near there. Such
              points pass for critical ones in a plot and are none (Frye et al. 2021); here
              |H g| (1 + |x|) ≤ 0.01 |g|²;
            - "escaping": |g| is below the tolerance but the correction long, as on a plateau that
              flattens for ever;
            - "unfinished": none of these within the steps allowed.
        steps: (m,), how many were tried.
    """

    points: Real
    gradient_norms: Real
    eigenvalues: Real
    corrections: Real
    status: NDArray[np.str_]
    steps: NDArray[np.int64]

    @property
    def converged(self) -> NDArray[np.bool_]:
        """(m,), whether the point is critical."""
        return self.status == "critical"


def critical_point(
    gradient: Function,
    hessian: Function,
    starts: ArrayLike,
    *,
    tolerance: float = 1e-8,
    max_steps: int = 300,
) -> Search:
    """Solve g(x) = 0 from many starts by Levenberg's damped Newton method, in float64.

    A step minimises |g + H d|² + μ |d|², so d = −(H² + μ)⁻¹ H g, and is taken if |g| falls. The
    damping is μ = ν |g|² (Yamashita and Fukushima 2001: quadratic convergence even along a set of
    solutions); ν falls or rises as the linear model proves right or wrong. Nothing prefers minima:
    the index of the point is what the start leads to. A minimum of |g|² need not be a zero of g:
    ``status`` tells.

    Args:
        gradient: (m, n) → (m, n).
        hessian: (m, n) → (m, n, n), symmetric.
        starts: (m, n), or (n,) for one.
        tolerance: of |g|.
        max_steps: steps tried from each start.

    Returns:
        A row for each start, in their order.

    Raises:
        ValueError: if the starts are not finite, or of another shape.

    >>> found = critical_point(lambda x: x**2 - 1, lambda x: 2 * x[..., None], [[2.0], [-3.0]])
    >>> found.points.ravel().round(8), found.status.tolist()
    (array([ 1., -1.]), ['critical', 'critical'])
    """
    x = np.atleast_2d(np.array(starts, dtype=np.float64))
    if x.ndim != 2 or not np.isfinite(x).all():
        raise ValueError(f"starts must be finite, (m, n) or (n,); got shape {np.shape(starts)}")
    state = _State(x, gradient, hessian)
    for _ in range(max_steps):
        live = state.live(tolerance)
        if not len(live):
            break
        state.advance(live)
    return state.report(tolerance)


class _State:
    """Where all searches are: x, g, the eigenpairs of H, and the factor ν of the damping."""

    def __init__(self, x: Real, gradient: Function, hessian: Function) -> None:
        self._gradient, self._hessian = gradient, hessian
        self.x, self.g = x, np.array(gradient(x), dtype=np.float64)
        self.values, self.vectors = np.linalg.eigh(hessian(x))
        self.nu = 1e-2 * np.max(self.values**2, 1) / np.maximum(self._squares(), 1e-300)
        self.steps = np.zeros(len(x), dtype=np.int64)

    def live(self, tolerance: float) -> NDArray[np.intp]:
        """Return the rows that still have a step to take."""
        return np.flatnonzero((self._squares() >= tolerance**2) & (self._slope() > _DONE))

    def advance(self, rows: NDArray[np.intp]) -> None:
        """Try one step in each of some rows and keep those that lower |g|."""
        values, g = self.values[rows], self.g[rows]
        along = components(self.vectors[rows], g)
        mu = np.maximum(self.nu[rows] * np.sum(g**2, 1), 1e-300)[:, None]
        trial = self.x[rows] - combine(self.vectors[rows], values * along / (values**2 + mu))
        with np.errstate(over="ignore", invalid="ignore"):
            new = self._gradient(trial)
            left, old = np.sum(new**2, 1), np.sum(g**2, 1)
        # |g|² less what the damped linear model leaves of it.
        promised = np.sum(along**2 * (1 - (mu / (values**2 + mu)) ** 2), 1)
        better = np.isfinite(left) & (left < old)
        self._take(rows[better], trial[better], new[better])
        right = np.divide(old - left, promised, out=np.zeros_like(old), where=better)
        self.nu[rows] *= np.select([right > 0.75, right > 0.25], [0.2, 1.0], 4.0)
        self.steps[rows] += 1

    def _take(self, rows: NDArray[np.intp], x: Real, g: Real) -> None:
        """Move some rows to new places."""
        if len(rows):
            self.x[rows], self.g[rows] = x, g
            self.values[rows], self.vectors[rows] = np.linalg.eigh(self._hessian(x))

    def _squares(self) -> Real:
        return np.sum(self.g**2, 1)

    def _slope(self) -> Real:
        """Return |H g| (1 + |x|) / |g|²: how fast |g| can fall, to first order; 0 where g = 0."""
        down = np.linalg.norm(self.values * components(self.vectors, self.g), axis=1)
        return down * (1 + np.linalg.norm(self.x, axis=1)) / np.maximum(self._squares(), 1e-300)

    def report(self, tolerance: float) -> Search:
        """Judge every row."""
        norm, size = np.sqrt(self._squares()), np.abs(self.values)
        bends = size > _ZERO * size.max(1, keepdims=True)
        along = components(self.vectors, self.g)
        moves = np.where(bends, along, 0.0) / np.where(bends, self.values, 1.0)
        correction = np.linalg.norm(moves, axis=1)
        near = correction <= _NEAR * (1 + np.linalg.norm(self.x, axis=1))
        small, flat = norm < tolerance, self._slope() <= _FLAT
        status = np.select(
            [small & near, small, flat], ["critical", "escaping", "gradient-flat"], "unfinished"
        )
        return Search(self.x, norm, self.values, correction, status, self.steps)
