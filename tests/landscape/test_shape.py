"""Shape measures on surfaces whose shape is known."""

import numpy as np
import pytest
import torch

from lib.landscape import (
    Line,
    Plane,
    bent_count,
    grid_minima,
    nonconvex_share,
    output_chords,
    radius,
    roughness,
    weight_chords,
)
from lib.networks import MLP, get_parameters, objective, set_parameters, shuffled, train


def surface(function, points=21, side=1.0):
    x = np.linspace(-side, side, points)
    return Plane(x, x, function(x[None, :], x[:, None]))


def parabola(steps, curvature=1.0):
    t = np.asarray(steps, dtype=float)
    return Line(t, curvature * t**2)


def test_radius_of_a_parabola_is_the_root():
    assert radius(parabola(np.linspace(0, 3, 601), 2.0), 4.5) == pytest.approx(1.5, abs=1e-4)


def test_radius_of_both_sides_is_their_mean():
    t = np.linspace(-4, 4, 801)
    path = Line(t, np.where(t < 0, t**2, 4 * t**2))
    assert radius(path, 1.0) == pytest.approx((1 + 0.5) / 2, abs=1e-9)


def test_radius_is_the_first_crossing_and_falls_with_the_level():
    t = np.linspace(0, 4, 401)
    path = Line(t, np.sin(np.pi * t) ** 2 + t)
    assert radius(path, 1.0) < 0.5
    radii = [radius(path, level) for level in (0.5, 1.0, 1.4)]
    assert radii == sorted(radii)


def test_radius_at_the_ends():
    path = parabola(np.linspace(0, 1, 11))
    assert radius(path, 2.0) == np.inf
    assert radius(path, 0.0) == 0.0
    assert radius(Line(path.steps, path.losses + 3), 2.0) == 0.0
    assert radius(path, 1.0) == 1.0
    assert radius(Line(np.array([0.0, 1.0]), np.array([0.0, np.inf])), 1.0) == 1.0
    assert radius(Line(np.array([0.0, 1.0]), np.array([0.0, np.nan])), 1.0) == 1.0


@pytest.mark.parametrize("steps", [[0.5, 1, 2], [0, 2, 1], [0, 0, 1]])
def test_radius_needs_steps_that_rise_from_zero(steps):
    with pytest.raises(ValueError, match="rise and contain 0"):
        radius(parabola(steps), 1.0)


def test_nonconvex_share_of_known_surfaces():
    assert nonconvex_share(surface(lambda x, y: x**2 + 3 * y**2 + x * y)) == 0
    assert nonconvex_share(surface(lambda x, y: x**2 - y**2)) == 1
    assert nonconvex_share(surface(lambda x, y: 2 * x * y)) == 1
    # x⁴ − x² curves down where x² < 1/6.
    ours = nonconvex_share(surface(lambda x, y: x**4 - x**2 + y**2, 401))
    assert ours == pytest.approx(np.sqrt(1 / 6), abs=5e-3)


def test_nonconvex_share_does_not_count_rounding():
    flat = surface(lambda x, y: 2.3 + 0 * x * y)
    noise = np.random.default_rng(0).normal(size=flat.losses.shape)
    assert nonconvex_share(Plane(flat.x, flat.y, flat.losses * (1 + 6e-8 * noise))) == 0
    assert nonconvex_share(Plane(flat.x, flat.y, flat.losses * (1 + 1e-4 * noise))) > 0.5


def test_nonconvex_share_does_not_depend_on_units():
    grid = surface(lambda x, y: np.cos(3 * x) + y**2)
    other = Plane(10 * grid.x, 0.1 * grid.y, 7 * grid.losses)
    assert 0 < nonconvex_share(grid) < 1
    assert nonconvex_share(other) == nonconvex_share(grid)


def test_roughness_vanishes_on_quadratic_surfaces_only():
    assert roughness(surface(lambda x, y: x**2 + 3 * y**2 + x * y - x)) < 1e-12
    assert roughness(surface(lambda x, y: x**3 + y**2)) > 1e-5


def test_roughness_of_a_cubic_by_hand():
    grid = surface(lambda x, y: x**3 + 0 * y, points=5)
    # Δ³ x³ = 3! h³ with h = 1/2, along x only; the range is 2.
    assert roughness(grid) == pytest.approx(6 / 8 / 2 / 2)


def test_roughness_of_a_bowl_with_every_other_row_shifted():
    steps = np.arange(20.0)
    shift = np.where(np.arange(20) % 2 == 0, 1.0, 0.0)[:, None]
    bowl = (steps[:, None] - 10) ** 2 + (steps + shift - 10) ** 2
    assert roughness(Plane(steps, steps, bowl)) == pytest.approx(0.115, abs=5e-4)
    assert roughness(Plane(steps, steps, (steps[:, None] - 10) ** 2 + (steps - 10) ** 2)) < 1e-12


def test_roughness_is_free_of_scale_and_offset():
    grid = surface(lambda x, y: np.exp(x) * np.cos(y))
    assert roughness(Plane(grid.x, grid.y, 5 + 3 * grid.losses)) == pytest.approx(roughness(grid))
    assert roughness(surface(lambda x, y: 1 + 0 * x * y)) == 0


def test_minima_of_known_surfaces():
    assert grid_minima(surface(lambda x, y: x**2 + y**2)).tolist() == [[10, 10]]
    assert len(grid_minima(surface(lambda x, y: x**2 - y**2))) == 0
    assert len(grid_minima(surface(lambda x, y: x + y))) == 0
    egg = surface(lambda x, y: np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y))
    assert len(grid_minima(egg)) == 4


