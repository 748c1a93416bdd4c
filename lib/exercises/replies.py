"""The reply to an answer: a word, and a hint."""

from __future__ import annotations

import html
from dataclasses import dataclass

RIGHT = "right"
NEARLY = "nearly"
WRONG = "wrong"
UNANSWERED = "not answered yet"

_SIGNS = {RIGHT: "✓", NEARLY: "≈", WRONG: "✗", UNANSWERED: "…"}


@dataclass(frozen=True)
class Reply:
    """What a check says about an answer."""

    exercise: str
    word: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{_SIGNS[self.word]} {self.exercise}: {self.word}. {self.hint}".strip()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def _repr_html_(self) -> str:
        sign = f'<span aria-hidden="true">{_SIGNS[self.word]}</span>'
        key = self.word.replace(" ", "-")
        said = f"<strong>{self.exercise}: {self.word}.</strong> {html.escape(self.hint)}"
        return f'<p class="exercise-reply" data-reply="{key}">{sign} {said.strip()}</p>'
