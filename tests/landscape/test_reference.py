"""What loss-landscapes 3.0.6 does, shown on a bowl whose surface is known, and on a network."""

import numpy as np
import pytest
import torch

from lib.landscape import (
    Bowl,
    grid_minima,
    plane,
    roughness,
    shipped_plane,
)
from lib.networks import MLP, get_parameters, objective


def bowl_loss(model):
    return model()


def rng(seed=0):
    return np.random.default_rng(seed)


def own_plane(network, objective, found):
    """Our plane of the same directions, from the same corner, at the aligned points."""
    steps = np.arange(float(len(found.losses)))
    return plane(network, objective, found.two, found.one, steps[1:], steps, origin=found.start)


def shipped(steps=20, seed=0, **options):
    return shipped_plane(Bowl(), bowl_loss, steps=steps, rng=rng(seed), **options)


def test_the_tool_takes_twenty_steps_unless_it_is_told():
    assert shipped_plane(Bowl(), bowl_loss, rng=rng()).losses.shape == (20, 20)


@pytest.mark.parametrize("steps", [2, 3, 8, 21])
def test_rows_are_taken_one_step_apart(steps):
    places = shipped(steps).places
    rows, columns = np.meshgrid(np.arange(steps), np.arange(steps), indexing="ij")
    assert np.allclose(places[..., 0], rows, atol=1e-6)
    offset = (np.arange(steps) % 2 == 0)[:, None]
    assert np.allclose(places[..., 1], columns + offset, atol=1e-6)


def test_a_returned_loss_is_the_loss_at_the_place_seen():
    found = shipped(6)
    for loss, (i, j) in zip(found.losses.ravel(), found.places.reshape(-1, 2), strict=True):
        point = found.start + i * found.one + j * found.two - Bowl().centre
        assert loss == pytest.approx(0.5 * (point @ point).item(), rel=1e-9)


def test_alignment_gives_the_known_bowl_and_our_own_plane():
    found = shipped(20)
    ours = own_plane(Bowl(), bowl_loss, found)
    right = found.aligned()
    assert right.losses.shape == (20, 19)
    assert np.allclose(right.losses, ours.losses, rtol=1e-10)
    assert not np.allclose(found.losses[:, 1:], ours.losses, rtol=1e-3)
    i, j = ours.y[:, None], ours.x[None]
    a, b, c = (part.numpy() for part in (found.start - Bowl().centre, found.one, found.two))
    quadratic = 0.5 * (a @ a) + i * (a @ b) + j * (a @ c)
    quadratic += 0.5 * (i**2 * (b @ b) + j**2 * (c @ c)) + i * j * (b @ c)
    assert np.allclose(ours.losses, quadratic, rtol=1e-10)


def test_the_shift_makes_a_perfect_bowl_rough():
    for seed in range(3):
        # Without normalisation the two directions are orthogonal and of one length.
        found = shipped(20, seed, normalisation=None)
        assert roughness(found.drawn()) == pytest.approx(0.115, abs=5e-4)
        assert roughness(found.aligned()) < 1e-12
        found = shipped(20, seed)
        assert roughness(found.drawn()) > 0.05
        assert roughness(found.aligned()) < 1e-12


def test_the_shift_moves_the_minimum_of_the_bowl():
    found = shipped(20, normalisation=None)
    # The walk starts half the width off the centre: ten steps along each direction.
    ((row, column),) = grid_minima(found.aligned())
    assert (found.aligned().y[row], found.aligned().x[column]) == (10, 10)
    ((row, column),) = grid_minima(found.drawn())
    assert (found.drawn().y[row], found.drawn().x[column]) == (10, 9)


@pytest.mark.parametrize("distance", [0.5, 1, 10])
@pytest.mark.parametrize("normalisation", ["filter", "layer", "model", None])
def test_distance_divides(distance, normalisation):
    found = shipped(8, distance=distance, normalisation=normalisation)
    whole = get_parameters(Bowl()).norm()
    for step in (found.one, found.two):
        assert (8 * step.norm() / whole).item() == pytest.approx(1 / distance, rel=1e-9)


def test_directions_are_uniform_and_not_centred():
    cosines = []
    for seed in range(5):
        found = shipped(3, seed, normalisation=None)
        assert found.one.min() >= -1e-12
        ones = torch.ones_like(found.one)
        cosines.append((found.one @ ones / (found.one.norm() * ones.norm())).item())
        ratio = found.one.var() / found.one.square().mean()
        assert ratio.item() == pytest.approx((1 / 12) / (1 / 3), abs=0.03)
        assert abs(found.one @ found.two) < 1e-9 * found.one.norm() * found.two.norm()
    # ∫ x / √(∫ x²) on [0, 1): √3/2.
    assert np.mean(cosines) == pytest.approx(np.sqrt(3) / 2, abs=0.01)


def test_normalising_by_the_model_scales_layers_unequally():
    plain, model = (shipped(3, 0, normalisation=kind).one for kind in (None, "model"))
    ratio = model / plain
    first, second = ratio[: 30 * 20], ratio[30 * 20 :]
    assert torch.allclose(first, first[0])
    assert torch.allclose(second, second[0])
    assert not torch.isclose(first[0], second[0], rtol=0.05)


def test_the_walk_moves_the_model_unless_told_to_copy():
    model = Bowl()
    copied = shipped_plane(model, bowl_loss, steps=5, rng=rng())
    walked = shipped_plane(model, bowl_loss, steps=5, copy_model=False, rng=rng())
    assert (copied.moved == 0).all()
    # From the centre to the corner, five steps along one; along two 5 forth, 5 back, … 5 forth.
    expected = 2.5 * (walked.one + walked.two)
    assert torch.allclose(walked.moved, expected, atol=1e-9)
    assert torch.equal(get_parameters(model), get_parameters(Bowl()))


def test_the_global_generator_is_left_alone_and_a_seed_fixes_the_plane():
    before = torch.get_rng_state()
    one, two, other = (shipped(4, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert np.array_equal(one.losses, two.losses)
    assert not np.allclose(one.losses, other.losses)


def test_on_a_network_only_the_order_of_the_rows_differs_from_ours():
    model = MLP((12, 9, 8, 4), init="default", rng=rng())
    data = rng(2).normal(size=(60, 12)).astype(np.float32)
    task = objective(data, rng(3).integers(0, 4, 60))
    found = shipped_plane(model, task, steps=11, rng=rng())
    ours = own_plane(model, task, found)
    assert np.allclose(found.aligned().losses, ours.losses, rtol=1e-5)
    assert roughness(found.drawn()) > 3 * roughness(ours)


def test_a_bowl_needs_no_loss_beside_it():
    for one, two in ((shipped(5), shipped_plane(Bowl(), steps=5, rng=rng())),):
        assert np.array_equal(one.losses, two.losses)
        assert np.array_equal(one.aligned().losses, two.aligned().losses)
        assert np.array_equal(one.drawn().losses, two.drawn().losses)


def test_one_step_and_a_bare_seed_are_refused():
    with pytest.raises(ValueError, match="steps a side must be a whole number of at least 2"):
        shipped(1)
    with pytest.raises(ValueError, match="generator, not 0"):
        shipped_plane(Bowl(), steps=5, rng=0)
