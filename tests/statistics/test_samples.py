"""Means, differences, ratios and shares, each against SciPy or a computation by hand."""

import numpy as np
import pytest
from scipy import stats

from lib import statistics

RNG = np.random.default_rng(0)
ONE, OTHER = RNG.lognormal(size=9), RNG.lognormal(0.3, size=9)


def test_a_mean_is_students():
    found = statistics.mean(ONE, unit="run")
    expected = stats.ttest_1samp(ONE, 0).confidence_interval()
    assert found.interval == pytest.approx(tuple(expected))
    assert found.standard_error == pytest.approx(stats.sem(ONE))
    assert (found.n, found.unit, found.values) == (9, "run", tuple(ONE))


def test_a_geometric_mean_is_students_on_the_logarithm():
    found = statistics.mean(ONE, unit="run", log=True)
    plain = statistics.mean(np.log(ONE), unit="run")
    assert found.estimate == pytest.approx(stats.gmean(ONE))
    assert found.interval == pytest.approx(np.exp(plain.interval))
    assert found.log
    assert found.standard_error == pytest.approx(plain.standard_error)


def test_differences_are_students_and_welchs():
    paired = statistics.difference(ONE, OTHER, unit="seed")
    assert paired.interval == pytest.approx(
        tuple(stats.ttest_rel(ONE, OTHER).confidence_interval())
    )
    assert paired.values == tuple(ONE - OTHER)
    apart = statistics.difference(ONE, OTHER[:5], unit="run", paired=False)
    expected = stats.ttest_ind(ONE, OTHER[:5], equal_var=False).confidence_interval()
    assert apart.interval == pytest.approx(tuple(expected))
    assert apart.n == 14


@pytest.mark.parametrize("paired", [True, False])
def test_a_ratio_turned_round_is_its_inverse(paired):
    there = statistics.ratio(ONE, OTHER, unit="seed", paired=paired)
    back = statistics.ratio(OTHER, ONE, unit="seed", paired=paired)
    logs = statistics.difference(np.log(ONE), np.log(OTHER), unit="seed", paired=paired)
    assert there.tested == pytest.approx((logs.estimate, *logs.interval))
    assert there.estimate == pytest.approx(1 / back.estimate)
    assert there.interval == pytest.approx((1 / back.interval[1], 1 / back.interval[0]))
    scaled = statistics.ratio(5 * ONE, OTHER, unit="seed", paired=paired)
    assert scaled.interval == pytest.approx(5 * np.array(there.interval))


def test_equal_values_have_no_error():
    found = statistics.mean([0.1, 0.1, 0.1], unit="run")
    assert found.interval == pytest.approx((0.1, 0.1))
    assert found.standard_error == pytest.approx(0)


def test_only_whole_rows_are_complete():
    one, other = statistics.complete([1.0, np.nan, 3.0, 4.0], [np.inf, 2.0, 3.0, 4.0])
    assert one.tolist() == other.tolist() == [3.0, 4.0]


def test_a_spread_is_a_deviation_on_its_own_scale():
    rng = np.random.default_rng(1)
    values = rng.normal(3, 2, 40_000)
    found = statistics.spread(values, unit="network")
    assert found.estimate == pytest.approx(2, rel=0.02)
    assert found.log
    scaled = statistics.spread(5 * values[:40] + 1, unit="network")
    once = statistics.spread(values[:40], unit="network")
    assert scaled.interval == pytest.approx(5 * np.array(once.interval))


def test_a_spread_within_instances_leaves_out_how_they_differ():
    rows = np.random.default_rng(2).normal(size=(10, 12))
    found = statistics.spread(rows, unit="instance")
    apart = statistics.spread(rows + 100 * np.arange(10)[:, None], unit="instance")
    assert apart.interval == pytest.approx(found.interval)
    assert found.n == 10


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (3, 7), (7, 7), (40, 60)])
def test_a_share_is_clopper_pearsons(hits, n):
    found = statistics.proportion(hits, n, unit="run")
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="exact")
    assert found.estimate == hits / n
    assert found.interval == pytest.approx(tuple(expected))
    assert found.standard_error > 0
    assert found.n == n


def test_trials_that_hang_together_count_as_their_units():
    alike = statistics.proportion([10, 0, 10, 10], [10] * 4, unit="instance")
    assert alike.interval == pytest.approx(statistics.proportion(3, 4, unit="run").interval)
    single = statistics.proportion([1, 0, 1], [1, 1, 1], unit="run")
    assert single.interval == pytest.approx(statistics.proportion(2, 3, unit="run").interval)
    uneven = statistics.proportion([10, 0, 10, 1], [30, 0 + 1, 10, 1], unit="instance")
    assert np.ptp(uneven.interval) > np.ptp(alike.interval) / 2
    assert uneven.n == 4


