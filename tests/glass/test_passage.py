"""Ways between solutions: what stands between copies, and what alignment removes."""

from dataclasses import replace

import numpy as np
import pytest

from lib import glass
from lib.glass.passage import ends


@pytest.fixture(scope="module")
def found(tiny):
    return glass.solutions(tiny, 5, 4)


def test_every_end_computes_what_it_should(tiny, found):
    task, _ = tiny.tasks()
    one, other = (tiny.network(row) for row in found.parameters[:2])
    places = ends(one, other, rng=np.random.default_rng(0))
    for kind, twin in (("copy", one), ("raw", other), ("aligned", other)):
        assert task(places[kind]).item() == pytest.approx(task(twin).item(), rel=1e-5)


def test_a_barrier_to_itself_is_nothing_and_to_a_copy_is_something(tiny, found):
    pair = glass.Solutions(*(np.repeat(part[:1], 2, axis=0) for part in vars(found).values()))
    same = glass.barriers(tiny, pair, points=11, rng=np.random.default_rng(0))
    assert same.raw[0] == pytest.approx(0, abs=1e-6)
    assert same.aligned[0] == pytest.approx(0, abs=1e-6)
    assert same.copy[0] > 0.01


def test_pairs_share_no_network_and_are_measured_by_their_own_untrained_loss(tiny, found):
    whole = glass.barriers(tiny, found, points=11, rng=np.random.default_rng(0))
    assert whole.raw.shape == (2,)
    double = replace(found, untrained=2 * found.untrained)
    half = glass.barriers(tiny, double, points=11, rng=np.random.default_rng(0))
    np.testing.assert_allclose(half.raw, whole.raw / 2)


def test_alignment_lowers_the_barrier_of_a_shuffled_solution(tiny, found):
    shuffled = ends(*(tiny.network(found.parameters[0]) for _ in "ab"),
                    rng=np.random.default_rng(1))["copy"]  # fmt: skip
    back = ends(tiny.network(found.parameters[0]), shuffled, rng=np.random.default_rng(2))
    start = tiny.network(found.parameters[0])
    for one, two in zip(back["aligned"].parameters(), start.parameters(), strict=True):
        np.testing.assert_allclose(one.detach().numpy(), two.detach().numpy())


def test_the_ways_begin_and_end_at_the_solutions(tiny, found):
    ways = glass.ways(tiny, *found.parameters[:2], points=5, rng=np.random.default_rng(0))
    assert ways.losses.shape == ways.errors.shape == (3, 5)
    np.testing.assert_allclose(ways.losses[:, 0], found.losses[0], rtol=1e-4)
    np.testing.assert_allclose(ways.losses[:, -1], found.losses[[0, 1, 1]], rtol=1e-4)
    np.testing.assert_allclose(ways.errors[:, -1], found.errors[[0, 1, 1]], atol=1e-9)


def test_moving_units_raises_the_loss_between(tiny, found):
    rises = glass.moved_units(
        tiny, found.parameters[0], [2, 6], points=11, rng=np.random.default_rng(0)
    )
    assert rises.shape == (2,)
    assert (rises >= 0).all()
    assert rises[1] > rises[0]


@pytest.mark.parametrize("change", [{"hidden": 3}, {"hidden": 12}, {"stop": 1.5}, {"stop": 0.05}])
def test_every_kind_of_case_of_the_chapter_runs(tiny, change):
    found = glass.barriers_of(tiny.but(**change), (1, 2), 2, 5)
    assert np.isfinite([found.copy, found.raw, found.aligned]).all()
