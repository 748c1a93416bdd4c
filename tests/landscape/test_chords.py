"""Chords tell convex functions from others."""

import numpy as np

from lib.landscape.chords import bent_count, chord_excess, output_chords, weight_chords
from lib.networks import MLP, objective, train


def test_a_convex_function_never_lies_above():
    ends = np.random.default_rng(0).normal(size=(2, 200, 3))
    assert bent_count(chord_excess(lambda x: float(np.logaddexp.reduce(x)), *ends)) == 0


def test_a_double_well_lies_above_the_chord_between_its_wells():
    excess = chord_excess(
        lambda x: float((x**2 - 1) ** 2), np.array([-1.0, 1.0]), np.array([1.0, 3.0])
    )
    assert excess[0] == 1
    assert bent_count(excess) == 1


def test_outputs_are_convex_and_weights_are_not():
    rng = np.random.default_rng(3)
    for activation, loss, targets in (
        ("tanh", "squared", rng.normal(size=(30, 4))),
        ("relu", "cross-entropy", rng.integers(0, 4, 30)),
    ):
        task = objective(rng.normal(size=(30, 5)), targets, loss)
        network = MLP((5, 6, 4), activation=activation, rng=rng).double()
        train(network, task, rng=rng, rate=0.02, epochs=100)
        assert bent_count(output_chords(task, 100, classes=4, rng=rng)) == 0
        assert bent_count(weight_chords(network, task, 20, rng=rng)) > 10
