"""Matched widths keep their promises, and miss no better match."""

import itertools

import numpy as np
import pytest

from lib.networks import MLP, get_parameters, matched_widths, parameter_count

CASES = [
    ([1, 2, 3, 5, 10], 10_000, 100, 10),
    ([1, 5, 10], 40_000, 784, 10),
    ([1, 2, 3, 5, 10], 100_000, 784, 10),
    (range(2, 9), 2_000, 64, 10),
    ([12, 1, 20], 30_000, 784, 10),
    ([3], 500, 7, 2),
]


@pytest.mark.parametrize(("depths", "budget", "inputs", "outputs"), CASES)
def test_counts_lie_within_half_a_percent(depths, budget, inputs, outputs):
    found = matched_widths(depths, budget, inputs, outputs)
    assert list(found) == list(depths)
    counts = [parameter_count((inputs, *widths, outputs)) for widths in found.values()]
    assert (max(counts) - min(counts)) / min(counts) <= 0.005
    assert all(abs(count - budget) <= 0.1 * budget for count in counts)
    for depth, widths in found.items():
        assert len(widths) == depth
        assert max(widths) - min(widths) <= 1


def test_counts_are_those_of_the_networks():
    for depth, widths in matched_widths([1, 3], 900, 10, 4).items():
        network = MLP((10, *widths, 4), rng=np.random.default_rng(0))
        assert len(get_parameters(network)) == parameter_count((10, *widths, 4))
        assert len(network.layers) == depth + 1


def test_no_choice_of_widths_comes_nearer_to_the_budget():
    budget, inputs, outputs = 600, 12, 3
    found = matched_widths([1, 2, 3], budget, inputs, outputs)
    worst = max(abs(parameter_count((12, *widths, 3)) - budget) for widths in found.values())
    lists = []
    for depth in (1, 2, 3):
        every = itertools.product(range(1, 50), repeat=depth)
        even = {
            parameter_count((inputs, *widths, outputs))
            for widths in every
            if max(widths) - min(widths) <= 1
        }
        lists.append([count for count in even if abs(count - budget) < worst])
    for counts in itertools.product(*lists):
        assert (max(counts) - min(counts)) / min(counts) > 0.005


@pytest.mark.parametrize(
    ("depths", "budget", "words"),
    [
        ([], 1000, "no hidden widths give depths"),
        ([0, 1], 1000, "a depth must be a whole number of at least 1; got 0"),
        ([1], 0, "the budget must be a whole number"),
        ([1, 2, 3, 4, 5, 6, 7], 300, "larger budget"),
    ],
)
def test_what_cannot_be_matched_is_refused(depths, budget, words):
    with pytest.raises(ValueError, match=words):
        matched_widths(depths, budget, 64, 10)
