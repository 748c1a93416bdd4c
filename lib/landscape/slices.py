"""What random slices see of a Hessian, and the chance that one of them curves down."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from torch import nn

from lib.landscape.directions import random_direction
from lib.networks import Rng, torch_generator

Real = NDArray[np.float64]


def random_directions(
    network: nn.Module, count: int, *, normalisation: str = "filter", rng: Rng
) -> Real:
    """Return many of ``random_direction``, (count, P), in float64."""
    generator = torch_generator(rng)
    rows = [
        random_direction(network, normalisation=normalisation, rng=generator) for _ in range(count)
    ]
    return torch.stack(rows).double().numpy()


def curvatures(hessian: ArrayLike, directions: ArrayLike) -> Real:
    """Return the curvature vᵀHv/|v|² along each direction, (count,).

    What a line along v shows at its middle, in units of the Euclidean distance.

    Args:
        hessian: (P, P).
        directions: (count, P).

    >>> curvatures(np.diag([4.0, -2.0]), [[3.0, 0.0], [1.0, 1.0]])
    array([4., 1.])
    """
    matrix, v = np.asarray(hessian, dtype=np.float64), np.asarray(directions, dtype=np.float64)
    return np.einsum("ki,ki->k", v @ matrix, v) / np.einsum("ki,ki->k", v, v)


def downward_chance(eigenvalues: ArrayLike) -> float:
    """Return an upper bound on the chance that a random direction curves down.

    For Gaussian v the curvature has the sign of Σ λ_i z_i² with independent normal z_i, and by
    Chernoff's inequality P(Σ λ_i z_i² < 0) ≤ E exp(−s Σ λ_i z_i²) = Π (1 + 2 s λ_i)^(−1/2) for
    every s ≥ 0 at which all factors are positive. The least such bound is returned. It is small
    where few large positive eigenvalues outweigh many small negative ones.

    Args:
        eigenvalues: (P,), of a Hessian.

    Returns:
        At most 1; 0 if no eigenvalue is negative; 1 if their sum is not positive, where
        the bound says nothing.

    >>> downward_chance([-1.0, 1.0]), downward_chance([1.0, 2.0])
    (1.0, 0.0)
    """
    values = np.asarray(eigenvalues, dtype=np.float64)
    if values.min() >= 0:
        return 0.0
    if values.sum() <= 0:
        return 1.0
    last = -0.5 / values.min()

    def log_bound(s: float) -> float:
        return -0.5 * float(np.log1p(2 * s * values).sum())

    best = minimize_scalar(log_bound, bounds=(0, last * (1 - 1e-12)), method="bounded")
    return float(min(1.0, np.exp(best.fun)))
