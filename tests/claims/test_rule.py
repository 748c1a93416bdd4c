"""Each rule gives every verdict that it can give, for the reason that it states."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib import claims

RULES = [(row, rule) for row in claims.ledger() for rule in row.tests]
EFFECTS = [(row, rule) for row, rule in RULES if rule.kind == "effect"]
WORDS = ("supported", "contradicted", "not supported", "not testable here")


def name(value):
    return getattr(value, "name", getattr(value, "id", value))


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(("row", "rule"), EFFECTS, ids=name)
def test_each_measured_rule_gives_each_word(row, rule, word, sample):
    assert claims.judge(sample(row, rule, word)).word == word


@pytest.mark.parametrize("word", WORDS[:2])
@pytest.mark.parametrize(
    ("row", "rule"), [pair for pair in RULES if pair[1].kind == "documentary"], ids=name
)
def test_each_document_is_judged_by_its_answer(row, rule, word, sample):
    part = claims.judge(sample(row, rule, word))
    assert part.word == word
    assert "so it is" in part.reason


@pytest.mark.parametrize(("row", "rule"), EFFECTS, ids=name)
def test_no_verdict_without_control_or_power(row, rule, sample):
    without = claims.judge(sample(row, rule, "supported", control=None))
    assert without.word == "no verdict"
    assert without.reason.startswith("no control")
    unstated = claims.judge(sample(row, rule, "not testable here", power=None))
    assert unstated.word == "no verdict"
    assert "no power calculation is stated" in unstated.reason


def test_a_stated_power_that_the_interval_belies_gives_no_verdict(sample):
    row = claims.claim("C26")
    part = claims.judge(sample(row, row.test("broaden"), "not testable here", power=0.95))
    assert part.word == "no verdict"
    assert "one of the two is wrong" in part.reason


@pytest.mark.parametrize(
    ("row", "rule"), [pair for pair in EFFECTS if pair[1].control_range], ids=name
)
@pytest.mark.parametrize("end", [0, 1])
def test_a_control_that_fails_gives_no_verdict(row, rule, end, sample):
    edge = rule.control_range[end]
    outside = edge + (0.01 if end else -0.01)
    assert claims.judge(sample(row, rule, "supported", control=edge)).word == "supported"
    part = claims.judge(sample(row, rule, "supported", control=outside))
    assert part.word == "no verdict"
    assert "the control gave" in part.reason


def test_an_exact_quantity_needs_no_width(sample):
    row = claims.claim("C16")
    rule = row.test("falls")
    for value, word in ((0.37, "supported"), (-0.67, "contradicted"), (0.05, "not supported")):
        found = sample(row, rule, "supported", estimate=value, interval=(value, value), n=1)
        assert claims.judge(found).word == word


def test_the_interval_has_to_lie_beyond_the_effect_not_on_it(sample):
    row = claims.claim("C20")
    rule = row.test("hidden-saddle")
    at_the_edge = sample(row, rule, "supported", estimate=0.8, interval=(0.75, 0.85))
    assert claims.judge(at_the_edge).word == "not supported"


@given(
    distance=st.floats(-5, 5),
    half=st.floats(0, 8),
    stated=st.none() | st.floats(0, 1),
    pair=st.sampled_from(EFFECTS),
)
def test_evidence_mirrored_at_the_null_mirrors_the_word(distance, half, stated, pair):
    row, rule = pair
    control = sum(rule.control_range) / 2 if rule.control_range else 1.0

    def word(direction):
        estimate = rule.null + direction * rule.effect * distance
        ends = (estimate - half * rule.effect, estimate + half * rule.effect)
        found = claims.Measurement(
            claim=row.id,
            test=rule.name,
            estimate=estimate,
            interval=ends,
            control=control,
            n=5,
            power=stated,
        )
        return claims.judge(found).word

    mirror = {"supported": "contradicted", "contradicted": "supported"}
    at_an_edge = min(abs(abs(distance) - half - 1), abs(half - 1.96 / 2.8016)) < 1e-6
    if not at_an_edge:  # where rounding decides, the two sides may differ
        assert word(-1) == mirror.get(word(1), word(1))


def test_power_is_the_share_of_intervals_that_exclude_the_null():
    rng = np.random.default_rng(1)
    for standard_error, effect in ((1.0, 0.5), (1.0, 2.8), (0.3, 0.5)):
        draws = rng.normal(effect, standard_error, 40_000)
        share = np.mean(np.abs(draws) > stats.norm.ppf(0.975) * standard_error)
        assert claims.power(standard_error, effect) == pytest.approx(share, abs=0.01)


def test_power_grows_with_the_effect_and_knows_its_limits():
    values = [claims.power(1.0, effect) for effect in (1e-9, 0.5, 1, 2, 4, 40)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(0.05)
    assert values[-1] == pytest.approx(1.0)
    assert claims.power(0.0, 1e-9) == 1.0
    for bad in ((-1.0, 1.0), (1.0, 0.0), (float("nan"), 1.0)):
        with pytest.raises(ValueError, match="standard error of 0 or more"):
            claims.power(*bad)


def test_the_sample_size_that_a_weak_design_names_would_be_enough(sample):
    row = claims.claim("C13")
    rule = row.test("measured")
    weak = sample(row, rule, "not testable here")
    part = claims.judge(weak)
    needed = int(part.reason.split("about ")[1].split()[0])
    half = (weak.interval[1] - weak.interval[0]) / 2 * np.sqrt(weak.n / needed)
    assert claims.power(half / stats.norm.ppf(0.975), rule.effect) == pytest.approx(0.8, abs=0.01)
