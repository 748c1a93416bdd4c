"""Sliders: values and positions, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.explorer import Slider


@given(
    st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=6, unique_by=str),
    st.floats(0, 1),
    st.booleans(),
)
def test_position_is_the_inverse_of_value(values, part, log):
    slider = Slider("s", sorted(values), log=log)
    place = part * (len(values) - 1)
    value = slider.value(place)
    assert slider.value(slider.position(value)) == pytest.approx(value)
    assert min(values) <= value <= max(values)


def test_between_two_numbers_lies_the_straight_line_or_that_of_the_logarithms():
    assert Slider("s", [1.0, 3.0]).value(0.25) == pytest.approx(1.5)
    assert Slider("s", [1.0, 16.0], log=True).value(0.25) == pytest.approx(2.0)


def test_words_have_nothing_between():
    slider = Slider("kind", ["raw", "filter"])
    assert [slider.value(p) for p in (0, 0.2, 0.8, 1)] == ["raw", "raw", "filter", "filter"]


def test_the_page_learns_labels_and_words():
    shown = Slider("learned_from", [1, 2.5], label=None).definition()
    assert shown["label"] == "learned from"
    assert shown["labels"] == ["1", "2.5"]
    assert not shown["words"]
    assert Slider("s", [np.float64(-1.0), np.int64(2)]).definition()["labels"] == ["−1", "2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "two words"}, "keyword"),
        ({"values": [1]}, "at least two values, each once"),
        ({"values": []}, "at least two values, each once"),
        ({"values": [1, 1]}, "each once"),
        ({"values": ["a", "a"]}, "each once"),
        ({"values": [2, 1]}, "must rise"),
        ({"values": [1, np.nan]}, "finite"),
        ({"values": [1, None]}, "finite"),
        ({"values": [1, "two"]}, "nothing between"),
        ({"values": ["a", "b"], "smooth": True}, "nothing between"),
        ({"labels": ["one"]}, "1 labels"),
        ({"values": [-1, 2], "log": True}, "not positive"),
    ],
)
def test_bad_sliders_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        Slider(**{"name": "s", "values": [1, 2], **arguments})
    assert "\n" not in str(caught.value)


def test_a_value_out_of_reach_is_refused():
    for value in (0.5, 9, "wide"):
        with pytest.raises(ValueError, match="cannot reach"):
            Slider("zoom", [1, 8]).position(value)
