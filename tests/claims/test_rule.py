"""Each rule gives every word that it can give, and the word turns when the evidence does."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from claim_samples import EXAMPLES, effect, measured, said
from scipy import stats

from lib import claims, statistics
from lib.claims import rule
from lib.claims.evidence import record

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "holds": "holds", "fails": "fails", "small": "too small to count", "between": "in between",
}  # fmt: skip


PARTS = [part for part in claims.parts() if part.measured]
TENTH = "the training loss = half"


@pytest.fixture(scope="module")
def full():
    """Return the evidence that the book speaks from."""
    rows = json.loads((ROOT / "lib" / "claims" / "book.json").read_text(encoding="utf8"))
    return [claims.from_json(row) for row in rows["evidence"]]


def word(*found):
    """Return the word that a part gets from its evidence, were it testable."""
    return claims.judge(replace(found[0].rule, untestable=""), found).word


def test_every_measured_part_has_its_example():
    assert {part.id for part in claims.parts() if part.measured} == set(EXAMPLES)


def test_a_part_gives_the_word_that_the_papers_sentence_asks_for():
    for id, example in EXAMPLES.items():
        assert len(WORDS.keys() & example.keys()) == 3, id
        for name in WORDS.keys() & example.keys():
            assert word(measured(id, example[name])) == WORDS[name], (id, name)


def test_every_control_is_shown_to_fail():
    for id, example in EXAMPLES.items():
        part, holds = claims.part(id), example["holds"]
        broken = measured(id, holds, control=example["broken"])
        found = claims.judge(replace(part, untestable=""), [broken])
        assert found.word == "undecided", id
        assert found.reason.startswith("the control gave"), id
        for end in part.control_range:
            assert word(measured(id, holds, control=end)) == "holds", id


# --- mutations of the evidence -------------------------------------------------------------------


def test_the_word_turns_when_the_sign_does():
    for id, example in EXAMPLES.items():
        part = claims.part(id)
        assert word(measured(id, part.value(-part.position(example["holds"])))) == "fails", id


def test_the_word_is_lost_when_the_interval_widens():
    for half, expected in ((0.4, "holds"), (1.0, "undecided"), (5.0, "undecided")):
        assert word(measured("C26.broaden", 1.25**1.5, half)) == expected
    assert word(measured("C26.broaden", 1.0, 0.9)) == "too small to count"
    assert word(measured("C26.broaden", 1.0, 1.1)) == "undecided"


def test_an_interval_that_just_reaches_an_edge_is_not_beyond_it():
    part = claims.part("C13.equal-parameters")
    for interval, expected, reason in (
        ((0.5, 1.5), "in between", "the whole interval lies between 1.5 and 0.5"),
        ((0.5, 1.6), "undecided", "it fails or is in between"),
        ((0.4, 1.5), "undecided", "it holds or is in between"),
        ((1.5, 1.6), "undecided", "it fails or is in between"),
        ((0.4, 0.5), "undecided", "it holds or is in between"),
    ):
        seen = effect(part, sum(interval) / 2, 1.0, interval=interval)
        found = claims.judge(part, [claims.Evidence(part=part.id, effect=seen, control=0.0)])
        assert found.word == expected, interval
        assert found.reason.startswith(reason), interval


def test_one_outlier_takes_the_word():
    ratios = np.array([1.5, 1.6, 1.45, 1.55, 1.5, 1.6])
    for values, expected in ((ratios, "holds"), (np.append(ratios[:-1], 0.05), "undecided")):
        found = statistics.ratio(values, np.ones_like(values), unit="seed")
        evidence = claims.Evidence(part="C26.broaden", effect=found, control=1.0)
        assert word(evidence) == expected


def test_without_a_control_there_is_no_evidence():
    with pytest.raises(ValueError, match="needs its control"):
        claims.Evidence(part="C26.broaden", effect=effect(claims.part("C26.broaden"), 2.0))


def test_equal_values_decide_nothing_whatever_they_are():
    none = statistics.mean([0.0] * 6, unit="instance")
    found = claims.judge(
        claims.part("C17.tiny-networks"),
        [claims.Evidence(part="C17.tiny-networks", effect=none, control=0.05)],
    )
    assert found.word == "undecided"
    assert found.reason == "all 6 instances agree: how far others differ is open"
    for id in EXAMPLES:
        part = claims.part(id)
        for name in EXAMPLES[id].keys() & WORDS.keys() if part.kind == "effect" else ():
            value = EXAMPLES[id][name]
            equal = statistics.mean([value] * 3, unit=part.sample, log=part.scale == "log")
            known = {"control": EXAMPLES[id]["control"], "note": "of 12 spins"}
            seen = claims.Evidence(part=id, effect=equal, **known)
            assert word(seen) == "undecided", (id, name)


def test_a_share_of_no_unit_at_all_still_has_its_interval():
    none = statistics.proportion(0, 50, unit="saddle")
    found = claims.Evidence(part="C20.hidden-saddle", effect=none, control=1.0)
    assert word(found) == "fails"


# --- a control that errs by noise ----------------------------------------------------------------


def controlled(id, interval, control):
    """Return a part's word where its control is a number or an Effect, and the reason."""
    part = claims.part(id)
    estimate = math.sqrt(interval[0] * interval[1]) if part.scale == "log" else sum(interval) / 2
    made = effect(part, estimate, 1.0, interval=interval)
    found = claims.judge(part, [record(*id.split("."), made, control=control)])
    return found.word, found.reason


