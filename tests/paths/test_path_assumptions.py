"""The measures of each assumption, on data where the answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import paths


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def test_correlations_are_those_of_numpy(rng):
    table = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4))
    pairs = np.array([[0, 1], [2, 3], [1, 1]])
    expected = np.corrcoef(table.T)[pairs[:, 0], pairs[:, 1]]
    np.testing.assert_allclose(paths.pair_correlations(table, pairs), expected, atol=1e-12)


def test_shuffling_keeps_each_column_and_breaks_the_dependence(rng):
    column = rng.normal(size=2000)
    table = np.stack([column, column], axis=1)
    mixed = paths.shuffled_columns(table, rng=rng)
    np.testing.assert_array_equal(np.sort(mixed, axis=0), np.sort(table, axis=0))
    assert abs(paths.pair_correlations(mixed, np.array([[0, 1]]))[0]) < 0.1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=12, max_size=40, unique=True), st.integers(1, 6))
def test_representatives_are_means_of_what_they_stand_for(weights, count):
    values = paths.representatives(weights, count)
    rounded, labels = paths.nearest_values(weights, values)
    assert len(values) == count
    for k in set(labels.tolist()):
        assert values[k] == pytest.approx(np.mean(np.array(weights)[labels == k]), abs=1e-9)
    nearest = np.abs(np.array(weights)[:, None] - values).min(axis=1)
    np.testing.assert_allclose(np.abs(rounded - weights), nearest, atol=1e-12)


def test_as_many_values_as_weights_change_nothing(rng):
    weights = rng.normal(size=(3, 4))
    rounded, _ = paths.nearest_values(weights, paths.representatives(weights, 12))
    np.testing.assert_allclose(rounded, weights, atol=1e-14)


def test_more_representatives_than_weights_are_refused():
    with pytest.raises(ValueError, match="take fewer"):
        paths.representatives([1.0, 1.0, 2.0], 3)


def test_entropy_is_one_for_even_use_and_falls_with_uneven_use():
    assert paths.usage_entropy(np.arange(12) % 4, 4) == pytest.approx(1)
    assert paths.usage_entropy([0, 0, 1, 1], 4) == pytest.approx(0.5)
    assert paths.usage_entropy([0] * 9 + [1], 2) == pytest.approx(0.4689956, abs=1e-6)


@pytest.mark.parametrize(("labels", "count"), [([0, 1], 1), ([0, 4], 3), ([-1, 0], 3)])
def test_labels_out_of_range_are_refused(labels, count):
    with pytest.raises(ValueError, match="do not fit"):
        paths.usage_entropy(labels, count)
