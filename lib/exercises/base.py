"""What every exercise has: a number, a title, a grade, and a judge of answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from lib.exercises.replies import RIGHT, UNANSWERED, Reply

KINDS = ("read", "compute", "derive", "explore")
LEVELS = {1: "first steps", 2: "standard", 3: "takes thought"}

# Word of the reply and its hint.
Judgement: TypeAlias = tuple[str, str]
# A known mistake: what it makes of the right answer, and the hint for whoever makes it.
Mistake: TypeAlias = tuple[Callable[..., Any], str]


class NotAnswered(Exception):
    """Raised by a judge that finds the stub's ``...`` inside an answer."""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise of a chapter; its kinds differ in how they judge.

    Args:
        id: ``"NN-k"``, chapter and number.
        title: a few words.
        kind: ``"read"``, ``"compute"``, ``"derive"`` or ``"explore"``.
        level: 1 (first steps) to 3 (takes thought).
        minutes: how long it takes.
        help: the hint for an answer that is wrong in no known way.

    Raises:
        ValueError: if one of them is malformed.
    """

    id: str
    title: str
    kind: str
    level: int
    minutes: int
    help: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d-[1-9]", self.id):
            raise ValueError(f"an exercise is numbered NN-k, such as '01-2'; got {self.id!r}")
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: kind is one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.level not in LEVELS or self.minutes < 1:
            raise ValueError(
                f"{self.id}: level is 1, 2 or 3 and minutes at least 1, "
                f"got {self.level} and {self.minutes}"
            )

    @property
    def chapter(self) -> str:
        """Return the number of the chapter."""
        return self.id[:2]

    @property
    def label(self) -> str:
        """Return the anchor of the exercise in its page."""
        return f"ex-{self.id}"

    def reply(self, answer: object) -> Reply:
        """Judge an answer."""
        if unanswered(answer):
            return self._unanswered()
        try:
            word, hint = self.judge(answer)
        except NotAnswered:
            return self._unanswered()
        return Reply(self.id, word, hint if word != RIGHT else hint or "Well done.")

    def judge(self, answer: object) -> Judgement:
        """Return the word and the hint for an answer that is not the stub's ``...``."""
        raise NotImplementedError

    def _unanswered(self) -> Reply:
        """Return the reply to the stub."""
        return Reply(self.id, UNANSWERED, "Put your answer in the place of the dots and run again.")


def unanswered(answer: object) -> bool:
    """Say whether an answer is still the stub's ``...``, or nothing at all.

    >>> unanswered(...), unanswered([1, ...]), unanswered(0)
    (True, True, False)
    """
    if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
        return True
    if isinstance(answer, np.ndarray) and answer.dtype == object:
        return any(unanswered(item) for item in answer.ravel())
    return isinstance(answer, list | tuple) and any(unanswered(item) for item in answer)
