"""Exercises whose answer is an array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.exercises.base import Exercise, Judgement, Mistake
from lib.exercises.compare import close, difference, numeric
from lib.exercises.replies import NEARLY, RIGHT, WRONG


@dataclass(frozen=True, kw_only=True)
class Array(Exercise):
    """An exercise that asks for an array of numbers.

    Args:
        truth: computes the right array when it is needed.
        tolerance: the relative error of an element that is still right.
        nearly: known mistakes, each a function of the right array and its hint.
    """

    truth: Callable[[], np.ndarray]
    tolerance: float
    nearly: tuple[Mistake, ...] = ()

    def judge(self, answer: object) -> Judgement:
        """Compare an array with the right one, and with what known mistakes make of it."""
        value = numeric(answer)
        if isinstance(value, str):
            return WRONG, value
        truth = np.asarray(self.truth(), dtype=float)
        if close(value, truth, self.tolerance):
            return RIGHT, ""
        for mistake, hint in self.nearly:
            if close(value, np.asarray(mistake(truth), dtype=float), self.tolerance):
                return NEARLY, hint
        word, hint = difference(value, truth, self.tolerance)
        return word, f"{hint} {self.help}".strip() if word == WRONG else hint
