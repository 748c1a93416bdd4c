"""Rank correlations held against SciPy, their permutation test, and Holm's correction."""

import numpy as np
import pytest
from scipy import stats

from lib import glass


def data(n=40, seed=0):
    return np.random.default_rng(seed).standard_normal((3, n))


def test_without_more_it_is_spearmans():
    x, y, _ = data()
    found = glass.association(x, x + y, rng=np.random.default_rng(0), permutations=200)
    assert found.rho == pytest.approx(stats.spearmanr(x, x + y).statistic)
    assert found.interval[0] < found.rho < found.interval[1]


def test_p_is_near_scipys():
    x, y, _ = data()
    y = y + 0.4 * x
    found = glass.association(x, y, rng=np.random.default_rng(0), permutations=5000)
    assert found.p == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.02)


def test_a_common_cause_that_is_held_leaves_nothing():
    x, y, z = data(400)
    one, two = z + 0.3 * x, z + 0.3 * y
    assert glass.association(one, two, rng=np.random.default_rng(0), permutations=50).rho > 0.7
    held = glass.association(one, two, held=z, rng=np.random.default_rng(0), permutations=50)
    assert abs(held.rho) < 0.2


def test_a_partial_correlation_is_that_of_the_formula():
    ranks = [stats.rankdata(row) for row in data()]
    xy, xz, yz = (np.corrcoef(ranks[a], ranks[b])[0, 1] for a, b in ((0, 1), (0, 2), (1, 2)))
    expected = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    x, y, z = data()
    found = glass.association(x, y, held=z, rng=np.random.default_rng(0), permutations=50)
    assert found.rho == pytest.approx(expected)


def test_a_difference_between_groups_is_not_one_within_them():
    x, y, _ = data(200)
    groups = np.repeat([0, 1], 100)
    one, two = x + 5 * groups, y + 5 * groups
    rng = np.random.default_rng(0)
    assert glass.association(one, two, rng=rng, permutations=50).rho > 0.7
    assert abs(glass.association(one, two, groups=groups, rng=rng, permutations=50).rho) < 0.25


def test_false_alarms_are_as_rare_as_promised():
    rng = np.random.default_rng(0)
    p = [
        glass.association(*rng.standard_normal((2, 20)), rng=rng, permutations=99).p
        for _ in range(300)
    ]
    assert 0.02 < np.mean(np.array(p) <= 0.05) < 0.09


def test_holm_by_hand_and_its_bounds():
    np.testing.assert_allclose(glass.holm([0.04, 0.001, 0.02]), [0.04, 0.003, 0.04])
    p = np.random.default_rng(0).random(7)
    corrected = glass.holm(p)
    assert (corrected >= p).all()
    assert (corrected <= 1).all()
    assert (np.argsort(p, kind="stable") == np.lexsort((p, corrected))).all()
    np.testing.assert_allclose(glass.holm([0.3]), [0.3])


def test_the_detectable_correlation_is_detected_as_often_as_it_says():
    n, rng = 30, np.random.default_rng(0)
    rho = glass.detectable(n)
    x = rng.standard_normal((2000, n))
    y = rho * x + np.sqrt(1 - rho**2) * rng.standard_normal((2000, n))
    hits = np.mean([stats.pearsonr(a, b).pvalue < 0.05 for a, b in zip(x, y, strict=True)])
    assert hits == pytest.approx(0.8, abs=0.03)
    assert glass.detectable(n, tests=5) > rho


@pytest.mark.parametrize("bad", [[0.1, 1.2], [[0.1]], [np.nan]])
def test_what_is_no_p_value_is_refused(bad):
    with pytest.raises(ValueError, match="p-values"):
        glass.holm(bad)


def test_rows_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        glass.association([1, 2, 3], [1, 2], rng=np.random.default_rng(0))
