"""Training together against training one by one."""

import copy

import numpy as np
import odd_networks
import pytest
import torch

from lib.networks import MLP, get_parameters, objective, set_parameters, train, train_many
from lib.networks.stack import Stack


def rng(seed=0):
    return np.random.default_rng(seed)


def order(seed):
    return torch.Generator().manual_seed(seed)


def task(count=60, dtype=np.float64, loss="cross-entropy"):
    x, labels = rng(3).normal(size=(count, 12)), rng(4).integers(0, 4, count)
    x[np.arange(count), labels] += 2
    return objective(x.astype(dtype), np.eye(4)[labels] if loss == "squared" else labels, loss)


def several(count, **options):
    return [MLP((12, 9, 8, 4), rng=rng(k), **options).double() for k in range(count)]


def one_by_one(networks, objective, generators, **options):
    copies = copy.deepcopy(networks)
    pairs = zip(copies, generators, strict=True)
    return copies, [train(n, objective, rng=g, **options) for n, g in pairs]


def assert_same(networks, others, histories, other_histories, tolerance=1e-10):
    for one, other in zip(networks, others, strict=True):
        difference = get_parameters(one) - get_parameters(other)
        assert difference.abs().max() < tolerance
    for one, other in zip(histories, other_histories, strict=True):
        assert one.ended == other.ended
        assert np.allclose(one.losses, other.losses, atol=tolerance, rtol=0)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("own", [False, True])
def test_weights_agree_after_epochs_in_float64(optimiser, own):
    networks = several(5)
    options = {"optimiser": optimiser, "rate": 0.02, "weight_decay": 1e-3, "batch": 16, "epochs": 2}
    seeds = range(5) if own else [0] * 5
    others, expected = one_by_one(networks, task(), [order(s) for s in seeds], **options)
    given = [order(s) for s in seeds] if own else order(0)
    histories = train_many(networks, task(), rng=given, **options)
    assert_same(networks, others, histories, expected)


@pytest.mark.parametrize(
    "shape",
    [
        {"activation": "tanh", "init": "xavier"},
        {"activation": "identity", "init": "default"},
        {"residual": True},
        {"residual": True, "activation": "tanh"},
        {"bias": False},
    ],
)
@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
def test_every_kind_of_network_agrees(shape, loss):
    networks = several(3, **shape)
    options = {"batch": 16, "epochs": 2, "rate": 0.01}
    others, expected = one_by_one(networks, task(loss=loss), [order(0) for _ in "abc"], **options)
    histories = train_many(networks, task(loss=loss), rng=order(0), **options)
    assert_same(networks, others, histories, expected)


@pytest.mark.parametrize("own", [False, True])
def test_gradients_are_those_of_automatic_differentiation(own):
    networks, objective = several(3, residual=True, activation="tanh"), task()
    stack = Stack.of(networks)
    stack.keep(range(3))
    images = torch.arange(30).view(3, 10) if own else torch.arange(10)
    stack.gradient(objective, images)
    for k, network in enumerate(networks):
        rows = images[k] if own else images
        loss = objective.per_image(network(objective.inputs[rows]), objective.targets[rows]).mean()
        loss.backward()
        for l, layer in enumerate(network.layers):
            assert torch.allclose(stack.weights[l].grad[k], layer.weight.grad, atol=1e-14)
            assert torch.allclose(stack.biases[l].grad[k], layer.bias.grad, atol=1e-14)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_stack_of_arrays_has_no_shortcuts_unless_they_are_asked_for(activation):
    network, columns = (
        MLP((5, 6, 6, 6, 3), activation=activation, rng=rng()).double(),
        rng(1).normal(size=(5, 4)),
    )
    arrays = [
        [part.detach().numpy()[None] for part in each] for each in (network.weights, network.biases)
    ]
    _, outputs = Stack(*arrays, activation).forward(columns)
    assert pytest.approx(network(torch.from_numpy(columns.T)).detach().numpy()) == outputs[0].T


def test_losses_over_more_images_than_go_at_once_are_those_of_each_network():
    networks, many = several(2), task(600)
    stack = Stack.of(networks)
    expected = [many(network).item() for network in networks]
    assert stack.losses(many).tolist() == pytest.approx(expected, rel=1e-12)
    assert stack.losses(many.some(slice(256))).tolist() != pytest.approx(expected, rel=1e-3)


def test_losses_of_float32_networks_are_summed_in_float64():
    networks = [network.float() for network in several(2)]
    many = task(600, np.float32)
    losses = Stack.of(networks).losses(many)
    assert losses.dtype == torch.float64
    rows = [many.per_image(network(many.inputs), many.targets).double() for network in networks]
    assert losses.tolist() == pytest.approx([row.mean().item() for row in rows], rel=1e-6)


