"""Exercises: the check of an answer, the list of all, and how a chapter writes them.

``check`` answers right, nearly (with a hint made from how the answer is wrong), wrong, or not
answered yet. It never prints the solution and never raises for an answer. What a chapter asks is in
``chapter_NN``, which is loaded when one of its exercises is asked for, and no other.

A chapter writes an exercise as a function that yields outcomes: the right answer, then what each
known mistake gives. The docstring holds the words: number and title, help, and a hint for each
mistake in the same order (for a choice: for a letter that does not hold). The function has the name
that the student's answer has in the notebook:

    @function(cases=lambda rng: [(int(n),) for n in rng.integers(2, 99, 5)])
    def double(n: int) -> Outcomes:
        '''01-9 Twice (compute, first steps, 3 minutes)

        Add it to itself.
        - This is the square.
        '''
        yield n + n
        yield n**2
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import numpy as np

from lib import checks
from lib.exercises.answers import RIGHT
from lib.exercises.kinds import (
    LEVELS,
    WORKED,
    Array,
    Choice,
    Exercise,
    Function,
    Inputs,
    Number,
    Reply,
)

__all__ = ["Array", "Choice", "Exercise", "Function", "Inputs", "Number", "Reply"]
__all__ += ["LEVELS", "Outcomes", "array", "choice", "function", "number"]
__all__ += ["catalogue", "check", "exercise", "of_chapter", "solution"]

#: What an exercise yields: the right answer, then what each known mistake gives.
Outcomes: TypeAlias = Iterator[Any]
_Kind = TypeVar("_Kind", bound=Exercise)
_Maker: TypeAlias = Callable[[Callable[..., Any]], _Kind]

_HEAD = re.compile(
    r"(?P<id>\d\d-\d) (?P<title>.+) \((?P<kind>\w+), (?P<level>.+), (?P<minutes>\d+) minutes?\)"
)


# --- asking -------------------------------------------------------------------------------------


def check(id: str, answer: object) -> Reply:
    """Say whether an answer is right, nearly right (with a hint) or wrong: a cell's last line.

    Args:
        id: the exercise, ``"NN-k"``.
        answer: a number, an array, a function or letters, as the exercise asks.

    Raises:
        ValueError: if there is no such exercise.

    >>> print(check("01-1", ...))
    … 01-1: not answered yet. Put your answer in the place of the dots and run again.
    """
    return exercise(id).reply(answer)


def solution(id: str, worked: Callable[[], object]) -> Reply:
    """Say that this is the worked solution: the last line of its cell.

    Args:
        id: the exercise.
        worked: returns the answer; a function, so that a student's names stay as they are.

    Raises:
        ValueError: if the check does not take its answer for right.
    """
    reply = check(id, worked())
    if reply.word != RIGHT:
        raise ValueError(f"the worked solution of {id} is not what its check asks: {reply}")
    return Reply(id, WORKED, exercise(id).stated())


def exercise(id: str) -> Exercise:
    """Return an exercise.

    Raises:
        ValueError: if there is no such exercise.
    """
    found = {item.id: item for item in of_chapter(str(id)[:2])}
    return found[checks.one_of(id, found, "exercise")]


def catalogue() -> list[dict[str, Any]]:
    """Return what the page of exercises lists: id, chapter, label, title, kind, level, minutes."""
    names = ("id", "chapter", "label", "title", "kind", "level", "minutes")
    found = [item for chapter in _chapters() for item in of_chapter(chapter)]
    return [{name: getattr(item, name) for name in names} for item in found]


def _chapters() -> list[str]:
    """Return the numbers of the chapters that have exercises; none of them is loaded."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return sorted(name.removeprefix("chapter_") for name in names if name.startswith("chapter_"))


def of_chapter(chapter: str) -> list[Exercise]:
    """Return the exercises of a chapter, in order; no other chapter's are loaded.

    Args:
        chapter: its number, ``"NN"``.

    Raises:
        ValueError: if the chapter has no exercises.

    >>> [item.name for item in of_chapter("02")][:2]
    ['letters', 'energy_covariance']
    """
    checks.one_of(chapter, _chapters(), "chapter")
    module = importlib.import_module(f"lib.exercises.chapter_{chapter}")
    return [item for item in vars(module).values() if isinstance(item, Exercise)]


# --- writing ------------------------------------------------------------------------------------


def choice(truth: str) -> _Maker[Choice]:
    """Make an exercise that asks which statements hold: those of these letters."""
    return lambda written: Choice(
        **_about(written),
        truth=truth,
        hints=dict(hint.split(": ", 1) for hint in _words(written)[2:]),
    )


def number(tolerance: float = 1e-3) -> _Maker[Number]:
    """Make an exercise that asks for a number; a tolerance of 0 asks for a whole one."""
    return _computed(Number, tolerance=tolerance)


def array(tolerance: float = 1e-3) -> _Maker[Array]:
    """Make an exercise that asks for an array."""
    return _computed(Array, tolerance=tolerance)


def function(
    cases: Callable[[np.random.Generator], Inputs], tolerance: float = 1e-6
) -> _Maker[Function]:
    """Make an exercise that asks for a function, tried on the inputs that ``cases`` draws."""
    return _computed(Function, cases=cases, tolerance=tolerance)


def _computed(kind: type[_Kind], **rule: Any) -> _Maker[_Kind]:
    """Make an exercise of a kind whose answer is computed."""
    return lambda written: kind(**_about(written), **_outcomes(written), **rule)


def _words(written: Callable[..., Any]) -> list[str]:
    """Return the lines of words of a written exercise: its head, its help and its hints."""
    text = inspect.getdoc(written) or ""
    return [" ".join(item.split()) for item in re.split(r"\n(?:\n|- |(?=[a-z]: ))", text)]


def _about(written: Callable[..., Any]) -> dict[str, Any]:
    """Return what the words of a written exercise say about it."""
    head, help, *_ = [*_words(written), ""]
    found = _HEAD.fullmatch(head)
    if not found:
        form = "NN-k Title (kind, level, n minutes)"
        raise ValueError(f"the docstring of {written.__name__} does not begin like {form!r}")
    level = next((number for number, words in LEVELS.items() if words == found["level"]), 0)
    numbers = {"level": level, "minutes": int(found["minutes"])}
    return found.groupdict() | numbers | {"help": help, "name": written.__name__}


def _outcomes(written: Callable[..., Outcomes]) -> dict[str, Any]:
    """Return the truth of a written exercise and its known mistakes."""
    takes = len(inspect.signature(written).parameters)

    def outcome(place: int) -> Callable[..., Any]:
        return lambda *inputs: next(islice(written(*inputs[:takes]), place, None))

    hints = enumerate(_words(written)[2:], start=1)
    return {"truth": outcome(0), "nearly": tuple((outcome(k), hint) for k, hint in hints)}
