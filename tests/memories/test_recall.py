"""Recall neuron by neuron, the two rules, pictures, and the tours over sliders."""

import numpy as np
import pytest

from lib.hopfield import Hopfield
from lib.memories import (
    binary,
    covered,
    flipped,
    hebb,
    projection,
    recall,
    recall_tour,
    together_tour,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_hebb_is_the_networks_own_couplings():
    network = Hopfield.sample(30, 4, rng=rng())
    state = network.patterns[0] * np.sign(rng(4).normal(size=network.n))
    assert np.allclose(hebb(network.patterns) @ state, network.fields(state))


def test_projection_makes_every_pattern_a_resting_state_however_alike():
    base = rng().choice([-1, 1], 60)
    patterns = np.array([flipped(base, 0.1, rng=rng(k)) for k in range(8)])
    fields = patterns @ projection(patterns)
    assert (patterns * fields > 0).all()
    own = patterns @ hebb(patterns)
    assert not (patterns * own > 0).all()


def test_projection_is_hebb_for_orthogonal_patterns():
    patterns = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1]]
    assert np.allclose(projection(patterns), hebb(patterns))


def test_projection_refuses_dependent_patterns():
    with pytest.raises(ValueError, match="one is a combination"):
        projection([[1, -1, 1], [-1, 1, -1]])


def test_without_noise_the_energy_never_rises_and_recall_ends_at_rest():
    network = Hopfield.sample(80, 8, rng=rng())
    starts = rng(1).choice([-1, 1], (6, 80))
    found = recall(hebb(network.patterns), starts, np.zeros(6), sweeps=20, snapshots=10, rng=rng(2))
    assert found.states.shape == (6, 201, 80)
    assert (found.states[:, 0] == starts).all()
    assert np.diff(found.energies, axis=1).max() <= 1e-12
    last = found.states[:, -1]
    assert (last * network.fields(last) >= -1e-9).all()
    p = len(network.patterns)
    assert np.allclose(found.energies, network.energy(found.states) / 80), p


def test_warm_recall_is_stationary_under_the_gibbs_distribution():
    matrix, T = hebb([[1, 1, -1, 1], [1, -1, -1, -1]]), 0.8
    found = recall(matrix, np.ones((4000, 4)), np.full(4000, T), sweeps=12, snapshots=1, rng=rng(3))
    states = np.array(np.meshgrid(*[[-1, 1]] * 4)).reshape(4, -1).T
    energy = -0.5 * np.einsum("si,ij,sj->s", states, matrix, states)
    expected = np.exp(-energy / T) / np.exp(-energy / T).sum()
    ends = found.states[:, -1]
    counts = np.array([(ends == state).all(axis=1).mean() for state in states])
    error = np.sqrt(expected * (1 - expected) / 4000)
    assert (np.abs(counts - expected) < 4.5 * error).all()


def test_pictures_are_cut_and_made_of_two_values():
    image = np.zeros((28, 28))
    image[10:18, 5] = 0.9
    found = binary(image.reshape(1, -1), 24)
    assert found.shape == (1, 24, 24)
    assert (found[0, 8:16, 3] == 1).all()
    assert found.sum() == 2 * 8 - 24**2
    with pytest.raises(ValueError, match="no square of 30 pixels"):
        binary(image.reshape(1, -1), 30)


def test_damage_changes_the_share_that_was_asked_for():
    picture = rng().choice([-1, 1], (10, 10))
    for share in (0, 0.25, 1):
        assert (flipped(picture, share, rng=rng(1)) != picture).sum() == 100 * share
    assert (covered(picture)[5:] == -1).all()
    assert (covered(picture)[:5] == picture[:5]).all()
    with pytest.raises(ValueError, match="between 0 and 1"):
        flipped(picture, 1.5, rng=rng())


def test_a_tour_has_an_axis_for_each_slider():
    picture = rng().choice([-1, 1], (12, 12))
    starts = [flipped(picture, 0.2, rng=rng(1)), -picture]
    tour = recall_tour(picture, starts, [1, 40], [0.0, 5.0], sweeps=2, snapshots=3, rng=rng(2))
    assert tour.states.shape == (2, 2, 2, 7, 12, 12)
    assert (tour.states[:, :, 0, 0] == starts[0]).all()
    assert tour.own[0, 0, :, -1].tolist() == [1.0, -1.0]
    assert tour.own[0, 0, 0, -1] > tour.own[0, 1, 0, -1]  # more is stored
    assert tour.own[0, 0, 0, -1] > tour.own[1, 0, 0, -1]  # it is hotter
    assert (tour.nearest[:, 0] == 0).all()
    assert (tour.wrong == (tour.states != picture).sum(axis=(-1, -2))).all()


def test_digits_together_are_kept_by_projection_only():
    base = rng().choice([-1, 1], (9, 9))
    pictures = np.array([flipped(base, 0.12, rng=rng(k)) for k in range(6)])
    tour = together_tour(pictures, [0, 5], share=0.02, sweeps=3, snapshots=2, rng=rng(7))
    assert tour.states.shape == (6, 2, 2, 7, 9, 9)
    assert (tour.own[:, 0, :, -1] == 1).all()
    assert tour.own[:, 1, 1, -1].mean() > tour.own[:, 1, 0, -1].mean()
    assert tour.nearest[:, 1].min() > 0.2
