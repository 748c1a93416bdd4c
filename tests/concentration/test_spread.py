"""Spreads and their law, correlations and shares, each against another computation."""

import numpy as np
import pytest
from scipy import stats

from lib import concentration


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def test_spread_within_instances_leaves_out_how_they_differ(rng):
    runs = rng.normal(size=(300, 20))
    moved = runs + 100 * rng.normal(size=(300, 1))
    assert concentration.spread(moved) == pytest.approx(concentration.spread(runs))
    assert concentration.spread(moved) == pytest.approx(1, rel=0.05)
    assert concentration.spread(runs[0]) == pytest.approx(np.std(runs[0], ddof=1))


def test_an_exponent_is_found_with_an_interval_that_covers_it(rng):
    sizes = [25, 50, 100, 250]
    hits = 0
    for _ in range(40):
        groups = [rng.normal(size=40) * n**-0.5 for n in sizes]
        law, ends = concentration.spread_law(sizes, groups, rng=rng)
        hits += law.interval[0] < -0.5 < law.interval[1]
        assert law.interval[0] < law.slope < law.interval[1]
    assert 33 <= hits <= 40
    assert ends.shape == (4, 2)
    assert (ends[:, 0] < [concentration.spread(g) for g in groups]).all()


def test_instances_are_resampled_as_wholes(rng):
    few = [np.repeat(rng.normal(size=(10, 2)), 50, axis=1) / n for n in (1, 4)]
    many = [rng.normal(size=(10, 100)) / n for n in (1, 4)]
    wide, narrow = (
        concentration.spread_law([1, 4], groups, rng=rng)[0].interval for groups in (few, many)
    )
    assert np.ptp(wide) > 3 * np.ptp(narrow)


def test_a_spread_of_zero_is_refused(rng):
    with pytest.raises(ValueError, match="no logarithm"):
        concentration.spread_law([1, 2], [[1.0, 1.0], [1.0, 2.0]], rng=rng)


def test_histograms_are_shares_with_the_ends_counted_in(rng):
    middles, shares = concentration.histograms([[-5, 0.5, 9], [1.5], []], [0, 1, 2])
    np.testing.assert_allclose(shares[:2], [[2 / 3, 1 / 3], [0, 1]])
    assert np.isnan(shares[2]).all()
    np.testing.assert_allclose(middles, [0.5, 1.5])


def test_rank_correlation_and_its_interval(rng):
    x = rng.normal(size=60)
    y = x + rng.normal(size=60)
    value, (low, high) = concentration.rank_correlation(x, y, rng=rng)
    assert value == pytest.approx(stats.spearmanr(x, y)[0])
    half = stats.norm.ppf(0.975) * 1.06 / np.sqrt(57)
    expected = np.tanh(np.arctanh(value) + np.array([-half, half]))
    np.testing.assert_allclose([low, high], expected, atol=0.1)
    assert concentration.rank_correlation(x, -np.exp(x), rng=rng)[0] == -1


def test_difference_of_shares_has_a_width_at_the_ends():
    value, (low, high) = concentration.share_difference((40, 40), (0, 40))
    assert value == high == 1
    assert 0.85 < low < 0.9
    mirrored = concentration.share_difference((0, 40), (40, 40))
    assert mirrored[1] == pytest.approx((-high, -low))


def test_difference_of_shares_covers_as_often_as_promised(rng):
    hits = 0
    for a, b in zip(rng.binomial(40, 0.8, 200), rng.binomial(40, 0.4, 200), strict=True):
        low, high = concentration.share_difference((int(a), 40), (int(b), 40))[1]
        hits += low < 0.4 < high
    assert 183 <= hits <= 199


def test_runs_near_the_best_count_the_margin_in():
    errors = 100 * np.array([66, 76, 77, 90]) / 1000
    assert concentration.near_best(errors, 1.0).tolist() == [True, True, False, False]
