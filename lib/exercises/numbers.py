"""Exercises whose answer is one number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from lib.exercises.base import Exercise, Judgement, Mistake
from lib.exercises.compare import numeric
from lib.exercises.replies import NEARLY, RIGHT, WRONG

_TEN = math.log(10)
_TWO = math.log(2)

# Slips that happen in any computation, tried after the exercise's own.
_SLIPS: tuple[Mistake, ...] = (
    (lambda t: -t, "Its size is right: look at the sign."),
    (lambda t: 2 * t, "Twice what it should be: is something counted two times?"),
    (lambda t: t / 2, "Half of what it should be: is a factor of two lost?"),
    (lambda t: 100 * t, "This looks like a percentage: a share is asked, between 0 and 1."),
    (lambda t: t / 100, "This looks like a share divided by a hundred once too often."),
    (lambda t: 1 / t, "This is the reciprocal: which of the two belongs below the line?"),
    (lambda t: t / _TEN, "This looks like a logarithm to base ten: the natural one is asked."),
    (lambda t: t / _TWO, "This looks like a logarithm to base two: the natural one is asked."),
    (lambda t: t**2, "This is the square of it: is a root missing?"),
    (lambda t: math.sqrt(t), "This is the root of it: is a square missing?"),
)
_OFF_BY_ONE: tuple[Mistake, ...] = (
    (lambda t: t + 1, "One too many: count the ends again."),
    (lambda t: t - 1, "One too few: count the ends again."),
)


@dataclass(frozen=True, kw_only=True)
class Number(Exercise):
    """An exercise that asks for one number.

    Args:
        truth: computes the right answer when it is needed.
        tolerance: the relative error that is still right; 0 asks for a whole number.
        nearly: known mistakes, each a function of the right answer and its hint.
    """

    truth: Callable[[], float]
    tolerance: float
    nearly: tuple[Mistake, ...] = ()

    def judge(self, answer: object) -> Judgement:
        """Compare a number with the right one, and with what known slips make of it."""
        value = _number(answer)
        if isinstance(value, str):
            return WRONG, value
        truth = float(self.truth())
        if self._close(value, truth):
            return RIGHT, ""
        general = (*_OFF_BY_ONE, *_SLIPS) if self.tolerance == 0 else _SLIPS
        for mistake, hint in (*self.nearly, *general):
            slip = _slip(mistake, truth)
            if slip is not None and not self._close(slip, truth) and self._close(value, slip):
                return NEARLY, hint
        if self.tolerance and abs(value - truth) <= 5 * self.tolerance * abs(truth):
            return NEARLY, f"Close, but not within {self.tolerance:.1%}: compute with more care."
        return WRONG, self.help

    def _close(self, value: float, truth: float) -> bool:
        """Say whether two numbers agree within the tolerance."""
        margin = max(self.tolerance, 1e-9)
        return math.isclose(value, truth, rel_tol=margin, abs_tol=1e-12)


def _number(answer: object) -> float | str:
    """Return an answer as a float, or say why it is no number."""
    value = numeric(answer, "one number")
    if isinstance(value, str):
        return value
    if value.size != 1:
        return f"One number is asked, this is an array of shape {value.shape}."
    number = float(value.reshape(()))
    return number if math.isfinite(number) else f"A finite number is asked, this is {number}."


def _slip(mistake: Callable[..., float], truth: float) -> float | None:
    """Return what a mistake makes of the right answer, or None where it makes nothing."""
    try:
        return float(mistake(truth))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
