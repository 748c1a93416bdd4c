"""Signs of curvature and the theorem's assumptions, measured on networks whose answer is known."""

import numpy as np
import pytest
import torch

from lib import concentration, paths


@pytest.fixture(scope="module")
def task():
    return concentration.coarse_digits(80, 20, 60, side=10)


@pytest.fixture
def weights():
    rng = np.random.default_rng(3)
    return rng.normal(size=(4, 100)).astype(np.float32) / 7, rng.normal(size=(10, 4)).astype(
        np.float32
    )


def _loss(task, weights):
    images = torch.from_numpy(task.images).double()
    first, second = (torch.from_numpy(w).double().requires_grad_() for w in weights)

    def loss(flat):
        a, b = flat[: first.numel()].view_as(first), flat[first.numel() :].view_as(second)
        outputs = torch.relu(images @ a.T) @ b.T
        return torch.nn.functional.cross_entropy(outputs, torch.from_numpy(task.labels))

    return loss, torch.cat([first.detach().ravel(), second.detach().ravel()])


def test_signs_are_those_of_autograd(task, weights):
    found = concentration.signs(task, weights)
    loss, flat = _loss(task, weights)
    assert found.loss == pytest.approx(loss(flat).item())
    slope = torch.autograd.functional.jacobian(loss, flat)
    assert found.gradient == pytest.approx(slope.norm().item())
    matrix = torch.autograd.functional.hessian(loss, flat)
    np.testing.assert_allclose(found.eigenvalues, np.linalg.eigvalsh(matrix.numpy()), atol=1e-9)


def test_shares_fall_with_the_tolerance(task, weights):
    found = concentration.signs(task, weights)
    shares = [found.share_below(t) for t in (1e-8, 1e-4, 1e-2, 1.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0
    assert shares[-1] == 0
    negative = found.eigenvalues[found.eigenvalues < 0]
    assert found.negative_weight == pytest.approx(
        -negative.sum() / np.abs(found.eigenvalues).sum(), rel=1e-6
    )


def test_descent_comes_nearer_to_a_critical_point(task, weights):
    lower = concentration.descended(task, weights, 200, 0.1)
    before, after = concentration.signs(task, weights), concentration.signs(task, lower)
    assert after.loss < before.loss
    assert after.gradient < before.gradient
    again = concentration.descended(task, weights, 200, 0.1)
    np.testing.assert_array_equal(lower[0], again[0])


def test_correlations_are_those_of_the_paths_of_the_network(task, weights):
    found = concentration.assumed(task, weights, 1, 4000, [2, 3])
    one_output = paths.ReluNetwork((weights[0].T.astype(float), weights[1][:1].T.astype(float)))
    table = paths.contributions(one_output, task.images)
    full = np.corrcoef(table[:, np.ptp(table, axis=0) > 0].T)
    exact = np.abs(full[~np.eye(len(full), dtype=bool)]).mean()
    assert found.correlation == pytest.approx(exact, abs=0.01)
    assert found.chance < found.correlation
    assert found.open_rates == pytest.approx((task.images @ weights[0].T > 0).mean(axis=0))


def test_rounding_to_the_values_that_are_there_changes_nothing(task):
    rng = np.random.default_rng(0)
    values = np.array([-0.3, -0.1, 0.1, 0.25], np.float32)
    weights = rng.choice(values, (6, 100)), rng.choice(values, (10, 6))
    found = concentration.assumed(task, weights, 2, 50, [4, 2])
    assert found.rise[0, 0] == 0
    assert found.evenness[0] == pytest.approx(1, abs=0.01)
    assert found.rise.shape == (2, 2)
    assert found.evenness_random[0] > 0.99


def test_length_over_its_start(task):
    cohort = concentration.cohort(task, 4, 3, 2, [1, 2], 0.1, 20, 1)
    ratio = concentration.length_ratio(cohort)
    assert ratio[0].tolist() == [1, 1]
    np.testing.assert_allclose(ratio[-1], cohort.squared_norm[-1] / cohort.squared_norm[0])


def test_start_and_end_are_looked_at_in_turn(task):
    cohort = concentration.cohort(task, 4, 9, 2, [1, 2], 0.1, 20, 2)
    start, end = (cohort.kept(when, 1)[0] for when in ("start", "end"))
    first, last = concentration.start_and_end(task, start, end, 20, 0.1)
    assert first.loss == pytest.approx(cohort.train_loss[0, 0], rel=1e-5)
    assert last.loss < cohort.train_loss[-1, 0]
