"""Cohorts: trained as one by one, looked at on the way, joined."""

import numpy as np
import pytest
import torch

from lib import concentration, presets
from lib.networks import MLP, objective, set_parameters, torch_generator, train

LOOKS = [1, 3]


@pytest.fixture(scope="module")
def task():
    return concentration.coarse_digits(60, 40, 50, side=10)


@pytest.fixture(scope="module")
def cohort(task):
    return concentration.cohort(task, 6, (5, 0), 3, LOOKS, 0.1, 20, 2)


def network(weights, row):
    """Return a plain network of one row of a cohort's weights."""
    model = MLP((100, 6, 10), bias=False, rng=torch.Generator())
    set_parameters(model, torch.from_numpy(np.concatenate([w[row].ravel() for w in weights])))
    return model


def test_parts_of_the_task_are_disjoint_and_centred(task):
    sizes = [len(labels) for _, labels in task.parts]
    assert sizes == [60, 40, 50]
    rows = {image.tobytes() for images, _ in task.parts for image in images}
    assert len(rows) == sum(sizes)
    np.testing.assert_allclose(task.images.mean(axis=0), 0, atol=1e-5)
    assert task.images.std() == pytest.approx(1, rel=1e-4)
    assert task.validation_images.mean(axis=0).max() > 1e-3


def test_a_training_in_pieces_is_the_training_of_one_network(task, cohort):
    rng = np.random.default_rng([6, 5, 0])
    models = [MLP((100, 6, 10), bias=False, rng=rng) for _ in range(3)]
    orders = [torch_generator(rng) for _ in models]
    goal = objective(task.images, task.labels)
    train(models[1], goal, rng=orders[1], optimiser="sgd", rate=0.1, batch=20, epochs=LOOKS[-1])
    for layer in (0, 1):
        found = torch.from_numpy(cohort.end[layer][1])
        torch.testing.assert_close(found, models[1].weights[layer].detach(), rtol=0, atol=1e-5)


def test_measures_are_those_of_the_kept_networks(task, cohort):
    for when, weights in ((0, cohort.start), (-1, cohort.end)):
        for row in (0, 1):
            model = network(weights, row)
            seen = {
                "train": objective(task.images, task.labels),
                "validation": objective(task.validation_images, task.validation_labels),
                "test": objective(task.test_images, task.test_labels),
            }
            for part, goal in seen.items():
                loss = getattr(cohort, f"{part}_loss")[when, row]
                assert loss == pytest.approx(goal(model).item(), rel=1e-5), part
                assert getattr(cohort, f"{part}_error")[when, row] == pytest.approx(
                    goal.error(model)
                )
            square = sum(float((w[row].astype(float) ** 2).sum()) for w in weights)
            assert cohort.squared_norm[when, row] == pytest.approx(square)


def test_cohorts_join_and_widths_are_independent(task, cohort):
    other = concentration.cohort(task, 6, (5, 1), 2, LOOKS, 0.1, 20, 2)
    both = concentration.joined([cohort, other])
    assert both.networks == 5
    np.testing.assert_array_equal(both.test_loss[:, 3:], other.test_loss)
    np.testing.assert_array_equal(both.end[0][2:], other.end[0])
    with pytest.raises(ValueError, match="these differ"):
        concentration.joined([cohort, concentration.cohort(task, 7, 5, 1, LOOKS, 0.1, 20, 1)])


def test_stopping_and_fitting(cohort):
    def changed(**values):
        return concentration.Cohort(**(vars(cohort) | values))

    error = np.array([[0.5, 0.5, 0.5], [0.1, 0.0, 0.2], [0.1, 0.3, 0.0]])
    one = changed(validation_error=error, train_error=error, test_error=error)
    assert one.stopped().tolist() == [1, 1, 2]
    assert one.at("test_error", one.stopped()).tolist() == [0.1, 0.0, 0.0]
    assert one.fits.tolist() == [False, False, True]
    np.testing.assert_array_equal(one.first_fit, [np.nan, 1, 3])


@pytest.mark.parametrize("looks", [[], [0, 1], [2, 2], [3, 1]])
def test_looks_that_do_not_rise_are_refused(task, looks):
    with pytest.raises(ValueError, match="rising epochs"):
        concentration.cohort(task, 4, 0, 1, looks, 0.1, 20, 1)


@pytest.mark.parametrize("preset", presets.names())
def test_settings_of_the_chapter_fit_together(preset):
    settings = presets.chapter("09", preset)
    assert settings.images + settings.validation_images + settings.test_images <= 5000
    assert settings.assumed_hidden in settings.sizes
    assert settings.side**2 * settings.assumed_hidden == 100**2
    assert 100 in settings.values
    assert settings.keep >= max(settings.hessian_networks, settings.assumed_networks)
    assert set(settings.spins) & set(settings.sizes)


def test_one_case_at_full_size_of_the_widest_network(task):
    settings = presets.chapter("09", "full")
    wide = concentration.cohort(
        task, settings.sizes[-1], (1, 0), 2, [1], settings.rate, settings.batch, 1
    )
    assert np.isfinite(wide.test_loss).all()
    assert (wide.train_loss[1] < wide.train_loss[0]).all()
