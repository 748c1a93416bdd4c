"""What the ledger asks: complete, and each number the one that its rule names."""

import numpy as np
import pytest

from lib import claims
from lib.chapters.c04 import evidence
from lib.chapters.c04.evidence import best_rate, over, radii, tops


@pytest.fixture(scope="module")
def rows(found):
    return evidence.rows(found)


def by_name(rows, part, setting):
    claim, name = part.split(".")
    asked = claims.ledger()[claim]
    part = next(p for p in asked.parts if p.name == name)
    some = [row for row in rows if (row["claim"], row["name"]) == (claim, name)]
    found = {part.setting(row.get("setting", "reference")): row for row in some}
    return found[part.setting(setting)]


def test_every_row_is_one_that_the_ledger_takes(rows):
    parts = {f"{row['claim']}.{row['name']}" for row in rows}
    asked = [part for part in claims.parts("04") if part.measured and not part.untestable]
    assert parts == {part.id for part in asked}
    for row in rows:
        claims.record(**row)


def test_at_full_size_only_settings_that_the_preset_names_are_left_out(rows, plan):
    given = {(f"{row['claim']}.{row['name']}", row.get("setting")) for row in rows}
    for part in claims.parts("04"):
        for variant in part.variants if part.measured else ():
            left_out = variant in ("SGD", "default initialisation") or (part.id, variant) in given
            assert left_out, (part.id, variant)


def test_ratios_are_those_of_the_seeds(rows, found):
    cases = found.cases["reference"]
    wide = by_name(rows, "C26.broaden", "reference")["effect"]
    one, ten = (cases[n].level.radius[:, 0, 0] for n in (1, 10))
    kept = np.isfinite(one) & np.isfinite(ten) & (one > 0) & (ten > 0)
    expected = np.exp(np.log(ten[kept] / one[kept]).mean())
    assert wide.estimate == pytest.approx(expected)
    neutral = by_name(rows, "C26.broaden", "depth-neutral radius")["effect"]
    assert neutral.estimate == pytest.approx(expected * np.sqrt(11 / 2))


def test_a_rate_is_chosen_by_seeds_that_are_not_judged():
    runs = {0.1: np.array([[2.0, 1.0], [2.0, 0.1]]), 0.2: np.array([[2.0, 0.5], [2.0, 9.0]])}
    assert best_rate(runs, 1) == 0.2
    assert best_rate(runs, 2) == 0.1
    assert best_rate(runs | {0.3: np.full((2, 2), np.nan)}, 1) == 0.2
    assert best_rate(runs, 1, level=0.6) == 0.2


def test_judged_runs_are_those_of_the_best_rate_without_the_ones_that_chose(found):
    runs = found.rates["reference"][5]
    best = best_rate(runs, found.tuning)
    assert np.array_equal(found.judged()[5], runs[best][found.tuning :])
    assert found.judged(found.rate)[5].shape == (4, 61)


def test_what_has_no_radius_is_left_out_of_a_ratio(found):
    groups = radii(found.cases["reference"], rim=1)
    assert all((row[np.isfinite(row)] > 0).all() for row in groups.values())
    same = over({0: np.array([1.0, np.nan, 4.0, 2.0]), 1: np.array([1.0, 1.0, 2.0, 1.0])}, 0, 1)
    assert (same.n, same.estimate) == (3, pytest.approx(4 ** (1 / 3)))
    assert set(tops(found.cases["reference"], relative=True)) == {1, 5, 10}


def test_negative_shares_fall_with_the_tolerance_and_weigh_less_than_half():
    values = np.array([[-1e-6, -1e-2, 1.0, 2.0]] * 4)
    each = {name: {1: np.abs(values), 5: values} for name in ("as set", "half", "double", "known")}
    found = {row["setting"]: row for row in evidence._small(each)}
    effects = {name: row["effect"].estimate for name, row in found.items()}
    assert effects["the tolerance = 1e-8"] == 0.5
    assert effects["the tolerance = 1e-4"] == 0.25
    assert effects["by weight"] == pytest.approx(0.01 / 3.01, rel=1e-3)
    assert found["the tolerance = 1e-4"]["control"] == 0.25, "the same for what is known"


