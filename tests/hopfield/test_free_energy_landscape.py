"""The free energy of any overlaps: its gradient, its solutions, and the pass out of a mixture."""

import itertools

import numpy as np
import pytest
from scipy import ndimage

from lib.hopfield import (
    free_energy,
    free_energy_at,
    mixture_barrier,
    mixture_threshold,
    overlap,
    stability,
)


def by_sum(m, T):
    """The mean over all 2^p entries, written out."""
    xi = np.array(list(itertools.product([1, -1], repeat=len(m))))
    return np.dot(m, m) / 2 - T * np.mean(np.log(2 * np.cosh(xi @ m / T)))


@pytest.mark.parametrize("p", [1, 2, 3, 4])
def test_it_is_the_mean_over_all_entries(p):
    m = np.random.default_rng(p).uniform(-1, 1, p)
    assert float(free_energy_at(m, 0.7)) == pytest.approx(by_sum(m, 0.7))
    assert free_energy_at(np.stack([m, -m]), 0.7).shape == (2,)


def test_it_is_finite_close_to_zero_temperature():
    assert free_energy_at([1.0, 0.0, 0.0], 1e-4) == pytest.approx(-0.5)


@pytest.mark.parametrize(("n", "T"), [(1, 0.3), (1, 0.9), (3, 0.3), (3, 0.45), (5, 0.2)])
def test_solutions_are_its_critical_points(n, T):
    m = np.array([overlap(T, n)] * n + [0.0])
    assert free_energy_at(m, T) == pytest.approx(free_energy(T, n))
    steps = 1e-5 * np.eye(n + 1)
    slope = (free_energy_at(m + steps, T) - free_energy_at(m - steps, T)) / 2e-5
    assert np.abs(slope).max() < 1e-8


def test_its_curvature_at_a_mixture_is_the_stability():
    T, h = 0.3, 1e-3
    m, trade = np.full(3, overlap(T, 3)), np.array([1.0, -1.0, 0.0]) / np.sqrt(2)
    values = free_energy_at(m + h * np.array([[-1], [0], [1]]) * trade, T)
    assert (values[0] - 2 * values[1] + values[2]) / h**2 == pytest.approx(
        stability(T, 3).within, rel=1e-4
    )


def flooded(f, start, goal):
    """The lowest level at which water joins two places of a map, by bisection."""
    low, high = max(f[start], f[goal]), f.max()
    for _ in range(40):
        level = (low + high) / 2
        lakes, _ = ndimage.label(f <= level)
        joined = lakes[start] == lakes[goal] != 0
        low, high = (low, level) if joined else (level, high)
    return high


@pytest.mark.parametrize("T", [0.01, 0.05, 0.2, 0.35, 0.42])
def test_the_barrier_is_where_a_flood_first_leaves_the_mixture(T):
    first, others = np.linspace(0.3, 1.1, 1201), np.linspace(-0.1, 0.65, 1126)
    a, b = np.meshgrid(first, others, indexing="ij")
    f = free_energy_at(np.stack([a, b, b], axis=-1), T)
    m = overlap(T, 3)
    start = (np.abs(first - m).argmin(), np.abs(others - m).argmin())
    goal = (np.abs(first - overlap(T)).argmin(), np.abs(others).argmin())
    assert flooded(f, start, goal) - free_energy(T, 3) == pytest.approx(
        mixture_barrier(T), rel=0.02, abs=2e-6
    )


def test_close_to_zero_temperature_the_barrier_is_that_of_the_energy():
    # Turn a share x of the neurons that disagree with one pattern: the energy is
    # −3/8 + x − 6x² per neuron, and its highest point is 1/24 above the start.
    assert mixture_barrier(1e-3) == pytest.approx(1 / 24, abs=2e-3)


def test_the_barrier_vanishes_at_the_threshold():
    edge = mixture_threshold(3)
    heights = [mixture_barrier(edge - gap) for gap in (0.1, 0.01, 0.001)]
    assert heights[0] > heights[1] > heights[2] > 0
    assert heights[2] < 1e-8


@pytest.mark.parametrize("T", [0.0, 0.46, 1.0, -0.1, np.nan])
def test_a_temperature_without_a_mixture_is_refused(T):
    with pytest.raises(ValueError, match="metastable between"):
        mixture_barrier(T)


@pytest.mark.parametrize("T", [0.0, -1.0, np.inf])
def test_a_temperature_that_is_none_is_refused(T):
    with pytest.raises(
        ValueError, match=r"the temperature must be above 0 and finite|a real number; got nan"
    ):
        free_energy_at([0.5], T)
