"""Counts against depth at a budget: Eq. 5, its readings and peaks; exact means, laws for many."""

from math import log

import numpy as np
import pytest

from lib import theory
from lib.instances import depth_counts


@pytest.mark.parametrize(
    ("p", "n", "count"), [(3, 3, 7), (3, 5, 31), (4, 4, 40), (5, 3, 21), (2, 9, 9)]
)
def test_eigenpair_count(p, n, count):
    assert theory.eigenpair_count(n=n, p=p) == count


def test_eigenpair_count_is_exact_where_floats_are_not():
    assert theory.eigenpair_count(n=200, p=3) == 2**200 - 1
    assert theory.eigenpair_count(n=90, p=7) == sum(6**j for j in range(90))


@pytest.mark.parametrize(("p", "n"), [(3, 5), (4, 9), (2, 6), (11, 30)])
def test_equation_5_is_the_logarithm_of_the_eigenpair_count(p, n):
    assert depth_counts.log_count(p, n) == pytest.approx(log(theory.eigenpair_count(n=n, p=p)))


def test_equation_5_is_continuous_at_depth_two():
    assert depth_counts.log_count(2 + 1e-9, 50.0) == pytest.approx(np.log(50), abs=1e-6)


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
    assert depth_counts.peak_depth(convention, kind=kind) == pytest.approx(peak, abs=tolerance)


@pytest.mark.parametrize(("convention", "peak"), [("A", 3.11), ("B", 9.62), ("C", 4.59)])
def test_peaks_at_ten_thousand_parameters(convention, peak):
    assert depth_counts.peak_depth(convention, 1e4) == pytest.approx(peak, abs=0.005)


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
    counts = depth_counts.log_count(depths, depth_counts.spins(depths, budget, convention))
    assert depths[np.argmax(counts)] == depth
    assert abs(depth_counts.peak_depth(convention, budget) - depth) < 1


@pytest.mark.parametrize(("depth", "convention", "value"), [(10, "B", 67.4029), (3, "A", 154.6719)])
def test_equation_5_at_its_peak(depth, convention, value):
    spins = depth_counts.spins(depth, 1e4, convention)
    assert depth_counts.log_count(depth, spins) == pytest.approx(value, abs=1e-3)


def test_minima_peak_much_later_than_the_total():
    depths = np.arange(2, 100)
    spins = depth_counts.spins(depths, 1e4, "A")
    assert depths[np.argmax(depth_counts.log_count(depths, spins, "minima"))] == 28
    fixed = depth_counts.log_count(depths, 50, "minima")
    assert np.all(np.diff(fixed) > 0)


@pytest.mark.parametrize(
    ("budget", "inputs", "depth"), [(10**4, 100, 8), (10**5, 100, 9), (10**5, 784, 7)]
)
def test_networks_of_whole_widths(budget, inputs, depth):
    depths = range(2, 100)
    sizes = [depth_counts.network_spins(depth=h, budget=budget, inputs=inputs) for h in depths]
    assert depths[np.argmax(depth_counts.log_count(depths, sizes))] == depth


@pytest.mark.parametrize(
    ("depth", "budget", "inputs", "outputs"), [(2, 999, 30, 4), (7, 5000, 10, 3)]
)
def test_network_spins_use_the_budget(depth, budget, inputs, outputs):
    def parameters(width):
        return (inputs + outputs) * width + (depth - 2) * width**2

    width = max(w for w in range(1, 200) if parameters(w) <= budget)
    widths = [inputs, *[width] * (depth - 1), outputs]
    size = {"depth": depth, "budget": budget, "inputs": inputs, "outputs": outputs}
    spins = depth_counts.network_spins(**size)
    assert spins == pytest.approx(theory.effective_width(widths))


def test_complex_count_has_twice_the_exponent_of_the_real_one():
    assert depth_counts.log_count(5, 400) / depth_counts.log_count(5, 400, "real") == pytest.approx(
        2, rel=0.01
    )
    kac_rice = theory.mean_critical_points(n=20, p=3) / 2
    assert kac_rice / theory.eigenpair_count(n=20, p=3) == pytest.approx(0.0066, abs=5e-5)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: theory.eigenpair_count(n=3, p=1), "order p"),
        (lambda: theory.eigenpair_count(n=1, p=3), "spins n"),
        (lambda: theory.eigenpair_count(n=2.5, p=3), "spins n"),
        (lambda: theory.effective_width([3]), "at least two widths"),
        (lambda: theory.effective_width([3, 0, 1]), "a width"),
        (lambda: theory.effective_width([3, np.nan]), "a width"),
        (lambda: depth_counts.spins(1.5, 100, "A"), "at least 2"),
        (lambda: depth_counts.spins(5, 3, "A"), "budget"),
        (lambda: depth_counts.spins(5, 100, "D"), "choose one of A, B, C"),
        (lambda: depth_counts.log_count(5, 10, "all"), "choose one of complex"),
        (lambda: depth_counts.peak_depth("E"), "choose one of A, B, C"),
        (
            lambda: depth_counts.network_spins(depth=9, budget=50, inputs=100),
            "raise the budget to 108",
        ),
    ],
)
def test_wrong_arguments_are_refused(call, match):
    with pytest.raises(ValueError, match=match):
        call()


