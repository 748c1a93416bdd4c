"""Drawings of bands draw what they are given, and say it."""

import pytest

from lib import figures
from lib.figures import bands


@pytest.fixture
def ax():
    return figures.canvas()[1][0]


def test_levels_stand_at_their_energies(ax):
    alt = bands.levels(ax, {"a": -1.5, "b": -1.25}, band=(-1.5, -1.25))
    assert [line.get_xdata()[0] for line in ax.lines] == [-1.5, -1.25]
    assert alt == "Marked: a at -1.5, b at -1.25. Shaded from -1.5 to -1.25."
    assert len(ax.patches) == 1


def test_laws_are_straight_on_logarithmic_axes(ax):
    alt = bands.laws(
        ax, {"a": ([1, 10], [2.0, 20.0])}, dots={"b": ([1, 1], [3.0, 5.0])}, ylabel="gap"
    )
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert alt.endswith("b: 2 instances from 3 to 5.")
