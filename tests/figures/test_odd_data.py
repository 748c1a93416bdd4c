"""Whatever a verb is given, it draws or says in a sentence of its own why it does not."""

import traceback
from pathlib import Path

import numpy as np
import pytest
from scipy.cluster import hierarchy
from turns import some

from lib import figures

X, Y = np.arange(1.0, 6), np.array([3.0, 2, 1, 2, 5])
FIELD = np.outer(Y, X)
TREE = hierarchy.linkage(X[:, None])
FIGURES = str(Path(figures.__file__).parents[1])

# A verb with data in one of its places, and what is right there.
PLACES = {
    "a coordinate": (lambda given: figures.lines(given, {"a": Y}), X),
    "a curve": (lambda given: figures.lines(X, {"a": given}), Y),
    "a point": (lambda given: figures.scatter({"a": (given, Y)}), X),
    "a law": (lambda given: figures.scatter({"a": (X, Y)}, curves={"a": (X, given)}), Y),
    "values": (lambda given: figures.histogram({"a": given}), Y),
    "runs": (lambda given: figures.points({"a": given, "b": Y}), Y),
    "a map": (lambda given: figures.contour(X, X, given, label="loss"), FIELD),
    "a map's side": (lambda given: figures.contour(given, X, FIELD, label="loss"), X),
    "hills": (lambda given: figures.hills(X, X, given), FIELD),
    "a hill's side": (lambda given: figures.hills(X, given, FIELD), X),
    "a tree": (figures.dendrogram, TREE),
}
SPOILERS = {
    "right": lambda array: array,
    "a list": lambda array: array.tolist(),
    "single precision": lambda array: array.astype(np.float32),
    "NaN": lambda array: np.where(np.arange(array.size).reshape(array.shape) == 2, np.nan, array),
    "inf": lambda array: np.where(np.arange(array.size).reshape(array.shape) == 2, np.inf, array),
    "nothing but NaN": lambda array: array * np.nan,
    "nothing but 0": lambda array: array * 0,
    "empty": lambda array: array[:0],
    "one": lambda array: array[:1],
    "an axis more": lambda array: array[None],
    "words": lambda array: array.astype(str),
    "complex": lambda array: array + 1j,
    "objects": lambda array: np.full(array.shape, None),
    "nothing": lambda array: None,
}
TRIED = [(place, spoiler) for place in PLACES for spoiler in SPOILERS]


def outcome(place, spoiler):
    """Return what a picture says or why there is none; that has to come from lib."""
    draw, plain = PLACES[place]
    try:
        picture = draw(SPOILERS[spoiler](plain))
        assert picture.html
        return picture.alt
    except ValueError as error:
        said = error
    raised = traceback.extract_tb(said.__traceback__)[-1].filename
    assert raised.startswith(FIGURES), f"{said!r} comes from {raised}"
    assert "\n" not in str(said)
    return said


@pytest.mark.parametrize(("place", "spoiler"), some(TRIED, of=5))
def test_what_is_odd_is_drawn_or_refused_in_a_sentence(place, spoiler):
    outcome(place, spoiler)


@pytest.mark.parametrize("place", some([*PLACES], of=3))
def test_in_other_clothes_it_is_the_same_and_what_is_complex_is_never_drawn(place):
    right = outcome(place, "right")
    assert isinstance(right, str)
    assert outcome(place, "a list") == outcome(place, "single precision") == right
    assert "real number" in str(outcome(place, "complex"))


def test_points_have_as_many_coordinates_of_either_kind():
    with pytest.raises(ValueError, match=r"'a' has values \(5,\) over a coordinate \(1,\)"):
        figures.scatter({"a": (1.0, Y)}).alt  # noqa: B018


def test_a_plain_is_drawn_as_one():
    assert "loss from 0 to 0" in figures.hills(X, X, FIELD * 0).alt


def test_a_place_on_a_side_that_is_no_number_is_told():
    with pytest.raises(ValueError, match="points of a surface are not finite, the first in row 0"):
        figures.contour(np.where(X == 2, np.nan, X), X, FIELD, label="loss").alt  # noqa: B018
