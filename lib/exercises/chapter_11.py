"""Exercises of chapter 11: what a mimic shows, and what a thousand test images can decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.exercises.choices import Choice
from lib.exercises.functions import Function

_CONFIDENCE, _POWER = 1.959964, 0.841621  # quantiles of the normal law at 0.975 and 0.8


def _hidden_units(budget: int, inputs: int, outputs: int) -> int:
    """Return the hidden units whose network comes nearest to a budget, biases counted."""
    return round((budget - outputs) / (inputs + outputs + 1))


def _budgets(rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """Draw budgets a little off the middle between two widths, where biases tell."""
    sizes = rng.integers([50, 2, 60], [800, 20, 300], (5, 3)).tolist()
    return [(h * (i + o + 1) + o + (i + o + 1) // 4, i, o) for i, o, h in sizes]


def _images_needed(first: float, second: float, effect: float) -> float:
    """Return the test images that show an effect with a chance of 0.8."""
    variance = first + second - (first - second) ** 2
    return (_CONFIDENCE + _POWER) ** 2 * variance / effect**2


def _apart(first: float, second: float, effect: float) -> float:
    """Return the same as if the two networks met different images."""
    variance = first * (1 - first) + second * (1 - second)
    return (_CONFIDENCE + _POWER) ** 2 * variance / effect**2


def _disagreements(rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Draw shares of images that one network alone gets wrong, and effects."""
    drawn = rng.uniform([0.03, 0.03, 0.003], [0.2, 0.2, 0.02], (5, 3)).tolist()
    return [(first, second, effect) for first, second, effect in drawn]


def _softened(z: np.ndarray) -> np.ndarray:
    """Return the softmax of a vector."""
    powers = np.exp(z - np.max(z))
    return powers / powers.sum()


def _gradient(student: np.ndarray, teacher: np.ndarray, temperature: float) -> np.ndarray:
    """Return the gradient of the softened cross-entropy in the student's logits."""
    t = temperature
    return (_softened(student / t) - _softened(teacher / t)) / t


def _logits(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Draw logits of a student and of a teacher, and temperatures."""
    return [(*rng.normal(0, 4, (2, 10)), float(t)) for t in rng.uniform(2, 20, 5)]


def _mean_squares(d: np.ndarray) -> tuple[float, float, float]:
    """Return the mean squares of seeds, of images, and of the rest."""
    count, n = d.shape
    rows, columns = d.mean(axis=1), d.mean(axis=0)
    left = d - rows[:, None] - columns + d.mean()
    rest = float(np.square(left).sum() / ((count - 1) * (n - 1)))
    return float(n * rows.var(ddof=1)), float(count * columns.var(ddof=1)), rest


def _error_of_mean(d: np.ndarray) -> float:
    """Return the standard error of the mean over seeds and images."""
    by_seed, by_image, rest = _mean_squares(d)
    return float(np.sqrt((by_seed + by_image - rest) / d.size))


def _differences(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """Draw differences with effects of seeds and of images large enough to be seen."""
    shapes = ((4, 30), (6, 50), (8, 25), (5, 80))
    return [
        (rng.normal(0, 2, (s, 1)) + rng.normal(0, 3, (1, n)) + rng.normal(0, 1, (s, n)),)
        for s, n in shapes
    ]


def _seeds_alone(d: np.ndarray) -> Any:
    """Return the error that counts the seeds alone."""
    return d.mean(axis=1).std(ddof=1) / np.sqrt(len(d))


def _images_alone(d: np.ndarray) -> Any:
    """Return the error that counts the images alone."""
    return d.mean(axis=0).std(ddof=1) / np.sqrt(d.shape[1])


EXERCISES = [
    Choice(
        id="11-1",
        title="What the table says",
        kind="read",
        level=1,
        minutes=5,
        options="abcd",
        truth="ad",
        hints={
            "b": "Compare the two shallow networks trained on labels with the deep one.",
            "c": "Compare the largest mimic with the ensemble that taught it.",
        },
        help="Ask of each pair of rows what they differ in: depth, size, or what taught them.",
    ),
    Function(
        id="11-2",
        title="A student of equal size",
        kind="compute",
        level=1,
        minutes=8,
        cases=_budgets,
        truth=_hidden_units,
        tolerance=1e-9,
        nearly=(
            (
                lambda budget, inputs, outputs: round(budget / (inputs + outputs)),
                "The weights are all there: count the biases of both layers too.",
            ),
            (
                lambda budget, inputs, outputs: _hidden_units(budget, inputs, outputs) + 1,
                "One too many: round to the nearest, not up.",
            ),
            (
                lambda budget, inputs, outputs: (budget - outputs) / (inputs + outputs + 1),
                "Right before rounding: hidden units are a whole number.",
            ),
        ),
        help="Each hidden unit costs its weights in, its bias and its weights out.",
    ),
    Function(
        id="11-3",
        title="How many test images",
        kind="derive",
        level=2,
        minutes=15,
        cases=_disagreements,
        truth=_images_needed,
        tolerance=0.01,
        nearly=(
            (_apart, "This treats the networks as tested on different images: they share them."),
            (
                lambda a, b, e: _images_needed(a, b, e) * (_CONFIDENCE / 2.801585) ** 2,
                "With so many images the chance is one half: a chance of 0.8 needs 0.84 more.",
            ),
            (
                lambda a, b, e: np.sqrt(_images_needed(a, b, e)),
                "The standard error falls as the root of the number of images: square it.",
            ),
        ),
        help="On one image the difference is 1, -1 or 0: what is its variance?",
    ),
    Function(
        id="11-4",
        title="Logits as the limit of soft answers",
        kind="derive",
        level=2,
        minutes=15,
        cases=_logits,
        truth=_gradient,
        tolerance=1e-6,
        nearly=(
            (
                lambda z, v, t: t * _gradient(z, v, t),
                "The logits are divided by the temperature: the chain rule gives one more factor.",
            ),
            (
                lambda z, v, t: -_gradient(z, v, t),
                "The sign is turned round: at the minimum the student moves towards the teacher.",
            ),
            (
                lambda z, v, t: _gradient(t * z, t * v, t),
                "Divide the logits by the temperature before the softmax.",
            ),
        ),
        help="The derivative of a cross-entropy in the logits is softmax minus the target.",
    ),
    Function(
        id="11-5",
        title="Seeds are not test images",
        kind="explore",
        level=3,
        minutes=20,
        cases=_differences,
        truth=_error_of_mean,
        tolerance=1e-6,
        nearly=(
            (_seeds_alone, "This counts the seeds alone: other test images would differ as well."),
            (_images_alone, "This counts the images alone: other seeds would differ as well."),
            (
                lambda d: float(d.std(ddof=1) / np.sqrt(d.size)),
                "These entries are not independent: a row shares its seed, a column its image.",
            ),
            (
                lambda d: float(np.sqrt(sum(_mean_squares(d)[:2]) / d.size)),
                "The rest is counted twice, once in each mean square: take it off once.",
            ),
        ),
        help="Add the mean squares of seeds and of images, less that of the rest, over S n.",
    ),
]
