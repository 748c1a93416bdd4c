"""On the sphere of a spin glass: descent, the energy never rising, and Newton's method.

Both take many starts at once, and measure energies and gradients in the couplings' own unit,
``model.scale``: couplings ten times as large lead to the same points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.dynamics.optimisers import Step, newton_step, saddle_free_step
from lib.spinglass import Seed, SphericalSpinGlass, draw, random_points, tangent_basis, to_sphere
from lib.spinglass.model import checked_points

Real = NDArray[np.float64]

_ARMIJO = 1e-4  # share of the slope's promise that a step must keep
_GROW, _SHRINK = 1.3, 0.5
_ROUNDING = 1e-14  # a rise of the energy density by this much is rounding
_DONE, _STEPS = 1e-8, 20_000  # of a descent: |∇H| at its end, in units of the couplings, and steps
_ARRIVED, _NEWTON_STEPS = 1e-10, 40  # the same of Newton's method
_LONGEST = 1.0  # of its steps, in units of the radius
_DAMPING = 1e-5  # added to |curvature|, so that a flat direction gets no endless step


@dataclass(frozen=True)
class Ends:
    """Where descents, or Newton's method, ended.

    Attributes:
        points: end points, shape (…, n).
        energies: energy densities there, shape (…).
        converged: whether |∇H| along the sphere fell to nothing, in units of ``model.scale``: below
            1e-8 in a descent, below 1e-10 in Newton's method; shape (…).
    """

    points: Real
    energies: Real
    converged: NDArray[np.bool_]


def descend(model: SphericalSpinGlass, starts: ArrayLike, *, newton_below: float = 1e-2) -> Ends:
    """Go down from each start until the gradient along the sphere vanishes.

    Gradient steps, each start with its own length, halved until the energy falls by Armijo's
    rule; once |∇H|/√n < ``newton_below`` the direction is −|Hess|⁻¹∇H instead (absolute
    eigenvalues, so it leads down at saddles too), under the same rule. Every step ends on the
    sphere, so the constraint holds to rounding and the energy never rises by more than it. What is
    not at rest after 20,000 steps is given up: ``converged`` is then False.

    Args:
        model: the spin glass.
        starts: points on the sphere, shape (…, n).
        newton_below: where Newton's direction takes over, in units of ``model.scale``; 0 for never.

    Raises:
        ValueError: for points off the sphere.

    >>> model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    >>> end = descend(model, to_sphere(np.array([1.0, 1.0, 1.0])))
    >>> (end.points / np.sqrt(3)).round(6).tolist(), bool(end.converged)
    ([1.0, 0.0, 0.0], True)
    """
    points = checked_points(starts, model.n)
    newton_below = checks.real(newton_below, "newton_below")
    state = _State(model, points.reshape(-1, model.n), newton_below)
    for _ in range(_STEPS):
        active = np.flatnonzero(state.norm >= _DONE)
        if not len(active):
            break
        state.advance(active)
    return _ends(model, state.points.reshape(points.shape), _DONE)


def refine(model: SphericalSpinGlass, starts: ArrayLike) -> Ends:
    """Take Newton steps from each start to a critical point of any index.

    A step solves Hess d = −∇H in the tangent space, is cut to the radius and carried back to the
    sphere. Near a critical point the error squares at each step; far from one the method may
    wander, and ``converged`` says whether it arrived within 40 steps.

    Args:
        model: the spin glass.
        starts: points on the sphere, shape (…, n).

    Raises:
        ValueError: for points off the sphere.

    >>> model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    >>> end = refine(model, to_sphere(np.array([0.1, 1.0, 0.1])))
    >>> (end.points / np.sqrt(3)).round(6).tolist()
    [0.0, 1.0, 0.0]
    """
    given = checked_points(starts, model.n)
    points = to_sphere(given.reshape(-1, model.n))
    active = np.arange(len(points))
    for _ in range(_NEWTON_STEPS):
        gradient = model.gradient(points[active]) / model.scale
        far = np.linalg.norm(gradient, axis=-1) >= _ARRIVED
        active, gradient = active[far], gradient[far]
        if not len(active):
            break
        move = _tangent_step(newton_step, model, points[active], gradient)
        size = np.linalg.norm(move, axis=-1) / np.sqrt(model.n)
        cut = np.divide(_LONGEST, size, out=np.ones_like(size), where=size > _LONGEST)
        move *= cut[:, None]
        points[active] = to_sphere(points[active] + move)
    return _ends(model, points.reshape(given.shape), _ARRIVED)


def descent_energies(n: int, p: int, seed: Seed, starts: int) -> Real:
    """Return the energy densities at which descents from random starts end, shape (starts,).

    Args:
        n, p, seed: the instance, as of ``spinglass.draw``.
        starts: how many.

    >>> bool(np.ptp(descent_energies(5, 2, 0, 4)) < 1e-8)
    True
    """
    model, rng = draw(n, p, seed)
    return descend(model, random_points(n, count=starts, rng=rng)).energies


class _State:
    """Points of many descents with their energies, gradients and step lengths."""

    def __init__(self, model: SphericalSpinGlass, points: Real, newton_below: float) -> None:
        self.model, self.newton_below = model, newton_below * np.sqrt(model.n)
        self.points = to_sphere(points)
        self.energy, self.gradient, self.norm = self._look(self.points)
        # the steepest curvature near the band is p E_∞ + 2√(p(p−1)) = 4√(p(p−1))
        self.first_length = 0.25 / np.sqrt(model.p * (model.p - 1))
        self.length = np.full(len(points), self.first_length)
        self.newton = np.zeros(len(points), dtype=bool)

    def advance(self, active: NDArray[np.intp]) -> None:
        """Try one step of each active descent; keep it where the energy falls enough."""
        direction = self._direction(active)
        length = self.length[active]
        trial = to_sphere(self.points[active] + length[:, None] * direction)
        energy, gradient, norm = self._look(trial)
        slope = np.einsum("bi,bi->b", self.gradient[active], direction)
        falls = energy <= self.energy[active] + _ARMIJO * length * slope
        level = energy <= self.energy[active] + _ROUNDING * self.model.n
        good = falls | (level & (norm <= 0.5 * self.norm[active]))
        kept = active[good]
        self.points[kept], self.energy[kept] = trial[good], energy[good]
        self.gradient[kept], self.norm[kept] = gradient[good], norm[good]
        longer = np.where(self.newton[active], 1.0, _GROW * length)
        self.length[active] = np.where(good, longer, _SHRINK * length)

    def _look(self, points: Real) -> tuple[Real, Real, Real]:
        """Return energy, gradient and its norm, in units of the couplings."""
        energy, gradient = self.model.energy_and_gradient(points)
        gradient /= self.model.scale
        return energy / self.model.scale, gradient, np.linalg.norm(gradient, axis=-1)

    def _direction(self, active: NDArray[np.intp]) -> Real:
        """Return the way down from each active point; a change of method resets the length."""
        near = self.norm[active] < self.newton_below
        changed = near != self.newton[active]
        self.length[active[changed]] = np.where(near[changed], 1.0, self.first_length)
        self.newton[active] = near
        direction = -self.gradient[active]
        if near.any():
            direction[near] = _tangent_step(
                saddle_free_step, self.model, self.points[active[near]], -direction[near], _DAMPING
            )
        return direction


def _tangent_step(
    step: Step, model: SphericalSpinGlass, points: Real, gradient: Real, damping: float = 0.0
) -> Real:
    """Return a step in ambient coordinates, for a gradient in units of the couplings."""
    basis = tangent_basis(points)
    inside = np.einsum("bij,bi->bj", basis, gradient)
    return np.einsum(
        "bij,bj->bi", basis, step(inside, model.hessian(points) / model.scale, damping)
    )


def _ends(model: SphericalSpinGlass, points: Real, tolerance: float) -> Ends:
    """Say where points are."""
    energy, gradient = model.energy_and_gradient(points)
    norm = np.linalg.norm(gradient, axis=-1)
    return Ends(points, energy / model.n, norm < tolerance * model.scale)