def test_a_minimum_at_the_border_does_not_count():
    assert len(grid_minima(surface(lambda x, y: (x - 1) ** 2 + y**2))) == 0


@pytest.mark.parametrize("turns", range(4))
def test_a_hollow_that_reaches_a_border_is_no_minimum(turns):
    losses = np.ones((7, 7))
    losses[3:5, 4:7] = 0  # flat, from the inside to the border
    x = np.arange(7.0)
    assert len(grid_minima(Plane(x, x, np.rot90(losses, turns)))) == 0
    losses[:, 6] = 1
    assert len(grid_minima(Plane(x, x, np.rot90(losses, turns)))) == 1


def test_a_flat_hollow_counts_once_and_a_terrace_not_at_all():
    hollow = np.maximum(np.abs(np.arange(9) - 4.0), 1)
    x = np.arange(9.0)
    assert len(grid_minima(Plane(x, x, hollow + hollow[:, None]))) == 1
    terrace = np.array([5.0, 4, 3, 3, 2, 2, 1, 0, -1])
    assert len(grid_minima(Plane(x, x, terrace + np.abs(x - 4)[:, None]))) == 0


@pytest.mark.parametrize(
    ("measure", "points"), [(nonconvex_share, 2), (roughness, 3), (grid_minima, 2)]
)
def test_a_small_grid_is_refused(measure, points):
    with pytest.raises(ValueError, match="points a side"):
        measure(surface(lambda x, y: x + y, points))
    few, many = np.arange(float(points)), np.arange(9.0)
    for x, y in ((few, many), (many, few)):
        with pytest.raises(ValueError, match="points a side"):
            measure(Plane(x, y, np.add.outer(y, x)))


def test_outputs_are_convex_and_weights_are_not():
    rng = np.random.default_rng(3)
    for activation, loss, targets in (
        ("tanh", "squared", rng.normal(size=(30, 4))),
        ("relu", "cross-entropy", rng.integers(0, 4, 30)),
    ):
        task = objective(rng.normal(size=(30, 5)), targets, loss)
        network = MLP((5, 6, 4), activation=activation, rng=rng).double()
        train(network, task, rng=rng, rate=0.02, epochs=100)
        assert bent_count(output_chords(task, 100, classes=4, rng=rng)) == 0
        assert bent_count(weight_chords(network, task, 20, rng=rng)) > 10


def test_chords_are_counted_beyond_rounding_only():
    assert bent_count([1e-5, 5e-7, -5e-7, -1e-5]) == 1
    assert bent_count([1e-5, 5e-7, -5e-7, -1e-5], rounding=1e-7) == 2
    assert bent_count([]) == 0


def test_chords_over_outputs_and_weights_are_the_excess_at_their_middle():
    rng = np.random.default_rng(3)
    task = objective(rng.normal(size=(7, 3)), rng.normal(size=(7, 2)), "squared")
    # Of ½|f − y|² the excess is −|a − b|²/8, whatever the targets: −2 · 2 · 5²/8 on the average.
    found = output_chords(task, 400, classes=2, rng=rng)
    assert (found < 0).all()
    assert found.mean() == pytest.approx(-12.5, rel=0.05)
    network = MLP((3, 4, 2), rng=rng).double()
    excess = weight_chords(network, task, 3, rng=torch.Generator().manual_seed(4))
    copies = torch.Generator().manual_seed(4)
    for value in excess:
        copy, middle = shuffled(network, rng=copies), MLP((3, 4, 2), rng=rng).double()
        set_parameters(middle, (get_parameters(network) + get_parameters(copy)) / 2)
        expected = (task(middle) - (task(network) + task(copy)) / 2).item()
        assert value == pytest.approx(expected, rel=1e-9)


def test_no_chords_are_an_empty_row():
    network = MLP((3, 4, 2), rng=np.random.default_rng(0))
    task = objective(np.ones((5, 3), np.float32), [0] * 5)
    assert weight_chords(network, task, 0, rng=np.random.default_rng(0)).shape == (0,)


def test_the_mixed_difference_is_that_of_a_saddle_turned_by_any_angle():
    # x² + y² + 2 c x y curves down where |c| > 1; halving or doubling fxy would move that edge.
    for c, share in ((0.9, 0.0), (1.1, 1.0), (-0.9, 0.0), (-1.1, 1.0)):
        assert nonconvex_share(surface(lambda x, y, c=c: x**2 + y**2 + 2 * c * x * y)) == share


@pytest.mark.parametrize("measure", [nonconvex_share, roughness, grid_minima])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_surface_that_is_not_finite_is_neither_smooth_nor_convex(measure, value):
    grid = surface(lambda x, y: np.cos(3 * x) + y**2)
    grid.losses[3, 4] = value
    with pytest.raises(ValueError, match="1 of the plane's 441 losses are not finite"):
        measure(grid)


def test_a_radius_needs_a_number_at_its_middle_and_ends_where_there_is_none():
    steps = np.array([-1.0, 0.0, 1.0, 2.0])
    with pytest.raises(ValueError, match="step 0 is not a number"):
        radius(Line(steps, np.array([1.0, np.nan, 1.0, 2.0])), 1.5)
    assert radius(Line(steps[1:], np.array([0.0, 1.0, np.nan])), 1.5) == 2
    assert radius(Line(steps[1:], np.array([0.0, 1.0, np.inf])), 1.5) == 2
