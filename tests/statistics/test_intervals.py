"""The two cores: sums of independent parts, and the bootstrap-t."""

import numpy as np
import pytest
from scipy import stats

from lib import statistics
from lib.statistics.intervals import bound, contrast, moments


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


def test_the_bootstrap_of_a_normal_mean_is_nearly_students():
    rng = np.random.default_rng(1)
    values = stats.norm.ppf((np.arange(40) + 0.5) / 40)
    found = statistics.bootstrap(lambda m: m[0], [values], unit="run", rng=rng)
    plain = statistics.mean(values, unit="run")
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.standard_error == pytest.approx(plain.standard_error)
    assert found.interval == pytest.approx(plain.interval, abs=0.05)


def test_the_bootstrap_leans_to_the_long_side():
    rng = np.random.default_rng(2)
    found = statistics.bootstrap(lambda m: m[0], [rng.exponential(size=15)], unit="run", rng=rng)
    low, high = found.interval
    assert high - found.estimate > 1.3 * (found.estimate - low)


def test_columns_of_a_unit_stay_together():
    rng = np.random.default_rng(3)
    trials = rng.integers(1, 30, 40).astype(float)
    hits = rng.binomial(trials.astype(int), 0.25)
    rows = np.stack([hits, trials], axis=1)
    found = statistics.bootstrap(
        lambda m: m[0][..., 0] / m[0][..., 1], [rows], unit="instance", rng=rng
    )
    share = hits.sum() / trials.sum()
    error = np.sqrt(40 / 39 * np.sum((hits - share * trials) ** 2)) / trials.sum()
    assert found.estimate == pytest.approx(share)
    assert found.standard_error == pytest.approx(error, rel=0.05)
    assert found.n == 40


def test_groups_of_two_sizes_and_shapes_are_resampled_apart():
    rng = np.random.default_rng(6)
    one, other = rng.normal(size=30), rng.normal(size=(12, 2))
    found = statistics.bootstrap(
        lambda m: m[0] - m[1][..., 0] + m[1][..., 1], [one, other], unit="run", rng=rng
    )
    expected = statistics.difference(one, other @ [1.0, -1.0], unit="run", paired=False)
    assert found.estimate == pytest.approx(expected.estimate)
    assert found.standard_error == pytest.approx(expected.standard_error)
    assert found.n == 42


def test_one_seed_gives_one_interval():
    values = np.random.default_rng(4).exponential(size=12)
    once, again = (
        statistics.bootstrap(lambda m: m[0], [values], unit="run", rng=np.random.default_rng(5))
        for _ in range(2)
    )
    assert once == again


@pytest.mark.parametrize(
    ("function", "groups", "sentence"),
    [
        (lambda m: m[0], [np.arange(7.0)], "8 units or more"),
        (lambda m: m[0], [np.full(9, np.nan)], "all finite"),
        (lambda m: m[0], [np.ones((9, 2, 2))], "got shape"),
        (lambda m: np.log(m[0]), [np.linspace(-1, 1.2, 9)], "no value"),
        (lambda m: m[0], [np.ones(9)], "no spread"),
    ],
)
def test_what_has_no_bootstrap(function, groups, sentence):
    with pytest.raises(ValueError, match=sentence):
        statistics.bootstrap(function, groups, unit="run", rng=np.random.default_rng(0))


def test_the_bootstrap_wants_a_generator():
    with pytest.raises(ValueError, match="rng is a generator"):
        statistics.bootstrap(lambda m: m[0], [np.arange(9.0)], unit="run", rng=0)
