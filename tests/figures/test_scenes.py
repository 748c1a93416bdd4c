"""Maps, hills, spins and trees: what is drawn and what is said of it."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.cluster.hierarchy import linkage

from lib import figures

X, Y = np.linspace(-1, 1, 5), np.linspace(0, 3, 4)
FIELD = np.add.outer(Y, X**2) + 1


def axes_of(picture):
    with figures.drawn():
        figure = Figure(figsize=(6, 4))
        picture.panels[0].draw(figure.subplots())
    return figure.axes


def test_a_map_says_its_ends_and_its_marks():
    path = np.column_stack([X, X + 1])
    alt = figures.contour(X, Y, FIELD, label="loss", marks={"here": (0.5, 2), "way": path}).alt
    assert alt == (
        "Map of the loss on 4 × 5 points, from 1 at (0, 0) up to 5 at (-1, 3); here at (0.5, 2); "
        "way at (1, 2), the end of a path of 5 points."
    )


def test_maps_on_common_limits_have_equal_colours():
    image = axes_of(figures.contour(X, Y, FIELD, label="loss", limits=(0, 9)))[0].collections[0]
    assert image.get_clim() == (0, 9)
    image = axes_of(figures.contour(X, Y, FIELD, label="loss", log=True))[0].collections[0]
    assert image.get_clim() == pytest.approx((0, np.log10(5)))
    np.testing.assert_allclose(image.get_array().reshape(4, 5), np.log10(FIELD))


def test_hills_say_their_range_and_stand_on_a_common_scale():
    picture = figures.hills(X, Y, FIELD, label="energy")
    assert picture.alt == "A surface in three dimensions, 4 × 5 points: energy from 1 to 5."
    picture = figures.hills(X, Y, FIELD, limits=(0, 9))
    assert picture.alt.endswith("loss from 1 to 5, drawn from 0 to 9.")
    (solid,) = axes_of(picture)
    assert solid.get_zlim() == pytest.approx((0, 9), abs=0.5)


@pytest.mark.parametrize("verb", [figures.contour, figures.hills])
@pytest.mark.parametrize(
    ("x", "field", "sentence"),
    [
        (X, np.where(FIELD > 4.5, np.nan, FIELD), "2 of 20 values of a surface are not finite, "
         "the first in row 3, column 0"),
        (X, np.where(FIELD > 4.5, np.inf, FIELD), "2 of 20 values"),
        (X, FIELD.T, "got (5, 4) over (4,) and (5,)"),
        (X[:1], FIELD[:, :1], "two or more of each"),
        (X, [], "got (0,)"),
    ],
)  # fmt: skip
def test_a_surface_that_cannot_be_drawn_is_one_sentence(verb, x, field, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        verb(x, Y, field, label="loss").alt  # noqa: B018


def test_a_logarithm_of_nothing_is_refused():
    with pytest.raises(ValueError, match="values above 0, the least is 0"):
        figures.contour(X, Y, FIELD - 1, label="loss", log=True).alt  # noqa: B018


def test_a_flat_map_is_drawn():
    assert figures.contour(X, Y, 0 * FIELD, label="loss").alt.startswith("Map of the loss")


def test_spins_say_how_many_bonds_are_content():
    bonds = {(0, 1): 1, (1, 2): -1, (2, 0): 1}
    picture = figures.spins(bonds, state=(1, -1, 1), meaning=("satisfied", "broken"))
    assert picture.alt == (
        "3 units with 3 bonds: 2 satisfied, 1 broken. Spins up down up."
    )  # fmt: skip
    (axes,) = axes_of(picture)
    colours = [line.get_color() for line in axes.lines[:3]]
    assert colours == [figures.BLUE, figures.ORANGE, figures.BLUE]
    assert [text.get_text() for text in axes.texts] == ["↑", "↓", "↑"]


def test_units_stand_in_a_ring_or_where_they_are_put():
    (ring,) = axes_of(figures.spins({(0, 3): 0}))
    places = ring.lines[-1].get_xydata()
    assert np.hypot(*places.T) == pytest.approx(np.ones(4))
    assert places[0] == pytest.approx([0, 1])
    (row,) = axes_of(figures.spins({(0, 1): 1}, places=[(0, 0), (2, 0)]))
    assert row.lines[0].get_xydata().tolist() == [[0, 0], [2, 0]]
    assert figures.spins({(0, 3): 0}).alt == "4 units with 1 bonds: 1 fixed."


def test_no_bond_is_a_sentence():
    with pytest.raises(ValueError, match="no bond to draw"):
        figures.spins({}).alt  # noqa: B018


def test_a_tree_joins_its_leaves_at_the_heights_of_the_clustering():
    tree = linkage([[0.0], [1.0], [5.0]])
    picture = figures.dendrogram(tree, names=["a", "b", "c"], ylabel="distance")
    assert picture.alt == "A tree of 3 leaves, joined at heights from 1 to 4."
    (axes,) = axes_of(picture)
    assert sorted(line.get_ydata().max() for line in axes.lines) == [1, 4]
    assert {label.get_text() for label in axes.get_xticklabels()} == {"a", "b", "c"}
