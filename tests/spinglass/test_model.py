"""Energy, gradient and Hessian against sums, differences and the law of the model; the sphere."""

import tracemalloc
from itertools import product

import numpy as np
import pytest

from lib.dynamics import descend, on_sphere
from lib.spinglass import (
    SphericalSpinGlass,
    draw,
    free_curvatures,
    random_points,
    tangent_basis,
    to_sphere,
)
from lib.spinglass.model import checked_points
from lib.theory import lowest_curvature

SIZES = [(2, 2), (6, 2), (2, 3), (5, 3), (4, 4), (3, 5), (3, 6)]


def instance(n, p, seed=0, count=4):
    rng = np.random.default_rng([n, p, seed])
    return SphericalSpinGlass.sample(n, p, rng=rng), random_points(n, count=count, rng=rng)


def along_geodesic(sigma, direction, t):
    """Move from σ along a tangent vector of length √n or less by the time t."""
    speed = np.linalg.norm(direction) / np.sqrt(len(sigma))
    return np.cos(speed * t) * sigma + np.sin(speed * t) / speed * direction


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_energy_is_the_sum_over_all_tuples(n, p):
    rng = np.random.default_rng(n)
    drawn = rng.standard_normal((n,) * p)  # not symmetric
    sigma = random_points(n, count=1, rng=rng)[0]
    terms = (drawn[i] * np.prod(sigma[list(i)]) for i in product(range(n), repeat=p))
    expected = n ** (-(p - 1) / 2) * sum(terms)
    assert SphericalSpinGlass(drawn).energy(sigma) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_gradient_and_hessian_are_the_slopes_along_geodesics(n, p):
    model, points = instance(n, p)
    rng = np.random.default_rng(1)
    for sigma in points:
        basis = tangent_basis(sigma)
        inside = rng.standard_normal(n - 1)
        h = 1e-3
        path = [along_geodesic(sigma, basis @ inside, k * h) for k in (-2, -1, 0, 1, 2)]
        e = model.energy(path)
        first = (e[0] - 8 * e[1] + 8 * e[3] - e[4]) / (12 * h)
        second = (-e[0] + 16 * e[1] - 30 * e[2] + 16 * e[3] - e[4]) / (12 * h**2)
        assert model.gradient(sigma) @ (basis @ inside) == pytest.approx(first, abs=1e-7)
        assert inside @ model.hessian(sigma) @ inside == pytest.approx(second, abs=1e-5)


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_gradient_is_tangent_and_hessian_symmetric(n, p):
    model, points = instance(n, p)
    assert np.abs(np.sum(points * model.gradient(points), axis=1)).max() < 1e-12
    hessian = model.hessian(points)
    assert np.allclose(hessian, np.swapaxes(hessian, 1, 2), atol=1e-13)


@pytest.mark.parametrize(("n", "p"), SIZES)
def test_mirror_image(n, p):
    model, points = instance(n, p)
    assert np.allclose(model.energy(-points), (-1) ** p * model.energy(points), atol=1e-12)


def test_every_leading_shape_is_a_batch():
    model, points = instance(4, 3, count=6)
    grid = points.reshape(2, 3, 4)
    assert model.energy(points[0]).shape == ()
    assert model.energy(grid).shape == (2, 3)
    assert model.gradient(grid).shape == (2, 3, 4)
    assert model.tangent_basis(grid).shape == (2, 3, 4, 3)
    assert model.hessian(grid).shape == (2, 3, 3, 3)
    assert np.allclose(model.hessian(grid)[1, 2], model.hessian(points[5]), rtol=1e-12)
    assert model.energy(np.zeros((0, 4))).shape == (0,)
    assert model.hessian(np.zeros((0, 4))).shape == (0, 3, 3)


def test_energy_and_gradient_are_those_of_the_single_calls():
    model, points = instance(5, 3)
    energy, gradient = model.energy_and_gradient(points)
    assert np.array_equal(energy, model.energy(points))
    assert np.array_equal(gradient, model.gradient(points))


