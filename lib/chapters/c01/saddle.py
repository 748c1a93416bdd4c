"""A saddle point that random slices do not show: hidden units tied together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize, minimize_scalar
from torch import Tensor, nn

from lib.curvature import NetworkSurface, inertia
from lib.networks import (
    MLP,
    Objective,
    Rng,
    cut,
    get_parameters,
    joined,
    set_parameters,
    shapes,
    torch_generator,
)

Real = NDArray[np.float64]

_FLAT = 1e-8  # a gradient below this counts as zero
_POLISH = 20  # Newton steps at most; from where L-BFGS ends three or four suffice


@dataclass(frozen=True)
class Saddle:
    """A critical point of a network's loss with its whole Hessian.

    Attributes:
        network: at the point, in float64.
        objective: the loss without decay.
        decay: λ, which adds ½ λ |w|².
        gradient_norm: of the loss with decay, below 1e-8.
        hessian: (P, P), of the loss with decay.
        eigenvalues: (P,), of the Hessian, ascending.
        eigenvectors: (P, P), the columns.
    """

    network: MLP
    objective: Objective
    decay: float
    gradient_norm: float
    hessian: Real
    eigenvalues: Real
    eigenvectors: Real

    def loss(self, network: nn.Module) -> Tensor:
        """Return the loss with decay of any network, as lines and planes take it."""
        squares = sum(parameter.square().sum() for parameter in network.parameters())
        return self.objective(network) + self.decay / 2 * squares

    @property
    def index(self) -> int:
        """The number of negative eigenvalues: independent ways down."""
        return inertia(self.eigenvalues).negative

    @property
    def index_fraction(self) -> float:
        """The index over the dimension."""
        return inertia(self.eigenvalues).index_fraction

    @property
    def way_down(self) -> Real:
        """The unit vector of the most negative eigenvalue, (P,)."""
        return self.eigenvectors[:, 0]


def tied_saddle(
    objective: Objective, *, units: int = 3, copies: int = 3, decay: float = 1e-3, rng: Rng
) -> Saddle:
    """Return the best place of a tanh network whose hidden units are equal in groups.

    Units that start with equal weights get equal gradients and stay equal, which is why initial
    weights are random. Where the loss is lowest among such tied weights, its whole gradient
    vanishes: exchanging equal units changes nothing, so the gradient cannot point out of the tied
    weights (Palais 1979, "The principle of symmetric criticality"). Seen from all weights the
    point can still be a saddle: ways down are those that part the units of a group (Fukumizu and
    Amari 2000, "Local minima and plateaus in hierarchical structures of multilayer perceptrons").

    The tied weights are found by L-BFGS and Newton's method in float64.

    Args:
        objective: a loss and its images, in float64.
        units: how many different hidden units there are.
        copies: how often each stands.
        decay: λ of ½ λ |w|², positive: without it the best weights can lie at infinity.
        rng: a NumPy or a torch generator, for the initial weights of the different units.

    Raises:
        ValueError: if a number makes no sense, or the gradient does not fall below 1e-8.

    >>> from lib.networks import objective
    >>> rng = np.random.default_rng(0)
    >>> task = objective(rng.normal(size=(40, 3)), np.arange(40) % 4)
    >>> saddle = tied_saddle(task, units=2, copies=2, decay=1e-2, rng=rng)
    >>> saddle.network.widths, saddle.gradient_norm < 1e-8
    ((3, 4, 4), True)
    """
    if units < 1 or copies < 1 or not decay > 0:
        raise ValueError(f"units, copies and decay are positive, not {units}, {copies}, {decay}")
    if objective.inputs.dtype != torch.float64:
        raise ValueError("a critical point needs float64: use objective.double()")
    targets, generator = objective.targets, torch_generator(rng)
    ends = (
        objective.inputs.shape[1],
        int(targets.max()) + 1 if targets.ndim == 1 else targets.shape[1],
    )
    small, network = (
        MLP((ends[0], width, ends[1]), activation="tanh", init="xavier", rng=generator).double()
        for width in (units, units * copies)
    )
    surface = NetworkSurface.of(network, objective, decay=decay)
    tie = _ties(small.widths, copies)
    point = _lowest(surface, tie, get_parameters(small).numpy())
    set_parameters(network, point)
    hessian, norm = surface.hessian(point), float(np.linalg.norm(surface.gradient(point)))
    return Saddle(network, objective, decay, norm, hessian, *np.linalg.eigh(hessian))


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

    Raises:
        ValueError: if an eigenvalue is not finite.

    >>> downward_chance([-1.0, 1.0]), downward_chance([1.0, 2.0])
    (1.0, 0.0)
    """
    values = np.asarray(eigenvalues, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError(f"some of {values.size} eigenvalues are not finite: they have no sign")
    if values.min() >= 0:
        return 0.0
    if values.sum() <= 0:
        return 1.0

    def log_bound(s: float) -> float:
        return -0.5 * float(np.log1p(2 * s * values).sum())

    last = -0.5 / values.min() * (1 - 1e-12)
    return float(min(1.0, np.exp(minimize_scalar(log_bound, bounds=(0, last)).fun)))


def _ties(widths: Sequence[int], copies: int) -> NDArray[np.int64]:
    """Return for each parameter of the wide network which one of the small one it equals, (P,)."""
    sizes = shapes(widths)
    first, bias, last, top = cut(np.arange(float(sum(map(math.prod, sizes)))), sizes)
    wide = [np.tile(first, (copies, 1)), np.tile(bias, copies), np.tile(last, copies), top]
    return joined(wide).astype(np.int64)


def _lowest(surface: NetworkSurface, tie: NDArray[np.int64], start: Real) -> Real:
    """Return the tied parameters (P,) at which the loss is lowest near a start."""

    def slope(z: Real) -> Real:
        return np.bincount(tie, surface.gradient(z[tie]), len(z)).astype(np.float64)

    options = {"maxiter": 10_000, "maxfun": 20_000, "gtol": 1e-6}
    z = minimize(lambda z: float(surface.loss(z[tie])), start, jac=slope, options=options,
                 method="L-BFGS-B").x  # fmt: skip
    spread = np.eye(len(start))[tie]
    for _ in range(_POLISH):
        norm = np.linalg.norm(surface.gradient(z[tie]))
        if norm < 1e-3 * _FLAT:
            break
        z = z - np.linalg.solve(spread.T @ surface.hessian(z[tie]) @ spread, slope(z))
    if not norm < _FLAT:
        raise ValueError(f"the gradient stays at {norm:.1e}: take a larger decay or another seed")
    return z[tie]
