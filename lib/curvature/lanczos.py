"""The upper end of a spectrum by the Lanczos method, stopped by the residual."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from torch import Tensor

from lib import checks
from lib.curvature.operators import Operator
from lib.networks import Rng, torch_generator

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Eigenpairs:
    """Eigenvalues of an operator, the largest first, and how well each is known.

    Attributes:
        values: (k,), float64.
        vectors: (n, k), unit columns of the operator's dtype.
        residuals: (k,), |H v − θ v|; an eigenvalue lies within it of θ.
        converged: (k,), whether the residual is within the tolerance.
        products: how many times the operator was applied.
    """

    values: Real
    vectors: Tensor
    residuals: Real
    converged: NDArray[np.bool_]
    products: int


def eigenpairs(
    operator: Operator,
    k: int = 10,
    *,
    rng: Rng,
    tolerance: float = 1e-3,
) -> Eigenpairs:
    """Return the k largest eigenvalues with their vectors.

    Lanczos: an orthonormal basis Q of the Krylov space of a random start makes T = QᵀHQ
    tridiagonal; eigenpairs (θ, s) of T give θ and Q s with |H Q s − θ Q s| = β |last entry of s|
    exactly (Parlett 1998, "The symmetric eigenvalue problem", ch. 13). Every new vector is
    orthogonalised against all before it: rounding would otherwise bring converged pairs back as
    copies. Stops when the k residuals are ≤ tolerance · |θ|, or tolerance² · max|θ| if that is
    more (a θ near zero has no relative accuracy). The error of a well separated θ is of the order
    of the residual squared over its gap, so far below the tolerance. Of an exactly multiple
    eigenvalue the copies are found only once the space is exhausted.

    ARPACK (``scipy.sparse.linalg.eigsh``) needs somewhat fewer products and takes about as
    long; where it does not converge it gives no pairs with their residuals.

    Args:
        operator: the Hessian, n × n.
        k: how many pairs, 1…n.
        rng: a NumPy or a torch generator, for the start vector.
        tolerance: of the residuals.

    Returns:
        The pairs as they are known after max(300, 20 k) products at most: see ``converged``.

    Raises:
        ValueError: if k or the tolerance is not possible.

    >>> from lib.curvature.operators import Matrix
    >>> H = Matrix(torch.diag(torch.tensor([3.0, -1.0, 2.0], dtype=torch.float64)))
    >>> eigenpairs(H, 2, rng=np.random.default_rng(0)).values.round(6)
    array([3., 2.])
    """
    k = checks.whole(k, f"the number of eigenvalues of {operator.size}", 1, most=operator.size)
    least = 10 * torch.finfo(operator.dtype).eps
    tolerance = checks.real(tolerance, f"the tolerance in {operator.dtype}", least=least, below=1)
    generator, size = torch_generator(rng), (min(operator.size, max(300, 20 * k)), operator.size)
    basis = torch.empty(size, dtype=operator.dtype, device=operator.device)
    diagonal: list[float] = []
    beside: list[float] = []
    rest, length = _fresh(basis[:0], generator), 1.0
    for steps in range(1, len(basis) + 1):
        basis[steps - 1] = rest / length
        on, rest = _next(operator, basis[:steps], beside[-1] if beside else 0.0)
        diagonal.append(on)
        scale = max(map(abs, diagonal + beside))  # near max|θ|, and never above it
        length = float(torch.linalg.vector_norm(rest))
        beside.append(length)
        if length <= 10 * torch.finfo(rest.dtype).eps * scale:
            # Rounding is all that is left: the space is exhausted, a fresh vector goes on.
            beside[-1], rest, length = 0.0, _fresh(basis[:steps], generator), 1.0
        if steps == len(basis) or (steps >= k and steps % (1 + steps // 32) == 0):
            values, vectors = eigh_tridiagonal(diagonal, beside[:-1])
            wanted = np.argsort(-values)[:k]
            values, vectors = values[wanted], vectors[:, wanted]
            residuals = beside[-1] * np.abs(vectors[-1])
            converged = residuals <= tolerance * np.maximum(np.abs(values), tolerance * scale)
            if converged.all():
                break
    columns = basis[:steps].T @ torch.as_tensor(vectors).to(basis)
    return Eigenpairs(values, columns, residuals, converged, steps)


def _next(operator: Operator, basis: Tensor, beside: float) -> tuple[float, Tensor]:
    """Return qᵀHq for the newest vector q, and what is left of H q across all of the basis."""
    q = basis[-1]
    w = operator.rows(q[None])[0]
    on = torch.dot(q, w)
    w = w - on * q
    if len(basis) > 1:
        w -= beside * basis[-2]
    # Neighbours are subtracted above, so this pass hardly shortens w and one pass is enough.
    w -= basis.T @ (basis @ w)
    return float(on), w


def _fresh(basis: Tensor, generator: torch.Generator) -> Tensor:
    """Return a random unit vector orthogonal to the rows of a basis."""
    w = torch.randn(basis.shape[1], generator=generator).to(basis)
    for _ in range(2):
        w = w - basis.T @ (basis @ w)
    return w / torch.linalg.vector_norm(w)
