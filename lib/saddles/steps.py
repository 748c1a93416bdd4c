"""Steps of Newton's method, plain and shifted, of the saddle-free one, of descent; their paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = NDArray[np.float64]
Function = Callable[[Real], Real]
Step = Callable[[Real, Real, Real | float], Real]

_ZERO = 1e-14  # relative to the largest |λ|: below this an eigenvalue is rounding


def newton(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(H + damping)⁻¹ g, the step of Newton's method: any critical point attracts it.

    A direction of zero curvature gets no step.

    Args:
        gradient: (…, n).
        hessian: (…, n, n), symmetric.
        damping: added to every eigenvalue, so that steps stay short; 0 is the pure method. An
            array that broadcasts with the gradient gives a step for each.

    >>> newton(np.array([10.0, -2.0]), np.diag([10.0, -2.0]))
    array([-1., -1.])
    """
    return _step(gradient, hessian, lambda values: values + damping)


def saddle_free(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(|H| + damping)⁻¹ g, |H| with the absolute eigenvalues: saddles repel it.

    Dauphin et al. (2014), "Identifying and attacking the saddle point problem", algorithm 1.
    Arguments as of ``newton``.

    >>> saddle_free(np.array([10.0, -2.0]), np.diag([10.0, -2.0]))
    array([-1.,  1.])
    """
    return _step(gradient, hessian, lambda values: np.abs(values) + damping)


def shifted(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(H + max(0, −λ_min) + damping)⁻¹ g, Newton's step with its downward curvature lifted.

    The damping is counted from the place where all shifted eigenvalues are positive, so that the
    step always leads downhill (Levenberg's choice; a trust region does the same). Arguments as of
    ``newton``; with damping 0 the lowest direction gets no step.

    >>> shifted(np.array([10.0, -2.0]), np.diag([10.0, -2.0]), 1.0)
    array([-0.76923077,  2.        ])
    """
    return _step(
        gradient, hessian, lambda values: values + np.maximum(0, -values[..., :1]) + damping
    )


def descent(gradient: Real, hessian: Real, damping: Real | float = 1.0) -> Real:
    """Return −g/damping, gradient descent at the rate 1/damping; the Hessian is not used.

    >>> descent(np.array([10.0, -2.0]), np.eye(2), 20.0)
    array([-0.5,  0.1])
    """
    return -gradient / damping


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
        step: ``newton``, ``shifted``, ``saddle_free`` or ``descent``.
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
    >>> walk(saddle_free, lambda x: x @ H, lambda x: H, [1, 1e-3], steps=10)[-1].round(12)
    array([0.   , 1.024])
    >>> walk(newton, lambda x: x @ H, lambda x: H, [1, 1e-3], steps=1)[-1].round(12)
    array([0., 0.])
    """
    if not dampings or (len(dampings) > 1 and loss is None):
        raise ValueError("give one damping, or several and the loss that chooses among them")
    x = np.array(starts, dtype=np.float64)
    path, each = [x], np.reshape(np.array(dampings, dtype=np.float64), (-1, *[1] * x.ndim))
    for _ in range(steps):
        trials = x + step(gradient(x), hessian(x), each)
        x = trials[0] if loss is None or len(dampings) == 1 else _lowest(loss, x, trials)
        path.append(x)
    return np.stack(path)


def _lowest(loss: Function, x: Real, trials: Real) -> Real:
    """Of trials (d, …, n) take the one of lowest loss for each start; x where none is finite."""
    values = np.stack([loss(trial) for trial in trials])
    values = np.where(np.isfinite(values), values, np.inf)
    best = np.take_along_axis(trials, values.argmin(0)[None, ..., None], axis=0)[0]
    return np.where(np.isfinite(values.min(0))[..., None], best, x)


def _step(gradient: Real, hessian: Real, curvature: Function) -> Real:
    """Return −f(H)⁻¹ g for a function f of the eigenvalues, nothing where f is zero."""
    values, vectors = np.linalg.eigh(hessian)
    size = np.abs(values).max(-1, keepdims=True)
    bent = curvature(values)
    flat = np.abs(bent) <= _ZERO * size
    along = components(vectors, gradient)
    return -combine(vectors, np.where(flat, 0.0, along / np.where(flat, 1.0, bent)))


def components(vectors: Real, x: Real) -> Real:
    """Return Uᵀx for U (…, n, n) and x (…, n)."""
    return (np.swapaxes(vectors, -1, -2) @ x[..., None])[..., 0]


def combine(vectors: Real, x: Real) -> Real:
    """Return U x for U (…, n, n) and x (…, n)."""
    return (vectors @ x[..., None])[..., 0]
