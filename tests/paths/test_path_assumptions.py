"""The measures of each assumption, on data where the answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import paths


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.mark.parametrize("same", [True, False])
def test_pairs_are_of_different_paths_and_share_an_input_or_not(rng, same):
    listed = paths.enumerate_paths((3, 4, 2, 1))
    pairs = paths.pairs_of_paths((3, 4, 2, 1), 5000, same_input=same, rng=rng)
    first, second = listed[pairs[:, 0]], listed[pairs[:, 1]]
    assert ((first[:, 0] == second[:, 0]) == same).all()
    assert (pairs[:, 0] != pairs[:, 1]).all()
    partners = {tuple(p) for p in pairs if p[0] == 0}
    assert len(partners) == (7 if same else 16)  # every one there can be


def test_no_pairs_where_there_is_one_path_an_input(rng):
    with pytest.raises(ValueError, match="no two such paths"):
        paths.pairs_of_paths((3, 1, 1), 5, same_input=True, rng=rng)


def test_correlations_are_those_of_numpy(rng):
    table = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4))
    pairs = np.array([[0, 1], [2, 3], [1, 1]])
    expected = np.corrcoef(table.T)[pairs[:, 0], pairs[:, 1]]
    np.testing.assert_allclose(paths.pair_correlations(table, pairs), expected, atol=1e-12)


def test_kurtosis_is_zero_for_gaussians_and_known_for_others(rng):
    gaussian, flat = rng.normal(size=200_000), rng.random(200_000)
    scaled = 5 - 3 * gaussian
    found = paths.excess_kurtosis(np.stack([gaussian, flat, scaled, 0 * flat], axis=1))
    assert abs(found[0]) < 0.05
    assert found[1] == pytest.approx(-6 / 5, abs=0.02)
    assert found[2] == pytest.approx(found[0], abs=1e-8)
    assert np.isnan(found[3])


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


def test_two_digits_are_centred_coarse_and_signed(rng):
    digits = (rng.random((60, 16)), np.arange(60) % 3, rng.random((30, 16)), np.arange(30) % 3)
    task = paths.two_digits(digits, (2, 1), side=2)
    assert (task.inputs.shape, task.test_inputs.shape) == ((40, 4), (20, 4))
    np.testing.assert_allclose(task.inputs.mean(axis=0), 0, atol=1e-14)
    assert task.inputs.std() == pytest.approx(1)
    first = digits[0][1].reshape(4, 4)[:2, :2].mean()
    kept = np.stack([paths.coarse(row[None], 2)[0] for row in digits[0][digits[1] > 0]])
    scale = (kept - kept.mean(axis=0)).std()
    assert task.inputs[0, 0] == pytest.approx((first - kept[:, 0].mean()) / scale)
    assert task.targets[:2].tolist() == [-1, 1]


@pytest.mark.parametrize(("pair", "side"), [((1, 1), 2), ((1, 7), 2), ((1, 2), 3)])
def test_two_digits_refuses(rng, pair, side):
    digits = (rng.random((9, 16)), np.arange(9) % 3, rng.random((9, 16)), np.arange(9) % 3)
    with pytest.raises(ValueError, match=r"no two kinds|no blocks"):
        paths.two_digits(digits, pair, side=side)


def test_trial_measures_what_it_says(rng):
    centres = rng.normal(size=(2, 9))
    labels = np.arange(200) % 2
    images = centres[labels] + 0.7 * rng.normal(size=(200, 9))
    task = paths.two_digits((images, labels, images[:60], labels[:60]), (0, 1), side=3)
    setup = {"steps": 150, "rate": 0.2, "pairs": 300, "values": [2, 40]}
    found = paths.trial(task, (5, 4), seed=5, **setup)
    again = paths.trial(task, (5, 4), seed=5, **setup)
    assert found.identity < -12 < -2 < found.identity_ungated
    assert found.test_error < 0.1
    assert found.rates.shape == (9 * 5 * 4,)
    assert found.mean_correlation("shuffled") < 0.1 < found.mean_correlation("one input")
    assert found.agreement[0, 1] >= found.agreement[0, 0]
    assert found.agreement[0, 1] > 0.9
    np.testing.assert_array_equal(again.training.losses, found.training.losses)
    np.testing.assert_array_equal(again.agreement, found.agreement)
