"""The sphere |σ|² = n that the spins live on: points, tangent spaces, great spheres."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks

Real = NDArray[np.float64]

TOLERANCE = 1e-6  # largest departure of |σ|²/n from 1 that is taken for rounding


def checked_points(sigma: ArrayLike, n: int) -> Real:
    """Return points as an array, refusing those that are not on the sphere |σ|² = n.

    Args:
        sigma: shape (…, n).
        n: number of spins.

    Raises:
        ValueError: for complex or not finite values, a wrong shape, a point off the sphere.
    """
    points = np.asarray(sigma)
    if points.dtype.kind not in "fiu":
        raise ValueError(f"points must be real numbers, not of type {points.dtype}")
    points = points.astype(np.float64, copy=False)
    if points.ndim == 0 or points.shape[-1] != n:
        raise ValueError(f"points have shape {points.shape}: the last axis must be n = {n}")
    square = np.einsum("...i,...i->...", points, points) / n
    if not np.isfinite(square).all():
        raise ValueError("points hold NaN or infinite numbers: give finite coordinates")
    worst = np.abs(square - 1).max(initial=0.0)
    if worst > TOLERANCE:
        raise ValueError(
            f"a point is off the sphere, |σ|²/n − 1 = {worst:.2g} in size: "
            "rescale it with spinglass.to_sphere"
        )
    return points


def to_sphere(points: ArrayLike) -> Real:
    """Return points of shape (…, n) rescaled to the radius √n.

    Raises:
        ValueError: if one is 0, or not finite, or so near to it that it has no direction.

    >>> to_sphere([3.0, 4.0]).round(4).tolist()
    [0.8485, 1.1314]
    """
    points = np.atleast_1d(checks.reals(points, "a coordinate"))
    norms = np.sqrt(np.einsum("...i,...i->...", points, points))
    if not ((norms > 0) & (norms < np.inf)).all():
        raise ValueError("a point that is 0 or infinite has no direction: leave it out")
    return points * (np.sqrt(points.shape[-1]) / norms)[..., None]


def random_points(n: int, count: int, *, rng: np.random.Generator) -> Real:
    """Return points drawn uniformly on the sphere of radius √n, shape (count, n).

    Raises:
        ValueError: if n < 1, count < 0, or one is not whole.

    >>> random_points(3, 5, rng=np.random.default_rng(0)).shape
    (5, 3)
    """
    size = checks.whole(count, "the number of points", 0), checks.whole(n, "the dimension n", 1)
    return to_sphere(checks.generator(rng).standard_normal(size))


def tangent_basis(sigma: ArrayLike) -> Real:
    """Return an orthonormal basis of the tangent space at each point, as columns.

    The reflection 1 − 2vvᵀ/|v|² with v = s + sign(s₁) e₁, s = σ/√n, maps e₁ to ∓s
    (Householder), so its other columns are orthonormal and orthogonal to σ.

    Args:
        sigma: points on the sphere, shape (…, n).

    Returns:
        Shape (…, n, n−1).

    Raises:
        ValueError: for points off the sphere, or not finite.

    >>> tangent_basis(np.array([0.0, np.sqrt(2.0)])).round(6).tolist()
    [[-1.0], [0.0]]
    """
    points = np.asarray(sigma)
    points = checked_points(points, points.shape[-1] if points.ndim else 0)
    n = points.shape[-1]
    v = points / np.sqrt(n)
    v[..., 0] += np.where(v[..., 0] < 0, -1.0, 1.0)
    scale = 2 / np.einsum("...i,...i->...", v, v)
    return np.eye(n)[:, 1:] - (scale[..., None] * v)[..., :, None] * v[..., None, 1:]
