"""Exact mean counts: reference values, closed forms, identities and independent computations."""

from math import gamma

import numpy as np
import pytest
from scipy.linalg import eigvalsh_tridiagonal

from lib import theory
from lib.theory import kac_rice, quadrature, tails

COUNT = theory.mean_critical_points


def every_index(n, p, **options):
    return np.array([COUNT(n=n, p=p, index=index, **options) for index in range(n)])


# Reference values


@pytest.mark.parametrize(("p", "value"), [(3, 5.291503), (4, 6.324555), (6, 8.0)])
def test_two_spins(p, value):
    assert COUNT(n=2, p=p) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "n", "value"),
    [
        (3, 3, 10.552360), (3, 4, 18.790234), (3, 5, 31.496914), (3, 6, 50.873137),
        (3, 7, 80.155602), (3, 8, 124.091986), (4, 3, 15.145341), (4, 4, 32.508214),
        (4, 5, 65.886359),
    ],
)  # fmt: skip
def test_totals(p, n, value):
    assert COUNT(n=n, p=p) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(("n", "value"), [(20, 13842.2), (50, 7.41792e8), (100, 3.55707e16)])
def test_large_totals(n, value):
    assert COUNT(n=n, p=3) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    ("n", "values"),
    [
        (3, [3.138090, 4.276180, 3.138090]),
        (4, [3.579524, 5.815592, 5.815592, 3.579524]),
        (5, [3.999812, 7.374229, 8.748833, 7.374229, 3.999812]),
    ],
)
def test_counts_by_index(n, values):
    assert every_index(n, 3) == pytest.approx(np.array(values), abs=1e-5)


@pytest.mark.parametrize(("index", "value"), [(0, 1.055225), (1, 0.046924)])
def test_counts_below_a_level(index, value):
    assert COUNT(n=3, p=3, index=index, below=-1) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(
    ("n", "value"), [(10, 6.08039), (20, 11.01398), (30, 17.70543), (40, 26.86597), (50, 39.33602)]
)
def test_minima(n, value):
    assert COUNT(n=n, p=3, index=0) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("n", "value"), [(3, -0.812197), (4, -0.942207), (5, -1.027237), (6, -1.088057)]
)
def test_mean_energy_of_minima(n, value):
    assert theory.mean_energy(n=n, p=3, index=0) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(
    ("p", "n", "minima", "below"),
    [(3, 20, 11.0, 0.17), (3, 50, 39.3, 0.23), (3, 100, 201, 0.40), (4, 100, 8.83e4, 9.9)],
)
def test_most_minima_lie_above_the_band(p, n, minima, below):
    level = -theory.threshold_energy(p)
    assert COUNT(n=n, p=p, index=0) == pytest.approx(minima, rel=5e-3)
    assert COUNT(n=n, p=p, index=0, below=level) == pytest.approx(below, rel=3e-2)
    share = theory.share_below(n=n, p=p, index=0, below=level)
    assert share == pytest.approx(below / minima, rel=4e-2)


@pytest.mark.parametrize(("level", "share"), [(-1.0, 0.501), (-1.5, 0.979)])
def test_share_of_minima_among_low_points(level, share):
    minima = COUNT(n=10, p=3, index=0, below=level) / COUNT(n=10, p=3, below=level)
    assert minima == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize(("p", "few", "many"), [(3, 0.47, 1.00), (4, 0.50, 1.10), (6, 0.53, 1.18)])
def test_saddles_per_minimum_below_the_threshold_rise_with_size(p, few, many):
    level = -theory.threshold_energy(p)
    shares = [100 * theory.saddles_per_minimum(n=n, p=p, below=level) for n in (6, 100)]
    assert shares == pytest.approx([few, many], abs=0.005)


@pytest.mark.parametrize(("n", "below"), [(3, -0.5), (8, -1.0), (8, -1.7), (12, -2.2), (12, -3.2)])
def test_saddles_per_minimum_are_those_of_all_indices(n, below):
    """By the sum over indices one by one; at the lowest levels a difference has no digits."""
    minima, *saddles = (COUNT(n=n, p=4, index=k, below=below) for k in range(min(n, 6)))
    found = theory.saddles_per_minimum(n=n, p=4, below=below)
    assert found == pytest.approx(sum(saddles) / minima, rel=1e-6, abs=0)


