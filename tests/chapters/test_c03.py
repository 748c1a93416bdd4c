"""Chapter 03: exact densities, passes that are known, descents, all evidence."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, critical_points, statistics, theory
from lib.chapters import c03
from lib.spinglass import draw, random_points

WIDE = np.linspace(-3.2, 1.6, 1001)


@pytest.mark.parametrize(("n", "p"), [(6, 3), (12, 4), (50, 3)])
def test_density_of_minima_has_the_exact_mean_and_share(n, p):
    density = c03.minima_density(WIDE, n=n, p=p)
    assert np.trapezoid(density, WIDE) == pytest.approx(1, abs=1e-6)
    mean = np.trapezoid(density * WIDE, WIDE)
    assert mean == pytest.approx(theory.mean_energy(n=n, p=p, index=0), abs=1e-5)
    level = WIDE[420]
    share = np.trapezoid(density[:421], WIDE[:421])
    assert share == pytest.approx(theory.share_below(n=n, p=p, index=0, below=level), abs=5e-5)


def test_index_shares_are_those_of_the_counts_between_two_levels():
    low, high, n = -0.9005, -0.8995, 5
    slices = [
        theory.mean_critical_points(n=n, p=3, index=k, below=high)
        - theory.mean_critical_points(n=n, p=3, index=k, below=low)
        for k in range(n)
    ]
    shares = c03.index_shares([(low + high) / 2], n=n, p=3)[:, 0]
    np.testing.assert_allclose(shares, np.array(slices) / sum(slices), rtol=1e-4)
    mirrored = c03.index_shares([-0.5, 0.5], n=n, p=3)
    np.testing.assert_allclose(mirrored[:, 0], mirrored[::-1, 1], rtol=1e-9)


def test_mean_height_tends_to_its_law_from_below():
    gaps = [c03.height(n=n, p=3) / float(c03.height_law(n, p=3)) for n in (30, 100, 200)]
    assert min(gaps) > 0.85
    assert max(gaps) < 1
    wide = (float(c03.height_law(1, p=4)) / c03.band_width(4)) ** 2
    assert wide == pytest.approx(780, rel=0.01)


@pytest.mark.parametrize(("n", "p"), [(10, 3), (6, 4)])
def test_minima_above_a_level_are_all_less_those_below(n, p):
    level = -0.8 * theory.threshold_energy(p)
    every = theory.mean_critical_points(n=n, p=p, index=0)
    below = theory.mean_critical_points(n=n, p=p, index=0, below=level)
    assert np.exp(c03.minima_above(0.8, n=n, p=p)) == pytest.approx(every - below, rel=1e-6)


@pytest.mark.parametrize("p", [3, 4])
def test_shares_of_low_index_are_all_less_those_below(p):
    edge, n, mean = -theory.threshold_energy(p), 9, theory.mean_critical_points
    above, below = c03.low_shares(0.25, [n], p)[:, 0]
    low, every = (
        sum(mean(n=n, p=p, index=k) - mean(n=n, p=p, index=k, below=edge) for k in indices)
        for indices in (range(3), (None,))
    )
    assert above == pytest.approx(low / every, rel=1e-6)
    few = mean(n=n, p=p, index=2, below=edge) / mean(n=n, p=p, below=edge)
    assert 0 < 1 - below < 1.1 * few < 1e-3


def test_points_of_low_index_fade_as_their_complexity_says():
    sizes = [21, 41, 61]
    found = c03.per_spin(sizes, np.log(c03.low_shares(0.05, sizes, 3)[0]))
    u = float(theory.energy_at_index_fraction(0.05, 3))
    expected = np.exp(float(theory.complexity(u, 3)) - float(theory.complexity(0, 3)))
    assert expected * 0.97 < found < expected


def test_shares_of_minima_are_of_the_points_on_either_side():
    above, below = c03.low_shares(0, [3], 3)[:, 0]
    edge = -theory.threshold_energy(3)
    minima, low = (theory.mean_critical_points(n=3, p=3, index=0, below=u) for u in (np.inf, edge))
    every, all_low = (theory.mean_critical_points(n=3, p=3, below=u) for u in (np.inf, edge))
    assert below == pytest.approx(low / all_low, rel=1e-9)
    assert above * (every - all_low) + below * all_low == pytest.approx(minima, rel=1e-9)


def test_saddles_per_minimum_fall_by_e_over_so_many_spins():
    u = c03.at_depth(0.5, 4)
    spins = c03.spins_per_fall(0.5, 4)
    minima, saddles = (float(theory.complexity(u, 4, index=k)) for k in (0, 1))
    assert spins * (minima - saddles) == pytest.approx(1, rel=1e-9)
    assert c03.at_depth([0, 1], 4) == pytest.approx(
        [-theory.threshold_energy(4), -theory.ground_state_energy(4)]
    )


@pytest.mark.parametrize("weights", [(1.0, 0.9, 0.5), (1.0, 0.4), (0.8, 1.0, 0.3, 0.9)])
def test_a_known_pass_is_found(weights):
    assert c03.known_pass(*weights) == pytest.approx(1, rel=1e-9)


def test_a_single_valley_has_no_way_out():
    model, found = next(
        (model, found)
        for k in range(200)
        for model, rng in [draw(3, 3, (77, k))]
        for found in [critical_points.find_all(model, rng=rng)]
        if found.counts()[0] == 1
    )
    assert c03.way_out(model, found) == np.inf


@pytest.mark.parametrize("k", range(8))
def test_on_a_circle_the_way_out_is_the_lower_maximum_beside_the_lowest_minimum(k):
    model, rng = draw(2, 5, (78, k))
    found = critical_points.find_all(model, rng=rng)
    if found.counts()[0] < 2:
        assert c03.way_out(model, found) == np.inf
        return
    angles = np.arctan2(found.points[:, 1], found.points[:, 0])
    ring = np.argsort(angles)
    at = int(np.flatnonzero(ring == np.argmin(found.energies))[0])
    beside = found.energies[[ring[at - 1], ring[(at + 1) % len(ring)]]]
    expected = beside.min() - found.energies.min()
    assert c03.way_out(model, found) == pytest.approx(expected, rel=1e-9)


def test_the_way_out_is_a_saddle_and_no_lower_than_the_lowest():
    higher = []
    for k in range(10):
        model, rng = draw(6, 3, (79, k))
        found = critical_points.find_all(model, rng=rng)
        climbs = found.energies[found.indices == 1] - found.energies[0]
        way = c03.way_out(model, found)
        assert c03.leave(6, 3, (79, k)) == pytest.approx(way, rel=1e-6)
        assert np.isinf(way) or np.abs(climbs - way).min() < 1e-9
        higher.append(climbs.min() < way < np.inf)
    assert any(higher)


@pytest.mark.parametrize("index", [0, 1])
def test_one_point_is_expected_below_the_lowest_level(index):
    level = c03.lowest_level(12, 3, index=index)
    mean = theory.mean_critical_points(n=12, p=3, index=index, below=level)
    assert mean == pytest.approx(1, rel=1e-4)


def test_ends_of_descents_are_minima():
    energies, indices = c03.ends(12, 3, 5, 20)
    assert (indices == 0).all()
    assert len(np.unique(energies.round(6))) > 1


def test_flow_of_two_spins_per_term_is_that_of_a_matrix():
    n, times = 8, [0.0, 0.3, 1.0, 3.0]
    model, rng = draw(n, 2, 4)
    start = random_points(n, count=2, rng=rng)
    values, vectors = np.linalg.eigh(model.couplings)
    for row, sigma in zip(c03.flow(n, 2, 4, 2, times), start, strict=True):
        # σ ∝ exp(−2 J t/√n) σ(0), so that u is a mean of eigenvalues
        weights = (vectors.T @ sigma) ** 2 * np.exp(
            -4 * np.outer(times, values - values[0]) / np.sqrt(n)
        )
        expected = weights @ values / weights.sum(axis=1) / np.sqrt(n)
        np.testing.assert_allclose(row, expected, atol=1e-3)


def test_flow_goes_down_and_ends_where_descent_may_end():
    rows = c03.flow(10, 3, (6, 1), 3, [0.0, 1.0, 5.0, 60.0])
    assert (np.diff(rows) < 0).all()
    model, rng = draw(10, 3, (6, 1))
    minima = critical_points.find_minima(model, starts=200, rng=rng).energies
    assert all(np.abs(minima - end).min() < 1e-4 for end in rows[:, -1])


def test_effort_counts_starts_a_hit():
    model, rng = draw(8, 3, 21)
    found = critical_points.find_minima(model, starts=60, rng=rng)
    effort = c03.effort(8, 3, 21, 60)
    assert effort == pytest.approx(60 / found.hits[0])
    assert 1 < effort < 60
    assert c03.effort(8, 2, 21, 60) == 1


def test_drawn_efforts_are_told_from_a_power_law():
    rng, sizes = np.random.default_rng(3), [8, 16, 32, 64]
    measured = [n**0.7 * np.exp(0.5 * rng.normal(size=40)) for n in sizes]
    drawn = c03.drawn_efforts(sizes, measured, 5)
    share = statistics.exponential_share(sizes, drawn, unit="instance")
    assert share.interval[0] < 1 < share.interval[1]
    assert share.interval[0] > 0.8
    assert [len(row) for row in drawn] == [4000] * 4
    rises = [np.log(rows[-1]).mean() - np.log(rows[0]).mean() for rows in (measured, drawn)]
    assert rises[1] == pytest.approx(rises[0], rel=0.4)


def test_share_of_minima_compares_the_two_sides():
    low = SimpleNamespace(energies=np.array([-2.0, 1.0, 1.5]), indices=np.array([0, 1, 0]))
    none = SimpleNamespace(energies=np.array([1.0, 1.5]), indices=np.array([1, 2]))
    found = c03.minima_share([low] * 5 + [none] * 5, 0.0)
    assert found.estimate == pytest.approx(1 - 5 / 20)
    assert found.interval[0] < found.estimate < found.interval[1]


def test_only_what_lies_between_the_levels_is_in_the_band():
    p = 3
    inside, above = c03.at_depth(0.5, p), -theory.threshold_energy(p) + 0.01
    energies = np.array([[inside, above], [inside, -2.0]])
    assert c03.within(energies, p).estimate == 0.5


def test_approach_is_the_exponent_of_the_height():
    rng = np.random.default_rng(1)
    groups = {
        n: -theory.threshold_energy(3) + n**-0.5 * rng.uniform(0.9, 1.1, (30, 4))
        for n in (25, 50, 100)
    }
    found = c03.approach(groups, 3)
    assert abs(found.estimate + 0.5) < 4 * found.standard_error < 0.1


def test_evidence_is_all_that_the_ledger_asks():
    plan = SimpleNamespace(
        share_sizes=[4, 5, 6, 8],
        low_parts={0.1: [11, 21], 0.05: [21, 41], 0.25: [5, 9]},
        low_sizes={"21 to 41": [21, 31], "11 to 21": [11, 21]},
        above_parts={0.6: [4, 5, 6], 0.7: [5, 6], 0.8: [6, 7], 0.9: [7, 8]},
        above_sizes={"10 to 30": [5, 6, 7], "4 to 12": [4, 6]},
        depths=[0.5, 0.25, 0.75],
        doublings={"50 to 100": [6, 12], "25 to 50": [5, 10], "12 to 24": [4, 8]},
        known_pass=[1.0, 0.9, 0.5],
        climb_sizes={"the most": 6, "one fewer": 5, "two fewer": 4},
        climb_quartic=4,
        climb_instances=12,
        census_sizes=[6, 5, 7],
        census_instances=60,
        descent_sizes={3: [6, 10, 14], 4: [5, 7, 9]},
        descent_instances=4,
        descents=3,
        effort_sizes=[4, 8, 24, 48],
        effort_instances=20,
        effort_starts=40,
        effort_quartic=[4, 8, 24],
    )
    names = {claims.record(**row).name for row in c03.evidence(plan, family=1)}
    measured = [part for part in claims.parts("03") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}
