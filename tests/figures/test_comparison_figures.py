"""Drawings of two landscapes draw what they are given, and say it."""

import numpy as np
import pytest

from lib import figures, statistics
from lib.figures import comparison


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_shares_stand_with_their_intervals(ax):
    alt = comparison.shares(ax, {"one": (3, 10), "two": (0, 5)}, xlabel="share")
    bars, dots = ax.lines[::2], ax.lines[1::2]
    assert tuple(bars[0].get_xdata()) == statistics.proportion(3, 10, unit="run").interval
    assert [dot.get_xdata()[0] for dot in dots] == [0.3, 0.0]
    assert len({dot.get_marker() for dot in dots}) == 2
    assert alt == "share, with 95 % intervals. one: 3 of 10. two: 0 of 5."


def test_index_against_energy_draws_all_points_and_the_law(ax):
    groups = {"a": ([0.0, 2.0], [0.1, 0.4]), "b": ([1.0], [0.2])}
    alt = comparison.index_against_energy(ax, groups, xlabel="loss", curve=([0, 2], [0, 1]))
    assert [len(line.get_xdata()) for line in ax.lines] == [2, 1, 2]
    assert "a: 2 points, loss 0 to 2, share 0.1 to 0.4." in alt
    assert "as a line" in alt


def test_ranked_draws_every_landscape_and_the_mean(ax):
    rows = np.array([[0.0, 0.2, 0.4], [0.2, 0.4, 0.8]])
    alt = comparison.ranked(ax, {"glass": rows})
    drawn = [line.get_ydata() for line in ax.lines]
    np.testing.assert_allclose(drawn[:2], rows)
    np.testing.assert_allclose(drawn[2], rows.mean(axis=0))
    np.testing.assert_allclose(ax.lines[2].get_xdata(), [1 / 6, 0.5, 5 / 6])
    assert "2 landscapes, mean 0.1 to 0.6" in alt


def test_widths_join_the_geometric_means(ax):
    alt = comparison.widths(ax, {"tanh": [[4, 16, 64], [4, 36, 64]]}, [1, 2, 3], ylabel="points")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [4, 24, 64])
    assert len(ax.lines) == 3
    assert ax.get_yscale() == "log"
    assert "2 tables, geometric mean 4 at 1, 64 at 3" in alt