def test_lowest_curvature_of_three_spins_is_written_down():
    """Two levels of a 2 × 2 matrix: half their distance is Rayleigh's, of scale √(p(p − 1)/n)."""
    for p in (2, 3, 7):
        mean = -np.sqrt(np.pi / 2 * p * (p - 1) / 3)
        assert theory.lowest_curvature(n=3, p=p) == pytest.approx(mean, rel=1e-9)


def test_lowest_curvature_approaches_the_edge_by_the_power_two_thirds():
    """E y_0 = −√(2m − 1) + 1.2065336 m^(−1/6)/√2 + …, m = n − 1: Tracy and Widom's mean."""
    gaps = []
    for m in (19, 79):
        lowest = theory.lowest_curvature(n=m + 1, p=3) / np.sqrt(2 * 3 * 2 / (m + 1))
        gaps.append((lowest + np.sqrt(2 * m - 1)) * np.sqrt(2) * m ** (1 / 6) - 1.2065336)
    assert abs(gaps[1]) < 0.5 * abs(gaps[0]) < 0.03


# Closed forms


@pytest.mark.parametrize("p", [2, 3, 5, 30, 1000])
def test_closed_forms_of_two_and_three_spins(p):
    assert COUNT(n=2, p=p) == pytest.approx(2 * np.sqrt(3 * p - 2), rel=1e-9)
    peak = 2 * (p - 1) ** 1.5 / np.sqrt(3 * p - 2)
    assert every_index(3, p) == pytest.approx(np.array([1 + peak, 2 * peak, 1 + peak]), rel=1e-9)


@pytest.mark.parametrize("n", [2, 3, 4, 7, 20])
def test_two_spin_interaction_has_two_points_an_index(n):
    assert every_index(n, 2) == pytest.approx(np.full(n, 2.0), abs=1e-8)
    assert COUNT(n=n, p=2) == pytest.approx(2 * n, abs=1e-8)


@pytest.mark.parametrize("index", [0, 1, 30, 59])
def test_two_points_an_index_at_sixty_spins(index):
    assert COUNT(n=60, p=2, index=index) == pytest.approx(2, abs=1e-8)


# Identities

SIZES = [(3, 2), (4, 3), (3, 9), (10, 8), (5, 20), (3, 33)]


@pytest.mark.parametrize("n", [4, 30])
def test_across_a_first_panel_a_density_grows_by_no_more_than_asked(n):
    for index in (0, 2, None):
        for cut in (-1.0, -3.0, -30.0, -300.0):
            width = quadrature.first_width(n, index, cut)
            slope = np.sqrt(max(cut**2 - 2 * n, 0.0)) * (1 if index is None else index + 1)
            assert width * slope <= 1.5 * quadrature._GROWTH  # to the nearest power of 2
            assert width <= 3 * quadrature.expected_place(n, index)[1]
            assert width > 0
            assert np.log2(width) % 1 == 0


@pytest.mark.parametrize(("p", "n"), SIZES)
def test_alternating_sum_is_the_euler_characteristic(p, n):
    counts = every_index(n, p)
    alternating = np.sum(counts * (-1.0) ** np.arange(n))
    assert alternating == pytest.approx(2 * (n % 2), abs=1e-6 + 1e-13 * counts.sum())


@pytest.mark.parametrize(("p", "n"), SIZES)
def test_index_and_co_index_mirror(p, n):
    counts = every_index(n, p)
    assert counts == pytest.approx(counts[::-1], rel=1e-9)
    middle = [theory.mean_energy(n=n, p=p, index=index) for index in range(n)]
    assert np.array(middle) == pytest.approx(-np.array(middle)[::-1], abs=1e-9)
    assert np.all(np.diff(middle) > 0)


@pytest.mark.parametrize(
    ("p", "n", "below", "indices"),
    [
        (3, 2, -0.9, 2), (4, 3, -0.9, 3), (3, 5, 0.6, 5), (10, 8, -0.9, 8), (10, 8, 1.1, 8),
        (5, 20, 0.35, 17), (5, 20, -1.6, 4), (3, 33, np.inf, 33),
    ],
)  # fmt: skip
def test_indices_add_up_to_the_total(p, n, below, indices):
    """Indices left out are the rarest: at p = 5, n = 20, less than 1e-9 of all."""
    counts = [COUNT(n=n, p=p, index=index, below=below) for index in range(indices)]
    assert sum(counts) == pytest.approx(COUNT(n=n, p=p, below=below), rel=1e-9)


