"""Networks told by their classes against the same networks neuron by neuron."""

import numpy as np
import pytest

from lib.hopfield import Hopfield, overlap
from lib.memories import Crowd, class_sizes, class_table


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("p", [1, 2, 3, 4])
def test_classes_are_all_ways_to_choose_the_other_entries(p):
    table = class_table(p)
    assert table.shape == (2 ** (p - 1), p)
    assert (table[:, 0] == 1).all()
    assert len({tuple(row) for row in table}) == len(table)


@pytest.mark.parametrize("p", [1, 2, 3, 4])
def test_sizes_count_the_neurons_of_each_class(p):
    patterns = Hopfield.sample(50, p, rng=rng()).patterns
    turned = (patterns * patterns[0]).T
    expected = [sum((row == kind).all() for row in turned) for kind in class_table(p)]
    assert class_sizes(patterns).tolist() == expected


def test_a_crowd_has_the_overlaps_of_its_states():
    network = Hopfield.sample(60, 3, rng=rng())
    state = rng(1).choice([-1, 1], 60)
    number = [
        [(row == kind).all() for kind in class_table(3)].index(True)
        for row in (network.patterns * network.patterns[0]).T
    ]
    up = np.bincount(number, weights=state * network.patterns[0] > 0, minlength=4)
    crowd = Crowd([class_sizes(network.patterns)], [up], [0.5], rng=rng())
    assert np.allclose(crowd.overlaps()[0], network.overlaps(state))


def exact(sizes, T):
    """The mean square of the first overlap in equilibrium, by summing over all class counts."""
    table, n = class_table(2), sum(sizes)
    from math import comb

    weight = square = 0.0
    for a in range(sizes[0] + 1):
        for b in range(sizes[1] + 1):
            m = (2 * np.array([a, b]) - sizes) @ table / n
            w = comb(sizes[0], a) * comb(sizes[1], b) * np.exp(n * (m @ m) / (2 * T))
            weight, square = weight + w, square + w * m[0] ** 2
    return square / weight


def test_in_the_long_run_a_crowd_is_in_equilibrium():
    sizes, T, networks = [6, 4], 0.9, 300
    crowd = Crowd(np.tile(sizes, (networks, 1)), np.tile([3, 2], (networks, 1)), T, rng=rng(2))
    total, spent = np.zeros(networks), np.zeros(networks)
    for step in range(1500):
        now = crowd.overlaps()[:, 0] ** 2
        waited = crowd.step()
        if step > 200:
            total, spent = total + now * waited, spent + waited
    found = total / spent
    error = found.std(ddof=1) / np.sqrt(networks)
    assert abs(found.mean() - exact(sizes, T)) < 4 * error
    assert error < 0.01


def test_counts_stay_within_their_classes():
    crowd = Crowd([[5, 3, 0, 1]] * 20, [[5, 0, 0, 1]] * 20, 2.0, rng=rng())
    for _ in range(200):
        crowd.step()
        assert ((crowd.up >= 0) & (crowd.up <= crowd.sizes)).all()
    assert (crowd.time > 0).all()


def test_a_crowd_remembers_as_the_network_and_the_equation_do():
    network = Hopfield.sample(1000, 3, rng=rng(3))
    states = np.array(list(network.sweeps(network.patterns[0], 0.6, 40, rng=rng(4))))[10:]
    slow = network.overlaps(states)[:, 0].mean()
    sizes = class_sizes(network.patterns)
    crowd, sums = Crowd([sizes], [sizes], 0.6, rng=rng(5)), []
    while crowd.time[0] < 40:
        crowd.step()
        sums.append(crowd.overlaps()[0, 0])
    fast = np.mean(sums[len(sums) // 4 :])
    assert fast == pytest.approx(slow, abs=0.02)
    assert fast == pytest.approx(overlap(0.6), abs=0.02)


def test_networks_that_are_let_go_are_gone():
    crowd = Crowd([[4, 4], [6, 2]], [[4, 4], [6, 2]], [0.2, 0.4], rng=rng())
    crowd.keep(np.array([False, True]))
    assert crowd.sizes.tolist() == [[6, 2]]
    assert crowd.overlaps().shape == (1, 2)
    assert crowd.step().shape == (1,)
