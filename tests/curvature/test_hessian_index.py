import numpy as np
import pytest
import torch

from lib.curvature import (
    Matrix,
    NetworkSurface,
    classify,
    full_hessian,
    hessian,
    morse_index,
)


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
    values = np.linalg.eigvalsh(surface.hessian(np.zeros(surface.size)))
    assert [morse_index(values), morse_index(-values)] == [hidden, hidden]
    size = np.linalg.norm(x.T @ x[:, :1] / 7)
    assert (values[0], values[-1]) == pytest.approx((-size, size))


def test_rescaling_a_relu_unit_is_a_zero_and_not_a_way_down():
    # ½(b max(a, 0) − 1)² has the valley ab = 1: one flat direction along it, one up.
    surface = NetworkSurface(
        [1, 1, 1], [[1.0]], [[1.0]], activation="relu", loss="squared", biased=False
    )
    for a in (0.5, 1.0, 3.0):
        values = np.linalg.eigvalsh(surface.hessian([a, 1 / a]))
        assert [morse_index(values), morse_index(-values)] == [0, 1]


def test_the_tolerance_is_relative_and_can_be_set():
    values = np.array([-1.0, -1e-9, 0.0, 1e-9, 2.0])
    for scale in (1e-6, 1.0, 1e6):
        assert morse_index(scale * values) == 1
        assert morse_index(scale * values, zero=1e-12) == 2
    assert morse_index(np.zeros(3)) == 0
    rows = np.array([values, 1e9 * values, -values, values - 3])  # each by its own largest
    assert morse_index(rows).tolist() == [1, 1, 1, 5]
    assert morse_index(rows.reshape(2, 2, 5)).tolist() == [[1, 1], [1, 5]]


def test_what_has_no_index_is_refused():
    with pytest.raises(ValueError, match=r"use \.double\(\)"):
        full_hessian(Matrix(torch.eye(3)))
    with pytest.raises(ValueError, match="5001 parameters are too many"):
        full_hessian(Matrix(torch.zeros(1, dtype=torch.float64).expand(5001, 5001)))
    for odd in (np.nan, np.inf):
        with pytest.raises(ValueError, match=f"an eigenvalue must be finite; got {odd}"):
            morse_index([[1.0, 2.0], [1.0, odd]])


def double_well(x):
    """Gradient and Hessian of (x² − 1)²/4 + y²: minima at x = ±1, a saddle at 0."""
    x = np.asarray(x, dtype=np.float64)
    gradient = np.stack([x[:, 0] ** 3 - x[:, 0], 2 * x[:, 1]], 1)
    hessian = np.zeros((len(x), 2, 2))
    hessian[:, 0, 0], hessian[:, 1, 1] = 3 * x[:, 0] ** 2 - 1, 2
    return x, gradient, hessian


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_points_of_a_known_surface_are_what_they_are_at_any_scale(scale):
    x, gradient, hessian = double_well([[1, 0], [-1, 0], [0, 0], [0.5, 0], [1, 1e-3], [1, 1e-10]])
    found = classify(x, scale * gradient, scale * hessian)
    assert found.kinds.tolist() == ["minimum", "minimum", "saddle", "moving", "moving", "minimum"]
    assert found.indices.tolist() == [0, 0, 1, 1, 0, 0]
    assert found.gradients == pytest.approx(scale * np.linalg.norm(gradient, axis=1))
    assert found.corrections[[4, 5]] == pytest.approx([1e-3, 1e-10])
    assert found.eigenvalues == pytest.approx(np.linalg.eigvalsh(scale * hessian))


def test_the_tolerances_are_those_that_are_given():
    x, gradient, hessian = double_well([[1.01, 0]])
    assert classify(x, gradient, hessian).kinds[0] == "moving"
    assert classify(x, gradient, hessian, flat=1e-1).kinds[0] == "moving"
    assert classify(x, gradient, hessian, near=1e-1).kinds[0] == "moving"
    assert classify(x, gradient, hessian, flat=1e-1, near=1e-1).kinds[0] == "minimum"


def test_a_plateau_that_flattens_for_ever_is_no_minimum():
    # e^(−x): gradient and curvature fall together, Newton's step stays 1.
    at = np.array([[30.0]])
    assert classify(at, -np.exp(-at), np.exp(-at)[:, None]).kinds[0] == "moving"


def test_flat_directions_are_counted_and_are_no_way_down():
    found = classify(np.zeros((1, 3)), np.zeros((1, 3)), [np.diag([-1e-12, 0.0, 2.0])])
    assert (found.kinds[0], found.indices[0], found.zeros[0]) == ("minimum", 0, 2)
    level = classify(np.zeros((1, 2)), np.zeros((1, 2)), np.zeros((1, 2, 2)))
    assert (level.kinds[0], level.zeros[0]) == ("minimum", 2)
    assert classify(np.zeros((1, 2)), np.ones((1, 2)), np.zeros((1, 2, 2))).kinds[0] == "moving"


@pytest.mark.parametrize(
    ("points", "gradients", "hessians", "words"),
    [
        ([0.0], [0.0], [[1.0]], r"go with Hessians \(m, n, n\)"),
        ([[0.0]], [[0.0]], [[1.0]], r"\(m, n, n\), not \(1, 1\), \(1, 1\) and \(1, 1\)"),
        ([[0.0]], [[np.nan]], [[[1.0]]], "must be finite; got nan"),
        ([[0.0]], [[0.0]], [[[np.inf]]], "must be finite; got inf"),
    ],
)
def test_what_cannot_be_judged_is_refused(points, gradients, hessians, words):
    with pytest.raises(ValueError, match=words):
        classify(points, gradients, hessians)
