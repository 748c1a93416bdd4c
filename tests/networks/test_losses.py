"""Losses against their formulas, and what is refused of images and targets."""

import numpy as np
import pytest
import torch

from lib.networks import LOSSES, MLP, objective
from lib.networks.losses import Objective


def rng(seed=0):
    return np.random.default_rng(seed)


def test_cross_entropy_is_minus_the_log_of_the_probability():
    network = MLP((4, 3, 5), rng=rng()).double()
    x, labels = rng(1).normal(size=(6, 4)), rng(2).integers(0, 5, 6)
    outputs = network(torch.from_numpy(x)).detach().numpy()
    shares = np.exp(outputs) / np.exp(outputs).sum(1, keepdims=True)
    expected = -np.log(shares[np.arange(6), labels]).mean()
    task = objective(x, labels)
    assert task(network).item() == pytest.approx(expected, rel=1e-12)
    assert task.error(network) == np.mean(outputs.argmax(1) != labels)


def test_cross_entropy_of_probabilities_is_the_mean_over_labels_and_has_its_derivative():
    outputs, law = rng(1).normal(size=(2, 5, 6)), rng(2).dirichlet(np.ones(5), 6)
    task = objective(np.zeros((6, 3)), law)
    f = torch.from_numpy(outputs).requires_grad_()
    each = [
        [LOSSES["cross-entropy"].per_image(k, torch.full((6,), y)) for y in range(5)] for k in f.mT
    ]
    exact = (torch.stack([torch.stack(row, 1) for row in each]) * torch.from_numpy(law)).sum(2)
    head = LOSSES["cross-entropy"].head(f.detach(), task.shared(2))
    np.testing.assert_allclose(head.losses, exact.detach().mean(1), rtol=1e-12)
    exact.mean(1).sum().backward()
    np.testing.assert_allclose(head.error, f.grad, atol=1e-12)
    np.testing.assert_allclose(task.per_image(f[0].T, task.targets).detach(), exact[0].detach())


def test_squared_loss_is_half_the_squared_distance():
    network = MLP((4, 3, 5), rng=rng()).double()
    x, labels = rng(1).normal(size=(6, 4)), rng(2).integers(0, 5, 6)
    outputs = network(torch.from_numpy(x)).detach().numpy()
    expected = 0.5 * ((outputs - np.eye(5)[labels]) ** 2).sum() / 6
    for targets in (np.eye(5)[labels], torch.eye(5)[labels]):
        assert objective(x, targets, "squared")(network).item() == pytest.approx(expected)


@pytest.mark.parametrize("loss", ["squared", "hinge"])
def test_labels_are_no_targets_of_losses_of_values(loss):
    with pytest.raises(
        ValueError, match=rf"{loss} loss needs targets \(n, C\), np.eye.*; got \[3\]"
    ):
        objective(np.zeros((3, 2)), np.ones(3), loss)


@pytest.mark.parametrize(
    ("inputs", "targets", "loss", "words"),
    [
        (np.zeros((3, 2)), np.arange(2), "cross-entropy", "n targets"),
        (np.zeros((0, 2)), np.zeros(0, int), "cross-entropy", "n > 0"),
        (np.zeros(3), np.arange(3), "cross-entropy", "inputs"),
        (np.zeros((3, 2)), np.zeros((3, 2)), "cross-entropy", "labels"),
        (np.zeros((3, 2)), np.arange(3), "absolute", "no loss 'absolute'.*hinge"),
        (np.zeros((3, 2), int), np.arange(3), "cross-entropy", "floating"),
        (np.full((3, 2), np.nan), np.arange(3), "cross-entropy", "not finite"),
        (np.zeros((3, 2)), np.array([0, -1, 1]), "cross-entropy", "negative"),
        (np.zeros((3, 2)), np.full((3, 1), np.nan), "squared", "not finite"),
        (np.zeros((3, 2)), np.array([[1.0], [np.inf], [1.0]]), "squared", "not finite"),
    ],
)
def test_what_is_no_objective_is_refused(inputs, targets, loss, words):
    with pytest.raises(ValueError, match=words):
        objective(inputs, targets, loss)


