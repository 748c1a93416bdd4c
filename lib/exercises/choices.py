"""Exercises that ask to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.exercises.base import Exercise, Judgement
from lib.exercises.replies import NEARLY, RIGHT, WRONG


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """An exercise that asks which of several statements hold.

    Args:
        options: the letters of the statements, such as ``"abcd"``.
        truth: the letters of those that hold; more than one is the rule here.
        hints: for a letter that does not hold, why one may think so and where to look.
    """

    options: str
    truth: str
    hints: Mapping[str, str] = field(default_factory=dict)

    def judge(self, answer: object) -> Judgement:
        """Compare the chosen letters with those that hold."""
        chosen = _letters(answer)
        if not chosen or not chosen <= set(self.options):
            return WRONG, f"Choose among {', '.join(self.options)}, as in {self.options[:2]!r}."
        false = sorted(chosen - set(self.truth))
        hint = self.hints.get(false[0], self.help) if false else ""
        if chosen == set(self.truth):
            return RIGHT, ""
        if not false:
            return NEARLY, "What you chose holds, and it is not all that holds."
        if chosen & set(self.truth):
            return NEARLY, f"Some of it holds, but not all. {hint}"
        return WRONG, hint


def _letters(answer: object) -> set[str]:
    """Return the letters in an answer: a word such as ``"bd"``, or a list or set of letters."""
    if isinstance(answer, list | tuple | set | frozenset):
        return {str(item).strip().lower() for item in answer}
    return {letter for letter in str(answer).lower() if letter not in " ,;"}
