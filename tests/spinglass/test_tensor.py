"""Contractions of a symmetric tensor against sums over all index tuples."""

from itertools import combinations_with_replacement, permutations, product
from math import comb

import numpy as np
import pytest

from lib.spinglass import tensor as subject
from lib.spinglass.tensor import SymmetricForm, monomials, multi_indices, multiplicities, ranks

SIZES = [(2, 2), (4, 2), (3, 3), (5, 3), (3, 4), (2, 5), (3, 6)]


def brute_force(tensor, x, free):
    """Sum T_{i1…ip} x_{i(free+1)} … x_{ip} over all tuples, the first ``free`` indices kept."""
    result = np.zeros(tensor.shape[:free], dtype=x.dtype)
    for index in product(range(len(x)), repeat=tensor.ndim):
        result[index[:free]] += tensor[index] * np.prod(x[list(index[free:])])
    return result


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_symmetrised_tensor_is_the_mean_over_all_orders(n, p):
    tensor = np.random.default_rng(n).standard_normal((n,) * p)
    orders = list(permutations(range(p)))
    mean = sum(tensor.transpose(order) for order in orders) / len(orders)
    form = SymmetricForm.of(tensor, n, p)
    assert np.allclose(form.tensor(), mean, atol=1e-13)
    assert form.size() == pytest.approx(np.linalg.norm(mean), rel=1e-12)
    assert form.spectral_norm() == pytest.approx(np.linalg.norm(mean.reshape(n, -1), 2), rel=1e-12)


@pytest.mark.parametrize("kind", [np.float64, np.complex128])
@pytest.mark.parametrize(("n", "p"), SIZES)
def test_contractions_equal_the_sums_over_all_tuples(n, p, kind):
    rng = np.random.default_rng(p)
    form = SymmetricForm.of(rng.standard_normal((n,) * p), n, p)
    tensor = form.tensor()
    x = rng.standard_normal((4, n)).astype(kind)
    if kind is np.complex128:
        x += 1j * rng.standard_normal((4, n))
    for row, vector, matrix in zip(x, form.vector(x), form.matrix(x), strict=True):
        assert np.allclose(vector, brute_force(tensor, row, 1), atol=1e-12)
        assert np.allclose(matrix, brute_force(tensor, row, 2), atol=1e-12)


@pytest.mark.parametrize(("n", "degree"), [(1, 3), (4, 0), (4, 1), (3, 2), (5, 3), (2, 6)])
def test_products_stand_in_the_order_of_the_index_tuples(n, degree):
    indices = multi_indices(n, degree)
    assert [tuple(row) for row in indices] == list(combinations_with_replacement(range(n), degree))
    x = np.random.default_rng(0).standard_normal((n, 3))
    assert np.allclose(monomials(x, degree), np.prod(x[indices], axis=1))
    assert monomials(x.astype(complex), degree).dtype == complex
    assert len(indices) == comb(n + degree - 1, degree)
    assert multiplicities(indices).sum() == n**degree  # every tuple is an order of one of them
    assert np.array_equal(ranks(indices, n), np.arange(len(indices)))


def test_index_tuples_which_forms_share_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        multi_indices(3, 2)[0] = 1


def test_a_batch_in_pieces_equals_the_whole(monkeypatch):
    rng = np.random.default_rng(1)
    form, x = SymmetricForm.of(rng.standard_normal((4,) * 3), 4, 3), rng.standard_normal((9, 4))
    whole = form.vector(x), form.matrix(x)
    monkeypatch.setattr(subject, "_CHUNK", 1)
    monkeypatch.setattr(subject, "_POINTS", 2)
    for weights in (1, 16 * 3):  # one row of the matrix at a time, and three
        monkeypatch.setattr(subject, "_WEIGHTS", weights)
        assert np.allclose(form.vector(x), whole[0], rtol=1e-14)
        assert np.allclose(form.matrix(x), whole[1], rtol=1e-13)


def test_an_empty_batch_has_no_contractions():
    form = SymmetricForm.of(np.ones((3, 3, 3)), 3, 3)
    assert form.vector(np.zeros((0, 3))).shape == (0, 3)
    assert form.matrix(np.zeros((0, 3))).shape == (0, 3, 3)
