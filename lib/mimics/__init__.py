"""Shallow students that mimic a deep teacher, and how sure their differences are."""

from lib.mimics.precision import Precision, precision
from lib.mimics.students import TARGETS, Marks, root_mean_square, study
from lib.mimics.task import Task, shifts
from lib.mimics.teacher import Convolutional, Teaching, logits, teach

__all__ = [
    "TARGETS",
    "Convolutional",
    "Marks",
    "Precision",
    "Task",
    "Teaching",
    "logits",
    "precision",
    "root_mean_square",
    "shifts",
    "study",
    "teach",
]
