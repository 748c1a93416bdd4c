"""Counts against depth: what is drawn is what the words say."""

import numpy as np
import pytest

from lib.figures import canvas, counts


@pytest.fixture
def ax():
    return canvas()[1][0]


def test_solutions_far_out_are_counted_and_not_drawn(ax):
    alt = counts.solutions(ax, [1 + 1j, 1 - 1j, 50j, -2.0], [False, False, False, True], reach=3)
    assert "1 real, 3 complex; 1 lie beyond 3" in alt
    drawn = [len(line.get_xdata()) for line in ax.lines[1:]]
    assert drawn == [2, 1]


def test_the_highest_point_of_each_curve_is_ringed(ax):
    curves = {"a": ([2, 4, 8], [1.0, 5.0, 2.0]), "b": ([2, 4, 8], [3.0, 2.0, 1.0])}
    alt = counts.by_depth(ax, curves, dots={"b": ([2, 4], [2.5, np.nan])}, ylabel="count")
    rings = [line for line in ax.lines if line.get_markerfacecolor() == "none"]
    assert [tuple(ring.get_xydata()[0]) for ring in rings] == [(4.0, 5.0), (2.0, 3.0)]
    assert "highest 5 at 4" in alt
    assert "Exact b: 2 dots, highest 2.5" in alt
    assert ax.get_xscale() == "log"


def test_no_ring_where_none_is_wanted(ax):
    counts.by_depth(ax, {"a": ([1, 2], [1, 2])}, ylabel="y", xlabel="x", marked=False)
    assert len(ax.lines) == 1
    assert ax.get_xlabel() == "x"


def test_each_reading_has_a_row_and_each_kind_its_marker(ax):
    places = {"one": {"all": [3.0], "minima": [20.0]}, "two": {"all": [10.0], "minima": [45.0]}}
    alt = counts.peaks(ax, places)
    assert "two: all at 10; minima at 45" in alt
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    assert len({line.get_marker() for line in ax.lines}) == 2


def test_every_run_is_drawn_and_the_mean_told(ax):
    alt = counts.runs(
        ax, {"raw": {2: [1.0, 2.0, 3.0], 8: [4.0]}}, ylabel="distance", unit="pair", log=True
    )
    assert "every pair a dot. raw: 2 at 2, 4 at 8." in alt
    dots = [len(line.get_xdata()) for line in ax.lines if line.get_alpha() == 0.45]
    assert dots == [3, 1]
    assert ax.get_yscale() == "log"


def test_clouds_tell_their_ranges(ax):
    alt = counts.clouds(ax, {"H = 2": ([1, 2], [3, 4])}, xlabel="loss", ylabel="top")
    assert "H = 2: 2 runs, loss 1 to 2, top 3 to 4" in alt
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
