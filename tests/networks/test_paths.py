"""The sum over paths is the network's output, to rounding, and leaves nothing out."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import theory
from lib.networks import MLP, activity, correlations, route_weights, routes


def plain(widths, rng):
    return MLP(widths, bias=False, rng=rng).double()


def output(network, x):
    return network(torch.as_tensor(x)).detach().numpy()[:, 0]


def terms(network, x):
    taken = routes(network.widths)
    return x[:, taken[:, 0]] * activity(network, x, taken)


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.integers(0, 2**32 - 1),
    st.floats(0.01, 100),
)
def test_path_identity_to_1e_12(widths, seed, scale):
    rng = np.random.default_rng(seed)
    network = plain((*widths, 1), rng)
    x = scale * rng.normal(size=(9, widths[0]))
    weights = route_weights(network, routes(network.widths))
    whole = np.abs(terms(network, x)) @ np.abs(weights)
    gap = np.abs(terms(network, x) @ weights - output(network, x))
    assert (gap <= 1e-12 * np.maximum(whole, 1e-300)).all()


def test_sum_is_the_one_of_nested_loops():
    rng = np.random.default_rng(2)
    network = plain((3, 4, 2, 1), rng)
    w = [matrix.detach().numpy() for matrix in network.weights]
    x = rng.normal(size=3)
    first = np.maximum(w[0] @ x, 0)
    second = np.maximum(w[1] @ first, 0)
    total = sum(
        x[i] * (first[j] > 0 and second[k] > 0) * w[0][j, i] * w[1][k, j] * w[2][0, k]
        for i, j, k in itertools.product(range(3), range(4), range(2))
    )
    assert output(network, x[None])[0] == pytest.approx(total, rel=1e-13)


def test_without_activity_the_sum_is_the_linear_network():
    rng = np.random.default_rng(3)
    network = plain((4, 5, 3, 1), rng)
    x, taken = rng.normal(size=(6, 4)), routes((4, 5, 3, 1))
    linear = np.linalg.multi_dot([w.detach().numpy() for w in network.weights[::-1]])[0]
    weights = route_weights(network, taken)
    np.testing.assert_allclose(x[:, taken[:, 0]] @ weights, x @ linear, atol=1e-13)


def test_there_is_one_path_for_each_choice_of_units():
    listed = routes((4, 5, 3, 1))
    assert len(listed) == len({tuple(row) for row in listed}) == 60
    assert theory.effective_width((4, 5, 3, 1)) == pytest.approx(len(listed) ** (1 / 3))
    assert listed.max(axis=0).tolist() == [3, 4, 2, 0]


@pytest.mark.parametrize("widths", [(1000, 1000, 1), (3, 0, 1)])
def test_too_many_paths_or_none_are_refused(widths):
    with pytest.raises(ValueError, match="paths"):
        routes(widths)


@pytest.mark.parametrize("words", [{"activation": "tanh"}, {"residual": True}])
def test_networks_that_are_no_sum_over_paths_are_refused(words):
    network = MLP((2, 3, 3, 1), rng=np.random.default_rng(0), **words)
    with pytest.raises(ValueError, match="only a plain rectifier network"):
        activity(network, [[1.0, 2.0]], routes(network.widths))


def test_correlations_are_those_of_numpy():
    rng = np.random.default_rng(4)
    one, other = rng.normal(size=(2, 50, 4)) @ rng.normal(size=(4, 4))
    other += one
    expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(one.T, other.T, strict=True)]
    np.testing.assert_allclose(correlations(one, other), expected, atol=1e-12)
    assert np.isnan(correlations(one, 0 * one + 0.1)).all()
