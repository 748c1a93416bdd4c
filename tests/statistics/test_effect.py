"""An effect refuses what it could not mean; power is that of the event that the ledger uses."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from lib import statistics

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
    assert statistics.beyond(replace(found, interval=(3.0, 5.0)), smallest=1.0)
    assert not statistics.beyond(replace(found, interval=(2.5, 5.0)), smallest=1.0)
    assert replace(found, interval=(0.0, 5.0)).tested[1] == -np.inf


def test_exact_values_say_how_far_other_choices_lie():
    alone = statistics.exact(0.5, method="formula")
    assert alone.exact
    assert alone.interval == (0.5, 0.5)
    others = statistics.exact(0.5, [0.4, 0.45], method="formula; three levels")
    assert others.interval == (0.4, 0.5)
    assert others.standard_error == 0


def test_an_interval_is_beyond_inside_or_neither():
    at = [replace(FOUND, estimate=e, interval=(e - 1, e + 1)) for e in (5.0, 0.0, 1.5, -5.0)]
    above = [statistics.beyond(found, smallest=2) for found in at]
    below = [statistics.beyond(found, smallest=-2) for found in at]
    small = [statistics.equivalent(found, smallest=2) for found in at]
    assert above == [True, False, False, False]
    assert below == [False, False, False, True]
    assert small == [False, True, False, False]
    moved = [replace(found, estimate=found.estimate + 7, interval=(
        found.interval[0] + 7, found.interval[1] + 7)) for found in at]  # fmt: skip
    assert above == [statistics.beyond(found, smallest=2, null=7) for found in moved]
    assert small == [statistics.equivalent(found, smallest=-2, null=7) for found in moved]


@pytest.mark.parametrize(("n", "true", "smallest"), [(8, 2.5, 1), (20, -1.0, -0.4), (40, 0.6, 0)])
def test_power_is_how_often_the_whole_interval_lies_beyond(n, true, smallest):
    rng = np.random.default_rng(n)
    found = [statistics.mean(rng.normal(true, 1, n), unit="run") for _ in range(2000)]
    beyond = np.mean([statistics.beyond(each, smallest=smallest) for each in found])
    said = np.mean([statistics.power(each, true=true, smallest=smallest) for each in found[:200]])
    assert said == pytest.approx(beyond, abs=0.04)


def test_at_the_smallest_effect_itself_no_sample_has_power():
    rng = np.random.default_rng(0)
    for n in (100, 10_000):
        found = statistics.mean(rng.normal(size=n), unit="run")
        assert statistics.power(found, true=0.5, smallest=0.5) == pytest.approx(0.025, abs=0.002)


def test_the_number_needed_gives_the_power_asked_for():
    rng = np.random.default_rng(1)
    pilot = statistics.mean(rng.normal(size=60), unit="run")
    enough = statistics.needed(pilot, true=0.5, smallest=0.2, chance=0.9)
    more = statistics.mean(rng.normal(size=enough), unit="run")
    assert statistics.power(more, true=0.5, smallest=0.2) == pytest.approx(0.9, abs=0.08)
    assert statistics.needed(pilot, true=-0.5, smallest=-0.2) < enough


def test_without_noise_power_is_certain():
    exact = statistics.exact(0.1, method="formula")
    assert statistics.power(exact, true=0.2, smallest=0.1) == 1
    assert statistics.power(exact, true=0.1, smallest=0.2) == 0


@pytest.mark.parametrize(("true", "smallest"), [(0.0, 0.1), (0.2, -0.1), (np.inf, 0.1)])
def test_power_wants_an_effect_on_the_side_of_the_smallest(true, smallest):
    with pytest.raises(ValueError, match="on the side of the smallest"):
        statistics.power(FOUND, true=true, smallest=smallest)


def test_no_sample_shows_less_than_the_smallest():
    with pytest.raises(ValueError, match="no sample shows"):
        statistics.needed(FOUND, true=0.1, smallest=0.2)


def test_holm_is_the_stepwise_bonferroni():
    assert statistics.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert statistics.holm([0.9, 0.8]).tolist() == [1.0, 1.0]
    rng = np.random.default_rng(2)
    alarms = np.mean([(statistics.holm(rng.uniform(size=8)) < 0.05).any() for _ in range(4000)])
    assert alarms == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 4000))
    p = rng.uniform(size=6) ** 3
    assert (statistics.holm(p) >= stats.false_discovery_control(p) - 1e-12).all()
    with pytest.raises(ValueError, match="between 0 and 1"):
        statistics.holm([0.5, 1.5])


def test_one_unit_is_the_least_that_is_needed():
    found = statistics.mean([1.0, 1.0, 1.0], unit="run")
    assert statistics.needed(found, true=2.0, smallest=0.1) == 1
