import itertools

import numpy as np
import odd_networks
import pytest
import torch
from torch import nn

from lib.curvature import (
    LossHessian,
    Matrix,
    PerceptronHessian,
    eigenpairs,
    full_hessian,
    hessian,
    spectral_density,
    trace,
)
from lib.networks import MLP, Objective, objective

KINDS = list(
    itertools.product(["relu", "tanh", "identity"], ["cross-entropy", "squared"], [True, False])
)
SHAPES = [(5, 3), (5, 4, 3), (5, 4, 6, 3, 2)]


def columns(n: int, k: int, seed: int = 1) -> torch.Tensor:
    return torch.as_tensor(np.random.default_rng(seed).standard_normal((n, k)))


@pytest.mark.parametrize(("activation", "loss", "bias"), KINDS)
@pytest.mark.parametrize("widths", SHAPES, ids=str)
def test_both_products_are_those_of_the_exact_hessian(
    problem, exact, widths, activation, loss, bias
):
    network, mean_loss = problem(widths, activation=activation, loss=loss, bias=bias)
    matrix = exact(network, mean_loss)
    v = columns(len(matrix), 11)  # more than go through together
    by_hand = hessian(network, mean_loss)
    generic = LossHessian(network, lambda: mean_loss(network))
    assert isinstance(by_hand, PerceptronHessian)
    torch.testing.assert_close(by_hand @ v, matrix @ v, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(generic @ v, matrix @ v, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("activation", "loss", "bias"), KINDS)
def test_loss_and_gradient_are_those_of_autograd(problem, activation, loss, bias):
    network, mean_loss = problem((5, 4, 6, 3), activation=activation, loss=loss, bias=bias)
    operator = hessian(network, mean_loss)
    value = mean_loss(network)
    parts = torch.autograd.grad(value, list(network.parameters()))
    for h in (operator, LossHessian(network, lambda: mean_loss(network))):
        torch.testing.assert_close(h.loss, value.detach())
        torch.testing.assert_close(h.gradient, torch.cat([part.flatten() for part in parts]))


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
def test_products_agree_with_curvlinops(problem, oracle, activation, loss):
    network, mean_loss = problem((5, 4, 6, 3), activation=activation, loss=loss)
    # Its squared loss with "mean" is over images and outputs, ours ½ of the mean over images.
    factor = 1.0 if loss == "cross-entropy" else 3 / 2
    judge = nn.CrossEntropyLoss() if loss == "cross-entropy" else nn.MSELoss()
    data = [(mean_loss.inputs, mean_loss.targets)]
    weights = list(network.parameters())
    operator = hessian(network, mean_loss)
    v = columns(operator.size, 3)
    theirs = oracle.HessianLinearOperator(network, judge, weights, data, check_deterministic=False)
    torch.testing.assert_close(operator @ v, factor * (theirs @ v), rtol=1e-10, atol=1e-12)


def test_hessian_is_symmetric_and_linear(problem):
    network, mean_loss = problem((5, 4, 4, 3), seed=3)
    operator = hessian(network, mean_loss)
    u, v = columns(operator.size, 2).T
    torch.testing.assert_close(u @ (operator @ v), v @ (operator @ u))
    torch.testing.assert_close(operator @ (2 * u - v), 2 * (operator @ u) - operator @ v)
    stacked = torch.stack([u, v])
    torch.testing.assert_close(operator.rows(stacked), (operator @ stacked.T).T)


def test_product_is_the_slope_of_the_gradient(problem):
    network, mean_loss = problem((5, 4, 4, 3), seed=4)
    direction = columns(hessian(network, mean_loss).size, 1)[:, 0]
    product = hessian(network, mean_loss) @ direction
    start = nn.utils.parameters_to_vector(network.parameters()).detach()
    slopes = []
    for step in (1e-5, -1e-5):
        nn.utils.vector_to_parameters(start + step * direction, network.parameters())
        slopes.append(hessian(network, mean_loss).gradient / (2 * step))
    torch.testing.assert_close(slopes[0] + slopes[1], product, rtol=1e-6, atol=1e-8)


def test_any_module_with_any_loss_has_products(exact):
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Unflatten(1, (1, 3, 3)), nn.Conv2d(1, 2, 2), nn.Flatten(), nn.GELU(), nn.Linear(8, 2)
    ).double()
    mean_loss = objective(np.random.default_rng(0).standard_normal((6, 9)), np.arange(6) % 2)
    operator = hessian(network, mean_loss)
    assert isinstance(operator, LossHessian)
    v = columns(operator.size, 2)
    torch.testing.assert_close(operator @ v, exact(network, mean_loss) @ v)


