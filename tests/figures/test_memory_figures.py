"""Drawings of memories draw what they are given, and say it."""

import numpy as np
import pytest

from lib import figures, statistics
from lib.figures import memories


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def bars(ax):
    """Return the ends of all upright error bars, (bars, 2)."""
    lines = [line for box in ax.containers for line in box.lines[2]]
    return np.array([path[:, 1] for line in lines for path in line.get_segments()])


def test_samples_stand_with_their_intervals(ax):
    rng = np.random.default_rng(0)
    values = rng.normal(0.5, 0.1, (3, 8))
    alt = memories.sampled(
        ax, [1, 2, 3], {"a": values}, curves={"b": ([1, 3], [0.4, 0.6])}, xlabel="x", ylabel="y"
    )
    np.testing.assert_allclose(ax.lines[0].get_ydata()[::3], values.ravel())
    expected = [statistics.mean(row, unit="network").interval for row in values]
    np.testing.assert_allclose(bars(ax), expected)
    assert alt.endswith("8 networks each. Curve b: 0.4 at 1, 0.6 at 3.")


def test_shares_have_exact_intervals(ax):
    alt = memories.shares(ax, [10, 20], {"a": ([0, 30], 60)}, xlabel="N", ylabel="share", log="x")
    expected = [statistics.proportion(k, 60, unit="network").interval for k in (0, 30)]
    np.testing.assert_allclose(bars(ax), expected)
    assert ax.get_xscale() == "log"
    assert alt == "share against N. a: 0 at 10, 0.5 at 20, of 60 each."


def test_a_curve_with_gaps_is_told_by_its_finite_ends(ax):
    curve = {"c": ([0, 1, 2], [5.0, 4.0, np.nan])}
    alt = memories.sampled(ax, [], {}, curves=curve, xlabel="x", ylabel="y")
    assert alt.endswith("Curve c: 5 at 0, 4 at 1.")


def test_neurons_are_joined_each_to_each(ax):
    alt = memories.neurons(ax, [1, -1, 1, 1])
    assert len([line for line in ax.lines if len(line.get_xdata()) == 2]) == 6
    assert [text.get_text() for text in ax.texts] == ["+", "−", "+", "+"]
    assert "3 of them +" in alt


def test_weights_are_told_apart_by_dash_and_sign(ax):
    alt = memories.weights(ax, [np.array([[1, -1], [1, 1]]), np.array([[-1], [1]])])
    edges = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 2]
    assert sum(line.get_linestyle() == "-" for line in edges if line.get_marker() == "None") == 4
    assert [text.get_text() for text in ax.texts].count("−") == 2
    assert "6 weights are the spins, 4 of them +" in alt
