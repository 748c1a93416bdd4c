"""The kinds of exercises: the word and the hint of an answer, and how wide a tolerance is."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import exercises
from lib.exercises import Array, Choice, Function, Number

COMMON = {"id": "99-1", "title": "t", "kind": "compute", "level": 1, "minutes": 1, "help": "H."}
SQUARE = Function(
    **COMMON,
    cases=lambda rng: [(rng.normal(size=(2, 3)),), (rng.normal(size=4),), (rng.normal(size=1),)],
    truth=lambda x: x**2,
    tolerance=1e-6,
    nearly=((lambda x: np.abs(x), "A square, not a size."),),
)
TABLE = Array(**COMMON, truth=lambda: np.array([[1.0, 2, 3], [4, 5, 7]]), tolerance=1e-3)
ROW = Array(**COMMON, truth=lambda: np.array([3.0, 1.0, 2.0]), tolerance=1e-3)


def number(truth, tolerance=0.01, **more):
    return Number(**COMMON, truth=lambda: truth, tolerance=tolerance, **more)


@pytest.mark.parametrize("item", exercises.catalogue(), ids=lambda item: item["id"])
@pytest.mark.parametrize("stub", [..., None, "", [1, ...], (..., ...), np.array([1, ...])])
def test_a_stub_is_not_answered_yet(item, stub):
    reply = exercises.check(item["id"], stub)
    assert reply.word == "not answered yet"
    assert "99" not in str(reply)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (-6.2, "sign"),
        (12.4, "Twice"),
        (3.1, "Half"),
        (620.0, "percentage"),
        (0.062, "hundred"),
        (1 / 6.2, "reciprocal"),
        (6.2 / np.log(10), "base ten"),
        (6.2 / np.log(2), "base two"),
        (6.2**2, "square of it"),
        (np.sqrt(6.2), "root of it"),
        (1 - 6.2, "one minus it"),
        (6.35, "not within 1 %"),
    ],
)
def test_a_slip_is_told_by_its_hint(answer, hint):
    reply = number(6.2).reply(answer)
    assert reply.word == "nearly"
    assert hint in reply.hint


def test_a_whole_number_has_to_be_exact():
    exact = number(12, tolerance=0)
    assert exact.reply(12).word == exact.reply(np.int64(12)).word == "right"
    assert "One too many" in exact.reply(13).hint
    assert "One too few" in exact.reply(11).hint
    assert exact.reply(12.01).word == "wrong"


def test_the_exercises_own_mistakes_come_first():
    own = number(6.2, nearly=((lambda t: 2 * t, "Pairs."),))
    assert own.reply(12.4).hint == "Pairs."


@pytest.mark.parametrize("truth", [0.0, 1.0, -2.0])
def test_a_slip_that_changes_nothing_or_fails_is_no_slip(truth):
    assert number(truth).reply(truth).word == "right"
    assert number(truth).reply(truth + 77).word == "wrong"


@given(st.floats(1e-3, 1e6), st.floats(1e-5, 0.05), st.booleans(), st.floats(0, 0.999))
def test_a_tolerance_is_as_wide_as_it_says(truth, tolerance, above, share):
    width = (1 if above else -1) * tolerance * truth
    item = number(truth, tolerance)
    assert item.reply(truth + share * width).word == "right"
    assert item.reply(truth + 1.001 * width + 2e-12).word == "nearly"
    assert item.reply(truth + 5.01 * width + 2e-12).word != "right"


def test_a_number_may_be_off_by_a_thousandth_and_a_function_by_a_millionth():
    item = Number(**COMMON, truth=lambda: 6.2)
    double = Function(**COMMON, cases=lambda rng: [(7.0,)], truth=lambda x: 2 * x)
    for off, word in ((0.9, "right"), (1.1, "nearly")):
        assert item.reply(6.2 * (1 + off * 1e-3)).word == word
        assert double.reply(lambda x, off=off: 2 * x * (1 + off * 1e-6)).word == word


def off(item, share):
    """Return the right answer of an exercise, or a function that gives it, a share too large."""
    if isinstance(item, Function):
        return lambda *inputs: np.asarray(item.truth(*inputs)) * (1 + share)
    return np.asarray(item.truth()) * (1 + share)


@pytest.mark.parametrize("item", exercises.catalogue(), ids=lambda item: item["id"])
def test_no_exercise_takes_an_answer_that_is_a_tenth_too_large(item):
    asked = exercises.exercise(item["id"])
    if isinstance(asked, Choice):
        return
    assert asked.reply(off(asked, 1e-10)).word == "right"
    assert asked.reply(off(asked, 0.1)).word != "right"
    if isinstance(asked, Function):
        assert asked.reply(off(asked, 0.02)).word != "right"


@given(st.floats(1e-5, 0.05), st.integers(0, 2), st.floats(0, 0.999))
def test_a_tolerance_is_one_of_each_element(tolerance, place, share):
    item = Array(**COMMON, truth=lambda: np.array([3.0, 1.0, 2.0]), tolerance=tolerance)
    for size, word in ((share, "right"), (1.001, "nearly")):
        answer = np.array([3.0, 1.0, 2.0])
        answer[place] *= 1 + size * tolerance
        assert item.reply(answer).word == word
    double = Function(
        **COMMON, cases=lambda rng: [(7.0,), (2.0,)], truth=lambda x: 2 * x, tolerance=tolerance
    )
    assert double.reply(lambda x: 2 * x * (1 + share * tolerance)).word == "right"
    assert double.reply(lambda x: 2 * x * (1 + 1.001 * tolerance * (x > 5))).word == "nearly"


@pytest.mark.parametrize(
    ("answer", "word", "hint"),
    [
        ([[1, 2, 3], [4, 5, 7]], "right", ""),
        ([[1, 4], [2, 5], [3, 7]], "nearly", "the shape is (3, 2), asked is (2, 3)"),
        ([1, 2, 3, 4, 5, 7], "nearly", "the shape is (6,)"),
        ([[7, 5, 4], [3, 2, 1]], "nearly", "another order"),
        ([[-1, -2, -3], [-4, -5, -7]], "nearly", "sign"),
        ([[10, 20, 30], [40, 50, 70]], "nearly", "common factor"),
        ([[1, 2, 3], [4, 0, 0]], "nearly", "4 of 6"),
        ([[1, 2, 0], [0, 0, 0]], "wrong", "2 of 6 values are right. H."),
        ([[0, 0, 0], [0, 0, 0]], "wrong", "H."),
        ([1, 2], "wrong", "shape first"),
        (np.full((2, 3), np.nan), "wrong", "not finite"),
    ],
)
def test_an_array_is_told_how_it_differs(answer, word, hint):
    reply = TABLE.reply(answer)
    assert reply.word == word
    assert hint in reply.hint


@given(st.permutations([3.0, 1.0, 2.0]))
def test_order_matters_and_is_named(values):
    reply = ROW.reply(values)
    assert reply.word == ("right" if values == [3.0, 1.0, 2.0] else "nearly")


@pytest.mark.parametrize(
    ("function", "word", "hint"),
    [
        (lambda x: x * x, "right", "3 inputs that it had not seen"),
        (abs, "nearly", "A square, not a size."),
        (lambda x: -x * x, "nearly", "sign"),
        (lambda x: 0.5 * x * x if x.size > 1 else x * x, "nearly", "Right for 1 of 3"),
        (lambda x: x + 3, "wrong", "H."),
        (lambda x: 1 / 0, "wrong", "array of shape (2, 3) it raised ZeroDivisionError"),
        (lambda x: 2 * x**2, "nearly", "counted twice"),
        (lambda x: x**4, "nearly", "the square of it"),
    ],
)
def test_a_function_is_tried_on_fresh_inputs(function, word, hint):
    reply = SQUARE.reply(function)
    assert reply.word == word, str(reply)
    assert hint in reply.hint


def test_inputs_are_the_same_in_every_run_of_a_page():
    runs = [], []
    for seen in runs:
        SQUARE.reply(lambda x, seen=seen: seen.append(x) or x)
    assert all(np.array_equal(*pair) for pair in zip(*runs, strict=True))
    assert len(runs[0]) == 3


def test_an_error_of_the_student_cannot_break_the_page():
    def broken(x):
        raise ValueError("</p><script>1 < 2</script>")

    page = SQUARE.reply(broken)._repr_html_()
    assert "<script" not in page
    assert page.count("</p>") == 1


def test_a_choice_tells_whole_half_and_false_apart():
    which = Choice(**COMMON, options="abcd", truth="bd", hints={"a": "Look at a."})
    assert [which.reply(x).word for x in ("bd", "D, b", ["b", "d"], {"d", "b"})] == ["right"] * 4
    assert which.reply("b").hint == "What you chose holds, and it is not all that holds."
    assert which.reply("ab").hint == "Some of it holds, but not all. Look at a."
    assert which.reply("a").word == which.reply("c").word == "wrong"
    assert which.reply("c").hint == "H."
    assert which.reply("ac").hint == "Look at a."
    assert "Choose among a, b, c, d" in which.reply("q").hint
    assert which.reply(3).word == "wrong"


def test_unknown_and_malformed_exercises_are_refused():
    with pytest.raises(ValueError, match="no exercise '01-9': choose one of 01-1, 01-2"):
        exercises.check("01-9", 1)
    for change, message in (
        ({"id": "1-1"}, "numbered NN-k"),
        ({"kind": "guess"}, "kind is one of read"),
        ({"level": 4}, "level is 1, 2 or 3"),
        ({"minutes": 0}, "minutes at least 1"),
    ):
        with pytest.raises(ValueError, match=message):
            Choice(**{**COMMON, **change}, options="ab", truth="a")


def test_the_catalogue_lists_graded_exercises_in_order():
    items = exercises.catalogue()
    assert [item["id"] for item in items] == sorted(item["id"] for item in items)
    assert all(item["label"] == f"ex-{item['id']}" for item in items)
    for chapter in {item["chapter"] for item in items}:
        own = [item for item in items if item["chapter"] == chapter]
        assert len(own) >= 4
        assert {item["kind"] for item in own} == {"read", "compute", "derive", "explore"}


def test_replies_are_the_same_twice_and_raise_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (TABLE.reply(np.zeros((2, 3))) for _ in range(2))
    assert first == second
    assert first._repr_html_() == second._repr_html_()


def test_no_letters_answer_more_than_a_third_of_the_choices():
    found = [exercises.exercise(e["id"]) for e in exercises.catalogue()]
    truths = [e.truth for e in found if isinstance(e, exercises.Choice)]
    assert max(truths.count(truth) for truth in truths) <= len(truths) / 3


def test_an_element_near_zero_may_be_off_by_a_thousandth_of_the_largest():
    item = Array(**COMMON, truth=lambda: np.array([1000.0, 0.0]), tolerance=0.01)
    assert item.reply([1000, 0.0099]).word == "right"
    assert item.reply([1000, 0.0101]).word == "nearly"
    assert item.reply([1000, 1.0]).hint == "1 of 2 values are right."


def test_a_slip_that_agrees_with_the_right_answer_is_not_told():
    assert "Close" in number(1.005).reply(0.9945).hint  # and not that 0.995 is the reciprocal
    assert number(1.005).reply(0.996).word == "right"
