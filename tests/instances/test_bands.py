"""Censuses against exact means, climbs, effort and spectra."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import critical_points, instances, theory
from lib.instances import bands
from lib.spinglass import SphericalSpinGlass


@pytest.fixture(scope="module")
def samples():
    return [instances.census(4, 3, (11, k)) for k in range(150)]


def test_a_census_agrees_with_the_exact_means(samples):
    found = bands.compare(samples, 4, 3, [-1.0, -0.5, 0.0])
    assert found.z.shape == (2, 4)
    assert np.isfinite(found.z).sum() >= 4
    assert np.nanmax(np.abs(found.z)) < 4


def test_intervals_add_up_to_the_mean_of_the_index(samples):
    found = bands.compare(samples, 4, 3, [-1.0, -0.5, 0.0])
    for index in range(2):
        whole = theory.mean_critical_points(n=4, p=3, index=index)
        assert found.exact[index].sum() == pytest.approx(whole, rel=1e-9)
        counted = np.mean([each.counts()[index] for each in samples])
        assert found.sampled[index].sum() == pytest.approx(counted, rel=1e-12)


def test_a_census_of_another_model_is_told_from_the_exact_means(samples):
    shifted = [SimpleNamespace(energies=s.energies + 0.25, indices=s.indices) for s in samples]
    found = bands.compare(shifted, 4, 3, [-1.0, -0.5, 0.0])
    assert np.nanmax(np.abs(found.z)) > 4


@pytest.mark.parametrize("barrier", [0.5, 2.0])
def test_climb_in_a_double_well_is_its_known_barrier(barrier):
    model = SphericalSpinGlass(np.diag([0.0, barrier, 3.0, 4.0]))
    found = critical_points.find_all(model, rng=np.random.default_rng(5))
    assert bands.climb(found) == pytest.approx(barrier / np.sqrt(4), rel=1e-12)


@pytest.mark.parametrize("index", [0, 1])
def test_one_point_is_expected_below_the_lowest_level(index):
    level = bands.lowest_level(3, 12, index)
    mean = theory.mean_critical_points(n=12, p=3, index=index, below=level)
    assert mean == pytest.approx(1, rel=1e-4)


def test_lowest_levels_sink_towards_the_layers():
    gaps = [bands.lowest_level(3, n, 0) + theory.ground_state_energy(3) for n in (10, 20, 40)]
    assert gaps[0] > gaps[1] > gaps[2] > 0


def test_share_difference_pools_the_instances():
    one = SimpleNamespace(energies=np.array([-2.0, 1.0]), indices=np.array([0, 0]))
    two = SimpleNamespace(energies=np.array([-1.5, 2.0]), indices=np.array([1, 1]))
    assert bands.share_difference([one, two], 0, 0.0) == 0.0
    assert bands.share_difference([one, two], 0, 1.0) == pytest.approx(2 / 3)
    assert np.isnan(bands.share_difference([one], 0, 5.0))


def test_the_interval_of_a_share_is_no_narrower_than_few_points_allow():
    low = SimpleNamespace(energies=np.array([-2.0, 1.0, 1.5]), indices=np.array([0, 1, 2]))
    none = SimpleNamespace(energies=np.array([1.0, 1.5]), indices=np.array([1, 2]))
    few, many = [low] * 5 + [none] * 95, [low] * 95 + [none] * 5
    found = {}
    for name, samples in {"few": few, "many": many}.items():
        low_end, high_end = bands.share_interval(samples, 0, 0.0, rng=np.random.default_rng(1))
        assert low_end < bands.share_difference(samples, 0, 0.0) == high_end == 1
        found[name] = low_end
    assert found["few"] == pytest.approx(0.025 ** (1 / 5), rel=1e-9)  # five of five
    assert found["many"] > 0.95


def test_the_interval_of_a_share_covers_it_where_both_sides_spread(samples):
    share = bands.share_difference(samples, 0, -0.8)
    low_end, high_end = bands.share_interval(samples, 0, -0.8, rng=np.random.default_rng(1))
    assert 0 < low_end < share < high_end < low_end + 0.3


def test_the_interval_of_a_share_needs_points_on_both_sides(samples):
    with pytest.raises(ValueError, match="one side"):
        bands.share_interval(samples, 0, -9.0, rng=np.random.default_rng(1))


def test_effort_counts_starts_a_hit():
    model, rng = instances.draw(8, 3, 21)
    found = critical_points.find_minima(model, starts=60, rng=rng)
    effort = bands.effort(8, 3, 21, 60)
    assert effort == pytest.approx(60 / found.hits[0])
    assert 1 < effort < 60
    assert bands.effort(8, 2, 21, 60) == 1


def test_spectra_lie_around_the_shifted_centre():
    for temperature in (np.inf, 2.0):
        level, eigenvalues = bands.spectra(30, 3, 4, temperature, 6)
        assert eigenvalues.shape == (6, 29)
        assert eigenvalues.mean() == pytest.approx(-3 * level, abs=0.2)
        assert abs(level) < 0.15 if temperature == np.inf else level < -0.3
