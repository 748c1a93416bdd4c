"""The tied saddle against automatic differentiation and the blocks that part its units."""

import numpy as np
import pytest
import torch
from torch.autograd.functional import hessian
from torch.func import functional_call

from lib.chapters.c01 import downward_chance, tied_saddle
from lib.chapters.c01.saddle import _ties
from lib.landscape import curvatures, line, random_directions
from lib.networks import MLP, get_parameters, objective, set_parameters

DECAY = 3e-3


def rng(seed=0):
    return np.random.default_rng(seed)


def task():
    labels = np.arange(60) % 5
    return objective(rng(1).normal(size=(60, 6)) + 1.5 * np.eye(6)[labels], labels)


@pytest.fixture(scope="module")
def saddle():
    return tied_saddle(task(), units=2, copies=3, decay=DECAY, rng=rng(4))


def test_the_gradient_vanishes_and_units_are_equal_in_groups(saddle):
    for parameter in saddle.network.parameters():
        parameter.grad = None
    saddle.loss(saddle.network).backward()
    gradient = torch.cat([p.grad.flatten() for p in saddle.network.parameters()])
    assert gradient.norm() < 1e-8
    assert saddle.gradient_norm < 1e-8
    rows = saddle.network.weights[0].detach()
    assert torch.equal(rows[:2], rows[2:4])
    assert torch.equal(rows[:2], rows[4:])
    assert (rows[0] - rows[1]).norm() > 0.1


def test_the_hessian_is_that_of_automatic_differentiation(saddle):
    names = [name for name, _ in saddle.network.named_parameters()]
    shapes = [parameter.shape for parameter in saddle.network.parameters()]

    def loss(vector):
        pieces = vector.split([shape.numel() for shape in shapes])
        parameters = {n: p.view(s) for n, p, s in zip(names, pieces, shapes, strict=True)}
        outputs = functional_call(saddle.network, parameters, (task().inputs,))
        data = torch.nn.functional.cross_entropy(outputs, task().targets)
        return data + DECAY / 2 * vector.square().sum()

    theirs = hessian(loss, get_parameters(saddle.network)).numpy()
    assert np.allclose(saddle.hessian, theirs, atol=1e-12)
    assert np.allclose(saddle.eigenvalues, np.linalg.eigvalsh(theirs), atol=1e-12)
    assert np.allclose(theirs @ saddle.way_down, saddle.eigenvalues[0] * saddle.way_down)


def test_the_index_is_that_of_the_blocks_that_part_equal_units(saddle):
    """Moving one copy by (δw, δv) and another by the opposite changes the outputs in second
    order only, so its curvature is 2 δv·C δw + δw·B δw + λ|δ|² with the errors e of the outputs:
    B = Σ (v·e) φ″ x xᵀ/n and C = Σ φ′ e xᵀ/n, x with a one for the bias."""
    x = torch.cat([task().inputs, torch.ones(60, 1)], 1).double()
    outputs = saddle.network(task().inputs)
    errors = (outputs.softmax(1) - torch.nn.functional.one_hot(task().targets, 5)) / 60
    index = 0
    for unit in range(2):
        w = torch.cat([saddle.network.weights[0][unit], saddle.network.biases[0][unit : unit + 1]])
        t = torch.tanh(x @ w)
        v = saddle.network.weights[1][:, unit]
        b = x.T @ (((errors @ v) * -2 * t * (1 - t**2))[:, None] * x)
        c = (errors * (1 - t**2)[:, None]).T @ x
        block = torch.cat([torch.cat([b, c.T], 1), torch.cat([c, torch.zeros(5, 5)], 1)])
        values = torch.linalg.eigvalsh(block) + DECAY
        index += 2 * int((values < 0).sum())
    assert saddle.index == index
    assert saddle.index > 5
    assert saddle.index_fraction == index / len(saddle.eigenvalues)


def test_without_copies_the_point_is_a_minimum():
    alone = tied_saddle(task(), units=2, copies=1, decay=DECAY, rng=rng(4))
    assert alone.index == 0
    assert alone.gradient_norm < 1e-8


def test_the_loss_falls_along_the_way_down_only_as_the_eigenvalue_says(saddle):
    steps = np.array([-1e-2, 0, 1e-2])
    found = line(saddle.network, saddle.loss, saddle.way_down, steps)
    second = (found.losses[0] - 2 * found.losses[1] + found.losses[2]) / 1e-4
    assert second == pytest.approx(saddle.eigenvalues[0], rel=1e-2)
    assert found.losses[0] < found.losses[1] > found.losses[2]


def test_random_directions_do_not_show_the_ways_down(saddle):
    for kind in ("raw", "filter"):
        found = curvatures(
            saddle.hessian, random_directions(saddle.network, 500, normalisation=kind, rng=rng())
        )
        assert (found < 0).mean() < 0.02 < saddle.index_fraction
    assert downward_chance(saddle.eigenvalues) < 0.02


def test_a_nudged_tie_lets_descent_find_less(saddle):
    copy = MLP(saddle.network.widths, activation="tanh", rng=rng()).double()
    set_parameters(copy, get_parameters(saddle.network) + 0.1 * torch.from_numpy(saddle.way_down))
    before = saddle.loss(saddle.network).item()
    descent = torch.optim.SGD(copy.parameters(), 0.5)
    for _ in range(400):
        descent.zero_grad()
        saddle.loss(copy).backward()
        descent.step()
    assert saddle.loss(copy).item() < before - 1e-3


def test_ties_repeat_units():
    wide, small = (MLP((3, h, 2), rng=rng()).double() for h in (4, 2))
    set_parameters(wide, get_parameters(small)[torch.from_numpy(_ties((3, 2, 2), 2))])
    for copy in (0, 2):
        assert torch.equal(wide.weights[0][copy : copy + 2], small.weights[0])
        assert torch.equal(wide.biases[0][copy : copy + 2], small.biases[0])
        assert torch.equal(wide.weights[1][:, copy : copy + 2], small.weights[1])
    assert torch.equal(wide.biases[1], small.biases[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"units": 0}, "positive"),
        ({"copies": 0}, "positive"),
        ({"decay": 0.0}, "positive"),
    ],
)
def test_senseless_settings_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        tied_saddle(task(), rng=rng(), **options)


def test_single_precision_is_refused():
    images = objective(np.ones((4, 2), np.float32), [0, 1, 0, 1])
    with pytest.raises(ValueError, match="float64"):
        tied_saddle(images, rng=rng())


@pytest.mark.parametrize(
    "values", [[-1.0, *[1.0] * 12], [-0.1, -0.2, 3.0, 5.0], [-0.05] * 40 + [1.0] * 20]
)
def test_the_bound_lies_above_the_sampled_chance(values):
    squares = rng().normal(size=(20_000, len(values))) ** 2
    share = (squares @ np.array(values) < 0).mean()
    bound = downward_chance(values)
    assert share - 4 * np.sqrt(share / 20_000) <= bound < 1
    assert downward_chance(7 * np.array(values)) == pytest.approx(bound, rel=1e-4)


def test_the_bound_of_one_against_many_by_hand():
    # Of (1 − 2s)^(−1/2) (1 + 2s)^(−m/2) the least is at 2s = (m − 1)/(m + 1).
    m = 9
    expected = ((2 / (m + 1)) * (2 * m / (m + 1)) ** m) ** -0.5
    assert downward_chance([-1.0, *[1.0] * m]) == pytest.approx(expected, rel=1e-6)


def test_what_is_not_finite_has_no_sign():
    with pytest.raises(ValueError, match="not finite"):
        downward_chance([-1.0, np.nan, 2.0])
