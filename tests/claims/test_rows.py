"""The ledger's rows: complete, applicable, and refused with a sentence where they are not."""

import re

import pytest

from lib import claims
from lib.claims import rows

CLAIMS = claims.ledger()
RULES = [
    pytest.param(row, rule, id=f"{row.id}-{rule.name}") for row in CLAIMS for rule in row.tests
]


def test_the_ledger_has_every_claim_once():
    assert [row.id for row in CLAIMS] == [f"C{number:02d}" for number in range(1, 27)]


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_a_row_says_what_is_claimed_and_who_tests_it(row):
    assert 10 <= len(row.quote) <= 140
    assert row.place.split(",")[0].split()[0] in (
        "Introduction",
        "Background",
        "Theoretical",
        "Experimental",
        "Conclusion",
    )
    assert row.restatement.endswith(".")
    assert list(row.chapters) == sorted({rule.chapter for rule in row.tests})
    assert len({rule.name for rule in row.tests}) == len(row.tests)


@pytest.mark.parametrize(("row", "rule"), RULES)
def test_a_rule_can_be_applied(row, rule):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert claims.chapter_file(rule.chapter).startswith(rule.chapter)
    assert len(set(rule.settings)) == len(rule.settings) >= 1
    if rule.kind == "effect":
        assert rule.unit
        assert rule.control
        assert rule.why
    else:
        assert rule.quantity.endswith("?")


def test_the_first_setting_is_the_reference():
    rule = claims.claim("C08").test("saddle-share")
    assert rule.setting("reference") == rule.settings[0] == "p = 3"
    assert rule.setting("p = 6") == "p = 6"


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: claims.claim("C27"), "no claim 'C27': ids run from C01 to C26"),
        (lambda: claims.claim("C20").test("jag"), "no test 'jag': choose one of 'hidden-saddle'"),
        (lambda: claims.claim("C20").test("narrow").setting("sgd"), "no setting 'sgd'"),
        (lambda: claims.chapter_file("12"), "no chapter '12'"),
    ],
)
def test_what_is_not_there_is_named(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("kind: hearsay", "kind is effect or documentary, not 'hearsay'"),
        ("side: beside", "side is above or below, not 'beside'"),
        ("effect: 0", "above 0, not 0"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_refused(tmp_path, monkeypatch, change, message):
    rule = {"name": "t", "chapter": "'01'", "kind": "effect", "quantity": "q", "side": "above"}
    key, value = change.split(": ")
    body = ", ".join(f"{k}: {v}" for k, v in {**rule, "effect": "1", key: value}.items())
    words = "title: t, quote: q, place: p, restatement: r"
    row = f"{{id: C01, {words}, chapters: ['01'], tests: [{{{body}}}]}}"
    table = tmp_path / "claims.yml"
    table.write_text(f"chapters: {{}}\nclaims: [{row}]\n", encoding="utf8")
    monkeypatch.setattr(rows, "_TABLE", table)
    rows._table.cache_clear()
    rows.ledger.cache_clear()
    try:
        with pytest.raises(ValueError, match=message):
            rows.ledger()
    finally:
        monkeypatch.undo()
        rows._table.cache_clear()
        rows.ledger.cache_clear()
