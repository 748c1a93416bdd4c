"""Evidence is checked when it is recorded, and survives the way through a notebook."""

import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from claim_samples import EXAMPLES, effect, measured, said

from lib import claims, prose, statistics
from lib.claims import evidence

WIDE = claims.part("C26.broaden")
GOOD = effect(WIDE, 1.5, half=0.5)
SOURCE = {"quotation": "For implementation details, see [7]", "citation": "De Bernardi (2020)"}


def test_a_measurement_travels_as_data_and_shows_no_line_of_html():
    found = evidence.record("C26", "broaden", GOOD, control=1.0, figure="fig-04-radius")
    bundle = found._repr_mimebundle_()
    assert set(bundle) == {claims.MIME, "text/plain"}
    assert bundle["text/plain"] == "on record: C26.broaden"
    assert bundle[claims.MIME]["effect"] == asdict(GOOD)
    assert claims.recorded() == [found]


def test_every_part_takes_evidence_and_gives_it_back():
    for part in claims.parts():
        if part.id in EXAMPLES:
            found = measured(part.id, EXAMPLES[part.id]["holds"])
        elif not part.measured:
            found = said(part.id, True)
        else:
            continue
        back = claims.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False)))
        assert json.dumps(back.to_json()) == json.dumps(found.to_json())


def test_a_control_may_be_an_effect_or_a_number_of_numpy():
    for control in (1.1, np.float32(1.1), statistics.exact(1.1, method="m")):
        assert evidence.record("C26", "broaden", GOOD, control=control).control == pytest.approx(
            1.1
        )


def test_a_control_that_was_sampled_keeps_its_interval_and_an_exact_one_has_none():
    halves = statistics.ratio([1.0, 1.2, 1.1], [1.0, 1.0, 1.1], unit="seed")
    found = evidence.record("C26", "broaden", GOOD, control=halves)
    assert found.control_interval == halves.interval
    back = claims.from_json(json.loads(json.dumps(found.to_json())))
    assert claims.judge(WIDE, [back]) == replace(claims.judge(WIDE, [found]), evidence=back)
    assert tuple(back.control_interval) == halves.interval
    exact = evidence.record("C26", "broaden", GOOD, control=statistics.exact(1.1, method="m"))
    assert exact.control_interval is None
    assert "control_interval" not in exact.to_json()


def test_a_cell_that_runs_again_replaces_its_evidence():
    evidence.record("C26", "broaden", GOOD, control=1.0)
    evidence.record("C26", "broaden", GOOD, control=0.9)
    evidence.record("C26", "broaden", GOOD, control=0.9, setting="tanh")
    evidence.document("C19", "details-given", said=False, **SOURCE)
    assert [item.name for item in claims.recorded()] == [
        "C26.broaden", "C26.broaden, tanh", "C19.details-given",
    ]  # fmt: skip
    assert claims.recorded()[0].control == 0.9


def test_what_is_recorded_can_be_printed(monkeypatch):
    monkeypatch.setattr(prose, "published", dict)  # whatever the book has of it
    evidence.record("C26", "broaden", GOOD, control=1.0, setting="tanh")
    assert prose.finding("C26.broaden, tanh") == GOOD.estimate


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "broden"}, "no part 'C26.broden'"),
        ({"setting": "sgd"}, "no setting of C26.broaden, 'sgd'"),
        ({"control": None}, "needs its control, the same for bowls as wide"),
        ({"control": math.nan}, "needs its control"),
        ({"control_interval": (1.1, 1.2)}, "needs an interval about its control"),
        ({"control_interval": (0.9, math.inf)}, "needs an interval about its control"),
        ({"control": "much"}, "needs its control"),
        ({"effect": 1.5}, "with an Effect of lib.statistics"),
        ({"effect": replace(GOOD, interval=(1.0, math.inf))}, "an interval with finite ends"),
        ({"effect": replace(GOOD, unit="network")}, "an effect over seeds"),
        ({"effect": replace(GOOD, log=False)}, "an effect that is a ratio"),
        ({"effect": replace(GOOD, exact=True)}, "an effect that is not exact"),
        ({"figure": "fig-01-radius"}, "a figure named fig-04-what"),
        ({"name": "deepen", "effect": None}, "claims.record with an Effect"),
    ],
)
def test_a_measurement_that_cannot_be_used_is_refused(change, message):
    values = {"name": "broaden", "effect": GOOD, "control": 1.0} | change
    with pytest.raises(ValueError, match=message):
        evidence.record("C26", values.pop("name"), values.pop("effect"), **values)
    assert claims.recorded() == []


def test_an_effect_that_is_none_is_never_made():
    for numbers in ({"estimate": math.nan}, {"interval": (2.0, 3.0)}, {"n": 0}):
        with pytest.raises(ValueError, match="got"):
            replace(GOOD, **numbers)


def test_an_exact_part_takes_exact_values_only():
    formula = claims.part("C05.formula")
    with pytest.raises(ValueError, match="an effect that is exact"):
        evidence.record("C05", "formula", replace(effect(formula, 1e-9), exact=False, unit="p"),
                        control=0.2)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quotation": " "}, "needs a quotation"),
        ({"citation": "debernardi2020"}, "a citation as people write it"),
        ({"citation": ""}, "a citation as people write it"),
        ({"figure": "fig-05-x"}, "a figure named fig-04-what"),
    ],
)
def test_a_document_needs_quotation_and_citation(change, message):
    with pytest.raises(ValueError, match=message):
        evidence.document("C19", "details-given", said=True, **SOURCE | change)


def test_measurement_and_document_are_not_taken_for_each_other():
    with pytest.raises(ValueError, match="for it is documentary"):
        evidence.record("C19", "details-given", GOOD, control=1.0)
    with pytest.raises(ValueError, match=r"claims\.record with an Effect"):
        evidence.document("C26", "broaden", said=True, **SOURCE)


@pytest.mark.parametrize(
    "data", [{}, {"claim": "C20"}, {"part": "C26.broaden", "effect": {"estimate": 1}}]
)
def test_data_that_are_not_evidence_are_refused(data):
    with pytest.raises(ValueError, match="no evidence"):
        claims.from_json(data)
