"""Pictures of the paper's kind, and its words measured on them."""

from dataclasses import replace

import numpy as np
import pytest

from lib import landscape
from lib.depth import BROAD, DEPTHS, JAGGED, OPTIONS, TRAININGS, floor, triptychs, words
from lib.landscape import Plane

X = np.linspace(-1, 1, 15)
BOWL = X[:, None] ** 2 + X**2


def plane(losses):
    return Plane(X, X, losses)


def test_teeth_and_a_floor_are_put_into_words():
    teeth = BOWL + 0.3 * (np.arange(15)[:, None] % 2) * X
    steep = np.expm1(3 * BOWL)
    found = words({1: plane(teeth), 5: plane(steep), 10: plane(steep)})
    assert found.rougher > JAGGED
    assert found.broader > BROAD
    assert found.spoken
    assert not words({1: plane(BOWL), 5: plane(steep), 10: plane(steep)}).spoken


def test_the_weaker_of_the_two_comparisons_counts():
    steep = np.expm1(3 * BOWL)
    found = words({1: plane(BOWL), 5: plane(steep), 10: plane(BOWL)})
    assert found.broader == pytest.approx(1)


def test_one_vertical_scale_takes_the_breadth_away():
    steep = np.expm1(3 * BOWL)
    planes = {1: plane(BOWL), 5: plane(steep), 10: plane(steep)}
    assert words(planes).broader > 1
    assert words(planes, common=True).broader < 1
    assert floor(plane(BOWL), 10.0) > floor(plane(BOWL), 1.0)


def test_flat_and_quadratic_surfaces_give_numbers():
    flat = np.ones((15, 15))
    found = words({1: plane(flat), 5: plane(flat), 10: plane(BOWL)})
    assert not np.isnan(found).any()
    assert not found.spoken


@pytest.fixture(scope="module")
def gallery(tiny):
    plan = replace(tiny, depths=DEPTHS, budget=400, side=5)
    return triptychs(plan, "trained, He's start", 7, 0, list(OPTIONS), 5)


def test_every_option_draws_every_depth_both_ways(gallery):
    assert list(gallery) == list(OPTIONS)
    for option in gallery.values():
        assert tuple(option) == DEPTHS
        for picture in option.values():
            assert picture.shipped.losses.shape == (5, 5)
            assert picture.aligned.losses.shape == (5, 4)
            assert picture.loss > 0
    near, far = (np.ptp(gallery[o][1].shipped.losses) for o in ("filter, distance 10", "filter"))
    assert near < far


@pytest.mark.parametrize("training", TRAININGS)
def test_every_training_is_what_it_says(training, gallery, tiny):
    plan = replace(tiny, depths=DEPTHS, budget=400, side=5, epochs=4)
    found = triptychs(plan, training, 7, 0, ["filter"], 4)["filter"]
    again = triptychs(plan, training, 7, 0, ["filter"], 4)["filter"]
    assert np.array_equal(found[5].shipped.losses, again[5].shipped.losses)
    if training.startswith("not"):
        assert found[10].loss == pytest.approx(np.log(10), rel=0.05)
    assert landscape.roughness(found[1].shipped) >= 0
