"""Intervals cover the truth as often as they say."""

import numpy as np
import pytest

from lib import intervals


def test_the_interval_of_a_mean_covers_it():
    rng = np.random.default_rng(0)
    covered = [low < 0 < high for low, high in map(intervals.mean, rng.normal(size=(2000, 5)))]
    assert abs(np.mean(covered) - 0.95) < 0.02


@pytest.mark.parametrize("truth", [0.02, 0.5])
def test_the_interval_of_a_proportion_covers_it_at_least_as_often(truth):
    rng = np.random.default_rng(1)
    found = [intervals.proportion(int(k), 60) for k in rng.binomial(60, truth, 1500)]
    assert np.mean([low <= truth <= high for low, high in found]) > 0.945


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: intervals.mean([1.0]), "two finite values or more"),
        (lambda: intervals.mean([1.0, np.nan]), "two finite values or more"),
        (lambda: intervals.proportion(3, 2), "got 3 of 2"),
        (lambda: intervals.proportion(0, 0), "got 0 of 0"),
    ],
)
def test_what_has_no_interval(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
