"""Descent on the sphere: many starts at once, the energy never rising."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.spinglass import SphericalSpinGlass, checked_points, tangent_basis, to_sphere

Real = NDArray[np.float64]

_ARMIJO = 1e-4  # share of the slope's promise that a step must keep
_GROW, _SHRINK = 1.3, 0.5
_ROUNDING = 1e-14  # a rise of the energy density by this much is rounding


@dataclass(frozen=True)
class Descent:
    """Where descents ended.

    Attributes:
        points: end points, shape (…, n).
        energies: energy densities there, shape (…).
        gradient_norms: |∇H| along the sphere there, shape (…).
        converged: whether |∇H| fell below the tolerance, shape (…).
        steps: steps that the longest descent took.
        trace: energy densities after each step, shape (steps + 1, …); None unless recorded.
    """

    points: Real
    energies: Real
    gradient_norms: Real
    converged: NDArray[np.bool_]
    steps: int
    trace: Real | None = None


def descend(
    model: SphericalSpinGlass,
    starts: ArrayLike,
    *,
    tolerance: float = 1e-8,
    max_steps: int = 20_000,
    newton_below: float = 1e-2,
    record: bool = False,
) -> Descent:
    """Go down from each start until the gradient along the sphere is below the tolerance.

    Gradient steps, each start with its own length, halved until the energy falls by Armijo's
    rule; once |∇H|/√n < ``newton_below`` the direction is −|Hess|⁻¹∇H instead (absolute
    eigenvalues, so it leads down at saddles too), under the same rule. Every step ends on the
    sphere, so the constraint holds to rounding and the energy never rises by more than it.

    Args:
        model: the spin glass.
        starts: points on the sphere, shape (…, n).
        tolerance: largest |∇H| at the end.
        max_steps: steps after which a descent is given up (``converged`` is then False).
        newton_below: where Newton's direction takes over; 0 for gradient steps alone.
        record: whether to keep the energies of all steps.

    Raises:
        ValueError: for points off the sphere, or a tolerance that is not positive.

    >>> model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    >>> end = descend(model, to_sphere(np.array([1.0, 1.0, 1.0])))
    >>> (end.points / np.sqrt(3)).round(6).tolist(), bool(end.converged)
    ([1.0, 0.0, 0.0], True)
    """
    if not tolerance > 0:
        raise ValueError(f"tolerance = {tolerance}: give a positive bound on the gradient")
    points = checked_points(starts, model.n)
    state = _State(model, points.reshape(-1, model.n), newton_below)
    trace = [state.energy / model.n]
    steps = 0
    while steps < max_steps and (active := np.flatnonzero(state.norm >= tolerance)).size:
        state.advance(active)
        steps += 1
        if record:
            trace.append(state.energy / model.n)
    shape = points.shape[:-1]
    return Descent(
        points=state.points.reshape(points.shape),
        energies=(state.energy / model.n).reshape(shape),
        gradient_norms=state.norm.reshape(shape),
        converged=(state.norm < tolerance).reshape(shape),
        steps=steps,
        trace=np.reshape(trace, (steps + 1, *shape)) if record else None,
    )


class _State:
    """Points of many descents with their energies, gradients and step lengths."""

    def __init__(self, model: SphericalSpinGlass, points: Real, newton_below: float) -> None:
        self.model, self.newton_below = model, newton_below
        self.points = to_sphere(points)
        self.energy, self.gradient = model.energy_and_gradient(self.points)
        self.norm = np.linalg.norm(self.gradient, axis=-1)
        # the steepest curvature near the band is p E_∞ + 2√(p(p−1)) = 4√(p(p−1))
        self.first_length = 0.25 / np.sqrt(model.p * (model.p - 1))
        self.length = np.full(len(points), self.first_length)
        self.newton = np.zeros(len(points), dtype=bool)

    def advance(self, active: NDArray[np.intp]) -> None:
        """Try one step of each active descent; keep it where the energy falls enough."""
        direction = self._direction(active)
        length = self.length[active]
        trial = to_sphere(self.points[active] + length[:, None] * direction)
        energy, gradient = self.model.energy_and_gradient(trial)
        norm = np.linalg.norm(gradient, axis=-1)
        slope = np.einsum("bi,bi->b", self.gradient[active], direction)
        falls = energy <= self.energy[active] + _ARMIJO * length * slope
        level = energy <= self.energy[active] + _ROUNDING * self.model.n
        good = falls | (level & (norm <= 0.5 * self.norm[active]))
        kept = active[good]
        self.points[kept], self.energy[kept] = trial[good], energy[good]
        self.gradient[kept], self.norm[kept] = gradient[good], norm[good]
        longer = np.where(self.newton[active], 1.0, _GROW * length)
        self.length[active] = np.where(good, longer, _SHRINK * length)

    def _direction(self, active: NDArray[np.intp]) -> Real:
        """Return the way down from each active point; a change of method resets the length."""
        near = self.norm[active] < self.newton_below * np.sqrt(self.model.n)
        changed = near != self.newton[active]
        self.length[active[changed]] = np.where(near[changed], 1.0, self.first_length)
        self.newton[active] = near
        direction = -self.gradient[active]
        direction[near] = self._newton_direction(active[near])
        return direction

    def _newton_direction(self, chosen: NDArray[np.intp]) -> Real:
        """Return −|Hess|⁻¹∇H at the chosen points, in ambient coordinates."""
        if not len(chosen):
            return np.zeros((0, self.model.n))
        points = self.points[chosen]
        basis = tangent_basis(points)
        values, vectors = np.linalg.eigh(self.model.hessian(points))
        frame = basis @ vectors
        inside = np.einsum("bij,bi->bj", frame, self.gradient[chosen])
        floor = 1e-6 * np.abs(values).max(axis=-1, keepdims=True)
        return -np.einsum("bij,bj->bi", frame, inside / np.maximum(np.abs(values), floor))
