"""The sum over paths is the network's output, to rounding, and leaves nothing out."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import paths, theory


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.integers(0, 2**32 - 1),
    st.floats(0.01, 100),
)
def test_path_identity_to_1e_12(widths, seed, scale):
    rng = np.random.default_rng(seed)
    network = paths.ReluNetwork.sample((*widths, 1), rng=rng)
    x = scale * rng.normal(size=(9, widths[0]))
    whole = np.abs(paths.contributions(network, x)) @ np.abs(paths.path_weights(network))
    gap = np.abs(paths.path_sum(network, x) - network.output(x))
    assert (gap <= 1e-12 * np.maximum(whole, 1e-300)).all()


def test_sum_is_the_one_of_nested_loops():
    rng = np.random.default_rng(2)
    network = paths.ReluNetwork.sample((3, 4, 2, 1), rng=rng)
    x = rng.normal(size=3)
    first = np.maximum(x @ network.weights[0], 0)
    second = np.maximum(first @ network.weights[1], 0)
    total = 0.0
    for i, j, k in itertools.product(range(3), range(4), range(2)):
        open_ = first[j] > 0 and second[k] > 0
        w = network.weights
        total += x[i] * open_ * w[0][i, j] * w[1][j, k] * w[2][k, 0]
    assert paths.path_sum(network, x[None])[0] == pytest.approx(total, rel=1e-13)


def test_without_activity_the_sum_is_the_linear_network():
    rng = np.random.default_rng(3)
    network = paths.ReluNetwork.sample((4, 5, 3, 1), rng=rng)
    x = rng.normal(size=(6, 4))
    linear = (x @ network.weights[0] @ network.weights[1] @ network.weights[2])[:, 0]
    np.testing.assert_allclose(paths.path_sum(network, x, gated=False), linear, atol=1e-13)
    assert np.abs(linear - network.output(x)).max() > 0.1


def test_there_is_one_path_for_each_choice_of_units():
    listed = paths.enumerate_paths((4, 5, 3, 1))
    assert len(listed) == len({tuple(row) for row in listed}) == 60
    assert theory.effective_width((4, 5, 3, 1)) == pytest.approx(len(listed) ** (1 / 3))
    assert (listed.min(axis=0) == 0).all()
    assert listed.max(axis=0).tolist() == [3, 4, 2, 0]


def test_a_path_is_open_where_all_its_units_are_on():
    network = paths.ReluNetwork((np.array([[1.0, -1.0]]), np.array([[1.0], [1.0]])))
    assert paths.activity(network, [[2.0], [-2.0]]).tolist() == [[True, False], [False, True]]


@pytest.mark.parametrize("widths", [(1000, 1000, 1), (3, 0, 1)])
def test_too_many_paths_or_none_are_refused(widths):
    with pytest.raises(ValueError, match="paths"):
        paths.enumerate_paths(widths)
