"""Trends with depth: exact on straight lines, honest intervals."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from lib.endpoints import correlation, correlation_trend, doubling, paired_trend

DEPTHS = [2, 4, 8]


def test_a_straight_line_in_the_logarithm_of_depth():
    values = 0.3 + 0.7 * np.log2(DEPTHS)
    assert doubling(DEPTHS, values) == pytest.approx(0.7)
    rows = np.outer(values, np.ones(4)) + 0.0
    assert doubling(DEPTHS, rows).shape == (4,)


def test_paired_trend_has_the_interval_of_the_rows():
    values = np.array([[0.0, 0.0, 0.0], [1.0, 1.2, 0.8], [2.0, 2.4, 1.6]])
    found = paired_trend(DEPTHS, values)
    assert found.slope == pytest.approx(1.0)
    assert found.interval[0] < 0.8 < 1.2 < found.interval[1]
    assert found.error == pytest.approx((found.interval[1] - found.interval[0]) / 3.92)


def test_rank_correlation_agrees_with_scipy_and_stands_ties():
    rng = np.random.default_rng(0)
    x, y = rng.integers(5, size=40), rng.integers(5, size=40)
    assert correlation(x, y) == pytest.approx(spearmanr(x, y).statistic)
    assert correlation(np.ones(4), np.arange(4)) == 0.0


def correlated(rho, count, rng):
    x = rng.normal(size=count)
    return x, rho * x + np.sqrt(1 - rho**2) * rng.normal(size=count)


def test_the_size_of_a_correlation_that_weakens():
    rng = np.random.default_rng(1)
    pairs = [correlated(rho, 600, rng) for rho in (-0.9, 0.6, 0.3)]
    found = correlation_trend(DEPTHS, pairs, rng=rng)
    assert found.slope == pytest.approx(-0.3, abs=0.06)
    assert found.interval[0] < found.slope < found.interval[1] < -0.2


def test_shuffling_takes_the_correlation_away():
    rng = np.random.default_rng(2)
    pairs = [correlated(rho, 600, rng) for rho in (0.9, 0.6, 0.3)]
    assert abs(correlation_trend(DEPTHS, pairs, rng=rng, shuffled=True).slope) < 0.06


def test_the_interval_is_not_narrowed_where_a_correlation_vanishes():
    rng = np.random.default_rng(4)
    strong, none = correlated(0.3, 300, rng), correlated(0.0, 300, rng)
    low, high = correlation_trend([2, 4], [strong, none], rng=rng).interval
    assert (high - low) / 3.92 == pytest.approx(
        np.sqrt((1 - 0.09) ** 2 + 1) / np.sqrt(300), rel=0.15
    )


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(40):
        pairs = [correlated(0.5, 100, rng) for _ in DEPTHS[:2]]
        low, high = correlation_trend(DEPTHS[:2], pairs, rng=rng).interval
        held += low <= 0 <= high
    assert held >= 34
