"""The mean field for finitely many patterns against its vector form, limits and known values."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from lib.hopfield import free_energy, mixture_threshold, overlap, stability

ODD = [1, 3, 5, 7]
COLD = st.floats(0.02, 0.98)


def patterns_of_a_site(p):
    return np.array(list(itertools.product([-1, 1], repeat=p)))


def vector_free_energy(m, T):
    """f of any overlaps (p,), the mean over all 2^p patterns of a site written out."""
    fields = patterns_of_a_site(len(m)) @ m
    return m @ m / 2 - T * np.mean(np.logaddexp(fields / T, -fields / T))


def vector_map(m, T):
    """⟨ξ tanh(m·ξ/T)⟩, (p,)."""
    xi = patterns_of_a_site(len(m))
    return xi.T @ np.tanh(xi @ m / T) / len(xi)


@pytest.mark.parametrize(
    ("T", "m"),
    [(0.3, 0.997414), (0.5, 0.957504), (0.6, 0.907332), (0.8, 0.710412), (0.9, 0.525430)],
)
def test_the_overlap_with_one_pattern(T, m):
    assert overlap(T) == pytest.approx(m, abs=1e-6)
    assert overlap(T) == pytest.approx(np.tanh(overlap(T) / T), abs=1e-14)


def test_near_the_transition_the_overlap_vanishes_as_a_root():
    assert overlap(0.999) / np.sqrt(3 * 0.001) == pytest.approx(0.99960, abs=1e-5)
    for step in (1e-6, 1e-9, 1e-12, 1e-15):
        T = 1 - step
        assert overlap(T) / np.sqrt(3 * (1 - T)) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("n", ODD)
@pytest.mark.parametrize("T", [0.01, 0.2, 0.499, 0.501, 0.7, 0.95])
def test_a_mixture_solves_the_vector_equations(n, T):
    m = np.zeros(8)
    m[:n] = overlap(T, n)
    assert np.allclose(vector_map(m, T), m, atol=1e-13)
    assert free_energy(T, n) == pytest.approx(vector_free_energy(m, T), abs=1e-13)


@pytest.mark.parametrize("n", ODD)
@pytest.mark.parametrize("T", [0.3, 0.7])
def test_it_is_the_largest_solution(n, T):
    above = np.linspace(overlap(T, n) + 1e-3, 1.5, 200)
    for m in above:
        assert vector_map(np.r_[np.full(n, m)], T)[0] < m


@pytest.mark.parametrize("n", [1, 3, 5])
@pytest.mark.parametrize("T", [0.1, 0.35, 0.6, 0.9, 1.3])
def test_stability_is_the_spectrum_of_the_free_energys_hessian(n, T):
    """By finite differences, in a network of n + 2 patterns."""
    m, step = np.zeros(n + 2), 1e-4
    m[:n] = overlap(T, n)
    moves = step * np.eye(n + 2)

    def along(a, b):
        return vector_free_energy(m + a + b, T)

    hessian = [
        [(along(a, b) - along(a, -b) - along(-a, b) + along(-a, -b)) / (4 * step**2) for b in moves]
        for a in moves
    ]
    found = stability(T, n)
    expected = sorted([found.along] + [found.within] * (n - 1) + [found.outside] * 2)
    assert np.allclose(np.linalg.eigvalsh(hessian), expected, atol=2e-5)
    assert found.lowest == min(expected)


@pytest.mark.parametrize(("n", "T"), [(1, 1.0), (3, 0.459794), (5, 0.384739), (7, 0.343930)])
def test_thresholds_of_mixtures(n, T):
    assert mixture_threshold(n) == pytest.approx(T, abs=2e-6)


def test_the_threshold_of_three_by_the_short_equation():
    """T = 1 − tanh²(m/T) with m from its own fixed point, iterated."""

    def m_of(T):
        m = 0.5
        for _ in range(5000):
            m = (np.tanh(m / T) + np.tanh(3 * m / T)) / 4
        return m

    short = brentq(lambda T: 1 - np.tanh(m_of(T) / T) ** 2 - T, 0.4, 0.5)
    assert mixture_threshold(3) == pytest.approx(short, abs=1e-9)


@pytest.mark.parametrize("n", [3, 5, 7, 21, 101])
def test_below_its_threshold_and_only_there_a_mixture_is_metastable(n):
    threshold = mixture_threshold(n)
    for T in np.linspace(0.02, 0.995, 60):
        assert (stability(T, n).lowest > 0) == (threshold > T)


def test_thresholds_fall_with_the_number_of_patterns():
    thresholds = [mixture_threshold(n) for n in (1, 3, 5, 7, 9, 31, 301)]
    assert (np.diff(thresholds) < 0).all()


@pytest.mark.parametrize(("n", "m", "energy"), [(1, 1, -1 / 2), (3, 1 / 2, -3 / 8),
                                                (5, 3 / 8, -0.3515625)])  # fmt: skip
def test_without_noise(n, m, energy):
    assert overlap(0.0, n) == m
    assert free_energy(0, n) == pytest.approx(energy, abs=1e-12)
    for T in (1e-300, 1e-12, 1e-6, 1e-3):
        assert overlap(T, n) == pytest.approx(m, abs=1e-14)
        assert free_energy(T, n) == pytest.approx(energy, abs=1e-12)
    assert stability(0, n).lowest == stability(1e-6, n).lowest == 1.0


@pytest.mark.parametrize("T", [1.0, 1.0001, 2.0, 1e6])
def test_above_the_transition_nothing_is_remembered(T):
    assert overlap(T) == overlap(T, 5) == 0.0
    assert free_energy(T, 3) == pytest.approx(-T * np.log(2))
    assert stability(T).lowest == pytest.approx(1 - 1 / T)


@given(T=COLD, n=st.sampled_from([3, 5, 7, 9]))
def test_pure_patterns_have_the_lowest_free_energy(T, n):
    assert free_energy(T) < free_energy(T, n) < -T * np.log(2)
    assert free_energy(T, n - 2) < free_energy(T, n)


@given(a=COLD, b=COLD, n=st.sampled_from(ODD))
def test_overlap_falls_and_free_energy_falls_with_temperature(a, b, n):
    a, b = sorted((a, b))
    assert overlap(a, n) >= overlap(b, n) > 0
    assert free_energy(a, n) >= free_energy(b, n)


@given(T=COLD, n=st.sampled_from(ODD))
def test_the_entropy_is_that_of_free_spins_in_their_field(T, n):
    """−∂f/∂T at a solution, by differences, against the entropy ⟨S(tanh)⟩ site by site."""
    step = 1e-6
    slope = -(free_energy(T + step, n) - free_energy(T - step, n)) / (2 * step)
    x = patterns_of_a_site(n).sum(1) * overlap(T, n) / T
    entropy = np.mean(np.logaddexp(x, -x) - x * np.tanh(x))
    assert slope == pytest.approx(entropy, abs=1e-6)
    assert -1e-12 <= entropy <= np.log(2)


@pytest.mark.parametrize("function", [overlap, free_energy, stability])
@pytest.mark.parametrize(
    ("T", "n", "message"),
    [
        (0.5, 2, "an odd number of patterns is mixed, not 2"),
        (0.5, 0, "not 0"),
        (0.5, -1, "not -1"),
        (0.5, 1.5, r"not 1\.5"),
        (-0.1, 1, r"the temperature must be at least 0 and finite; got -0\.1"),
        (np.nan, 1, "got nan"),
        (np.inf, 1, "got inf"),
    ],
)
def test_what_makes_no_sense_is_refused(function, T, n, message):
    with pytest.raises(ValueError, match=message):
        function(T, n)


def test_a_threshold_of_an_even_mixture_is_refused():
    with pytest.raises(ValueError, match="an odd number of patterns is mixed, not 4"):
        mixture_threshold(4)


@pytest.mark.parametrize("n_mixed", [1, 3, 5, 7])
def test_at_the_smallest_temperatures_a_mixture_is_as_at_zero(n_mixed):
    for of in (overlap, free_energy, stability):
        assert of(5e-324, n_mixed) == of(1e-301, n_mixed) == of(0.0, n_mixed)
        assert of(1e-9, n_mixed) == pytest.approx(of(0.0, n_mixed), abs=1e-8)
