"""The race: every method from the same starts, and what each is known to do."""

import numpy as np
import pytest

from lib import presets, quartets

SETTINGS = {"starts": 3, "images": 8, "decay": 0.01}


def run(method, dampings, steps=15, scale=None):
    return quartets.race(
        (5, 3), method=method, dampings=dampings, scale=scale, steps=steps, **SETTINGS
    )


@pytest.mark.parametrize("scale", [None, 0.1])
@pytest.mark.parametrize("method", quartets.METHODS)
@pytest.mark.parametrize("preset", ["quick", "full"])
def test_every_setting_of_the_chapter_runs(method, scale, preset):
    settings = presets.chapter("10", preset)
    choice = [1.0] if method in ("descent", "stochastic") else settings.dampings
    losses = run(method, choice, steps=2, scale=scale)
    assert losses.shape == (3, 3)
    assert np.isfinite(losses[0]).all()


def test_all_methods_start_from_the_same_places():
    firsts = [run(method, [1.0], steps=1)[0] for method in quartets.METHODS]
    assert all(np.array_equal(first, firsts[0]) for first in firsts)


def test_chosen_dampings_never_raise_the_loss_of_downhill_steps():
    for method in ("shifted Newton", "saddle-free"):
        losses = run(method, [1e3, 1, 0.1, 0.01])
        assert (np.diff(losses, axis=0) <= 1e-12).all()


def test_near_the_origin_newton_keeps_the_loss_of_the_saddle_and_the_others_leave():
    held = run("Newton", [0.0], scale=0.01)[-1]
    assert held == pytest.approx(np.log(4), rel=1e-3)
    for method in ("shifted Newton", "saddle-free"):
        assert run(method, [1, 0.1, 0.01], scale=0.01)[-1].max() < held.min() - 0.5


def test_a_run_away_is_infinite_and_never_arrives():
    losses = np.array([[2.0, 2.0, 2.0], [1.0, np.inf, 1.7], [0.5, np.inf, 1.2]])
    assert quartets.steps_to(losses, 1.2).tolist() == [1, np.inf, 2]


def test_unknown_methods_are_refused():
    with pytest.raises(ValueError, match="no method 'momentum'"):
        run("momentum", [1.0])
