"""Pairs of networks: distances and barriers."""

import numpy as np
import pytest
import torch

from lib.depth import pairs
from lib.depth.pairs import relative_distance
from lib.networks import MLP, get_parameters, objective, permuted, set_parameters, train


def rng(seed=0):
    return np.random.default_rng(seed)


def networks(count, **options):
    return [MLP((8, 6, 5, 3), rng=rng(k), **options).double() for k in range(count)]


def task():
    return objective(rng(1).normal(size=(40, 8)), rng(2).integers(0, 3, 40))


def test_a_shuffled_copy_is_far_as_it_is_and_no_distance_away_when_aligned():
    (one,) = networks(1)
    train(one, task(), rng=rng(3), rate=0.05, epochs=30, batch=20)
    copy = permuted(one, [[3, 1, 2, 0, 5, 4], [4, 3, 2, 1, 0]])
    found = pairs([one, copy], task())
    assert found.distance[0] > 0.5
    assert found.aligned_distance[0] == pytest.approx(0, abs=1e-12)
    assert found.barrier[0] > found.aligned_barrier[0]
    assert found.aligned_barrier[0] == pytest.approx(0, abs=1e-9)


def test_the_distance_is_in_units_of_the_length():
    one, other = networks(2)
    assert relative_distance(one, other) == pytest.approx(2**0.5, rel=0.2)
    set_parameters(other, -get_parameters(one))
    assert relative_distance(one, other) == pytest.approx(2)


def test_pairs_are_disjoint_and_aligning_brings_no_pair_apart():
    found = pairs(networks(7))
    assert found.distance.shape == (3,)
    assert (found.aligned_distance <= found.distance + 1e-12).all()
    assert np.isnan(found.barrier).all()
    ends = networks(4)[2:]
    expected = (get_parameters(ends[0]) - get_parameters(ends[1])).norm()
    size = torch.stack([get_parameters(n).square().sum() for n in ends]).mean().sqrt()
    assert found.distance[1] == pytest.approx((expected / size).item())


def test_a_lost_or_residual_network_loses_its_pair_only():
    one, other, third = networks(3)
    found = pairs([one, None, other, third], task())
    assert np.isnan(found.distance[0])
    assert np.isfinite(found.distance[1])
    assert np.isnan(pairs(networks(2, residual=True), task()).distance).all()
    assert pairs([], task()).distance.shape == (0,)
