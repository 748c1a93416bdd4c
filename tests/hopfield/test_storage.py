"""The T–α plane against its saddle-point equations, known limits, and the network itself."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import erf

from lib.hopfield import (
    Hopfield,
    capacity,
    critical_overlap,
    glass_order,
    glass_temperature,
    overlap,
    retrieval_overlap,
    stable_load,
)


def iterated(load, m=1.0):
    """m = erf(m/√(2αr)), C = √(2/(παr)) exp(−m²/(2αr)), r = 1/(1 − C)²: iterated from m = 1."""
    r = 1.0
    for _ in range(20_000):
        c = np.sqrt(2 / (np.pi * load * r)) * np.exp(-(m**2) / (2 * load * r))
        if c >= 1:
            return 0.0
        m, r = erf(m / np.sqrt(2 * load * r)), 1 / (1 - c) ** 2
    return m if m > 0.5 else 0.0


def test_the_capacity_and_the_overlap_there():
    assert capacity() == pytest.approx(0.137906, abs=1e-6)
    assert critical_overlap() == pytest.approx(0.967417, abs=1e-6)


def test_the_capacity_is_the_largest_load():
    """α = ½(erf(y)/y − (2/√π)e^(−y²))² on a fine grid."""
    y = np.linspace(0.3, 6, 200_001)
    loads = (erf(y) / y - 2 / np.sqrt(np.pi) * np.exp(-(y**2))) ** 2 / 2
    assert loads.max() == pytest.approx(capacity(), abs=1e-10)
    assert erf(y[loads.argmax()]) == pytest.approx(critical_overlap(), abs=1e-4)


@pytest.mark.parametrize("load", [0.01, 0.05, 0.1, 0.13, 0.1375])
def test_the_retrieval_curve_solves_the_saddle_point_equations(load):
    assert retrieval_overlap(load) == pytest.approx(iterated(load), abs=1e-9)


def test_just_beyond_the_capacity_the_iteration_falls_to_nothing():
    assert iterated(capacity() + 1e-4) == retrieval_overlap(capacity() + 1e-4) == 0.0


def test_the_curve_falls_from_one_and_ends_in_a_jump():
    loads = np.linspace(0, capacity(), 400)
    curve = np.array([retrieval_overlap(load) for load in loads])
    assert curve[0] == 1
    assert (np.diff(curve) < 1e-14).all()  # rounding
    assert curve[-1] == pytest.approx(critical_overlap(), abs=1e-6)
    # At the end the slope is infinite, as a root.
    gap = [retrieval_overlap(capacity() - step) - critical_overlap() for step in (1e-6, 1e-8)]
    assert gap[0] / gap[1] == pytest.approx(10, rel=0.05)


def test_networks_keep_their_patterns_below_the_capacity_and_lose_them_well_beyond():
    rng = np.random.default_rng(0)
    kept = []
    for load in (0.08, 0.3):
        network = Hopfield.sample(600, round(600 * load), rng=rng)
        ends = network.descend(network.patterns[:20])
        kept.append(np.mean(np.sum(ends * network.patterns[:20], 1) / 600))
    assert kept[0] == pytest.approx(retrieval_overlap(0.08), abs=0.004)
    assert kept[1] < 0.6


@pytest.mark.parametrize("load", [-0.1, np.nan, np.inf])
def test_a_load_that_is_none_is_refused(load):
    with pytest.raises(
        ValueError, match=r"the load must be (at least 0 and finite|a real number); got"
    ):
        retrieval_overlap(load)


def mean(function):
    """⟨f(z)⟩ over a Gaussian by adaptive quadrature, apart from the library's own points."""
    weight = lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi)  # noqa: E731
    return quad(lambda z: function(z) * weight(z), -12, 12, points=np.linspace(-4, 4, 41).tolist(),
                limit=400, epsabs=1e-12)[0]  # fmt: skip


Z = np.linspace(-8, 8, 4001)
WEIGHTS = np.exp(-(Z**2) / 2) / np.exp(-(Z**2) / 2).sum()


def equations(m, q, load, T):
    """⟨tanh⟩ and ⟨tanh²⟩ with r = q/(1 − β(1 − q))² (Amit, Gutfreund and Sompolinsky 1987)."""
    t = np.tanh((m + np.sqrt(load * q) / (1 - (1 - q) / T) * Z) / T)
    return WEIGHTS @ t, WEIGHTS @ t**2


def remembering(load, T):
    """m and q, iterated from a pattern."""
    m, q = 1.0, 1.0
    for _ in range(4000):
        m, q = np.mean([(m, q), equations(m, q, load, T)], axis=0)
    return m, q


def glassy(load, T):
    """m = 0 and q, by bisection between 1 − T, where r diverges, and 1."""
    excess = lambda q: q - equations(0, q, load, T)[1]  # noqa: E731
    return 0.0, brentq(excess, max(1e-6, 1 - T + 1e-6), 1.0, xtol=1e-14)


@pytest.mark.parametrize(("load", "T"), [(0.01, 0.6), (0.05, 0.3), (0.09, 0.3), (0.12, 0.1)])
def test_at_a_temperature_the_retrieval_states_solve_the_equations(load, T):
    assert retrieval_overlap(load, T) == pytest.approx(remembering(load, T)[0], abs=1e-8)


@pytest.mark.parametrize(("load", "T"), [(0.05, 0.5), (0.3, 0.2), (0.2, 1.2), (1.0, 1.5)])
def test_the_glass_solves_the_equations_without_overlap(load, T):
    assert glass_order(load, T) == pytest.approx(glassy(load, T)[1], abs=1e-8)


