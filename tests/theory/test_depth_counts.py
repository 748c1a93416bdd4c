"""Counts against depth at a fixed budget: Eq. 5, its readings, and where each of them peaks."""

from math import log

import numpy as np
import pytest

from lib import theory


@pytest.mark.parametrize(
    ("p", "n", "count"), [(3, 3, 7), (3, 5, 31), (4, 4, 40), (5, 3, 21), (2, 9, 9)]
)
def test_eigenpair_count(p, n, count):
    assert theory.eigenpair_count(p, n) == count


def test_eigenpair_count_is_exact_where_floats_are_not():
    assert theory.eigenpair_count(3, 200) == 2**200 - 1
    assert theory.eigenpair_count(7, 90) == sum(6**j for j in range(90))


@pytest.mark.parametrize(("p", "n"), [(3, 5), (4, 9), (2, 6), (11, 30)])
def test_equation_5_is_the_logarithm_of_the_eigenpair_count(p, n):
    assert theory.log_count(p, n) == pytest.approx(log(theory.eigenpair_count(p, n)))


def test_equation_5_is_continuous_at_depth_two():
    assert theory.log_count(2 + 1e-9, 50.0) == pytest.approx(np.log(50), abs=1e-6)


def test_effective_width():
    assert theory.effective_width([4, 5, 3, 1]) == pytest.approx(3.914868, abs=1e-6)
    assert theory.effective_width(np.array([7, 7])) == pytest.approx(49)
    assert theory.effective_width([1000] * 400) == pytest.approx(1000 ** (400 / 399))


@pytest.mark.parametrize(
    ("convention", "kind", "peak", "tolerance"),
    [
        ("B", "complex", 10.18632, 1e-4),
        ("B", "real", 10.18632, 1e-4),
        ("B", "crude", np.e**2, 1e-4),
        ("C", "complex", 4.59112, 1e-4),
        ("B", "minima", 44.698, 1e-2),
        ("A", "complex", 2.0, 1e-9),
    ],
)
def test_peaks_at_a_large_budget(convention, kind, peak, tolerance):
    assert theory.peak_depth(convention, kind=kind) == pytest.approx(peak, abs=tolerance)


@pytest.mark.parametrize(("convention", "peak"), [("A", 3.11), ("B", 9.62), ("C", 4.59)])
def test_peaks_at_ten_thousand_parameters(convention, peak):
    assert theory.peak_depth(convention, 1e4) == pytest.approx(peak, abs=0.005)


@pytest.mark.parametrize(
    ("convention", "budget", "depth"),
    [
        ("A", 1e3, 4), ("A", 1e4, 3), ("A", 1e6, 3),
        ("B", 1e3, 9), ("B", 1e4, 10), ("B", 1e6, 10),
        ("C", 1e3, 5), ("C", 1e4, 5), ("C", 1e6, 5),
    ],
)  # fmt: skip
def test_whole_depths_that_peak(convention, budget, depth):
    depths = np.arange(2, 100)
    counts = theory.log_count(depths, theory.spins(depths, budget, convention))
    assert depths[np.argmax(counts)] == depth
    assert abs(theory.peak_depth(convention, budget) - depth) < 1


@pytest.mark.parametrize(("depth", "convention", "value"), [(10, "B", 67.4029), (3, "A", 154.6719)])
def test_equation_5_at_its_peak(depth, convention, value):
    spins = theory.spins(depth, 1e4, convention)
    assert theory.log_count(depth, spins) == pytest.approx(value, abs=1e-3)


def test_minima_peak_much_later_than_the_total():
    depths = np.arange(2, 100)
    spins = theory.spins(depths, 1e4, "A")
    assert depths[np.argmax(theory.log_count(depths, spins, "minima"))] == 28
    fixed = theory.log_count(depths, 50, "minima")
    assert np.all(np.diff(fixed) > 0)


@pytest.mark.parametrize(
    ("budget", "inputs", "depth"), [(10**4, 100, 8), (10**5, 100, 9), (10**5, 784, 7)]
)
def test_networks_of_whole_widths(budget, inputs, depth):
    assert theory.network_peak(budget, inputs) == depth


@pytest.mark.parametrize(
    ("depth", "budget", "inputs", "outputs"), [(2, 999, 30, 4), (7, 5000, 10, 3)]
)
def test_network_spins_use_the_budget(depth, budget, inputs, outputs):
    def parameters(width):
        return (inputs + outputs) * width + (depth - 2) * width**2

    width = max(w for w in range(1, 200) if parameters(w) <= budget)
    widths = [inputs, *[width] * (depth - 1), outputs]
    spins = theory.network_spins(depth, budget, inputs, outputs)
    assert spins == pytest.approx(theory.effective_width(widths))


def test_complex_count_has_twice_the_exponent_of_the_real_one():
    assert theory.log_count(5, 400) / theory.log_count(5, 400, "real") == pytest.approx(2, rel=0.01)
    kac_rice = theory.mean_critical_points(3, 20) / 2
    assert kac_rice / theory.eigenpair_count(3, 20) == pytest.approx(0.0066, abs=5e-5)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: theory.eigenpair_count(1, 3), "order p"),
        (lambda: theory.eigenpair_count(3, 1), "spins n"),
        (lambda: theory.eigenpair_count(3, 2.5), "spins n"),
        (lambda: theory.effective_width([3]), "at least two widths"),
        (lambda: theory.effective_width([3, 0, 1]), "a width"),
        (lambda: theory.effective_width([3, np.nan]), "a width"),
        (lambda: theory.spins(1.5, 100, "A"), "at least 2"),
        (lambda: theory.spins(5, 3, "A"), "budget"),
        (lambda: theory.spins(5, 100, "D"), "choose one of A, B, C"),
        (lambda: theory.log_count(5, 10, "all"), "choose one of complex"),
        (lambda: theory.peak_depth("E"), "choose one of A, B, C"),
        (lambda: theory.network_spins(9, 50, 100), "raise the budget to 108"),
    ],
)
def test_wrong_arguments_are_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()
