"""Exercises: the check of an answer, the stub made from a solution, and the list of all.

``check`` answers right, nearly (with a hint made from how the answer is wrong), wrong, or not
answered yet. It never prints the solution. What a chapter asks is in ``chapter_NN``.
"""

from lib.exercises.arrays import Array
from lib.exercises.base import LEVELS, Exercise
from lib.exercises.choices import Choice
from lib.exercises.functions import Function
from lib.exercises.numbers import Number
from lib.exercises.registry import catalogue, check, exercise
from lib.exercises.replies import Reply
from lib.exercises.stubs import stub

__all__ = [
    "LEVELS",
    "Array",
    "Choice",
    "Exercise",
    "Function",
    "Number",
    "Reply",
    "catalogue",
    "check",
    "exercise",
    "stub",
]