@pytest.mark.parametrize(("depth", "spins"), [(3, 3), (4, 5), (10, 8)])
def test_pairs_are_half_of_the_mean_number_of_critical_points(depth, spins):
    half = theory.mean_critical_points(n=spins, p=depth) / 2
    assert np.exp(depth_counts.mean_log_count(depth, spins)) == pytest.approx(half)


def test_two_layers_have_as_many_pairs_as_spins_and_two_minima():
    assert depth_counts.mean_log_count(2, 9) == pytest.approx(np.log(9))
    assert depth_counts.mean_log_count(2, 9, "minima") == pytest.approx(np.log(2))


@pytest.mark.parametrize("kind", ["real", "minima"])
def test_between_whole_spins_the_logarithm_is_linear(kind):
    low, high = (depth_counts.mean_log_count(6, n, kind) for n in (7, 8))
    assert depth_counts.mean_log_count(6, 7.25, kind) == pytest.approx(0.75 * low + 0.25 * high)


def test_pairs_never_exceed_the_complex_count():
    for depth in (3, 5, 12):
        for spins in (2, 6, 20):
            assert depth_counts.mean_log_count(depth, spins) < depth_counts.log_count(depth, spins)


@pytest.mark.parametrize(("depth", "spins"), [(10, 100), (40, 30), (5, 60)])
def test_the_law_of_pairs_is_nearly_exact(depth, spins):
    law = depth_counts.law_log_count(depth, spins)
    assert law == pytest.approx(depth_counts.mean_log_count(depth, spins), abs=0.05)


@pytest.mark.parametrize(
    ("depth", "spins", "above"),
    [(10, 20, True), (40, 16, True), (6, 40, True), (5, 5, True), (3, 5, False), (3, 100, False)],
)
def test_the_law_of_minima_lies_above_the_exact_mean_but_for_three_layers(depth, spins, above):
    exact = depth_counts.mean_log_count(depth, spins, "minima")
    law = depth_counts.law_log_count(depth, spins, "minima")
    assert (law > exact) is above
    assert abs(law - exact) < 0.4 * exact


def test_the_law_of_minima_has_the_exponent_of_the_limit():
    for depth in (5, 12, 45):
        ratio = depth_counts.law_log_count(depth, 1e10, "minima") / depth_counts.log_count(
            depth, 1e10, "minima"
        )
        assert ratio == pytest.approx(1, abs=1e-3)


def test_at_the_width_the_total_falls_while_minima_multiply():
    at = {depth: depth_counts.spins(depth, 10_240, "B") for depth in (10, 40)}
    assert at == {10: pytest.approx(32), 40: pytest.approx(16)}
    assert depth_counts.log_count(40, 16) < depth_counts.log_count(10, 32)
    assert depth_counts.mean_log_count(40, 16) < depth_counts.mean_log_count(10, 32)
    assert depth_counts.mean_log_count(40, 16, "minima") > depth_counts.mean_log_count(
        10, 32, "minima"
    )


@pytest.mark.parametrize(("convention", "kind"), [("B", "minima"), ("B", "real"), ("A", "minima")])
def test_the_whole_peak_is_the_largest_of_its_neighbours(convention, kind):
    exact = depth_counts.mean_log_count
    peak = depth_counts.whole_peak(convention, 2000, exact, kind)
    heights = [
        exact(depth, float(depth_counts.spins(depth, 2000, convention)), kind)
        for depth in range(max(3, peak - 3), peak + 4)
    ]
    assert max(heights) == exact(peak, float(depth_counts.spins(peak, 2000, convention)), kind)


def test_the_peak_of_minima_lies_far_below_its_limit_at_a_finite_budget():
    peak = depth_counts.whole_peak("B", 10_240, depth_counts.mean_log_count)
    assert peak < 35 < depth_counts.peak_depth("B", kind="minima")


@pytest.mark.parametrize(
    "call",
    [
        lambda: depth_counts.mean_log_count(1, 5),
        lambda: depth_counts.mean_log_count(3, 1.5),
        lambda: depth_counts.mean_log_count(3, float("inf")),
        lambda: depth_counts.mean_log_count(3, 5, "saddles"),
        lambda: depth_counts.law_log_count(2, 5),
        lambda: depth_counts.law_log_count(3, 0),
        lambda: depth_counts.law_log_count(3, 5, "saddles"),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match=r"depth|order|spins|kind|laws need"):
        call()
