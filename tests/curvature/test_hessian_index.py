import numpy as np
import pytest
import torch

from lib.curvature import Matrix, NetworkSurface, full_hessian, hessian, inertia, spectrum


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_full_hessian_is_the_exact_one(problem, exact, activation):
    network, mean_loss = problem((5, 6, 4, 3), activation=activation)
    matrix = full_hessian(hessian(network, mean_loss))
    assert matrix == pytest.approx(exact(network, mean_loss).numpy(), abs=1e-12)
    assert np.array_equal(matrix, matrix.T)


@pytest.mark.parametrize("hidden", [1, 3])
def test_origin_of_a_linear_network_is_a_saddle_of_known_index(hidden):
    # L = ½ mean (b·A x − y)²: at 0 only ∂²L/∂A∂b = −mean(x y) is left, for each hidden unit
    # one eigenvalue down, one up and, with two inputs, one zero.
    x = np.random.default_rng(0).standard_normal((7, 2))
    surface = NetworkSurface(
        [2, hidden, 1], x, x[:, :1], activation="identity", loss="squared", biased=False
    )
    matrix = surface.hessian(np.zeros(surface.size))
    assert inertia(matrix) == (hidden, hidden, hidden)
    assert inertia(matrix).index_fraction == pytest.approx(1 / 3)
    size = np.linalg.norm(x.T @ x[:, :1] / 7)
    assert (spectrum(matrix).lowest, spectrum(matrix).top) == pytest.approx((-size, size))


def test_rescaling_a_relu_unit_is_a_zero_and_not_a_way_down():
    # ½(b max(a, 0) − 1)² has the valley ab = 1: one flat direction along it, one up.
    surface = NetworkSurface(
        [1, 1, 1], [[1.0]], [[1.0]], activation="relu", loss="squared", biased=False
    )
    for a in (0.5, 1.0, 3.0):
        assert inertia(surface.hessian([a, 1 / a])) == (0, 1, 1)


def test_the_tolerance_is_relative_and_can_be_set():
    values = np.array([-1.0, -1e-9, 0.0, 1e-9, 2.0])
    for scale in (1e-6, 1.0, 1e6):
        assert inertia(scale * values) == (1, 3, 1)
        assert inertia(scale * values, zero=1e-12) == (2, 1, 2)
    assert inertia(np.zeros(3)) == (0, 3, 0)


def test_measures_of_a_spectrum_obey_their_sums(problem):
    matrix = full_hessian(hessian(*problem((5, 6, 4, 3))))
    values = np.linalg.eigvalsh(matrix)
    up, down = spectrum(matrix), spectrum(-matrix)
    assert up.trace == pytest.approx(np.trace(matrix))
    assert (up.top, up.lowest) == pytest.approx((values[-1], values[0]))
    assert up.negative_weight + down.negative_weight == pytest.approx(1)
    zeros = inertia(matrix).zero / len(values)
    assert up.negative_share + down.negative_share + zeros == pytest.approx(1)
    flat = spectrum(np.zeros(3))
    assert flat == (0, 0, 0, 0, 0)


def test_what_has_no_index_is_refused():
    with pytest.raises(ValueError, match=r"use \.double\(\)"):
        full_hessian(Matrix(torch.eye(3)))
    with pytest.raises(ValueError, match="5001 parameters are too many"):
        full_hessian(Matrix(torch.zeros(1, dtype=torch.float64).expand(5001, 5001)))
    with pytest.raises(ValueError, match="not finite"):
        inertia([1.0, np.nan])
    for wrong in (np.ones((2, 3)), np.ones((2, 2, 2)), [], 1.0):
        with pytest.raises(ValueError, match=r"matrix \(n, n\) or eigenvalues"):
            inertia(wrong)
