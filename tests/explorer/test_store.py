"""The store: what the page gets is what was kept, to half a step."""

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
    if entry["bits"]:
        packed = np.frombuffer(store.payload, "u1")[entry["offset"] :]
        width = (size + 7) // 8
        return np.unpackbits(packed[k * width : (k + 1) * width])[:size]
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


def test_gaps_and_bits_keep_their_places():
    store = Store([Slider("a", [0, 1])])
    curve = np.array([[1.0, np.nan, 3.0], [np.nan] * 3])
    store.add("curve", curve, ("a",), gaps=True)
    pattern = np.array([[[1, -1, 1], [-1, -1, 1]], [[-1, 1, 1], [1, 1, -1]]])
    store.add("pattern", pattern, ("a",), bits=True)
    np.testing.assert_array_equal(decoded(store, "curve", 0), curve[0])
    assert store.index["curve"]["low"][1] is None
    for k in (0, 1):
        np.testing.assert_array_equal(decoded(store, "pattern", k), pattern[k].ravel() > 0)


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
