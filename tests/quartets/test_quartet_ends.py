"""Where optimisers come to rest: minima and saddles are told apart, and ties are kept."""

import numpy as np
import pytest

from lib import quartets, saddles
from lib.quartets import ends

SETTINGS = {"images": 8, "decay": 0.01}


def test_kinds_of_places():
    problem = quartets.quartet((5, 1), **SETTINGS)
    surface = problem.surface
    origin = saddles.critical_point(surface.gradient, surface.hessian, np.zeros(48)).points
    down = np.linalg.eigh(surface.hessian(origin[0]))[1][:, 0]
    x = origin + 0.1 * down
    for _ in range(8000):
        x = x - quartets.RATE * surface.gradient(x)
    places = np.concatenate([origin, origin + 0.1 * down, x])
    kinds = ends._kinds(problem, places).tolist()
    assert kinds == ["saddle", "on the way", "minimum"]


def test_descents_end_at_minima_and_newton_near_the_origin_at_the_saddle():
    settings = {"starts": 4, "scale": 0.02, **SETTINGS}
    descents = quartets.settle((5, 2), method="descent", steps=20000, **settings)
    newton = quartets.settle((5, 2), method="newton", steps=20, **settings)
    assert descents.share("minimum") == 1
    assert (descents.indices == 0).all()
    assert newton.share("saddle") == 1
    assert newton.losses.min() > descents.losses.max() + 0.3


def test_tied_units_hold_descent_at_a_saddle():
    settings = {"method": "descent", "starts": 4, "scale": 0.02, **SETTINGS}
    held = quartets.settle((5, 2), tied=True, steps=5000, **settings)
    free = quartets.settle((5, 2), steps=20000, **settings)
    assert held.share("saddle") > 0.5
    assert held.losses.min() > free.losses.max()


def test_tie_keeps_the_rest_and_copies_two_units():
    x = np.arange(48.0)[None]
    tied = ends.tie(x)[0]
    assert tied[12:24].tolist() == tied[:12].tolist()
    assert tied[26:28].tolist() == tied[24:26].tolist()
    last = tied[28:44].reshape(4, 4)
    assert np.array_equal(last[:, 2:], last[:, :2])
    assert tied[44:].tolist() == x[0, 44:].tolist()


def test_leaving_the_origin_takes_the_time_of_linear_theory():
    waits, slope = zip(
        *(
            quartets.escape_steps((5, 2), starts=6, scale=scale, steps=500, **SETTINGS)
            for scale in (1e-8, 1e-4)
        ),
        strict=True,
    )
    measured = (waits[0].mean() - waits[1].mean()) / np.log(1e4)
    assert measured == pytest.approx(slope[0], rel=0.05)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="no method 'momentum'"):
        quartets.settle((5, 2), method="momentum", starts=1, scale=0.1, steps=1, **SETTINGS)
