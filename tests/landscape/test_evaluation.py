"""The fast evaluation against setting the parameters and running the network."""

import copy
import threading

import numpy as np
import odd_networks
import pytest
import torch

from lib.landscape import losses_at, random_direction
from lib.networks import MLP, get_parameters, objective, set_parameters

SHAPES = {
    "one hidden layer": {"widths": (12, 9, 4)},
    "deep tanh": {"widths": (12, 9, 8, 7, 4), "activation": "tanh"},
    "linear": {"widths": (12, 5, 4), "activation": "identity"},
    "no hidden layer": {"widths": (12, 4)},
    "without biases": {"widths": (12, 9, 8, 4), "bias": False},
    "residual": {"widths": (12, 8, 9, 7, 7, 4), "residual": True},
}


def rng(seed=0):
    return np.random.default_rng(seed)


def network(name, dtype=torch.float64):
    return MLP(init="default", rng=rng(1), **SHAPES[name]).to(dtype)


def task(count=50, loss="cross-entropy", dtype=np.float64):
    labels = rng(3).integers(0, 4, count)
    targets = rng(4).normal(size=(count, 4)) if loss == "squared" else labels
    return objective(rng(2).normal(size=(count, 12)).astype(dtype), targets, loss)


def by_hand(model, objective, directions, coordinates):
    losses = []
    for row in coordinates:
        probe = copy.deepcopy(model)
        point = get_parameters(model)
        for c, direction in zip(row, directions, strict=True):
            point = point + c * direction
        set_parameters(probe, point)
        losses.append(objective(probe).item())
    return np.array(losses)


def directions(model, count):
    return [random_direction(model, normalisation="raw", rng=rng(k)) / 5 for k in range(count)]


def grid(dimension):
    axes = np.meshgrid(*[np.linspace(-1, 1.5, 5)] * dimension)
    return np.stack(axes, -1).reshape(-1, dimension)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_losses_are_those_of_the_moved_network(name, loss, dimension):
    model, ways = network(name), directions(network(name), dimension)
    ours = losses_at(model, task(loss=loss), ways, grid(dimension))
    expected = by_hand(model, task(loss=loss), ways, grid(dimension))
    assert np.allclose(ours, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["one hidden layer", "deep tanh", "residual"])
def test_single_precision_agrees_with_double_to_a_hundred_thousandth(name):
    single, double = network(name, torch.float32), network(name)
    set_parameters(double, get_parameters(single).double())
    ways = [way.float() for way in directions(double, 2)]
    ours = losses_at(single, task(1500, dtype=np.float32), ways, grid(2))
    images = task(1500, dtype=np.float32).double()
    expected = by_hand(double, images, [way.double() for way in ways], grid(2))
    assert np.max(np.abs(ours - expected) / expected) < 1e-5


def test_images_are_worked_on_in_blocks():
    model, ways = network("one hidden layer"), directions(network("one hidden layer"), 2)
    for count in (1, 1024, 1025, 2500):
        ours = losses_at(model, task(count), ways, grid(2))
        assert np.allclose(ours, by_hand(model, task(count), ways, grid(2)), rtol=1e-12)


def test_points_in_any_order_give_their_own_losses():
    model, ways = network("residual"), directions(network("residual"), 2)
    order = rng().permutation(len(grid(2)))
    assert np.allclose(
        losses_at(model, task(), ways, grid(2)[order]),
        losses_at(model, task(), ways, grid(2))[order],
        rtol=1e-12,
    )


def test_long_rows_are_cut_without_loss():
    model, ways = network("deep tanh"), directions(network("deep tanh"), 1)
    steps = np.linspace(-1, 1, 77)[:, None]
    assert np.allclose(
        losses_at(model, task(), ways, steps), by_hand(model, task(), ways, steps), rtol=1e-12
    )


def test_any_network_and_any_loss_take_the_plain_way():
    model = torch.nn.Sequential(
        torch.nn.Conv1d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(20, 1)
    ).double()
    x = torch.from_numpy(rng(2).normal(size=(10, 1, 12)))

    def loss(of):
        return of(x).square().mean() + sum(p.abs().sum() for p in of.parameters())

    ways = directions(model, 2)
    assert np.allclose(
        losses_at(model, loss, ways, grid(2)), by_hand(model, loss, ways, grid(2)), rtol=1e-12
    )


def test_a_loss_of_ones_own_takes_the_plain_way_for_a_perceptron():
    model, ways = network("one hidden layer"), directions(network("one hidden layer"), 1)
    plain = losses_at(model, lambda of: task()(of), ways, grid(1))
    assert np.allclose(plain, losses_at(model, task(), ways, grid(1)), rtol=1e-12)


def test_a_kind_of_perceptron_of_ones_own_is_run_as_it_is():
    class Doubled(MLP):
        def forward(self, inputs):
            return 2 * super().forward(inputs)

    model = Doubled((12, 5, 4), rng=rng())
    model.double()
    ours = losses_at(model, task(), directions(model, 1), grid(1))
    assert np.allclose(ours, by_hand(model, task(), directions(model, 1), grid(1)), rtol=1e-12)


