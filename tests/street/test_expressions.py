"""Inline expressions: found in a text, given as text, kept to one value, put into the page."""

import pytest

from book.street import expressions

PROSE = 'It is {eval}`num(a, ".1f")` times, {eval}`b`.\n```\n{eval}`no`\n```\n``{eval}`no` `` end'


def reply(plain):
    return {"status": "ok", "data": {"text/plain": plain}, "metadata": {}}


def test_expressions_are_found_in_order_and_not_in_code():
    assert expressions.asked(PROSE) == ['num(a, ".1f")', "b"]


def test_values_take_the_places_of_their_expressions():
    filled = expressions.fill(PROSE, ["0.3", "a_b*c"])
    assert filled.startswith("It is 0.3 times, a\\_b\\*c.\n```\n{eval}`no`\n```")


@pytest.mark.parametrize(("plain", "shown"), [("'0.3 × 10⁻⁶'", "0.3 × 10⁻⁶"), ("-3", "−3")])
def test_text_and_whole_numbers_are_shown(plain, shown):
    assert expressions.text("a", reply(plain), 4) == shown


@pytest.mark.parametrize("plain", ["0.30000000000000004", "True", "None", "[1]", "<object>", ""])
def test_what_is_no_text_is_refused_with_its_cell_and_the_remedy(plain):
    with pytest.raises(expressions.ExpressionError, match=r"cell 4: .*write num"):
        expressions.text("a", reply(plain), 4)


def test_an_expression_that_raises_is_named():
    raised = {"status": "error", "ename": "NameError", "evalue": "name 'a' is not defined"}
    with pytest.raises(expressions.ExpressionError, match=r"cell 4: .*raised NameError: name 'a'"):
        expressions.text("a", raised, 4)


def test_an_expression_keeps_its_value_to_the_end():
    expressions.compare(["a"], ["1"], ["1"], 3)
    with pytest.raises(expressions.ExpressionError, match=r"cell 3: .*1 at its place and 2 after"):
        expressions.compare(["a"], ["1"], ["2"], 3)
