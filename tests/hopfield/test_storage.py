"""The retrieval states at T = 0 against their saddle-point equations, and the network itself."""

import numpy as np
import pytest
from scipy.special import erf

from lib.hopfield import Hopfield, capacity, critical_overlap, retrieval_overlap


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
    assert (np.diff(curve) <= 0).all()
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
    with pytest.raises(ValueError, match="the load must be finite and not negative"):
        retrieval_overlap(load)
