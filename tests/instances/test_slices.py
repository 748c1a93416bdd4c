"""Slices of the spin glass, and curves by rank."""

import numpy as np
import pytest
from scipy import stats

from lib import instances, theory
from lib.instances import ranks, slices
from lib.spinglass import SphericalSpinGlass, draw, random_points


@pytest.mark.parametrize("n", [3, 6, 20])
def test_a_slice_is_the_three_spin_model_at_its_amplitude(n):
    part = slices.cut(n, 3, (1, n))
    assert part.error < 1e-12
    assert part.model.n == 3
    assert part.coefficients.shape == (10,)


@pytest.mark.parametrize("n", [3, 12])
def test_couplings_of_slices_are_standard_normal(n):
    drawn = np.concatenate([slices.cut(n, 3, k).coefficients for k in range(60)])
    assert stats.kstest(drawn, "norm").pvalue > 1e-3
    assert stats.kstest(1.5 * drawn, "norm").pvalue < 1e-3


def test_the_amplitude_falls_as_one_over_the_root():
    for n in (4, 16):
        squares = [slices.cut(n, 3, k).amplitude ** 2 for k in range(80)]
        error = np.std(squares) / np.sqrt(len(squares))
        assert abs(np.mean(squares) - 1 / n) < 4 * error


def test_counts_on_slices_follow_the_exact_mean_of_three_spins():
    found = [slices.sliced(9, 3, k) for k in range(60)]
    assert all(each.complete for each in found)
    counts = [each.critical for each in found]
    error = np.std(counts) / np.sqrt(len(counts))
    assert abs(np.mean(counts) - theory.mean_critical_points(n=3, p=3)) < 4 * error
    assert all(each.minima >= 1 for each in found)


def test_a_patch_is_lowest_at_its_minimum():
    steps = np.linspace(-0.2, 0.2, 5)
    energies = slices.patch(7, 3, 1, steps)
    assert np.unravel_index(energies.argmin(), energies.shape) == (2, 2)


def test_by_rank_keeps_the_mean():
    rng = np.random.default_rng(0)
    points = ranks.Points(rng.normal(size=13), rng.uniform(size=13))
    for bins in (1, 4, 13):
        assert ranks.by_rank(points, bins).mean() == pytest.approx(points.fractions.mean())
    order = np.argsort(points.energies)
    np.testing.assert_allclose(ranks.by_rank(points, 13), points.fractions[order])


def test_newton_finds_a_part_of_the_complete_census():
    whole = instances.census(5, 3, 2)
    found = ranks.newton_points(5, 3, 2, 400)
    assert 0 < found.converged <= 1
    near = np.abs(found.points.energies[:, None] - whole.energies[None])
    assert near.min(axis=1).max() < 1e-8
    places = near.argmin(axis=1)
    np.testing.assert_allclose(found.points.fractions, whole.indices[places] / 4)
    assert len(found.points.energies) > 0.7 * len(whole.energies)


def test_the_gap_is_that_of_the_curves():
    low = [ranks.Points(np.arange(4.0), np.full(4, v)) for v in (0.1, 0.2)]
    high = [ranks.Points(np.arange(4.0), np.full(4, v)) for v in (0.6, 0.7)]
    gap = ranks.greatest_gap(low, high, 2, rng=np.random.default_rng(0))
    assert gap.estimate == pytest.approx(0.5)
    assert gap.interval == pytest.approx((0.4, 0.6))
    none = ranks.greatest_gap(low, low, 2, rng=np.random.default_rng(0))
    assert none.estimate == 0


@pytest.mark.parametrize(("n", "p", "m"), [(7, 3, 3), (6, 2, 4), (5, 4, 3), (4, 3, 4)])
def test_a_slice_is_a_spin_glass_of_its_own(n, p, m):
    model = draw(n, p, 0)[0]
    frame = slices.random_frame(n, m, rng=np.random.default_rng(5))
    inside = random_points(m, 10, rng=np.random.default_rng(6))
    outside = np.sqrt(n / m) * inside @ frame.T
    part = slices.restrict(model, frame).energy(inside)
    assert np.allclose(model.energy(outside), np.sqrt(n / m) * part, rtol=1e-10)


def test_couplings_of_a_slice_have_the_law_of_a_fresh_instance():
    rng = np.random.default_rng(7)
    frame = slices.random_frame(6, 2, rng=rng)
    cut = [slices.restrict(SphericalSpinGlass.sample(6, 3, rng=rng), frame) for _ in range(3000)]
    square = np.array([s.couplings[0, 0, 1] for s in cut]) ** 2  # a mean of three couplings
    assert abs(square.mean() - 1 / 3) < 4 * square.std() / np.sqrt(3000)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (np.eye(5)[:, :1], "shape"),
        (np.eye(4)[:, :3], "shape"),
        (np.ones(5), "shape"),
        (np.ones((5, 2)), "orthonormal"),
        (np.full((5, 2), np.nan), "orthonormal"),
    ],
)
def test_a_frame_that_spans_no_great_sphere_is_refused(frame, words):
    with pytest.raises(ValueError, match=words):
        slices.restrict(draw(5, 3, 0)[0], frame)


def test_random_frame_spans_a_great_sphere():
    frame = slices.random_frame(7, 3, rng=np.random.default_rng(3))
    assert np.allclose(frame.T @ frame, np.eye(3), atol=1e-14)
    for m in (0, 8):
        with pytest.raises(ValueError, match=f"no {m} orthonormal directions"):
            slices.random_frame(7, m, rng=np.random.default_rng(3))