def test_shortcuts_and_fixed_parameters_are_left_to_autograd(problem, exact):
    rng = np.random.default_rng(0)
    residual = MLP((5, 4, 4, 3), residual=True, rng=rng).double()
    fixed, mean_loss = problem((5, 4, 4, 3))
    fixed.layers[0].bias.requires_grad_(False)
    for network in (residual, fixed):
        operator = hessian(network, mean_loss)
        assert isinstance(operator, LossHessian)
        v = columns(operator.size, 2)
        torch.testing.assert_close(operator @ v, exact(network, mean_loss) @ v)


@pytest.mark.parametrize(
    "modules",
    [
        [nn.Linear(5, 3)],
        [nn.Linear(5, 4), nn.Linear(4, 3, bias=False)],
        [nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 4, bias=False), nn.ReLU(), nn.Linear(4, 3)],
        [nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 3)],
        [nn.Linear(5, 3), nn.ReLU()],
        [nn.Linear(5, 4), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 3)],
        [nn.Linear(5, 4), nn.Dropout(0.0), nn.Linear(4, 3)],
        [nn.ReLU(), nn.Linear(5, 3)],
    ],
    ids=len,
)
def test_a_sequence_has_its_hessian(problem, exact, modules):
    network = nn.Sequential(*modules).double()
    _, mean_loss = problem()
    operator = hessian(network, mean_loss)
    assert isinstance(operator, LossHessian)
    v = columns(operator.size, 2)
    torch.testing.assert_close(operator @ v, exact(network, mean_loss) @ v)


def test_single_precision_is_right_to_its_digits(problem):
    network, mean_loss = problem((5, 4, 6, 3), activation="relu")
    v = columns(hessian(network, mean_loss).size, 4)
    reference = hessian(network, mean_loss) @ v
    inputs, targets = mean_loss.inputs.float(), mean_loss.targets
    single = hessian(network.float(), objective(inputs, targets)) @ v.float()
    torch.testing.assert_close(single.double(), reference, rtol=1e-4, atol=1e-5)


def test_a_loss_without_curvature_has_hessian_zero():
    layer = nn.Linear(2, 1)
    operator = LossHessian(layer, lambda: layer.weight.sum())
    assert torch.equal(operator @ torch.ones(3), torch.zeros(3))
    mixed = LossHessian(layer, lambda: layer.weight.square().sum() + layer.bias.sum())
    assert torch.equal(mixed @ torch.ones(3), torch.tensor([2.0, 2.0, 0.0]))


def test_wrong_vectors_are_refused():
    operator = Matrix(torch.eye(3))
    with pytest.raises(ValueError, match=r"multiply a vector \(3,\)"):
        operator @ torch.ones(4)
    with pytest.raises(ValueError, match="convert"):
        operator @ torch.ones(3, dtype=torch.float64)
    with pytest.raises(ValueError, match="square"):
        Matrix(torch.ones(2, 3))


def test_wrong_networks_are_refused(problem):
    network, mean_loss = problem()
    frozen = nn.Linear(2, 1).requires_grad_(False)
    with pytest.raises(ValueError, match="no parameter"):
        LossHessian(frozen, lambda: torch.zeros(()))
    with pytest.raises(ValueError, match="one number"):
        LossHessian(network, lambda: network(mean_loss.inputs))
    mixed = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1).double())
    with pytest.raises(ValueError, match="share one dtype"):
        LossHessian(mixed, lambda: torch.zeros(()))


def by_differences(network, mean_loss, step=1e-5):
    """The Hessian of whatever the module computes, from gradients of the module itself."""
    start = nn.utils.parameters_to_vector(network.parameters()).detach()
    rows = []
    for axis in torch.eye(len(start), dtype=torch.float64):
        slopes = []
        for move in (step, -step):
            nn.utils.vector_to_parameters(start + move * axis, network.parameters())
            given = list(network.parameters())
            parts = torch.autograd.grad(mean_loss(network), given, materialize_grads=True)
            slopes.append(torch.cat([part.flatten() for part in parts]))
        rows.append((slopes[0] - slopes[1]) / (2 * step))
    nn.utils.vector_to_parameters(start, network.parameters())
    return torch.stack(rows)


