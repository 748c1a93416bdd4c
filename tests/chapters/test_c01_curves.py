"""Curves between minima: the parabola itself, its gradient, and that training bends it."""

import numpy as np
import pytest
import torch

from lib.chapters.c01 import along_curve, curve_between
from lib.chapters.c01.curves import Curve
from lib.landscape import barrier, segment
from lib.networks import MLP, get_parameters, objective, permuted, set_parameters, train


def rng(seed=0):
    return np.random.default_rng(seed)


def task():
    labels = np.arange(60) % 3
    return objective(rng(2).normal(size=(60, 6)) + 2 * np.eye(6)[labels], labels)


def minimum(seed=0):
    network = MLP((6, 8, 3), rng=rng(seed)).double()
    train(network, task(), rng=rng(), rate=0.02, epochs=60, stop=0.05)
    return network


def test_a_curve_goes_through_its_ends_with_its_tangents():
    start, bend, end = torch.from_numpy(rng().normal(size=(3, 5)))
    curve = Curve(start, bend, end, np.empty(0))
    assert torch.allclose(curve.point(0.0), start)
    assert torch.allclose(curve.point(1.0), end)
    assert torch.allclose(curve.point(0.5), start / 4 + bend / 2 + end / 4)
    h = 1e-6
    assert torch.allclose((curve.point(h) - start) / h, 2 * (bend - start), atol=1e-4)


def test_an_untrained_curve_is_the_straight_line():
    one, two = minimum(0), minimum(1)
    curve = curve_between(one, two, task(), rng=rng(), epochs=0)
    straight = segment(one, two, task(), 11)
    assert np.allclose(along_curve(one, curve, task(), 11).losses, straight.losses, rtol=1e-10)


def test_losses_along_a_curve_are_those_of_its_points():
    one, two = minimum(0), minimum(1)
    curve = curve_between(one, two, task(), rng=rng(), epochs=2)
    probe = MLP((6, 8, 3), rng=rng()).double()
    found = along_curve(one, curve, task(), [0.0, 0.3, 0.9])
    for t, loss in zip(found.steps, found.losses, strict=True):
        set_parameters(probe, curve.point(t))
        assert loss == pytest.approx(task()(probe).item(), rel=1e-10)


def test_steps_follow_the_gradient_of_the_bend_with_its_weight():
    one, two = minimum(0), minimum(1)
    curve = curve_between(
        one, two, task(), rng=torch.Generator().manual_seed(3), batch=None, epochs=3, rate=1e-2
    )
    generator = torch.Generator().manual_seed(3)
    a, b = get_parameters(one), get_parameters(two)
    bend = ((a + b) / 2).requires_grad_()
    # Adam's first step knows only the gradient's sign, so that a weight left out shows later.
    descent, losses = torch.optim.Adam([bend], 1e-2), []
    for _ in range(3):
        torch.randperm(60, generator=generator)
        t = torch.rand((), generator=generator, dtype=torch.float64)
        w = ((1 - t) ** 2 * a + 2 * t * (1 - t) * bend + t**2 * b).split([48, 8, 24, 3])
        hidden = (task().inputs @ w[0].view(8, 6).T + w[1]).relu()
        loss = torch.nn.functional.cross_entropy(hidden @ w[2].view(3, 8).T + w[3], task().targets)
        descent.zero_grad()
        loss.backward()
        descent.step()
        losses.append(loss.item())
    assert curve.losses == pytest.approx(losses, rel=1e-10)
    assert torch.allclose(curve.bend, bend.detach(), atol=1e-10)


def test_training_bends_the_path_under_the_barrier():
    one = minimum(0)
    two = permuted(one, [np.roll(np.arange(8), 3)])
    straight = barrier(segment(one, two, task()))
    curve = curve_between(one, two, task(), rng=rng(), batch=20, epochs=60, rate=0.02)
    assert straight > 0.1
    assert barrier(along_curve(one, curve, task())) < 0.2 * straight


def test_ends_and_networks_stay_where_they_are_and_a_seed_fixes_the_bend():
    one, two = minimum(0), minimum(1)
    before = get_parameters(one), get_parameters(two)
    curves = [curve_between(one, two, task(), rng=rng(7), epochs=1) for _ in range(2)]
    assert torch.equal(curves[0].bend, curves[1].bend)
    assert torch.equal(get_parameters(one), before[0])
    assert torch.equal(get_parameters(two), before[1])
    assert torch.equal(curves[0].start, before[0])
    assert torch.equal(curves[0].end, before[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rate": 0.0}, "rate is positive"),
        ({"epochs": -1}, "epochs are 0 or more"),
        ({"batch": 0}, "images a batch"),
        ({"rng": 0}, "generator, not 0"),
    ],
)
def test_senseless_settings_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        curve_between(minimum(), minimum(1), task(), **{"rng": rng(), **options})