def beside(id, estimate, low, high):
    """Return a control with its interval."""
    return effect(claims.part(id), estimate, 1.0, interval=(low, high))


def test_noise_between_halves_takes_no_plain_effect():
    noisy = beside("C26.broaden", 1.4, 0.7, 2.8)
    assert controlled("C26.broaden", (0.02, 0.08), noisy) == (
        "fails",
        "the control gave 1.4, outside 0.9 to 1.1: widened by that to 0.0143 to 0.112, the whole "
        "interval lies on the other side of 0.8",
    )
    assert controlled("C26.broaden", (0.02, 0.08), 1.4)[0] == "undecided", "a bare number"


def test_what_the_control_shows_may_explain_the_effect():
    noisy = beside("C26.broaden", 1.4, 0.7, 2.8)
    for interval in ((1.4, 1.6), (0.6, 0.7), (0.9, 1.1)):
        word, reason = controlled("C26.broaden", interval, noisy)
        assert word == "undecided"
        assert reason.startswith("the control gave 1.4")
        assert "power" not in reason
    far = beside("C15.coagulation", -0.28, -0.6, 0.04)
    assert controlled("C15.coagulation", (-0.35, -0.3), far)[0] == "undecided"
    assert controlled("C15.coagulation", (-0.5, -0.4), far)[0] == "holds"


def test_a_bias_beyond_doubt_takes_every_word():
    for interval in ((1.3, 1.5), (0.6, 0.7)):
        middle = math.sqrt(interval[0] * interval[1])
        shown = beside("C26.broaden", middle, *interval)
        word, reason = controlled("C26.broaden", (12.0, 44.0), shown)
        assert word == "undecided"
        assert reason.endswith("nothing can be trusted")


def test_a_control_that_has_to_show_something_shows_it_or_nothing_is_trusted():
    weak = beside("C03.trained-redundancy", 2.0, -1.0, 5.0)
    assert controlled("C03.trained-redundancy", (0.1, 0.2), weak)[0] == "undecided"
    above = beside("C23.index-curve", 0.13, 0.05, 0.21)
    assert controlled("C23.index-curve", (0.01, 0.02), above)[0] == "undecided"


def test_a_control_within_its_range_widens_nothing():
    noisy = beside("C26.broaden", 1.05, 0.6, 2.4)
    word, reason = controlled("C26.broaden", (1.4, 1.5), noisy)
    assert (word, reason) == ("holds", "the whole interval lies above 1.25")


def test_what_is_widened_without_end_says_no_numbers():
    for control in (effect(claims.part("C26.broaden"), 0.5, interval=(0.0, 1.0)),
                    effect(claims.part("C26.broaden"), 0.0, interval=(0.0, 1.0))):  # fmt: skip
        word, reason = controlled("C26.broaden", (1.3, 1.5), control)
        assert word == "undecided"
        assert "inf" not in reason


def test_a_control_within_its_range_that_shows_more_than_the_margin_is_told():
    id, told = "C24.band-network", "within −0.05 to 0.05 but more than the margin: the whole"
    for control, close in ((0.0, False), (0.014, False), (0.016, True), (-0.016, True)):
        word, reason = controlled(id, (0.915, 0.943), control)
        assert word == "holds"
        assert (told in reason) == close, control
    told = "within −0.5 to 0.5 but more than the margin: the whole interval lies between 1.5"
    for ends in ((0.7, 1.3), (0.7, 1.0), (1.0, 1.3)):  # past both bounds, or one of them
        assert told in controlled("C13.equal-parameters", ends, 0.4)[1]
    known = controlled("C03.trained-redundancy", (0.1, 0.95), 46.0)
    assert known == ("holds", "the whole interval lies below 1"), "of what has to be seen"


