"""Densities of ordered GOE eigenvalues: small cases, long arithmetic, samples, own checks."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from lib import theory
from lib.theory import goe, quadrature, tails


def every_density(n, t):
    density = np.empty((t.size, n))
    for odd in (0, 1):
        density[:, odd::2] = np.exp(goe.order_densities(n, odd, t).log_value)
    return density


def test_two_eigenvalues_by_integration():
    t = np.linspace(-3, 3, 13)
    nodes, weights = np.polynomial.legendre.leggauss(80)
    for place in t:
        above = place + 6 * (nodes + 1)
        lowest = 6 * weights @ ((above - place) * np.exp(-(above**2 + place**2) / 2))
        density = lowest / (2 * np.sqrt(np.pi))
        found = every_density(2, np.array([place]))[0, 0]
        assert found == pytest.approx(density, rel=1e-10)


@pytest.mark.parametrize("n", [2, 3, 8, 25, 26, 60])
def test_each_eigenvalue_has_probability_one(n):
    t = np.linspace(-1, 1, 401) * (np.sqrt(2 * n) + 6)
    mass = every_density(n, t).sum(axis=0) * (t[1] - t[0])
    assert mass == pytest.approx(np.ones(n), rel=1e-11)


@pytest.mark.parametrize("n", [5, 6])
def test_the_mirror_reverses_the_order(n):
    t = np.linspace(0.1, 4, 9)
    assert every_density(n, t) == pytest.approx(every_density(n, -t)[:, ::-1], rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("n", [4, 7, 30])
def test_lowest_from_determinants(n):
    t = np.linspace(-1.2, -0.4, 17) * np.sqrt(2 * n)
    fast, fast_error = (np.exp(table[:, 0]) for table in goe.lowest_density(n, t))
    slow, slow_error = (np.exp(table[:, 0]) for table in goe.order_densities(n, 0, t))
    assert np.all(np.abs(fast - slow) <= fast_error + slow_error)
    assert fast[:9] == pytest.approx(slow[:9], rel=1e-9)


@pytest.mark.parametrize("n", [2, 7, 40])
def test_an_eigenvalue_is_expected_where_the_semicircle_has_it_one_spacing_from_the_next(n):
    for index in range(n):
        place, spacing = quadrature.expected_place(n, index)
        x = np.linspace(-1, place / np.sqrt(2 * n), 4001) * np.sqrt(2 * n)
        density = np.sqrt(np.maximum(2 * n - x * x, 0)) / np.pi
        assert np.trapezoid(density, x) == pytest.approx(index + 0.5, abs=0.01)
        assert spacing == pytest.approx(1 / density[-1], rel=1e-6)


@pytest.mark.parametrize("scale", [1, 1000])
def test_coefficients_are_within_their_bounds_of_those_in_longer_arithmetic(scale):
    rng = np.random.default_rng(3)
    for size in (2, 4, 6):
        half = rng.normal(size=(size, size))
        turn = np.linalg.qr(rng.normal(size=(2 * size, 2 * size)))[0]
        pencil = turn @ np.kron(np.eye(2), scale * (half + half.T)) @ turn.T
        pencil = np.vectorize(Decimal)(pencil)
        found = {}
        for digits in (20, 80):
            with localcontext() as context:
                context.prec = digits
                found[digits] = tails.pfaffian_coefficients(pencil, size)
        for value, exact, bound in zip(found[20][0], found[80][0], found[20][1], strict=True):
            assert abs(value - exact) <= bound


def test_bounds_of_coefficients_are_the_series_of_absolute_values():
    pencil = np.array(
        [[Decimal(1), Decimal(0)], [Decimal(0), Decimal(1)]]
    )  # 1 + x; with absolute values 1/(1 − x)
    with localcontext() as context:
        context.prec = 30
        values, bounds = tails.pfaffian_coefficients(pencil, 5)
        assert values == [1, 1, 0, 0, 0, 0]
        # with absolute values the series is that of 1/(1 − x)
        assert bounds == [2 * 4 * Decimal(10) ** -29] * 6


@pytest.mark.parametrize("n", [2, 3, 6, 9, 13])
def test_rounding_errors_are_within_their_bounds(n):
    t = np.array([-2.0, -1.4, -0.9, 0.0, 0.2, 0.7]) * np.sqrt(2 * n)
    for odd in (0, 1):
        exact = tails.order_densities(n, odd, t, 300)
        assert np.all(exact.log_error < exact.log_value - 20)
        found = goe.order_densities(n, odd, t)
        error = np.abs(np.exp(found.log_value) - np.exp(exact.log_value))
        assert np.all(error <= np.exp(found.log_error) + 1e-300)


def test_densities_far_out_are_no_zeros_in_long_arithmetic():
    found = tails.order_densities(3, 0, np.array([-40.0, -41.0]), 60).log_value[:, 0]
    assert found[0] - found[1] == pytest.approx(81 / 2, rel=0.02)  # e^(−t²/2), 350 decades down


def test_sampled_order_statistics():
    rng, n, samples = np.random.default_rng(3), 6, 20_000
    gaussian = rng.normal(size=(samples, n, n)) / 2
    eigenvalues = np.linalg.eigvalsh(gaussian + gaussian.swapaxes(1, 2))
    for index in range(n):
        found = quadrature.integral(n, index, 0.0, np.inf, 0.5).mean
        error = eigenvalues[:, index].std() / np.sqrt(samples)
        assert abs(eigenvalues[:, index].mean() - found) < 4 * error


def test_counting_independent_events():
    chance, slack = np.array([[0.9, 0.5, 0.1]]), np.array([[1e-15]])
    share = np.exp(goe.count_chances(chance, slack).log_value[0])
    by_hand = [0.1 * 0.5 * 0.9, 0.9 * 0.5 * 0.9 + 0.1 * 0.5 * 0.9 + 0.1 * 0.5 * 0.1]
    assert share[:2] == pytest.approx(by_hand)
    assert share.sum() == pytest.approx(1)


@pytest.mark.parametrize("n", [4, 5])
def test_a_wrong_norm_is_noticed(monkeypatch, n):
    monkeypatch.setattr(goe, "log_norm", lambda n: 0.1)
    with pytest.raises(theory.PrecisionError, match="miss their closed sum"):
        goe.order_densities(n, 0, np.array([0.3]))


def test_long_arithmetic_agrees_with_itself_at_twice_the_digits():
    t = np.array([-6.0, -4.0])
    some = tails.order_densities(8, 1, t, 80)
    more = tails.order_densities(8, 1, t, 160)
    assert some.log_value == pytest.approx(more.log_value, rel=1e-12)
    assert np.all(more.log_error < some.log_error - 150)
