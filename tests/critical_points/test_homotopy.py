"""Start roots and path following, against systems whose roots are known; all roots found."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from lib.critical_points import find_roots
from lib.critical_points import homotopy as subject
from lib.critical_points.eigenpairs import form_of
from lib.critical_points.homotopy import _BLOCK, _cubic, follow, start_roots
from lib.spinglass import SphericalSpinGlass
from lib.spinglass.tensor import SymmetricForm
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
    assert len(roots) == eigenpair_count(n=n, p=p)
    assert np.allclose(roots ** (p - 1), roots, atol=1e-14)
    omegas = np.exp(2j * np.pi * np.arange(p - 2) / (p - 2))
    turned = np.concatenate([omega * roots for omega in omegas])
    distances = np.linalg.norm(turned[:, None] - turned, axis=2) + 9 * np.eye(len(turned))
    assert distances.min() > 0.5


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_every_path_arrives_at_a_root(n, p):
    rng = np.random.default_rng([n, p])
    form = SymmetricForm.of(rng.standard_normal((n,) * p) / np.sqrt(n), n, p)
    ends = follow(form, start_roots(n, p), np.exp(1j), 1e-3)
    residual = np.linalg.norm(form.vector(ends) - ends, axis=1) / np.linalg.norm(ends, axis=1)
    assert residual.max() < 1e-4


@pytest.mark.parametrize(("n", "p"), [(4, 3), (3, 4), (2, 5)])
def test_ends_at_an_orthogonal_tensor_are_the_known_roots(n, p):
    frame = np.linalg.qr(np.random.default_rng(n).standard_normal((n, n)))[0]
    form = SymmetricForm.of(orthogonal(frame, p), n, p)
    ends = follow(form, start_roots(n, p), np.exp(0.7j), 1e-3)
    inside = ends @ frame  # components along the columns: each solves c^(p−1) = c
    assert np.allclose(inside ** (p - 1), inside, atol=1e-3)
    assert len(np.unique(np.round(inside, 1), axis=0)) == eigenpair_count(n=n, p=p)


def test_the_number_of_threads_does_not_change_the_ends():
    form = SymmetricForm.of(np.random.default_rng(0).normal(size=(10,) * 3), 10, 3)
    starts, ends = start_roots(10, 3), []
    for threads in (1, 2):
        with threadpool_limits(threads):
            ends.append(follow(form, starts, np.exp(1j), 3e-2))
    assert len(starts) > _BLOCK
    assert np.array_equal(*ends, equal_nan=True)


def test_paths_that_lead_to_infinity_are_told():
    form = SymmetricForm.of(np.zeros((3, 3, 3)), 3, 3)  # −x = 0 has no root but 0
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


def instance(n, p, seed=0):
    return SphericalSpinGlass.sample(n, p, rng=np.random.default_rng([n, p, seed]))


@pytest.mark.parametrize("p", [2, 3, 4, 5, 6])
def test_roots_of_two_spins_are_those_of_a_polynomial(p):
    model = instance(2, p)
    form = form_of(model)
    z = np.exp(2j * np.pi * np.arange(p + 1) / (p + 1))  # y = (1, z): a polynomial of order p in z
    image = form.vector(np.stack([np.ones_like(z), z], axis=1))
    values = image[:, 1] - z * image[:, 0]
    coefficients = np.fft.fft(values) / (p + 1)
    expected = np.roots(coefficients[::-1])
    y = find_roots(model, rng=np.random.default_rng(1))
    gaps = np.abs((y[:, 1] / y[:, 0])[:, None] / expected - 1)
    assert len(y) == len(expected) == p
    assert gaps.min(axis=0).max() < 1e-10
    assert gaps.min(axis=1).max() < 1e-10


@pytest.mark.parametrize(("n", "p"), [(3, 2), (4, 3), (3, 4), (3, 5)])
def test_roots_are_unit_eigenvectors_as_many_as_there_should_be(n, p):
    model = instance(n, p)
    y = find_roots(model, rng=np.random.default_rng(1))
    assert len(y) == eigenpair_count(n=n, p=p)
    assert np.allclose(np.linalg.norm(y, axis=1), 1)
    image = form_of(model).vector(y)
    value = np.sum(y.conj() * image, axis=1)
    assert np.abs(image - value[:, None] * y).max() < 1e-13


def test_paths_that_jump_are_followed_again(monkeypatch):
    followed = []

    def follow(form, starts, gamma, tolerance):
        followed.append(len(starts))
        return original(form, starts, gamma, tolerance)

    original = subject.follow
    monkeypatch.setattr(subject, "follow", follow)
    monkeypatch.setattr(subject, "_TOLERANCES", (0.3, 3e-3, 3e-4))
    y = find_roots(instance(7, 3), rng=np.random.default_rng(2))
    assert followed == [127, 127]
    assert len(y) == 127


def test_another_gamma_adds_to_the_roots_found_before(monkeypatch):
    gammas = []

    def follow(form, starts, gamma, tolerance):
        gammas.append(gamma)
        ends = original(form, starts, gamma, tolerance)
        ends[len(gammas) :: 3] = np.nan  # other paths are lost each time
        return ends

    original = subject.follow
    monkeypatch.setattr(subject, "follow", follow)
    monkeypatch.setattr(subject, "_TOLERANCES", (3e-3,) * 3)
    assert len(find_roots(instance(4, 3), rng=np.random.default_rng(3))) == 15
    assert len(set(gammas)) >= 2
    assert np.allclose(np.abs(gammas), 1)


def test_more_paths_than_can_be_followed_are_refused():
    with pytest.raises(ValueError, match="n = 18, p = 3 has 262143 roots"):
        find_roots(instance(18, 3), rng=np.random.default_rng(0))


@pytest.mark.parametrize(("needed", "tries"), [(1e-3, 2), (1e-4, 3)])
def test_paths_that_need_small_steps_get_them(monkeypatch, needed, tries):
    """Every third path is lost, and every fourth jumps, unless corrections stay below a size."""

    tried = []

    def follow(form, starts, gamma, tolerance):
        tried.append(tolerance)
        ends = original(form, starts, gamma, min(tolerance, 1e-3))
        if tolerance > needed:
            ends[::3] = np.nan
            ends[1::4] = ends[2]
        return ends

    original = subject.follow
    monkeypatch.setattr(subject, "follow", follow)
    assert len(find_roots(instance(4, 3), rng=np.random.default_rng(3))) == 15
    assert len(tried) == tries


@pytest.mark.parametrize("rng", [0, None])
def test_a_seed_in_place_of_a_generator_is_refused(rng):
    for p in (2, 3):
        with pytest.raises(ValueError, match="rng must be a generator"):
            find_roots(instance(3, p), rng=rng)
