"""Drawings of evidence say what they show, and draw what they are given."""

import numpy as np
import pytest

from lib import figures
from lib.figures import evidence


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_densities_have_equal_areas(ax):
    rng = np.random.default_rng(1)
    groups = {"few": rng.normal(size=100), "many": rng.normal(size=(50, 200))}
    alt = evidence.densities(ax, groups, xlabel="x", marks={"many": 0.25})
    assert "few: 100 values" in alt
    assert "many: 10000 values" in alt
    assert alt.endswith("marked at 0.25.")
    for patch in ax.patches:
        x, y = patch.get_xy().T
        area = np.sum(np.diff(x) * y[:-1])
        assert area == pytest.approx(1)
    assert len({patch.get_linestyle() for patch in ax.patches}) == 2


def test_agreement_tells_the_largest_difference(ax):
    alt = evidence.agreement(
        ax, [1.0, 2.0], {"same": [1.0, 2.0], "other": [1.5, -1.0]}, xlabel="x", ylabel="y"
    )
    assert "same: off by at most 0." in alt
    assert "other: off by at most 3." in alt


def test_timeline_sets_the_work_in_question_apart(ax):
    alt = evidence.timeline(ax, {"spin glass": 2014, "linear": 1989}, subject="spin glass")
    assert alt == "Timeline: 1989 linear; 2014 spin glass."
    squares = [line for line in ax.lines if line.get_marker() == "s"]
    assert [line.get_xdata()[0] for line in squares] == [2014]
