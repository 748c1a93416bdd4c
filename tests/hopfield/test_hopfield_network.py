"""The network against sums written out, and its dynamics against exact Markov chains."""

import itertools

import numpy as np
import pytest

from lib.hopfield import Hopfield, hebb, overlap


def network(n, p, seed=0):
    return Hopfield.sample(n, p, rng=np.random.default_rng(seed))


def every_state(n):
    return np.array(list(itertools.product([-1, 1], repeat=n)))


def by_sums(patterns, state):
    """Energy and fields by their definition, a double sum over neurons."""
    n = patterns.shape[1]
    couplings = sum(np.outer(xi, xi) for xi in patterns) / n
    fields = [sum(couplings[i, j] * state[j] for j in range(n) if j != i) for i in range(n)]
    return -sum(s * h for s, h in zip(state, fields, strict=True)) / 2, fields


@pytest.mark.parametrize(("n", "p"), [(1, 1), (2, 3), (7, 1), (6, 4)])
def test_energy_fields_and_overlaps_are_the_sums_that_define_them(n, p):
    model = network(n, p)
    state = every_state(n)[n // 2]
    energy, fields = by_sums(model.patterns, state)
    assert model.energy(state) == pytest.approx(energy)
    assert np.allclose(hebb(model.patterns) @ state, fields)
    assert np.allclose(model.overlaps(state), [xi @ state / n for xi in model.patterns])


def test_a_flip_changes_the_energy_by_twice_spin_times_field():
    model, rng = network(30, 4), np.random.default_rng(1)
    state = rng.choice([-1, 1], 30)
    fields = hebb(model.patterns) @ state
    for i in range(30):
        flipped = state.copy()
        flipped[i] *= -1
        change = model.energy(flipped) - model.energy(state)
        assert change == pytest.approx(2 * state[i] * fields[i])


def test_a_state_and_its_negative_have_one_energy():
    model = network(40, 5)
    states = np.random.default_rng(1).choice([-1, 1], (3, 2, 40))
    assert np.array_equal(model.energy(states), model.energy(-states))
    assert model.energy(states).shape == (3, 2)
    assert model.overlaps(states).shape == (3, 2, 5)


def one_by_one(model, state, above):
    """A sweep as it is defined: a field, a decision, a neuron at a time."""
    state = state.astype(float)
    for i in range(model.n):
        field = model.patterns[:, i] @ (model.patterns @ state) - len(model.patterns) * state[i]
        if above is not None or field != 0:
            state[i] = 1 if field > (0 if above is None else above[i]) else -1
    return state


@pytest.mark.parametrize(("n", "p"), [(5, 2), (64, 4), (65, 30), (200, 20)])
@pytest.mark.parametrize("temperature", [0.0, 0.1, 0.7, 3.0])
def test_a_sweep_updates_neurons_one_by_one(n, p, temperature):
    model = network(n, p)
    starts = np.random.default_rng(1).choice([-1, 1], (3, n))
    rng, again = np.random.default_rng(2), np.random.default_rng(2)
    states = starts
    for after in model.sweeps(starts, temperature, 3, rng=rng):
        above = [None] * 3
        if temperature:
            u = again.random((n, 3))
            above = (n * temperature / 2 * (np.log(u) - np.log1p(-u))).T
        states = np.array([one_by_one(model, s, a) for s, a in zip(states, above, strict=True)])
        assert np.array_equal(after, states)


def test_one_sweep_from_anywhere_has_the_law_of_glaubers_rule():
    """All 8 states of 3 neurons: frequencies of 40,000 copies against the exact chain."""
    model, temperature, copies = Hopfield([[1, 1, -1], [1, -1, 1]]), 0.8, 40_000
    states = every_state(3)
    chance = np.zeros(8)
    chance[5] = 1.0
    for i in range(3):
        moved = np.zeros(8)
        for k, state in enumerate(states):
            up = 1 / (1 + np.exp(-2 * (hebb(model.patterns) @ state)[i] / temperature))
            for value, part in ((1, up), (-1, 1 - up)):
                target = state.copy()
                target[i] = value
                moved[np.flatnonzero((states == target).all(1))[0]] += chance[k] * part
        chance = moved
    begin = np.tile(states[5], (copies, 1))
    (ends,) = model.sweeps(begin, temperature, 1, rng=np.random.default_rng(3))
    seen = np.bincount(((ends + 1) // 2) @ [4, 2, 1], minlength=8) / copies
    assert np.abs((seen - chance) / np.sqrt(chance / copies)).max() < 4


def test_the_gibbs_distribution_is_what_the_dynamics_ends_in():
    model, temperature, copies = network(4, 2, seed=3), 1.3, 40_000
    states = every_state(4)
    weights = np.exp(-model.energy(states) / temperature)
    weights /= weights.sum()
    start = np.random.default_rng(1).choice([-1, 1], (copies, 4))
    *_, ends = model.sweeps(start, temperature, 30, rng=np.random.default_rng(2))
    seen = np.bincount(((ends + 1) // 2) @ [8, 4, 2, 1], minlength=16) / copies
    assert np.abs((seen - weights) / np.sqrt(weights / copies)).max() < 4


def test_without_noise_the_energy_never_rises_and_comes_to_rest():
    model = network(150, 30)
    state = np.random.default_rng(1).choice([-1, 1], 150)
    rng = np.random.default_rng(0)
    energies = [model.energy(s) for s in model.sweeps(state, 0.0, 20, rng=rng)]
    assert (np.diff([model.energy(state), *energies]) <= 1e-9).all()
    end = model.descend(state)
    assert (end * (hebb(model.patterns) @ end) >= -1e-12).all()
    assert np.array_equal(model.descend(end), end)


def test_a_neuron_without_field_stays_at_zero_temperature():
    model = Hopfield([[1, 1], [1, -1]])  # both couplings vanish
    for state in every_state(2):
        assert np.array_equal(model.descend(state), state)


def test_a_corrupted_pattern_is_recalled():
    model = network(500, 10)
    noisy = model.patterns[0] * np.random.default_rng(1).choice([1, 1, 1, 1, -1], 500)
    assert model.overlaps(model.descend(noisy))[0] > 0.99


@pytest.mark.parametrize("T", [0.3, 0.6])
def test_the_overlap_at_a_temperature_is_the_mean_fields(T):
    """40 networks of N = 1000: their mean is of order 1/N away from N → ∞."""
    rng = np.random.default_rng(4)
    means = []
    for _ in range(40):
        model = Hopfield.sample(1000, 3, rng=rng)
        *_, states = model.sweeps(model.patterns[0], T, 10, rng=rng)
        later = [model.overlaps(s)[0] for s in model.sweeps(states, T, 10, rng=rng)]
        means.append(np.mean(later))
    error = np.std(means) / np.sqrt(len(means))
    assert abs(np.mean(means) - overlap(T)) < 4 * error + 3 / 1000


def test_the_same_seed_gives_the_same_states():
    model = network(40, 3)
    runs = [[*model.sweeps(model.patterns, 0.7, 5, rng=np.random.default_rng(7))] for _ in range(2)]
    assert np.array_equal(*runs)
    assert runs[0][0].dtype == np.int8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: Hopfield([1, -1]), r"shape \(2,\): give \(p, N\)"),
        (lambda m: Hopfield([[1, 0]]), r"patterns are made of \+1 and −1"),
        (lambda m: Hopfield(np.ones((2, 2), dtype=bool)), "patterns are made of"),
        (
            lambda m: Hopfield.sample(0, 1, rng=np.random.default_rng(0)),
            "the neurons n must be a whole number",
        ),
        (
            lambda m: Hopfield.sample(3, 1.5, rng=np.random.default_rng(0)),
            r"the patterns p .* got 1\.5",
        ),
        (lambda m: Hopfield.sample(3, 1, rng=0), "rng must be a generator"),
        (lambda m: list(m.sweeps([1] * 4, 0.5, 1, rng=0)), "rng must be a generator"),
        (lambda m: m.energy([1, 1]), r"shape \(2,\): the last axis must be N = 4"),
        (lambda m: m.energy([1, 1, 1, np.nan]), "states are made of"),
        (lambda m: list(m.sweeps([1] * 4, -1.0, 1, rng=np.random.default_rng(0))), r"got -1\.0"),
        (lambda m: list(m.sweeps([1] * 4, np.nan, 1, rng=np.random.default_rng(0))), "got nan"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(network(4, 1))
