"""Counts against depth: Equation 5, readings of Λ, exact means, the law; complex solutions."""

from math import log

import numpy as np
import pytest

from lib import theory
from lib.chapters.c07 import counts
from lib.chapters.c07.counts import equation_5, exact, law, spins
from lib.critical_points import census_of
from lib.spinglass import draw

DEPTHS = np.linspace(2, 100, 98_001)


def peak(reading, budget, count=equation_5):
    return DEPTHS[np.argmax(count(DEPTHS, spins(DEPTHS, budget, reading)))]


@pytest.mark.parametrize(("p", "n"), [(3, 5), (4, 9), (2, 6), (11, 30)])
def test_equation_5_is_the_logarithm_of_the_eigenpair_count(p, n):
    assert equation_5(p, n) == pytest.approx(log(theory.eigenpair_count(n=n, p=p)))


def test_equation_5_is_continuous_at_depth_two():
    assert equation_5(2 + 1e-9, 50.0) == pytest.approx(np.log(50), abs=1e-6)


@pytest.mark.parametrize(
    ("reading", "budget", "depth"),
    [
        ("path mass", 1e4, 3.11), ("width", 1e4, 9.62), ("parameters per layer", 1e4, 4.59),
        ("width", 1e13, 10.186), ("parameters per layer", 1e13, 4.591),
    ],
)  # fmt: skip
def test_equation_5_is_largest_where_its_reading_says(reading, budget, depth):
    assert peak(reading, budget) == pytest.approx(depth, abs=0.01)


def test_minima_are_largest_much_later_than_all_solutions():
    assert peak("width", 1e16, law) == pytest.approx(44.7, abs=0.2)
    at = {depth: spins(depth, 10_240, "width") for depth in (10, 40)}
    assert at == {10: pytest.approx(32), 40: pytest.approx(16)}
    assert exact(40, 16) < exact(10, 32)
    assert exact(40, 16, 0) > exact(10, 32, 0)


def test_at_fixed_spins_numbers_only_grow():
    assert (np.diff(equation_5(DEPTHS, 30)) > 0).all()
    assert (np.diff(law(DEPTHS[1000:], 50)) > 0).all()


@pytest.mark.parametrize("depth", [2, 3, 12, 40])
def test_the_paths_of_a_network_are_those_of_definition_3_1(depth):
    units = 7
    budget = (depth - 2) * units**2 + 101 * units
    found = spins(depth, budget, "path mass, a hundred inputs")
    assert found == pytest.approx(theory.effective_width([100, *[units] * (depth - 1), 1]))


def test_equal_widths_have_the_paths_of_the_path_mass():
    units, depth = 12, 5
    expected = theory.effective_width([units] * (depth + 1))
    assert spins(depth, depth * units**2, "path mass") == pytest.approx(expected)


@pytest.mark.parametrize(("depth", "size"), [(3, 3), (4, 5), (10, 8)])
def test_pairs_are_half_of_the_mean_number_and_fewer_than_solutions(depth, size):
    half = theory.mean_critical_points(n=size, p=depth) / 2
    assert np.exp(exact(depth, size)) == pytest.approx(half)
    assert exact(depth, size) < equation_5(depth, size)


def test_two_layers_have_as_many_pairs_as_spins_and_two_minima():
    assert exact(2, 9) == pytest.approx(np.log(9))
    assert exact(2, 9, 0) == pytest.approx(np.log(2))


@pytest.mark.parametrize("index", [None, 0])
def test_between_whole_spins_the_logarithm_is_linear(index):
    low, high = (exact(6, n, index) for n in (7, 8))
    assert exact(6, 7.25, index) == pytest.approx(0.75 * low + 0.25 * high)


@pytest.mark.parametrize(
    ("depth", "size", "above"), [(10, 20, True), (40, 16, True), (5, 5, True), (3, 100, False)]
)
def test_the_law_lies_above_the_exact_mean_but_for_three_layers(depth, size, above):
    found = exact(depth, size, 0)
    assert (law(depth, size) > found) is above
    assert abs(law(depth, size) - found) < 0.4 * found


def test_the_law_has_the_exponent_of_the_threshold():
    for depth in (5, 12, 45):
        rate = law(depth, 1e10) / 1e10
        assert rate == pytest.approx(theory.threshold_complexity(depth), rel=1e-3)


@pytest.mark.parametrize(("n", "p"), [(4, 2), (4, 3), (3, 4), (3, 5)])
def test_there_are_as_many_solutions_as_equation_5_says(n, p):
    assert counts.solved(n, p, 5)[0] == theory.eigenpair_count(n=n, p=p)


@pytest.mark.parametrize(("n", "p"), [(5, 3), (4, 4)])
def test_real_solutions_lie_at_the_energies_of_the_critical_points(n, p):
    found = census_of(n, p, 7)
    u = counts.complex_energies(draw(n, p, 7)[0], found)
    real = u[found.certificate.real]
    assert np.abs(real.imag).max() < 1e-9
    both = np.concatenate([real.real, real.real * (-1) ** p])
    np.testing.assert_allclose(np.sort(both), found.energies, atol=1e-9)
    assert 2 * counts.solved(n, p, 7)[1] == len(found.energies)
    for energy in u[~found.certificate.real]:  # in conjugate pairs
        assert np.abs(u - energy.conj()).min() < 1e-8 * max(1, abs(energy))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: spins(1.5, 100, "width"), "at least 2"),
        (lambda: spins(5, 3, "width"), "budget"),
        (lambda: spins(5, 100, "area"), "choose one of path mass"),
        (lambda: exact(1, 5), "order"),
        (lambda: exact(3, 1.5), "spins"),
        (lambda: exact(3, float("inf")), "spins"),
        (lambda: law(3, float("nan")), "spins"),
    ],
)
def test_bad_input_is_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()
