import numpy as np
import pytest
import torch
from scipy.sparse.linalg import LinearOperator, eigsh
from torch import nn

from lib.curvature import LossHessian, Matrix, eigenpairs, full_hessian, hessian
from lib.networks import MLP, objective, set_parameters, train


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def symmetric(values: np.ndarray, seed: int = 0) -> torch.Tensor:
    """A matrix of given eigenvalues in a random basis."""
    basis, _ = np.linalg.qr(rng(seed).standard_normal((len(values), len(values))))
    return torch.as_tensor(basis * values @ basis.T)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_largest_of_a_network_are_those_of_the_full_matrix(problem, exact, activation):
    network, mean_loss = problem((8, 9, 7, 4), activation=activation, images=60)
    values = np.linalg.eigvalsh(exact(network, mean_loss).numpy())
    found = eigenpairs(hessian(network, mean_loss), 6, rng=rng())
    assert found.converged.all()
    assert found.values == pytest.approx(values[::-1][:6], rel=1e-5, abs=1e-7)


def test_the_largest_of_a_network_are_those_of_eigsh_on_curvlinops(problem, oracle):
    network, mean_loss = problem((20, 25, 25, 5), activation="relu", images=100)
    judge = oracle.HessianLinearOperator(
        network,
        nn.CrossEntropyLoss(),
        list(network.parameters()),
        [(mean_loss.inputs, mean_loss.targets)],
        check_deterministic=False,
    ).to_scipy()
    reference = eigsh(judge, k=5, which="LA", tol=1e-12)[0]
    found = eigenpairs(hessian(network, mean_loss), 5, rng=rng())
    assert found.values == pytest.approx(np.sort(reference)[::-1], rel=1e-5)


def test_single_precision_finds_the_top_ten_of_a_larger_network(problem):
    network, mean_loss = problem((100, 60, 60, 10), activation="relu", images=200)
    precise = hessian(network, mean_loss)
    judge = LinearOperator(
        (precise.size, precise.size),
        lambda v: (precise @ torch.as_tensor(v).ravel()).numpy(),
        dtype=np.float64,
    )
    reference = np.sort(eigsh(judge, k=10, which="LA", tol=1e-10)[0])[::-1]
    single = objective(mean_loss.inputs.float(), mean_loss.targets)
    found = eigenpairs(hessian(network.float(), single), 10, rng=rng())
    assert found.converged.all()
    assert found.values == pytest.approx(reference, rel=2e-5)
    assert found.products < 80


def test_residuals_and_vectors_are_what_they_say(problem, exact):
    network, mean_loss = problem((8, 9, 7, 4), images=60)
    matrix = exact(network, mean_loss)
    found = eigenpairs(hessian(network, mean_loss), 6, rng=rng(), tolerance=1e-2)
    left = matrix @ found.vectors - found.vectors * torch.as_tensor(found.values)
    assert torch.linalg.vector_norm(left, dim=0).numpy() == pytest.approx(found.residuals, abs=1e-9)
    torch.testing.assert_close(found.vectors.T @ found.vectors, torch.eye(6).double())
    away = np.abs(np.linalg.eigvalsh(matrix.numpy())[:, None] - found.values).min(0)
    assert (away <= found.residuals + 1e-9).all()


def test_no_eigenvalue_comes_twice_in_a_long_run():
    values = np.concatenate([np.linspace(0, 1, 297), [50.0, 60.0, 70.0]])
    matrix = Matrix(symmetric(values).float())
    found = eigenpairs(matrix, 20, rng=rng(), tolerance=1e-4)
    assert found.values == pytest.approx(values[::-1][:20], rel=1e-4)


def test_multiple_eigenvalues_come_out_once_the_space_is_exhausted():
    values = np.array([2.0, 2.0, 2.0, 1.0, 1.0, -1.0])
    found = eigenpairs(Matrix(symmetric(values)), 6, rng=rng())
    assert found.values == pytest.approx(values)
    assert found.converged.all()


