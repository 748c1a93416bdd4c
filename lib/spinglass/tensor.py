"""A symmetric tensor as a form: its contractions T x^(p−1) and T x^(p−2), x real or complex.

A symmetric tensor has few different entries, C(n+p−1, p) of n^p, and ``T x^k`` is a sum over the
distinct products of k components of x. The form keeps the different entries alone, is built from
one slab T_{i…} of any tensor after the other, and contracts a whole batch of points in one matrix
product; so 500 spins with p = 3 take 0.7 GB, where n³ numbers and their symmetric part take three.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import accumulate, combinations_with_replacement
from math import comb, factorial

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]

_CHUNK = 2**18  # products held at once, so that they stay in the cache …
_POINTS = 64  # … but never fewer points than a matrix product needs to be efficient
_WEIGHTS = 2**23  # weights of T x^(p−2) that are kept; more are made anew, a block at a time


@lru_cache(maxsize=32)
def multi_indices(n: int, degree: int) -> NDArray[np.intp]:
    """Return all index tuples i1 ≤ i2 ≤ … ≤ i_degree below n, in lexicographic order.

    Returns:
        Shape (C(n+degree−1, degree), degree).

    >>> multi_indices(2, 2).tolist()
    [[0, 0], [0, 1], [1, 1]]
    """
    tuples = list(combinations_with_replacement(range(n), degree))
    rows = np.array(tuples, dtype=np.intp).reshape(len(tuples), degree)
    rows.setflags(write=False)  # shared by every form of this size
    return rows


def ranks(indices: NDArray[np.intp], n: int) -> NDArray[np.intp]:
    """Return where ascending index tuples stand in ``multi_indices``.

    With M(v, d) = C(n − v + d − 1, d) tuples of d indices that are all at least v, those before
    i1 ≤ … ≤ ip number Σ_k M(i_{k−1}, d) − M(i_k, d), d = p − k + 1 and i_0 = 0.

    Args:
        indices: shape (m, degree).
        n: number of components, above every index.

    >>> ranks(multi_indices(3, 2), 3).tolist()
    [0, 1, 2, 3, 4, 5]
    """
    place, before = np.zeros(len(indices), dtype=np.intp), np.zeros(len(indices), dtype=np.intp)
    for column, size in zip(indices.T, range(indices.shape[1], 0, -1), strict=True):
        from_here = _tuples(n, size)
        place += from_here[before] - from_here[column]
        before = column
    return place


@lru_cache(maxsize=64)
def _tuples(n: int, size: int) -> NDArray[np.intp]:
    """Return M(v, size) for v = 0 … n."""
    return np.array([comb(n - v + size - 1, size) for v in range(n + 1)], dtype=np.intp)


def _joined(indices: NDArray[np.intp], i: int) -> NDArray[np.intp]:
    """Return ascending index tuples with one more index i, ascending again."""
    one = np.full((len(indices), 1), i)
    return np.maximum(np.hstack([0 * one, indices]), np.hstack([np.minimum(indices, i), one]))


def _places(n: int, degree: int) -> NDArray[np.intp]:
    """Return where each of the n^degree index tuples stands in ``multi_indices`` once sorted."""
    tuples = np.indices((n,) * degree).reshape(degree, -1).T
    return ranks(np.sort(tuples, axis=1), n)


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
        entries: T_α for the tuples α of ``multi_indices(n, p)``, shape (C(n+p−1, p),).
        n: number of components.
        p: order, at least 2.
    """

    def __init__(self, entries: Real, n: int, p: int) -> None:
        self.entries, self.n, self.p = entries, n, p

    @classmethod
    def of(cls, slabs: Iterable[Real], n: int, p: int) -> SymmetricForm:
        """Return the form of the symmetric part of a tensor, given as its slabs T_0, …, T_{n−1}.

        No more than one slab, of shape (n,)*(p−1), is ever looked at.
        """
        entries, rows = np.zeros(comb(n + p - 1, p)), multi_indices(n, p - 1)
        inner = _places(n, p - 1)
        for i, slab in enumerate(slabs):
            tuples = _joined(rows, i)
            sums = np.bincount(inner, slab.ravel())  # over the orders of the other indices
            entries[ranks(tuples, n)] += sums / multiplicities(tuples)
        return cls(entries, n, p)

    def tensor(self) -> Real:
        """Return all n^p entries, shape (n,)*p."""
        return self.entries[_places(self.n, self.p)].reshape((self.n,) * self.p)

    def size(self) -> float:
        """Return √(Σ T² over all n^p entries), Frobenius' norm."""
        largest = float(np.abs(self.entries).max()) or 1.0
        counts = multiplicities(multi_indices(self.n, self.p - 1))
        squares = [np.sum((row / largest) ** 2 / counts) for row in self._vector_weights]
        return largest * float(np.sqrt(np.sum(squares)))

    def spectral_norm(self) -> float:
        """Return the largest singular value of T as an n × n^(p−1) matrix."""
        counts = multiplicities(multi_indices(self.n, self.p - 1))
        return float(np.linalg.norm(self._vector_weights / np.sqrt(counts), 2))

    @cached_property
    def _vector_weights(self) -> Real:
        """Weights of the distinct products in T x^(p−1), shape (n, products)."""
        rows = multi_indices(self.n, self.p - 1)
        weights = np.tile(multiplicities(rows), (self.n, 1))
        for i in range(self.n):
            weights[i] *= self.entries[ranks(_joined(rows, i), self.n)]
        return weights

    @cached_property
    def _matrix_weights(self) -> Real:
        return self._block(slice(None))

    def _block(self, rows: slice) -> Real:
        """Return the weights of the products in some rows of T x^(p−2), shape (rows · n, products).

        A slab T_i is a symmetric tensor itself, so its weights follow from its own entries.
        """
        inner = multi_indices(self.n, self.p - 2)
        within = np.array([ranks(_joined(inner, j), self.n) for j in range(self.n)])
        entries = self._vector_weights[rows] / multiplicities(multi_indices(self.n, self.p - 1))
        weights = entries[:, within] * multiplicities(inner)
        return weights.reshape(-1, len(inner))

    def vector(self, x: NDArray) -> NDArray:
        """Return T x^(p−1), shape (batch, n), for points x of shape (batch, n).

        >>> form = SymmetricForm.of(np.array([[1.0, 2.0], [2.0, 0.0]]), 2, 2)
        >>> form.vector(np.array([[1.0, 1.0]])).tolist()
        [[3.0, 2.0]]
        """
        return _contract(self._vector_weights, x, self.p - 1)

    def matrix(self, x: NDArray) -> NDArray:
        """Return T x^(p−2), shape (batch, n, n), for points x of shape (batch, n)."""
        step = _WEIGHTS // (self.n * comb(self.n + self.p - 3, self.p - 2)) or 1
        if step >= self.n:
            flat = _contract(self._matrix_weights, x, self.p - 2)
        else:
            blocks = (self._block(slice(i, i + step)) for i in range(0, self.n, step))
            flat = np.hstack([_contract(block, x, self.p - 2) for block in blocks])
        return flat.reshape(len(x), self.n, self.n)


def _contract(weights: Real, x: NDArray, degree: int) -> NDArray:
    """Return the weighted sums of products at each point, shape (batch, rows)."""
    size = max(_POINTS, _CHUNK // weights.shape[1])
    parts = [_weigh(weights, x[i : i + size], degree) for i in range(0, len(x) or 1, size)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _weigh(weights: Real, x: NDArray, degree: int) -> NDArray:
    products = monomials(np.ascontiguousarray(x.T), degree)
    if np.iscomplexobj(products):  # real weights: two real columns a point, not a complex product
        return (weights @ products.view(np.float64)).view(products.dtype).T
    return (weights @ products).T
