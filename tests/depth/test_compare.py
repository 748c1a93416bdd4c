"""Comparisons of depths, against textbook values and what they must do."""

import numpy as np
import pytest
from scipy import stats

from lib.depth import compare


def rng(seed=0):
    return np.random.default_rng(seed)


def test_differences_are_paired_by_seed():
    base = rng(1).normal(size=8)
    found = compare.difference(base + np.linspace(0.9, 1.1, 8), base)
    assert found.estimate == pytest.approx(1.0)
    assert found.interval == pytest.approx(
        stats.t.interval(0.95, 7, 1.0, stats.sem(np.linspace(0.9, 1.1, 8)))
    )
    assert found.n == 8


def test_a_run_without_a_value_loses_its_pair_and_is_counted():
    found = compare.log_ratio([2.0, np.nan, 2.0, 0.0], [1.0, 1.0, 1.0, 1.0])
    assert (found.n, found.lost) == (2, 2)
    assert found.estimate == pytest.approx(np.log(2))
    with pytest.raises(ValueError, match="two finite values"):
        compare.log_ratio([1.0, np.nan], [1.0, 1.0])


def test_ratios_leave_out_what_cannot_be_compared():
    groups = {
        "reference": {1: [1.0, 1, 1], 5: [2.0, 2, 2], 10: [4.0, 4, 4]},
        "SGD": {1: [1.0, 1], 5: [np.nan, 3], 10: [8.0, 8]},
    }
    found = compare.ratios(groups)
    assert list(found) == ["5 over 1", "10 over 1", "10 over 5", "10 over 1, SGD"]
    assert found["10 over 1, SGD"].estimate == pytest.approx(np.log(8))


def test_halves_find_nothing_where_there_is_nothing():
    values = np.exp(rng(2).normal(size=4000))
    assert abs(compare.halves(values)) < 0.1
    assert compare.halves([1.0, np.nan, np.e, 0.0]) == pytest.approx(-1.0)


def test_the_difference_of_shares_is_newcombes():
    """Newcombe 1998, table II, 56/70 − 48/80: 0.2 from 0.0524 to 0.3339 (method 10)."""
    found = compare.share_difference((56, 70), (48, 80))
    assert found.estimate == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=1e-4)
    low, high = compare.share_difference((0, 10), (0, 10)).interval
    assert low == pytest.approx(-high)
    assert (low, high) == pytest.approx((-0.2775, 0.2775), abs=1e-4)


def test_the_slope_is_per_doubling_and_its_interval_covers():
    hits = 0
    for k in range(40):
        generator = rng([3, k])
        groups = {d: 0.1 * np.log2(d) + generator.normal(0, 0.1, 10) for d in (1, 2, 4, 8)}
        low, high = compare.slope_per_doubling(groups, rng=generator).interval
        hits += low < 0.1 < high
    assert 30 <= hits <= 40
    exact = compare.slope_per_doubling({1: [0, np.nan], 8: [3.0]}, rng=rng())
    assert exact.estimate == pytest.approx(1)
    assert exact.n == 2


def test_rank_correlation_is_spearmans_with_an_interval_that_covers():
    x = rng(4).normal(size=30)
    y = x + rng(5).normal(size=30)
    found = compare.rank_correlation(x, y)
    assert found.estimate == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.interval[0] < found.estimate < found.interval[1]
    none = [compare.rank_correlation(*rng([6, k]).normal(size=(2, 20))) for k in range(60)]
    assert 52 <= sum(f.interval[0] < 0 < f.interval[1] for f in none) <= 60
    assert compare.rank_correlation([1, 2, np.nan, 4, 5], [1, 2, 3, 4, 5]).n == 4


def test_the_best_rate_has_the_lowest_losses_and_no_lost_run():
    assert compare.best_rate({1.0: [1.0], 2.0: [0.5], 3.0: [np.nan]}) == 2.0
