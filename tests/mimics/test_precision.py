"""Precision of a mean over seeds and images: by simulation, closed forms, and other designs."""

import numpy as np
import pytest
from scipy import stats

from lib import claims, intervals, mimics


def drawn(rng, seeds, images, parts, shape=()):
    """Draw differences with the standard deviations of seeds, images and the rest."""
    a, b, c = parts
    return (
        a * rng.normal(size=(*shape, seeds, 1))
        + b * rng.normal(size=(*shape, 1, images))
        + c * rng.normal(size=(*shape, seeds, images))
    )


@pytest.mark.parametrize("parts", [(1, 0, 2), (0.1, 4, 2), (0.5, 2, 8)])
def test_the_standard_error_is_that_of_repeated_experiments(parts):
    d = drawn(np.random.default_rng(0), 6, 60, parts, (1500,))
    found = [mimics.precision(each) for each in d]
    spread = d.mean(axis=(1, 2)).std()
    assert np.sqrt(np.mean([each.error**2 for each in found])) == pytest.approx(spread, rel=0.08)
    held = np.mean([each.interval[0] < 0 < each.interval[1] for each in found])
    assert 0.93 < held <= 0.995


def test_the_parts_are_found_again():
    found = mimics.precision(drawn(np.random.default_rng(1), 40, 400, (2, 3, 5)))
    assert found.seed == pytest.approx(4, rel=0.5)
    assert found.image == pytest.approx(9, rel=0.25)
    assert found.rest == pytest.approx(25, rel=0.05)


def test_without_images_of_their_own_it_is_student_over_seeds():
    rows = np.array([1.0, 2.0, 4.0, 3.0])
    found = mimics.precision(np.repeat(rows[:, None], 7, axis=1))
    assert found.interval == pytest.approx(intervals.mean(rows), rel=1e-6)
    assert (found.image, found.rest) == (0, 0)


def test_a_planned_design_is_this_one_where_it_is_the_same():
    found = mimics.precision(drawn(np.random.default_rng(2), 8, 50, (1, 2, 3)))
    assert found.planned(8, 50) == pytest.approx(found.error)
    assert (np.diff(found.planned(8, [50, 100, 1000])) < 0).all()
    assert found.planned(8, 10**9) == pytest.approx(np.sqrt(found.seed / 8), rel=1e-3)
    assert claims.power(float(found.planned(20, 5000)), float(found.smallest(20, 5000))) == (
        pytest.approx(0.8, abs=1e-4)
    )


def test_the_stated_power_is_the_one_that_the_rule_reads_off_the_interval():
    found = mimics.precision(drawn(np.random.default_rng(3), 6, 200, (0, 4, 9)))
    low, high = found.interval
    width = (high - low) / (2 * stats.norm.ppf(0.975))
    assert found.power(0.5) == pytest.approx(claims.power(width, 0.5))


@pytest.mark.parametrize("bad", [np.zeros((1, 5)), np.zeros(5), np.full((2, 2), np.nan)])
def test_too_little_is_refused(bad):
    with pytest.raises(ValueError, match="two of each or more"):
        mimics.precision(bad)


def test_no_difference_at_all_is_certain():
    found = mimics.precision(np.zeros((3, 4)))
    assert found.interval == (0, 0)
    assert found.power(0.5) == 1
