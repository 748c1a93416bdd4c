"""Ways between solutions: what stands between copies, and what matching removes."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, landscape, networks
from lib.chapters.c08 import evidence, ways


@pytest.fixture(scope="module")
def found(tiny):
    return ways.ways(tiny, [5], pairs=2, points=9)


@pytest.fixture(scope="module")
def solutions(tiny):
    return networks.train_from_seed(tiny, [5], 4).networks


def test_every_end_computes_what_it_should(tiny, solutions):
    task, (one, other, *_) = tiny.tasks().train, solutions
    places = ways.ends(one, other, rng=np.random.default_rng(0))
    for kind, twin in zip(ways.KINDS, (other, other, one), strict=True):
        assert task(places[kind]).item() == pytest.approx(task(twin).item(), rel=1e-5)
    assert networks.distance(one, places["its own copy"]) > 0.5


def test_no_wall_stands_between_a_network_and_its_copy_once_units_are_matched(tiny, solutions):
    one, task = solutions[0], tiny.tasks().train
    copied = ways.ends(one, one, rng=np.random.default_rng(1))["its own copy"]
    raw, matched = (
        landscape.barrier(landscape.segment(one, end, task, 9))
        for end in (copied, ways.ends(one, copied, rng=np.random.default_rng(2))["units matched"])
    )
    assert matched == pytest.approx(0, abs=1e-6)
    assert raw > 0.05


def test_ways_begin_and_end_at_the_solutions(tiny, found, solutions):
    task, test = tiny.tasks().train, tiny.tasks().test
    losses, errors = (
        [each(one) for one in solutions] for each in (lambda n: task(n).item(), test.error)
    )
    np.testing.assert_allclose(found.losses[:, :, 0], np.transpose([losses[::2]] * 3), rtol=1e-4)
    np.testing.assert_allclose(found.losses[:, :2, -1], np.transpose([losses[1::2]] * 2), rtol=1e-4)
    np.testing.assert_allclose(found.losses[:, 2, -1], losses[::2], rtol=1e-4)
    np.testing.assert_allclose(found.errors[:, 0], errors[0], atol=0.011)
    np.testing.assert_allclose(found.errors[:2, -1], errors[1], atol=0.011)
    assert found.parameters.shape == (4, networks.parameter_count(tiny.widths))


def test_barriers_are_rises_over_the_untrained_loss_of_the_pair(tiny, found):
    task = tiny.tasks().train
    untrained = [task(one).item() for one in tiny.fresh([5], 4)]
    np.testing.assert_allclose(found.untrained, np.reshape(untrained, (2, 2)).mean(1), rtol=1e-5)
    line = found.losses[0, 0]
    t = np.linspace(0, 1, 9)
    rise = np.max(line - (1 - t) * line[0] - t * line[-1]) / found.untrained[0]
    assert found.barriers("as trained")[0] == pytest.approx(rise)
    coarse = found.barriers("as trained", every=4)
    assert (coarse <= found.barriers("as trained") + 1e-12).all()
    assert (found.barriers("units matched") < found.barriers("as trained")).all()


def test_a_way_whose_rise_is_known_climbs_as_high(tiny, found, solutions):
    one, task = solutions[0], tiny.tasks().train
    for twin in ways.doubled(one):
        assert task(twin).item() == pytest.approx(task(one).item(), rel=1e-5)
    outputs, top = one(task.inputs).detach(), one.biases[-1].detach()
    quarter = task.per_image(top + (outputs - top) * (0.75**2 + 0.25**2), task.targets).mean()
    line = landscape.segment(*ways.doubled(one), task, 5).losses
    assert line[[1, 3]] == pytest.approx(quarter.item(), rel=1e-5)
    np.testing.assert_allclose(found.known_over(every=2), 1, rtol=1e-3)
    assert (found.rises > 0.01).all()
    assert (found.known_over(every=8) < 0.01).all()  # the ends alone show no wall


def test_evidence_is_all_that_the_ledger_asks(tiny):
    recipe = vars(replace(tiny, phases=((0.01, 2),)))
    plan = SimpleNamespace(recipe=recipe, leaves=4, groups=2, few_groups=1, points=41, workers=1,
                           widths=[8, 128], stops=[0.3, 0.01])  # fmt: skip
    rows = evidence.evidence(plan, family=1)
    measured = [part for part in claims.parts("08") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    names = {claims.record(**row).name for row in rows}
    assert names == asked | {part.id for part in measured}
    other = evidence.cohorts(plan, family=2)["reference"][0]
    first, second = evidence.cohorts(plan, family=1)["reference"]
    assert len({each.untrained[0] for each in (first, second, other)}) == 3
    assert rows[0]["effect"].n == 4
    both = np.concatenate([each.barriers("units matched") for each in (first, second)])
    assert rows[0]["effect"].estimate == pytest.approx(both.mean())
