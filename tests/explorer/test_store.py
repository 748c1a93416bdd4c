"""Sliders and the store: positions and values, what the page gets, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.explorer import Slider
from lib.explorer.store import Store, grid


def decoded(store, key, k):
    """Return a frame from the payload, as numbers.js reads it."""
    entry = store.index[key]
    size = int(np.prod(entry["shape"]))
    steps = np.frombuffer(store.payload, "<u2", size, entry["offset"] + 2 * k * size).astype(float)
    low, high = entry["low"][k], entry["high"][k]
    return np.where(steps > 65534, np.nan, low + (high - low) * steps / 65534 if low else steps)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_numbers_are_sent_to_half_a_step(seed, size):
    array = size * np.random.default_rng(seed).normal(size=(2, 3, 4, 5))
    store = Store([Slider("a", [0, 1]), Slider("b", [0, 1, 2])])
    store.add("z", array, ("a", "b"))
    for i in range(2):
        for j in range(3):
            sent = decoded(store, "z", 3 * i + j).reshape(4, 5)
            step = np.ptp(array[i, j]) / 65534
            assert np.abs(sent - array[i, j]).max() <= 0.5001 * step
            assert sent.min() == array[i, j].min()
            np.testing.assert_array_equal(store.frame("z", {"a": i, "b": j}), array[i, j])


def test_two_numbers_are_sent_exactly():
    """Ends of axes and marks."""
    store = Store([])
    store.add("x", [-1.1, 2.3])
    np.testing.assert_allclose(decoded(store, "x", 0), [-1.1, 2.3], rtol=1e-15)


def test_gaps_keep_their_places():
    store = Store([Slider("a", [0, 1])])
    curve = np.array([[1.0, np.nan, 3.0], [np.nan] * 3])
    store.add("curve", curve, ("a",), gaps=True)
    np.testing.assert_array_equal(decoded(store, "curve", 0), curve[0])
    assert store.index["curve"]["low"][1] is None


@pytest.mark.parametrize(
    ("array", "over", "message"),
    [
        (np.ones((2, 3)), ["a"], "some numbers, got an array"),
        (np.ones((3, 0)), ["a"], "some numbers, got an array"),
        (np.ones(3), ["width"], "none of"),
        ([1.0, np.inf], [], "holds inf"),
        ([1.0, np.nan], [], "holds nan"),
        (np.ones(200_000), [], "limit is 500"),
    ],
)
def test_bad_arrays_are_refused(array, over, message):
    with pytest.raises(ValueError, match=message) as caught:
        Store([Slider("a", [0, 1, 2])]).add("z", array, over)
    assert "\n" not in str(caught.value)


def test_the_limit_is_that_of_all_arrays_together():
    store = Store([])
    store.add("one", np.ones(100_000))
    with pytest.raises(ValueError, match="two makes the figure 533 kB, the limit is 500"):
        store.add("two", np.ones(100_000))


def test_two_sliders_of_one_name_are_refused():
    with pytest.raises(ValueError, match="share a name"):
        Store([Slider("a", [0, 1]), Slider("a", [2, 3])])


@pytest.mark.parametrize(
    ("points", "message"),
    [([1.0], "two points"), ([1, 2, 4], "even steps"), ([2, 1], "even steps"), ([1, 1], "even")],
)
def test_bad_grids_are_refused(points, message):
    with pytest.raises(ValueError, match=message):
        grid("x", points)


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
    "arguments",
    [
        {"name": "two words"},
        {"values": [1]},
        {"values": []},
        {"values": [], "log": True},
        {"values": [1, 1]},
        {"values": ["a", "a"]},
        {"values": ["a", "b", "a"], "labels": ["one", "two", "three"]},
        {"values": [2, 1]},
        {"values": [1, np.nan]},
        {"values": [1, None]},
        {"values": [1, "two"]},
        {"values": ["a", "b"], "smooth": True},
        {"labels": ["one"]},
        {"values": [-1, 2], "log": True},
    ],
)
def test_bad_sliders_are_refused_in_one_sentence(arguments):
    with pytest.raises(ValueError, match=r"keyword .* each once: .*got \[") as caught:
        Slider(**{"name": "s", "values": [1, 2], **arguments})
    assert "\n" not in str(caught.value)


def test_a_value_out_of_reach_is_refused():
    for value in (0.5, 9, "wide"):
        with pytest.raises(ValueError, match="cannot reach"):
            Slider("zoom", [1, 8]).position(value)
