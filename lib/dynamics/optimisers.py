"""Optimisers of any function of R^n: steps, their paths, and a search for critical points.

Everything takes two functions, ``gradient`` of (…, n) → (…, n) and ``hessian`` of
(…, n) → (…, n, n), or their values, and moves all starts, (m, n), as one batch.
``lib.curvature.NetworkSurface`` gives the two functions of a small network.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks

Real = NDArray[np.float64]
Function = Callable[[Real], Real]
Step = Callable[[Real, Real, Real | float], Real]

_ROUNDING = 1e-14  # relative to the largest |λ|: below this an eigenvalue is rounding
_ZERO = 1e-8  # likewise: a search asks for no step along a symmetry
_FLAT = 1e-2  # gradient-flat: moving by 1 + |x| would take less than twice this off |g|²
_DONE = 1e-5  # so flat that no step is tried any more
_NEAR = 1e-3  # a critical point is near if Newton's step to it is ≤ this · (1 + |x|)


def newton_step(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(H + damping)⁻¹ g, the step of Newton's method: any critical point attracts it.

    A direction of zero curvature gets no step.

    Args:
        gradient: (…, n).
        hessian: (…, n, n), symmetric.
        damping: added to every eigenvalue, so that steps stay short; 0 is the pure method. An
            array that broadcasts with the gradient gives a step for each.

    >>> newton_step(np.array([10.0, -2.0]), np.diag([10.0, -2.0]))
    array([-1., -1.])
    """
    return spectral_step(gradient, hessian, lambda values: values + damping)


def saddle_free_step(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(|H| + damping)⁻¹ g, |H| with the absolute eigenvalues: saddles repel it.

    Dauphin et al. (2014), "Identifying and attacking the saddle point problem", algorithm 1.
    Arguments as of ``newton_step``.

    >>> saddle_free_step(np.array([10.0, -2.0]), np.diag([10.0, -2.0]))
    array([-1.,  1.])
    """
    return spectral_step(gradient, hessian, lambda values: np.abs(values) + damping)


def walk(
    step: Step,
    gradient: Function,
    hessian: Function,
    starts: ArrayLike,
    steps: int,
    *,
    dampings: Sequence[float] = (0.0,),
    loss: Function | None = None,
) -> Real:
    """Return the paths of one method from many starts.

    With several dampings every start takes, at every step, the one that lowers its loss most, as
    Dauphin et al. chose theirs; it stays where it is if none gives a finite loss.

    Args:
        step: ``newton_step``, ``saddle_free_step``, or another of their kind.
        gradient, hessian: of the loss.
        starts: (m, n), or (n,) for one.
        steps: how many.
        dampings: one, or several to choose from at each step.
        loss: (…, n) → (…); needed with several dampings.

    Returns:
        Places, (steps + 1, m, n), or (steps + 1, n) for one start; the first are the starts.

    Raises:
        ValueError: if there is no damping, or several without a loss.

    >>> H = np.diag([10.0, -2.0])  # of the saddle 5x² − y²
    >>> walk(saddle_free_step, lambda x: x @ H, lambda x: H, [1, 1e-3], steps=10)[-1].round(12)
    array([0.   , 1.024])
    >>> walk(newton_step, lambda x: x @ H, lambda x: H, [1, 1e-3], steps=1)[-1].round(12)
    array([0., 0.])
    """
    if not dampings or (len(dampings) > 1 and loss is None):
        raise ValueError("give one damping, or several and the loss that chooses among them")
    x = np.array(checks.floats(starts, "a start"))
    path, each = [x], np.reshape(np.array(dampings, dtype=np.float64), (-1, *[1] * x.ndim))
    for _ in range(checks.whole(steps, "steps", 0)):
        trials = x + step(gradient(x), hessian(x), each)
        x = trials[0] if loss is None or len(dampings) == 1 else _lowest(loss, x, trials)
        path.append(x)
    return np.stack(path)


@dataclass(frozen=True)
class Arrivals:
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
    """

    points: Real
    gradient_norms: Real
    eigenvalues: Real
    corrections: Real
    status: NDArray[np.str_]

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
) -> Arrivals:
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
    x = np.atleast_2d(np.array(checks.floats(starts, "a start")))
    if x.ndim != 2 or not np.isfinite(x).all():
        raise ValueError(f"starts must be finite, (m, n) or (n,); got shape {np.shape(starts)}")
    state = _Searches(x, gradient, hessian)
    tolerance = checks.real(tolerance, "the tolerance", above=0)
    for _ in range(checks.whole(max_steps, "max_steps", 0)):
        live = state.live(tolerance)
        if not len(live):
            break
        state.advance(live)
    return state.report(tolerance)


