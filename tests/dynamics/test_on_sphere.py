"""Descent ends in minima, its energy never rises; Newton's method finds points of every index."""

import numpy as np
import pytest

from lib.dynamics import descend, descent_energies, on_sphere, refine
from lib.spinglass import SphericalSpinGlass, draw, random_points, to_sphere


def problem(n, p, count, seed=0):
    rng = np.random.default_rng([n, p, seed])
    return SphericalSpinGlass.sample(n, p, rng=rng), random_points(n, count=count, rng=rng)


def norms(model, end):
    return np.linalg.norm(model.gradient(end.points), axis=-1)


@pytest.mark.parametrize("newton_below", [1e-2, 0.5])
@pytest.mark.parametrize(("n", "p", "count"), [(2, 3, 20), (3, 2, 20), (12, 3, 100), (8, 4, 50)])
def test_descent_ends_in_minima_and_never_rises(n, p, count, newton_below, monkeypatch):
    model, starts = problem(n, p, count)
    end = descend(model, starts, newton_below=newton_below)
    assert end.converged.all()
    assert norms(model, end).max() < 1e-8
    assert np.linalg.eigvalsh(model.hessian(end.points)).min() > 0
    assert np.allclose(end.energies, model.energy(end.points) / n, rtol=1e-12)
    assert np.abs(np.sum(end.points**2, axis=1) / n - 1).max() < 1e-14
    trace = [model.energy(starts) / n]
    for steps in range(1, 31):
        monkeypatch.setattr(on_sphere, "_STEPS", steps)
        trace.append(descend(model, starts, newton_below=newton_below).energies)
    assert np.diff(trace, axis=0).max() < 1e-13


def test_two_spins_pair_wise_end_at_the_lowest_eigenvector():
    model, starts = problem(6, 2, 30)
    values, vectors = np.linalg.eigh(model.couplings / np.sqrt(6))
    end = descend(model, starts)
    assert np.allclose(end.energies, values[0], atol=1e-13)
    assert np.allclose(np.abs(end.points @ vectors[:, 0]), np.sqrt(6), atol=1e-8)


def test_plain_gradient_steps_reach_the_same_minima():
    model, starts = problem(10, 3, 20)
    plain = descend(model, starts, newton_below=0)
    assert norms(model, plain).max() < 1e-6
    assert np.allclose(plain.energies, descend(model, starts).energies, atol=1e-10)


def test_newtons_direction_takes_over_where_it_is_asked_to(monkeypatch):
    model, starts = problem(20, 3, 1)
    monkeypatch.setattr(on_sphere, "_STEPS", 1)
    slope = np.linalg.norm(model.gradient(starts)) / model.scale / np.sqrt(20)
    never, later, now, always = (
        descend(model, starts, newton_below=below).energies
        for below in (0, 0.9 * slope, 1.1 * slope, 100 * slope)
    )
    assert never == later
    assert now == always
    assert never != now


def test_a_start_at_a_saddle_stays_and_one_beside_it_leaves():
    model = SphericalSpinGlass(np.diag([-1.0, 0.0, 2.0]))
    saddle = np.array([0, np.sqrt(3), 0])
    beside = np.array([1e-5, np.sqrt(3 - 1e-10), 0])
    end = descend(model, [saddle, beside])
    assert end.converged.all()
    assert np.allclose(end.points, [saddle, [np.sqrt(3), 0, 0]], atol=1e-8)


def test_the_level_of_rounding_is_met(monkeypatch):
    model, starts = problem(20, 3, 20)
    monkeypatch.setattr(on_sphere, "_DONE", 1e-11)
    assert norms(model, descend(model, starts)).max() < 1e-11


def test_a_descent_that_is_cut_short_says_so(monkeypatch):
    model, starts = problem(10, 3, 5)
    monkeypatch.setattr(on_sphere, "_STEPS", 2)
    assert not descend(model, starts).converged.any()


def test_every_leading_shape_is_a_batch():
    model, starts = problem(5, 3, 6)
    grid = descend(model, starts.reshape(2, 3, 5))
    flat = descend(model, starts)
    assert np.allclose(grid.points.reshape(6, 5), flat.points, atol=1e-8)
    assert grid.energies.shape == grid.converged.shape == (2, 3)
    assert descend(model, starts[0]).energies.shape == ()


def test_bad_input_is_refused():
    model, starts = problem(5, 3, 2)
    with pytest.raises(ValueError, match="off the sphere"):
        descend(model, 2 * starts)
    for never in (np.nan, "late", None):
        with pytest.raises(ValueError, match="newton_below"):
            descend(model, starts, newton_below=never)


