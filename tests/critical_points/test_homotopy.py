"""Start roots and path following, against systems whose roots are known."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from lib.critical_points.homotopy import _BLOCK, _cubic, follow, start_roots
from lib.spinglass import SymmetricForm, symmetrise
from lib.theory import eigenpair_count

SIZES = [(2, 3), (5, 3), (3, 4), (3, 5), (2, 6)]


def orthogonal(frame, p):
    """Return Σ f⊗…⊗f over the columns of a frame: T x^(p−1) = x is solved column by column."""
    return sum(np.multiply.outer(f, g) for f, g in zip(frame.T, powers(frame, p - 1), strict=True))


def powers(frame, p):
    if p == 1:
        return list(frame.T)
    return [np.multiply.outer(f, g) for f, g in zip(frame.T, powers(frame, p - 1), strict=True)]


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_start_roots_solve_the_start_system_one_of_each_class(n, p):
    roots = start_roots(n, p)
    assert len(roots) == eigenpair_count(p, n)
    assert np.allclose(roots ** (p - 1), roots, atol=1e-14)
    omegas = np.exp(2j * np.pi * np.arange(p - 2) / (p - 2))
    turned = np.concatenate([omega * roots for omega in omegas])
    distances = np.linalg.norm(turned[:, None] - turned, axis=2) + 9 * np.eye(len(turned))
    assert distances.min() > 0.5


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_every_path_arrives_at_a_root(n, p):
    rng = np.random.default_rng([n, p])
    form = SymmetricForm(symmetrise(rng.standard_normal((n,) * p)) / np.sqrt(n))
    ends = follow(form, start_roots(n, p), np.exp(1j), 1e-3)
    residual = np.linalg.norm(form.vector(ends) - ends, axis=1) / np.linalg.norm(ends, axis=1)
    assert residual.max() < 1e-4


@pytest.mark.parametrize(("n", "p"), [(4, 3), (3, 4), (2, 5)])
def test_ends_at_an_orthogonal_tensor_are_the_known_roots(n, p):
    frame = np.linalg.qr(np.random.default_rng(n).standard_normal((n, n)))[0]
    form = SymmetricForm(orthogonal(frame, p))
    ends = follow(form, start_roots(n, p), np.exp(0.7j), 1e-3)
    inside = ends @ frame  # components along the columns: each solves c^(p−1) = c
    assert np.allclose(inside ** (p - 1), inside, atol=1e-3)
    assert len(np.unique(np.round(inside, 1), axis=0)) == eigenpair_count(p, n)


def test_the_number_of_threads_does_not_change_the_ends():
    form = SymmetricForm(symmetrise(np.random.default_rng(0).normal(size=(10,) * 3)))
    starts, ends = start_roots(10, 3), []
    for threads in (1, 2):
        with threadpool_limits(threads):
            ends.append(follow(form, starts, np.exp(1j), 3e-2))
    assert len(starts) > _BLOCK
    assert np.array_equal(*ends, equal_nan=True)


def test_paths_that_lead_to_infinity_are_told():
    form = SymmetricForm(np.zeros((3, 3, 3)))  # −x = 0 has no root but 0
    ends = follow(form, start_roots(3, 3), np.exp(1j), 1e-2)
    assert np.isnan(ends).all()


def test_the_predictor_continues_a_cubic_exactly():
    coefficients = np.random.default_rng(0).standard_normal((4, 1, 3)) + 0j

    def path(s):
        return sum(c * s**k for k, c in enumerate(coefficients))

    def slope(s):
        return sum(k * c * s ** (k - 1) for k, c in enumerate(coefficients) if k)

    start, end, step = 0.3, 0.5, 0.4
    square, cube = _cubic(path(start), slope(start), path(end), slope(end), np.array([[0.2]]))
    ahead = path(end) + step * (slope(end) + step * (square + step * cube))
    assert np.allclose(ahead, path(end + step), rtol=1e-12)
