"""Planes and surfaces: what the page gets, logarithms, marks, and what is refused."""

import numpy as np
import pytest
from node import node
from test_base import BENDS, STEPS, bowl, plane, state

from lib import explorer


def test_a_logarithmic_figure_keeps_logarithms():
    frames = 10.0 ** np.array([-6 * bowl(1.0), -3 * bowl(1.0), bowl(1.0)])
    figure = plane(frames=frames, log=True)
    np.testing.assert_allclose(figure._frame("values 0"), -6 * bowl(1.0), atol=1e-12)


def test_logarithmic_axes_are_even_in_the_logarithm():
    times = np.geomspace(0.1, 10, 9)
    figure = plane(x=times, y=times, log_axes=True, cut=1.0, marks=[explorer.Mark(10.0, 1.0)])
    np.testing.assert_allclose(figure._frame("x"), [-1, 1], atol=1e-12)
    np.testing.assert_allclose(figure._frame("mark 0"), [1, 0], atol=1e-12)
    assert figure.cut == pytest.approx(0.0)
    assert plane(x=times, y=times, log_axes=True).cut == pytest.approx(0.0)


def test_marks_move_with_the_sliders():
    figure = plane(marks=[explorer.Mark([0.0, 0.5, np.nan], 0.1, "second minimum")])
    figure.set(bend=2.0)
    np.testing.assert_array_equal(figure._frame("mark 0"), [0.5, 0.1])
    figure.set(bend=8.0)
    assert np.isnan(figure._frame("mark 0")[0])


def test_a_line_turns_about_the_origin():
    assert state(plane(turn=0.5))["definition"]["turning"]
    assert plane(turn=0.5).turn == 0.5
    with pytest.raises(ValueError, match="turns about the origin"):
        plane(y=STEPS + 3.0, turn=0.0)


def test_a_map_is_drawn_to_one_scale_unless_its_axes_are_logarithmic():
    times = np.geomspace(0.1, 10, 9)
    assert plane().definition["oneUnit"]
    assert not plane(x=times, y=times, log_axes=True).definition["oneUnit"]
    assert plane().stills()[0].one_unit
    still = plane(x=times, y=10 * times, log_axes=True).stills()[0]
    assert (still.one_unit, still.log) == (False, "xy")
    assert still.ends == pytest.approx([0.1, 10, 1, 100])


def test_a_flat_map_takes_less_height_than_a_square_one():
    square, flat = plane(), plane(y=STEPS / 2)
    saved = np.subtract(square.definition["heights"], flat.definition["heights"])
    assert saved.tolist() == [128, 105]
    times = np.geomspace(0.1, 10, 9)
    timed = plane(x=times, y=times, log_axes=True)
    assert timed.definition["heights"] == [*explorer.Plane.heights]


@pytest.mark.parametrize(
    ("x", "y", "box"),
    [((0, 2), (0, 1), [10, 70, 200, 100]), ((0, 1), (0, 2), [55, 20, 100, 200])],
)
def test_one_unit_is_as_long_across_as_up(x, y, box):
    room = {"left": 10, "top": 20, "width": 200, "height": 200}
    if y == (0, 2):
        room["width"] = 190
    body = "return toScale(given.room, given.x, given.y);"
    found = node({"../box": "toScale"}, body, room=room, x=x, y=y)
    assert [found[key] for key in ("left", "top", "width", "height")] == box


def test_scales_are_own_or_common():
    assert plane().scale == "common"
    assert plane(common_scale=False).scale == "own"
    assert state(plane(switch_scale=True))["definition"]["switchScale"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"frames": np.zeros((2, 9, 9))}, r"need leading axes \(3,\)"),
        ({"frames": np.zeros(9)}, "rows and columns"),
        ({"frames": np.full((3, 9, 9), np.nan)}, "holds nan"),
        ({"frames": np.zeros((3, 9, 9)), "log": True}, "positive numbers, got 0"),
        ({"frames": {}}, "one to three functions"),
        ({"x": STEPS[:-1]}, "9 along that axis"),
        ({"x": STEPS**3}, "even steps"),
        ({"x": -STEPS}, "even steps"),
        ({"x": STEPS[:1], "frames": np.zeros((3, 9, 1))}, "two points or more"),
        ({"marks": [explorer.Mark(np.inf, 0)]}, "holds inf"),
        ({"log_axes": True}, "positive numbers"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(changes, message):
    with pytest.raises(ValueError, match=message) as caught:
        plane(**changes)
    assert "\n" not in str(caught.value)


def surface(**changes):
    frames = np.array([bowl(bend) for bend in BENDS])
    arguments = {
        "name": "01-hills",
        "caption": "A bowl",
        "alt": "A bowl whose bend follows the slider",
        "x": STEPS,
        "y": STEPS + 3.0,
        "frames": frames,
        "axis_labels": ("a", "b"),
        "value_label": "height",
        "sliders": [explorer.Slider("bend", BENDS)],
    }
    return explorer.Surface(**{**arguments, **changes})


def test_a_surface_has_a_marker_and_a_view():
    figure = surface()
    assert figure.marker == [0.0, 3.0]
    figure.angles = [10.0, 50.0]
    assert state(figure)["angles"] == [10.0, 50.0]
    assert state(figure)["definition"]["startView"]["angles"] == [-35.0, 38.0]


def test_surfaces_stand_side_by_side():
    frames = {"one": [bowl(b) for b in BENDS], "five": [2 * bowl(b) for b in BENDS]}
    figure = surface(frames=frames)
    assert figure.definition["titles"] == ["one", "five"]
    np.testing.assert_array_equal(figure._frame("values 1"), 2 * bowl(1.0))
    with pytest.raises(ValueError, match="one to three"):
        surface(frames={str(k): frames["one"] for k in range(4)})