@pytest.mark.parametrize("p", [2, 3, 4])
def test_covariance_of_energies_is_n_times_the_overlap_to_the_p(p):
    n, samples = 3, 4000
    rng = np.random.default_rng(p)
    pair = to_sphere(np.array([[1.0, 0.2, 0.0], [0.8, -0.1, 0.3]]))
    energies = [SphericalSpinGlass.sample(n, p, rng=rng).energy(pair) for _ in range(samples)]
    products = np.prod(energies, axis=1)
    expected = n * (pair[0] @ pair[1] / n) ** p
    assert abs(products.mean() - expected) < 4 * products.std() / np.sqrt(samples)


@pytest.mark.parametrize("p", [2, 3, 4])
def test_hessian_plus_p_u_has_the_variances_of_the_orthogonal_ensemble(p):
    n, samples = 4, 3000
    rng = np.random.default_rng(10 + p)
    sigma = random_points(n, count=1, rng=rng)[0]
    values = []
    for _ in range(samples):
        model = SphericalSpinGlass.sample(n, p, rng=rng)
        values.append(model.hessian(sigma) + p * model.energy(sigma) / n * np.eye(n - 1))
    variance = np.var(values, axis=0) * n / (p * (p - 1))
    expected = 1 + np.eye(n - 1)  # 2 on the diagonal, 1 off it
    assert np.abs(variance / expected - 1).max() < 5 * np.sqrt(2 / samples)


@pytest.mark.parametrize(("n", "p"), [(1, 3), (0, 3), (3, 1), (2.5, 3), (700, 3), (1000, 4)])
def test_sizes_that_make_no_model_are_refused(n, p):
    with pytest.raises(ValueError, match=r"number of spins n|order p|lower n or p"):
        SphericalSpinGlass.sample(n, p, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("couplings", "words"),
    [
        (np.ones(3), "shape"),
        (np.ones((2, 3)), "shape"),
        (np.ones((1, 1, 1)), "shape"),
        (np.full((2, 2), np.nan), "a coupling must be finite; got nan"),
    ],
)
def test_couplings_that_make_no_model_are_refused(couplings, words):
    with pytest.raises(ValueError, match=words):
        SphericalSpinGlass(couplings)


@pytest.mark.parametrize(
    "method", ["energy", "gradient", "energy_and_gradient", "tangent_basis", "hessian"]
)
def test_points_off_the_sphere_are_refused_everywhere(method):
    model, points = instance(4, 3)
    with pytest.raises(ValueError, match="off the sphere"):
        getattr(model, method)(1.00001 * points)


@pytest.mark.parametrize("rng", [0, None, np.random, np.random.RandomState(0)])
def test_a_seed_in_place_of_a_generator_is_refused(rng):
    for call in (
        lambda: SphericalSpinGlass.sample(3, 3, rng=rng),
        lambda: random_points(3, count=3, rng=rng),
    ):
        with pytest.raises(
            ValueError, match=r"rng must be a generator, .*default_rng\(seed\); got"
        ):
            call()


@pytest.mark.parametrize(("n", "p"), [(3, 3), (8, 2), (6, 4), (30, 3)])
def test_the_scale_of_couplings_is_a_power_of_two_near_their_deviation(n, p):
    drawn = np.random.default_rng(n).standard_normal((n,) * p)
    for factor in (1.0, 1e-8, 3.3, 1e8, 1e200):
        scale = SphericalSpinGlass(factor * drawn).scale
        assert np.log2(scale) == np.round(np.log2(scale))
        assert 0.6 < scale / factor < 1.7
    assert SphericalSpinGlass(0 * drawn).scale == 1.0


def test_a_drawn_instance_is_that_of_its_couplings_drawn_at_once():
    for n, p in ((5, 3), (3, 4), (4, 2)):
        drawn = np.random.default_rng(7).standard_normal((n,) * p)
        model = SphericalSpinGlass.sample(n, p, rng=np.random.default_rng(7))
        assert np.allclose(model.couplings, SphericalSpinGlass(drawn).couplings, atol=1e-14)


