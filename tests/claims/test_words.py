"""Numbers as a card writes them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.claims.words import listed, number

DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """Read a written number back."""
    head, _, tail = text.replace("−", "-").partition("×10")
    return float(head) * 10.0 ** int(tail.translate(DIGITS) or 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (100.0, "100"),
        (999.6, "1000"),
        (0.001, "0.001"),
        (0.0001, "1×10⁻⁴"),
        (-12.345, "−12.3"),
        (123456.0, "1.23×10⁵"),
        (1e-300, "1×10⁻³⁰⁰"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, text):
    assert number(value) == text


@given(st.floats(-1e12, 1e12).filter(lambda value: abs(value) > 1e-12))
def test_a_written_number_is_right_to_three_digits(value):
    assert math.isclose(read(number(value)), value, rel_tol=0.0051)


def test_lists_read_as_a_sentence():
    assert [listed([]), listed(["a"]), listed(["a", "b"])] == ["", "a", "a and b"]
