"""Two-dimensional slices of the spin glass: great spheres, cut at random."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib import checks, critical_points, dynamics
from lib.spinglass import (
    Seed,
    SphericalSpinGlass,
    draw,
    random_points,
    to_sphere,
)
from lib.spinglass.tensor import multi_indices, multiplicities

Real = NDArray[np.float64]


class Slice(NamedTuple):
    """A great sphere of three dimensions through an instance of n spins.

    Attributes:
        model: the three-spin instance whose couplings are the slice's.
        coefficients: its distinct couplings, each over its standard deviation in a three-spin
            model: for p = 3 ten numbers.
        error: largest difference, at random points, between the energy density of the n spins
            and √(3/n) times that of the three.
        amplitude: root mean square of the n spins' energy density over the slice.
    """

    model: SphericalSpinGlass
    coefficients: Real
    error: float
    amplitude: float


def cut(n: int, p: int, seed: Seed, points: int = 400) -> Slice:
    """Cut an instance along a random great sphere of three dimensions.

    On σ = √(n/3) B τ, with orthonormal columns B and |τ|² = 3, the couplings
    J'_{abc} = Σ J_{ijk} B_{ia} B_{jb} B_{kc} are again independent N(0, 1), whatever n.

    Args:
        n, p, seed: the instance.
        points: at which the energies are compared.

    >>> cut(8, 3, 0).error < 1e-12
    True
    """
    model, rng = draw(n, p, seed)
    frame = random_frame(n, 3, rng=rng)
    small = restrict(model, frame)
    tau = random_points(3, points, rng=rng)
    density = model.energy(np.sqrt(n / 3) * tau @ frame.T) / n
    expected = np.sqrt(3 / n) * small.energy(tau) / 3
    index = multi_indices(3, p)
    scaled = small.couplings[tuple(index.T)] * np.sqrt(multiplicities(index))
    return Slice(
        small, scaled, float(np.abs(density - expected).max()), float(np.sqrt(np.mean(density**2)))
    )


def restrict(model: SphericalSpinGlass, frame: NDArray) -> SphericalSpinGlass:
    """Return the spin glass of m spins that one of n is on a great sphere.

    On σ = √(n/m) B τ the energy is a p-spin glass in τ: J' = J(B, …, B) is again Gaussian
    with variance 1, and H(σ) = √(n/m) H'(τ), so the density is √(m/n) times that of H'.

    Args:
        model: the spin glass of n spins.
        frame: B, orthonormal columns, shape (n, m) with m ≥ 2.

    Raises:
        ValueError: if the frame has a wrong shape or is not orthonormal to 1e-8.

    >>> rng = np.random.default_rng(0)
    >>> model = SphericalSpinGlass.sample(6, 3, rng=rng)
    >>> restrict(model, np.eye(6)[:, :3])
    SphericalSpinGlass(n=3, p=3)
    """
    frame = np.asarray(frame, dtype=np.float64)
    if frame.ndim != 2 or frame.shape[0] != model.n or not 2 <= frame.shape[1] <= model.n:
        raise ValueError(
            f"the frame has shape {frame.shape}: give ({model.n}, m), 2 ≤ m ≤ {model.n}"
        )
    if not np.abs(frame.T @ frame - np.eye(frame.shape[1])).max() < 1e-8:
        raise ValueError("the frame's columns are not orthonormal: take them from numpy's qr")
    tensor = model.couplings
    for _ in range(model.p):  # each pass rotates the axes by one
        tensor = np.tensordot(tensor, frame, axes=(0, 0))
    return SphericalSpinGlass(tensor)


def random_frame(n: int, m: int, *, rng: np.random.Generator) -> Real:
    """Return m random orthonormal directions as columns, shape (n, m): a great sphere.

    Raises:
        ValueError: unless 1 ≤ m ≤ n.

    >>> frame = random_frame(5, 2, rng=np.random.default_rng(0))
    >>> np.allclose(frame.T @ frame, np.eye(2))
    True
    """
    if not 1 <= m <= n:
        raise ValueError(f"there are no {m} orthonormal directions in {n} dimensions")
    frame, triangle = np.linalg.qr(checks.generator(rng).standard_normal((n, m)))
    return frame * np.sign(np.diag(triangle))


class Sliced(NamedTuple):
    """Measures of one slice: distinct couplings, error, amplitude, complete counts."""

    coefficients: Real
    error: float
    amplitude: float
    critical: int
    minima: int
    complete: bool


def sliced(n: int, p: int, seed: Seed) -> Sliced:
    """Cut an instance and count the critical points of the slice, on the slice, completely.

    >>> sliced(5, 2, 0).critical
    6
    """
    part = cut(n, p, seed)
    rng = np.random.default_rng([n, p, *np.atleast_1d(seed), 1])
    found = critical_points.find_all(part.model, rng=rng)
    counts = found.counts()
    return Sliced(
        part.coefficients, part.error, part.amplitude, int(counts.sum()), int(counts[0]),
        found.certificate.complete,
    )  # fmt: skip


def patch(n: int, p: int, seed: Seed, steps: Real) -> Real:
    """Return the energy density on a random plane through a minimum, carried back to the sphere.

    The points are (σ + √n x d_1 + √n y d_2), rescaled to |σ|² = n, with σ the end of a descent
    and d_1, d_2 random orthonormal directions orthogonal to it.

    Args:
        n, p, seed: the instance.
        steps: (k,), the values of x and of y.

    Returns:
        (k, k), rows follow y.

    >>> int(patch(6, 3, 0, np.array([-0.1, 0.0, 0.1])).argmin())
    4
    """
    model, rng = draw(n, p, seed)
    lowest = dynamics.descend(model, random_points(n, 1, rng=rng)).points[0]
    ways = model.tangent_basis(lowest) @ random_frame(n - 1, 2, rng=rng)
    x, y = np.meshgrid(steps, steps)
    moves = np.sqrt(n) * (x[..., None] * ways[:, 0] + y[..., None] * ways[:, 1])
    return np.asarray(model.energy(to_sphere(lowest + moves)) / n)
