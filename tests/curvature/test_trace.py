import numpy as np
import pytest
import torch

from lib.curvature import Matrix, hessian, trace


def test_trace_of_a_network_lies_within_its_error(problem, exact):
    network, mean_loss = problem((8, 9, 7, 4), images=60)
    matrix = exact(network, mean_loss)
    found = trace(hessian(network, mean_loss), rng=np.random.default_rng(0), probes=100)
    assert found.error < 0.5 * abs(float(matrix.trace()))
    assert abs(found.value - float(matrix.trace())) < 4 * found.error


def test_error_is_the_one_of_hutchinson():
    noise = np.random.default_rng(1).standard_normal((30, 30))
    matrix = torch.as_tensor(noise + noise.T)
    off = matrix - torch.diag(matrix.diagonal())
    found = trace(Matrix(matrix), rng=np.random.default_rng(0), probes=4000)
    predicted = float((2 * off.square().sum() / 4000).sqrt())
    assert found.error == pytest.approx(predicted, rel=0.1)
    assert abs(found.value - float(matrix.trace())) < 4 * predicted


def test_a_diagonal_matrix_has_no_error_whatever_the_number_of_probes():
    diagonal = Matrix(torch.diag(torch.arange(5.0)))
    for probes in (2, 7, 8, 9, 17):
        assert trace(diagonal, rng=np.random.default_rng(0), probes=probes) == (10, 0)


def test_one_probe_is_refused():
    with pytest.raises(ValueError, match=r"probes must be .* at least 2; got 1"):
        trace(Matrix(torch.eye(2)), rng=np.random.default_rng(0), probes=1)


def test_error_of_a_mean_is_the_unbiased_one():
    # Each probe of this matrix gives +2 or −2.
    swap = Matrix(torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    found = trace(swap, rng=np.random.default_rng(0), probes=10)
    assert abs(found.value) < 2
    assert found.error == pytest.approx(((4 - found.value**2) / 9) ** 0.5)
