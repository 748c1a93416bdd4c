"""The problem of four digits: its data, its starts, and what its networks compute."""

import numpy as np
import pytest
import torch

from lib import networks, quartets

SETTINGS = {"images": 8, "decay": 0.01}


@pytest.fixture(scope="module")
def problem():
    return quartets.quartet((5, 1), **SETTINGS)


def test_inputs_are_uncorrelated_and_of_variance_one(problem):
    assert problem.inputs.shape == (32, 6)
    assert np.cov(problem.inputs.T, bias=True) == pytest.approx(np.eye(6), abs=1e-10)
    assert np.bincount(problem.labels).tolist() == [8] * 4
    assert len(set(problem.digits.tolist())) == 4


def test_a_seed_draws_one_problem(problem):
    again, other = quartets.quartet((5, 1), **SETTINGS), quartets.quartet((5, 2), **SETTINGS)
    assert np.array_equal(again.inputs, problem.inputs)
    assert not np.allclose(other.inputs, problem.inputs)


def test_outputs_and_errors_agree_with_a_torch_network(problem):
    network = networks.MLP((6, 4, 4), activation="tanh", rng=np.random.default_rng(0)).double()
    task = networks.objective(problem.inputs, problem.labels)
    point = networks.get_parameters(network).numpy()
    assert problem.misread(point[None])[0] == pytest.approx(task.error(network))
    with torch.no_grad():
        bare = task(network).item()
    assert problem.surface.loss(point) == pytest.approx(bare + 0.005 * np.sum(point**2))


def test_units_asleep_or_equal_do_not_count(problem):
    x = quartets.initial(1, rng=np.random.default_rng(1))
    asleep = x.copy()
    asleep[:, 28:44].reshape(4, 4)[:, 0] = 0  # nothing leaves unit one
    points = np.concatenate([x, quartets.tie(x), asleep, 0 * x])
    assert problem.different_units(points).tolist() == [4, 2, 3, 0]


def test_starts_have_the_spread_that_is_asked_for():
    rng = np.random.default_rng(0)
    drawn = quartets.initial(4000, rng=rng)
    assert drawn.std(0)[[0, 24, 30, 47]] == pytest.approx([0.447, 0, 0.5, 0], abs=0.03)
    assert quartets.initial(4000, rng=rng, scale=0.1).std() == pytest.approx(0.1, rel=0.02)
