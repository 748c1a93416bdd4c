"""Toy surfaces: their derivatives are those of their losses."""

import numpy as np
import pytest

from lib.saddles import newton, shifted, toys


@pytest.mark.parametrize("name", toys())
def test_derivatives_agree_with_differences(name):
    toy, rng, h = toys()[name], np.random.default_rng(3), 1e-6
    points = rng.standard_normal((5, 2))
    for k, unit in enumerate(np.eye(2)):
        slope = (toy.loss(points + h * unit) - toy.loss(points - h * unit)) / (2 * h)
        assert toy.gradient(points)[:, k] == pytest.approx(slope, abs=1e-6)
        bend = (toy.gradient(points + h * unit) - toy.gradient(points - h * unit)) / (2 * h)
        assert toy.hessian(points)[:, k] == pytest.approx(bend, abs=1e-6)


@pytest.mark.parametrize("name", toys())
def test_the_origin_is_level_and_no_minimum(name):
    toy = toys()[name]
    assert toy.gradient(np.zeros(2)) == pytest.approx(0)
    ring = 0.1 * np.stack([np.cos(np.arange(0, 6, 0.1)), np.sin(np.arange(0, 6, 0.1))], -1)
    assert toy.loss(ring).min() < toy.loss(np.zeros(2))


def test_shifted_steps_lead_downhill_and_become_newtons_at_a_minimum():
    rng = np.random.default_rng(0)
    h = rng.standard_normal((20, 5, 5))
    h, g = h + np.swapaxes(h, 1, 2), rng.standard_normal((20, 5))
    assert (np.sum(shifted(g, h, 0.1) * g, axis=1) < 0).all()
    up = h @ h + np.eye(5)
    assert shifted(g, up, 0.3) == pytest.approx(newton(g, up, 0.3))


def test_several_dampings_at_once_are_those_one_by_one():
    rng = np.random.default_rng(1)
    h, g = rng.standard_normal((4, 3, 3)), rng.standard_normal((4, 3))
    h = h + np.swapaxes(h, 1, 2)
    together = shifted(g, h, np.array([0.1, 2.0])[:, None, None])
    assert together == pytest.approx(np.stack([shifted(g, h, 0.1), shifted(g, h, 2.0)]))
