"""Warm networks: what the chapter measures, at sizes that show it in a second."""

import numpy as np
import pytest

from lib.hopfield import mixture_barrier, overlap
from lib.memories import (
    drift,
    fates,
    half_load,
    half_load_interval,
    kept_overlaps,
    lifetimes,
    thermal_overlaps,
)


def test_overlaps_follow_the_equation():
    found = thermal_overlaps(800, [0.3, 0.6, 1.5], 12, 0, wait=10, last=15)
    assert found.shape == (3, 12)
    for row, T in zip(found, (0.3, 0.6, 1.5), strict=True):
        assert row.mean() == pytest.approx(overlap(T), abs=0.02)


def test_one_seed_gives_one_result():
    one = thermal_overlaps(200, [0.6], 3, 0, wait=2, last=3)
    assert one.shape == (1, 3)
    assert (one == thermal_overlaps(200, [0.6], 3, 0, wait=2, last=3)).all()
    assert (one != thermal_overlaps(200, [0.6], 3, 1, wait=2, last=3)).any()


def test_random_starts_end_in_patterns_when_warm_and_nowhere_when_hot():
    ends = fates(600, [0.5, 3.0], 30, 0, limit=30)
    assert ends.shape == (2, 30, 3)
    assert (np.diff(ends, axis=-1) <= 0).all()
    assert np.mean(ends[0, :, 0] > 0.9) > 0.9
    assert ends[1].max() < 0.5


def test_mixtures_last_when_cold_and_not_when_warm():
    lives = lifetimes(400, [0.1, 0.6], 20, 0, limit=40, orthogonal=True)
    assert np.isinf(lives[0]).all()
    assert (lives[1] < 40).all()


def test_orthogonal_patterns_keep_a_mixture_longer_than_random_ones():
    kept = [
        np.isinf(lifetimes(800, [0.3], 40, 0, limit=60, orthogonal=each)).mean()
        for each in (False, True)
    ]
    assert kept[0] < kept[1]


def test_the_time_in_a_mixture_grows_as_the_barrier_says():
    sizes, T = (400, 700), 0.35
    means = [lifetimes(n, [T], 150, 0, limit=1e6, orthogonal=True).mean() for n in sizes]
    rate = np.log(means[1] / means[0]) / (sizes[1] - sizes[0])
    assert rate == pytest.approx(mixture_barrier(T) / T, rel=0.3)


def test_orthogonal_patterns_need_equal_classes():
    with pytest.raises(ValueError, match="divisible by 4"):
        lifetimes(402, [0.3], 1, 0, limit=1, orthogonal=True)


def test_without_noise_and_tilt_a_mixture_lasts_below_its_threshold_only():
    assert drift(10**9, [0.44, 0.48], 5, 0, limit=600).tolist() == [1.0, 0.0]
    shares = [drift(n, [0.35], 400, 0, limit=100)[0] for n in (500, 4000)]
    assert shares[0] < shares[1]


def test_patterns_are_kept_below_the_capacity_and_lost_beyond():
    assert kept_overlaps(300, 0.05, 10, 0).mean() > 0.99
    assert kept_overlaps(300, 0.4, 10, 0).mean() < 0.6
    assert len(kept_overlaps(100, 0.03, 10, 0)) == 3


def test_the_half_load_lies_where_the_share_crosses_one_half():
    assert half_load([0.1, 0.2, 0.3], [1.0, 0.75, 0.25]) == pytest.approx(0.25)
    assert np.isnan(half_load([0.1, 0.2], [1.0, 0.9]))
    rng = np.random.default_rng(0)
    shares = np.clip(rng.normal([[1.0], [0.75], [0.25]], 0.1, (3, 30)), 0, 1)
    found, (low, high) = half_load_interval([0.1, 0.2, 0.3], shares, rng=rng)
    assert low < found < high
    assert high - low < 0.03
