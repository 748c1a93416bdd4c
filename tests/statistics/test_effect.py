"""An effect refuses what it could not mean; power is that of the event that the ledger uses."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from lib import statistics
from lib.statistics.effect import bound, contrast, moments

FOUND = statistics.mean([1.0, 2.0, 3.0, 4.0, 5.0], unit="run")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"estimate": np.nan}, "holds its finite estimate, got nan"),
        ({"interval": (3.5, 4.0)}, "holds its finite estimate"),
        ({"interval": (np.nan, 4.0)}, "holds its finite estimate"),
        ({"interval": (4.0, 2.0)}, "holds its finite estimate"),
        ({"n": 0}, "n is 1 or more"),
        ({"standard_error": np.nan}, "a standard error 0 or more"),
        ({"standard_error": -1.0}, "a standard error 0 or more"),
        ({"standard_error": np.inf}, "a standard error 0 or more"),
        ({"log": True, "interval": (-1.0, 4.0)}, "a ratio above 0"),
        ({"unit": " "}, "say the independent unit"),
        ({"method": ""}, "say the independent unit"),
    ],
)
def test_what_is_no_effect(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(FOUND, **change)


def test_a_ratio_is_tested_on_the_logarithm():
    found = statistics.ratio([2.0, 4.0, 8.0], [1.0, 1.0, 1.0], unit="pair")
    assert found.tested == pytest.approx(np.log([found.estimate, *found.interval]))
    assert replace(found, interval=(0.0, 5.0)).tested[1] == -np.inf


def test_exact_values_say_how_far_other_choices_lie():
    alone = statistics.exact(0.5, method="formula")
    assert alone.exact
    assert alone.interval == (0.5, 0.5)
    others = statistics.exact(0.5, [0.4, 0.45], method="formula; three levels")
    assert others.interval == (0.4, 0.5)
    assert others.standard_error == 0


@pytest.mark.parametrize(("n", "true", "smallest"), [(8, 2.5, 1), (20, -1.0, -0.4), (40, 0.6, 0)])
def test_power_is_how_often_the_whole_interval_lies_beyond(n, true, smallest):
    rng = np.random.default_rng(n)
    found = [statistics.mean(rng.normal(true, 1, n), unit="run") for _ in range(2000)]
    side = 1 if true > 0 else -1
    beyond = np.mean([min(side * end for end in x.interval) > abs(smallest) for x in found])
    said = np.mean([statistics.power(each, true=true, smallest=smallest) for each in found[:200]])
    assert said == pytest.approx(beyond, abs=0.04)


@pytest.mark.parametrize("side", [1, -1])
def test_power_asks_for_the_arm_that_points_back(side):
    arms = (1.0, 4.0)[::side]
    found = replace(FOUND, estimate=3.0, interval=(3 - arms[0], 3 + arms[1]), standard_error=0.5)
    power = statistics.power(found, true=2.5 * side, smallest=side)
    assert power == pytest.approx(stats.norm.cdf((2.5 - 1 - 1) / 0.5))


def test_at_the_smallest_effect_itself_no_sample_has_power():
    rng = np.random.default_rng(0)
    for n in (100, 10_000):
        found = statistics.mean(rng.normal(size=n), unit="run")
        assert statistics.power(found, true=0.5, smallest=0.5) == pytest.approx(0.025, abs=0.002)


def test_without_noise_power_is_certain():
    exact = statistics.exact(0.1, method="formula")
    assert statistics.power(exact, true=0.2, smallest=0.1) == 1
    assert statistics.power(exact, true=0.1, smallest=0.2) == 0


@pytest.mark.parametrize(("true", "smallest"), [(0.0, 0.1), (0.2, -0.1), (np.inf, 0.1)])
def test_power_wants_an_effect_on_the_side_of_the_smallest(true, smallest):
    with pytest.raises(ValueError, match="on the side of the smallest"):
        statistics.power(FOUND, true=true, smallest=smallest)


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
