"""Resting states by classes against all states, and both against what theory says of them."""

import itertools

import numpy as np
import pytest

from lib.hopfield import Hopfield
from lib.memories import (
    class_sizes,
    count_minima,
    hebb,
    resting_classes,
    resting_states,
    searched_minima,
)


def by_definition(couplings):
    """Every state that each flip raises, one by one."""
    n, found = len(couplings), []
    for state in itertools.product([1, -1], repeat=n):
        s = np.array(state)
        energy = -s @ couplings @ s / 2
        flips = [s * np.where(np.arange(n) == i, -1, 1) for i in range(n)]
        if all(-f @ couplings @ f / 2 > energy + 1e-9 for f in flips):
            found.append(state)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_resting_states_are_those_that_no_flip_improves(seed):
    rng = np.random.default_rng(seed)
    couplings = np.triu(rng.normal(size=(7, 7)), 1)
    couplings += couplings.T
    found = resting_states(couplings)
    assert (found[:, -1] == 1).all()
    both = {tuple(s) for s in found} | {tuple(-s) for s in found}
    assert both == set(by_definition(couplings))


@pytest.mark.parametrize(("n", "p"), [(6, 3), (8, 3), (10, 3), (12, 3), (9, 2), (7, 4), (10, 5)])
@pytest.mark.parametrize("seed", range(5))
def test_the_count_by_classes_is_the_count_of_all_states(n, p, seed):
    assert count_minima(n, p, seed).total == searched_minima(n, p, seed)[0]


def test_the_states_by_classes_are_at_rest():
    patterns = Hopfield.sample(40, 3, rng=np.random.default_rng(1)).patterns
    signs, overlaps = resting_classes(class_sizes(patterns))
    turned = patterns * patterns[0]
    kinds = np.array([(1, *rest) for rest in itertools.product([1, -1], repeat=2)])
    number = np.argmax((turned.T[:, None] == kinds[None]).all(axis=2), axis=1)
    network = Hopfield(patterns)
    for sign, m in zip(signs, overlaps, strict=True):
        state = sign[number] * patterns[0]
        assert np.allclose(network.overlaps(state), m)
        assert (state * network.fields(state) > 0).all()


def test_a_large_network_has_its_patterns_and_eight_mixtures():
    found = count_minima(20_000, 3, 0)
    assert (found.total, found.patterns, found.lowest_are_patterns) == (14, 6, True)
    _, overlaps = resting_classes([5000] * 4)
    assert sorted(np.abs(overlaps).max(axis=1).tolist()) == [0.5] * 8 + [1.0] * 6


def test_one_pattern_is_one_pair_of_states():
    assert count_minima(30, 1, 0).total == 2
    assert len(resting_states(hebb(np.ones((1, 6))))) == 1


def test_random_couplings_have_more_and_more():
    means = [np.mean([searched_minima(n, 3, seed)[1] for seed in range(20)]) for n in (6, 10, 14)]
    assert means[0] < means[1] < means[2]
    assert means[2] > 14
