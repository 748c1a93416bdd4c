"""The pass out of the lowest valley, against landscapes whose passes are known."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import critical_points, instances
from lib.instances import bands, passes


def test_without_a_saddle_nothing_is_climbed():
    one = SimpleNamespace(energies=np.array([-1.0, 1.0]), indices=np.array([0, 3]))
    assert bands.climb(one) == np.inf


def test_a_single_valley_has_no_way_out():
    lone = next(
        (model, found)
        for k in range(200)
        for model, rng in [instances.draw(3, 3, (77, k))]
        for found in [critical_points.find_all(model, rng=rng)]
        if found.counts()[0] == 1
    )
    assert passes.way_out(*lone) == np.inf


@pytest.mark.parametrize("k", range(12))
def test_on_a_circle_the_way_out_is_the_lower_maximum_beside_the_lowest_minimum(k):
    model, rng = instances.draw(2, 5, (78, k))
    found = critical_points.find_all(model, rng=rng)
    if found.counts()[0] < 2:
        assert passes.way_out(model, found) == np.inf
        return
    angles = np.arctan2(found.points[:, 1], found.points[:, 0])
    ring = np.argsort(angles)
    at = int(np.flatnonzero(ring == np.argmin(found.energies))[0])
    beside = found.energies[[ring[at - 1], ring[(at + 1) % len(ring)]]]
    assert found.counts()[0] == found.counts()[1]
    expected = beside.min() - found.energies.min()
    assert passes.way_out(model, found) == pytest.approx(expected, rel=1e-9)


def test_the_way_out_is_a_saddle_and_no_lower_than_the_lowest():
    left = [passes.leave(6, 3, (79, k)) for k in range(10)]
    assert all(each.complete for each in left)
    assert all(0 < each.saddle <= each.way_out for each in left)
    assert any(each.saddle < each.way_out < np.inf for each in left)
