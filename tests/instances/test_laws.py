"""Laws of means over instances, and intervals by resampling."""

import numpy as np
import pytest

from lib.instances import laws


def test_a_rate_and_an_exponent_are_found():
    rng = np.random.default_rng(1)
    sizes = np.array([10.0, 20.0, 40.0])
    grown = [np.exp(0.1 * n) * rng.gamma(4, 0.25, 400) for n in sizes]
    law = laws.law_of_means(sizes, grown, rng=rng)
    assert law.interval[0] < 0.1 < law.interval[1]
    assert law.interval[1] - law.interval[0] < 0.02
    power = laws.law_of_means(np.log(sizes), [3 / np.sqrt([n, n]) for n in sizes], rng=rng)
    assert power.slope == pytest.approx(-0.5)
    assert power.interval == pytest.approx((-0.5, -0.5))


def test_means_without_a_logarithm_are_refused():
    with pytest.raises(ValueError, match="positive"):
        laws.law_of_means([1, 2], [[1.0], [-1.0]], rng=np.random.default_rng(0))


def test_resampled_interval_covers_the_mean_as_often_as_promised():
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(60):
        low, high = laws.resampled(np.mean, list(rng.normal(size=30)), rng=rng)
        hits += low < 0 < high
    assert 50 <= hits <= 60


def test_resamples_that_are_not_finite_are_left_out():
    def mean_of_negative(values):
        kept = [v for v in values if v < 0]
        return np.mean(kept) if kept else np.nan

    interval = laws.resampled(mean_of_negative, [-1.0, 1.0], rng=np.random.default_rng(3))
    assert interval == (-1.0, -1.0)