def test_what_the_control_adds_is_told_of_settings_too_and_of_what_they_turn():
    id, close = "C24.band-network", "the control gave 0.04, within −0.05 to 0.05 but more than the"
    part = claims.part(id)
    rows = [measured(id, 0.92, control=0.04),
            measured(id, 0.75, control=0.0, setting="index one only"),
            measured(id, 0.92, control=0.04, setting="the starts = half")]  # fmt: skip
    found = claims.judge(part, rows)
    assert found.word == "depends on the saddles"
    assert found.reason.startswith(f"{close} margin: holds with the chapter's own choices and in 1")
    assert [(name, beside[: len(close)]) for name, _, beside in found.settings] == [
        ("index one only", ""), ("the starts = half", close),
    ]  # fmt: skip
    noisy = {"control": 1.4, "control_interval": (0.7, 2.8)}
    turned = [measured("C26.broaden", 3.0, **noisy), measured("C26.broaden", 0.5, setting="tanh")]
    reason = claims.judge(turned[0].rule, turned).reason
    assert reason.startswith("the control gave 1.4, outside 0.9 to 1.1: widened by that to ")
    assert reason.endswith(", holds with the chapter's own choices; fails: tanh")


def test_the_range_of_a_control_is_told_to_its_last_digit_and_what_it_gave_beside_it():
    shown = {"C05.wall": "0.9993 to 1.0007", "C08.saddle-number": "0.999 to 1.001",
             "C06.dimension": "0.985 to 1.015", "C13.equal-parameters": "−0.5 to 0.5"}  # fmt: skip
    assert {id: claims.trusted(claims.part(id)) for id in shown} == shown
    wall = claims.part("C05.wall")
    for given, told in ((0.99999997, "1"), (0.99934, "0.9993"), (0.99926, "0.999"),
                        (1.0009, "1.001"), (1.00070004, "1.001")):  # fmt: skip
        assert claims.gave(wall, given) == told
    for part in PARTS:
        ends = [float(end.replace("−", "-").replace(",", "").replace("×10⁹", "e9"))
                for end in claims.trusted(part).split(" to ")]  # fmt: skip
        assert tuple(ends) == tuple(part.control_range), part.id


# --- settings ------------------------------------------------------------------------------------


def test_a_setting_that_decides_otherwise_is_what_it_depends_on():
    reference = measured("C26.broaden", 2.0)
    for setting, axis in (("tanh", "the activation"), ("fixed epochs", "the stop"),
                          ("the loss at the rim = half", "the loss at the rim")):  # fmt: skip
        for other in (0.5, 1.0):
            found = claims.judge(
                reference.rule, [reference, measured("C26.broaden", other, setting=setting)]
            )
            assert found.word == f"depends on {axis}"
            assert found.key == "depends-on"
            assert found.reason.startswith("holds with the chapter's own choices; ")
            assert setting in found.reason
    both = [measured("C26.broaden", 0.5, setting=name) for name in ("tanh", "SGD")]
    assert word(reference, *both) == "depends on the optimiser and the activation"
    both[1] = measured("C26.broaden", 3.0, setting="SGD")
    found = claims.judge(reference.rule, [reference, *both])
    assert found.reason == "holds with the chapter's own choices and in 1 of 2 others; fails: tanh"


def test_a_setting_that_agrees_or_decides_nothing_turns_nothing():
    reference = measured("C26.broaden", 2.0)
    agrees = measured("C26.broaden", 1.5, setting="tanh")
    weak = measured("C26.broaden", 0.9, 5.0, setting="SGD")
    broken = measured("C26.broaden", 0.5, control=3.0, setting="fixed epochs")
    found = claims.judge(reference.rule, [reference, agrees, weak, broken])
    assert found.word == "holds"
    assert {name: word for name, word, _ in found.settings} == {
        "tanh": "holds", "SGD": "undecided", "fixed epochs": "undecided",
    }  # fmt: skip


def test_an_undecided_reference_stays_undecided_whatever_the_others_say():
    weak = measured("C26.broaden", 1.3, 3.0)
    assert word(weak, measured("C26.broaden", 2.0, setting="tanh")) == "undecided"


