"""The Hessian's semicircle and the index–energy curve, against integrals and sampled Hessians."""

import numpy as np
import pytest
from scipy.integrate import quad

from lib import theory


@pytest.mark.parametrize(
    ("u", "value"), [(-1.5, 0.013778), (-1.0, 0.136114), (-0.5, 0.308166), (0.0, 0.5)]
)
def test_index_fraction(u, value):
    assert theory.index_fraction(u, 3) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(("p", "high"), [(3, 9.797959), (4, 13.856406)])
def test_the_bulk_touches_zero_at_the_threshold(p, high):
    edges = theory.hessian_edges(-theory.threshold_energy(p), p)
    assert edges == pytest.approx((0, high), abs=1e-6)


def test_hessian_edges_at_the_ground_state():
    edges = theory.hessian_edges(-theory.ground_state_energy(3), 3)
    assert edges == pytest.approx((0.072016, 9.869975), abs=1e-5)


@pytest.mark.parametrize("p", [2, 3, 9])
@pytest.mark.parametrize("share", [-0.8, -0.1, 0.6])
def test_index_fraction_is_the_semicircle_below_zero(p, share):
    u = share * theory.threshold_energy(p)
    low, high = theory.hessian_edges(u, p)
    below = quad(lambda x: theory.hessian_density(x, u, p), low, 0)[0]
    assert theory.index_fraction(u, p) == pytest.approx(below, abs=1e-7)
    assert quad(lambda x: theory.hessian_density(x, u, p), low, high)[0] == pytest.approx(1)


def test_index_fraction_beyond_the_band_is_flat():
    assert np.array_equal(theory.index_fraction([-np.inf, -1.7, 1.7, np.inf], 3), [0, 0, 1, 1])


def test_index_fraction_is_odd_about_its_centre_and_grows():
    u = np.linspace(-1.6, 1.6, 33)
    alpha = theory.index_fraction(u, 3)
    assert alpha + alpha[::-1] == pytest.approx(np.ones(33))
    assert np.all(np.diff(alpha) > 0)


@pytest.mark.parametrize("p", [2, 3, 50])
def test_energy_at_index_fraction_inverts(p):
    alpha = np.linspace(0, 1, 101).reshape(101, 1)
    u = theory.energy_at_index_fraction(alpha, p)
    assert u.shape == (101, 1)
    assert theory.index_fraction(u, p) == pytest.approx(alpha, abs=1e-12)
    edge = theory.threshold_energy(p)
    assert theory.energy_at_index_fraction([0, 0.5, 1], p) == pytest.approx([-edge, 0, edge])


def test_sampled_hessians_lie_on_the_semicircle():
    rng, p, u, size = np.random.default_rng(5), 4, -0.9, 600
    gaussian = rng.normal(size=(size, size))
    goe = (gaussian + gaussian.T) / np.sqrt(2) * np.sqrt(p * (p - 1) / (size + 1))
    eigenvalues = np.linalg.eigvalsh(goe - p * u * np.eye(size))
    assert np.mean(eigenvalues < 0) == pytest.approx(theory.index_fraction(u, p), abs=0.01)
    low, high = theory.hessian_edges(u, p)
    assert (eigenvalues[0], eigenvalues[-1]) == pytest.approx((low, high), abs=0.4)


def test_wrong_arguments_are_refused():
    for call in (theory.index_fraction, theory.hessian_edges):
        with pytest.raises(ValueError, match="order p"):
            call(0.0, 1)
        with pytest.raises(ValueError, match="got nan"):
            call(np.nan, 3)
    for alpha in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="index fraction"):
            theory.energy_at_index_fraction(alpha, 3)
