"""Curvature along random directions, and the bound on its sign, against sampling."""

import numpy as np
import pytest
import torch

from lib.landscape import curvatures, downward_chance, random_direction, random_directions
from lib.networks import MLP


def rng(seed=0):
    return np.random.default_rng(seed)


def test_curvatures_are_the_quadratic_form():
    matrix = rng().normal(size=(6, 6))
    matrix = matrix + matrix.T
    directions = rng(1).normal(size=(9, 6))
    expected = [v @ matrix @ v / (v @ v) for v in directions]
    assert np.allclose(curvatures(matrix, directions), expected)
    assert np.allclose(curvatures(matrix, 7 * directions), expected)
    values, vectors = np.linalg.eigh(matrix)
    assert np.allclose(curvatures(matrix, vectors.T), values)


def test_many_directions_are_those_drawn_one_by_one():
    network = MLP((4, 3, 2), rng=rng())
    many = random_directions(network, 3, rng=torch.Generator().manual_seed(2))
    generator = torch.Generator().manual_seed(2)
    for row in many:
        assert np.array_equal(row, random_direction(network, rng=generator).double().numpy())


@pytest.mark.parametrize(
    "values", [[-1.0, *[1.0] * 12], [-0.1, -0.2, 3.0, 5.0], [-0.05] * 40 + [1.0] * 20]
)
def test_the_bound_lies_above_the_sampled_chance(values):
    squares = rng().normal(size=(20_000, len(values))) ** 2
    share = (squares @ np.array(values) < 0).mean()
    bound = downward_chance(values)
    assert share - 4 * np.sqrt(share / 20_000) <= bound < 1
    assert downward_chance(7 * np.array(values)) == pytest.approx(bound, rel=1e-4)


def test_the_bound_of_one_against_many_by_hand():
    # Of (1 − 2s)^(−1/2) (1 + 2s)^(−m/2) the least is at 2s = (m − 1)/(m + 1).
    m = 9
    expected = ((2 / (m + 1)) * (2 * m / (m + 1)) ** m) ** -0.5
    assert downward_chance([-1.0, *[1.0] * m]) == pytest.approx(expected, rel=1e-6)
