"""Hessians as operators: what can multiply vectors without being written out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from lib.networks import cut, joined
from lib.networks.parameters import tensor

_BLOCK = 8  # more columns at once fall out of the cache


class Operator(ABC):
    """A symmetric matrix known by its products: ``operator @ v``.

    Attributes:
        size: number of parameters n; the matrix is n × n.
        dtype, device: of the vectors it takes and gives.
    """

    size: int
    dtype: torch.dtype
    device: torch.device

    def __matmul__(self, columns: Tensor) -> Tensor:
        """Return the product with a vector (n,) or with columns (n, k), in the same shape.

        Raises:
            ValueError: if shape or dtype does not fit, or the product is not finite.
        """
        if columns.ndim not in (1, 2) or columns.shape[0] != self.size:
            shape = tuple(columns.shape)
            raise ValueError(f"multiply a vector ({self.size},) or columns of it, not {shape}")
        if columns.dtype != self.dtype:
            raise ValueError(f"the operator is {self.dtype}, the vector {columns.dtype}: convert")
        return self.rows(columns[None])[0] if columns.ndim == 1 else self.rows(columns.T).T

    def rows(self, block: Tensor) -> Tensor:
        """Multiply the rows of a block, (k, n) → (k, n): the layout that costs no copy.

        Raises:
            ValueError: if the product is not finite, so that NaN never passes for a curvature.
        """
        result = torch.cat([self._products(piece) for piece in block.split(_BLOCK)])
        if not result.isfinite().all():
            raise ValueError(
                "a product with this matrix is not finite: neither are its entries, nor the loss "
                "or the weights that it comes from, or the vector is not"
            )
        return result

    @abstractmethod
    def _products(self, block: Tensor) -> Tensor:
        """Multiply at most ``_BLOCK`` rows, (k, n) → (k, n)."""


class Matrix(Operator):
    """A symmetric matrix that is at hand, (n, n), as an operator: to try a method on.

    >>> Matrix(torch.eye(2)) @ torch.tensor([1.0, 2.0])
    tensor([1., 2.])
    """

    def __init__(self, matrix: ArrayLike | Tensor) -> None:
        matrix = tensor(matrix)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
            raise ValueError(f"a square matrix is needed, got shape {tuple(matrix.shape)}")
        self._matrix = matrix
        self.size, self.dtype, self.device = len(matrix), matrix.dtype, matrix.device

    def _products(self, block: Tensor) -> Tensor:
        return block @ self._matrix


class LossHessian(Operator):
    """The Hessian of any loss of any module, by double backward through a graph kept once.

    H v = ∂(g·v)/∂θ with g = ∂L/∂θ (Pearlmutter 1994). The graph of g is built here and kept, so
    that a product is one backward pass. It holds for the parameters as they are now: make a new
    operator when they change. Where the module is a plain perceptron, ``PerceptronHessian`` is
    cheaper.

    Args:
        module: its parameters that require a gradient are the variables, in their order, a shared
            one once; what is frozen has no row.
        loss: a function without arguments that gives the scalar loss of the module.

    Attributes:
        loss: the loss, a tensor of no dimension.
        gradient: its gradient, (n,).

    Raises:
        ValueError: if there is no parameter, more than one dtype, or the loss is not one number.

    >>> layer = nn.Linear(1, 1, bias=False).double()
    >>> H = LossHessian(layer, lambda: 3 * layer.weight.square().sum())
    >>> H @ torch.ones(1, dtype=torch.float64)
    tensor([6.], dtype=torch.float64)
    """

    def __init__(self, module: nn.Module, loss: Callable[[], Tensor]) -> None:
        self._parameters = [p for p in module.parameters() if p.requires_grad]
        self.dtype, self.device = _common(self._parameters)
        self.size = sum(p.numel() for p in self._parameters)
        value = loss()
        if value.numel() != 1:
            raise ValueError(f"the loss must be one number, got shape {tuple(value.shape)}")
        self._gradients = torch.autograd.grad(
            value, self._parameters, create_graph=True, materialize_grads=True
        )
        self.loss, self.gradient = value.detach(), joined([g.detach() for g in self._gradients])

    def checked(self) -> LossHessian:
        """Return the operator, two products of which are found to be those of a symmetric matrix.

        Raises:
            ValueError: if they are not, as with torch 2.13's weight normalisation, whose second
                derivative is wrong.
        """
        draw = torch.randn(2, self.size, generator=torch.Generator().manual_seed(0))
        u, v = draw.to(self.gradient)
        hu, hv = self.rows(torch.stack([u, v]))
        gap, size = (u @ hv - v @ hu).abs(), u.norm() * hv.norm() + v.norm() * hu.norm()
        if gap > torch.finfo(self.dtype).eps ** 0.5 * size:
            raise ValueError(
                "products with this Hessian are not those of a symmetric matrix: torch has the "
                "second derivative of a part of this network wrong, such as weight_norm"
            )
        return self

    def _products(self, block: Tensor) -> Tensor:
        return torch.stack([self._product(row) for row in block])

    def _product(self, vector: Tensor) -> Tensor:
        directions = cut(vector, [p.shape for p in self._parameters])
        # A gradient that depends on no parameter (a linear loss) has no graph: its rows are zero.
        pairs = zip(self._gradients, directions, strict=True)
        curved = [(g, v) for g, v in pairs if g.requires_grad]
        if not curved:
            return torch.zeros_like(vector)
        products = torch.autograd.grad(
            [g for g, _ in curved],
            self._parameters,
            [v for _, v in curved],
            retain_graph=True,
            materialize_grads=True,
        )
        return joined(products)


def _common(parameters: Sequence[Tensor]) -> tuple[torch.dtype, torch.device]:
    """Return the dtype and device that all parameters share."""
    if not parameters:
        raise ValueError("the module has no parameter that requires a gradient")
    kinds = {(p.dtype, p.device) for p in parameters}
    if len(kinds) > 1:
        raise ValueError(f"parameters must share one dtype and device, got {kinds}: convert them")
    return kinds.pop()
