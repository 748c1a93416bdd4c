"""The spin glass of chapter 02: the fitted edge, growth by factors."""

import numpy as np
import pytest

from lib import presets, statistics, theory
from lib.chapters.c02 import glass
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
    assert glass.lowest(5, 3, 9, 4) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("sample", [glass.lowest, glass.lowest_of_matrices])
@pytest.mark.parametrize(("n", "p"), [(12, 3), (8, 4)])
def test_lowest_curvatures_have_the_exact_mean(sample, n, p):
    found = statistics.mean([sample(n, p, (5, k), 20) for k in range(60)], unit="instance")
    exact = theory.lowest_curvature(n=n, p=p) / p
    assert abs(found.estimate - exact) < 4 * found.standard_error < 0.1


@pytest.mark.parametrize(("p", "sizes"), [(3, (10, 20, 40)), (4, (10, 20, 40)), (3, (20, 40, 80))])
def test_law_of_the_edge_leads_to_the_formula(p, sizes):
    exact = {n: theory.lowest_curvature(n=n, p=p) / p + np.array([-1e-6, 1e-6]) for n in sizes}
    level = glass.edge(exact)
    assert level.estimate == pytest.approx(-theory.threshold_energy(p), abs=0.004)
    assert abs(glass.on_the_way(level, p).estimate) < 0.01
    # what the shift is for
    assert abs(glass.on_the_way(glass.edge(exact, shift=0), p).estimate) > 0.04


def test_an_edge_at_the_other_reading_stands_at_one(rng):
    n = np.array([10, 20, 40])
    law = np.sqrt((n - 1.5) / n) * (-2 + 1.2 * (n - 1.5) ** (-2 / 3))
    noise = 0.1 * (n / 10) ** (-2 / 3)
    levels = {k: y + s * rng.normal(size=50) for k, y, s in zip(n, law, noise, strict=True)}
    way = glass.on_the_way(glass.edge(levels), 3)
    assert way.interval[0] < 1 < way.interval[1]
    assert way.standard_error < 0.1
    assert way.interval[1] - way.interval[0] == pytest.approx(4 * way.standard_error, rel=0.1)


def test_growth_is_a_factor_per_spin_and_covers_it(rng):
    sizes, hits = range(4, 10), 0
    for _ in range(200):
        found = glass.growth({n: np.exp(0.4 * n + 0.3 * rng.normal(size=12)) for n in sizes})
        hits += found.interval[0] <= np.exp(0.4) <= found.interval[1]
    assert 180 <= hits <= 199
    assert found.log
    assert found.estimate == pytest.approx(np.exp(0.4), rel=0.1)


def test_exact_growth_is_that_of_the_formulas():
    assert glass.exact_growth([10, 40], 2) == pytest.approx(4 ** (1 / 30))
    steep, steeper = (glass.exact_growth([60, 61], p) for p in (3, 4))
    assert steep == pytest.approx(np.sqrt(2), rel=0.02)
    assert steeper == pytest.approx(np.sqrt(3), rel=0.02)


def test_growth_of_a_glass_is_exponential_and_that_of_p_2_a_power():
    ranges = presets.chapter("02", "full").quadratic_sizes
    three, two = ([glass.exponential_share(sizes, p) for sizes in ranges.values()] for p in (3, 2))
    np.testing.assert_allclose(three, [0.92, 0.96, 0.98], atol=0.006)
    np.testing.assert_allclose(two, 0, atol=1e-9)
    n = np.array(ranges["10 to 40"], float)
    logs = [np.log(theory.mean_critical_points(n=int(size), p=3)) for size in n]
    _, power, rate = np.linalg.lstsq(np.stack([n**0, np.log(n), n], 1), logs, rcond=None)[0]
    share = rate * 30 / (rate * 30 + power * np.log(4))
    assert three[0] == pytest.approx(share, rel=1e-9)