def test_zero_and_tiny_matrices_have_their_eigenvalues():
    zero = eigenpairs(Matrix(torch.zeros(4, 4)), 2, rng=rng())
    assert np.array_equal(zero.values, [0, 0])
    assert zero.converged.all()
    one = eigenpairs(Matrix(torch.tensor([[-3.0]])), 1, rng=rng())
    assert one.values == pytest.approx([-3.0])


def test_values_scale_and_shift_with_the_matrix():
    matrix = symmetric(np.linspace(-1, 2, 40))
    plain = eigenpairs(Matrix(matrix), 3, rng=rng(), tolerance=1e-8).values
    moved = eigenpairs(Matrix(1e6 * matrix + 5e6 * torch.eye(40)), 3, rng=rng(), tolerance=1e-8)
    assert moved.values == pytest.approx(1e6 * plain + 5e6)


def test_a_search_cut_short_says_so():
    matrix = Matrix(torch.diag(torch.linspace(0, 1, 1500, dtype=torch.float64)))
    found = eigenpairs(matrix, 5, rng=rng(), tolerance=1e-14)
    assert found.products == 300
    assert not found.converged.all()


def test_the_same_seed_gives_the_same_numbers_and_torch_generators_serve(problem):
    operator = hessian(*problem())
    first, second = (eigenpairs(operator, 2, rng=rng(5)).values for _ in range(2))
    assert np.array_equal(first, second)
    torches = eigenpairs(operator, 2, rng=torch.Generator().manual_seed(1)).values
    assert torches == pytest.approx(first, rel=1e-5)


def test_generic_and_structured_operators_give_the_same_values(problem):
    network, mean_loss = problem((8, 9, 7, 4))
    generic = LossHessian(network, lambda: mean_loss(network))
    values = [eigenpairs(h, 3, rng=rng()).values for h in (generic, hessian(network, mean_loss))]
    assert values[0] == pytest.approx(values[1])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"k": 0}, "from 1 to 3; got 0"),
        ({"k": 4}, "from 1 to 3; got 4"),
        ({"k": 2.5}, "a whole number from 1 to 3; got 2.5"),
        ({"tolerance": 0.0}, "in torch.float32 must be at least 1.19209e-06 and below 1; got 0.0"),
        ({"tolerance": 1e-9}, "at least 1.19209e-06 and below 1; got 1e-09"),
        ({"tolerance": 1.0}, "at least 1.19209e-06 and below 1; got 1.0"),
        ({"tolerance": float("nan")}, "tolerance in torch.float32 must be a real number"),
        ({"rng": 3}, "generator"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        eigenpairs(Matrix(torch.eye(3)), **({"k": 1, "rng": rng()} | change))


def test_descent_on_all_images_comes_to_the_edge_of_stability():
    # A small rate leads beyond the 2/rate of a larger one, which stays there.
    x = rng(1).normal(size=(30, 4))
    task, last = objective(x, np.sin(2 * x[:, :1]), "squared"), {}
    for rate, epochs in ((0.6, 400), (0.2, 600)):
        network = MLP((4, 12, 1), activation="tanh", rng=rng(2)).double()
        options = {"rate": rate, "epochs": epochs, "batch": None, "store_every": epochs // 4}
        history = train(network, task, rng=rng(), optimiser="sgd", **options)
        tops = []
        for point in history.trajectory[-2:]:
            set_parameters(network, point)
            tops += [eigenpairs(hessian(network, task), 1, rng=rng(), tolerance=1e-2).values[0]]
        exact = np.linalg.eigvalsh(full_hessian(hessian(network, task)))[-1]
        assert tops[-1] == pytest.approx(exact, rel=1e-3)
        last[rate] = np.array(tops)
    assert (last[0.6] < 1.1 * 2 / 0.6).all()
    assert (last[0.2] > 1.2 * 2 / 0.6).all()
