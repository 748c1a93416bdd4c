"""Rank correlations, slopes and laws, each against SciPy or a line that is known."""

import numpy as np
import pytest
from scipy import stats

from lib import statistics

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 25))


def test_a_rank_correlation_is_spearmans():
    found = statistics.rank_correlation(X, X + Y, unit="run")
    expected = stats.spearmanr(X, X + Y)
    assert found.estimate == pytest.approx(expected.statistic)
    bent = statistics.rank_correlation(np.exp(3 * X), (X + Y) ** 3, unit="run")
    assert bent.interval == found.interval  # ranks know no scale
    back = statistics.rank_correlation(X, -X - Y, unit="run")
    assert back.interval == pytest.approx((-found.interval[1], -found.interval[0]))


def test_a_perfect_order_keeps_an_interval():
    found = statistics.rank_correlation(np.arange(8), np.arange(8), unit="run")
    assert found.estimate == 1
    assert 0 < found.interval[0] < 0.9
    assert found.interval[1] == 1


def test_what_goes_with_both_is_taken_out():
    rng = np.random.default_rng(1)
    shared = rng.normal(size=200)
    one, other = shared + 0.5 * rng.normal(size=(2, 200))
    assert statistics.rank_correlation(one, other, unit="run").estimate > 0.6
    given = statistics.rank_correlation(one, other, held=shared, unit="run")
    ranks = np.stack([stats.rankdata(v) for v in (shared, one, other)])
    left = [np.polyval(np.polyfit(ranks[0], r, 1), ranks[0]) - r for r in ranks[1:]]
    assert given.estimate == pytest.approx(np.corrcoef(*left)[0, 1])
    assert abs(given.estimate) < 0.25


def test_the_method_says_what_was_held_and_grouped():
    x, y, z = np.random.default_rng(4).normal(size=(3, 20))
    labels = np.repeat([0, 1], 10)
    words = [
        statistics.rank_correlation(x, y, unit="run", **more).method.split(", Fisher")[0]
        for more in ({}, {"held": z}, {"groups": labels}, {"held": z, "groups": labels})
    ]
    assert words == [
        "rank correlation",
        "partial rank correlation",
        "rank correlation, in groups",
        "partial rank correlation, in groups",
    ]


def test_differences_between_groups_do_not_count():
    rng = np.random.default_rng(2)
    labels = np.repeat(np.arange(4), 20)
    one, other = 10 * labels + rng.normal(size=(2, 80))
    assert statistics.rank_correlation(one, other, unit="run").estimate > 0.9
    within = statistics.rank_correlation(one, other, groups=labels, unit="run")
    assert abs(within.estimate) < 0.3
    assert within.interval[0] < 0 < within.interval[1]


def test_a_slope_is_that_of_the_means():
    x = np.log2([1, 2, 3, 10])
    groups = [RNG.normal(size=n) for n in (5, 8, 6, 12)]
    found = statistics.slope(x, groups, unit="run")
    expected = stats.linregress(x, [group.mean() for group in groups]).slope
    assert found.estimate == pytest.approx(expected)
    moved = statistics.slope(x, [g + 2 * place for g, place in zip(groups, x, strict=True)],
                             unit="run")  # fmt: skip
    assert moved.interval == pytest.approx(np.add(found.interval, 2))
    assert found.n == 31


def test_a_slope_over_two_places_is_a_difference():
    one, other = RNG.normal(size=(2, 6))
    found = statistics.slope([0, 1], [one, other], unit="run")
    assert found.interval == pytest.approx(
        statistics.difference(other, one, unit="run", paired=False).interval
    )


def test_an_exponent_is_found_on_logarithms():
    sizes = np.array([10.0, 20.0, 40.0])
    groups = [3 * size**-0.5 * np.array([0.9, 1.0, 1.1]) for size in sizes]
    found = statistics.slope(np.log(sizes), groups, unit="instance", logs=True)
    assert found.estimate == pytest.approx(-0.5)
    effects = [statistics.mean(group, unit="instance", log=True) for group in groups]
    alike = statistics.slope(np.log(sizes), effects, unit="instance")
    values = statistics.slope(np.log(sizes), [np.log(g) for g in groups], unit="instance")
    assert alike.estimate == pytest.approx(-0.5)
    assert alike.interval == pytest.approx(values.interval)


def test_effects_enter_with_their_own_errors():
    ranks = [statistics.rank_correlation(*RNG.normal(size=(2, 50)), unit="run") for _ in range(3)]
    found = statistics.slope([0.0, 1.0, 2.0], ranks, unit="run")
    error = np.hypot(ranks[0].standard_error, ranks[2].standard_error) / 2
    assert found.standard_error == pytest.approx(error)


def test_the_share_of_exponential_growth_tells_the_laws():
    sizes = np.array([8.0, 16.0, 24.0, 32.0, 48.0])
    noise = np.random.default_rng(4).lognormal(0, 0.05, (5, 30))
    power, exponential = (
        statistics.exponential_share(sizes, law[:, None] * noise, unit="instance")
        for law in (sizes**0.7, np.exp(0.04 * sizes))
    )
    assert power.interval[1] < 0.5 < exponential.interval[0]
    exact = statistics.exponential_share(
        sizes, [[f, 1.01 * f] for f in sizes**0.5 * np.exp(0.02 * sizes)], unit="instance"
    )
    assert exact.estimate == pytest.approx(0.02 * 40 / (0.02 * 40 + 0.5 * np.log(6)))
    assert exact.method == "delta method, of mean logarithms"


def test_a_share_without_any_noise_has_no_width():
    for n in ([10, 20, 40], range(10, 41), [40, 60, 100]):  # rounding goes either way
        for growth in (0.0, 0.02, 0.3):
            values = [[k**0.5 * np.exp(growth * k)] * 2 for k in np.array(n, float)]
            found = statistics.exponential_share(list(n), values, unit="run")
            assert found.interval == pytest.approx((found.estimate,) * 2, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: statistics.rank_correlation([1, 2], [1, 2], unit="run"), "0 degrees of freedom"),
        (lambda: statistics.rank_correlation(np.ones(9), np.arange(9), unit="run"), "to vary"),
        (lambda: statistics.rank_correlation(np.arange(9), np.arange(8), unit="run"),
         "got 9 values and 8"),
        (lambda: statistics.rank_correlation(np.arange(9), np.arange(9), groups=[1], unit="run"),
         "one label a pair"),
        (lambda: statistics.rank_correlation(
            np.arange(9), np.arange(9), groups=[np.nan] + [1.0] * 8, unit="run"), "label is NaN"),
        (lambda: statistics.slope([1.0], [[1, 2]], unit="run"), "2 finite values or more"),
        (lambda: statistics.slope([1, 1], [[1, 2], [1, 2]], unit="run"), "two places or more"),
        (lambda: statistics.slope([1, 2], [[1, 2]], unit="run"), "got 1 groups"),
        (lambda: statistics.slope([1, 2], [[1, 2], [-1, -2]], unit="run", logs=True),
         "a mean of -1.5"),
        (lambda: statistics.exponential_share([1, 2], [[1, 2]] * 2, unit="run"), "3 finite"),
        (lambda: statistics.exponential_share([1, 2, 2], [[1, 2]] * 3, unit="run"), "three sizes"),
        (lambda: statistics.exponential_share([1, 2, 3], [[1, 9]] * 3, unit="run"), "no growth"),
    ],
)  # fmt: skip
def test_what_has_no_trend(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
