"""Drawings of the glassy chapter: what they put on the axes, and what they say of it."""

import numpy as np
import pytest

from lib.figures import canvas
from lib.figures import glass as pictures


@pytest.fixture
def ax():
    return canvas()[1][0]


def test_decay_draws_every_run_its_mean_and_the_laws(ax):
    q = np.array([1, 0.8, 0.5, 0.2])
    text = pictures.decay(ax, q, {"net": [q, q**2]}, laws=(2,), ylabel="left")
    assert len(ax.lines) == 4
    np.testing.assert_allclose(ax.lines[-1].get_ydata(), (q + q**2) / 2)
    assert ax.get_xlim()[0] > ax.get_xlim()[1]
    assert "q^2 0.25; net 0.375 (2 runs)" in text


def test_a_dendrogram_names_its_leaves(ax):
    x = [1, 1, 2, 2, np.nan, 0, 0, 1.5, 1.5, np.nan]
    y = [0, 1, 1, 0, np.nan, 0, 4, 4, 1, np.nan]
    text = pictures.dendrogram(ax, x, y, [2, 0, 1], title="three")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["3", "1", "2"]
    assert "3 leaves, joined at heights from 1 to 4" in text


def test_against_shows_every_run_and_the_means(ax):
    values = [[1.0, 3.0], [4.0, 8.0]]
    text = pictures.against(ax, [8, 16], {"raw": values}, xlabel="units", ylabel="barrier")
    assert sum(len(line.get_xdata()) for line in ax.lines[:2]) == 4
    assert "mean 2 at 8, 6 at 16" in text
    assert ax.get_xscale() == "log"


def test_groups_are_told_apart_by_their_markers(ax):
    text = pictures.scatter(ax, {"a": ([1, 2], [3, 4]), "b": ([5], [6])}, xlabel="x", ylabel="y")
    assert len({line.get_marker() for line in ax.lines}) == 2
    assert "a: 2 points" in text
    assert "b: 1 points" in text


def test_a_forest_fills_what_stands_after_correction(ax):
    rows = [(0.5, (0.2, 0.7), 0.01), (0.1, (-0.2, 0.4), 0.6)]
    text = pictures.forest(ax, ["trace", "rise"], {"all": rows})
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() != "none" for line in marks] == [True, False]
    assert "rise 0.1 [-0.2, 0.4], corrected p 0.6" in text
    assert [label.get_text() for label in ax.get_yticklabels()] == ["rise", "trace"]