def test_float32_losses_agree_over_twenty_steps():
    objective = task(200, np.float32)
    networks = [network.float() for network in several(6)]
    options = {"batch": 20, "epochs": 2, "rate": 2e-3}
    _, expected = one_by_one(networks, objective, [order(k) for k in range(6)], **options)
    histories = train_many(networks, objective, rng=[order(k) for k in range(6)], **options)
    for one, other in zip(histories, expected, strict=True):
        assert np.abs(one.losses - other.losses).max() < 1e-4


@pytest.mark.parametrize("own", [False, True])
def test_each_network_stops_at_its_own_epoch(own):
    networks = several(7)
    options = {"batch": 16, "epochs": 60, "rate": 0.02, "stop": 0.5}
    seeds = range(7) if own else [0] * 7
    others, expected = one_by_one(networks, task(), [order(s) for s in seeds], **options)
    given = [order(s) for s in seeds] if own else order(0)
    histories = train_many(networks, task(), rng=given, **options)
    assert len({len(history.losses) for history in histories}) > 1
    assert_same(networks, others, histories, expected, 1e-9)


def test_a_network_that_diverges_leaves_the_others_alone():
    networks = several(4)
    with torch.no_grad():
        networks[1].layers[0].weight.fill_(float("inf"))
    options = {"batch": 16, "epochs": 2}
    others, expected = one_by_one([networks[0]], task(), [order(0)], **options)
    histories = train_many(networks, task(), rng=order(0), **options)
    assert [history.ended for history in histories] == ["epochs", "diverged", "epochs", "epochs"]
    assert_same(networks[:1], others, histories[:1], expected)


def test_threads_do_not_change_the_result():
    results = []
    threads = torch.get_num_threads()
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            networks = several(6)
            train_many(networks, task(), rng=order(0), batch=16, epochs=2)
            assert torch.get_num_threads() == count
            results.append(torch.stack([get_parameters(network) for network in networks]))
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(*results)


def test_one_network_without_epochs_stays_as_it_is():
    (network,) = several(1)
    (history,) = train_many([network], task(), rng=order(0), epochs=0)
    assert torch.equal(get_parameters(network), get_parameters(several(1)[0]))
    assert len(history.losses) == 1


@pytest.mark.parametrize(
    ("networks", "given", "words"),
    [
        ([], rng(), "at least one"),
        ([MLP((12, 3, 4), rng=rng()), MLP((12, 5, 4), rng=rng())], rng(), "one shape"),
        ([MLP((12, 3, 4), rng=rng())], [rng(), rng()], "2 generators for 1 networks"),
        ([MLP((12, 3, 4), rng=rng())], 0, "generator, not 0"),
        ([MLP((12, 3, 4), rng=rng()).requires_grad_(False)], rng(), "shared, frozen, pruned"),
    ],
)
def test_what_cannot_train_together_is_refused(networks, given, words):
    with pytest.raises(ValueError, match=words):
        train_many(networks, task(dtype=np.float32), rng=given)


@pytest.mark.parametrize("name", ["a shared weight", "pruned weights", "a hooked layer"])
def test_what_is_no_plain_perceptron_trains_alone(name):
    labels = objective(rng().normal(size=(9, 4)), np.arange(9) % 4)
    with pytest.raises(ValueError, match="use train, one by one"):
        train_many([odd_networks.make(name)], labels, rng=rng())
    network = odd_networks.make(name)
    history = train(network, labels, rng=rng(), rate=0.01, epochs=5)
    assert history.losses[-1] < history.losses[0]


@pytest.mark.parametrize("own", [False, True])
def test_parameters_are_kept_when_a_loss_is_first_reached(own):
    networks, options = several(4), {"rate": 0.02, "batch": 16, "epochs": 8}
    seeds = range(4) if own else [0] * 4
    others, alone = one_by_one(networks, task(), [order(s) for s in seeds], keep=1.0, **options)
    given = [order(s) for s in seeds] if own else order(0)
    together = train_many(networks, task(), rng=given, keep=1.0, **options)
    assert_same(networks, others, together, alone)
    for network, one, other in zip(networks, together, alone, strict=True):
        assert np.allclose(one.kept, other.kept, atol=1e-10, rtol=0)
        first = int(np.argmax(one.losses <= 1.0))
        assert 0 < first < 8
        set_parameters(network, torch.from_numpy(one.kept))
        assert task()(network).item() == pytest.approx(one.losses[first])


def test_nothing_is_kept_of_a_run_that_misses_the_loss():
    (history,) = train_many(several(1), task(), rng=[order(0)], keep=1e-9, epochs=1)
    assert history.kept is None
