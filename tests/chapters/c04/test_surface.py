"""Measures of a surface, against the same computed otherwise."""

import numpy as np
import pytest
import torch

from lib import curvature
from lib.chapters.c04.surface import (
    PICTURE,
    bowl,
    depth_neutral,
    look,
    planes,
    radius,
    rulers,
    top,
)
from lib.networks import MLP, get_parameters, objective, rescaled, shuffled, train


def rng(seed=0):
    return np.random.default_rng(seed)


def task(count=80):
    x, labels = rng(1).normal(size=(count, 6)), rng(2).integers(0, 3, count)
    x[np.arange(count), labels] += 3
    return objective(x, labels)


@pytest.fixture(scope="module")
def trained():
    network = MLP((6, 5, 4, 3), rng=rng(3)).double()
    train(network, task(), rng=rng(4), rate=0.02, epochs=20, batch=20)
    return network


def test_top_eigenvalues_are_those_of_the_full_hessian(trained):
    whole = curvature.full_hessian(curvature.hessian(trained, task()))
    scales = np.concatenate(
        [np.full(p.numel(), p.norm().item() if p.ndim > 1 else 0.0) for p in trained.parameters()]
    )
    plain, relative = look(trained, task(), 2.0, rng=rng()).top
    assert plain == pytest.approx(np.linalg.eigvalsh(whole)[-1], rel=2e-3)
    steps = scales[:, None] * whole * scales
    assert relative == pytest.approx(np.linalg.eigvalsh(steps)[-1], rel=2e-3)


def test_relative_curvature_and_filter_radius_do_not_see_scale(trained):
    twin = rescaled(trained, [8.0, 1.0])
    plain, relative = (
        [top(n, task(), relative=each, rng=rng()) for n in (trained, twin)]
        for each in (False, True)
    )
    assert relative[0] == pytest.approx(relative[1], rel=1e-3)
    assert abs(np.log(plain[0] / plain[1])) > 0.2
    ways = [[radius(n, task(), [2.0], kind, rng=rng(5)) for n in (trained, twin)]
            for kind in ("filter", "unit")]  # fmt: skip
    assert ways[0][0] == pytest.approx(ways[0][1], rel=1e-6)
    assert abs(np.log(ways[1][0] / ways[1][1])) > 0.2


def test_radii_of_a_quadratic_are_known():
    """A linear layer under the squared loss on the unit images: L = |w|²/2 around w = 0."""
    network = MLP((4, 3), activation="identity", bias=False, rng=rng()).double()
    for parameter in network.parameters():
        torch.nn.init.ones_(parameter)
    eye = objective(np.eye(4), np.ones((4, 3)), "squared")
    # L = ½ · |step|²/4 along a unit direction: it is 1/2 at |step| = 2.
    assert radius(network, eye, [0.5], "unit", rng=rng(1)) == pytest.approx(2.0, rel=0.06)
    # A filter-normalised direction is as long as the weights, √12.
    found = radius(network, eye, [0.5, 2.0], rng=rng(1))
    assert found == pytest.approx([2 / 12**0.5, 4 / 12**0.5], rel=0.06)


def test_by_the_depth_neutral_ruler_a_chain_of_layers_is_equally_wide_at_every_depth():
    """Each weight of a chain moves by its own share: ln of the output moves by r √(L + 1)."""
    moved = [
        np.log(np.abs(1 + 0.02 * rng(n).normal(size=(20_000, n + 1)))).sum(1).std()
        for n in (1, 3, 9)
    ]
    # The step r at which the output moves by 1 % is 0.01 · 0.02/moved.
    radii = [depth_neutral(0.01 * 0.02 / each, n) for n, each in zip((1, 3, 9), moved, strict=True)]
    assert radii == pytest.approx([0.01] * 3, rel=0.03)


def test_a_network_above_the_end_has_no_radius_and_a_flat_one_an_infinite_radius(trained):
    assert radius(trained, task(), [1e-9, 1e9], rng=rng()).tolist() == [0, np.inf]


def test_measures_do_not_depend_on_the_order_of_units_or_change_the_network(trained):
    before = get_parameters(trained).clone()
    other = shuffled(trained, rng=rng())
    tops = [top(n, task(), rng=rng()) for n in (trained, other)]
    assert tops[0] == pytest.approx(tops[1], rel=2e-3)
    assert torch.equal(get_parameters(trained), before)


def test_a_look_has_all_measures_or_none(trained):
    whole = look(trained, task(), 2.0, rng=rng())
    assert ((whole.bent >= 0) & (whole.bent <= 1)).all()
    assert (whole.roughness[:, 1] > whole.roughness[:, 0]).all()  # the shift makes teeth
    assert all(np.isnan(each).all() for each in look(None, task(), 2.0, rng=rng()))


def test_rulers_weigh_steps_as_their_names_say(trained):
    w = get_parameters(trained)
    filtered, plain, neutral = rulers(trained)
    assert (filtered * w**2).sum() == pytest.approx(1)
    assert (neutral * w**2).sum() == pytest.approx(len(trained.weights))
    assert (plain == 1).all()
    loss = bowl(trained, plain)
    assert loss(trained) == 0
    whole = curvature.full_hessian(curvature.hessian(trained, bowl(trained, neutral)))
    assert whole == pytest.approx(np.diag(2 * neutral.numpy()))


def test_at_one_hidden_layer_both_planes_are_the_same_and_deeper_the_second_is_smaller(trained):
    one = MLP((6, 5, 3), rng=rng(3)).double()
    first, second = planes(one, task(), rng=rng(1))
    assert first == pytest.approx(second)
    first, second = planes(trained, task(), rng=rng(1))
    assert first.shape == (PICTURE, PICTURE)
    assert np.ptp(second) < np.ptp(first)
