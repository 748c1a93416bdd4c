"""The spherical p-spin glass for any p ≥ 2, and the sphere |σ|² = n that its spins live on."""

from __future__ import annotations

from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.spinglass.tensor import SymmetricForm

Real = NDArray[np.float64]
#: What an instance can be drawn from again.
Seed = int | tuple[int, ...]

_TOLERANCE = 1e-6  # largest departure of |σ|²/n from 1 that is taken for rounding
_LARGEST = 2**28  # couplings that are drawn within seconds; p = 3 then takes a memory of 1.5 GB


class SphericalSpinGlass:
    """A spherical spin glass of n spins in which every p of them interact.

    H(σ) = n^(−(p−1)/2) Σ J_{i1…ip} σ_{i1} … σ_{ip} on |σ|² = n, all n^p couplings drawn from
    N(0, 1) (Auffinger, Ben Arous, Černý 2013, eq. 1.1). Then E[H(σ)H(σ')] = n (σ·σ'/n)^p, so
    that the energy density u = H/n is of order 1. Only the symmetric part of J matters, and its
    different entries are what is kept. Every method takes points of shape (…, n) with
    |σ|²/n within 1e-6 of 1.

    Args:
        couplings: J, shape (n,)*p with n ≥ 2 and p ≥ 2.

    Attributes:
        n: number of spins.
        p: order of the interaction.
        form: the symmetric part of J, as a ``SymmetricForm``.
        couplings: the same as an array of shape (n,)*p.
        scale: the energies' unit, a power of 2, so that nothing is rounded in it: near the
            standard deviation of the couplings J, and 1 for those that are drawn.

    Raises:
        ValueError: for couplings that are not finite or not of shape (n,)*p.

    >>> model = SphericalSpinGlass(np.array([[1.0, 0.0], [0.0, -1.0]]))
    >>> model.energy([np.sqrt(2.0), 0.0]).round(6).tolist()
    1.414214
    """

    def __init__(self, couplings: ArrayLike | SymmetricForm) -> None:
        form = couplings if isinstance(couplings, SymmetricForm) else _form_of(couplings)
        self.form, self.n, self.p = form, form.n, form.p
        deviation = form.size() / np.sqrt(comb(self.n + self.p - 1, self.p))
        self.scale = float(2.0 ** np.round(np.log2(deviation))) if deviation else 1.0
        self._factor = self.n ** (-(self.p - 1) / 2)

    @cached_property
    def couplings(self) -> Real:
        """The symmetric part of J, shape (n,)*p, not to be written to."""
        tensor = self.form.tensor()
        tensor.setflags(write=False)
        return tensor

    @classmethod
    def sample(cls, n: int, p: int, *, rng: np.random.Generator) -> SphericalSpinGlass:
        """Draw an instance: n^p independent couplings N(0, 1), then their symmetric part.

        Raises:
            ValueError: if n < 2, p < 2, or n^p couplings do not fit in memory.

        >>> SphericalSpinGlass.sample(5, 3, rng=np.random.default_rng(0))
        SphericalSpinGlass(n=5, p=3)
        """
        n, p, rng = checks.dimension(n), checks.order(p), checks.generator(rng)
        if n**p > _LARGEST:
            raise ValueError(f"n = {n}, p = {p} needs {n**p:.2g} couplings: lower n or p")
        slabs = (rng.standard_normal((n,) * (p - 1)) for _ in range(n))
        return cls(SymmetricForm.of(slabs, n, p))

    def __repr__(self) -> str:
        return f"SphericalSpinGlass(n={self.n}, p={self.p})"

    def energy(self, sigma: ArrayLike) -> Real:
        """Return H(σ), extensive, shape (…) for points of shape (…, n)."""
        return self.energy_and_gradient(sigma)[0]

    def gradient(self, sigma: ArrayLike) -> Real:
        """Return the gradient along the sphere, in ambient coordinates, shape (…, n)."""
        return self.energy_and_gradient(sigma)[1]

    def energy_and_gradient(self, sigma: ArrayLike) -> tuple[Real, Real]:
        """Return energy and gradient, shapes (…) and (…, n), at the cost of one of them.

        H is homogeneous of order p: σ·∇H = p H (Euler), and the gradient along the sphere is
        ∇H − σ (σ·∇H)/n = ∇H − p u σ.
        """
        points = checked_points(sigma, self.n)
        ambient = self._ambient_gradient(points)
        radial = np.einsum("...i,...i->...", points, ambient)
        return radial / self.p, ambient - (radial / self.n)[..., None] * points

    def tangent_basis(self, sigma: ArrayLike) -> Real:
        """Return orthonormal tangent directions as columns, shape (…, n, n−1)."""
        return tangent_basis(checked_points(sigma, self.n))

    def hessian(self, sigma: ArrayLike) -> Real:
        """Return the Hessian along the sphere in ``tangent_basis``, shape (…, n−1, n−1).

        Bᵀ ∇²H B − p u 1: the sphere's curvature takes σ·∇H/n = p u off the diagonal.
        """
        points = checked_points(sigma, self.n)
        basis = tangent_basis(points)
        flat = points.reshape(-1, self.n)
        ambient = self.p * (self.p - 1) * self._factor * self.form.matrix(flat)
        pulled = np.swapaxes(basis, -1, -2) @ ambient.reshape((*points.shape, self.n)) @ basis
        radial = np.einsum("...i,...i->...", points, self._ambient_gradient(points)) / self.n
        return pulled - radial[..., None, None] * np.eye(self.n - 1)

    def _ambient_gradient(self, points: Real) -> Real:
        vectors = self.form.vector(points.reshape(-1, self.n))
        return (self.p * self._factor * vectors).reshape(points.shape)


