"""Networks of equal size: recipes, settings, one case, small Hessians, descent on the edge."""

import numpy as np
import pytest
import torch

from lib import curvature, networks, presets
from lib.chapters.c04 import experiment
from lib.chapters.c04.experiment import SETTINGS, epochs_to, recipes, varied


def case_of(plan):
    """Return what all cases here have in common."""
    return {"measured": 2, "looked": plan.looked, "far": plan.far}


@pytest.fixture(scope="module")
def deep(plan):
    return recipes(plan.recipe, plan.depths, plan.budget)


@pytest.mark.parametrize("preset", ["quick", "full"])
def test_networks_of_every_preset_have_equal_sizes_within_half_a_per_cent(preset):
    plan = presets.chapter("04", preset)
    for entry, depths, budget in (
        (plan.recipe, plan.depths, plan.budget),
        (plan.picture, plan.compared, plan.picture_budget),
        (plan.small, plan.small_depths, plan.small_budget),
    ):
        made = recipes(entry, depths, budget)
        counts = [networks.parameter_count(recipe.widths) for recipe in made.values()]
        assert (max(counts) - min(counts)) / min(counts) <= 0.005
        assert abs(counts[0] - budget) < 0.15 * budget
        assert [len(recipe.hidden) for recipe in made.values()] == list(depths)


def test_settings_change_one_thing_and_rates_follow_the_optimiser(deep):
    recipe = deep[5]
    assert varied(recipe) == recipe
    assert varied(recipe, "tanh").activation == "tanh"
    assert varied(recipe, "SGD", 0.01).phases == ((0.1, 60),)
    assert varied(recipe, rate=0.5).phases == ((0.5, 60),)
    assert varied(recipe, passes=2).phases == ((0.006, 120),)
    assert all(varied(recipe, name) != recipe for name in [*SETTINGS][1:])
    with pytest.raises(ValueError, match="no setting 'deep'"):
        varied(recipe, "deep")


def test_a_case_takes_networks_where_the_loss_is_first_passed(plan, deep):
    runs = networks.train_from_seed(deep[5], [3, 1], 4)
    case = experiment.case(deep[5], [3, 1], **case_of(plan), seeds=4, end=True)
    assert np.array_equal(case.losses, runs.losses)
    test = deep[5].tasks().test
    errors = [np.nan if n is None else 100 * test.error(n) for n in runs.kept]
    assert case.misread.mean(axis=1) == pytest.approx(errors, nan_ok=True)
    fitted = [np.nan if n is None else 100 * deep[5].tasks().train.error(n) for n in runs.kept]
    assert case.fitted == pytest.approx(fitted, nan_ok=True)
    assert case.level.radius.shape == (2, 2, 3)
    assert case.level.bent.shape == (2, 6)
    assert np.isfinite(case.end.bent).all()
    short = experiment.case(deep[5], [3, 1], **case_of(plan), seeds=2, end=False)
    assert np.isnan(short.end.top).all()
    assert case.apart.shape == (2, 2)
    assert experiment.losses(deep[5], [3, 1], 2) == pytest.approx(case.losses[:2], rel=1e-5)


def test_a_case_that_misses_the_loss_stays_whole(plan, deep):
    recipe = experiment.replace(deep[5], keep=1e-6)
    case = experiment.case(recipe, [3, 1], **case_of(plan), seeds=2, end=True)
    assert np.isnan(case.misread).all()
    assert np.isnan(case.fitted).all()
    assert np.isnan(case.level.top).all()
    assert np.isfinite(case.end.top).all()
    assert np.isnan(case.apart[0]).all()
    assert np.isfinite(case.planes).all()


def test_spectra_are_those_of_the_full_hessian(plan):
    recipe = recipes(plan.small, [2], 300)[2]
    found = experiment.spectra(recipe, [3, 1], 3)
    runs, task = networks.train_from_seed(recipe, [3, 1], 3), recipe.tasks().train.double()
    for row, network in zip(found, runs.kept, strict=True):
        if network is None:
            assert np.isnan(row).all()
        else:
            whole = curvature.full_hessian(curvature.hessian(network.to(torch.float64), task))
            assert row == pytest.approx(np.linalg.eigvalsh(whole))


def test_measures_of_known_surfaces_say_what_is_known(plan, deep):
    found = {n: experiment.known(deep[n], [3, 1], 2, 6.0, [0.3, 2.0], 2 if n == 1 else 1)
             for n in (1, 10)}  # fmt: skip
    for look in found.values():
        assert look.radius == pytest.approx(np.ones((2, 3, 3)), abs=0.04)
        assert look.top == pytest.approx(np.ones((2, 2)), abs=1e-3)
        assert (look.bent[:, 0] > 0.2).all()
    one, ten = (look.roughness[:, :, 0] for look in found.values())
    assert np.log(one / ten).mean(0) == pytest.approx([np.log(2)] * 6, abs=0.15)


def test_a_known_spectrum_is_a_third_negative_at_every_size(plan):
    (values,) = experiment.known_spectrum(recipes(plan.recipe, [2], 300)[2], [3, 1])
    assert np.mean(values < 0) == pytest.approx(1 / 3, abs=2 / len(values))
    assert np.abs(values).max() == pytest.approx(1)
    assert np.abs(values).min() == pytest.approx(1e-10, rel=1e-3)


def test_descent_is_followed_step_by_step(plan):
    entry = plan.recipe | {"batch": None, "optimiser": "sgd", "phases": [[0.05, 4]], "keep": None}
    recipe = recipes(entry, [2], 300)[2]
    steps, heights, tops = experiment.sharpness(recipe, [5, 1], 3)
    assert steps.tolist() == [0, 4, 8, 12]
    (network,) = recipe.fresh([5, 1], 1)
    networks.train(network, recipe.tasks().train, rng=np.random.default_rng(0), rate=0.05,
                   optimiser="sgd", batch=None, epochs=12)  # fmt: skip
    assert heights[-1] == pytest.approx(recipe.tasks().train(network).item(), rel=1e-4)
    assert (tops > 0).all()


def test_photographs_show_the_trained_network_of_each_depth(plan, deep):
    found = experiment.photographs({1: deep[1], 5: deep[5]}, [3, 1], looked=30, steps=6)
    assert [shipped.losses.shape for shipped in found.values()] == [(6, 6)] * 2
    assert not np.allclose(found[1].losses, found[5].losses)


def test_epochs_to_a_level_fall_between_two_epochs():
    rows = np.array([[1.0, 0.1, 0.01], [1.0, 0.5, 0.5], [0.05, 0.1, 0.1]])
    found = epochs_to(rows, 10**-1.5)
    assert found[0] == pytest.approx(1.5)
    assert np.isnan(found[1])
    assert epochs_to(rows, 0.06)[2] == 0
