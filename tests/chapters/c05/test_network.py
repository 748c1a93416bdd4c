"""The Linnerud networks: tables, copies, descents, censuses and planes."""

import itertools

import numpy as np
import pytest

from lib import landscape, networks
from lib.chapters.c05 import network
from lib.networks import augmented


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def copied(point):
    """Return a point with its hidden units in every order and of every sign, itself the first."""
    where, found = network.places(len(point)), []
    for order in itertools.permutations(where):
        for signs in itertools.product([1.0, -1.0], repeat=len(where)):
            found.append(point.copy())
            found[-1][where] = np.array(signs)[:, None] * point[np.array(order)]
    return np.array(found)


def computed(point, inputs, hidden):
    """Return what a tanh network of one hidden layer computes, written out."""
    one, two = augmented(np.asarray(point), (3, hidden, 3))
    units = np.tanh(inputs @ one[:, :-1].T + one[:, -1])
    return units @ two[:, :-1].T + two[:, -1]


def test_the_real_table_is_standardised_and_made_up_ones_are_like_it():
    real, made_up = network.table_of(), network.table_of(7)
    for men in (real, made_up):
        columns = np.concatenate(men, axis=1)
        assert columns.shape == (20, 6)
        np.testing.assert_allclose(columns.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(columns.std(axis=0), 1)
    assert not np.allclose(real.inputs, made_up.inputs)
    np.testing.assert_array_equal(made_up.inputs, network.table_of(7).inputs)


def test_made_up_tables_have_the_correlations_of_the_real_one_on_average():
    real = np.corrcoef(np.concatenate(network.table_of(), axis=1).T)
    drawn = [np.corrcoef(np.concatenate(network.table_of(k), axis=1).T) for k in range(1, 401)]
    error = np.std(drawn, axis=0) / np.sqrt(len(drawn))
    away = np.abs(np.mean(drawn, axis=0) - real)
    # A correlation of twenty men is nearer to 0 than that of all, by about r(1 − r²)/(2·20).
    assert (away <= 4 * error + np.abs(real) * (1 - real**2) / 40 + 1e-12).all()


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_the_surface_is_the_loss_written_out(hidden, rng):
    men, x = network.table_of(), rng.normal(size=7 * hidden + 3)
    misses = computed(x, men.inputs, hidden) - men.targets
    expected = np.sum(misses**2) / 40 + 0.15 * x @ x
    assert network.surface([hidden], 0.3).loss(x) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_copies_compute_the_same_and_are_one_point(hidden, rng):
    point, inputs = rng.normal(size=7 * hidden + 3), rng.normal(size=(9, 3))
    copies = copied(point)
    assert len(np.unique(copies.round(12), axis=0)) == len(copies) == [2, 8, 48][hidden - 1]
    for copy in copies:
        np.testing.assert_allclose(computed(copy, inputs, hidden), computed(point, inputs, hidden))
    assert len(set(network.distinct(network.surface([hidden], 0.1), copies))) == 1


def test_swapping_exchanges_whole_units(rng):
    points, inputs = rng.normal(size=(4, 17)), rng.normal(size=(9, 3))
    turned = network.swapped(points)
    for point, copy in zip(points, turned, strict=True):
        assert np.abs(point - copy).max() > 0.1
        np.testing.assert_allclose(computed(copy, inputs, 2), computed(point, inputs, 2))
    np.testing.assert_array_equal(network.swapped(turned), points)
    where = network.places(17)
    middle = ((points + turned) / 2)[:, where]
    np.testing.assert_allclose(middle[:, 0], middle[:, 1])  # half-way both units are the same


def test_distinct_points_are_those_that_alignment_keeps_apart():
    """Fingerprints against distances after alignment, on real minima and some of their copies."""
    loss = network.surface((2,), 1e-2)
    ends = network.descents([2], 1e-2, 3, starts=30, steps=100).minima
    points = np.concatenate([ends, [copied(x)[5] for x in ends]])
    like = networks.MLP((3, 2, 3), activation="tanh", rng=np.random.default_rng(0)).double()
    apart = networks.distances(points, like, align=True) > 1e-3
    names = network.distinct(loss, points)
    np.testing.assert_array_equal(names[:, None] != names, apart)
    assert len(set(names)) > 2


def test_rotations_of_the_hidden_space_are_copies_of_a_linear_network(rng):
    x = rng.normal(size=17)
    turned, where = x.copy(), network.places(17)
    turned[where] = np.linalg.qr(rng.normal(size=(2, 2)))[0] @ x[where]
    linear = network.surface([2], 1e-2, activation="identity")
    assert len(set(network.distinct(linear, [x, turned]))) == 1
    assert len(set(network.distinct(network.surface([2], 1e-2), [x, turned]))) == 2


@pytest.mark.parametrize("size", [16, 3, 0])
def test_places_refuses_another_size(size):
    with pytest.raises(ValueError, match=f"{size} parameters"):
        network.places(size)


def test_descents_end_at_minima_with_decay(rng):
    ends, surface = network.descents([2], 1e-2, 3, starts=20, steps=200), network.surface([2], 1e-2)
    assert ends.at_minimum.mean() > 0.9
    assert surface.loss(ends.lowest) == ends.losses[ends.at_minimum].min()
    for point in ends.minima:
        assert np.linalg.norm(surface.gradient(point)) < 1e-8
        assert np.linalg.eigvalsh(surface.hessian(point))[0] > 0
        assert (surface.loss(point + 1e-3 * rng.normal(size=(50, 17))) > surface.loss(point)).all()


def test_without_decay_weights_grow_and_few_runs_arrive():
    ends = network.descents([2], 0.0, 3, starts=30, steps=200)
    assert ends.at_minimum.mean() < 0.3
    assert ends.lengths.shape == (200 // network.STRIDE + 1, 30)
    assert np.median(ends.lengths[-1]) > 2 * np.median(ends.lengths[0])
    np.testing.assert_allclose(ends.lengths[-1], np.linalg.norm(ends.points, axis=1))


def test_a_saddle_is_no_minimum_nor_is_a_flat_valley_a_strict_one():
    """At zero weights directions lead down; a linear network's minima have flat directions."""
    assert not network.are_minima(network.surface([2], 1e-2), np.zeros((1, 17)))[0]
    ends = network.descents([2], 0.0, 5, starts=4, steps=200, activation="identity")
    linear = network.surface([2], activation="identity")
    assert network.are_minima(linear, ends.points, strict=False).all()
    assert not network.are_minima(linear, ends.points).any()


@pytest.mark.parametrize("hidden", [[1], [2], [2, 2], [3]])
def test_linear_networks_reach_the_closed_form_and_nothing_above(hidden):
    ends = network.descents(hidden, 0.0, 5, starts=12, steps=600, activation="identity")
    floor = network.lowest_linear_loss(min(hidden))
    assert ends.losses.min() == pytest.approx(floor, abs=1e-9)
    assert (ends.losses >= floor - 1e-12).all()
    assert ends.losses[ends.at_minimum].max() < floor + 1e-8


def test_full_rank_is_least_squares():
    inputs, targets = network.table_of()
    rest = targets - inputs @ np.linalg.lstsq(inputs, targets, rcond=None)[0]
    assert network.lowest_linear_loss(3) == pytest.approx(np.sum(rest**2) / 40)
    assert network.lowest_linear_loss(0) == pytest.approx(1.5)


@pytest.mark.parametrize(("hidden", "count"), [(1, 4), (2, 7), (3, 8)])
def test_the_linear_census_finds_the_known_number(hidden, count):
    """One point for each choice of at most h of three singular directions."""
    found = network.census(hidden, 1e-2, 1, 100, [0.1, 0.3, 0.6], [0], activation="identity")
    assert len(found.losses) == count
    assert np.sum(found.indices == 0) == 1


def test_every_point_of_the_census_is_critical_and_new(rng):
    found = network.census(2, 1e-2, 1, 12, [0.3, 1.0], [0, 8])
    surface = network.surface([2], 1e-2)
    assert np.linalg.norm(surface.gradient(found.points), axis=1).max() < 1e-8
    assert (np.diff(found.losses) >= 0).all()
    assert len(set(network.distinct(surface, found.points))) == len(found.points)
    hessians = surface.hessian(found.points)
    np.testing.assert_array_equal(found.indices, (np.linalg.eigvalsh(hessians) < 0).sum(axis=1))
    assert 0 < found.critical < 1
    assert 0 <= found.flat <= 1 - found.critical
    ways = rng.normal(size=(4000, 17))
    seen = [np.mean(np.sum((ways @ h) * ways, axis=1) < 0) for h in hessians]
    np.testing.assert_allclose(found.seen, seen, atol=0.05)
    assert (found.seen[found.indices == 0] == 0).all()


def test_a_bent_way_keeps_its_ends_and_lies_below_the_straight_one(rng):
    loss = network.surface((2,), 1e-2)
    start = network.descents([2], 1e-2, 3, starts=10, steps=100).lowest
    end = network.swapped(start)
    way = network.bent_way(loss, start, end, points=31, steps=500, rng=rng)
    np.testing.assert_allclose(way[[0, -1]], [start, end])
    straight = start + np.linspace(0, 1, 31)[:, None] * (end - start)
    assert loss.loss(way).max() < loss.loss(straight).max()
    apart = np.linalg.norm(np.diff(way, axis=0), axis=1)
    assert apart.max() < 1.2 * apart.min()  # evenly spaced


def test_minima_but_the_point_and_its_copy_are_told():
    x = np.linspace(-4, 4, 81)
    values = np.minimum.reduce(
        [(x[None] - a) ** 2 + (x[:, None] - b) ** 2 + c for a, b, c in
         ((0, 0, 0.0), (3, 0, 0.0), (-2, 2, 0.2), (0, -3, 0.1))]
    )  # fmt: skip
    cut = landscape.Plane(x, x, values)
    np.testing.assert_allclose(network.others(cut, 3.0, 3)[:2], [[0, -3], [-2, 2]], atol=1e-12)
    assert np.isnan(network.others(cut, 3.0, 3)[2]).all()
    alone = [[3, 0], [0, -3], [-2, 2]]  # the lowest first
    np.testing.assert_allclose(network.others(cut, np.nan, 3), alone, atol=1e-12)


def test_a_frame_refuses_what_it_cannot_do(rng):
    with pytest.raises(ValueError, match="no turn 'left'"):
        network.frame(np.ones(17), "left", rng=rng)


def test_a_single_unit_s_copy_has_its_signs_changed_and_the_same_loss():
    x = np.random.default_rng(0).normal(size=(3, 10))
    copies, loss = network.swapped(x), network.surface([1], 0.01)
    assert np.abs(copies - x).max() > 0.1
    np.testing.assert_allclose(loss.loss(copies), loss.loss(x), rtol=1e-12)
