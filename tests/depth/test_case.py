"""One full case of every setting, as small as it goes, and the small networks' Hessians."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lib import curvature, presets, sweep
from lib.depth import (
    PICTURE,
    STEPS,
    case,
    column,
    epochs_to,
    final_losses,
    indices,
    setting,
    train_runs,
)
from lib.depth.measures import NAMES

FULL = presets.chapter("04", "full")
NAMED = ["reference", "residual", *FULL.settings]


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("name", NAMED)
def test_one_full_case_of_each_setting(name, depth, tiny):
    found = case(tiny, depth, name, 3, 3, 2, ranked=3, pictured=1)
    assert found.losses.shape == (3, tiny.epochs + 1)
    assert found.reached.shape == found.matched_error.shape == found.last.shape == (3,)
    assert set(found.matched) == set(found.final) == set(NAMES)
    assert all(values.shape == (2,) for values in found.matched.values())
    assert np.isfinite(found.final["top"]).all()
    assert found.final_top.shape == (3,)
    assert found.roughness.shape == (1, 2)
    assert found.plane.shape == (PICTURE, PICTURE)
    assert found.profile.shape == (1, len(STEPS))
    assert found.minima.distance.shape == found.starts.distance.shape == (1,)
    assert found.missed == np.isnan(found.matched_error).sum()


def test_a_case_is_the_same_twice_and_goes_through_a_sweep(tmp_path, tiny):
    cases = sweep.grid(plan=[tiny], depth=[1, 2], name=["reference"], base=[3], seeds=[2],
                       measured=[1])  # fmt: skip
    once, twice = (
        sweep.run(case, cases, name="tiny", workers=1, store=tmp_path / str(k)) for k in range(2)
    )
    assert np.array_equal(once[1].losses, twice[1].losses)
    assert once[1].matched["trace"] == pytest.approx(twice[1].matched["trace"], nan_ok=True)
    by_depth = dict(zip(tiny.depths, once, strict=False))
    radii = column(by_depth, "filter_radius", final=True)
    assert radii[1][0] == by_depth[1].final["filter_radius"][0]


def test_a_case_that_misses_the_level_stays_whole(tiny):
    found = case(replace(tiny, level=0.01), 2, "reference", 3, 2, 2, pictured=2)
    assert found.missed == 2
    assert np.isnan(found.matched["top"]).all()
    assert np.isnan(found.roughness).all()
    assert np.isnan(found.profile).all()
    assert np.isfinite(found.plane).all()


def test_another_rate_changes_the_rate_alone(tiny):
    rate = setting("reference").rate
    same = final_losses(tiny, 2, "reference", 3, 2, rate)
    assert np.array_equal(same, case(tiny, 2, "reference", 3, 2, 0).losses)
    other = final_losses(tiny, 2, "reference", 3, 2, 2 * rate)
    assert np.array_equal(other[:, 0], same[:, 0])
    assert not np.array_equal(other, same)
    assert epochs_to(other, 1e9).tolist() == [0.0, 0.0]


def test_indices_are_those_of_the_full_hessian(tiny):
    plan = replace(tiny, epochs=8, level=2.0)
    found = indices(plan, 2, "tanh", 3, 2)
    runs = train_runs(plan, 2, setting("tanh"), 3, 2)
    task = plan.tasks().train.double()
    network = runs.starts[1].to(torch.float64)
    values = np.linalg.eigvalsh(curvature.full_hessian(curvature.hessian(network, task)))
    edge = 1e-8 * np.abs(values).max()
    assert found.start[1] == pytest.approx(np.mean(values < -edge))
    assert found.parameters == len(values)
    assert np.isnan(found.level).tolist() == [n is None for n in runs.matched]
    assert ((found.weight >= 0) & (found.weight < 1) | np.isnan(found.weight)).all()