@pytest.mark.parametrize("index", [None, 0, 1, 3])
def test_counts_grow_with_the_level(index):
    levels = [-np.inf, -2.2, -1.6, -1.2, -0.6, 0.0, 0.8, 1.7, 2.5, 1e6, np.inf]
    counts = [COUNT(n=6, p=4, index=index, below=level) for level in levels]
    assert np.all(np.diff(counts) >= 0)
    assert counts[0] == 0
    assert counts[-1] == pytest.approx(COUNT(n=6, p=4, index=index))


def test_half_of_all_points_have_negative_energy():
    assert COUNT(n=40, p=3, below=0) == pytest.approx(COUNT(n=40, p=3) / 2)


@pytest.mark.parametrize("index", [None, 0, 1])
def test_exponent_approaches_the_complexity(index):
    level = -theory.threshold_energy(4) - 0.03
    limit = theory.complexity(level, 4, index=index)
    sizes = (20, 50, 100)
    gaps = [COUNT(n=n, p=4, index=index, below=level, log=True) / n - limit for n in sizes]
    assert np.all(np.diff(np.abs(gaps)) < 0)
    for n, gap in zip(sizes, gaps, strict=True):
        assert abs(gap) < 3 * np.log(n) / n


# Independent computations


def segment(low, high, points=40):
    """Gauss–Legendre nodes and weights from low to high, along a new last axis."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    low, high = np.asarray(low)[..., None], np.asarray(high)[..., None]
    return (low + high) / 2 + (high - low) / 2 * nodes, (high - low) / 2 * weights


def sphere_factor(p, n):
    """Volume of the sphere of radius √n times the density of a vanishing tangent gradient."""
    volume = 2 * np.pi ** (n / 2) / gamma(n / 2) * n ** ((n - 1) / 2)
    return volume * (2 * np.pi * p) ** (-(n - 1) / 2)


def tangent_integral(p, n, index, below):
    """E[number] = sphere factor · E |det(G − pu)| 1{index}, G an (n − 1)² GOE: n = 2 and 3."""
    u, weight = segment(-5.0, min(below, 5.0))
    weight = weight * np.sqrt(n / (2 * np.pi)) * np.exp(-n * u * u / 2)
    variance = 2 * p * (p - 1) / n
    zero, reach = p * u, 9 * np.sqrt(variance) + p * np.abs(u)
    x, wx = segment(-reach, zero) if index else segment(zero, reach)
    law = wx * np.exp(-(x**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    size = np.abs(x - zero[:, None])
    if n == 3:
        lowest = np.maximum(x, zero[:, None]) if index == 1 else x
        y, wy = segment(lowest, zero[:, None] + 0 * x if index == 2 else reach[:, None] + 0 * x)
        other = wy * np.exp(-(y**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
        gaps = 2 * (y - x[..., None]) / np.sqrt(4 * variance / np.pi)
        size = size * np.sum(other * gaps * np.abs(y - zero[:, None, None]), axis=-1)
    return sphere_factor(p, n) * np.sum(weight[:, None] * law * size)


@pytest.mark.parametrize(("p", "n"), [(3, 2), (7, 2), (2, 3), (3, 3), (5, 3)])
@pytest.mark.parametrize("below", [-1.3, -0.4, 0.7, 2.6, 3.3, np.inf])
def test_against_the_integral_over_the_tangent_hessian(p, n, below):
    for index in range(n):
        direct = tangent_integral(p, n, index, below)
        assert COUNT(n=n, p=p, index=index, below=below) == pytest.approx(
            direct, rel=1e-6, abs=1e-12
        )


@pytest.mark.parametrize(("p", "n", "below"), [(3, 4, np.inf), (3, 5, -0.5), (4, 6, -0.9)])
def test_against_sampled_tangent_hessians(p, n, below):
    rng, samples = np.random.default_rng(11), 100_000
    u = rng.normal(size=samples) / np.sqrt(n)
    gaussian = rng.normal(size=(samples, n - 1, n - 1)) * np.sqrt(p * (p - 1) / (2 * n))
    hessian = gaussian + gaussian.swapaxes(1, 2) - p * u[:, None, None] * np.eye(n - 1)
    eigenvalues = np.linalg.eigvalsh(hessian)
    size = sphere_factor(p, n) * np.abs(eigenvalues.prod(axis=1)) * (u <= below)
    for index in range(n):
        found = size * ((eigenvalues < 0).sum(axis=1) == index)
        error = found.std() / np.sqrt(samples)
        chance = size.max() / samples  # an index that no sample has may have this mean
        assert abs(found.mean() - COUNT(n=n, p=p, index=index, below=below)) < 4 * error + chance


def test_minima_of_forty_spins_against_sampled_tridiagonal_matrices():
    rng, samples, n, p = np.random.default_rng(7), 6000, 40, 3
    lowest = np.empty(samples)
    for i in range(samples):
        off = np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1)) / 2)
        diagonal = rng.normal(size=n)
        lowest[i] = eigvalsh_tridiagonal(diagonal, off, select="i", select_range=(0, 0))[0]
    weight = 2 * np.sqrt(2 / p) * (p - 1) ** (n / 2) * np.exp(-(p - 2) / (2 * p) * lowest**2)
    energy = lowest * np.sqrt(2 * (p - 1) / (p * n))
    centre = np.sum(weight * energy) / weight.sum()
    error = np.sqrt(np.sum((weight * (energy - centre)) ** 2)) / weight.sum()
    assert abs(centre - theory.mean_energy(n=n, p=p, index=0)) < 4 * error
    noise = weight.std() / np.sqrt(samples)
    assert abs(weight.mean() - COUNT(n=n, p=p, index=0)) < 4 * noise


@pytest.mark.parametrize(
    ("p", "n", "index", "below"),
    [(3, 12, 0, -1.5), (3, 12, 4, np.inf), (30, 9, 2, np.inf), (3, 8, 2, -1.4)],
)
def test_against_long_arithmetic(p, n, index, below):
    cut = min(kac_rice._place_of(below, n, p), 4.0)
    t, weights = segment(-7.5, cut, 50)
    density = tails.order_densities(n, index % 2, t, 80).log_value[:, index // 2]
    whole = np.sum(weights * np.exp(density - (p - 2) / (2 * p) * t * t))
    exact = 2 * np.sqrt(2 / p) * (p - 1) ** (n / 2) * whole
    assert COUNT(n=n, p=p, index=index, below=below) == pytest.approx(exact, rel=1e-6)


# Digits it has, and digits it has not


@pytest.mark.parametrize(("index", "below"), [(2, -2.0), (3, -2.0), (5, -1.9)])
def test_rare_points_keep_their_digits(index, below):
    rare = COUNT(n=6, p=3, index=index, below=below)
    rarer = COUNT(n=6, p=3, index=index, below=below - 0.001)
    assert 0 < rare < 1e-6
    t = np.array([kac_rice._place_of(below - 0.0005, 6, 3)])
    density = tails.order_densities(6, index % 2, t, 120).log_value[0, index // 2]
    step = 0.001 * kac_rice._place_of(1.0, 6, 3)
    slope = 2 * np.sqrt(2 / 3) * 2**3 * np.exp(density - t[0] ** 2 / 6) * step
    assert rare - rarer == pytest.approx(slope, rel=1e-3)


def test_it_raises_where_it_has_no_digits():
    with pytest.raises(theory.PrecisionError, match="index 8 of n = 60"):
        COUNT(n=60, p=3, index=8, below=-1.7)
    assert issubclass(theory.PrecisionError, ValueError)


def test_it_raises_when_its_probability_does_not_add_up(monkeypatch):
    monkeypatch.setattr(kac_rice, "_mass_flaw", lambda n, index: 1e-3)
    kac_rice._checked.cache_clear(), kac_rice._log_mean.cache_clear()
    with pytest.raises(theory.PrecisionError, match="relative 1e-03"):
        COUNT(n=6, p=3, index=1)


def test_it_raises_when_halving_the_grid_matters(monkeypatch):
    monkeypatch.setattr(kac_rice, "first_width", lambda *_: 64.0)
    kac_rice._checked.cache_clear(), kac_rice._log_mean.cache_clear()
    with pytest.raises(theory.PrecisionError):
        COUNT(n=25, p=3, index=1)


@pytest.mark.parametrize(("n", "index", "width"), [(25, 2, 8.0), (12, 5, 8.0), (40, 0, 8.0)])
def test_panels_that_are_too_wide_are_halved_until_the_digits_are_there(n, index, width):
    fine = quadrature.integral(n, index, 0.1, np.inf, 0.25)
    coarse = quadrature.integral(n, index, 0.1, np.inf, width)
    assert abs(np.expm1(coarse.log_value - fine.log_value)) > kac_rice.TOLERANCE
    assert coarse.grid_error > abs(np.expm1(coarse.log_value - fine.log_value))
    found = kac_rice._refined(n, index, 0.1, np.inf, width)
    assert found.log_value == pytest.approx(fine.log_value, abs=1e-9)
    assert found.mean == pytest.approx(fine.mean, abs=1e-7)


def test_it_raises_where_halving_ends_too_early(monkeypatch):
    """A grid whose half is off by 1e-5 to 1e-1 is not good enough, however it came about."""
    coarse = quadrature.integral(25, 1, 1 / 6, np.inf, 4.0)
    assert 1e-4 < coarse.grid_error < 0.1
    monkeypatch.setattr(kac_rice, "_refined", lambda *_: coarse)
    monkeypatch.setattr(kac_rice, "_mass_flaw", lambda *_: 0.0)
    kac_rice._checked.cache_clear(), kac_rice._log_mean.cache_clear()
    with pytest.raises(theory.PrecisionError):
        COUNT(n=25, p=3, index=1)
    kac_rice._checked.cache_clear(), kac_rice._log_mean.cache_clear()


def test_nothing_overflows():
    assert COUNT(n=200, p=1000) == pytest.approx(np.exp(COUNT(n=200, p=1000, log=True)))
    assert COUNT(n=500, p=3, log=True) > 170
    assert COUNT(n=60, p=3, index=0, below=-5, log=True) == pytest.approx(-597.606, abs=1e-3)
    assert COUNT(n=60, p=3, index=0, below=-50) == 0
    assert COUNT(n=20, p=3, below=-np.inf, log=True) == -np.inf
    with pytest.raises(ValueError, match="log=True"):
        COUNT(n=200, p=10**6)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"p": 1}, "order p"),
        ({"p": 3.5}, "order p"),
        ({"p": np.nan}, "order p"),
        ({"n": 1}, "spins n"),
        ({"n": 2.5}, "spins n"),
        ({"n": 10**6}, "from 2 to 1000"),
        ({"n": 10**400}, "from 2 to 1000"),
        ({"index": 3}, "index must be a whole number from 0 to 2"),
        ({"index": -1}, "index"),
        ({"index": 0.5}, "index"),
        ({"below": np.nan}, "got nan"),
        ({"below": [0, 1]}, "one real number"),
    ],
)
def test_wrong_arguments_are_refused(change, match):
    with pytest.raises(ValueError, match=match):
        COUNT(**{"n": 3, "p": 3} | change)


def test_order_and_size_cannot_be_mixed_up():
    with pytest.raises(TypeError):
        COUNT(3, 5)


def test_mean_energy_needs_an_index():
    with pytest.raises(ValueError, match="index"):
        theory.mean_energy(n=3, p=3, index=None)
    with pytest.raises(ValueError, match="index"):
        theory.mean_energy(n=3, p=3, index=3)


@pytest.mark.parametrize(
    ("p", "n", "count"), [(3, 3, 7), (3, 5, 31), (4, 4, 40), (5, 3, 21), (2, 9, 9)]
)
def test_eigenpair_count(p, n, count):
    assert theory.eigenpair_count(n=n, p=p) == count


def test_eigenpair_count_is_exact_where_floats_are_not():
    assert theory.eigenpair_count(n=200, p=3) == 2**200 - 1
    assert theory.eigenpair_count(n=90, p=7) == sum(6**j for j in range(90))


def test_real_pairs_are_a_falling_share_of_the_eigenpairs():
    share = COUNT(n=20, p=3) / 2 / theory.eigenpair_count(n=20, p=3)
    assert share == pytest.approx(0.0066, abs=5e-5)


@pytest.mark.parametrize(
    ("sizes", "match"),
    [({"n": 3, "p": 1}, "order p"), ({"n": 1, "p": 3}, "spins n"), ({"n": 2.5, "p": 3}, "spins n")],
)
def test_eigenpair_count_refuses_what_is_no_size(sizes, match):
    with pytest.raises(ValueError, match=match):
        theory.eigenpair_count(**sizes)
