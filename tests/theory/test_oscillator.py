"""Oscillator functions, their half-line integrals and the closed sums, against quadrature."""

from functools import cache

import numpy as np
import pytest
from scipy.special import eval_hermite, factorial

from lib.theory.oscillator import (
    border,
    half_lines,
    left_integrals,
    log_norm,
    oscillators,
    parity_sums,
)


def function(j, x):
    scale = np.sqrt(2.0**j * factorial(j) * np.sqrt(np.pi))
    return eval_hermite(j, x) * np.exp(-x * x / 2) / scale


legendre = cache(np.polynomial.legendre.leggauss)


def rule(low, high, points=120):
    nodes, weights = legendre(points)
    return (low + high) / 2 + (high - low) / 2 * nodes, (high - low) / 2 * weights


POINTS = np.array([-3.7, -0.4, 0.0, 1.3, 5.5])


def test_oscillators():
    values, log_scale = oscillators(9, POINTS)
    for j in range(9):
        assert values[j] * np.exp(log_scale) == pytest.approx(function(j, POINTS), abs=1e-14)


@pytest.mark.parametrize("x", [0.0, 3.0, 30.0, 55.0])
def test_oscillators_of_high_order_neither_overflow_nor_vanish(x):
    count = 2000
    values, log_scale = oscillators(count, np.array([x]))
    density = np.sum((values * np.exp(log_scale)) ** 2)
    assert density == pytest.approx(np.sqrt(2 * count - x * x) / np.pi, rel=2e-3)


def test_left_integrals():
    values, log_scale = left_integrals(9, POINTS)
    for i, t in enumerate(POINTS):
        x, weights = rule(-12, t)
        for j in range(9):
            found = values[j, i] * np.exp(log_scale[i])
            assert found == pytest.approx(weights @ function(j, x), abs=1e-13)


def test_small_integrals_keep_their_relative_accuracy():
    values, log_scale = left_integrals(9, np.array([-11.0]))
    x, weights = rule(-16, -11)
    for j in range(9):
        assert values[j, 0] * np.exp(log_scale[0]) == pytest.approx(weights @ function(j, x))


@pytest.mark.parametrize("n", [2, 5, 8])
def test_skew_forms(n):
    _, *forms = half_lines(n, POINTS)
    for i, t in enumerate(POINTS):
        for form, (low, high) in zip(forms, ((-12, t), (t, 12)), strict=True):
            y, weights = rule(low, high)
            below = np.stack([rule(low, end)[0] for end in y])
            inner = np.stack([rule(low, end)[1] for end in y])
            whole = rule(low, high)
            for j in range(n):
                for k in range(n):
                    left = (inner * function(j, below)).sum(1)
                    total = whole[1] @ function(j, whole[0])
                    direct = weights @ (function(k, y) * (2 * left - total))
                    assert form[i, j, k] == pytest.approx(direct, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 20, 21, 200])
def test_closed_sums_hold_all_eigenvalues_once(n):
    t = np.linspace(-1, 1, 4001) * (np.sqrt(2 * n) + 8)
    sums, log_scale = parity_sums(n, t)
    found = (sums * np.exp(log_scale)).sum(axis=1) * (t[1] - t[0])
    assert found == pytest.approx([(n + 1) // 2, n // 2], rel=1e-10)


def test_borders_follow_the_parities():
    found = [["".join(border(n, odd, "φ", "l", "r")) for odd in (0, 1)] for n in (4, 5)]
    assert found == [["φr", "φl"], ["φ", "φlr"]]


@pytest.mark.parametrize("n", [2, 4])
def test_norm_is_the_pfaffian_of_the_whole_line(n):
    form = half_lines(n, np.array([40.0]))[1][0]
    pfaffian = form[0, 1]
    if n == 4:
        pfaffian = form[0, 1] * form[2, 3] - form[0, 2] * form[1, 3] + form[0, 3] * form[1, 2]
    assert np.exp(log_norm(n)) == pytest.approx(abs(pfaffian))


def test_norm_of_three_is_bordered_by_the_integrals():
    form = half_lines(3, np.array([40.0]))[1][0]
    whole = left_integrals(3, np.array([40.0]))[0][:, 0]
    pfaffian = form[0, 1] * whole[2] - form[0, 2] * whole[1] + form[1, 2] * whole[0]
    assert np.exp(log_norm(3)) == pytest.approx(abs(pfaffian))
