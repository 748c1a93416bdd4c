"""The whole spectrum of an operator, and its trace, from random probes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lib import checks
from lib.curvature.operators import Operator
from lib.networks import Rng, torch_generator

Real = NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean over independent probes and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class SpectralDensity:
    """Gauss quadratures of the spectral measure (1/n) Σ_i δ(x − λ_i), one for each probe.

    Attributes:
        nodes: (probes, steps), places on the axis of eigenvalues.
        weights: (probes, steps), non-negative, each row sums to 1.
        size: number of eigenvalues n.
    """

    nodes: Real
    weights: Real
    size: int

    def curve(self, x: ArrayLike, width: float) -> Real:
        """Return the density at x, every node a Gaussian of a standard deviation ``width``.

        Its integral over all x is 1.

        Raises:
            ValueError: if the width is not positive.
        """
        width = checks.real(width, "the width of the smoothing", above=0)
        away = (np.asarray(x, dtype=float)[..., None] - self.nodes.ravel()) / width
        bumps = np.exp(-(away**2) / 2) / (width * np.sqrt(2 * np.pi))
        return bumps @ self.weights.ravel() / len(self.weights)

    def share_below(self, x: float) -> Estimate:
        """Return the share of eigenvalues below x, with its standard error over probes.

        A quadrature cannot tell places closer than about π · spread / (2 · steps) inside the bulk
        apart; the standard error does not know of that.

        Raises:
            ValueError: if x is no number.
        """
        if np.isnan(x):
            raise ValueError("no eigenvalue lies below NaN: give a number")
        return _estimate(np.sum(self.weights * (self.nodes < x), axis=1))

    def negative_share(self, cutoff: float = 1e-3) -> Estimate:
        """Return the share of eigenvalues below −cutoff · max|node|.

        Networks have many eigenvalues near zero, whose signs no quadrature can tell.
        """
        return self.share_below(-cutoff * float(np.abs(self.nodes).max()))


def spectral_density(
    operator: Operator, *, rng: Rng, steps: int = 40, probes: int = 8
) -> SpectralDensity:
    """Return the spectral density, from steps × probes products.

    For a random vector v of signs, E[vᵀf(H)v]/n is the mean of f over the spectrum; m steps of
    Lanczos from v turn vᵀf(H)v/n into Σ weight · f(node), exact for polynomials of degree 2m − 1:
    nodes are the eigenvalues of T, weights the squared first entries of its eigenvectors (Golub
    and Welsch 1969; Ubaru, Chen and Saad 2017). All probes go together. Nothing is
    reorthogonalised: copies of converged nodes share the weight among them, so the measure stays
    right (Greenbaum 1989; Chen, Trogdon and Ubaru 2021), and no vectors need be kept.

    Args:
        operator: the Hessian, n × n.
        rng: a NumPy or a torch generator, for the probes.
        steps: of each Lanczos run, cut at n: the resolution.
        probes: how many runs, at least 2: the noise, of order 1/√(probes · n).

    Raises:
        ValueError: if steps or probes are too few.

    >>> from lib.curvature.operators import Matrix
    >>> H = Matrix(torch.diag(torch.tensor([2.0, 2.0, -1.0, -1.0], dtype=torch.float64)))
    >>> density = spectral_density(H, rng=np.random.default_rng(0))
    >>> round(density.share_below(0.0).value, 12)
    0.5
    """
    steps, probes = checks.whole(steps, "steps", 1), checks.whole(probes, "probes", 2)
    start = _signs(probes, operator, torch_generator(rng)) / operator.size**0.5
    diagonal, beside = _recursion(operator, start, min(steps, operator.size))
    tridiagonal = np.zeros((probes, diagonal.shape[1], diagonal.shape[1]))
    along = np.arange(diagonal.shape[1])
    tridiagonal[:, along, along] = diagonal
    tridiagonal[:, along[1:], along[:-1]] = beside[:, :-1]
    nodes, vectors = np.linalg.eigh(tridiagonal)  # reads the lower triangle
    return SpectralDensity(nodes, vectors[:, 0, :] ** 2, operator.size)


def trace(operator: Operator, *, rng: Rng, probes: int = 64) -> Estimate:
    """Return the trace of H with its standard error (Hutchinson 1990).

    tr H = E[vᵀHv] for random signs v, since E[v_i v_j] = δ_ij; the variance of a probe is
    2 Σ_{i≠j} H_ij², so a diagonal H is exact. One product a probe.

    Args:
        operator: the Hessian, n × n.
        rng: a NumPy or a torch generator, for the probes.
        probes: how many, at least 2.

    Raises:
        ValueError: if there are fewer than two probes.

    >>> from lib.curvature.operators import Matrix
    >>> trace(Matrix(torch.diag(torch.tensor([3.0, -1.0]))), rng=np.random.default_rng(0))
    Estimate(value=2.0, error=0.0)
    """
    probes = checks.whole(probes, "the number of probes", 2)
    v = _signs(probes, operator, torch_generator(rng))
    return _estimate(torch.linalg.vecdot(v, operator.rows(v)).double().cpu().numpy())


def _estimate(samples: NDArray[np.float64]) -> Estimate:
    """Return mean and standard error of samples, (probes,), at least two of them.

    >>> _estimate(np.array([1.0, 3.0]))
    Estimate(value=2.0, error=1.0)
    """
    spread = float(np.std(samples, ddof=1))
    return Estimate(float(np.mean(samples)), spread / len(samples) ** 0.5)


def _signs(count: int, operator: Operator, generator: torch.Generator) -> Tensor:
    """Return rows of random signs ±1, (count, n), such as the operator takes."""
    draw = torch.randint(0, 2, (count, operator.size), generator=generator, dtype=torch.int8)
    return draw.to(operator.device, operator.dtype).mul_(2).sub_(1)


def _recursion(operator: Operator, start: Tensor, steps: int) -> tuple[Real, Real]:
    """Run Lanczos from unit rows (k, n); return diagonals and what is beside, (k, steps) each."""
    eps = torch.finfo(operator.dtype).eps
    before, q = torch.zeros_like(start), start
    length = torch.zeros_like(start[:, :1])
    scale = torch.zeros_like(length)
    diagonal, beside = [], []
    for _ in range(steps):
        w = operator.rows(q)
        on = torch.linalg.vecdot(q, w)[:, None]
        w = w.addcmul_(q, -on).addcmul_(before, -length)
        length = torch.linalg.vector_norm(w, dim=1, keepdim=True)
        scale = torch.maximum(scale, torch.maximum(on.abs(), length))
        # A probe whose space is exhausted stops: it goes on from zero and adds no weight.
        length = length.where(length > 10 * eps * scale, 0.0)
        before, q = q, w.mul_(torch.where(length > 0, 1 / length, 0.0))
        diagonal.append(on)
        beside.append(length)
    return _numbers(diagonal), _numbers(beside)


def _numbers(columns: list[Tensor]) -> Real:
    """Return columns (k, 1) side by side, in float64."""
    return torch.cat(columns, 1).double().cpu().numpy()
