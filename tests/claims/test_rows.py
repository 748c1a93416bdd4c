"""The ledger's rows: complete and applicable, or told by name in a sentence."""

import math
import re

import pytest
import yaml

from lib import claims
from lib.claims import rows

PARTS = claims.parts()
GOOD = yaml.safe_load("""
name: wide
chapter: "01"
kind: effect
title: t
clause: c
quantity: q
headline: true
unit: times as wide
sample: seed
scale: log
side: above
"null": 1
effect: 1.25
why: w
control: c
control_range: [0.8, 1.25]
settings: {the ruler: [Euclidean, neutral]}
constants: {the rim: [1, 0.5, 2]}
sentence: "{estimate} times"
""")


FIELDS = {"estimate", "size", "low", "high", "n", "control", "spins"}


def amiss(part):
    """Return what a part has to be and is not, in words."""
    if not part.measured:
        return [] if part.quantity.endswith("?") else ["a documentary part asks a question"]
    log, (low, high) = part.scale == "log", part.control_range
    words = [part.unit, part.control, part.why, *map(part.sentence.get, ("more", "less"))]
    fields = set(re.findall(r"{(\w+)", "".join(part.sentence.values())))
    asked = {
        "null is finite, on a log scale above 0": (0 if log else -math.inf) < part.null < math.inf,
        "effect is above 0, on a log scale a factor above 1": log < part.effect < math.inf,
        "control_range says where the control is trusted": -math.inf < low <= high < math.inf,
        "unit, control, why and sentence are given": all(words),
        "sample is given": bool(part.sample) or part.kind == "exact",
        f"a sentence holds {', '.join(sorted(FIELDS))}": fields <= FIELDS,
    }
    for axis, names in part.axes.items():
        least = 3 if all(name.startswith(f"{axis} = ") for name in names) else 2
        each_once = f"{axis} has {least} values or more, each once"
        asked[each_once] = least <= len(set(names)) == len(names)
    return [what for what, kept in asked.items() if not kept]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_a_part_can_be_applied(part):
    assert not amiss(part)


@pytest.mark.parametrize("headlines", [[False], [True, True]])
def test_a_claim_without_its_one_headline_is_refused(headlines):
    parts = [GOOD | {"name": f"part-{k}", "headline": one} for k, one in enumerate(headlines)]
    words = dict.fromkeys(("title", "quote", "place", "restatement"), "t")
    with pytest.raises(ValueError, match="C01: one part is the headline"):
        rows._claim({"id": "C01", "parts": parts, **words})
    parts[0]["headline"], parts[1:] = True, []
    assert rows._claim({"id": "C01", "parts": parts, **words}).parts[0].headline


def test_the_ledger_has_every_claim_once():
    assert list(claims.ledger()) == [f"C{number:02d}" for number in range(1, 27)]
    assert len({part.id for part in PARTS}) == len(PARTS)


def test_a_claim_says_what_it_is():
    for row in claims.ledger().values():
        assert 10 <= len(row.quote) <= 200, row.id
        first = row.place.split(",")[0].split()[0]
        assert first in ("Introduction", "Background", "Theoretical", "Experimental", "Conclusion")
        assert row.restatement.endswith("."), row.id


def test_a_part_tests_words_of_the_quotation():
    for part in PARTS:
        assert part.clause in claims.claim(part.claim).quote, part.id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part.name)
        assert claims.chapter_file(part.chapter).startswith(part.chapter)


def test_a_setting_has_one_name_on_record():
    part = claims.part("C26.broaden")
    assert part.setting("reference") == part.setting("ReLU") == "reference"
    assert part.setting("the loss at the rim = as set") == "reference"
    assert part.variants["tanh"] == "the activation"
    assert part.setting("the loss at the rim = half") == "the loss at the rim = half"
    for part in PARTS:
        assert len(part.variants) == sum(len(names) - 1 for names in part.axes.values()), part.id


def test_a_position_counts_smallest_effects_to_the_claims_side():
    wide, low = claims.part("C26.broaden"), claims.part("C13.measured")
    assert [wide.position(x) for x in (1.25, 1, 0.8)] == pytest.approx([1, 0, -1])
    assert wide.position(0.0) == float("-inf")
    assert [low.position(x) for x in (0.5, 1, 1.5)] == pytest.approx([1, 0, -1])
    for part in PARTS:
        if part.measured:
            assert part.position(part.value(-0.7)) == pytest.approx(-0.7), part.id


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: claims.claim("C27"), "no claim 'C27': choose one of C01"),
        (lambda: claims.part("C20.jag"), "no part 'C20.jag': choose one of C20.jagged"),
        (
            lambda: claims.part("C20.narrow").setting("sgd"),
            "no setting of C20.narrow, 'sgd': choose",
        ),
        (lambda: claims.chapter_file("99"), "no chapter '99'"),
    ],
)
def test_what_is_not_there_is_named(ask, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        ask()


def test_a_good_row_is_taken():
    part = rows._part("C01", GOOD)
    assert not amiss(part)
    assert part.axes == {
        "the ruler": ("Euclidean", "neutral"),
        "the rim": ("the rim = 1", "the rim = 0.5", "the rim = 2"),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"null": 0}, "null is finite, on a log scale above 0"),
        ({"null": float("inf")}, "null is finite"),
        ({"scale": "linear", "null": -float("inf")}, "null is finite"),
        ({"effect": float("inf")}, "effect is above 0"),
        ({"effect": 1}, "on a log scale a factor above 1"),
        ({"scale": "linear", "effect": 0}, "effect is above 0"),
        ({"control_range": None}, "control_range says where the control is trusted"),
        ({"control_range": [2, 1]}, "control_range"),
        ({"control_range": [0, float("inf")]}, "control_range"),
        ({"control_range": [-float("inf"), 1]}, "control_range"),
        ({"unit": None}, "unit, control, why and sentence are given"),
        ({"control": None}, "unit, control, why"),
        ({"sentence": {"more": "m"}}, "sentence are given"),
        ({"sample": None}, "sample is given"),
        ({"sentence": "{mean} times"}, "a sentence holds control, estimate"),
        ({"settings": {"the ruler": ["one"]}}, "the ruler has 2 values or more"),
        ({"constants": {"the rim": [1, 2]}}, "the rim has 3 values or more"),
        ({"constants": {"the rim": [1, 2, 2]}}, "the rim has 3 values or more"),
        ({"kind": "documentary", "side": None}, "a documentary part asks a question"),
    ],
)
def test_a_row_that_cannot_be_applied_is_told(change, message):
    row = {key: value for key, value in (GOOD | change).items() if value is not None}
    assert any(message in each for each in amiss(rows._part("C01", row)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "hearsay"}, "there is no kind 'hearsay': choose one of effect, exact"),
        ({"side": "Above"}, "there is no side 'Above': choose one of above, below"),
        ({"scale": "square"}, "there is no scale 'square': choose one of linear, log"),
        ({"colour": "red"}, "unexpected keyword argument 'colour'"),
        ({"clause": None}, "missing 1 required keyword-only argument: 'clause'"),
    ],
)
def test_a_row_with_a_field_or_a_word_that_is_none_is_refused(change, message):
    row = {key: value for key, value in (GOOD | change).items() if value is not None}
    with pytest.raises(ValueError, match=f"C01.wide: .*{re.escape(message)}"):
        rows._part("C01", row)
