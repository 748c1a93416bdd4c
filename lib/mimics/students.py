"""Students: perceptrons trained on labels or on a teacher's logits, and how they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import networks
from lib.data import CLASSES
from lib.mimics.task import Task
from lib.mimics.teacher import Phases, Teaching, logits

TARGETS = ("labels", "logits")


@dataclass(frozen=True)
class Marks:
    """How students of one kind did, one row a seed.

    Attributes:
        wrong: (seeds, test images), whether the student errs.
        agreement: (seeds,), share of the test images that get the teacher's answer.
        logit_error: (seeds,), squared distance of the centred logits of the test images from the
            teacher's, over the squared size of the teacher's: 0 for a copy, 1 for zeros.
        train_error: (seeds,), share of the training images, not shifted, that it gets wrong.
        logits: (test images, 10), centred, of the first seed's student.
        parameters: of one student.
    """

    wrong: NDArray[np.bool_]
    agreement: NDArray[np.float64]
    logit_error: NDArray[np.float64]
    train_error: NDArray[np.float64]
    logits: NDArray[np.float32]
    parameters: int

    @property
    def error(self) -> NDArray[np.float64]:
        """Test error of each student in per cent, (seeds,)."""
        return 100 * self.wrong.mean(axis=1)


def study(
    task: Task,
    hidden: Sequence[int],
    target: str,
    shifted: bool,
    teaching: Teaching,
    *,
    phases: Phases,
    batch: int,
    seeds: Sequence[tuple[int, ...]],
) -> Marks:
    """Train students of one shape together, one a seed, and examine them.

    On labels they minimise the cross-entropy, on logits the squared distance from the teacher's
    (Ba and Caruana 2014, section 2.2), here divided by their root mean square. Every kind of
    student makes the same number of steps: without shifts an epoch is repeated for each copy.

    Args:
        task: the images.
        hidden: widths of the hidden layers.
        target: "labels" or "logits".
        shifted: train on the shifted copies too.
        teaching: the teacher's logits; on labels they serve the examination alone.
        phases: (rate, passes), one after the other; a pass is as long as all shifted copies.
        batch: images a step.
        seeds: of the students' weights and orders; equal seeds draw equal weights for any target.

    Raises:
        ValueError: if the target is unknown.
    """
    images, labels = task.lessons(shifted)
    lesson = _lesson(images, labels, target, teaching.train if shifted else teaching.train[:1])
    orders = [np.random.default_rng(seed) for seed in seeds]
    shape = (images.shape[1], *hidden, CLASSES)
    students = [networks.MLP(shape, rng=rng) for rng in orders]
    for rate, passes in phases:
        networks.train_many(
            students, lesson, rng=orders, rate=rate, batch=batch, stacks=1,
            epochs=passes if shifted else passes * task.copies,
        )  # fmt: skip
    scale = 1.0 if target == "labels" else root_mean_square(teaching.train[0])
    return _examine(students, task, teaching, scale)


def root_mean_square(values: NDArray[np.float32]) -> float:
    """Return √⟨z²⟩ over all entries.

    >>> root_mean_square(np.array([[3.0, 3.0], [-3.0, 3.0]], np.float32))
    3.0
    """
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def _lesson(
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
    target: str,
    taught: NDArray[np.float32],
) -> networks.Objective:
    """Return what the students minimise."""
    if target == "labels":
        return networks.objective(images, labels)
    if target == "logits":
        values = taught.reshape(-1, CLASSES) / np.float32(root_mean_square(taught[0]))
        return networks.objective(images, values, "squared")
    raise ValueError(f"students learn from {' or '.join(TARGETS)}, not from {target!r}")


def _examine(
    students: Sequence[networks.MLP], task: Task, teaching: Teaching, scale: float
) -> Marks:
    """Compare the students with the labels and with the teacher."""
    digits = task.digits()
    answers = np.stack([scale * logits(one, digits.test_images) for one in students])
    chosen = answers.argmax(axis=2)
    far = np.square(answers - teaching.test, dtype=np.float64).mean(axis=(1, 2))
    again = [logits(one, digits.train_images).argmax(axis=1) for one in students]
    return Marks(
        wrong=chosen != digits.test_labels,
        agreement=np.mean(chosen == teaching.test.argmax(axis=1), axis=1),
        logit_error=far / root_mean_square(teaching.test) ** 2,
        train_error=np.mean(again != digits.train_labels, axis=1),
        logits=answers[0].astype(np.float32),
        parameters=len(networks.get_parameters(students[0])),
    )