def test_eigenvectors_of_every_index_are_found():
    model = SphericalSpinGlass.sample(6, 2, rng=np.random.default_rng(0))
    vectors = np.linalg.eigh(model.couplings)[1].T
    noise = 0.02 * np.random.default_rng(1).standard_normal((6, 6))
    end = refine(model, to_sphere(vectors + noise))
    assert end.converged.all()
    assert np.allclose(end.points / np.sqrt(6), vectors, atol=1e-11)


@pytest.mark.parametrize(("n", "p"), [(4, 3), (8, 3), (4, 4), (3, 5)])
def test_ends_that_converged_are_critical_and_on_the_sphere(n, p):
    rng = np.random.default_rng([n, p])
    model = SphericalSpinGlass.sample(n, p, rng=rng)
    end = refine(model, random_points(n, count=200, rng=rng))
    assert end.converged.mean() > 0.3
    assert np.array_equal(end.converged, norms(model, end) < 1e-10)
    assert np.abs(np.sum(end.points**2, axis=1) / n - 1).max() < 1e-14
    indices = np.sum(np.linalg.eigvalsh(model.hessian(end.points[end.converged])) < 0, axis=1)
    assert set(indices) == set(range(n))


def test_the_error_squares_at_each_step(monkeypatch):
    rng = np.random.default_rng(3)
    model = SphericalSpinGlass.sample(6, 3, rng=rng)
    end = refine(model, random_points(6, count=50, rng=rng))
    root = end.points[end.converged][0]
    start = to_sphere(root + 0.01 * rng.standard_normal(6))
    ends = []
    for steps in range(4):
        monkeypatch.setattr(on_sphere, "_NEWTON_STEPS", steps)
        ends.append(refine(model, start).points)
    errors = [np.linalg.norm(e - root) for e in ends]
    assert errors[1] < 30 * errors[0] ** 2
    assert errors[2] < 30 * errors[1] ** 2 + 1e-14


def test_no_steps_change_nothing_and_convergence_is_told(monkeypatch):
    monkeypatch.setattr(on_sphere, "_NEWTON_STEPS", 0)
    model = SphericalSpinGlass.sample(5, 3, rng=np.random.default_rng(4))
    start = random_points(5, count=3, rng=np.random.default_rng(5))
    end = refine(model, start)
    assert np.allclose(end.points, start, rtol=1e-15)
    assert not end.converged.any()


def test_a_singular_hessian_is_no_obstacle():
    model = SphericalSpinGlass(np.eye(3))  # the energy is constant
    end = refine(model, random_points(3, count=4, rng=np.random.default_rng(6)))
    assert norms(model, end).max() < 1e-14
    flat = SphericalSpinGlass(np.diag([0.0, 0.0, 1.0]))  # a whole circle is critical
    start = to_sphere(np.array([1.0, 1.0, 0.01]))
    assert refine(flat, start).converged


def test_what_newtons_method_cannot_take_is_refused():
    model = SphericalSpinGlass(np.eye(3))
    with pytest.raises(ValueError, match="off the sphere"):
        refine(model, np.ones((2, 3)) * 2)


def test_no_step_is_longer_than_the_radius(monkeypatch):
    model, starts = problem(5, 3, 200)
    monkeypatch.setattr(on_sphere, "_NEWTON_STEPS", 1)
    moved = np.sum(refine(model, starts).points * starts, axis=1) / 5  # cosines of angles
    assert moved.min() == pytest.approx(np.sqrt(0.5), abs=1e-12)  # a tangent step as the radius
    assert moved.max() > 0.9


@pytest.mark.parametrize("factor", [1e-8, 1e-3, 1e3, 1e8])
def test_couplings_of_any_scale_lead_to_the_same_points(factor):
    model, starts = problem(12, 3, 40)
    other = SphericalSpinGlass(factor * model.couplings)
    for method in (descend, refine):
        one, same = method(model, starts), method(other, starts)
        assert np.array_equal(one.converged, same.converged)
        kept = one.converged
        assert np.allclose(one.points[kept], same.points[kept], atol=1e-6)
    energies = descend(other, starts).energies
    assert np.allclose(energies, factor * descend(model, starts).energies, rtol=1e-9)


def test_powers_of_two_change_not_a_bit():
    model, starts = problem(8, 3, 20)
    models = [SphericalSpinGlass(model.couplings * factor) for factor in (1, 2**20)]
    one, same = (descend(each, starts) for each in models)
    assert np.array_equal(one.points, same.points)
    assert np.array_equal(one.energies * 2**20, same.energies)
    assert np.array_equal(norms(models[0], one) * 2**20, norms(models[1], same))


def test_energies_of_descents_are_those_of_the_instance():
    model, rng = draw(9, 3, 4)
    end = descend(model, random_points(9, count=6, rng=rng))
    assert np.array_equal(descent_energies(9, 3, 4, 6), end.energies)
