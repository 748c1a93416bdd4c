"""Chapter 11's checks: a right, a nearly right and a wrong answer for each."""

import numpy as np
import pytest
import torch

from lib import exercises, statistics
from lib.networks import parameter_count


def hidden_units():
    """Return the width whose counted parameters are nearest to 100,000, found by trying all."""
    counts = [abs(parameter_count((196, h, 10)) - 100_000) for h in range(1, 2000)]
    return 1 + int(np.argmin(counts))


def images_needed():
    """Return the number of images from the law of a difference with values 1, -1 and 0."""
    values, shares = np.array([1, -1, 0]), np.array([0.03, 0.025, 0.945])
    mean = (shares * values).sum()
    return 2.8015852**2 * (shares * (values - mean) ** 2).sum() / 0.005**2


def gradient(student, teacher, temperature):
    """Return the gradient by automatic differentiation."""
    z = torch.tensor(student, requires_grad=True)
    target = torch.softmax(torch.tensor(teacher) / temperature, 0)
    torch.nn.functional.cross_entropy(z / temperature, target).backward()
    return z.grad.numpy()


def error_of_mean(d):
    """Return the standard error that the chapter's own analysis gives."""
    return statistics.crossed(d, unit="seed").standard_error


def off(function, factor):
    """Return a function whose result is wrong by a factor."""
    return lambda *given: factor * function(*given)


ANSWERS = [
    ("11-1", "ad", ["a", "acd"], ["b", "c"]),
    ("11-2", hidden_units(), [485, 482, 484, 99_990 / 207], [196, 200.0]),
    (
        "11-3",
        images_needed(),
        [
            images_needed() * (0.03 * 0.97 + 0.025 * 0.975) / 0.054975,
            np.sqrt(images_needed()),
            images_needed() * (1.959964 / 2.8015852) ** 2,
        ],
        [0.055, 2500],
    ),
    (
        "11-4",
        gradient,
        [off(gradient, -1), lambda z, v, t: t * gradient(z, v, t),
         lambda z, v, t: gradient(z * t, v * t, t)],
        [lambda z, v, t: z - v],
    ),
    (
        "11-5",
        error_of_mean,
        [lambda d: d.mean(1).std(ddof=1) / np.sqrt(len(d)),
         lambda d: d.mean(0).std(ddof=1) / np.sqrt(d.shape[1]),
         lambda d: d.std(ddof=1) / np.sqrt(d.size)],
        [lambda d: d.mean()],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "right", "nearly", "wrong"), ANSWERS, ids=lambda a: str(a)[:5])
def test_right_nearly_and_wrong(id, right, nearly, wrong, judge_all):
    judge_all(id, right, nearly, wrong)


@pytest.mark.parametrize(
    ("id", "answer", "hint"),
    [
        ("11-1", "ab", "two shallow networks trained on labels"),
        ("11-2", 485, "count the biases"),
        ("11-3", ANSWERS[2][2][0], "they share them"),
        ("11-4", ANSWERS[3][2][1], "one more factor"),
        ("11-5", ANSWERS[4][2][0], "the seeds alone"),
    ],
)
def test_the_hint_comes_from_how_it_is_wrong(id, answer, hint):
    assert hint in exercises.check(id, answer).hint


def test_the_table_says_what_the_first_exercise_asks():
    from lib import presets

    def read(name):
        return presets.reported(f"ba-{name}-error")

    assert min(read("shallow-8k"), read("shallow-400k")) > read("deep")  # so a is false
    assert read("mimic-8k") < read("deep")  # so b holds
    assert min(read("mimic-8k"), read("mimic-400k")) > read("teacher")  # so c is false
