"""The ends of a spectrum by the Lanczos method, stopped by the residual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from torch import Tensor

from lib.curvature.operators import Operator
from lib.networks import Rng, torch_generator

Real = NDArray[np.float64]

# Which Ritz values are wanted: the order in which they are taken.
_ORDERS: dict[str, Callable[[Real], NDArray[np.intp]]] = {
    "largest": lambda values: np.argsort(-values),
    "smallest": lambda values: np.argsort(values),
    "magnitude": lambda values: np.argsort(-np.abs(values)),
}


@dataclass(frozen=True)
class Eigenpairs:
    """Eigenvalues of an operator, the wanted end first, and how well each is known.

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
    which: str = "largest",
    tolerance: float = 1e-3,
    max_products: int | None = None,
) -> Eigenpairs:
    """Return k eigenpairs at an end of the spectrum.

    Lanczos: an orthonormal basis Q of the Krylov space of a random start makes T = QᵀHQ
    tridiagonal; eigenpairs (θ, s) of T give θ and Q s with |H Q s − θ Q s| = β |last entry of s|
    exactly (Parlett 1998, "The symmetric eigenvalue problem", ch. 13). Every new vector is
    orthogonalised against all before it: rounding would otherwise bring converged pairs back as
    copies. Stops when the k residuals are ≤ tolerance · |θ|, or tolerance² · max|θ| if that is
    more (a θ near zero has no relative accuracy). The error of a well separated θ is of the order
    of the residual squared over its gap, so far below the tolerance. Of an exactly multiple
    eigenvalue the copies are found only once the space is exhausted.

    Args:
        operator: the Hessian, n × n.
        k: how many pairs, 1…n.
        rng: a NumPy or a torch generator, for the start vector.
        which: "largest" or "smallest" (algebraic), or "magnitude".
        tolerance: of the residuals.
        max_products: give up after so many, by default max(300, 20 k); see ``converged``.

    Raises:
        ValueError: if k, tolerance or ``which`` is not possible.

    >>> from lib.curvature.operators import Matrix
    >>> H = Matrix(torch.diag(torch.tensor([3.0, -1.0, 2.0], dtype=torch.float64)))
    >>> eigenpairs(H, 2, rng=np.random.default_rng(0)).values.round(6)
    array([3., 2.])
    """
    limit = max(300, 20 * k) if max_products is None else max_products
    _check(operator, k, which, tolerance, limit)
    krylov = Krylov(operator, min(operator.size, limit), rng=rng)
    while True:
        krylov.extend()
        if krylov.full or (krylov.steps >= k and krylov.steps % (1 + krylov.steps // 32) == 0):
            values, residuals, small = krylov.ritz(_ORDERS[which], k)
            converged = residuals <= tolerance * np.maximum(
                np.abs(values), tolerance * krylov.scale
            )
            if krylov.full or converged.all():
                break
    vectors = krylov.basis.T @ torch.as_tensor(small).to(krylov.basis)
    return Eigenpairs(values, vectors, residuals, converged, krylov.steps)


class Krylov:
    """An orthonormal basis of a Krylov space, and H in it: tridiagonal, (m, m).

    Args:
        operator: H, n × n.
        limit: the most steps there will be, at most n.
        rng: for the start, and to go on once a space that H leaves in itself is exhausted.
    """

    def __init__(self, operator: Operator, limit: int, *, rng: Rng) -> None:
        self._operator, self._generator = operator, torch_generator(rng)
        self._vectors = torch.empty(
            limit, operator.size, dtype=operator.dtype, device=operator.device
        )
        self._vectors[0] = self._fresh(0)
        self._diagonal: list[float] = []
        self._beside: list[float] = []

    @property
    def steps(self) -> int:
        """How many vectors the operator was applied to, m."""
        return len(self._diagonal)

    @property
    def full(self) -> bool:
        """Whether no further step is allowed."""
        return self.steps == len(self._vectors)

    @property
    def basis(self) -> Tensor:
        """The orthonormal vectors as rows, (m, n)."""
        return self._vectors[: self.steps]

    @property
    def scale(self) -> float:
        """The largest entry of T so far: a lower bound, close in practice, of max|θ|."""
        return max(map(abs, self._diagonal + self._beside), default=0.0)

    def extend(self) -> None:
        """Apply the operator to the newest vector; orthogonalise what comes out."""
        m = self.steps
        q = self._vectors[m]
        w = self._operator.rows(q[None])[0]
        diagonal = torch.dot(q, w)
        w = w - diagonal * q
        if m:
            w -= self._beside[-1] * self._vectors[m - 1]
        basis = self._vectors[: m + 1]
        # Neighbours are subtracted above, so this pass hardly shortens w and one pass is enough.
        w -= basis.T @ (basis @ w)
        self._diagonal.append(float(diagonal))
        self._follow(w, m + 1)

    def _follow(self, w: Tensor, m: int) -> None:
        """Make w the next vector, or a fresh one if rounding is all that w holds."""
        length = float(torch.linalg.vector_norm(w))
        noise = 10 * torch.finfo(w.dtype).eps * self.scale
        self._beside.append(length if length > noise else 0.0)
        if m < len(self._vectors):
            self._vectors[m] = w / length if length > noise else self._fresh(m)

    def _fresh(self, m: int) -> Tensor:
        """A random unit vector orthogonal to the first m."""
        draw = torch.randn(self._operator.size, generator=self._generator)
        w, basis = draw.to(self._vectors), self._vectors[:m]
        for _ in range(2):
            w = w - basis.T @ (basis @ w)
        return w / torch.linalg.vector_norm(w)

    def ritz(self, order: Callable[[Real], NDArray[np.intp]], k: int) -> tuple[Real, Real, Real]:
        """Return the first k eigenvalues of T in an order, their residuals, vectors (m, k)."""
        values, vectors = eigh_tridiagonal(self._diagonal, self._beside[:-1])
        first = order(values)[:k]
        return values[first], self._beside[-1] * np.abs(vectors[-1, first]), vectors[:, first]


def _check(operator: Operator, k: int, which: str, tolerance: float, limit: int) -> None:
    """Refuse what cannot be computed."""
    if not 1 <= k <= operator.size:
        raise ValueError(f"of {operator.size} eigenvalues 1…{operator.size} can be had, not {k}")
    if limit < k:
        raise ValueError(f"{k} eigenvalues need at least k = {k} products, not {limit}")
    if which not in _ORDERS:
        raise ValueError(f"which must be one of {', '.join(_ORDERS)}, not {which!r}")
    least = 10 * torch.finfo(operator.dtype).eps
    if not least <= tolerance < 1:
        raise ValueError(f"in {operator.dtype} a tolerance lies in {least:.0e}…1, not {tolerance}")
