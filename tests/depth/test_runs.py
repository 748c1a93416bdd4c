"""Runs, taken at the level and at the end."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lib.depth import Plan, epochs_to, setting, train_runs
from lib.depth.runs import errors
from lib.networks import get_parameters, train


def test_a_run_is_that_of_its_own_seed_alone(tiny):
    runs = train_runs(tiny, 2, setting("reference"), 5, 3)
    network = tiny.network(2, setting("reference"), rng=np.random.default_rng([5, 2, 0]))
    history = train(
        network, tiny.tasks().train, rng=np.random.default_rng([5, 2, 1]), rate=2e-3, batch=20,
        epochs=3,
    )  # fmt: skip
    assert runs.losses.shape == (3, 4)
    assert np.allclose(runs.losses[2], history.losses, atol=1e-4)
    assert torch.allclose(get_parameters(runs.finals[2]), get_parameters(network), atol=1e-4)
    assert not torch.equal(get_parameters(runs.starts[2]), get_parameters(runs.finals[2]))


def test_networks_are_taken_where_the_level_is_first_passed(tiny):
    plan = replace(tiny, epochs=40, level=2.25)
    runs = train_runs(plan, 1, setting("reference"), 5, 4)
    task = plan.tasks().train
    for network, losses in zip(runs.matched, runs.losses, strict=True):
        first = int(np.argmax(losses <= plan.level))
        assert first > 0
        assert task(network).item() == pytest.approx(losses[first], rel=1e-5)
    reached = runs.reached(plan.level)
    assert (np.ceil(reached) == np.argmax(runs.losses <= plan.level, axis=1)).all()


def test_a_run_that_misses_the_level_has_no_matched_network(tiny):
    runs = train_runs(replace(tiny, level=0.01, epochs=1), 1, setting("reference"), 5, 2)
    assert runs.matched == [None, None]
    assert np.isnan(runs.reached(0.01)).all()
    assert np.isnan(errors(runs.matched, tiny.tasks().test)).all()


def test_a_run_that_diverges_keeps_its_row(tiny):
    wild = replace(setting("SGD"), rate=1e30)
    runs = train_runs(tiny, 3, wild, 5, 2)
    assert runs.losses.shape == (2, 4)
    assert not np.isfinite(runs.losses[:, -1]).all()


def test_epochs_to_a_level_fall_between_two_epochs():
    rows = np.array([[1.0, 0.1, 0.01], [1.0, 0.5, 0.5], [0.05, 0.1, 0.1]])
    found = epochs_to(rows, 10**-1.5)
    assert found[0] == pytest.approx(1.5)
    assert np.isnan(found[1])
    assert epochs_to(rows, 0.06)[2] == 0


def test_errors_are_shares_of_images():
    plan = Plan((1,), 2000, 8, 400, 100, 100, 20, 8, 0.5, 1.0)
    runs = train_runs(plan, 1, setting("reference"), 5, 2)
    share = errors([*runs.finals], plan.tasks().test)
    assert (share < 0.4).all()