def test_passes_are_cut_before_a_rate_is_chosen(found):
    runs = found.rates["reference"][5]
    half = {rate: each[:, :31] for rate, each in runs.items()}
    chosen = half[best_rate(half, found.tuning)][found.tuning :]
    assert np.array_equal(found.judged(share=0.5)[5], chosen)
    assert found.judged(setting="the passes = double")[1].shape == (4, 121)


def test_errors_are_for_other_seeds_and_other_images(rows, found):
    apart = found.cases["reference"][1].misread - found.cases["reference"][5].misread
    crossed = by_name(rows, "C13.equal-parameters", "reference")["effect"]
    kept = apart[np.isfinite(apart).all(axis=1)]
    assert crossed.estimate == pytest.approx(kept.mean())
    assert "crossed" in crossed.method


def test_seeds_that_are_left_out_are_counted():
    some = over({0: [1.0, 2.0], 1: [1.0, 1.0]}, 0, 1)
    assert evidence._left(some, 3, "more") == "1 of 3 seeds left out: they have no value; more"
    assert evidence._left(some, 2) == ""


def test_evidence_is_made_of_what_is_measured(plan, monkeypatch):
    monkeypatch.setattr(evidence, "measure", lambda given, *, family: (given, family))
    monkeypatch.setattr(evidence, "rows", lambda given: given)
    assert evidence.evidence(plan, family=2) == (plan, 2)


def test_what_training_did_to_a_distance_is_what_was_not_there_before(found, rows):
    slopes = [
        by_name(rows, "C15.coagulation", name)["effect"].estimate
        for name in ("reference", "less the distance before training")
    ]
    before = by_name(rows, "C15.coagulation", "reference")["control"].estimate
    cases = found.cases["reference"]
    assert np.isfinite([case.apart for case in cases.values()]).all(), "else pairs are left out"
    assert slopes[1] == pytest.approx(slopes[0] - before)


def test_rates_go_on_while_the_best_is_an_end_and_a_single_one_stays_alone():
    asked = []

    def tried(rates):
        asked.extend(rates)
        return {rate: np.full((2, 3), abs(np.log(rate / 0.3)) + 1) for rate in rates}

    found = evidence.widened(tried, [0.05, 0.1], 1)
    assert asked == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8])
    assert best_rate(found, 1) == pytest.approx(0.4)
    assert evidence._beyond(found, 1) is None
    assert evidence._beyond({k: found[k] for k in asked[:3]}, 1) == pytest.approx(0.4)
    assert len(evidence.widened(tried, [0.001, 0.0011], 1)) == 5, "three more and not a fourth"
    assert len(evidence.widened(tried, [0.05], 1)) == 1


def test_runs_that_never_get_there_count_at_the_last_epoch(found):
    level = found.level / 1e6
    assert (found.epochs(5, level, rate=found.rate) == 60).all()
    some = found.epochs(5, found.level, rate=found.rate)
    assert len(some) == len(found.rates["reference"][5][found.rate]) - found.tuning
    assert (some <= 60).all()


def test_a_rate_beside_the_best_is_left_out_where_none_was_tried():
    losses = np.geomspace(4, 0.5, 3) + np.zeros((4, 1))
    grid = {0.1: losses, 0.2: 2 * losses, 0.4: 3 * losses}
    rates = {"reference": dict.fromkeys((1, 10), grid), "residual": {10: {0.1: losses}}}
    some = evidence.Found({}, {}, rates, {}, 1, 1.0, 0.1)
    rows = {row["setting"]: row for row in evidence._other_rates(some)}
    assert [*rows] == [evidence.COMMON, "the rate = next higher"]
    assert rows["the rate = next higher"]["note"].endswith("an end of those tried for 1, 10")


def test_in_a_depth_neutral_window_both_known_surfaces_are_told_apart(rows):
    found = by_name(rows, "C20.jagged", "depth-neutral window")
    assert found["control"].estimate == pytest.approx(2, rel=0.2)
    assert found["effect"] != by_name(rows, "C20.jagged", "reference")["effect"]
