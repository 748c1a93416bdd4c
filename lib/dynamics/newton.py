"""Newton's method on the sphere: to the critical point nearby, whatever its index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.spinglass import SphericalSpinGlass, checked_points, to_sphere

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Refinement:
    """Where Newton's method ended.

    Attributes:
        points: end points, shape (…, n).
        gradient_norms: |∇H| along the sphere there, shape (…).
        converged: whether |∇H| fell below the tolerance, shape (…).
    """

    points: Real
    gradient_norms: Real
    converged: NDArray[np.bool_]


def refine(
    model: SphericalSpinGlass,
    starts: ArrayLike,
    *,
    tolerance: float = 1e-10,
    max_steps: int = 40,
    longest: float = 0.3,
) -> Refinement:
    """Take Newton steps from each start to a critical point of any index.

    A step solves Hess d = −∇H in the tangent space, is cut to the length ``longest`` · √n
    and carried back to the sphere. Near a critical point the error squares at each step; far
    from one the method may wander, and ``converged`` says whether it arrived.

    Args:
        model: the spin glass.
        starts: points on the sphere, shape (…, n).
        tolerance: largest |∇H| at the end.
        max_steps: steps after which a start is given up.
        longest: longest step, in units of the radius.

    Raises:
        ValueError: for points off the sphere, or a tolerance that is not positive.

    >>> model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    >>> end = refine(model, to_sphere(np.array([0.1, 1.0, 0.1])))
    >>> (end.points / np.sqrt(3)).round(6).tolist()
    [0.0, 1.0, 0.0]
    """
    if not tolerance > 0:
        raise ValueError(f"tolerance = {tolerance}: give a positive bound on the gradient")
    given = checked_points(starts, model.n)
    points = to_sphere(given.reshape(-1, model.n))
    norms = np.empty(len(points))
    active = np.arange(len(points))
    for step in range(max_steps + 1):
        gradient = model.gradient(points[active])
        norms[active] = np.linalg.norm(gradient, axis=-1)
        far = norms[active] >= tolerance
        active, gradient = active[far], gradient[far]
        if step == max_steps or not len(active):
            break
        move = _newton_step(model, points[active], gradient)
        size = np.linalg.norm(move, axis=-1) / np.sqrt(model.n)
        move *= np.minimum(1, longest / np.maximum(size, longest))[:, None]
        points[active] = to_sphere(points[active] + move)
    shape = given.shape[:-1]
    return Refinement(
        points.reshape(given.shape), norms.reshape(shape), (norms < tolerance).reshape(shape)
    )


def _newton_step(model: SphericalSpinGlass, points: Real, gradient: Real) -> Real:
    """Return −Hess⁻¹∇H in ambient coordinates, the least one where the Hessian is singular."""
    basis = model.tangent_basis(points)
    hessian = model.hessian(points)
    inside = np.einsum("bij,bi->bj", basis, gradient)
    try:
        move = np.linalg.solve(hessian, inside[..., None])
    except np.linalg.LinAlgError:
        move = np.linalg.pinv(hessian, hermitian=True) @ inside[..., None]
    return -(basis @ move)[..., 0]
