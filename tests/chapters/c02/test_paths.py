"""The networks of chapter 02: trained, and measured path by path."""

import numpy as np
import pytest

from lib import networks
from lib.chapters.c02 import paths


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def test_trained_networks_tell_the_digits_apart_and_keep_their_seeds():
    task = paths.digits(200, 7)
    first, second = paths.trained(task, (5, 4), 3, count=2, steps=150, rate=0.2)
    alone = paths.trained(task, (5, 4), 3, count=1, steps=150, rate=0.2)[0]
    fresh = paths.trained(task, (5, 4), 3, count=1, steps=0, rate=0.2)[0]
    assert task.double()(first).item() < 0.3 * task.double()(fresh).item()
    np.testing.assert_allclose(*map(networks.get_parameters, (first, alone)), atol=1e-5)
    assert not np.allclose(*map(networks.get_parameters, (first, second)))
    assert set(task.targets.unique().tolist()) == {-1.0, 1.0}


def test_measured_network_is_its_sum_over_paths(rng):
    network = networks.MLP((6, 5, 3, 1), bias=False, rng=rng).double()
    images = rng.normal(size=(80, 6)) @ rng.normal(size=(6, 6))
    found = paths.measure(network, images, pairs=400, rng=rng)
    assert found.identity < 1e-14 < 0.01 < found.ungated
    assert found.is_open.shape == (90,)
    shuffled, shared = map(found.mean_correlation, ("shuffled", "one input"))
    assert shuffled < 0.15 < shared


def test_pairs_of_routes_share_an_input_or_not(rng):
    widths = (3, 4, 2, 1)
    listed = networks.routes(widths)
    one, other, elsewhere = paths.pairs_of_routes(widths, 5000, rng=rng)
    assert (listed[one, 0] == listed[other, 0]).all()
    assert (one != other).all()
    assert (listed[one, 0] != listed[elsewhere, 0]).all()
    assert len({*other[one == 0]}) == 7  # every one there can be
    assert len({*elsewhere[one == 0]}) == 16
    with pytest.raises(ValueError, match="no two such paths"):
        paths.pairs_of_routes((3, 1, 1), 5, rng=rng)
