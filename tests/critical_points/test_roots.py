"""All roots, against the roots of a polynomial (n = 2) and under loose tracking."""

import numpy as np
import pytest

from lib.critical_points import find_roots
from lib.critical_points import roots as subject
from lib.critical_points.eigenpairs import form_of
from lib.spinglass import SphericalSpinGlass
from lib.theory import eigenpair_count


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
    assert len(y) == eigenpair_count(p, n)
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
    assert followed[0] == 127
    assert 0 < followed[1] < 127
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
    monkeypatch.setattr(subject, "_TOLERANCES", (3e-3,))
    assert len(find_roots(instance(4, 3), rng=np.random.default_rng(3))) == 15
    assert len(set(gammas)) >= 2
    assert np.allclose(np.abs(gammas), 1)


def test_more_paths_than_can_be_followed_are_refused():
    with pytest.raises(ValueError, match="n = 18, p = 3 has 262143 roots"):
        find_roots(instance(18, 3), rng=np.random.default_rng(0))
