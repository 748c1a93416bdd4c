"""Levels, complexity and the semicircle: printed values, brute force on grids, laws."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from lib import theory

GROUND_STATES = [
    1.656998, 1.794085, 1.887989, 1.958666, 2.014953,
    2.061504, 2.101060, 2.135364, 2.165587, 2.192557,
]  # fmt: skip


@pytest.mark.parametrize(("p", "value"), [(3, 1.632993), (4, 1.732051), (10, 1.897367)])
def test_threshold_energy(p, value):
    assert theory.threshold_energy(p) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(("p", "value"), list(enumerate(GROUND_STATES, start=3)))
def test_ground_state_energy(p, value):
    assert theory.ground_state_energy(p) == pytest.approx(value, abs=2e-6)


@pytest.mark.parametrize(
    ("p", "k", "value"),
    [(3, 1, 1.652873), (3, 2, 1.650253), (3, 5, 1.645893), (4, 1, 1.783300), (10, 1, 2.092142)],
)
def test_layer_energy(p, k, value):
    assert theory.layer_energy(p, k) == pytest.approx(value, abs=2e-6)


@pytest.mark.parametrize(("p", "width"), [(3, 0.024005), (4, 0.062034), (10, 0.237997)])
def test_band_width(p, width):
    band = theory.ground_state_energy(p) - theory.threshold_energy(p)
    assert band == pytest.approx(width, abs=2e-6)


@pytest.mark.parametrize(
    ("u", "p", "index", "value"),
    [
        (-1.65, 3, None, 0.004254),
        (-1.0, 3, None, 0.221574),
        (-0.5, 3, None, 0.315324),
        (-1.64, 3, 1, 0.009313),
        (-1.75, 4, 1, 0.034905),
    ],
)
def test_complexity(u, p, index, value):
    assert theory.complexity(u, p, index=index) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(("p", "value"), [(3, 0.013240), (4, 0.049306), (10, 0.298612)])
def test_threshold_complexity(p, value):
    level = -theory.threshold_energy(p)
    assert theory.threshold_complexity(p) == pytest.approx(value, abs=1e-6)
    for index in (0, 1, 7):
        assert theory.complexity(level, p, index=index) == pytest.approx(value, abs=1e-6)


def complexity_by_integration(u, p, index):
    """Θ_k from scratch: the Gaussian weight and the edge rate ∫ √(z² − 2) dz of a GOE."""
    place = u * np.sqrt(p / (2 * (p - 1)))
    rate = quad(lambda z: np.sqrt(z * z - 2), np.sqrt(2), -place)[0]
    return np.log(p - 1) / 2 - (p - 2) / (2 * p) * place**2 - (index + 1) * rate


@pytest.mark.parametrize("p", range(3, 101))
def test_layers_are_roots_of_the_integrated_complexity(p):
    for k in (0, 1, 20):
        end = brentq(
            lambda u: complexity_by_integration(u, p, k),  # noqa: B023
            -theory.threshold_energy(p) - 2,
            -theory.threshold_energy(p) * (1 + 1e-12),
            xtol=1e-12,
        )
        assert theory.layer_energy(p, k) == pytest.approx(-end, abs=1e-8)


@pytest.mark.parametrize("p", [3, 17, 100])
def test_layers_fall_towards_the_threshold(p):
    layers = [theory.layer_energy(p, k) for k in range(21)]
    assert np.all(np.diff(layers) < 0)
    assert layers[-1] > theory.threshold_energy(p)
    assert theory.layer_energy(p, 10**9) == pytest.approx(theory.threshold_energy(p), abs=1e-5)


def test_two_spin_band_has_no_width():
    assert theory.ground_state_energy(2) == theory.threshold_energy(2) == np.sqrt(2)
    assert theory.layer_energy(2, 20) == np.sqrt(2)
    assert theory.threshold_complexity(2) == 0
    assert theory.complexity(-1.0, 2) == theory.complexity(1.0, 2, index=3) == 0
    assert theory.complexity(-1.5, 2) < 0


@pytest.mark.parametrize("index", [None, 0, 1, 6])
def test_complexity_is_cumulative_and_keeps_shape(index):
    levels = np.linspace(-3, 3, 61).reshape(1, 61)
    values = theory.complexity(levels, 5, index=index)
    assert values.shape == (1, 61)
    assert np.all(np.diff(values) >= 0)
    assert values[0, 7] == theory.complexity(levels[0, 7], 5, index=index)
    assert theory.complexity(-np.inf, 5, index=index) == -np.inf
    assert theory.complexity(np.inf, 5, index=index) == values[0, -1]


def test_every_layer_is_below_the_total():
    levels = np.linspace(-1.7, 1, 50)
    total = theory.complexity(levels, 3)
    layers = np.array([theory.complexity(levels, 3, index=index) for index in range(4)])
    assert np.all(layers <= total + 1e-12)
    assert np.all(np.diff(layers, axis=0) <= 0)


def test_fixed_index_saddles_live_inside_the_band():
    level = -theory.threshold_energy(3) - 0.01
    assert theory.complexity(level, 3, index=1) > 0
    ratio = theory.complexity(level, 3, index=1) - theory.complexity(level, 3, index=0)
    assert theory.deviation_rate(level, 3) == pytest.approx(-ratio)


@pytest.mark.parametrize(("p", "value"), [(3, 0.30), (4, 1.1e-2), (6, 1.9e-6)])
def test_saddle_ratio_in_the_middle_of_the_band(p, value):
    middle = -(theory.ground_state_energy(p) + theory.threshold_energy(p)) / 2
    assert np.exp(-1000 * theory.deviation_rate(middle, p)) == pytest.approx(value, rel=0.03)


@pytest.mark.parametrize("p", [1, 0, -3, 2.5, np.nan, np.inf, "3", None, True])
def test_a_wrong_order_is_refused(p):
    for call in (theory.threshold_energy, theory.ground_state_energy, theory.threshold_complexity):
        with pytest.raises(ValueError, match="order p"):
            call(p)
    with pytest.raises(ValueError, match="order p"):
        theory.complexity(-1.0, p)


def test_wrong_levels_and_layers_are_refused():
    with pytest.raises(ValueError, match="got nan"):
        theory.complexity(np.nan, 3)
    with pytest.raises(ValueError, match="energy density u"):
        theory.deviation_rate("low", 3)
    with pytest.raises(ValueError, match="the index"):
        theory.complexity(-1.0, 3, index=-1)
    with pytest.raises(ValueError, match="the layer k"):
        theory.layer_energy(3, 1.5)


def test_whole_numbers_of_any_type_are_taken():
    assert theory.threshold_energy(np.int64(3)) == theory.threshold_energy(3.0)


def test_effective_width():
    assert theory.effective_width([4, 5, 3, 1]) == pytest.approx(3.914868, abs=1e-6)
    assert theory.effective_width(np.array([7, 7])) == pytest.approx(49)
    assert theory.effective_width([1000] * 400) == pytest.approx(1000 ** (400 / 399))


@pytest.mark.parametrize(
    ("widths", "match"),
    [([3], "at least two widths"), ([3, 0, 1], "a width"), ([3, np.nan], "a width")],
)
def test_effective_width_refuses_what_is_no_network(widths, match):
    with pytest.raises(ValueError, match=match):
        theory.effective_width(widths)


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
