"""Mean counts against depth at a finite number of spins, exact and by the laws for many."""

import numpy as np
import pytest

from lib import theory


@pytest.mark.parametrize(("depth", "spins"), [(3, 3), (4, 5), (10, 8)])
def test_pairs_are_half_of_the_mean_number_of_critical_points(depth, spins):
    half = theory.mean_critical_points(depth, spins) / 2
    assert np.exp(theory.mean_log_count(depth, spins)) == pytest.approx(half)


def test_two_layers_have_as_many_pairs_as_spins_and_two_minima():
    assert theory.mean_log_count(2, 9) == pytest.approx(np.log(9))
    assert theory.mean_log_count(2, 9, "minima") == pytest.approx(np.log(2))


@pytest.mark.parametrize("kind", ["real", "minima"])
def test_between_whole_spins_the_logarithm_is_linear(kind):
    low, high = (theory.mean_log_count(6, n, kind) for n in (7, 8))
    assert theory.mean_log_count(6, 7.25, kind) == pytest.approx(0.75 * low + 0.25 * high)


def test_pairs_never_exceed_the_complex_count():
    for depth in (3, 5, 12):
        for spins in (2, 6, 20):
            assert theory.mean_log_count(depth, spins) < theory.log_count(depth, spins)


@pytest.mark.parametrize(("depth", "spins"), [(10, 100), (40, 30), (5, 60)])
def test_the_law_of_pairs_is_nearly_exact(depth, spins):
    law = theory.law_log_count(depth, spins)
    assert law == pytest.approx(theory.mean_log_count(depth, spins), abs=0.05)
    assert law == pytest.approx(theory.total_law(depth, spins) - np.log(2))


@pytest.mark.parametrize(("depth", "spins"), [(10, 20), (40, 16), (6, 40)])
def test_the_law_of_minima_lies_a_little_above_the_exact_mean(depth, spins):
    exact = theory.mean_log_count(depth, spins, "minima")
    law = theory.law_log_count(depth, spins, "minima")
    assert law == pytest.approx(theory.minima_law(depth, spins).log_count)
    assert 0 < law - exact < 0.2 * exact


def test_the_law_of_minima_has_the_exponent_of_the_limit():
    for depth in (5, 12, 45):
        ratio = theory.law_log_count(depth, 1e10, "minima") / theory.log_count(
            depth, 1e10, "minima"
        )
        assert ratio == pytest.approx(1, abs=1e-3)


def test_the_best_value_is_exact_where_it_can_be():
    assert theory.best_log_count(10, 32) == theory.mean_log_count(10, 32)
    assert theory.best_log_count(10, 1024) == theory.law_log_count(10, 1024)
    assert theory.best_log_count(8, 61, "minima") == theory.law_log_count(8, 61, "minima")


def test_at_the_width_the_total_falls_while_minima_multiply():
    at = {depth: theory.spins(depth, 10_240, "B") for depth in (10, 40)}
    assert at == {10: pytest.approx(32), 40: pytest.approx(16)}
    assert theory.log_count(40, 16) < theory.log_count(10, 32)
    assert theory.mean_log_count(40, 16) < theory.mean_log_count(10, 32)
    assert theory.mean_log_count(40, 16, "minima") > theory.mean_log_count(10, 32, "minima")


@pytest.mark.parametrize(("convention", "kind"), [("B", "minima"), ("B", "real"), ("A", "minima")])
def test_the_whole_peak_is_the_largest_of_its_neighbours(convention, kind):
    peak = theory.whole_peak(convention, 2000, kind)
    heights = [
        theory.best_log_count(depth, float(theory.spins(depth, 2000, convention)), kind)
        for depth in range(max(3, peak - 3), peak + 4)
    ]
    assert max(heights) == theory.best_log_count(
        peak, float(theory.spins(peak, 2000, convention)), kind
    )


def test_the_peak_of_minima_lies_far_below_its_limit_at_a_finite_budget():
    assert theory.whole_peak("B", 10_240) < 35 < theory.peak_depth("B", kind="minima")


@pytest.mark.parametrize(
    "call",
    [
        lambda: theory.mean_log_count(1, 5),
        lambda: theory.mean_log_count(3, 1.5),
        lambda: theory.mean_log_count(3, float("inf")),
        lambda: theory.mean_log_count(3, 5, "saddles"),
        lambda: theory.law_log_count(2, 5),
        lambda: theory.law_log_count(3, 0),
        lambda: theory.law_log_count(3, 5, "saddles"),
        lambda: theory.best_log_count(3, 5, "saddles"),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match=r"depth|order|spins|kind"):
        call()
