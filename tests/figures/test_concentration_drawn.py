"""Drawings of runs and estimates draw what they are given, and say it."""

import numpy as np
import pytest

from lib import figures
from lib.figures import concentration


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_estimates_have_their_intervals_and_reported_values_none(ax):
    series = {
        "measured": ([10, 100], [0.5, 0.1], [[0.4, 0.7], [0.05, 0.2]]),
        "reported": ([10, 100], [0.6, 0.3], None),
    }
    alt = concentration.estimates(ax, series, xlabel="size", ylabel="rho", level=0.0, log="x")
    assert "measured: 0.5 [0.4, 0.7] at 10, 0.1 [0.05, 0.2] at 100." in alt
    assert "reported: 0.6 at 10, 0.3 at 100." in alt
    assert ax.get_xscale() == "log"
    bars = ax.containers[0].lines[2][0].get_segments()
    np.testing.assert_allclose([bar[:, 1] for bar in bars], [[0.4, 0.7], [0.05, 0.2]])
    assert ax.containers[1].lines[2] == ()


def test_runs_in_pairs_are_counted_on_either_side(ax):
    alt = concentration.pairs(ax, [1, 2, 3, 4], [2, 2, 2, 2], names=("a", "b"), label="loss")
    assert alt.endswith("b is higher in 1, lower in 2, equal in 1.")
    dots = next(line for line in ax.lines if line.get_marker() == "o")
    assert list(dots.get_xdata()) == [1, 2, 3, 4]


def test_the_band_is_shaded_behind_every_run(ax):
    alt = concentration.ends_and_band(
        ax, {"N = 5": [-1.0, -1.1], "N = 9": [-1.05]}, (-1.02, -1.0), ylabel="u"
    )
    assert "N = 5: 2 values" in alt
    assert alt.endswith("The band from -1.02 to -1 is shaded.")
    patch = ax.patches[-1]
    assert (patch.get_y(), patch.get_y() + patch.get_height()) == pytest.approx((-1.02, -1.0))


def test_shares_below_zero_are_drawn_a_line_a_network(ax):
    shares = {"start": [[0.3, 0.1], [0.1, 0.1]], "end": [[0.2, 0.0]]}
    alt = concentration.below_zero(ax, [1e-8, 1e-2], shares, ylabel="share")
    assert "start: 0.2 at 1e-08, 0.1 at 0.01 on average." in alt
    assert len(ax.lines) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["start", "end"]
