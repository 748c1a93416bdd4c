"""Flatness: measures against the exact Hessian, and how they change with step and scale."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lib import curvature, networks
from lib.chapters.c08 import flat

LOOKS = {"images": 60, "probes": 400, "directions": 3, "steps": {"unit": 0.3, "filter": 0.3}}


@pytest.fixture(scope="module")
def solution(tiny):
    return networks.train_from_seed(tiny, [5], 1).networks[0]


def test_trace_and_top_eigenvalue_are_those_of_the_full_hessian(tiny):
    recipe = replace(tiny, side=5, hidden=(4,))
    found = flat.flatness(recipe, [5], count=2, **LOOKS)
    task = recipe.tasks().train.some(slice(60)).double()
    runs = networks.train_from_seed(recipe, [5], 2)
    assert found.measures.shape == (len(flat.MEASURES), 2)
    np.testing.assert_allclose(found.losses, runs.losses[:, -1])
    np.testing.assert_allclose(found.errors, runs.misread(recipe.tasks().test).mean(axis=1))
    for k, network in enumerate(runs.networks):
        hessian = curvature.full_hessian(curvature.hessian(network.double(), task))
        exact = np.linalg.eigvalsh(np.asarray(hessian))
        assert found.measures[1, k] == pytest.approx(exact[-1], rel=1e-2)
        assert found.measures[0, k] == pytest.approx(exact.sum(), rel=0.15)


def test_a_small_rise_is_half_the_curvature_times_the_square_of_the_step(tiny):
    """With tanh: the kinks of ReLU add to a rise of any size what no Hessian sees."""
    smooth = networks.train_from_seed(replace(tiny, activation="tanh"), [5], 1).networks[0]
    network, task = smooth.double(), tiny.tasks().train.double()
    small, large = (
        flat.rise(network, task, "unit", step, 200, rng=np.random.default_rng(0))
        for step in (0.01, 0.02)
    )
    assert large / small == pytest.approx(4, rel=0.1)
    operator = curvature.hessian(network, task)
    trace = curvature.trace(operator, rng=np.random.default_rng(1), probes=200).value
    assert small == pytest.approx(trace / operator.size * 0.01**2 / 2, rel=0.15)


def test_rescaled_layers_change_the_euclidean_rise_and_not_the_filters(tiny, solution):
    network, task = networks.rescaled(solution, [1.0]), tiny.tasks().train
    with torch.no_grad():
        network.linear[0].bias.zero_()
    twin = networks.rescaled(network, [5.0])

    def ratio(kind):
        one, other = (
            flat.rise(n, task, kind, 0.3, 5, rng=np.random.default_rng(0)) for n in (network, twin)
        )
        return other / one

    assert ratio("filter") == pytest.approx(1, rel=1e-3)
    assert abs(np.log(ratio("unit"))) > 0.5


def test_what_acts_on_both_makes_a_correlation_that_is_gone_within_groups():
    rng = np.random.default_rng(0)

    def group(shift):
        own = rng.standard_normal((5, 40))
        return flat.Flat(own[:4] + shift, rng.standard_normal(40), own[4] + shift)

    groups = [group(shift) for shift in (0.0, 6.0)]
    pooled, within = (flat.associations(groups, within=each) for each in (False, True))
    assert list(pooled) == list(flat.MEASURES)
    for name in flat.MEASURES:
        (together, p), (apart, q) = pooled[name], within[name]
        assert together.estimate > 0.6
        assert p < 1e-6 < 0.001 < q
        assert apart.interval[0] < 0 < apart.interval[1]


def test_a_tendency_within_groups_is_seen_although_the_groups_differ_the_other_way():
    rng = np.random.default_rng(1)
    groups = []
    for shift in (0.0, 6.0):
        own = rng.standard_normal(40)
        measures = np.tile(own + 0.3 * rng.standard_normal(40) + shift, (4, 1))
        groups.append(flat.Flat(measures, rng.standard_normal(40), own - shift))
    pooled, within = (flat.associations(groups, within=each)["trace"] for each in (False, True))
    assert pooled[0].estimate < -0.3
    assert within[0].interval[0] > 0.7
