"""Symmetries leave the function alone; alignment undoes them and finds the best order."""

import itertools
import math

import numpy as np
import odd_networks
import pytest
import torch

from lib import networks
from lib.networks import MLP, aligned, distances, get_parameters, rescaled, shuffled
from lib.networks.symmetry import _transformed


def rng(seed=0):
    return np.random.default_rng(seed)


def network(seed=0, **options):
    return MLP((6, 5, 7, 4, 3), init="default", rng=rng(seed), **options).double()


def inputs():
    return torch.from_numpy(rng(9).normal(size=(20, 6)))


def orders(seed=1):
    return [rng(seed).permutation(n) for n in (5, 7, 4)]


def permuted(model, orders, signs=()):
    return _transformed(model, orders, signs or [1] * len(orders))


def distance(one, other):
    return (get_parameters(one) - get_parameters(other)).norm().item()


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_permuting_units_keeps_the_function(activation):
    model = network(activation=activation)
    other = permuted(model, orders())
    assert torch.allclose(other(inputs()), model(inputs()), atol=1e-13)
    assert distance(model, other) > 1


def test_turning_signs_keeps_the_function_of_tanh():
    model = network(activation="tanh")
    signs = [rng(2).choice([-1, 1], n) for n in (5, 7, 4)]
    other = permuted(model, orders(), signs)
    assert torch.allclose(other(inputs()), model(inputs()), atol=1e-13)


def test_a_permutation_places_rows_and_columns_as_said():
    model = MLP((2, 3, 2), init="default", rng=rng())
    other = permuted(model, [[2, 0, 1]])
    assert torch.equal(other.weights[0], model.weights[0][[2, 0, 1]])
    assert torch.equal(other.biases[0], model.biases[0][[2, 0, 1]])
    assert torch.equal(other.weights[1], model.weights[1][:, [2, 0, 1]])


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
def test_alignment_undoes_a_permutation(activation):
    model = network(activation=activation)
    signs = [rng(2).choice([-1, 1], n) for n in (5, 7, 4)] if activation != "relu" else ()
    other = permuted(model, orders(), signs)
    assert distance(aligned(other, model), model) == 0


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_alignment_keeps_the_function_and_never_moves_away(activation):
    for seed in range(5):
        model = network(seed + 10, activation=activation)
        reference = network(seed + 20, activation=activation)
        result = aligned(model, reference)
        assert torch.allclose(result(inputs()), model(inputs()), atol=1e-13)
        assert distance(result, reference) < distance(model, reference)


def test_with_one_hidden_layer_alignment_is_the_best_of_all_orders():
    one, two = (MLP((4, 5, 3), init="default", rng=rng(k)).double() for k in (1, 2))
    best = min(distance(permuted(one, [list(o)]), two) for o in itertools.permutations(range(5)))
    assert distance(aligned(one, two), two) == pytest.approx(best, rel=1e-12)


def test_with_signs_alignment_is_the_best_of_all():
    one, two = (MLP((4, 3, 2), activation="tanh", rng=rng(k)).double() for k in (1, 2))
    every = itertools.product(
        itertools.permutations(range(3)), itertools.product([1, -1], repeat=3)
    )
    best = min(distance(permuted(one, [list(o)], [list(s)]), two) for o, s in every)
    assert distance(aligned(one, two), two) == pytest.approx(best, rel=1e-12)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_alignment_goes_on_until_nothing_moves(activation):
    for seed in range(20):
        one, other = network(seed, activation=activation), network(50 + seed, activation=activation)
        end = aligned(one, other)
        assert distance(aligned(end, other), end) == 0


def test_alignment_changes_neither_network():
    one, two = network(1), network(2)
    aligned(one, two)
    assert torch.equal(get_parameters(one), get_parameters(network(1)))
    assert torch.equal(get_parameters(two), get_parameters(network(2)))


def test_networks_without_bias_are_aligned():
    model = network(bias=False)
    assert distance(aligned(permuted(model, orders()), model), model) == 0


def test_rescaling_keeps_the_function_and_moves_the_parameters():
    model = network()
    factors = [4.0, rng().uniform(0.1, 10, 7), torch.tensor(0.3, dtype=torch.float64)]
    other = rescaled(model, factors)
    assert torch.allclose(other(inputs()), model(inputs()), atol=1e-12)
    assert distance(model, other) > 1
    back = rescaled(other, [1 / factor for factor in factors])
    assert distance(back, model) < 1e-12


def test_distance_is_relative_and_a_right_angle_is_root_two():
    one, two = network(1), network(2)
    assert networks.distance(one, one) == 0
    size = [get_parameters(n).norm().item() for n in (one, two)]
    expected = distance(one, two) / math.sqrt((size[0] ** 2 + size[1] ** 2) / 2)
    assert networks.distance(one, two) == pytest.approx(expected, rel=1e-12)
    turned = get_parameters(one).roll(1) - get_parameters(one) * (
        get_parameters(one).roll(1) @ get_parameters(one) / size[0] ** 2
    )
    networks.set_parameters(two, turned * size[0] / turned.norm())
    assert networks.distance(one, two) == pytest.approx(math.sqrt(2), rel=1e-12)
    assert networks.distance(one, permuted(one, orders()), align=True) == 0
    with pytest.raises(ValueError, match="parameters have no distance"):
        networks.distance(one, MLP((6, 5, 3), rng=rng()))


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("bias", [True, False])
def test_distances_are_those_of_the_pairs(activation, bias):
    models = [network(k, activation=activation, bias=bias) for k in range(4)]
    points = np.stack([get_parameters(model).numpy() for model in models])
    for align in (False, True):
        found = distances(points, models[0], align=align)
        for i, j in itertools.combinations(range(4), 2):
            end = aligned(models[j], models[i]) if align else models[j]
            assert found[i, j] == found[j, i] == pytest.approx(distance(models[i], end), rel=1e-12)
        assert (found.diagonal() == 0).all()


def test_shuffled_copies_compute_the_same_from_elsewhere():
    for activation in ("relu", "tanh"):
        model = network(activation=activation)
        other, again = (shuffled(model, rng=rng(3)) for _ in range(2))
        assert torch.allclose(other(inputs()), model(inputs()), atol=1e-13)
        assert torch.equal(get_parameters(other), get_parameters(again))
        assert distance(model, other) > 1


@pytest.mark.parametrize("name", ["a shared weight", "pruned weights", "a hooked layer"])
def test_units_of_what_is_no_plain_perceptron_stay_where_they_are(name):
    model = odd_networks.make(name)
    for move in (
        lambda: shuffled(model, rng=rng()),
        lambda: aligned(model, model),
        lambda: distances(np.zeros((2, 40)), model, align=True),
    ):
        with pytest.raises(ValueError, match="shared, pruned or hooked"):
            move()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: shuffled(network(residual=True), rng=rng()), "residual"),
        (lambda: aligned(network(), MLP((6, 5, 3), rng=rng())), "one shape"),
        (lambda: aligned(network(), network(activation="tanh")), "one shape"),
        (lambda: rescaled(network(activation="tanh"), [1.0] * 3), "tanh network changes"),
        (lambda: rescaled(network(), [1.0, 0.0, 1.0]), "positive"),
        (lambda: rescaled(network(), [1.0]), "each of the 3 hidden layers"),
        (lambda: rescaled(network(), [1.0, float("nan"), 1.0]), "positive"),
        (lambda: shuffled(network(), rng=0), "generator, not 0"),
    ],
)
def test_what_is_no_symmetry_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