class _Searches:
    """Where all searches are: x, g, the eigenpairs of H, and the factor ν of the damping."""

    def __init__(self, x: Real, gradient: Function, hessian: Function) -> None:
        self._gradient, self._hessian = gradient, hessian
        self.x, self.g = x, np.array(gradient(x), dtype=np.float64)
        self.values, self.vectors = np.linalg.eigh(hessian(x))
        self.nu = 1e-2 * np.max(self.values**2, 1) / np.maximum(self._squares(), 1e-300)

    def live(self, tolerance: float) -> NDArray[np.intp]:
        """Return the rows that still have a step to take."""
        return np.flatnonzero((self._squares() >= tolerance**2) & (self._slope() > _DONE))

    def advance(self, rows: NDArray[np.intp]) -> None:
        """Try one step in each of some rows and keep those that lower |g|."""
        values, g = self.values[rows], self.g[rows]
        along = np.vecmat(g, self.vectors[rows])
        mu = np.maximum(self.nu[rows] * np.sum(g**2, 1), 1e-300)[:, None]
        trial = self.x[rows] - np.matvec(self.vectors[rows], values * along / (values**2 + mu))
        with np.errstate(over="ignore", invalid="ignore"):
            new = self._gradient(trial)
            left, old = np.sum(new**2, 1), np.sum(g**2, 1)
        # |g|² less what the damped linear model leaves of it.
        promised = np.sum(along**2 * (1 - (mu / (values**2 + mu)) ** 2), 1)
        better = np.isfinite(left) & (left < old)
        self._take(rows[better], trial[better], new[better])
        right = np.divide(old - left, promised, out=np.zeros_like(old), where=better)
        self.nu[rows] *= np.select([right > 0.75, right > 0.25], [0.2, 1.0], 4.0)

    def _take(self, rows: NDArray[np.intp], x: Real, g: Real) -> None:
        """Move some rows to new places."""
        if len(rows):
            self.x[rows], self.g[rows] = x, g
            self.values[rows], self.vectors[rows] = np.linalg.eigh(self._hessian(x))

    def _squares(self) -> Real:
        return np.sum(self.g**2, 1)

    def _slope(self) -> Real:
        """Return |H g| (1 + |x|) / |g|²: how fast |g| can fall, to first order; 0 where g = 0."""
        down = np.linalg.norm(self.values * np.vecmat(self.g, self.vectors), axis=1)
        return down * (1 + np.linalg.norm(self.x, axis=1)) / np.maximum(self._squares(), 1e-300)

    def report(self, tolerance: float) -> Arrivals:
        """Judge every row."""
        norm, size = np.sqrt(self._squares()), np.abs(self.values)
        bends = size > _ZERO * size.max(1, keepdims=True)
        along = np.vecmat(self.g, self.vectors)
        moves = np.where(bends, along, 0.0) / np.where(bends, self.values, 1.0)
        correction = np.linalg.norm(moves, axis=1)
        near = correction <= _NEAR * (1 + np.linalg.norm(self.x, axis=1))
        small, flat = norm < tolerance, self._slope() <= _FLAT
        status = np.select(
            [small & near, small, flat], ["critical", "escaping", "gradient-flat"], "unfinished"
        )
        return Arrivals(self.x, norm, self.values, correction, status)


def _lowest(loss: Function, x: Real, trials: Real) -> Real:
    """Of trials (d, …, n) take the one of lowest loss for each start; x where none is finite."""
    values = np.stack([loss(trial) for trial in trials])
    values = np.where(np.isfinite(values), values, np.inf)
    best = np.take_along_axis(trials, values.argmin(0)[None, ..., None], axis=0)[0]
    return np.where(np.isfinite(values.min(0))[..., None], best, x)


def spectral_step(gradient: Real, hessian: Real, curvature: Function) -> Real:
    """Return −f(H)⁻¹ g for a function f of the eigenvalues, nothing where f is zero.

    Of the symmetric matrix H the lower half is read. What is not finite gives a step that is not.

    Raises:
        ValueError: if the shapes do not fit, (…, n) and (…, n, n).
    """
    gradient, hessian = checks.floats(gradient, "a gradient"), checks.floats(hessian, "a Hessian")
    if not gradient.ndim or hessian.shape[-2:] != 2 * gradient.shape[-1:]:
        shapes = f"{gradient.shape} and {hessian.shape}"
        raise ValueError(f"a gradient (…, n) goes with a Hessian (…, n, n); got {shapes}")
    values, vectors = np.linalg.eigh(hessian)
    size = np.abs(values).max(-1, keepdims=True)
    bent = curvature(values)
    flat = np.abs(bent) <= _ROUNDING * size
    with np.errstate(invalid="ignore"):
        along = np.vecmat(gradient, vectors)
        return -np.matvec(vectors, np.where(flat, 0.0, along / np.where(flat, 1.0, bent)))
