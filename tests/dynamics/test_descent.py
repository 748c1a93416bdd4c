"""Descent ends in minima, its energy never rises, and it stays on the sphere."""

import numpy as np
import pytest

from lib.dynamics import descend
from lib.spinglass import SphericalSpinGlass, random_points


def problem(n, p, count, seed=0):
    rng = np.random.default_rng([n, p, seed])
    return SphericalSpinGlass.sample(n, p, rng=rng), random_points(n, count, rng=rng)


@pytest.mark.parametrize("newton_below", [1e-2, 0.5])
@pytest.mark.parametrize(("n", "p", "count"), [(2, 3, 20), (3, 2, 20), (12, 3, 100), (8, 4, 50)])
def test_descent_ends_in_minima_and_never_rises(n, p, count, newton_below):
    model, starts = problem(n, p, count)
    end = descend(model, starts, record=True, newton_below=newton_below)
    assert end.converged.all()
    assert np.allclose(np.linalg.norm(model.gradient(end.points), axis=1), end.gradient_norms)
    assert end.gradient_norms.max() < 1e-8
    assert np.linalg.eigvalsh(model.hessian(end.points)).min() > 0
    assert np.diff(end.trace, axis=0).max() < 1e-13
    assert np.allclose(end.trace[0], model.energy(starts) / n, rtol=1e-12)
    assert np.array_equal(end.trace[-1], end.energies)
    assert np.abs(np.sum(end.points**2, axis=1) / n - 1).max() < 1e-14


def test_two_spins_pair_wise_end_at_the_lowest_eigenvector():
    model, starts = problem(6, 2, 30)
    values, vectors = np.linalg.eigh(model.couplings / np.sqrt(6))
    end = descend(model, starts)
    assert np.allclose(end.energies, values[0], atol=1e-13)
    assert np.allclose(np.abs(end.points @ vectors[:, 0]), np.sqrt(6), atol=1e-8)


def test_plain_gradient_steps_reach_the_same_minima():
    model, starts = problem(10, 3, 20)
    plain = descend(model, starts, newton_below=0, tolerance=1e-6)
    assert plain.converged.all()
    assert np.allclose(plain.energies, descend(model, starts).energies, atol=1e-10)


def test_a_start_at_a_saddle_stays_and_one_beside_it_leaves():
    model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    saddle = np.array([0, np.sqrt(3), 0])
    beside = np.array([1e-5, np.sqrt(3 - 1e-10), 0])
    end = descend(model, [saddle, beside])
    assert end.converged.all()
    assert np.allclose(end.points, [saddle, [np.sqrt(3), 0, 0]], atol=1e-8)


def test_tight_tolerance_is_met_at_the_level_of_rounding():
    model, starts = problem(20, 3, 20)
    assert descend(model, starts, tolerance=1e-11).gradient_norms.max() < 1e-11


def test_a_descent_that_is_cut_short_says_so():
    model, starts = problem(10, 3, 5)
    end = descend(model, starts, max_steps=2, record=True)
    assert not end.converged.any()
    assert end.steps == 2
    assert end.trace.shape == (3, 5)


def test_every_leading_shape_is_a_batch():
    model, starts = problem(5, 3, 6)
    grid = descend(model, starts.reshape(2, 3, 5), record=True)
    flat = descend(model, starts)
    assert np.allclose(grid.points.reshape(6, 5), flat.points, atol=1e-8)
    assert grid.energies.shape == grid.converged.shape == grid.gradient_norms.shape == (2, 3)
    assert grid.trace.shape == (grid.steps + 1, 2, 3)
    assert descend(model, starts[0]).energies.shape == ()
    assert flat.trace is None


def test_bad_input_is_refused():
    model, starts = problem(5, 3, 2)
    with pytest.raises(ValueError, match="off the sphere"):
        descend(model, 2 * starts)
    for tolerance in (0, -1, np.nan):
        with pytest.raises(ValueError, match="tolerance"):
            descend(model, starts, tolerance=tolerance)
