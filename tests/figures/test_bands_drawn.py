"""Drawings of bands draw what they are given, and say it."""

import numpy as np
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


def test_spectrum_has_area_one_and_its_curve(ax):
    rng = np.random.default_rng(2)
    values = rng.uniform(size=(4, 100))
    alt = bands.spectrum(ax, values, [0.0, 1.0], [1.0, 1.0])
    assert sum(bar.get_width() * bar.get_height() for bar in ax.patches) == pytest.approx(1)
    assert alt.startswith("400 eigenvalues")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1.0, 1.0])


def test_ends_draw_every_descent(ax):
    rng = np.random.default_rng(3)
    runs = {25: rng.normal(-1.4, 0.1, (5, 3)), 50: rng.normal(-1.5, 0.1, (4, 3))}
    alt = bands.ends(ax, runs, band=(-1.66, -1.63), expected={50: -1.46})
    drawn = [line for line in ax.lines if line.get_marker() == "."]
    for line, energies in zip(drawn, runs.values(), strict=True):
        np.testing.assert_array_equal(np.sort(line.get_ydata()), np.sort(energies.ravel()))
    assert "N = 25: 15 descents" in alt
    assert "Mean of all minima: -1.46." in alt


def test_counts_by_energy_stand_beside_the_exact_means(ax):
    sampled, exact = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.5, 2.5], [3.5, 4.5]])
    alt = bands.by_energy(ax, sampled, 0.1 * sampled, exact, ["low", "high"])
    drawn = [line.get_ydata() for line in ax.lines if line.get_marker() == "_"]
    assert any(np.array_equal(line, exact[1]) for line in drawn)
    assert "Index 1: low 3 (3.5), high 4 (4.5)." in alt


def test_laws_are_straight_on_logarithmic_axes(ax):
    alt = bands.laws(
        ax, {"a": ([1, 10], [2.0, 20.0])}, dots={"b": ([1, 1], [3.0, 5.0])}, ylabel="gap"
    )
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert alt.endswith("b: 2 instances from 3 to 5.")
