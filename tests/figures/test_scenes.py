"""Maps, hills and trees: what is drawn and what is said of it."""

import re
from functools import partial

import numpy as np
import pytest
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
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


def test_colours_go_by_the_value_or_its_logarithm():
    image = axes_of(figures.contour(X, Y, FIELD, label="loss"))[0].collections[0]
    assert image.get_clim() == (1, 5)
    image = axes_of(figures.contour(X, Y, FIELD, label="loss", log=True))[0].collections[0]
    assert image.get_clim() == pytest.approx((0, np.log10(5)))
    np.testing.assert_allclose(image.get_array().reshape(4, 5), np.log10(FIELD))


def test_a_colour_bar_says_that_it_shows_logarithms():
    for log, label in ((False, "loss"), (True, "log₁₀ loss")):
        (axes,) = axes_of(figures.contour(X, Y, FIELD, label="loss", log=log))
        assert [bar.get_ylabel() for bar in axes.child_axes] == [label]


def test_a_map_is_drawn_to_one_scale():
    assert axes_of(figures.contour(X, Y, FIELD, label="loss"))[0].get_aspect() == 1


def test_hills_name_their_axes():
    (solid,) = axes_of(figures.hills(X, Y, FIELD, xlabel="w₁", ylabel="w₂"))
    assert [solid.get_xlabel(), solid.get_ylabel(), solid.get_zlabel()] == ["w₁", "w₂", "loss"]


def test_hills_stand_over_their_own_places(monkeypatch):
    drawn = []
    monkeypatch.setattr(Axes3D, "plot_surface", lambda self, *given, **style: drawn.extend(given))
    axes_of(figures.hills(X[:4], Y, FIELD[:, :4]))
    x, y, z = drawn
    np.testing.assert_allclose(z, y + x**2 + 1)


def test_hills_say_their_range_and_fill_their_axes():
    picture = figures.hills(X, Y, FIELD)
    assert picture.alt == "A surface in three dimensions, 4 × 5 points: loss from 1 to 5."
    (solid,) = axes_of(picture)
    assert solid.get_zlim() == pytest.approx((1, 5), abs=0.5)


@pytest.mark.parametrize("verb", [partial(figures.contour, label="loss"), figures.hills])
@pytest.mark.parametrize(
    ("x", "field", "sentence"),
    [
        (X, np.where(FIELD > 4.5, np.nan, FIELD), "2 of 20 points of a surface are not finite, "
         "the first in row 3, column 0"),
        (X, np.where(FIELD > 4.5, np.inf, FIELD), "2 of 20 points"),
        (X, FIELD.T, "got (5, 4) over (4,) and (5,)"),
        (X[:1], FIELD[:, :1], "two or more of each"),
        (X, [], "got (0,)"),
    ],
)  # fmt: skip
def test_a_surface_that_cannot_be_drawn_is_one_sentence(verb, x, field, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        verb(x, Y, field).alt  # noqa: B018


def test_a_logarithm_of_nothing_is_refused():
    with pytest.raises(ValueError, match="values above 0, the least is 0"):
        figures.contour(X, Y, FIELD - 1, label="loss", log=True).alt  # noqa: B018


def test_a_flat_map_is_drawn():
    assert figures.contour(X, Y, 0 * FIELD, label="loss").alt.startswith("Map of the loss")


def test_a_tree_joins_its_leaves_at_the_heights_of_the_clustering():
    tree = linkage([[0.0], [1.0], [5.0]])
    picture = figures.dendrogram(tree, ylabel="distance")
    assert picture.alt == "A tree of 3 leaves, joined at heights from 1 to 4."
    (axes,) = axes_of(picture)
    joins = [path.vertices for part in axes.collections for path in part.get_paths()]
    assert sorted(corners[:, 1].max() for corners in joins) == [1, 4]
    assert {label.get_text() for label in axes.get_xticklabels()} == {"1", "2", "3"}
