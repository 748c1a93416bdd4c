"""The core of the intervals: sums of independent parts."""

import numpy as np
import pytest
from scipy import stats

from lib.statistics.intervals import bound, contrast, moments


def test_freedom_is_welchs():
    one, other = np.random.default_rng(0).normal(size=(2, 6))
    other = 3 * other
    parts = [moments(one), moments(other)]
    found = contrast([1, -1], parts, unit="run")
    expected = stats.ttest_ind(one, other, equal_var=False)
    assert found.interval == pytest.approx(tuple(expected.confidence_interval()))
    error, half = bound(np.array([part.variance for part in parts]), np.array([5, 5]))
    assert half / error == pytest.approx(stats.t.ppf(0.975, expected.df))


def test_sums_without_noise_have_no_width():
    error, half = bound(np.zeros((2, 3)), np.array([1.0, 1.0, 1.0]))
    assert error.tolist() == half.tolist() == [0.0, 0.0]