def test_a_difference_of_shares_squares_and_adds_exact_limits():
    (p, (low, high)), (q, (least, most)) = (
        (k / n, stats.binomtest(k, n).proportion_ci(method="exact")) for k, n in ((9, 20), (4, 25))
    )
    found = statistics.difference_of_proportions((9, 20), (4, 25), unit="run")
    assert found.interval == pytest.approx(
        (p - q - np.hypot(p - low, most - q), p - q + np.hypot(high - p, q - least))
    )
    back = statistics.difference_of_proportions((4, 25), (9, 20), unit="run")
    assert back.interval == pytest.approx((-found.interval[1], -found.interval[0]))
    none = statistics.difference_of_proportions((0, 20), (0, 20), unit="run")
    assert none.interval[0] < 0 < none.interval[1]


def test_the_greatest_difference_is_found_and_bounded():
    rng = np.random.default_rng(3)
    curve = np.array([0.0, 2.0, -5.0, 1.0])
    one, other = curve + rng.normal(0, 0.1, (6, 4)), rng.normal(0, 0.1, (8, 4))
    found = statistics.greatest_difference(one, other, unit="table")
    gaps = np.abs(one.mean(axis=0) - other.mean(axis=0))
    assert found.estimate == pytest.approx(gaps.max())
    single = statistics.difference(one[:, 2], other[:, 2], unit="table", paired=False)
    assert np.ptp(found.interval) > np.ptp(single.interval)  # for having looked at four places
    assert statistics.greatest_difference(other, one, unit="table").interval == pytest.approx(
        found.interval
    )
    same = statistics.greatest_difference(other[:4], other[4:], unit="table")
    assert same.interval[0] == 0


def test_a_crossed_mean_without_columns_that_differ_is_students_over_rows():
    rows = np.random.default_rng(4).normal(size=8)
    table = np.repeat(rows[:, None], 1000, axis=1)
    found = statistics.crossed(table, unit="seed")
    assert found.interval == pytest.approx(statistics.mean(rows, unit="seed").interval, rel=1e-6)
    seed, image, rest = statistics.crossed_variances(table)
    assert (seed, image, rest) == pytest.approx((rows.var(ddof=1), 0, 0), abs=1e-9)


def test_crossed_variances_are_those_the_table_was_made_with():
    rng = np.random.default_rng(5)
    shape = (300, 400)
    table = rng.normal(0, 2, (300, 1)) + rng.normal(0, 3, 400) + rng.normal(0, 1, shape)
    assert statistics.crossed_variances(table) == pytest.approx((4, 9, 1), rel=0.2)
    found = statistics.crossed(table, unit="seed")
    assert found.standard_error == pytest.approx(np.sqrt(4 / 300 + 9 / 400), rel=0.1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: statistics.mean([1.0], unit="run"), "2 finite values or more"),
        (lambda: statistics.mean([1.0, np.nan], unit="run"), "statistics.complete"),
        (lambda: statistics.mean([[1.0, 2.0]], unit="run"), "one row"),
        (lambda: statistics.mean([1.0, -1.0], unit="run", log=True), "lies above 0, got -1"),
        (lambda: statistics.mean([1.0, 2.0], unit=""), "say the independent unit"),
        (lambda: statistics.difference([1, 2], [1, 2, 3], unit="seed"), "got 2 values and 3"),
        (lambda: statistics.ratio([1, 2], [0, 2], unit="seed"), "lies above 0, got 0"),
        (lambda: statistics.spread([2.0, 2.0], unit="run"), "two different values"),
        (lambda: statistics.proportion(3, 2, unit="run"), "got .3.0. of .2.0."),
        (lambda: statistics.proportion(0, 0, unit="run"), "1 or more"),
        (lambda: statistics.proportion(0.5, 2, unit="run"), "whole numbers"),
        (lambda: statistics.proportion([1], [1, 2], unit="run"), "got 1 values and 2"),
        (lambda: statistics.greatest_difference(np.ones((2, 3)), np.ones((2, 4)), unit="run"),
         "the same places, got 3, 4"),
        (lambda: statistics.crossed([[1.0, 2.0]], unit="seed"), "two of each"),
        (lambda: statistics.crossed([[1.0, np.nan], [1, 2]], unit="seed"), "finite values"),
    ],
)  # fmt: skip
def test_what_cannot_be_said(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
