"""Tests and settings of a claim combine as the table says."""

from itertools import combinations

import pytest

from lib import claims

ROWS = claims.ledger()
MEASURED = [row for row in ROWS if all(rule.kind == "effect" for rule in row.tests)]
S, N, C, T = "supported", "not supported", "contradicted", "not testable here"
COMBINED = {
    (S,): S,
    (N,): N,
    (C,): C,
    (T,): T,
    (S, N): "supported with limits",
    (S, C): "supported with limits",
    (S, T): "supported with limits",
    (N, C): N,
    (N, T): N,
    (C, T): C,
    (S, N, C): "supported with limits",
    (S, N, T): "supported with limits",
    (S, C, T): "supported with limits",
    (N, C, T): N,
    (S, N, C, T): "supported with limits",
}


def identify(row):
    return getattr(row, "id", row)


def everything(row, word, sample):
    return [sample(row, rule, word) for rule in row.tests]


@pytest.mark.parametrize("word", [S, C])
@pytest.mark.parametrize("row", ROWS, ids=identify)
def test_every_claim_can_be_supported_and_contradicted(row, word, sample):
    assert claims.verdict(row.id, everything(row, word, sample)).word == word


@pytest.mark.parametrize("word", [N, T])
@pytest.mark.parametrize("row", MEASURED, ids=identify)
def test_every_measured_claim_can_stay_open(row, word, sample):
    assert claims.verdict(row.id, everything(row, word, sample)).word == word


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.tests) > 1], ids=identify)
def test_support_in_a_part_has_limits_that_are_named(row, sample):
    first, *others = row.tests
    found = [sample(row, first, S), *(sample(row, rule, C) for rule in others)]
    verdict = claims.verdict(row.id, found)
    assert verdict.word == "supported with limits"
    assert verdict.reason.startswith(f"supported: {first.name.replace('-', ' ')}")
    assert all(rule.name.replace("-", " ") in verdict.reason for rule in others)


@pytest.mark.parametrize("row", ROWS, ids=identify)
def test_a_claim_without_evidence_awaits_its_chapters(row):
    verdict = claims.verdict(row.id, [])
    assert verdict.key == "awaits"
    assert verdict.word.startswith("awaits chapter")
    assert all(chapter in verdict.word for chapter in row.chapters)


def test_every_combination_has_its_word(sample):
    row = claims.claim("C26")
    rules = row.tests[1], row.tests[2]
    places = [(rule, setting) for rule in rules for setting in rule.settings]
    words = (S, N, C, T)
    subsets = [part for size in range(1, 5) for part in combinations(words, size)]
    assert set(subsets) == set(COMBINED)
    for subset in subsets:
        parts = [
            claims.judge(sample(row, *place[:1], word, setting=place[1]))
            for place, word in zip(places, subset, strict=False)
        ]
        assert claims.combine(parts)[0] == COMBINED[subset], subset
        assert claims.combine(parts[::-1])[0] == COMBINED[subset], subset


def test_settings_that_were_recorded_count_and_others_do_not(sample):
    row = claims.claim("C08")
    number, share = row.tests
    found = [sample(row, number, C), sample(row, share, C)]
    assert claims.verdict("C08", found).word == "contradicted"
    found.append(sample(row, share, S, setting="p = 6"))
    verdict = claims.verdict("C08", found)
    assert verdict.word == "supported with limits"
    assert verdict.reason.startswith("supported: saddle share (p = 6)")


def test_the_reference_setting_cannot_be_left_out(sample):
    row = claims.claim("C08")
    found = [sample(row, row.tests[0], C), sample(row, row.tests[1], S, setting="p = 6")]
    assert claims.verdict("C08", found).word == "awaits chapter 03"


def test_what_is_still_to_come_is_named_beside_what_is_there(sample):
    row = claims.claim("C20")
    verdict = claims.verdict("C20", [sample(row, row.test("hidden-saddle"), C)])
    assert verdict.word == "awaits chapters 04 and 08"
    assert "jagged, narrow (reference) and walled off" in verdict.reason
    assert "so far contradicted: hidden saddle" in verdict.reason


def test_one_part_without_control_leaves_the_claim_without_verdict(sample):
    row = claims.claim("C12")
    found = everything(row, S, sample)
    found[1] = sample(row, row.tests[1], S, control=None)
    verdict = claims.verdict("C12", found)
    assert verdict.word == "no verdict"
    assert verdict.reason.startswith("descent approaches: no control")


def test_a_running_notebook_is_judged_by_its_own_chapter(sample):
    row = claims.claim("C20")
    found = [sample(row, row.test("hidden-saddle"), C)]
    assert claims.verdict("C20", found, chapters={"01"}).word == "contradicted"
    assert claims.verdict("C20", [], chapters=set()).word == "no verdict"


def test_evidence_on_other_claims_is_passed_over(sample):
    row, other = claims.claim("C06"), claims.claim("C07")
    found = everything(row, C, sample) + everything(other, S, sample)
    assert claims.verdict("C06", found).word == "contradicted"
    assert claims.verdict("C07", found).word == "supported"


def test_one_place_recorded_twice_is_refused(sample):
    row = claims.claim("C06")
    with pytest.raises(ValueError, match="C06: test 'dimension', 'reference' was recorded twice"):
        claims.verdict("C06", everything(row, S, sample) * 2)


def test_an_unknown_claim_is_refused():
    with pytest.raises(ValueError, match="no claim 'C99'"):
        claims.verdict("C99", [])