def test_of_what_is_undecided_the_settings_that_decide_are_named():
    id = "C25.index-with-depth"
    rows = [measured(id, 0.02, 0.7), *(measured(id, -0.08, setting=name) for name in (
        "by weight", "the tolerance = 1e-4", "the tolerance = 1e-3"))]  # fmt: skip
    found = claims.judge(claims.part(id), [*rows, measured(id, 0.02, 0.7, setting=TENTH)])
    assert found.word == "undecided"
    assert found.reason == (
        f"with the chapter's own choices {claims.judge(found.part, rows[:1]).reason}; "
        "holds: by weight, the tolerance = 1e-4 and the tolerance = 1e-3"
    )
    assert " it fails or is too small to count; power" in found.reason
    spoilt = measured(id, 0.0, control=1.0)
    found = claims.judge(claims.part(id), [spoilt, rows[1], measured(id, 0.05, setting=TENTH)])
    assert found.reason.startswith(
        "with the chapter's own choices the control gave 1, outside −0.01"
    )
    assert found.reason.endswith("nothing can be trusted; holds: by weight; fails: " + TENTH)


def test_words_of_the_full_evidence_that_settings_decide_are_named(full):
    """Not one undecided part of the book keeps silent about a setting that decides."""
    silent = set()
    for part in PARTS:
        found = claims.judge(part, full)
        if found.word == "undecided":
            silent |= {name for name, word, _ in found.settings
                       if word in rule._DECIDED and not told(found.reason, word, name)}  # fmt: skip
    assert not silent


def told(reason, word, name):
    """Say whether a reason names a setting behind a word."""
    groups = dict(each.split(": ", 1) for each in reason.split("; ") if each.startswith(word))
    return name in groups.get(word, "")


def test_an_exact_value_whose_choices_disagree_depends_on_them():
    part = claims.part("C05.formula")
    spread = effect(part, 1e-4, half=2.0, method="orders 2 to 20")
    found = claims.judge(part, [claims.Evidence(part=part.id, effect=spread, control=0.2)])
    assert (found.word, found.reason) == ("depends on the choices made", "orders 2 to 20")


def test_an_exact_setting_that_hangs_on_its_choices_turns():
    part = claims.part("C16.falls")
    reference = measured(part.id, 0.1)
    torn = measured(part.id, 0.05, half=2.0, setting="width")
    found = claims.judge(part, [reference, torn])
    assert found.word == "depends on the reading of Λ"
    assert (
        found.reason == "holds with the chapter's own choices; depends on the choices made: width"
    )
    both = claims.judge(part, [measured(part.id, 0.05, half=2.0), torn])
    assert both.word == "depends on the choices made"
    decided = measured(part.id, 0.1, setting="parameters per layer")
    both = claims.judge(part, [measured(part.id, 0.05, half=2.0), torn, decided])
    assert both.reason == "made for a test of 12 spins; holds: parameters per layer"


def test_nothing_on_record_is_awaited_and_what_cannot_be_decided_says_so():
    part = claims.part("C26.broaden")
    assert claims.judge(part, []).word == "awaiting chapter 04"
    assert (
        claims.judge(part, [measured(part.id, 2.0, setting="tanh")]).word == "awaiting chapter 04"
    )
    untestable = claims.judge(claims.part("C24.growth-network"), [])
    assert untestable.word == "not testable here"
    assert untestable.reason == claims.part("C24.growth-network").untestable


def test_a_document_is_judged_by_its_answer():
    assert [word(said("C04.nothing-earlier", answer)) for answer in (True, False)] == [
        "said", "not said",
    ]  # fmt: skip


# --- power ---------------------------------------------------------------------------------------


def test_power_is_the_chance_of_holds_at_twice_the_smallest_effect():
    part, rng = claims.part("C13.equal-parameters"), np.random.default_rng(1)
    error, runs = 0.3, 4000
    estimates = part.value(2.0) + error * rng.standard_normal(runs)
    half = 1.96 * error / part.effect
    held = sum(word(measured(part.id, each, half)) == "holds" for each in estimates[:1000])
    stated = rule.power(measured(part.id, part.null, half))
    assert stated == pytest.approx(stats.norm.cdf(part.effect / error - 1.96), abs=1e-3)
    assert abs(held / 1000 - stated) < 4 * math.sqrt(stated * (1 - stated) / 1000)


def test_power_is_reached_by_the_end_of_the_interval_that_lies_towards_nothing():
    for id, long in (("C13.equal-parameters", 1), ("C12.good-ends", 0)):  # below, above
        found = measured(id, claims.part(id).null, 0.6)
        ends, middle = [*found.effect.interval], found.effect.estimate
        ends[long] = middle + 2 * (ends[long] - middle)
        longer = replace(found, effect=replace(found.effect, interval=tuple(ends)))
        assert rule.power(longer) < 0.9 * rule.power(found)
        ends[long], ends[1 - long] = (
            found.effect.interval[long],
            middle + 2 * (ends[1 - long] - middle),
        )
        other = replace(found, effect=replace(found.effect, interval=tuple(ends)))
        assert rule.power(other) == pytest.approx(rule.power(found), rel=1e-9)


