"""Drawings of spins say what they show, and draw what they are given."""

import numpy as np
import pytest

from lib import figures
from lib.figures import spins


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


@pytest.mark.parametrize(
    ("couplings", "arrangement", "satisfied"),
    [((1, 1, 1), (1, 1, 1), 0), ((1, 1, 1), (1, -1, 1), 2), ((-1, -1, -1), (1, 1, 1), 3)],
)
def test_bonds_that_hold_are_told_from_broken_ones(ax, couplings, arrangement, satisfied):
    alt = spins.triangle(ax, couplings, arrangement)
    assert f"{satisfied} bonds satisfied, {3 - satisfied} broken" in alt
    solid = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert len(solid) == satisfied


def test_counts_show_counted_and_exact_mean(ax):
    alt = spins.counts(ax, np.array([2, 4, 4, 8]), 5.0)
    assert "in 4 instances, from 2 to 8: mean 4.5" in alt
    assert "exact mean 5." in alt
    assert [bar.get_height() for bar in ax.patches] == [1, 2, 1]
    assert ax.patches[0].get_width() == pytest.approx(1.6)


def test_by_index_tells_the_minima(ax):
    alt = spins.by_index(ax, {"a": ([-2.0, -1.0, 1.0], [0, 0, 1]), "b": ([-1.0, 1.0], [0, 1])})
    assert "a: 3 points, 2 minima from -2 to -1." in alt
    assert len({line.get_marker() for line in ax.lines}) == 2


def test_growth_is_drawn_on_a_logarithmic_axis(ax):
    alt = spins.growth(ax, {"p = 2": ([3, 4], [6, 8])}, {"p = 3": ([3, 4], [10.5, 18.8])})
    assert ax.get_yscale() == "log"
    assert "p = 2: 2 instances, from 6 to 8." in alt
    assert "p = 3: mean 10.5 to 18.8." in alt


def test_growth_leaves_out_what_is_larger(ax):
    alt = spins.growth(ax, {"a": ([3, 9], [6, 18])}, {"a": ([3, 9], [6, 18])}, largest=5)
    assert alt.endswith("a: 1 instances, from 6 to 6; mean 6 to 6.")