def test_the_network_and_its_training_state_stay_untouched():
    for name in ("deep tanh", "residual"):
        model, objective = network(name), task()
        objective(model).backward()
        before = [(p.detach().clone(), p.grad.clone(), p.data_ptr()) for p in model.parameters()]
        for loss in (objective, lambda of, given=objective: given(of)):
            losses_at(model, loss, directions(model, 2), grid(2))
        for parameter, (value, gradient, place) in zip(model.parameters(), before, strict=True):
            assert torch.equal(parameter, value)
            assert torch.equal(parameter.grad, gradient)
            assert parameter.data_ptr() == place
            assert parameter.requires_grad


def test_the_number_of_threads_changes_no_bit():
    model, ways, results = network("deep tanh"), directions(network("deep tanh"), 2), []
    threads = torch.get_num_threads()
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            results.append(losses_at(model, task(2000), ways, grid(2)))
            assert torch.get_num_threads() == count
    finally:
        torch.set_num_threads(threads)
    assert np.array_equal(*results)


def test_two_callers_at_once_get_what_one_gets():
    model, ways, results = network("residual"), directions(network("residual"), 2), {}
    alone = losses_at(model, task(), ways, grid(2))

    def call(k):
        results[k] = [losses_at(model, task(), ways, grid(2)) for _ in range(5)]

    callers = [threading.Thread(target=call, args=(k,)) for k in range(2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all(np.array_equal(found, alone) for k in range(2) for found in results[k])


def test_another_origin_can_be_given_as_network_or_vector():
    model, other = network("residual"), MLP(rng=rng(8), **SHAPES["residual"]).double()
    ways = directions(model, 1)
    expected = losses_at(other, task(), ways, grid(1))
    for origin in (other, get_parameters(other), get_parameters(other).numpy()):
        assert np.array_equal(losses_at(model, task(), ways, grid(1), origin=origin), expected)


def test_no_points_give_no_losses():
    model = network("deep tanh")
    assert losses_at(model, task(), directions(model, 2), np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize(
    ("directions", "coordinates", "words"),
    [
        ([], np.zeros((3, 0)), "K > 0"),
        ([0.0], np.zeros((3, 2)), r"1 directions and coordinates \(3, 2\)"),
        ([0.0], np.zeros(3), r"coordinates \(3,\)"),
        ([0.0], np.array([[np.nan]]), "a coordinate must be finite; got nan"),
        ([np.inf], np.zeros((1, 1)), "direction has entries that are not finite"),
    ],
)
def test_what_does_not_fit_is_refused(directions, coordinates, words):
    model = network("deep tanh")
    ways = [np.full(len(get_parameters(model)), value) for value in directions]
    with pytest.raises(ValueError, match=words):
        losses_at(model, task(), ways, coordinates)


def test_a_direction_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"292 parameters, not a vector of shape \(7,\)"):
        losses_at(network("deep tanh"), task(), [np.zeros(7)], grid(1))


def test_images_of_another_precision_are_refused():
    model = network("deep tanh")
    with pytest.raises(ValueError, match=r"float32 and a network of torch.float64.*\.double"):
        losses_at(model, task(dtype=np.float32), directions(model, 1), grid(1))


@pytest.mark.parametrize("name", odd_networks.NETWORKS)
def test_losses_are_those_of_the_function_that_the_module_computes(name):
    model = odd_networks.make(name)
    odd = objective(rng(3).normal(size=(9, 4)), np.arange(9) % 4)
    start = torch.nn.utils.parameters_to_vector(model.parameters()).detach()
    ways = [torch.from_numpy(rng(k).normal(size=len(start))) / 5 for k in range(2)]
    before, points = odd(model).item(), grid(2)
    found = losses_at(model, odd, ways, points)
    assert odd(model).item() == before
    for loss, (a, b) in zip(found, points, strict=True):
        moved = start + a * ways[0] + b * ways[1]
        torch.nn.utils.vector_to_parameters(moved, model.parameters())
        assert loss == pytest.approx(odd(model).item(), rel=1e-10)


@pytest.mark.parametrize("kind", ["dropout", "batch norm"])
def test_a_network_whose_loss_is_not_still_is_refused_and_left_alone(kind):
    model = odd_networks.restless(kind)
    odd = objective(rng(3).normal(size=(9, 4)), np.arange(9) % 4)
    way, before = [get_parameters(model)], [b.clone() for b in model.buffers()]
    with pytest.raises(ValueError, match="change from call to call"):
        losses_at(model, odd, way, [[0.0], [0.1]])
    assert all(map(torch.equal, model.buffers(), before))
    assert len(losses_at(model.eval(), odd, way, [[0.0], [0.1]])) == 2