def test_undecided_says_its_power_and_what_is_left_open():
    for place, words in (
        (0.9, "it holds or is too small to count; power"),
        (-0.9, "it fails or is too small to count; power"),
    ):
        part = claims.part("C26.broaden")
        found = claims.judge(part, [measured(part.id, part.value(place), 0.5)])
        assert found.word == "undecided"
        assert words in found.reason
    assert "all is open; power 0.10" in claims.judge(part, [measured(part.id, 1.0, 3.0)]).reason


# --- headlines -----------------------------------------------------------------------------------


def test_a_headline_speaks_of_the_part_that_the_title_names():
    found = [measured("C05.formula", 1e-15), measured("C05.wall", 0.6)]
    verdict = claims.verdict("C05", found)
    assert (verdict.text, verdict.mixed) == ("fails (1 of 3 parts)", True)
    assert verdict.headline.part.name == "wall"


def test_no_claim_holds_whose_headline_fails_whatever_the_other_parts_say():
    for row in claims.ledger().values():
        head = next(part for part in row.parts if part.headline)
        if head.id not in EXAMPLES:
            continue
        found = [measured(head.id, EXAMPLES[head.id]["fails"])]
        found += [
            measured(part.id, EXAMPLES[part.id]["holds"])
            for part in row.parts
            if part.id in EXAMPLES and part is not head
        ]
        found += [said(part.id, True) for part in row.parts if not part.measured]
        assert claims.verdict(row.id, found).text.startswith("fails"), row.id


def test_no_claim_holds_whose_title_names_what_failed(full):
    """A noun of the title that a failed part has, and the headline has not, is that part's."""
    small = {"above"}
    for row in claims.ledger().values():
        verdict = claims.verdict(row.id, full)
        if verdict.headline.key != "holds":
            continue
        named, headline = nouns(row.title) - small, nouns(verdict.headline.part.title)
        for each in verdict.outcomes:
            if each.key == "fails":
                assert not nouns(each.part.title) & named - headline, (row.title, each.part.title)


def nouns(title):
    """Return the longer words of a title."""
    return set(re.findall(r"[a-z]{4,}", title.lower()))


def test_documents_vote_on_what_was_said_only():
    failing = [measured(f"C15.{name}", EXAMPLES[f"C15.{name}"]["fails"])
               for name in ("coagulation", "coagulation-small", "trade-off")]  # fmt: skip
    for answer in (True, False):
        verdict = claims.verdict("C15", [*failing, said("C15.reported", answer)])
        assert (verdict.text, verdict.mixed) == ("fails (3 of 3 parts)", False)
    documents = [said("C21.varies-depth", False), said("C21.theoretical", False)]
    for name in ("holds", "fails"):
        measured_too = measured("C21.smoother", EXAMPLES["C21.smoother"][name])
        assert claims.verdict("C21", [*documents, measured_too]).text == "not said (2 of 2 parts)"


def test_a_claim_of_one_part_needs_no_count():
    assert claims.verdict("C04", [said("C04.nothing-earlier", False)]).text == "not said"
    assert claims.verdict("C04", []).text == "awaiting chapter 02"


def test_evidence_on_other_claims_is_passed_over():
    assert claims.verdict("C04", [measured("C26.broaden", 2.0)]).text == "awaiting chapter 02"


def test_an_outcome_is_that_of_the_full_evidence_and_of_this_run_where_there_is_none(
    full, monkeypatch
):
    seen = measured("C26.broaden", EXAMPLES["C26.broaden"]["holds"])
    monkeypatch.setattr(rule, "recorded", lambda: [seen])
    assert claims.outcome("C26.broaden").word == "holds"
    monkeypatch.setattr(rule, "published", lambda: full)
    assert claims.outcome("C26.broaden") == claims.judge(claims.part("C26.broaden"), full)
    assert claims.outcome("C26.broaden").word != "holds"
    with pytest.raises(ValueError, match=r"C26\.nothing"):
        claims.outcome("C26.nothing")


def test_an_outcome_names_the_settings_that_come_to_a_word(full):
    found = claims.judge(claims.part("C25.index-with-depth"), full)
    assert found.where("holds") >= {"by weight"}
    assert not found.where("awaiting")
    said = [name for word in claims.rule.words("meaning") for name in found.where(word)]
    assert sorted(said) == sorted(name for name, *_ in found.settings)


def test_a_control_at_an_end_of_its_range_is_told_in_short():
    assert claims.gave(claims.part("C03.trained-independence"), 0.05) == "0.05"
    assert claims.gave(claims.part("C02.linnerud-outputs"), 0.09) == "0.09"
