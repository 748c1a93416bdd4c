"""How an array differs from the right one, in words that help."""

from __future__ import annotations

import numpy as np

from lib.exercises.base import Judgement
from lib.exercises.replies import NEARLY, RIGHT, WRONG


def numeric(answer: object, asked: str = "an array of numbers") -> np.ndarray | str:
    """Return an answer as an array of floats, or say why it is none."""
    wanted = asked[0].upper() + asked[1:]
    try:
        value = np.asarray(answer)
    except ValueError:
        return f"{wanted} is asked: these rows have different lengths."
    if value.dtype.kind not in "iufc":
        return f"{wanted} is asked, this is of type {type(answer).__name__}."
    if value.dtype.kind == "c" and np.any(value.imag != 0):
        return f"{wanted} is asked, and real: this is complex."
    return value.real.astype(float)


def close(value: np.ndarray, truth: np.ndarray, tolerance: float) -> bool:
    """Say whether two arrays have one shape and agree within a relative tolerance.

    The tolerance is relative to each element, or to a thousandth of the largest where that is more.
    """
    return value.shape == truth.shape and bool(np.all(agreement(value, truth, tolerance)))


def agreement(value: np.ndarray, truth: np.ndarray, tolerance: float) -> np.ndarray:
    """Return, element by element, whether two arrays of one shape agree."""
    largest = np.max(np.abs(truth), initial=0.0)
    size = np.maximum(np.abs(truth), 1e-3 * largest)
    with np.errstate(invalid="ignore"):
        return np.abs(value - truth) <= tolerance * size + 1e-12


def difference(value: np.ndarray, truth: np.ndarray, tolerance: float) -> Judgement:
    """Return the word and the hint for an array: shape, order, sign, factor, or the share right.

    Args:
        value, truth: the answer and the right one.
        tolerance: relative error that is still right.
    """
    if value.shape != truth.shape:
        return _shape(value, truth, tolerance)
    if not np.all(np.isfinite(value)):
        return WRONG, "Some of the values are not finite numbers."
    if close(value, truth, tolerance):
        return RIGHT, ""
    if close(-value, truth, tolerance):
        return NEARLY, "The sizes are right: look at the sign."
    if value.size > 1 and close(np.sort(value.ravel()), np.sort(truth.ravel()), tolerance):
        return NEARLY, "The right values in another order."
    if value.size > 1 and _proportional(value, truth, tolerance):
        return NEARLY, "Right up to one common factor: look at the normalisation."
    right = int(np.sum(agreement(value, truth, tolerance)))
    if 2 * right >= value.size > 1:
        return NEARLY, f"{right} of {value.size} values are right."
    return WRONG, f"{right} of {value.size} values are right." if right else ""


def _shape(value: np.ndarray, truth: np.ndarray, tolerance: float) -> Judgement:
    """Return the word and the hint for an array of another shape."""
    said = f"the shape is {value.shape}, asked is {truth.shape}"
    if value.ndim == truth.ndim == 2 and close(value.T, truth, tolerance):
        return NEARLY, f"The right values, transposed: {said}."
    if value.size == truth.size and close(value.reshape(truth.shape), truth, tolerance):
        return NEARLY, f"The right values, but {said}."
    return WRONG, f"Look at the shape first: {said}."


def _proportional(value: np.ndarray, truth: np.ndarray, tolerance: float) -> bool:
    """Say whether an array is the right one times a factor other than zero."""
    norm = float(np.sum(value * value))
    if norm == 0:
        return False
    factor = float(np.sum(value * truth)) / norm
    return factor != 0 and close(factor * value, truth, tolerance)