def free_energy(load, T, m, q):
    """f of given m and q, r = q/(1 − β(1 − q))², in the letters of 1987."""
    r, b = q / (1 - (1 - q) / T) ** 2, 1 / T
    entropy = mean(lambda z: np.logaddexp(b * (m + np.sqrt(load * r) * z),
                                          -b * (m + np.sqrt(load * r) * z)))  # fmt: skip
    width = np.log(1 - b + b * q) - b * q / (1 - b + b * q)
    return m**2 / 2 + load * (1 + b * r * (1 - q) + T * width) / 2 - T * entropy


@pytest.mark.parametrize("T", [0.1, 0.3, 0.6, 0.9])
def test_memory_and_glass_have_one_free_energy_at_the_stable_load(T):
    load = stable_load(T)
    difference = {}
    for part in (0.8 * load, load, 1.2 * load):
        both = (remembering(part, T), glassy(part, T))
        memory, glass = (free_energy(part, T, *each) for each in both)
        difference[part] = memory - glass
    low, at, high = difference.values()
    assert low < 0 < high
    assert abs(at) < 1e-7
    assert load < capacity(T)


def test_at_zero_temperature_the_glass_has_a_closed_form():
    """f = −1/π − √(2α/π), and a pattern −½ but for its few wrong neurons."""
    assert stable_load(0.0) == pytest.approx(np.pi / 2 * (1 / 2 - 1 / np.pi) ** 2, abs=2e-6)
    assert stable_load(0.0) == pytest.approx(0.051, abs=1e-3)  # as reported


def test_close_to_one_memory_ends_as_the_expansion_says():
    """T_M = 1 − t√α, t the least of (d³ + 2d)/(2(d² − 1)), from m, q, T − 1 small together."""
    d = np.sqrt((5 + np.sqrt(33)) / 2)
    t = (d**3 + 2 * d) / (2 * (d**2 - 1))
    gap = 1e-4
    assert gap / np.sqrt(capacity(1 - gap)) == pytest.approx(t, abs=2e-4)
    assert t == pytest.approx(1.95, abs=0.01)  # as reported
    assert gap / np.sqrt(stable_load(1 - gap)) == pytest.approx(2.6, abs=0.01)


def test_zero_temperature_is_the_limit():
    for function in (capacity, stable_load):
        assert function(2e-3) == pytest.approx(function(0.0), abs=2e-4)
    assert retrieval_overlap(0.1, 1e-3) == pytest.approx(retrieval_overlap(0.1), abs=1e-4)
    assert glass_order(0.1, 1e-3) == pytest.approx(1, abs=2e-3)


def test_no_load_is_the_mean_field_of_few_patterns():
    for T in (0.0, 0.3, 0.9, 1.2):
        assert retrieval_overlap(0, T) == pytest.approx(overlap(T), abs=1e-12)
        assert retrieval_overlap(1e-7, T) == pytest.approx(overlap(T), abs=1e-4)


def test_the_lines_are_in_order_and_meet_at_one():
    heat = np.linspace(0, 0.99, 34)
    memory, stable = (np.array([f(T) for T in heat]) for f in (capacity, stable_load))
    assert (stable < memory).all()
    assert (np.diff(memory[3:]) < 0).all()
    assert memory.max() == pytest.approx(0.138, abs=2e-4)  # the reentrance is a trifle
    assert capacity(1.0) == stable_load(1.0) == retrieval_overlap(0.01, 1.0) == 0
    assert glass_temperature(0) == 1 < glass_temperature(0.01) == 1.1


def test_the_glass_melts_continuously():
    load, edge = 0.2, glass_temperature(0.2)
    near, nearer = (glass_order(load, edge - gap) for gap in (1e-3, 1e-4))
    assert near / nearer == pytest.approx(10, rel=0.02)
    assert glass_order(load, edge) == glass_order(load, 3.0) == 0


def test_a_warm_loaded_network_has_the_overlap_of_the_equations():
    """Four networks of N = 1000 at α = 0.05, T = 0.4, each from ten of its patterns."""
    rng, found = np.random.default_rng(5), []
    for _ in range(4):
        network = Hopfield.sample(1000, 50, rng=rng)
        own = network.patterns[:10]
        states = list(network.sweeps(own, 0.4, 20, rng=rng))[8:]
        found.append(np.mean(states * own))
    assert np.mean(found) == pytest.approx(retrieval_overlap(0.05, 0.4), abs=0.01)


@pytest.mark.parametrize("function", [capacity, stable_load])
def test_a_temperature_that_is_none_is_refused(function):
    with pytest.raises(
        ValueError, match=r"the temperature must be at least 0 and finite; got -0\.1"
    ):
        function(-0.1)


def test_a_glass_of_no_load_is_refused():
    with pytest.raises(ValueError, match="needs a load above 0"):
        glass_order(0.0, 0.5)


@pytest.mark.parametrize("T", [1e-3, 1e-6, 1e-11, 1e-100, 5e-324])
def test_a_low_temperature_joins_zero_in_a_straight_line(T):
    """The integrands are as steep as 1/T; what they give is not."""
    assert capacity(T) - capacity() == pytest.approx(0.0248 * T, rel=0.03, abs=1e-15)
    assert stable_load(T) - stable_load(0.0) == pytest.approx(0.0296 * T, rel=0.03, abs=1e-15)
    assert 1 - glass_order(0.2, T) == pytest.approx(0.641 * T, rel=0.01, abs=1e-15)
