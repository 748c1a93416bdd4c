"""Levels and temperatures of mixtures: pure models in closed form, the sheet's values, laws."""

import numpy as np
import pytest
from scipy.optimize import brentq

from lib import theory
from lib.theory import mixtures

MIXED = {3: 0.5, 4: 0.5}


@pytest.mark.parametrize("p", [2, 3, 4, 6, 12])
def test_a_pure_model_has_one_threshold(p):
    level = 2 * np.sqrt((p - 1) / p)
    assert mixtures.threshold_energy({p: 1.0}) == pytest.approx(level, rel=1e-12)
    assert mixtures.algorithmic_threshold({p: 1.0}) == pytest.approx(level, rel=1e-9)
    assert mixtures.marginal_multiplier({p: 1.0}) == pytest.approx(p * level, rel=1e-12)
    assert theory.threshold_energy(p) == pytest.approx(level, rel=1e-12)


def test_a_mixture_has_two_thresholds():
    assert mixtures.algorithmic_threshold(MIXED) > mixtures.threshold_energy(MIXED) + 1e-3


def test_the_threshold_of_some_mixtures_lies_below_their_wall():
    odd = {3: 0.9, 12: 0.1}
    assert mixtures.threshold_energy(odd) > mixtures.algorithmic_threshold(odd) + 0.01


@pytest.mark.parametrize("p", [3, 4, 6, 12])
def test_the_dynamical_temperature_of_a_pure_model(p):
    expected = np.sqrt(p * (p - 2) ** (p - 2) / (p - 1) ** (p - 1))
    assert theory.dynamical_temperature({p: 1.0}) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("mixture", "value"), [({3: 1.0}, 0.82881), (MIXED, 0.76214)])
def test_the_static_temperature(mixture, value):
    T = theory.static_temperature(mixture)
    assert pytest.approx(value, abs=1e-5) == T
    f = mixtures.covariance(mixture)
    q = brentq(lambda x: f.deriv(1)(x) / T**2 - x / (1 - x), 0.5, 0.99)
    assert f(q) / T**2 + np.log1p(-q) + q == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("mixture", [{3: 1.0}, {4: 1.0}, {9: 1.0}, MIXED, {3: 0.9, 12: 0.1}])
def test_valleys_hold_before_they_are_the_equilibrium(mixture):
    assert theory.static_temperature(mixture) < theory.dynamical_temperature(mixture)


@pytest.mark.parametrize("mixture", [{3: 0.2, 40: 0.8}, {3: 0.3, 40: 0.7}, {4: 0.2, 60: 0.8}])
def test_the_highest_of_several_maxima_is_where_valleys_begin_to_hold(mixture):
    q = np.linspace(0, 1, 100_001)[1:-1]
    force = mixtures.covariance(mixture).deriv()(q) * (1 - q) / q
    assert (np.diff(np.sign(np.diff(force))) < 0).sum() == 2
    assert theory.dynamical_temperature(mixture) ** 2 == pytest.approx(force.max(), rel=1e-6)


def test_with_two_spins_a_term_both_temperatures_are_one():
    for temperature in (theory.static_temperature, theory.dynamical_temperature):
        assert temperature({2: 1.0}) == pytest.approx(np.sqrt(2), rel=1e-6)


@pytest.mark.parametrize(
    "level",
    [mixtures.threshold_energy, mixtures.algorithmic_threshold,
     mixtures.dynamical_temperature, mixtures.static_temperature],
)  # fmt: skip
def test_energies_scale_with_the_root_of_the_coefficients(level):
    assert level({3: 4.0}) == pytest.approx(2 * level({3: 1.0}), rel=1e-8)


@pytest.mark.parametrize(
    "mixture",
    [{}, None, {3: "much"}, {3: -1, 4: 2}, {3: np.inf}, {1: 1.0}, {101: 1}, {3: 1e-51},
     {3: 1.5e50}, {3: 0}],
)  # fmt: skip
def test_what_is_no_mixture_is_refused(mixture):
    with pytest.raises(ValueError, match=r"mixture|order|coefficient"):
        mixtures.covariance(mixture)
