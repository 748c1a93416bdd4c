"""Experiments on one instance each: complete counts, ends of descents, the sampled threshold."""

import numpy as np
import pytest

from lib import instances, theory
from lib.spinglass import SphericalSpinGlass


def test_an_instance_depends_on_its_seed_alone():
    one, two = (instances.draw(4, 3, (7, 1))[0].couplings for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - instances.draw(4, 3, (7, 2))[0].couplings).max() > 0.1


def test_one_seed_gives_other_couplings_for_other_sizes():
    small, large = (instances.draw(n, 2, 5)[0].couplings for n in (20, 21))
    assert abs(np.corrcoef(np.diag(small), np.diag(large)[:20])[0, 1]) < 0.9
    assert small[0, 0] != large[0, 0]


@pytest.mark.parametrize(("n", "p"), [(3, 3), (3, 4), (4, 3), (5, 2)])
def test_a_count_is_complete_and_keeps_the_symmetries(n, p):
    found = instances.count(n, p, 3)
    signs = (-1) ** np.arange(n)
    assert found.complete
    assert found.total == found.by_index.sum() <= 2 * theory.eigenpair_count(n=n, p=p)
    assert signs @ found.by_index == (2 if n % 2 else 0)
    if p % 2:
        assert found.by_index.tolist() == found.by_index[::-1].tolist()


def test_lowest_energy_of_two_spins_a_term_is_an_eigenvalue():
    model = instances.draw(6, 2, 11)[0]
    expected = np.linalg.eigvalsh(model.couplings)[0] / np.sqrt(6)
    assert instances.count(6, 2, 11).lowest == pytest.approx(expected, rel=1e-10)
    energies = instances.descent_energies(6, 2, 11, 8)
    np.testing.assert_allclose(energies, expected, atol=1e-12)


def test_descents_end_at_no_less_than_the_lowest_minimum():
    energies = instances.descent_energies(4, 3, 2, 40)
    assert energies.min() == pytest.approx(instances.count(4, 3, 2).lowest, abs=1e-10)


def test_free_curvatures_are_the_hessians_where_the_energy_is_zero():
    eigenvalues = instances.free_curvatures(5, 3, 9, 4)
    model, rng = instances.draw(5, 3, 9)
    sigma = rng.standard_normal((4, 5))
    sigma *= np.sqrt(5) / np.linalg.norm(sigma, axis=1, keepdims=True)
    for point, found in zip(sigma, eigenvalues, strict=True):
        hessian = model.hessian(point) + 3 * model.energy(point) / 5 * np.eye(4)
        np.testing.assert_allclose(found, np.linalg.eigvalsh(hessian), atol=1e-12)


@pytest.mark.parametrize(("n", "p"), [(12, 2), (10, 3), (8, 4)])
def test_sampled_threshold_is_the_formula(n, p):
    sampled = np.array([instances.free_curvatures(n, p, (1, k), 20) for k in range(60)])
    levels = [instances.threshold_level(each, p) for each in sampled]
    error = np.std(levels) / np.sqrt(len(levels))
    assert error < 0.02
    assert abs(instances.threshold_level(sampled, p) + theory.threshold_energy(p)) < 4 * error


def test_threshold_of_a_semicircle_is_its_edge():
    radius = 2 * np.sqrt(3 * 2)
    x = np.linspace(-radius, radius, 20_001)
    drawn = np.interp((np.arange(5000) + 0.5) / 5000, _rank(theory.hessian_density(x, 0, 3)), x)
    assert instances.threshold_level(drawn, 3) == pytest.approx(-radius / 3, rel=1e-3)


def _rank(density):
    """Return the share below each place of an evenly spaced grid."""
    whole = np.cumsum(density)
    return whole / whole[-1]


def test_draw_refuses_what_the_model_refuses():
    with pytest.raises(ValueError, match="at least 2"):
        instances.draw(1, 3, 0)
    assert isinstance(instances.draw(2, 2, 0)[0], SphericalSpinGlass)


def fake_samples(rng, widths, instances=400):
    return [w * rng.normal(size=(instances, 30)) for w in widths]


def test_level_changes_are_those_of_known_widths():
    rng = np.random.default_rng(6)
    found = instances.level_changes(fake_samples(rng, (3, 3, 4.2), 4000), (3, 3, 4), rng=rng)
    assert found.terms == pytest.approx(2 * (4.2 / 4 - 1), abs=0.03)
    assert found.interval[0] < 0 < found.interval[1]
    moved = instances.level_changes(fake_samples(rng, (3, 3.15, 4.2)), (3, 3, 4), rng=rng)
    assert moved.interval[0] < 1 < moved.interval[1]
    assert moved.interval[0] > 0.5


def test_interval_of_the_ratio_covers_it_in_most_repetitions():
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(100):
        samples = fake_samples(rng, (3, 3.05, 4.4), instances=40)
        low, high = instances.level_changes(samples, (3, 3, 4), rng=rng).interval
        hits += low <= (3 - 3.05) / 3 / (1 - 1.1) <= high
    assert 87 <= hits <= 100


def test_growth_rate_and_its_interval():
    rng = np.random.default_rng(8)
    sizes = np.repeat(np.arange(4, 10), 12)
    hits = 0
    for _ in range(200):
        counts = np.exp(0.4 * sizes + 0.3 * rng.normal(size=sizes.size))
        low, high = instances.growth_interval(sizes, counts)
        assert low < instances.growth_rate(sizes, counts) < high
        hits += low <= 0.4 <= high
    assert 180 <= hits <= 199


def test_counts_without_chance_have_an_interval_of_no_width():
    sizes = np.repeat([10, 20, 40], 3)
    low, high = instances.growth_interval(sizes, 2 * sizes)
    assert low == high == instances.growth_rate(sizes, 2 * sizes)
    with pytest.raises(ValueError, match="one instance of 10 spins"):
        instances.growth_interval([10, 20, 20], [20, 40, 40])


def test_circles_mark_every_turning_point_of_the_curve():
    degrees = np.linspace(0, 360, 7201)
    found = instances.circles([2, 3, 6], [(1, 0), (1, 1)], degrees)
    assert found.totals[0].tolist() == [4, 4]
    for place in np.ndindex(found.totals.shape):
        energies = found.energies[place]
        rising = np.diff(energies) > 0
        assert np.sum(rising != np.roll(rising, 1)) == found.totals[place]
        for angles, heights in (found.minima, found.maxima):
            seen = np.isfinite(angles[place])
            at = np.interp(angles[place][seen], degrees, energies)
            np.testing.assert_allclose(at, heights[place][seen], atol=1e-4)
        kinds = [np.isfinite(kind[0][place]).sum() for kind in (found.minima, found.maxima)]
        assert kinds[0] == kinds[1] == found.totals[place] / 2


def test_circles_keep_the_symmetry_of_the_order():
    found = instances.circles([3, 4], [5], [20.0, 200.0])
    one, opposite = found.energies[:, 0].T
    np.testing.assert_allclose(opposite, [-one[0], one[1]], atol=1e-12)


def test_a_planet_has_its_points_at_their_energies_and_obeys_euler():
    planet = instances.planet(3, (2, 1))
    directions = planet.census.points / np.sqrt(3)
    np.testing.assert_allclose(planet.density(directions), planet.census.energies, atol=1e-12)
    assert planet.census.counts() @ [1, -1, 1] == 2
    assert planet.density(np.eye(3)).shape == (3,)
