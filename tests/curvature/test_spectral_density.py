import numpy as np
import pytest
import torch

from lib.curvature import Matrix, hessian, spectral_density


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def diagonal(values: np.ndarray, dtype: torch.dtype = torch.float64) -> Matrix:
    """A diagonal matrix: probes of signs then have the same weight on every eigenvalue."""
    return Matrix(torch.diag(torch.as_tensor(values, dtype=dtype)))


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_quadrature_is_exact_for_polynomials_up_to_twice_the_steps(steps):
    values = rng().uniform(-1, 1, 50)
    density = spectral_density(diagonal(values), rng=rng(), steps=steps, probes=3)
    for power in range(2 * steps):
        moments = np.sum(density.weights * density.nodes**power, axis=1)
        assert moments == pytest.approx(np.full(3, np.mean(values**power)), abs=1e-12)
    beyond = np.sum(density.weights * density.nodes ** (2 * steps), axis=1)
    assert not np.allclose(beyond, np.mean(values ** (2 * steps)), atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_weights_of_outliers_are_right_although_nothing_is_reorthogonalised(dtype):
    values = np.concatenate([np.linspace(-1, 1, 397), [20.0, 40.0, 41.0]])
    density = spectral_density(diagonal(values, dtype), rng=rng(), steps=120, probes=2)
    copies = np.sum(np.abs(density.nodes - 40) < 1e-3, axis=1)
    assert (copies > 1).all()  # the copies that reorthogonalising would remove
    for outlier in (20.0, 40.0, 41.0):
        near = np.abs(density.nodes - outlier) < 0.1
        weight = np.sum(density.weights * near, axis=1)
        assert weight == pytest.approx(np.full(2, 1 / 400), rel=1e-4)
    assert density.share_below(10).value == pytest.approx(397 / 400)


def test_density_of_a_random_matrix_is_the_semicircle():
    n = 600
    noise = rng().standard_normal((n, n))
    matrix = Matrix(torch.as_tensor(noise + noise.T) / (8 * n) ** 0.5)
    density = spectral_density(matrix, rng=rng(), probes=32)
    x = np.linspace(-0.8, 0.8, 9)
    semicircle = 2 / np.pi * np.sqrt(1 - x**2)
    assert density.curve(x, 0.07) == pytest.approx(semicircle, abs=0.06)
    share, error = density.share_below(0.0)
    assert abs(share - 0.5) < 4 * error + 1 / 40


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_shares_and_trace_of_a_network_are_those_of_the_full_matrix(problem, exact, activation):
    network, mean_loss = problem((8, 12, 9, 4), activation=activation, images=60)
    matrix = exact(network, mean_loss).numpy()
    values = np.linalg.eigvalsh(matrix)
    density = spectral_density(hessian(network, mean_loss), rng=rng(), probes=32, steps=60)
    traces = len(matrix) * np.sum(density.weights * density.nodes, axis=1)
    assert abs(traces.mean() - np.trace(matrix)) < 4 * traces.std(ddof=1) / len(traces) ** 0.5
    for cut in (-0.05, 0.1, 0.5):
        share, error = density.share_below(cut)
        assert abs(share - np.mean(values < cut)) < 4 * error + 0.01
    share, error = density.negative_share(0.01)
    assert abs(share - np.mean(values < -0.01 * np.abs(values).max())) < 4 * error + 0.01


def test_curve_holds_all_the_weight_and_shares_run_from_none_to_all():
    density = spectral_density(diagonal(np.linspace(-1, 3, 60)), rng=rng())
    x = np.linspace(-3, 5, 2001)
    assert np.trapezoid(density.curve(x, 0.1), x) == pytest.approx(1)
    assert (density.curve(x, 0.1) >= 0).all()
    shares = [density.share_below(cut).value for cut in (-2, -0.5, 0, 1, 4)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, pytest.approx(1))


def test_a_probe_whose_space_is_exhausted_stops():
    density = spectral_density(diagonal(np.array([1.0] * 5 + [4.0] * 5)), rng=rng(), steps=10)
    heavy = density.weights > 1e-10
    assert heavy.sum(1).tolist() == [2] * 8
    assert density.nodes[heavy] == pytest.approx(np.tile([1.0, 4.0], 8))
    flat = spectral_density(diagonal(np.zeros(4)), rng=rng())
    assert np.abs(flat.nodes).max() == 0


def test_wrong_sizes_are_refused():
    with pytest.raises(ValueError, match=r"steps must be .* at least 1; got 0"):
        spectral_density(diagonal(np.ones(3)), rng=rng(), steps=0)
    with pytest.raises(ValueError, match=r"probes must be .* at least 2; got 1"):
        spectral_density(diagonal(np.ones(3)), rng=rng(), probes=1)
    density = spectral_density(diagonal(np.ones(3)), rng=rng())
    with pytest.raises(ValueError, match="must be above 0; got 0"):
        density.curve([0.0], 0)
