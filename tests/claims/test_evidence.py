"""Evidence is checked when it is recorded, and survives the way through a notebook."""

import json

import numpy as np
import pytest

from lib import claims

GOOD = {"test": "hidden-saddle", "estimate": 0.1, "interval": (0.0, 0.2), "control": 1.0, "n": 50}
SOURCE = {
    "test": "nothing-earlier",
    "agrees": False,
    "quotation": "learning from examples without local minima",
    "citation": "baldi1989",
    "date": "1989",
}


def test_a_measurement_shows_itself_in_one_line():
    found = claims.record("C20", **GOOD, figure="fig-01-saddle")._repr_mimebundle_()
    values = "estimate 0.1 [0, 0.2] share of directions, against control 1, n = 50"
    line = f"Evidence for C20 (hidden-saddle): {values}"
    assert found["text/plain"] == line
    assert found["text/html"] == f'<p class="evidence" data-claim="C20">{line}</p>'
    assert found[claims.MIME]["figure"] == "fig-01-saddle"


@pytest.mark.parametrize(
    "make",
    [
        lambda: claims.record("C20", **GOOD, figure="fig-01-saddle", note="a note"),
        lambda: claims.record("C20", **{**GOOD, "control": None}),
        lambda: claims.record(
            "C08", **{**GOOD, "test": "saddle-share"}, setting="p = 4", power=0.5
        ),
        lambda: claims.document("C04", **SOURCE, note="a note"),
    ],
)
def test_evidence_comes_back_from_a_notebook_unchanged(make):
    found = make()
    data = json.loads(json.dumps(found._repr_mimebundle_()[claims.MIME], allow_nan=False))
    assert claims.from_json(data) == found


def test_numbers_of_numpy_become_plain():
    numbers = {
        "estimate": np.float32(0.5),
        "interval": np.array([0.25, 0.75]),
        "control": np.float64(1),
        "n": np.int64(7),
    }
    found = claims.record("C20", test="hidden-saddle", **numbers)
    assert json.loads(json.dumps(found._repr_mimebundle_()[claims.MIME]))["interval"] == [
        0.25,
        0.75,
    ]
    assert type(found.n) is int


def test_a_cell_that_runs_again_replaces_its_evidence():
    claims.record("C20", **GOOD)
    claims.record("C20", **{**GOOD, "estimate": 0.15})
    claims.document("C04", **SOURCE)
    assert [item.claim for item in claims.recorded()] == ["C20", "C04"]
    assert claims.recorded()[0].estimate == 0.15


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"test": "hiden-saddle"}, "has no test 'hiden-saddle'"),
        ({"setting": "tanh"}, "no setting 'tanh'"),
        ({"estimate": float("nan")}, "estimate has to be a finite number, got nan"),
        ({"interval": (0.0, float("inf"))}, "interval's end has to be a finite number"),
        ({"interval": (0.2, 0.0)}, r"\[0.2, 0.0\] has to hold the estimate 0.1"),
        ({"interval": (0.2, 0.3)}, "has to hold the estimate 0.1"),
        ({"interval": (0.1,)}, "two ends"),
        ({"control": float("nan")}, "control has to be a finite number"),
        ({"n": 0}, "1 or more; got 0"),
        ({"n": 2.5}, "1 or more; got 2.5"),
        ({"power": 1.5}, "probability from 0 to 1, got 1.5"),
        ({"figure": "fig-02-saddle"}, "named fig-01-what, got 'fig-02-saddle'"),
    ],
)
def test_a_measurement_that_cannot_be_used_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        claims.record("C20", **{**GOOD, **change})
    assert claims.recorded() == []


@pytest.mark.parametrize("field", ["quotation", "citation", "date"])
def test_a_document_needs_quotation_citation_and_date(field):
    with pytest.raises(ValueError, match=f"needs its {field} in words, got ' '"):
        claims.document("C04", **{**SOURCE, field: " "})


def test_measurement_and_document_are_not_taken_for_each_other():
    with pytest.raises(ValueError, match=r"use claims\.document"):
        claims.record("C04", **{**GOOD, "test": "nothing-earlier"})
    with pytest.raises(ValueError, match=r"use claims\.record"):
        claims.document("C20", **{**SOURCE, "test": "hidden-saddle"})


def test_an_unknown_claim_is_refused():
    with pytest.raises(ValueError, match="no claim 'C00'"):
        claims.record("C00", **GOOD)


def test_data_that_are_not_evidence_are_refused():
    with pytest.raises(ValueError, match="evidence has the fields"):
        claims.from_json({"claim": "C20", "estimate": 1})
