"""A symmetric tensor as a form: its contractions T x^(p−1) and T x^(p−2), x real or complex.

A symmetric tensor has few different entries: ``T x^k`` is a sum over the distinct products
of k components of x. The form keeps one weight a product and contracts a whole batch of
points in one matrix product.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import accumulate
from math import comb, factorial

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

_CHUNK = 2**18  # products held at once, so that they stay in the cache …
_POINTS = 64  # … but never fewer points than a matrix product needs to be efficient


def symmetrise(tensor: Real) -> Real:
    """Return the mean of a tensor over all orders of its axes.

    Sym_k = (1/k) Σ_{j≤k} swap(j, k) Sym_{k−1} averages over the first k axes; the last is
    the average over all p! orders at the cost of p(p+1)/2 − 1 transpositions.

    Args:
        tensor: shape (n, …, n).

    Returns:
        Symmetric tensor of the same shape.

    >>> symmetrise(np.array([[1.0, 4.0], [0.0, 2.0]])).tolist()
    [[1.0, 2.0], [2.0, 2.0]]
    """
    result = tensor
    for axis in range(1, tensor.ndim):
        swapped = [np.swapaxes(result, j, axis) for j in range(axis)]
        result = sum(swapped, start=result) / (axis + 1)
    return np.ascontiguousarray(result)


@lru_cache(maxsize=32)
def multi_indices(n: int, degree: int) -> NDArray[np.intp]:
    """Return all index tuples i1 ≤ i2 ≤ … ≤ i_degree below n, in lexicographic order.

    Returns:
        Shape (C(n+degree−1, degree), degree).

    >>> multi_indices(2, 2).tolist()
    [[0, 0], [0, 1], [1, 1]]
    """
    rows = np.zeros((1, 0), dtype=np.intp)
    for _ in range(degree):
        first = rows[:, -1] if rows.shape[1] else np.zeros(1, dtype=np.intp)
        counts = n - first
        parent = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(parent)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.column_stack([rows[parent], first[parent] + within])
    rows.setflags(write=False)  # shared by every form of this size
    return rows


def multiplicities(indices: NDArray[np.intp]) -> Real:
    """Return how many orders each index tuple has: k! / Π (repeats!).

    >>> multiplicities(multi_indices(2, 3)).tolist()
    [1.0, 3.0, 3.0, 1.0]
    """
    count, degree = indices.shape
    run, repeats = np.ones(count), np.ones(count)
    for column in range(1, degree):
        same = indices[:, column] == indices[:, column - 1]
        run = np.where(same, run + 1, 1.0)
        repeats *= run
    return factorial(degree) / repeats


def monomials(columns: NDArray, degree: int) -> NDArray:
    """Return all products of ``degree`` components, in the order of ``multi_indices``.

    Args:
        columns: points as columns, shape (n, batch).
        degree: number of factors, 0 or more.

    Returns:
        Shape (C(n+degree−1, degree), batch).

    >>> monomials(np.array([[2.0], [3.0]]), 2).ravel().tolist()
    [4.0, 6.0, 9.0]
    """
    n, batch = columns.shape
    products = np.ones((1, batch), dtype=columns.dtype)
    for k in range(degree):  # products of k factors, none before x_j, stand last among those of k
        tails = [comb(n - j + k - 1, k) for j in range(n)]
        longer = np.empty((sum(tails), batch), dtype=columns.dtype)
        for j, (tail, end) in enumerate(zip(tails, accumulate(tails), strict=True)):
            np.multiply(products[len(products) - tail :], columns[j], out=longer[end - tail : end])
        products = longer
    return products


class SymmetricForm:
    """The contractions of one symmetric tensor, for batches of real or complex points.

    Args:
        tensor: symmetric, shape (n,)*p with p ≥ 2.
    """

    def __init__(self, tensor: Real) -> None:
        self.tensor = tensor
        self.n, self.p = tensor.shape[0], tensor.ndim

    @cached_property
    def _vector_weights(self) -> Real:
        return self._pack(self.p - 1)

    @cached_property
    def _matrix_weights(self) -> Real:
        return self._pack(self.p - 2)

    def _pack(self, degree: int) -> Real:
        """Return the weights of the distinct products, shape (n^(p−degree), products)."""
        indices = multi_indices(self.n, degree)
        flat = indices @ self.n ** np.arange(degree - 1, -1, -1, dtype=np.intp)
        weights = self.tensor.reshape(-1, self.n**degree)[:, flat] * multiplicities(indices)
        return np.ascontiguousarray(weights)

    def vector(self, x: NDArray) -> NDArray:
        """Return T x^(p−1), shape (batch, n), for points x of shape (batch, n).

        >>> form = SymmetricForm(np.array([[1.0, 2.0], [2.0, 0.0]]))
        >>> form.vector(np.array([[1.0, 1.0]])).tolist()
        [[3.0, 2.0]]
        """
        return _contract(self._vector_weights, x, self.p - 1)

    def matrix(self, x: NDArray) -> NDArray:
        """Return T x^(p−2), shape (batch, n, n), for points x of shape (batch, n)."""
        return _contract(self._matrix_weights, x, self.p - 2).reshape(len(x), self.n, self.n)


def _contract(weights: Real, x: NDArray, degree: int) -> NDArray:
    """Return the weighted sums of products at each point, shape (batch, rows)."""
    size = max(_POINTS, _CHUNK // weights.shape[1])
    parts = [_weigh(weights, x[i : i + size], degree) for i in range(0, len(x), size)]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros((0, len(weights)), dtype=x.dtype)


def _weigh(weights: Real, x: NDArray, degree: int) -> NDArray:
    products = monomials(np.ascontiguousarray(x.T), degree)
    if np.iscomplexobj(products):  # real weights: two real columns a point, not a complex product
        return (weights @ products.view(np.float64)).view(products.dtype).T
    return (weights @ products).T
