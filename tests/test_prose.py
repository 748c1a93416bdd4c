"""Numbers in the prose: typeset, from the full evidence where there is one, true to the words."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import prose

DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """Read a written number back."""
    head, _, tail = text.replace("−", "-").replace(",", "").partition("×10")
    return float(head) * 10.0 ** int(tail.translate(DIGITS) or 0)


@pytest.fixture(autouse=True)
def session(monkeypatch, tmp_path):
    """Return the place of the book's findings; begin with none, and with nothing named."""
    monkeypatch.setattr(prose, "_NAMED", {})
    book = tmp_path / "book.json"
    book.write_text('{"findings": {}}', encoding="utf8")
    monkeypatch.setattr(prose, "_BOOK", book)
    monkeypatch.delenv("COURSE_PUBLISHED", raising=False)
    prose.published.cache_clear()
    yield book
    prose.published.cache_clear()


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0, None, "0"),
        (-0.0, None, "0"),
        (100.0, None, "100"),
        (999.6, None, "1,000"),
        (0.001, None, "0.001"),
        (0.00001, None, "1×10⁻⁵"),
        (-12.345, None, "−12.3"),
        (12345678.0, None, "1.23×10⁷"),
        (1e-300, None, "1×10⁻³⁰⁰"),
        (0.164, ".1f", "0.2"),
        (-0.04, ".1f", "0.0"),
        (-0.001, ".0%", "0\u202f%"),
        (0.5, ".0%", "50\u202f%"),
        (-3, "d", "−3"),
        (3.0, ",d", "3"),
        (2.5e-7, ".1e", "2.5×10⁻⁷"),
        (1e10, ".0e", "1×10¹⁰"),
        (-0.2, "+.1f", "−0.2"),
    ],
)
def test_numbers_are_written_as_a_book_does(value, spec, text):
    assert prose.num(value, spec) == text


@given(st.floats(-1e12, 1e12).filter(lambda value: abs(value) > 1e-12))
def test_a_written_number_is_right_to_three_digits(value):
    assert math.isclose(read(prose.num(value)), value, rel_tol=0.0051)


@pytest.mark.parametrize("value", [math.nan, math.inf, "1", None, 1j])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="prints finite numbers, got"):
        prose.num(value)


def test_a_finding_is_this_runs_until_there_is_full_evidence(session, monkeypatch):
    shown = []
    monkeypatch.setattr(prose, "display", lambda data, raw: shown.append(data))
    prose.findings("04", radius=0.16, ruler="Euclidean")
    assert shown == [{prose.FINDINGS: {"c04.radius": 0.16, "c04.ruler": "Euclidean"}}]
    assert prose.full("c04.radius", ".2f") == "0.16 (this run)"
    assert prose.full("c04.radius", ".0f", times=-100) == "−16 (this run)"
    assert prose.full("c04.ruler") == "Euclidean (this run)"
    session.write_text(json.dumps({"findings": {"c04.radius": 0.36}}), encoding="utf8")
    prose.published.cache_clear()
    assert prose.full("c04.radius", ".2f") == "0.36"
    assert prose.finding("c04.radius") == 0.36


def test_a_numpy_number_is_named_as_pythons_own(monkeypatch):
    shown = []
    monkeypatch.setattr(prose, "display", lambda data, raw: shown.append(json.dumps(data)))
    prose.findings("04", units=np.int64(3), radius=np.float32(0.5))
    assert '{"c04.units": 3, "c04.radius": 0.5}' in shown[0]


def test_a_finding_that_nobody_named_is_asked_for():
    with pytest.raises(ValueError, match=r"no finding 'c04\.radius': record its evidence, or name"):
        prose.full("c04.radius")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: prose.findings("4", x=1), "named by two digits, such as '01'; got '4'"),
        (lambda: prose.findings("04", x=[1]), "a number or a word for 'x', not a list"),
        (lambda: prose.findings("04", x=None), "a number or a word for 'x', not a NoneType"),
    ],
)
def test_what_cannot_be_named_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_sentence_that_turned_stops_the_published_build_only(monkeypatch, capsys):
    prose.expect(True, "the sentence says 'a third'")
    assert capsys.readouterr().out == ""
    prose.expect(False, "written for 0.36, yours is 0.16")
    assert capsys.readouterr().out == (
        "The text here was written for another outcome: written for 0.36, yours is 0.16.\n"
    )
    monkeypatch.setenv("COURSE_PUBLISHED", "1")
    prose.expect(True, "the sentence says 'a third'")
    with pytest.raises(AssertionError, match="write the sentence anew: written for"):
        prose.expect(False, "written for 0.36, yours is 0.16")
