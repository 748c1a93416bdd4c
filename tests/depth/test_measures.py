"""Measures of a surface, against the same computed otherwise."""

import numpy as np
import pytest
import torch

from lib import curvature
from lib.depth import measures
from lib.depth.measures import missing, radius, top
from lib.networks import MLP, get_parameters, objective, permuted, rescaled, train


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


def test_curvatures_are_those_of_the_full_hessian(trained):
    found = measures(trained, task(), 2.0, rng=rng())
    whole = curvature.full_hessian(curvature.hessian(trained, task()))
    values = np.linalg.eigvalsh(whole)
    assert found.top == pytest.approx(values[-1], rel=2e-3)
    assert top(trained, task(), rng=rng(9)) == pytest.approx(values[-1], rel=2e-3)
    traces = [measures(trained, task(), 2.0, rng=rng(k)).trace for k in range(12)]
    assert np.mean(traces) == pytest.approx(np.trace(whole), rel=0.1)
    assert found.loss == pytest.approx(task()(trained).item())


def test_radii_of_a_quadratic_are_known():
    """A linear layer under the squared loss on the unit images: L = |w|²/2 around w = 0."""
    network = MLP((4, 3), activation="identity", bias=False, rng=rng()).double()
    for parameter in network.parameters():
        torch.nn.init.ones_(parameter)
    eye = objective(np.eye(4), np.ones((4, 3)), "squared")
    # L = ½ · |step|²/4 along a unit direction: it is 1/2 at |step| = 2.
    found = radius(network, eye, 0.5, "unit", rng=rng(1))
    assert found == pytest.approx(2.0, rel=0.06)
    # A filter-normalised direction is as long as the weights, √12.
    assert radius(network, eye, 0.5, "filter", rng=rng(1)) == pytest.approx(2 / 12**0.5, rel=0.06)


def test_the_filter_radius_does_not_see_scale_and_the_euclidean_one_does(trained):
    twin = rescaled(trained, [8.0, 1.0])
    for parameter in [*trained.parameters(), *twin.parameters()]:
        assert parameter.isfinite().all()
    ways = [[radius(n, task(), 2.0, kind, rng=rng(5)) for n in (trained, twin)]
            for kind in ("filter", "unit")]  # fmt: skip
    assert ways[0][0] == pytest.approx(ways[0][1], rel=1e-6)
    assert abs(np.log(ways[1][0] / ways[1][1])) > 0.2


def test_a_network_above_the_end_has_no_radius_and_a_flat_one_an_infinite_radius(trained):
    assert radius(trained, task(), 1e-9, "filter", rng=rng()) == 0
    assert radius(trained, task(), 1e9, "filter", rng=rng()) == np.inf
    found = measures(trained, task(), 1e-9, rng=rng())
    assert 0 <= found.nonconvex_near <= 1


def test_measures_do_not_depend_on_the_order_of_units_or_change_the_network(trained):
    before = get_parameters(trained).clone()
    other = permuted(trained, [[4, 2, 0, 1, 3], [3, 1, 0, 2]])
    tops = [top(n, task(), rng=rng()) for n in (trained, other)]
    assert tops[0] == pytest.approx(tops[1], rel=2e-3)
    assert torch.equal(get_parameters(trained), before)


def test_a_residual_network_is_measured_too():
    network = MLP((6, 5, 5, 3), residual=True, rng=rng(3)).double()
    found = measures(network, task(), 5.0, rng=rng())
    assert np.isfinite(found).all()


def test_what_is_missing_is_not_a_number():
    assert np.isnan(missing()).all()


def test_without_planes_only_the_shares_are_missing(trained):
    whole = measures(trained, task(), 2.0, rng=rng())
    part = measures(trained, task(), 2.0, planes=False, rng=rng())
    assert part[:-2] == whole[:-2]
    assert np.isnan(part[-2:]).all()
