"""What the ledger asks of chapter 7: complete, and each number the one that its rule names."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, statistics, theory
from lib.chapters.c07 import counts, evidence
from lib.chapters.c07.ends import Ends
from lib.chapters.c07.landscapes import Landscape

PLAN = SimpleNamespace(
    workers=1, instances=3,
    sizes={"": [4, 3], "the spins = six": [3, 3], "the spins = ten": [2, 3],
           "four spins per term": [3, 4]},
    parameters=200, hidden=[1, 3, 7], rates=[0.02, 0.05], rate=0.02, tuning=8, networks=8, few=8,
    recipe={"images": 40, "side": 3, "batch": 20, "passes": 5, "weight_decay": 0.001},
    variants={"the passes = twenty": {"passes": 10}, "the passes = eighty": {"passes": 15},
              "the weight decay = none": {"weight_decay": 0.0},
              "the weight decay = ten times": {"weight_decay": 0.01},
              "the parameters = 400": {"parameters": 150}, "the images = 125": {"images": 30},
              "the parameters = 1600": {"parameters": 300}, "the images = 500": {"images": 50}},
    tiny={"side": 2, "images": 20, "decay": 0.01, "runs": 6}, units=[1, 2, 5, 8],
    shapes=[[3], [2, 2], [2, 2, 2]], digits=[[4, 9], [3, 5]],
    tiny_variants={"the images = twenty": {"images": 15}, "the images = eighty": {"images": 25},
                   "the weight decay = a third": {"decay": 0.005},
                   "the weight decay = three times": {"decay": 0.03}},
)  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return evidence.evidence(PLAN, family=1)


def land(*losses):
    return Landscape(3, np.array(losses, float), np.ones(len(losses)))


def ended(n, rng, rho, distance):
    losses = rng.normal(size=n)
    tops = rho * losses + np.sqrt(1 - rho**2) * rng.normal(size=n)
    row = np.full(n // 2, distance) + 1e-3 * rng.normal(size=n // 2)
    return Ends(losses, tops, row, row, row, row)


def test_evidence_is_all_that_the_ledger_asks(rows):
    names = {claims.record(**row).name for row in rows}
    measured = [part for part in claims.parts("07") if part.measured]
    asked = {f"{part.id}, {variant}" for part in measured for variant in part.variants}
    assert names == asked | {part.id for part in measured}


def test_falls_are_those_of_the_formulas():
    n = {h: counts.spins(h, 1000, "width") for h in (10, 40)}
    found = evidence.fall(counts.equation_5, reading="width", budget=1000)
    assert found == pytest.approx(1 - counts.equation_5(40, n[40]) / counts.equation_5(10, n[10]))
    fixed = evidence.fall(counts.equation_5, reading="width", budget=1000, fixed=True)
    assert fixed == pytest.approx(1 - counts.equation_5(40, 10) / counts.equation_5(10, 10))
    minima = evidence.fall(evidence.exact_minima, reading="width", budget=1000, whole=int)
    logs = [
        theory.mean_critical_points(n=n, p=h, index=0, log=True) for h, n in ((10, 10), (40, 5))
    ]
    assert minima == pytest.approx(1 - logs[1] / logs[0])


def test_minima_by_the_path_mass_turn_with_the_choices():
    """A twentieth is crossed with the parameters, the depths and the reading."""
    found = {name: evidence.fall(evidence.exact_minima, **changed)
             for name, changed in evidence.CHOICES.items()
             if changed.get("reading") != "parameters per layer"}  # fmt: skip
    assert 0.05 < found[""] < 0.055
    assert found["the parameters = 12,000"] < 0.05
    assert found["the layers = 10 to 36"] < 0.04
    assert found["the layers = 5 to 20"] < found["width"] < -0.1


def test_growth_is_a_factor_per_unit_and_saturates_by_parts():
    lands = {(units,): [land(*range(1, 2**units + 1)), land(*range(1, 2**units + 1))]
             for units in (1, 2, 3)}  # fmt: skip
    found = evidence.growth(lands, 1, 3)
    assert (found.estimate, found.log) == (pytest.approx(2), True)
    same = {(units,): [land(1, 2, 1, 2), land(1, 2, 1, 2)] for units in (1, 2, 3)}
    assert evidence.growth(same, 1, 3, part=2).estimate == pytest.approx(1)
    assert evidence.unseen(lands[1,]) == 1
    assert evidence.unseen(same[1,]) == 0


def test_bad_ends_are_compared_by_pairs_of_digits():
    lands = {(9,): [land(1, 1, 1.05, 1), land(1, 1, 1, 1)],
             (2, 2): [land(1, 2, 3, 1), land(1, 1, 1, 4)]}  # fmt: skip
    found = evidence.worse(lands, (2, 2), (9,))
    assert found.estimate == pytest.approx((0.5 + 0.25) / 2)
    assert evidence.worse(lands, (2, 2), (9,), 1.5).estimate == pytest.approx(0.25)
    assert evidence.worse(lands, (2, 2), (9,), 0.01).estimate == pytest.approx((0.25 + 0.25) / 2)


def test_the_best_rate_is_that_of_the_lowest_mean_logarithm():
    losses = {0.1: [1.0, 0.01], 0.2: [0.2, 0.2], 0.4: [np.nan, 0.001]}
    none = np.zeros(2)
    runs = {rate: Ends(np.array(row), *[none] * 5) for rate, row in losses.items()}
    assert evidence.best(runs) == 0.1


def test_trends_are_per_doubling_of_depth_and_signs_do_not_hide_a_trade_off():
    rng = np.random.default_rng(3)
    found = {2: ended(3000, rng, -0.6, 0.8), 4: ended(3000, rng, -0.4, 0.9),
             8: ended(3000, rng, 0.2, 1.0)}  # fmt: skip
    assert evidence.apart(found, lambda e: e.aligned).estimate == pytest.approx(0.1, abs=1e-3)
    weaker = evidence.weaker(found)
    assert weaker.estimate == pytest.approx(-0.2, abs=0.04)
    assert weaker.interval[0] < weaker.estimate < weaker.interval[1]
    assert abs(evidence.weaker(found, shuffled=True).estimate) < 0.03


def test_a_share_of_solutions_has_the_exact_mean():
    plan = SimpleNamespace(workers=1, instances=60)
    every, real = evidence.shares(plan, 4, 3)
    assert (every == 1).all()
    share = statistics.mean(real, unit="instance")
    expected = theory.mean_critical_points(n=4, p=3) / 2 / theory.eigenpair_count(n=4, p=3)
    assert abs(share.estimate - expected) < 4 * share.standard_error < 0.15