def _form_of(couplings: ArrayLike) -> SymmetricForm:
    """Return the form of an array of couplings, if it is one."""
    tensor = checks.finite(couplings, "a coupling")
    if tensor.ndim < 2 or min(tensor.shape) < 2 or len(set(tensor.shape)) > 1:
        raise ValueError(
            f"couplings have shape {tensor.shape}: give (n, …, n) with n ≥ 2 and p ≥ 2 axes"
        )
    return SymmetricForm.of(tensor, tensor.shape[0], tensor.ndim)


# --- instances by their seeds -------------------------------------------------------------------


def draw(n: int, p: int, seed: Seed) -> tuple[SphericalSpinGlass, np.random.Generator]:
    """Return the instance of n spins, p a term, that a seed stands for, and its generator.

    One seed gives independent instances for different n or p.

    >>> draw(3, 2, 0)[0]
    SphericalSpinGlass(n=3, p=2)
    """
    n, p = checks.dimension(n), checks.order(p)
    rng = np.random.default_rng([n, p, *checks.seed(seed)])
    return SphericalSpinGlass.sample(n, p, rng=rng), rng


def free_curvatures(n: int, p: int, seed: Seed, points: int) -> Real:
    """Return the Hessian's eigenvalues at random points, less the shift that the energy makes.

    The Hessian is G − p u 1 with G independent of the energy density u (Auffinger, Ben Arous and
    Černý 2013, lemma 3.2), so the eigenvalues of G are those of the Hessian at a point with u = 0;
    ``theory.lowest_curvature`` is the exact mean of the first.

    Args:
        n, p, seed: the instance.
        points: number of random points.

    Returns:
        Ascending, shape (points, n − 1).
    """
    model, rng = draw(n, p, seed)
    sigma = random_points(model.n, count=points, rng=rng)
    shift = model.p * model.energy(sigma) / model.n
    return np.linalg.eigvalsh(model.hessian(sigma)) + shift[:, None]


# --- the sphere ---------------------------------------------------------------------------------


def checked_points(sigma: ArrayLike, n: int) -> Real:
    """Return points as an array, refusing those that are not on the sphere |σ|² = n.

    Args:
        sigma: shape (…, n).
        n: number of spins.

    Raises:
        ValueError: for complex or not finite values, a wrong shape, a point off the sphere.
    """
    points = checks.floats(sigma, "a coordinate")
    if points.ndim == 0 or points.shape[-1] != n:
        raise ValueError(f"points have shape {points.shape}: the last axis must be n = {n}")
    square = np.einsum("...i,...i->...", points, points) / n
    worst = np.abs(square - 1).max(initial=0.0)
    if not worst <= _TOLERANCE:  # nor where it is not a number
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


def random_points(n: int, *, count: int, rng: np.random.Generator) -> Real:
    """Return points drawn uniformly on the sphere of radius √n, shape (count, n).

    Raises:
        ValueError: if n < 1, count < 0, or one is not whole.

    >>> random_points(3, count=5, rng=np.random.default_rng(0)).shape
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
