"""Landscapes of tiny networks: minima to all digits, copies counted once, collapse told."""

import numpy as np
import pytest

from lib import presets
from lib.curvature import NetworkSurface
from lib.endpoints import descend, landscape, minima
from lib.networks import MLP, get_parameters, parameter_count, permuted

SETTING = {"side": 2, "images": 30, "runs": 6, "seed": 1}


@pytest.fixture(scope="module")
def surface():
    rng = np.random.default_rng(0)
    return NetworkSurface((2, 3, 2), rng.normal(size=(12, 2)), rng.integers(2, size=12), decay=0.01)


def test_descent_ends_where_the_gradient_vanishes_and_never_climbs(surface):
    starts = np.random.default_rng(1).normal(size=(5, surface.size))
    ends, losses, gradients, eigenvalues = descend(surface, starts)
    assert (losses <= surface.loss(starts)).all()
    assert gradients.max() < 1e-8
    np.testing.assert_allclose(losses, surface.loss(ends))
    np.testing.assert_allclose(eigenvalues, np.linalg.eigvalsh(surface.hessian(ends)), atol=1e-9)


def test_descent_finds_the_bottom_of_a_convex_loss():
    x = np.random.default_rng(2).normal(size=(20, 3))
    y = np.arange(20) % 2
    surface = NetworkSurface((3, 2), x, y, decay=0.1)
    ends, losses, _, _ = descend(surface, np.random.default_rng(3).normal(size=(4, surface.size)))
    np.testing.assert_allclose(ends, ends[[0]] + 0 * ends, atol=1e-7)
    assert np.ptp(losses) < 1e-12


def test_a_copy_with_units_swapped_and_turned_is_the_same_minimum(surface):
    network = MLP((2, 3, 2), activation="tanh", init="xavier", rng=np.random.default_rng(4))
    copy = permuted(network, [[2, 0, 1]], [[1, -1, 1]])
    starts = [get_parameters(each).double().numpy() for each in (network, copy)]
    ends, losses, _, eigenvalues = descend(surface, np.array(starts))
    assert np.linalg.norm(ends[0] - ends[1]) > 0.1
    kinds = minima._kinds(losses, eigenvalues[:, -1], np.array([True, True]))
    assert kinds.tolist() == [0, 0]


def test_minima_are_numbered_from_the_lowest_and_others_left_out():
    losses = np.array([0.3, 0.1, 0.3, 0.3, 0.05])
    tops = np.array([2.0, 1.0, 2.0, 5.0, 1.0])
    is_minimum = np.array([True, True, True, True, False])
    assert minima._kinds(losses, tops, is_minimum).tolist() == [1, 0, 1, 2, -1]


def test_strong_decay_leaves_one_minimum_without_weights():
    found = landscape((4, 9), (3, 3), decay=1.0, **SETTING)
    assert found.minima.all()
    assert found.collapsed.all()
    assert (found.distinct, found.effective, found.share_at_lowest) == (1, 1.0, 1.0)


def test_summaries_of_a_landscape():
    found = minima.Landscape(
        3, np.zeros(4), np.zeros(4), np.array([1, 1, 1, 0], bool), np.zeros(4, bool),
        np.array([0, 0, 1, -1]),
    )  # fmt: skip
    assert found.distinct == 2
    assert found.effective == pytest.approx(9 / 5)
    assert found.share_at_lowest == 0.5


@pytest.mark.parametrize("preset", presets.names())
def test_the_tiny_networks_of_each_preset_have_nearly_equal_sizes(preset):
    settings = presets.chapter("07", preset)
    sizes = [
        parameter_count((settings.minima_side**2, *hidden, 2)) for hidden in settings.minima_hidden
    ]
    assert max(sizes) - min(sizes) <= 1


def test_a_landscape_of_each_pair_of_the_full_preset():
    settings = presets.chapter("07", "full")
    for digits in settings.minima_digits:
        found = landscape(digits, (2,), decay=0.01, **{**SETTING, "runs": 2})
        assert found.minima.all()
