"""Newton's method finds critical points of every index."""

import numpy as np
import pytest

from lib.dynamics import refine
from lib.spinglass import SphericalSpinGlass, random_points, to_sphere


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
    end = refine(model, random_points(n, 200, rng=rng))
    assert end.converged.mean() > 0.3
    norms = np.linalg.norm(model.gradient(end.points), axis=1)
    assert np.allclose(norms, end.gradient_norms)
    assert np.array_equal(end.converged, norms < 1e-10)
    assert np.abs(np.sum(end.points**2, axis=1) / n - 1).max() < 1e-14
    indices = np.sum(np.linalg.eigvalsh(model.hessian(end.points[end.converged])) < 0, axis=1)
    assert set(indices) == set(range(n))


def test_the_error_squares_at_each_step():
    rng = np.random.default_rng(3)
    model = SphericalSpinGlass.sample(6, 3, rng=rng)
    end = refine(model, random_points(6, 50, rng=rng))
    root = end.points[end.converged][0]
    start = to_sphere(root + 0.01 * rng.standard_normal(6))
    ends = [refine(model, start, max_steps=k).points for k in range(4)]
    errors = [np.linalg.norm(e - root) for e in ends]
    assert errors[1] < 30 * errors[0] ** 2
    assert errors[2] < 30 * errors[1] ** 2 + 1e-14


def test_no_steps_change_nothing_and_convergence_is_told():
    model = SphericalSpinGlass.sample(5, 3, rng=np.random.default_rng(4))
    start = random_points(5, 3, rng=np.random.default_rng(5))
    end = refine(model, start, max_steps=0)
    assert np.allclose(end.points, start, rtol=1e-15)
    assert not end.converged.any()


def test_a_singular_hessian_is_no_obstacle():
    model = SphericalSpinGlass(np.eye(3))  # the energy is constant
    end = refine(model, random_points(3, 4, rng=np.random.default_rng(6)), tolerance=1e-14)
    assert end.gradient_norms.max() < 1e-14
    flat = SphericalSpinGlass(np.diag([0.0, 0.0, 1.0]))  # a whole circle is critical
    start = to_sphere(np.array([1.0, 1.0, 0.01]))
    assert refine(flat, start).converged


def test_bad_input_is_refused():
    model = SphericalSpinGlass(np.eye(3))
    with pytest.raises(ValueError, match="off the sphere"):
        refine(model, np.ones((2, 3)) * 2)
    with pytest.raises(ValueError, match="tolerance"):
        refine(model, np.ones((2, 3)), tolerance=0)
