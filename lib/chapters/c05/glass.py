"""The spin glass beside it: slices, planes through a minimum, landscapes to rank."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks, dynamics
from lib.spinglass import Seed, SphericalSpinGlass, draw, random_points, to_sphere

Real = NDArray[np.float64]


def random_frame(n: int, m: int, *, rng: np.random.Generator) -> Real:
    """Return m ≤ n random orthonormal directions as columns, shape (n, m): a great sphere.

    >>> frame = random_frame(5, 2, rng=np.random.default_rng(0))
    >>> np.allclose(frame.T @ frame, np.eye(2))
    True
    """
    frame, triangle = np.linalg.qr(checks.generator(rng).standard_normal((n, m)))
    return frame * np.sign(np.diag(triangle))


def restrict(model: SphericalSpinGlass, frame: NDArray) -> SphericalSpinGlass:
    """Return the spin glass of m spins that one of n is on a great sphere.

    On σ = √(n/m) B τ the energy is a p-spin glass in τ: J' = J(B, …, B) is again Gaussian
    with variance 1, and H(σ) = √(n/m) H'(τ), so the density is √(m/n) times that of H'.

    Args:
        model: the spin glass of n spins.
        frame: B, orthonormal columns, shape (n, m) with m ≥ 2.

    Raises:
        ValueError: if the columns are not n numbers each, orthonormal to 1e-8.

    >>> rng = np.random.default_rng(0)
    >>> model = SphericalSpinGlass.sample(6, 3, rng=rng)
    >>> restrict(model, np.eye(6)[:, :3])
    SphericalSpinGlass(n=3, p=3)
    """
    shape = np.shape(frame)
    if len(shape) != 2 or shape[0] != model.n or not np.allclose(frame.T @ frame, np.eye(shape[1])):
        raise ValueError(f"give {model.n} rows, orthonormal columns, as numpy's qr; got {shape}")
    tensor = model.couplings
    for _ in range(model.p):  # each pass rotates the axes by one
        tensor = np.tensordot(tensor, frame, axes=(0, 0))
    return SphericalSpinGlass(tensor)


def turned(n: int, p: int, seed: Seed, degrees: ArrayLike) -> list[SphericalSpinGlass]:
    """Return slices of an instance through two fixed directions and one that turns.

    Args:
        n, p, seed: the instance, four spins or more.
        degrees: by how much the third direction has turned towards a fourth; at 180 the slice
            is the first again, seen in a mirror.

    >>> [model.n for model in turned(9, 3, 0, [0, 45])]
    [3, 3]
    """
    model, rng = draw(n, p, seed)
    one, two, third, fourth = random_frame(n, 4, rng=rng).T
    ways = [np.cos(a) * third + np.sin(a) * fourth for a in np.radians(degrees)]
    return [restrict(model, np.stack([one, two, way], axis=1)) for way in ways]


def planes(n: int, p: int, seed: Seed, steps: ArrayLike, count: int) -> Real:
    """Return the energy density on random planes through a minimum, carried back to the sphere.

    The points are (σ + √n x d_1 + √n y d_2), rescaled to |σ|² = n, with σ the end of a descent
    and d_1, d_2 random orthonormal directions orthogonal to it.

    Args:
        n, p, seed: the instance.
        steps: the values of x and of y, (k,), or several rows of them, (…, k).
        count: how many planes.

    Returns:
        (count, …, k, k), rows follow y.

    >>> int(planes(6, 3, 0, [-0.1, 0.0, 0.1], 1).argmin())
    4
    """
    model, rng = draw(n, p, seed)
    lowest = dynamics.descend(model, random_points(n, count=1, rng=rng)).points[0]
    grid = np.sqrt(n) * np.asarray(steps, float)
    basis, drawn = model.tangent_basis(lowest), []
    for _ in range(count):
        one, two = (basis @ random_frame(n - 1, 2, rng=rng)).T
        moves = grid[..., None, :, None] * one + grid[..., :, None, None] * two
        drawn.append(model.energy(to_sphere(lowest + moves)) / n)
    return np.array(drawn)


class Ranked(NamedTuple):
    """Critical points of one landscape: energies or losses (m,), and index over dimension (m,)."""

    energies: Real
    fractions: Real


def by_rank(points: Ranked, bins: int) -> Real:
    """Return the mean index fraction in bins of equal numbers of points, from the lowest energies.

    A point at a border counts in both bins by its parts.

    >>> by_rank(Ranked(np.array([3.0, 1.0, 2.0, 4.0]), np.array([0.5, 0.0, 0.1, 0.7])), 2)
    array([0.05, 0.6 ])
    """
    ranked = points.fractions[np.argsort(points.energies)]
    whole = np.concatenate([[0.0], np.cumsum(ranked)]) / len(ranked)
    edges = np.linspace(0, 1, bins + 1)
    return np.diff(np.interp(edges, np.linspace(0, 1, len(whole)), whole)) * bins


def in_order(points: Ranked) -> float:
    """Return the chance that a saddle lies above a minimum; NaN without one of either.

    >>> in_order(Ranked(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 0.5, 0.0, 1.0])))
    0.5
    """
    low, middle = points.fractions == 0, (points.fractions > 0) & (points.fractions < 1)
    pairs = points.energies[middle][:, None] > points.energies[low]
    return float(pairs.mean()) if pairs.size else float("nan")