def test_doubling_an_objective_keeps_labels_and_loss():
    task = objective(np.ones((3, 2), np.float32), np.arange(3)).double()
    assert task.inputs.dtype == torch.float64
    assert task.targets.dtype == torch.int64
    values = objective(np.ones((3, 2), np.float32), np.ones((3, 2), np.float32), "squared")
    assert values.double().targets.dtype == torch.float64


def test_hinge_loss_is_what_is_missing_to_a_margin_of_one():
    network = MLP((4, 3, 1), rng=rng()).double()
    x, signs = rng(1).normal(size=(6, 4)), np.array([1, -1, 1, 1, -1, -1])[:, None]
    outputs = network(torch.from_numpy(x)).detach().numpy()
    expected = np.maximum(0, 1 - signs * outputs).mean()
    assert objective(x, signs, "hinge")(network).item() == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match="hinge loss are"):
        objective(x, 2 * signs, "hinge")


@pytest.mark.parametrize("loss", ["squared", "hinge"])
def test_targets_that_would_be_broadcast_are_refused(loss):
    inputs, row = torch.ones(5, 2), torch.ones(5)
    network = torch.nn.Linear(2, 1)
    for targets in (row, torch.ones(5, 2)):
        with pytest.raises(ValueError, match=r"one shape, not \(5, 1\) and \(5"):
            Objective(inputs, targets, loss)(network)
    with pytest.raises(ValueError, match=r"one shape, not \(5,\) and \(5, 1\)"):
        Objective(inputs, torch.ones(5, 1), loss)(lambda x: network(x)[:, 0])


@pytest.mark.parametrize("loss", ["cross-entropy", "squared", "hinge"])
def test_heads_are_the_derivatives_of_the_mean_loss(loss):
    outputs = torch.from_numpy(rng(1).normal(size=(2, 4, 6))).requires_grad_()
    labels = torch.from_numpy(rng(2).integers(0, 4, (2, 6)))
    signs = torch.from_numpy(rng(2).choice([-1.0, 1.0], (2, 4, 6)))
    targets = labels if loss == "cross-entropy" else signs
    per_image, head = LOSSES[loss]
    losses = per_image(outputs, targets).mean(1)
    (error,) = torch.autograd.grad(losses.sum(), outputs, create_graph=True)
    moves = torch.from_numpy(rng(3).normal(size=(2, 4, 3, 6)))
    bends = [
        torch.autograd.grad(error, outputs, moves[:, :, k], retain_graph=True)[0]
        if error.requires_grad and loss != "hinge"
        else torch.zeros_like(error)
        for k in range(3)
    ]
    for kind in (torch.Tensor.detach, lambda tensor: tensor.detach().numpy()):
        found = head(kind(outputs), kind(targets))
        assert type(found.error) is type(kind(outputs))
        for ours, theirs in (
            (found.losses, losses),
            (found.error, error),
            (found.curvature(kind(moves)), torch.stack(bends, 2)),
        ):
            assert np.allclose(ours, theirs.detach().numpy(), rtol=1e-12, atol=1e-15)


def test_misread_images_and_their_share():
    network = torch.nn.Identity()
    task = objective(np.eye(3)[[0, 1, 2, 0]], np.array([0, 1, 0, 2]))
    assert task.misread(network).tolist() == [False, False, True, True]
    assert task.error(network) == 0.5
    values = objective(np.eye(3)[[0, 1]], np.eye(3)[[0, 2]], "squared")
    assert values.misread(network).tolist() == [False, True]


def test_some_images_and_targets_for_many_networks():
    task = objective(rng().normal(size=(5, 2)), rng().normal(size=(5, 3)), "squared")
    part = task.some(torch.tensor([4, 1]))
    assert torch.equal(part.inputs, task.inputs[[4, 1]])
    assert torch.equal(part.shared(7)[6], task.targets[[4, 1]].T)
    labels = objective(rng().normal(size=(5, 2)), np.arange(5))
    assert labels.shared(2).tolist() == [list(range(5))] * 2


def test_read_only_and_reversed_arrays_make_objectives():
    x = rng().normal(size=(5, 2))[::-1]
    x.flags.writeable = False
    assert torch.equal(objective(x, np.arange(5)[::-1]).inputs, torch.from_numpy(x.copy()))
