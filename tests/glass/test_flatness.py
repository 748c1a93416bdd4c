"""Flatness: measures against the exact Hessian, and how they change with scale."""

import numpy as np
import pytest
import torch

from lib import glass
from lib.curvature import full_hessian, hessian
from lib.glass.flatness import rise
from lib.networks import rescaled

SIZE = {"images": 60, "probes": 400, "directions": 3, "euclidean": 0.3, "filtered": 0.3}


@pytest.fixture(scope="module")
def found(tiny):
    return glass.flatness(tiny.but(side=5, hidden=4), 1.0, 5, count=2, **SIZE)


def test_trace_and_top_eigenvalue_are_those_of_the_full_hessian(tiny, found):
    recipe = tiny.but(side=5, hidden=4)
    rng = np.random.default_rng(5)
    networks = recipe.fresh(2, rng=rng)
    recipe.train(networks, rng.spawn(2))
    task = recipe.tasks()[0]
    task = type(task)(task.inputs[:60], task.targets[:60]).double()
    for k, network in enumerate(networks):
        exact = np.linalg.eigvalsh(np.asarray(full_hessian(hessian(network.double(), task))))
        assert found.measures[1, k] == pytest.approx(exact[-1], rel=1e-2)
        assert found.measures[0, k] == pytest.approx(exact.sum(), rel=0.15)


def test_there_is_a_row_a_measure(found):
    assert found.measures.shape == (len(glass.MEASURES), 2)
    assert np.isfinite(found.measures).all()
    assert ((found.errors >= 0) & (found.errors <= 1)).all()


def test_a_small_rise_grows_as_the_square_of_the_step(tiny, found):
    solution = glass.solutions(tiny, 5, 1)
    network, task = tiny.network(solution.parameters[0]).double(), tiny.tasks()[0].double()
    small, large = (
        rise(network, task, "unit", size, 20, rng=np.random.default_rng(0)) for size in (0.01, 0.02)
    )
    assert large / small == pytest.approx(4, rel=0.2)


def test_rescaled_layers_change_the_euclidean_rise_and_not_the_filters(tiny):
    network = tiny.network(glass.solutions(tiny, 5, 1).parameters[0])
    with torch.no_grad():
        network.linear[0].bias.zero_()
    twin, task = rescaled(network, [5.0]), tiny.tasks()[0]

    def ratio(kind):
        both = [rise(n, task, kind, 0.3, 5, rng=np.random.default_rng(0)) for n in (network, twin)]
        return both[1] / both[0]

    assert ratio("filter") == pytest.approx(1, rel=1e-3)
    assert abs(np.log(ratio("unit"))) > 0.5


@pytest.mark.parametrize("scale", [0.5, 4.0])
def test_every_scale_of_the_chapter_runs(tiny, scale):
    found = glass.flatness(tiny, scale, 1, count=2, **{**SIZE, "probes": 2})
    assert found.norms.shape == (2,)