def test_large_instances_hold_no_dense_tensor(monkeypatch):
    """140 spins: all couplings would be 22 MB; the different ones are 4 MB, their weights 11."""
    monkeypatch.setattr(on_sphere, "_STEPS", 20)
    tracemalloc.start()
    model = SphericalSpinGlass.sample(140, 3, rng=np.random.default_rng(0))
    descend(model, random_points(140, count=2, rng=np.random.default_rng(1)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1.5 * 8 * (140**3 / 6 + 140**3 / 2)


def test_one_seed_gives_one_instance_and_other_sizes_others():
    one, again = draw(4, 3, (7, 1))[0], draw(4, 3, (7, 1))[0]
    assert np.array_equal(one.couplings, again.couplings)
    other = draw(5, 3, (7, 1))[0].couplings[:4, :4, :4]
    assert not np.allclose(one.couplings, other)


@pytest.mark.parametrize(("n", "p"), [(12, 3), (8, 4)])
def test_free_curvatures_have_the_exact_mean_of_the_lowest(n, p):
    lowest = [free_curvatures(n, p, (3, k), 4)[:, 0].mean() for k in range(300)]
    error = np.std(lowest) / np.sqrt(len(lowest))
    assert abs(np.mean(lowest) - lowest_curvature(n=n, p=p)) < 4 * error


def test_couplings_cannot_be_changed_under_a_model():
    model, _ = instance(3, 3)
    with pytest.raises(ValueError, match="read-only"):
        model.couplings[0, 0, 0] = 1


# --- the sphere ---------------------------------------------------------------------------------


@pytest.fixture
def points():
    special = [[0, 0, 0, 2.0], [2.0, 0, 0, 0], [-2.0, 0, 0, 0], [0, -2.0, 0, 0]]
    return np.concatenate([random_points(4, count=20, rng=np.random.default_rng(0)), special])


def test_tangent_basis_is_orthonormal_and_orthogonal_to_the_point(points):
    frame = np.concatenate([tangent_basis(points), points[..., None] / 2], axis=-1)
    assert np.allclose(np.swapaxes(frame, 1, 2) @ frame, np.eye(4), atol=1e-14)


def test_tangent_basis_leaves_the_points_alone(points):
    before = points.copy()
    tangent_basis(points)
    assert np.array_equal(points, before)


def test_random_points_are_uniform_on_the_sphere():
    points = random_points(5, count=20_000, rng=np.random.default_rng(2))
    assert np.allclose(np.sum(points**2, axis=1), 5, rtol=1e-14)
    assert np.abs(points.mean(axis=0)).max() < 4 / np.sqrt(20_000)
    assert np.allclose(np.mean(points**4), 3 * 5 / 7, atol=0.05)  # 3n/(n+2) on the sphere


@pytest.mark.parametrize("point", [[0.0, 0.0], [1e200, 1e200], [1e-200, 0.0], [np.inf, 1.0]])
def test_a_point_without_direction_is_not_carried_to_the_sphere(point):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=r"finite|no direction"):
        to_sphere([[1.0, 1.0], point])


def test_points_near_the_sphere_pass_and_others_do_not():
    point = to_sphere(np.array([1.0, 2.0, 2.0]))
    assert np.array_equal(checked_points(point * (1 + 4e-7), 3), point * (1 + 4e-7))
    for factor in (1 + 6e-7, 1 - 6e-7, 2.0, 0.0):
        with pytest.raises(ValueError, match="off the sphere"):
            checked_points(point * factor, 3)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ([1.0, np.nan, 1.0], r"off the sphere, .* = nan"),
        ([1.0, np.inf, 1.0], r"off the sphere, .* = inf"),
        ([1.0, 1.0], "last axis must be n = 3"),
        (1.0, "last axis"),
        ([1j, 1.0, 1.0], "must be a real number"),
        (["a", "b", "c"], "must be a real number"),
    ],
)
def test_what_is_no_point_is_refused(bad, words):
    with pytest.raises(ValueError, match=words):
        checked_points(bad, 3)
