"""Where optimisers come to rest: at a minimum, at a saddle, or not yet; and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import saddles
from lib.quartets.critical import RATE
from lib.quartets.problem import Quartet, Real, Seed, initial, quartet

_REST = 1e-4  # |g| below which a run may be at rest
_NEAR = 1e-2  # and the Newton step to the critical point is shorter than this
_LOOK = 250  # descent steps between two looks
_AWAY = 0.05  # of its loss that a run has to lose to have left the saddle


@dataclass(frozen=True)
class Ends:
    """Where runs ended, an entry for each.

    Attributes:
        kind: (m,), "minimum" (at rest, all curvatures positive), "saddle" (at rest, some
            negative) or "on the way".
        losses: (m,).
        indices: (m,), number of negative curvatures.
        steps: (m,), after how many steps.
    """

    kind: NDArray[np.str_]
    losses: Real
    indices: NDArray[np.int64]
    steps: NDArray[np.int64]

    def share(self, kind: str) -> float:
        """Return which share of the runs ended so."""
        return float(np.mean(self.kind == kind))


def settle(
    seed: Seed,
    *,
    method: str,
    starts: int,
    scale: float | None,
    images: int,
    decay: float,
    steps: int,
    tied: bool = False,
) -> Ends:
    """Run an optimiser from random starts and judge where it comes to rest.

    A descent that seems to rest at a saddle is not stopped there: it has all the steps to leave.

    Args:
        seed: draws the problem and the starts, the same for both methods.
        method: "descent", or "newton": Newton's method, undamped.
        starts: how many.
        scale: of the starts, as of ``initial``.
        images, decay: as of ``quartet``.
        steps: the most that a run may take.
        tied: make hidden units three and four copies of one and two: exact copies never part.

    Raises:
        ValueError: if there is no such method.
    """
    problem, x = _begin(seed, starts, scale, images, decay)
    x = tie(x) if tied else x
    if method == "descent":
        return _descend(problem, x, steps, tied)
    if method != "newton":
        raise ValueError(f"there is no method {method!r} to settle by: 'descent' or 'newton'")
    surface = problem.surface
    ends = saddles.walk(saddles.newton, surface.gradient, surface.hessian, x, steps)[-1]
    return _judge(problem, ends, np.full(starts, steps))


def escape_steps(
    seed: Seed, *, starts: int, scale: float, images: int, decay: float, steps: int
) -> tuple[NDArray[np.int64], float]:
    """Count the descent steps it takes to leave the saddle at the origin.

    A run has left it when it has lost a twentieth of the loss there. Linear theory: a start at
    distance ε grows by 1 + ηκ a step along the steepest way down, of curvature −κ, so that the
    time rises by 1/ln(1 + ηκ) for each factor e by which ε is smaller.

    Args:
        seed, starts, scale, images, decay: as of ``settle``.
        steps: the most to wait.

    Returns:
        (starts,) steps; those that never leave get ``steps``; and that slope.
    """
    problem, x = _begin(seed, starts, scale, images, decay)
    surface = problem.surface
    origin = saddles.critical_point(surface.gradient, surface.hessian, np.zeros((1, surface.size)))
    level = (1 - _AWAY) * float(surface.loss(origin.points[0]))
    waited = np.full(starts, steps)
    for step in range(steps):
        waited = np.where((surface.loss(x) < level) & (waited == steps), step, waited)
        if (waited < steps).all():
            break
        x = x - RATE * surface.gradient(x)
    return waited, float(1 / np.log1p(-RATE * origin.eigenvalues[0, 0]))


def tie(x: Real) -> Real:
    """Return parameters (m, 48) whose hidden units three and four copy one and two."""
    order = np.arange(x.shape[1])
    first, bias, last = order[:24].reshape(4, 6), order[24:28], order[28:44].reshape(4, 4)
    first[2:], bias[2:], last[:, 2:] = first[:2].copy(), bias[:2].copy(), last[:, :2].copy()
    return x[:, np.concatenate([first.ravel(), bias, last.ravel(), order[44:]])]


def _begin(
    seed: Seed, starts: int, scale: float | None, images: int, decay: float
) -> tuple[Quartet, Real]:
    """Return the problem and the starts that a seed stands for."""
    rng = np.random.default_rng([*seed, 2])
    return quartet(seed, images=images, decay=decay), initial(starts, rng=rng, scale=scale)


def _descend(problem: Quartet, x: Real, steps: int, tied: bool) -> Ends:
    """Descend until every run rests at a minimum, or the steps are spent."""
    taken, live = np.zeros(len(x), dtype=np.int64), np.arange(len(x))
    for _ in range(0, steps, _LOOK):
        x[live] = _descents(problem, x[live], _LOOK, tied)
        taken[live] += _LOOK
        live = live[_kinds(problem, x[live]) != "minimum"]
        if not len(live):
            break
    return _judge(problem, x, taken)


def _descents(problem: Quartet, x: Real, steps: int, tied: bool) -> Real:
    """Take descent steps; where units are tied, rounding is kept from parting them."""
    for _ in range(steps):
        x = x - RATE * problem.surface.gradient(x)
        x = tie(x) if tied else x
    return x


def _kinds(problem: Quartet, x: Real) -> NDArray[np.str_]:
    """Say of each place what it is, (m,)."""
    gradient = problem.surface.gradient(x)
    values, vectors = np.linalg.eigh(problem.surface.hessian(x))
    along = saddles.components(vectors, gradient)
    correction = np.linalg.norm(along / np.where(values == 0, 1.0, values), axis=1)
    rest = (np.linalg.norm(gradient, axis=1) < _REST) & (correction < _NEAR)
    return np.where(rest, np.where(values[:, 0] > 0, "minimum", "saddle"), "on the way")


def _judge(problem: Quartet, x: Real, taken: NDArray[np.int64]) -> Ends:
    """Judge the ends of runs."""
    values = np.linalg.eigvalsh(problem.surface.hessian(x))
    return Ends(_kinds(problem, x), problem.surface.loss(x), np.sum(values < 0, axis=1), taken)
