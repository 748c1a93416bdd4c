"""Chapter 02: the fitted edge, growth by factors, networks measured path by path, evidence."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, networks, presets, statistics, theory
from lib.chapters import c02, growth
from lib.spinglass import draw


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def test_lowest_curvature_is_the_hessians_where_the_energy_is_zero():
    model, rng = draw(5, 3, 9)
    sigma = rng.standard_normal((4, 5))
    sigma *= np.sqrt(5) / np.linalg.norm(sigma, axis=1, keepdims=True)
    hessians = [model.hessian(x) + 3 * model.energy(x) / 5 * np.eye(4) for x in sigma]
    expected = np.mean([np.linalg.eigvalsh(h)[0] for h in hessians]) / 3
    assert c02.level_of_hessians(5, 3, 9, 4) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("sample", [c02.level_of_hessians, c02.level_of_matrices])
@pytest.mark.parametrize(("n", "p"), [(12, 3), (8, 4)])
def test_lowest_curvatures_have_the_exact_mean(sample, n, p):
    found = statistics.mean([sample(n, p, (5, k), 20) for k in range(60)], unit="instance")
    exact = theory.lowest_curvature(n=n, p=p) / p
    assert abs(found.estimate - exact) < 4 * found.standard_error < 0.1


@pytest.mark.parametrize(("p", "sizes"), [(3, (10, 20, 40)), (4, (10, 20, 40)), (3, (20, 40, 80))])
def test_law_of_the_edge_leads_to_the_formula(p, sizes):
    exact = {n: theory.lowest_curvature(n=n, p=p) / p + np.array([-1e-6, 1e-6]) for n in sizes}
    level = c02.edge(exact)
    assert level.estimate == pytest.approx(-theory.threshold_energy(p), abs=0.004)
    assert abs(c02.on_the_way(level, p).estimate) < 0.01
    # what the shift is for
    assert abs(c02.on_the_way(c02.edge(exact, shift=0), p).estimate) > 0.04


def test_an_edge_at_the_other_reading_stands_at_one(rng):
    n = np.array([10, 20, 40])
    law = np.sqrt((n - 1.5) / n) * (-2 + 1.2 * (n - 1.5) ** (-2 / 3))
    noise = 0.1 * (n / 10) ** (-2 / 3)
    levels = {k: y + s * rng.normal(size=50) for k, y, s in zip(n, law, noise, strict=True)}
    way = c02.on_the_way(c02.edge(levels), 3)
    assert way.interval[0] < 1 < way.interval[1]
    assert way.standard_error < 0.1
    assert way.interval[1] - way.interval[0] == pytest.approx(4 * way.standard_error, rel=0.1)


def test_growth_is_a_factor_per_spin_and_covers_it(rng):
    sizes, hits = range(4, 10), 0
    for _ in range(200):
        found = growth(
            {n: np.exp(0.4 * n + 0.3 * rng.normal(size=12)) for n in sizes}, unit="instance"
        )
        hits += found.interval[0] <= np.exp(0.4) <= found.interval[1]
    assert 180 <= hits <= 199
    assert found.log
    assert found.estimate == pytest.approx(np.exp(0.4), rel=0.1)


def test_exact_growth_is_that_of_the_formulas():
    assert c02.exact_growth([10, 40], 2) == pytest.approx(4 ** (1 / 30))
    steep, steeper = (c02.exact_growth([60, 61], p) for p in (3, 4))
    assert steep == pytest.approx(np.sqrt(2), rel=0.02)
    assert steeper == pytest.approx(np.sqrt(3), rel=0.02)


def test_growth_of_a_glass_is_exponential_and_that_of_p_2_a_power():
    ranges = presets.chapter("02", "full").quadratic_sizes
    three, two = ([c02.exponential_share(sizes, p) for sizes in ranges.values()] for p in (3, 2))
    np.testing.assert_allclose(three, [0.92, 0.96, 0.98], atol=0.006)
    np.testing.assert_allclose(two, 0, atol=1e-9)
    n = np.array(ranges["10 to 40"], float)
    logs = [np.log(theory.mean_critical_points(n=int(size), p=3)) for size in n]
    _, power, rate = np.linalg.lstsq(np.stack([n**0, np.log(n), n], 1), logs, rcond=None)[0]
    share = rate * 30 / (rate * 30 + power * np.log(4))
    assert three[0] == pytest.approx(share, rel=1e-9)


def test_trained_networks_tell_the_digits_apart_and_keep_their_seeds():
    task = c02.digits(200, side=7)
    first, second = c02.train(task, (5, 4), 3, count=2, steps=150, rate=0.2)
    alone = c02.train(task, (5, 4), 3, count=1, steps=150, rate=0.2)[0]
    fresh = c02.train(task, (5, 4), 3, count=1, steps=0, rate=0.2)[0]
    assert task.double()(first).item() < 0.3 * task.double()(fresh).item()
    np.testing.assert_allclose(*map(networks.get_parameters, (first, alone)), atol=1e-5)
    assert not np.allclose(*map(networks.get_parameters, (first, second)))
    assert set(task.targets.unique().tolist()) == {-1.0, 1.0}


def test_measured_network_is_its_sum_over_paths(rng):
    network = networks.MLP((6, 5, 3, 1), bias=False, rng=rng).double()
    images = rng.normal(size=(80, 6)) @ rng.normal(size=(6, 6))
    found = c02.measure_paths(network, images, pairs=400, rng=rng)
    assert found.identity < 1e-14 < 0.01 < found.ungated
    assert found.is_open.shape == (90,)
    shuffled, shared = map(found.mean_correlation, ("shuffled", "one input"))
    assert shuffled < 0.15 < shared


def test_pairs_of_routes_share_an_input_or_not(rng):
    widths = (3, 4, 2, 1)
    listed = networks.routes(widths)
    one, other, elsewhere = c02.pairs_of_routes(widths, 5000, rng=rng)
    assert (listed[one, 0] == listed[other, 0]).all()
    assert (one != other).all()
    assert (listed[one, 0] != listed[elsewhere, 0]).all()
    assert len({*other[one == 0]}) == 7  # every one there can be
    assert len({*elsewhere[one == 0]}) == 16
    with pytest.raises(ValueError, match="low >= high"):
        c02.pairs_of_routes((3, 1, 1), 5, rng=rng)


def test_evidence_is_all_that_the_ledger_asks():
    paths = {"count": 2, "images": 60, "side": 4, "steps": 3, "rate": 0.1, "pairs": 40}
    plan = SimpleNamespace(
        edge_sizes={"10 to 40": [5, 8], "5 to 20": [4, 6], "20 to 80": [6, 9]},
        edge_shifts={"one spin": 1, "two spins": 2},
        edge_instances=3,
        edge_points=2,
        growth_sizes=[3, 4, 5, 6],
        growth_instances=2,
        quadratic_sizes={
            "10 to 40": [10, 20, 40],
            "20 to 80": [20, 40, 80],
            "40 to 100": [40, 60, 99],
        },
        few=[5, 10, 20],
        groups=1,
        paths=paths | {"hidden": [3, 2]},
        variants={
            "the training = none": {"steps": 0},
            "the training = four times as long": {"steps": 12},
            "the hidden units = half as many": {"hidden": [2, 2]},
            "the hidden units = twice as many": {"hidden": [6, 4]},
        },
    )
    names = {claims.record(**row).name for row in c02.evidence(plan, family=1)}
    measured = [part for part in claims.parts("02") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}
