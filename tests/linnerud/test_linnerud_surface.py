"""Tables, descents and linear networks: against closed forms and torch."""

import numpy as np
import pytest

from lib import linnerud, networks
from lib.linnerud.descents import _is_minimum


def test_the_real_table_is_standardised_and_made_up_ones_are_like_it():
    real, made_up = linnerud.table(), linnerud.table(7)
    for men in (real, made_up):
        columns = np.concatenate(men, axis=1)
        assert columns.shape == (20, 6)
        np.testing.assert_allclose(columns.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(columns.std(axis=0), 1)
    assert not np.allclose(real.inputs, made_up.inputs)
    np.testing.assert_array_equal(made_up.inputs, linnerud.table(7).inputs)


def test_made_up_tables_have_the_correlations_of_the_real_one_on_average():
    real = np.corrcoef(np.concatenate(linnerud.table(), axis=1).T)
    drawn = [np.corrcoef(np.concatenate(linnerud.table(k), axis=1).T) for k in range(1, 401)]
    error = np.std(drawn, axis=0) / np.sqrt(len(drawn))
    away = np.abs(np.mean(drawn, axis=0) - real)
    # A correlation of twenty men is nearer to 0 than that of all, by about r(1 − r²)/(2·20).
    assert (away <= 4 * error + np.abs(real) * (1 - real**2) / 40 + 1e-12).all()


def test_the_surface_is_that_of_the_torch_network_plus_decay():
    surface, rng = linnerud.surface([2], 0.3), np.random.default_rng(0)
    network = networks.MLP((3, 2, 3), activation="tanh", rng=rng).double()
    task = networks.objective(*linnerud.table(), "squared")
    x = networks.get_parameters(network)
    expected = task(network).item() + 0.15 * float(x @ x)
    assert surface.loss(x.numpy()) == pytest.approx(expected, rel=1e-12)


def test_descents_end_at_minima_with_decay():
    ends = linnerud.descents([2], 1e-2, 3, 20, 200)
    surface = linnerud.surface([2], 1e-2)
    assert ends.at_minimum.mean() > 0.9
    for point in ends.points[ends.at_minimum]:
        assert np.linalg.norm(surface.gradient(point)) < 1e-8
        assert np.linalg.eigvalsh(surface.hessian(point))[0] > 0
        nearby = point + 1e-3 * np.random.default_rng(1).normal(size=(50, 17))
        assert (surface.loss(nearby) > surface.loss(point)).all()


def test_without_decay_weights_grow_and_few_runs_arrive():
    ends = linnerud.descents([2], 0.0, 3, 30, 200)
    assert ends.at_minimum.mean() < 0.4
    lengths = ends.norms_at([0, 50, 200])
    assert np.median(lengths[~ends.at_minimum, 2]) > 2 * np.median(lengths[:, 0])


def test_an_ended_descent_stands_where_it_ended():
    ends = linnerud.descents([1], 1e-1, 0, 5, 400)
    assert ends.steps[-1] < 400
    lengths = ends.norms_at([int(ends.steps[-1]), 400, 10_000])
    np.testing.assert_array_equal(lengths[:, 0], lengths[:, 1])
    np.testing.assert_allclose(lengths[:, 2], np.linalg.norm(ends.points, axis=1))


def test_a_saddle_is_no_minimum():
    """At zero weights the gradient vanishes and directions lead down."""
    surface = linnerud.surface([2], 1e-2)
    assert np.linalg.norm(surface.gradient(np.zeros(17))) < 1e-12
    assert not _is_minimum(surface, np.zeros((1, 17)))[0]


@pytest.mark.parametrize("hidden", [[1], [2], [2, 2], [3]])
def test_linear_networks_reach_the_closed_form_and_nothing_above(hidden):
    ends = linnerud.descents(hidden, 0.0, 5, 12, 600, activation="identity")
    floor = linnerud.lowest_linear_loss(min(hidden))
    assert ends.losses.min() == pytest.approx(floor, abs=1e-9)
    assert (ends.losses >= floor - 1e-12).all()
    assert ends.losses[ends.at_minimum].max() < floor + 1e-8


def test_full_rank_is_least_squares():
    inputs, targets = linnerud.table()
    rest = targets - inputs @ np.linalg.lstsq(inputs, targets, rcond=None)[0]
    assert linnerud.lowest_linear_loss(3) == pytest.approx(np.sum(rest**2) / 40)
    assert linnerud.lowest_linear_loss(0) == pytest.approx(1.5)
