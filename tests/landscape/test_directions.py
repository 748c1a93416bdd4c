"""Random directions: norms by hand, laws by sampling, what rescaling does to them."""

import numpy as np
import pytest
import torch

from lib.landscape import plane, random_direction, random_walk
from lib.networks import MLP, objective, rescaled, torch_generator


def rng(seed=0):
    return np.random.default_rng(seed)


def network(**options):
    return MLP((6, 5, 4, 3), init="default", rng=rng(1), **options).double()


def parts(direction, model):
    return [
        part.view_as(p)
        for part, p in zip(
            direction.split([p.numel() for p in model.parameters()]),
            model.parameters(),
            strict=True,
        )
    ]


def test_filters_have_the_norms_of_the_networks_filters():
    model = network()
    for part, parameter in zip(
        parts(random_direction(model, rng=rng()), model), model.parameters(), strict=True
    ):
        if parameter.ndim == 1:
            assert (part == 0).all()
            continue
        for row, weights in zip(part, parameter, strict=True):
            assert row.norm().item() == pytest.approx(weights.norm().item(), rel=1e-12)


def test_layers_have_the_norms_of_the_networks_layers_and_gaussian_rows():
    model = network()
    direction = random_direction(model, normalisation="layer", rng=rng())
    raw = random_direction(model, normalisation="raw", rng=rng())
    for part, gauss, parameter in zip(
        parts(direction, model), parts(raw, model), model.parameters(), strict=True
    ):
        if parameter.ndim == 2:
            assert torch.allclose(part, gauss * (parameter.norm() / gauss.norm()))


def test_filters_of_a_convolution_are_its_output_channels():
    model = torch.nn.Conv2d(2, 3, 3)
    direction = random_direction(model, rng=rng())[: model.weight.numel()].view_as(model.weight)
    assert torch.allclose(direction.flatten(1).norm(dim=1), model.weight.flatten(1).norm(dim=1))


def test_raw_directions_are_standard_normal():
    model = MLP((100, 100, 10), rng=rng())
    direction = random_direction(model, normalisation="raw", rng=rng()).double()
    count = len(direction)
    assert abs(direction.mean().item()) < 4 / np.sqrt(count)
    assert direction.var().item() == pytest.approx(1, abs=4 * np.sqrt(2 / count))


def test_unit_directions_have_length_one_and_move_all_parameters():
    direction = random_direction(network(), normalisation="unit", rng=rng())
    assert direction.norm().item() == pytest.approx(1, rel=1e-12)
    assert (direction != 0).all()


def test_a_zero_filter_stays_still():
    model = network()
    with torch.no_grad():
        model.layers[0].weight[2] = 0
    direction = random_direction(model, rng=rng())
    assert torch.isfinite(direction).all()
    assert (direction[12:18] == 0).all()


def test_a_seed_fixes_the_direction():
    one, two, other = (random_direction(network(), rng=rng(seed)) for seed in (3, 3, 4))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)


def test_two_draws_of_one_generator_are_nearly_orthogonal():
    generator = torch_generator(rng())
    one, two = (random_direction(network(), rng=generator) for _ in range(2))
    assert torch.equal(one, random_direction(network(), rng=rng()))
    assert 1e-3 < abs(one @ two) < 0.5 * one.norm() * two.norm()


@pytest.mark.parametrize("normalisation", ["filter", "layer"])
def test_rescaled_layers_give_the_same_picture_only_when_normalised(normalisation):
    model = network()
    other = rescaled(model, [20.0, 0.3])
    task = objective(rng(2).normal(size=(30, 6)), rng(3).integers(0, 3, 30))
    x = np.linspace(-1, 1, 5)

    def picture(of, kind):
        pair = [random_direction(of, normalisation=kind, rng=rng(seed)) for seed in (5, 6)]
        return plane(of, task, *pair, x).losses

    assert np.allclose(picture(model, normalisation), picture(other, normalisation), rtol=1e-10)
    assert not np.allclose(picture(model, "raw"), picture(other, "raw"), rtol=0.1)


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ValueError, match=r"no normalisation 'batch'.*filter"):
        random_direction(network(), normalisation="batch", rng=rng())


def test_a_walk_starts_at_zero_with_normal_steps():
    walk = random_walk(50, 300, rng=rng())
    assert (walk[0] == 0).all()
    assert np.diff(walk, axis=0).std() == pytest.approx(1, abs=0.03)
    assert random_walk(0, 3, rng=rng()).shape == (1, 3)


@pytest.mark.parametrize("name", ["raw", "unit", "layer", "filter", "quadrature"])
def test_what_is_frozen_stays_still(name):
    model = network()
    model.layers[1].requires_grad_(False)
    moved = parts(random_direction(model, normalisation=name, rng=rng()), model)
    still = [bool((part == 0).all()) for part in moved]
    assert still[2:4] == [True, True]
    assert not still[0]
    assert not still[4]


@pytest.mark.parametrize("hidden", [(5,), (5, 4), (5,) * 9])
def test_steps_in_quadrature_are_the_root_of_the_sum_of_the_layers_squared_shares(hidden):
    model = MLP((6, *hidden, 3), init="default", rng=rng(1)).double()
    direction = random_direction(model, normalisation="quadrature", rng=rng())
    shares = [
        (part.norm() / parameter.norm()).item()
        for part, parameter in zip(parts(direction, model), model.parameters(), strict=True)
        if parameter.ndim > 1
    ]
    assert np.sum(np.square(shares)) == pytest.approx(1)
    assert shares == pytest.approx([1 / np.sqrt(len(hidden) + 1)] * (len(hidden) + 1))
    filters = random_direction(model, rng=rng())
    assert torch.allclose(direction * np.sqrt(len(hidden) + 1), filters)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: random_walk(3, 0, rng=rng()), "dimension must be a whole number of at least 1"),
        (lambda: random_walk(-1, 3, rng=rng()), "steps must be a whole number of at least 0"),
        (lambda: random_walk(3, 3, rng=0), "rng must be a generator.*got 0"),
        (lambda: random_direction(network(), rng=0), "generator, not 0"),
    ],
)
def test_what_is_no_walk_nor_generator_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