@pytest.mark.parametrize("name", odd_networks.NETWORKS)
def test_the_hessian_is_that_of_the_function_that_the_module_computes(name):
    network = odd_networks.make(name)
    mean_loss = objective(np.random.default_rng(3).normal(size=(9, 4)), np.arange(9) % 4)
    if name == "normalised weights":  # torch has its second derivative wrong
        with pytest.raises(ValueError, match="not those of a symmetric matrix"):
            hessian(network, mean_loss)
        return
    operator = hessian(network, mean_loss)
    assert isinstance(operator, LossHessian)
    matrix = operator @ torch.eye(operator.size, dtype=torch.float64)
    assert operator.size == sum(p.numel() for p in network.parameters())
    torch.testing.assert_close(matrix, by_differences(network, mean_loss), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("kind", ["dropout", "batch norm"])
def test_a_network_whose_loss_is_not_still_is_refused_and_left_alone(kind):
    network = odd_networks.restless(kind)
    mean_loss = objective(np.random.default_rng(3).normal(size=(9, 4)), np.arange(9) % 4)
    before, state = [b.clone() for b in network.buffers()], torch.get_rng_state()
    with pytest.raises(ValueError, match=r"change from call to call.*\.eval\(\)"):
        hessian(network, mean_loss)
    assert all(map(torch.equal, network.buffers(), before))
    assert torch.equal(torch.get_rng_state(), state)
    assert hessian(network.eval(), mean_loss).size > 0


def test_frozen_parameters_have_no_rows(problem):
    network, mean_loss = problem((5, 4, 4, 3))
    whole = hessian(network, mean_loss)
    matrix = whole @ torch.eye(whole.size, dtype=torch.float64)
    network.layers[0].requires_grad_(False)
    part = hessian(network, mean_loss)
    torch.testing.assert_close(part @ torch.eye(part.size).double(), matrix[24:, 24:])


@pytest.mark.parametrize("loss", ["cross-entropy", "squared", "hinge"])
def test_images_of_another_kind_are_refused(loss):
    network = MLP((5, 4, 3), rng=np.random.default_rng(0)).double()
    labels, values = np.arange(6) % 3, np.ones((6, 3))
    right = labels if loss == "cross-entropy" else values
    assert hessian(network, objective(np.ones((6, 5)), right, loss)).size == 39
    wrong = [
        (np.ones((6, 4)), right, "5 inputs to 3 outputs does not take images of 4 numbers"),
        (np.ones((6, 5), np.float32), right, "float32 and a network of torch.float64"),
    ]
    if loss == "cross-entropy":
        wrong.append((np.ones((6, 5)), labels + 1, "targets for 4 outputs"))
    else:
        wrong.append((np.ones((6, 5)), np.ones((6, 2)), "targets for 2 outputs"))
    for inputs, targets, words in wrong:
        with pytest.raises(ValueError, match=words):
            hessian(network, objective(inputs, targets, loss))


@pytest.mark.parametrize("loss", ["squared", "hinge"])
def test_a_target_for_all_outputs_is_not_taken_for_one_of_each(loss):
    network = MLP((5, 4, 1), rng=np.random.default_rng(0)).double()
    made = Objective(torch.ones(6, 5).double(), torch.ones(6).double(), loss)
    with pytest.raises(ValueError, match=rf"{loss} loss needs targets \(n, C\).*got \(6,\)"):
        hessian(network, made)


def test_what_is_not_finite_has_no_products(problem):
    network, mean_loss = problem()
    with torch.no_grad():
        network.layers[0].bias[0] = float("nan")
    broken = Matrix(torch.tensor([[1.0, float("nan")], [float("nan"), 1.0]]))
    for operator in (broken, hessian(network, mean_loss)):
        for use in (
            lambda h: h @ torch.ones(h.size, dtype=h.dtype),
            lambda h: eigenpairs(h, 1, rng=np.random.default_rng(0)),
            lambda h: spectral_density(h, rng=np.random.default_rng(0)).negative_share(),
            lambda h: trace(h, rng=np.random.default_rng(0)),
        ):
            with pytest.raises(ValueError, match="not finite"):
                use(operator)
    with pytest.raises(ValueError, match="not finite"):
        full_hessian(hessian(network, mean_loss))
