"""Lines, planes and barriers on surfaces that are known."""

import numpy as np
import pytest
import torch

from lib.landscape import Line, barrier, line, plane, segment
from lib.networks import MLP, get_parameters, objective


class Bowl(torch.nn.Module):
    """A network whose loss is ½ Σ_i i w_i², i from 1."""

    def __init__(self, *values):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor(values, dtype=torch.float64))

    def forward(self):
        return 0.5 * (torch.arange(1, len(self.w) + 1) * self.w**2).sum()


def bowl_loss(model):
    return model()


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_line_over_a_bowl_is_a_parabola():
    found = line(Bowl(1.0, 0.0, 0.0), bowl_loss, [0.0, 2.0, 1.0], [-1, 0, 2])
    assert np.allclose(found.losses, 0.5 + 0.5 * (2 * 4 + 3) * np.array([1, 0, 4]))


def test_a_plane_has_the_first_direction_along_its_columns():
    x, y = np.linspace(-1, 1, 4), np.linspace(0, 3, 6)
    found = plane(Bowl(0.0, 0.0, 0.0), bowl_loss, [1.0, 0, 0], [0, 0, 1.0], x, y)
    assert found.losses.shape == (6, 4)
    assert np.allclose(found.losses, 0.5 * x**2 + 1.5 * y[:, None] ** 2)
    assert np.array_equal(found.x, x)
    assert np.array_equal(found.y, y)


def test_a_square_plane_needs_one_axis_only():
    x = np.linspace(-1, 1, 4)
    found = plane(Bowl(0.0, 0.0), bowl_loss, [1.0, 0], [0, 1.0], x)
    assert np.array_equal(found.x, found.y)


def test_a_segment_joins_two_networks():
    found = segment(Bowl(2.0, 0.0), Bowl(0.0, 2.0), bowl_loss, 11)
    t = np.linspace(0, 1, 11)
    assert np.allclose(found.steps, t)
    assert np.allclose(found.losses, 2 * (1 - t) ** 2 + 4 * t**2)
    at = segment(Bowl(2.0, 0.0), np.array([0.0, 2.0]), bowl_loss, [0, 0.5])
    assert np.allclose(at.losses, found.losses[[0, 5]])


def test_a_segment_of_single_precision_ends_where_the_other_network_is():
    one, two = (MLP((6, 5, 3), rng=rng(k)) for k in range(2))
    task = objective(rng(2).normal(size=(20, 6)).astype(np.float32), rng(3).integers(0, 3, 20))
    found = segment(one, two, task, 5)
    for loss, network in ((found.losses[0], one), (found.losses[-1], two)):
        assert loss == pytest.approx(task(network).item(), rel=1e-6)


def test_barrier_of_a_double_well_and_of_a_bowl():
    t = np.linspace(0, 1, 101)
    well = Line(t, 16 * t**2 * (1 - t) ** 2 + 2 + 3 * t)
    assert barrier(well) == pytest.approx(1)
    assert barrier(segment(Bowl(2.0, 0.0), Bowl(0.0, 2.0), bowl_loss)) == 0


def test_barrier_does_not_depend_on_the_direction_walked():
    t = np.linspace(0, 1, 31)
    losses = rng().random(31)
    there, back = Line(t, losses), Line(t, losses[::-1])
    assert barrier(there) == pytest.approx(barrier(back))


@pytest.mark.parametrize("begin", [-3.0, 2.0])
def test_barrier_does_not_depend_on_how_steps_are_counted(begin):
    t = np.linspace(0, 1, 31)
    losses = rng().random(31) + 7 * t
    assert barrier(Line(begin + 2 * t, losses)) == pytest.approx(barrier(Line(t, losses)))


@pytest.mark.parametrize("end", [0, -1])
def test_a_barrier_has_finite_losses_at_both_ends_and_may_be_infinite_between(end):
    losses = np.array([1.0, np.inf, 1.0, 1.0])
    assert barrier(Line(np.arange(4.0), losses)) == np.inf
    losses[end] = np.inf
    with pytest.raises(ValueError, match="finite losses at both ends"):
        barrier(Line(np.arange(4.0), losses))


@pytest.mark.parametrize("steps", [[], 3.0, [[1.0, 2.0]]])
def test_an_axis_is_a_row_of_numbers(steps):
    with pytest.raises(ValueError, match="steps is a row of numbers"):
        line(Bowl(0.0), bowl_loss, [1.0], steps)


def test_infinite_losses_far_away_are_passed_on():
    model = MLP((2, 3, 2), rng=rng())
    task = objective(np.ones((2, 2), np.float32), [0, 1])
    far = line(model, task, get_parameters(model), [0.0, 1e30])
    assert np.isfinite(far.losses[0])
    assert not np.isfinite(far.losses[1])
