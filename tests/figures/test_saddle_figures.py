"""Drawings of saddle points draw what they are given, and say it."""

import numpy as np
import pytest

from lib import figures
from lib.figures import saddles


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_bars_are_cut_into_shares(ax):
    alt = saddles.outcomes(
        ax, {"a": {"x": 3, "y": 1}, "b": {"x": 0, "y": 2}}, xlabel="share of runs"
    )
    widths = [patch.get_width() for patch in ax.patches]
    assert widths == [0.75, 0.25, 0.0, 1.0]
    assert alt == "share of runs. a, 4 in all: x 3, y 1. b, 2 in all: x 0, y 2."
    assert len({patch.get_hatch() for patch in ax.patches}) == 2


def test_sets_are_told_apart_by_filling_and_marker(ax):
    alt = saddles.index_against(ax, {"a": ([1, 2], [0, 1]), "b": ([3], [5])}, xlabel="loss")
    assert [line.get_marker() for line in ax.lines] == ["o", "s"]
    assert [line.get_fillstyle() for line in ax.lines] == ["full", "none"]
    assert "b: 1 points, loss from 3 to 3, index from 5 to 5." in alt


@pytest.mark.parametrize("dots", [False, True])
def test_bundles_draw_the_median_and_all_rows(ax, dots):
    rows = np.array([[4.0, 2.0], [8.0, 1.0], [5.0, 9.0]])
    alt = saddles.bundles(
        ax, {"a": ([1, 10], rows)}, xlabel="work", ylabel="loss", dots=dots, places=[1, 10]
    )
    assert ax.lines[0].get_ydata().tolist() == [5.0, 2.0]
    assert (len(ax.lines) == 2) == dots
    assert "a: median 5 at 1, 2 at 10, 3 rows." in alt
