"""Chapter 06: networks by their classes against neuron by neuron, counts against all states."""

import itertools
from math import comb
from types import SimpleNamespace

import numpy as np
import pytest

from lib import presets
from lib.chapters import c06
from lib.hopfield import (
    Hopfield,
    glass_order,
    hebb,
    mixture_barrier,
    overlap,
    retrieval_overlap,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_pictures_are_the_middle_of_the_images_in_black_and_white():
    image = np.zeros((4, 4))
    image[1, 2] = image[0, 0] = 0.7
    assert c06.binary([image.ravel()], 2).tolist() == [[[-1, 1], [-1, -1]]]


@pytest.mark.parametrize("p", [1, 2, 3, 4])
def test_classes_are_all_ways_to_choose_the_other_entries(p):
    table = c06.class_table(p)
    assert (table[:, 0] == 1).all()
    assert len({tuple(row) for row in table}) == len(table) == 2 ** (p - 1)
    patterns = Hopfield.sample(50, p, rng=rng()).patterns
    turned = (patterns * patterns[0]).T
    expected = [sum((row == kind).all() for row in turned) for kind in table]
    assert c06.class_sizes(patterns).tolist() == expected


def in_classes(network, state):
    """How many turned neurons of each class are +1, one by one."""
    kinds = [tuple(kind) for kind in c06.class_table(len(network.patterns))]
    turned = (network.patterns * network.patterns[0]).T
    number = [kinds.index(tuple(row)) for row in turned]
    return np.bincount(number, weights=state * network.patterns[0] > 0, minlength=len(kinds))


def test_a_crowd_has_the_overlaps_of_its_states():
    network = Hopfield.sample(60, 3, rng=rng())
    state = rng(1).choice([-1, 1], 60)
    sizes, up = c06.class_sizes(network.patterns), in_classes(network, state)
    crowd = c06.Crowd([sizes], [up], 0.5, rng=rng())
    assert np.allclose(crowd.overlaps()[0], network.overlaps(state))
    with pytest.raises(ValueError, match="rng must be a generator"):
        c06.Crowd([sizes], [up], 0.5, rng=0)


def exact_square(sizes, T):
    """The mean square of the first overlap in equilibrium, by summing over all class counts."""
    n, weight, square = sum(sizes), 0.0, 0.0
    for a, b in itertools.product(range(sizes[0] + 1), range(sizes[1] + 1)):
        m = (2 * np.array([a, b]) - sizes) @ c06.class_table(2) / n
        w = comb(sizes[0], a) * comb(sizes[1], b) * np.exp(n * (m @ m) / (2 * T))
        weight, square = weight + w, square + w * m[0] ** 2
    return square / weight


def test_in_the_long_run_a_crowd_is_in_equilibrium():
    sizes, T, networks = [6, 4], 0.9, 300
    crowd = c06.Crowd(np.tile(sizes, (networks, 1)), np.tile([3, 2], (networks, 1)), T, rng=rng(2))
    total, spent = np.zeros(networks), np.zeros(networks)
    for step in range(1500):
        now, before = crowd.overlaps()[:, 0] ** 2, crowd.time.copy()
        crowd.step()
        if step > 200:
            total, spent = total + now * (crowd.time - before), spent + crowd.time - before
        assert ((crowd.up >= 0) & (crowd.up <= crowd.sizes)).all()
    found = total / spent
    error = found.std(ddof=1) / np.sqrt(networks)
    assert abs(found.mean() - exact_square(sizes, T)) < 4 * error < 0.04


@pytest.mark.parametrize("T", [0.3, 0.6])
def test_overlaps_follow_the_equation_and_one_seed_gives_one_result(T):
    found, again, other = (c06.held(800, T, 12, seed, wait=10, last=15) for seed in (0, 0, 1))
    assert found.mean() == pytest.approx(overlap(T), abs=0.02)
    assert (found == again).all()
    assert (found != other).any()
    assert np.abs(c06.held(800, 1.5, 12, 0, wait=10, last=15)).max() < 0.2


def test_random_starts_end_in_patterns_when_warm_and_nowhere_when_hot():
    warm, hot = (c06.fates(600, T, 30, 0, limit=30) for T in (0.5, 3.0))
    assert warm.shape == (30, 3)
    assert (np.diff(warm, axis=-1) <= 0).all()
    assert np.mean(warm[:, 0] > 0.9) > 0.9
    assert hot.max() < 0.5


def test_the_time_in_a_mixture_grows_as_the_barrier_says():
    sizes, T = (400, 700), 0.35
    means = [c06.lives(n, T, 150, 0).mean() for n in sizes]
    rate = np.log(means[1] / means[0]) / (sizes[1] - sizes[0])
    assert rate == pytest.approx(mixture_barrier(T) / T, rel=0.3)
    assert c06.lives(400, 0.6, 10, 0).max() < min(means)
    assert (c06.lives(400, T, 20, 0) > 0).all()
    assert np.isfinite(c06.lives(400, T, 20, 0)).all()


def by_definition(couplings):
    """Every state that each flip raises, one by one."""
    n, found = len(couplings), set()
    for state in itertools.product([1, -1], repeat=n):
        s = np.array(state)
        flips = [s * np.where(np.arange(n) == i, -1, 1) for i in range(n)]
        if all(-f @ couplings @ f > -s @ couplings @ s + 1e-9 for f in flips):
            found.add(state)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_resting_states_are_those_that_no_flip_improves(seed):
    couplings = np.triu(rng(seed).normal(size=(7, 7)), 1)
    couplings += couplings.T
    found = c06.resting_states(couplings)
    assert (found[:, -1] == 1).all()
    assert {tuple(s) for s in found} | {tuple(-s) for s in found} == by_definition(couplings)


@pytest.mark.parametrize(("n", "p"), [(6, 3), (8, 3), (12, 3), (9, 2), (7, 4), (10, 5)])
@pytest.mark.parametrize("seed", range(5))
def test_the_count_by_classes_is_the_count_of_all_states(n, p, seed):
    network = Hopfield.sample(n, p, rng=rng(seed))
    by_class = c06.resting_overlaps(c06.class_sizes(network.patterns))
    states = c06.resting_states(hebb(network.patterns))
    everything = np.concatenate([network.overlaps(states), -network.overlaps(states)])
    order = [rows[np.lexsort(rows.T.round(9))] for rows in (by_class, everything)]
    np.testing.assert_allclose(*order, atol=1e-12)


def test_large_networks_have_their_patterns_and_eight_mixtures():
    assert c06.few(20_000, networks=5, seed=0).tolist() == [14] * 5
    most = np.abs(c06.resting_overlaps([5000] * 4)).max(axis=1)
    assert sorted(most.tolist()) == [0.5] * 8 + [1.0] * 6


def test_many_valleys_need_many_patterns():
    means = np.array([np.mean([c06.many(n, k) for k in range(20)], axis=0) for n in (6, 10, 14)])
    assert (means[:, 0] <= 14).all()
    assert (np.diff(means[:, 1:], axis=0) > 0).all()
    assert means[-1, 2] > 14


def test_patterns_are_kept_below_the_capacity_and_lost_beyond():
    assert c06.kept(300, 0.05, 10, 0).mean() > 0.99
    assert c06.kept(300, 0.4, 10, 0).mean() < 0.6
    assert len(c06.kept(100, 0.03, 10, 0)) == 3


def test_a_network_remembers_or_freezes_or_neither_as_the_plane_says():
    words = {"n": 400, "copies": 8, "seed": 3, "wait": 15, "last": 10}
    m, _ = c06.plane_point(load=0.03, T=0.3, **words)
    assert m == pytest.approx(retrieval_overlap(0.03, 0.3), abs=0.02)
    m, q = c06.plane_point(load=0.3, T=0.5, **words)
    assert m < 0.4
    assert q == pytest.approx(glass_order(0.3, 0.5), abs=0.08)
    assert np.abs(c06.plane_point(load=0.3, T=3.0, **words)).max() < 0.05


def test_half_of_the_patterns_are_kept_where_the_share_crosses_one_half():
    draw = rng(2)
    found = {
        load: [draw.random(50) < share for _ in range(20)]
        for load, share in {0.1: 0.95, 0.15: 0.7, 0.2: 0.3, 0.25: 0.05}.items()
    }
    assert c06.half_load(found, 0.5) == pytest.approx(0.175, abs=0.01)
    line = {0.1: [np.full(4, 0.9)], 0.2: [np.array([0.9, 0.8, 0.1, 0.7])],
            0.3: [np.array([0.9, 0.1, 0.2, 0.3])], 0.4: [np.full(4, 0.9)]}  # fmt: skip
    assert c06.half_load(line, 0.5) == pytest.approx(0.25)  # where it first falls through


@pytest.fixture
def plan():
    return SimpleNamespace(
        warm_sizes=[40, 80], warm_temperatures=[0.5, 0.8], warm_networks=4, wait=2, last=3,
        searched_sizes=[6, 8, 10], searched_networks=5, counted_sizes=[30, 500],
        counted_networks=9, fate_neurons=60, fate_temperatures=[0.2, 0.5], fate_networks=6,
        life_temperature=0.35, life_sizes=[40, 80], life_networks=5, loads=[0.1, 0.3],
        filled_sizes=[50, 100], filled_networks=2, filled_starts=8, plane_loads=[0.05, 0.2],
        plane_temperatures=[0.5, 1.0, 2.0], plane_networks=2,
        plane={"n": 60, "copies": 4, "wait": 2, "last": 2},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setenv("COURSE_SWEEP_WORKERS", "1")


def test_each_result_stands_under_its_own_case(plan):
    warm = c06.warm(plan)
    assert [*warm] == [40, 80]
    seed = (presets.seed("06-thermal"), 1, 3)
    assert (warm[80][0.8] == c06.held(80, 0.8, 4, seed, wait=2, last=3)).all()
    seed = (presets.seed("06-mixture"), 1, 1)
    assert (c06.lifetimes(plan)[80] == c06.lives(80, 0.35, 5, seed)).all()
    seed = (presets.seed("06-fates"), 1, 1)
    assert (c06.random_starts(plan)[0.5] == c06.fates(60, 0.5, 6, seed, limit=3)).all()
    seed = (presets.seed("06-storage"), 1, 1)
    assert (c06.filled(plan)[100][0.3][1] == c06.kept(100, 0.3, 8, seed)).all()
    seed = (presets.seed("06-plane"), 1, 1)
    found = c06.plane(plan)
    assert found.shape == (2, 3, 2, 2)
    assert tuple(found[1, 0, 1]) == c06.plane_point(load=0.2, T=0.5, seed=seed, **plan.plane)


def test_counts_stand_under_their_kind_and_size(plan):
    counts = c06.counted(plan)
    seed = (presets.seed("06-minima"), 1, 4)
    assert [counts[kind][8][4] for kind in counts] == [*c06.many(8, seed)]
    assert counts["three patterns"][500].tolist() == [14] * 9
    assert [*counts["random couplings"]] == [6, 8, 10]


def test_another_family_has_other_seeds(plan):
    for measure in (c06.warm, c06.lifetimes, c06.random_starts, c06.plane):
        assert repr(measure(plan, 1)) != repr(measure(plan, 2))
        assert repr(measure(plan, 1)) == repr(measure(plan))
