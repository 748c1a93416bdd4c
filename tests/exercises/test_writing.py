"""Exercises as chapters write them: words and outcomes belong together, tolerances are meant."""

import subprocess
import sys

import numpy as np
import pytest

from lib import exercises
from lib.exercises import Choice, Function, Outcomes, array, choice, function, number

ALL = [exercises.exercise(item["id"]) for item in exercises.catalogue()]
COMPUTED = [item for item in ALL if not isinstance(item, Choice)]

# How far off an answer may be, and why where it is more than the digits that are asked for.
TOLERANCES = {
    "01-4": 0.05,  # 200,000 random directions
    "01-5": 2e-3,
    "02-3": 1e-9,
    "02-4": 1e-3,
    "02-5": 0.06,  # 400 instances
    "03-3": 5e-3,
    "03-4": 1e-4,
    "03-5": 0.01,
    "04-4": 1e-9,
    "04-5": 0.01,
    "05-3": 1e-3,
    "06-3": 1e-3,
    "06-4": 0.02,
    "06-5": 1e-3,
    "05-2": 1e-9,
    "05-5": 1e-9,
    "07-2": 1e-9,
    "07-4": 1e-3,
    "07-5": 0.01,  # by the numbers printed in the chapter
    "08-2": 1e-3,
    "08-6": 0.02,  # a simulated family
    "09-4": 0.01,  # two digits
    "09-5": 0.015,  # 20,000 times forty runs
    "10-3": 1e-9,
    "10-5": 1e-9,
    "11-2": 1e-9,
    "11-3": 0.01,  # quantiles to two digits
    "12-3": 0.003,  # energies by a step of any size; the late law is 0.7 % off
    "12-4": 0.01,  # or from the equations
    "12-5": 0.002,  # energies by a step of any size
}


def off(item, share):
    """Return the right answer of an exercise, off by a share."""
    if isinstance(item, Function):
        return lambda *given: np.asarray(item.truth(*given), dtype=float) * (1 + share)
    return np.asarray(item.truth(), dtype=float) * (1 + share)


@pytest.mark.parametrize("item", COMPUTED, ids=lambda item: item.id)
def test_just_outside_the_tolerance_is_not_right(item):
    tolerance = TOLERANCES.get(item.id, 1e-6)
    for sign in (1, -1):
        assert item.reply(off(item, sign * 0.99 * tolerance)).word == "right"
        assert item.reply(off(item, sign * 1.01 * tolerance)).word != "right"


@pytest.mark.parametrize("item", COMPUTED, ids=lambda item: item.id)
def test_each_known_mistake_is_told_by_its_hint(item):
    for mistake, hint in item.nearly:
        made = mistake if isinstance(item, Function) else mistake(item.truth())
        reply = item.reply(made)
        assert (reply.word, reply.hint) == ("nearly", hint)


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_an_exercise_is_whole(item):
    assert item.name.isidentifier()
    assert item.help.endswith((".", "?"))
    if isinstance(item, Choice):
        assert set(item.hints) == set(item.options) - set(item.truth)
    else:
        assert all(hint[-1] in ".?" for _, hint in item.nearly)


def test_the_names_of_a_chapters_answers_differ():
    for chapter in {item.chapter for item in ALL}:
        names = [item.name for item in ALL if item.chapter == chapter]
        assert len(set(names)) == len(names)
    assert len({item.id for item in ALL}) == len(ALL)


def test_words_and_outcomes_are_read_from_a_function():
    @function(lambda rng: [(2,), (5,)])
    def double(n: int) -> Outcomes:
        """99-1 Twice as
        much (derive, takes thought, 1 minute)

        Add it to
        itself.
        - This is
          the square.
        - This is nothing.
        """
        yield n + n
        yield n * n
        yield 0

    assert (double.id, double.title, double.kind) == ("99-1", "Twice as much", "derive")
    assert (double.level, double.minutes, double.name) == (3, 1, "double")
    assert double.reply(lambda n: 2 * n).word == "right"
    assert double.reply(lambda n: n**2).hint == "This is the square."
    assert double.reply(lambda n: 0).hint == "This is nothing."
    assert double.reply(lambda n: n + 50).hint == "Add it to itself."


def test_a_choices_hints_are_those_of_its_letters():
    @choice("bd")
    def which() -> None:
        """99-2 Which (read, first steps, 2 minutes)

        Look: again.
        a: Not a: see.
        """

    assert which.hints == {"a": "Not a: see."}
    assert which.reply("c").hint == "Look: again."


def test_an_array_and_a_number_yield_values():
    @array()
    def both() -> Outcomes:
        """99-3 Both (compute, standard, 2 minutes)

        Help.
        - Only the first.
        """
        yield [1, 2]
        yield [1]

    @number(tolerance=0)
    def one() -> Outcomes:
        """99-4 One (compute, standard, 2 minutes)

        Help.
        """
        yield 7

    assert both.reply([1, 2]).word == one.reply(7).word == "right"
    assert both.reply([1]).hint == "Only the first."
    assert "One too many" in one.reply(8).hint


def test_malformed_words_are_refused():
    def bare() -> Outcomes:
        yield 1

    def leveled() -> Outcomes:
        """99-5 Title (compute, hard, 2 minutes)

        Help.
        """
        yield 1

    with pytest.raises(ValueError, match="docstring of bare does not begin like 'NN-k Title"):
        number()(bare)
    with pytest.raises(ValueError, match="99-5: level is 1, 2 or 3"):
        number()(leveled)


def test_a_worked_solution_is_told_as_such_and_has_to_be_right():
    reply = exercises.solution("02-3", lambda: 12)
    assert str(reply) == "✓ 02-3: this is the worked solution. The answer: 12."
    assert str(exercises.solution("01-1", lambda: "bd")).endswith("What holds: b, d.")
    assert exercises.solution("05-4", lambda: lambda n: n**-0.5).hint == ""
    assert 'data-reply="this-is-the-worked-solution"' in reply._repr_html_()
    with pytest.raises(ValueError, match="worked solution of 02-3 is not what its check asks: ≈"):
        exercises.solution("02-3", lambda: 13)


def test_the_exercises_of_a_chapter_stand_in_its_order():
    found = exercises.of_chapter("05")
    assert [item.id for item in found] == [i.id for i in ALL if i.chapter == "05"]
    with pytest.raises(ValueError, match="no chapter '99': choose one of 01, 02"):
        exercises.of_chapter("99")


def test_a_chapter_loads_its_own_exercises_alone():
    code = (
        "import sys; from lib import exercises; exercises.check('04-3', 1); found = sys.modules\n"
        "print([name for name in found if 'exercises.chapter' in name], 'torch' in found)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['lib.exercises.chapter_04'] False"
