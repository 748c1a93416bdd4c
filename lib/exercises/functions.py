"""Exercises whose answer is a function, tried on inputs that the student has not seen."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.exercises.base import Exercise, Judgement, Mistake, NotAnswered, unanswered
from lib.exercises.compare import close, difference, numeric
from lib.exercises.replies import NEARLY, RIGHT, WRONG


class _Failed(Exception):
    """The student's function failed on an input; the message says how."""


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """An exercise that asks for a function.

    Args:
        cases: draws inputs from a generator, each a tuple of arguments.
        truth: the right function.
        tolerance: the relative error of an output that is still right.
        nearly: known mistakes, each a function of the same arguments and its hint.
    """

    cases: Callable[[np.random.Generator], Sequence[tuple[Any, ...]]]
    truth: Callable[..., Any]
    tolerance: float
    nearly: tuple[Mistake, ...] = ()

    def judge(self, answer: object) -> Judgement:
        """Run the function on fresh inputs and compare, also with what known mistakes give."""
        if not callable(answer):
            kind = type(answer).__name__
            return (
                WRONG,
                f"A function is asked, this is of type {kind}: name it, do not call it.",
            )
        # The inputs are fixed by the exercise's number, so that a page runs twice alike.
        rng = np.random.default_rng([ord(letter) for letter in self.id])
        cases = list(self.cases(rng))
        try:
            values = [_run(answer, case) for case in cases]
        except _Failed as failure:
            return WRONG, str(failure)
        truths = self._outputs(self.truth, cases)
        judgements = [
            difference(*pair, self.tolerance) for pair in zip(values, truths, strict=True)
        ]
        if all(word == RIGHT for word, _ in judgements):
            return RIGHT, f"It agrees on {len(cases)} inputs that it had not seen."
        return self._known(values, cases) or self._told(judgements)

    def _outputs(self, function: Callable[..., Any], cases: list[tuple[Any, ...]]) -> list[Any]:
        """Return a function's outputs as arrays."""
        return [np.asarray(function(*copy.deepcopy(case)), dtype=float) for case in cases]

    def _known(self, values: list[np.ndarray], cases: list[tuple[Any, ...]]) -> Judgement | None:
        """Return the hint of the known mistake that gives these outputs, if there is one."""
        for mistake, hint in self.nearly:
            outputs = self._outputs(mistake, cases)
            if all(close(*pair, self.tolerance) for pair in zip(values, outputs, strict=True)):
                return NEARLY, hint
        return None

    def _told(self, judgements: list[Judgement]) -> Judgement:
        """Return what the outputs have in common, or how many of them are right."""
        wrong = [judgement for judgement in judgements if judgement[0] != RIGHT]
        right = len(judgements) - len(wrong)
        common = wrong[0][1] if len(set(wrong)) == 1 and wrong[0][0] == NEARLY else ""
        if right:
            some = f"Right for {right} of {len(judgements)} inputs: what do the others share?"
            return NEARLY, f"{some} {common}".strip()
        return (NEARLY, common) if common else (WRONG, f"{wrong[0][1]} {self.help}".strip())


def _run(function: Callable[..., Any], case: tuple[Any, ...]) -> np.ndarray:
    """Return a function's output on a copy of an input, as an array."""
    given = copy.deepcopy(case)
    try:
        output = function(*given)
    except Exception as error:
        kind = type(error).__name__
        raise _Failed(f"For {_described(case)} it raised {kind}: {error}.") from error
    if unanswered(output):
        raise NotAnswered
    if not all(np.array_equal(*pair) for pair in zip(given, case, strict=True)):
        raise _Failed(f"For {_described(case)} it changed its arguments: work on a copy.")
    value = numeric(output)
    if isinstance(value, str):
        raise _Failed(f"For {_described(case)} the output is no use. {value}")
    return value


def _described(case: tuple[Any, ...]) -> str:
    """Describe an input by the shapes of its arrays and its numbers."""
    words = [
        f"an array of shape {item.shape}" if isinstance(item, np.ndarray) else repr(item)
        for item in case
    ]
    return " and ".join(words)
