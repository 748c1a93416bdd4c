"""Slices of the spin glass, its landscapes, curves by rank and the order of saddles and minima."""

import numpy as np
import pytest

from lib import critical_points, theory
from lib.chapters.c05 import glass
from lib.spinglass import SphericalSpinGlass, draw, random_points


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.mark.parametrize(("n", "p", "m"), [(7, 3, 3), (6, 2, 4), (5, 4, 3), (4, 3, 4)])
def test_a_slice_is_a_spin_glass_of_its_own(n, p, m, rng):
    model = draw(n, p, 0)[0]
    frame = glass.random_frame(n, m, rng=rng)
    np.testing.assert_allclose(frame.T @ frame, np.eye(m), atol=1e-14)
    inside = random_points(m, count=10, rng=rng)
    part = glass.restrict(model, frame).energy(inside)
    outside = np.sqrt(n / m) * inside @ frame.T
    assert np.allclose(model.energy(outside), np.sqrt(n / m) * part, rtol=1e-10)


def test_couplings_of_a_slice_have_the_law_of_a_fresh_instance(rng):
    frame = glass.random_frame(6, 2, rng=rng)
    cut = [glass.restrict(SphericalSpinGlass.sample(6, 3, rng=rng), frame) for _ in range(3000)]
    square = np.array([s.couplings[0, 0, 1] for s in cut]) ** 2  # a mean of three couplings
    assert abs(square.mean() - 1 / 3) < 4 * square.std() / np.sqrt(3000)


@pytest.mark.parametrize(
    "frame",
    [np.eye(4)[:, :3], np.ones(5), np.ones((5, 2)), np.full((5, 2), np.nan)],
)
def test_a_frame_that_spans_no_great_sphere_is_refused(frame):
    with pytest.raises(ValueError, match="5 rows, orthonormal"):
        glass.restrict(draw(5, 3, 0)[0], frame)


def test_a_slice_turned_by_half_a_circle_is_its_mirror_image():
    first, between, last = glass.turned(6, 3, 1, [0, 90, 180])
    tau = random_points(3, count=8, rng=np.random.default_rng(0))
    np.testing.assert_allclose(last.energy(tau * [1, 1, -1]), first.energy(tau), atol=1e-12)
    assert np.abs(between.energy(tau) - first.energy(tau)).max() > 0.1


def sliced(n, seed):
    """Return a slice's number of critical points, and the mean square of its energy density."""
    model, rng = draw(n, 3, seed)
    part = glass.restrict(model, glass.random_frame(n, 3, rng=rng))
    found = critical_points.find_all(part, rng=rng)
    assert found.certificate.complete
    density = np.sqrt(3 / n) * part.energy(random_points(3, count=400, rng=rng)) / 3
    return len(found.points), np.mean(density**2)


def test_counts_on_slices_follow_the_exact_mean_and_heights_the_law():
    for n in (4, 16):
        counts, squares = np.array([sliced(n, k) for k in range(60)]).T
        error = np.std(counts) / np.sqrt(len(counts))
        assert abs(np.mean(counts) - theory.mean_critical_points(n=3, p=3)) < 4 * error
        error = np.std(squares) / np.sqrt(len(squares))
        assert abs(np.mean(squares) - 1 / n) < 4 * error


def test_planes_are_lowest_at_their_minimum_and_zoom():
    wide = np.linspace(-0.2, 0.2, 5)
    heights = glass.planes(7, 3, 1, np.stack([wide, wide / 2]), 3)
    assert heights.shape == (3, 2, 5, 5)
    for each in heights.reshape(-1, 5, 5):
        assert np.unravel_index(each.argmin(), each.shape) == (2, 2)
    np.testing.assert_allclose(heights[:, 0, 1:4, 1:4], heights[:, 1, ::2, ::2], rtol=1e-12)


def test_by_rank_keeps_the_mean(rng):
    points = glass.Ranked(rng.normal(size=13), rng.uniform(size=13))
    for bins in (1, 4, 13):
        assert glass.by_rank(points, bins).mean() == pytest.approx(points.fractions.mean())
    order = np.argsort(points.energies)
    np.testing.assert_allclose(glass.by_rank(points, 13), points.fractions[order])


def test_order_of_saddles_and_minima():
    energies, ordered = np.arange(6.0), np.array([0, 0, 0.5, 0.5, 0.5, 1])
    assert glass.in_order(glass.Ranked(energies, ordered)) == 1
    assert glass.in_order(glass.Ranked(-energies, ordered)) == 0
    assert np.isnan(glass.in_order(glass.Ranked(energies, np.zeros(6))))


def test_without_order_it_is_one_half(rng):
    found = [glass.in_order(glass.Ranked(rng.normal(size=40), rng.choice([0, 0.5], 40)))
             for _ in range(400)]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.5, abs=0.02)
