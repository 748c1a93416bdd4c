"""Chapter 11: a teacher of digits, what students are told by it, and how their errors differ."""

import itertools
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from torch import nn

from lib import data, networks, presets, statistics, sweep
from lib.chapters import Real, Row, row

Images = NDArray[np.float32]
Phases = Sequence[tuple[float, int]]  # (part of the rate, passes over the lesson), one by one
Target = str | float  # "labels", "logits", or a temperature at which the teacher's answers are soft
Task = Mapping[str, Any]  # arguments of data.mnist
Kind = tuple[int, Target, bool]  # hidden layers, what to learn, whether shifted copies are shown
SETTINGS = {
    ("labels", False): "trained on labels",
    ("logits", False): "trained on logits",
    ("labels", True): "labels and augmentation",
    ("logits", True): "logits and augmentation",
}  # of the ledger, by lesson
_COPIES = 9  # of an image: itself, and shifted by a pixel each way
_TEACHER = "; for this teacher, the same for all seeds"


def lesson(task: Task) -> data.Digits:
    """Return the images to train on and to test on; those to validate on test, if there are any.

    >>> len(lesson({"train": 30, "validation": 10, "test": 20, "side": 6}).test_images)
    10
    """
    found = data.mnist(**task)
    if not len(found.validation_images):
        return found
    return found._replace(test_images=found.validation_images, test_labels=found.validation_labels)


def shifts(images: ArrayLike) -> Images:
    """Return the images and their copies moved by a pixel each way, black where they left.

    Args:
        images: (n, side²).

    Returns:
        (9, n, side²); the first copy is the images themselves.

    >>> shifts([[1.0, 0.0, 0.0, 0.0]])[:, 0].sum(axis=1).tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    """
    flat = np.asarray(images, np.float32)
    side = round(flat.shape[1] ** 0.5)
    framed = np.pad(flat.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)))
    moves = sorted(itertools.product((0, 1, 2), repeat=2), key=lambda move: move != (1, 1))
    windows = [framed[:, 2 - d : 2 - d + side, 2 - r : 2 - r + side] for d, r in moves]
    return np.stack(windows).reshape(len(moves), *flat.shape)


# --- the teacher --------------------------------------------------------------------------------


class Teaching(NamedTuple):
    """What a teacher says of every image, centred logits: of each image they add up to zero.

    Attributes:
        train: (9, n, 10), of the images to train on and their shifted copies.
        test: (test images, 10).
    """

    train: Images
    test: Images


def convolutional(side: int, channels: Sequence[int], *, rng: networks.Rng) -> nn.Sequential:
    """Return an untrained network: two convolutions that halve the image each, a linear layer.

    ReLU after each convolution; weights drawn as He et al. (2015) do, N(0, 2/inputs), no biases.

    Args:
        side: pixels a side of the images.
        channels: of the two convolutions.
        rng: a NumPy or a torch generator.

    >>> network = convolutional(14, (2, 3), rng=np.random.default_rng(0))
    >>> network(torch.zeros(5, 196)).shape
    torch.Size([5, 10])
    """
    first, second = channels
    left, make = -(-side // 4), nn.utils.skip_init
    network = nn.Sequential(
        nn.Unflatten(1, (1, side, side)),
        make(nn.Conv2d, 1, first, 5, stride=2, padding=2),
        nn.ReLU(),
        make(nn.Conv2d, first, second, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        make(nn.Linear, second * left**2, data.CLASSES),
    )
    generator = networks.torch_generator(rng)
    with torch.no_grad():
        for part in network.parameters():
            scale = 0.0 if part.ndim == 1 else (2 / part[0].numel()) ** 0.5
            part.normal_(0, 1, generator=generator).mul_(scale)
    return network


@torch.no_grad()
def logits(network: nn.Module, images: Images) -> Images:
    """Return a network's outputs, (n, 10), less their mean over the digits."""
    outputs = network(torch.as_tensor(images))
    return (outputs - outputs.mean(dim=1, keepdim=True)).numpy()


def teach(
    task: Task, seed: Sequence[int], *, members: int, channels: Sequence[int], rate: float,
    phases: Phases, batch: int,
) -> Teaching:  # fmt: skip
    """Train an ensemble on the shifted images, and return the mean of its members' logits.

    Ba and Caruana (2014) average the logits of their ensemble as well. A number added to all ten
    logits of an image changes no probability, so each image's are centred.

    Args:
        task: the images.
        seed: of weights and orders.
        members: networks of the ensemble.
        channels: of their convolutions.
        rate, phases, batch: as of ``study``.
    """
    digits = lesson(task)
    copies = shifts(digits.train_images)
    labels = np.tile(digits.train_labels, _COPIES)
    goal = networks.objective(copies.reshape(len(labels), -1), labels)
    orders = [np.random.default_rng([*seed, k]) for k in range(members)]
    ensemble = [convolutional(task["side"], channels, rng=rng) for rng in orders]
    for network, rng in zip(ensemble, orders, strict=True):
        for part, passes in phases:
            networks.train(network, goal, rng=rng, rate=part * rate, epochs=passes, batch=batch)
    return Teaching(
        train=np.stack([np.mean([logits(one, copy) for one in ensemble], 0) for copy in copies]),
        test=np.mean([logits(one, digits.test_images) for one in ensemble], axis=0),
    )


# --- students -----------------------------------------------------------------------------------


class Marks(NamedTuple):
    """How students of one kind did, one row a seed.

    Attributes:
        wrong: whether the student misreads, (seeds, test images).
        agreement: share of the test images that get the teacher's answer, (seeds,).
        distance: squared distance of the test images' logits from the teacher's, over the squared
            size of the teacher's: 0 for a copy, 1 for zeros, (seeds,).
        fit: share of the training images, not shifted, that it misreads, (seeds,).
    """

    wrong: NDArray[np.bool_]
    agreement: Real
    distance: Real
    fit: Real

    @property
    def error(self) -> Real:
        """Test error of each student in per cent, (seeds,)."""
        return 100 * self.wrong.mean(axis=1)


def study(
    task: Task, teaching: Teaching, hidden: Sequence[int], target: Target, shifted: bool,
    seeds: Sequence[Sequence[int]], *, rate: float, phases: Phases, batch: int,
) -> Marks:  # fmt: skip
    """Train students of one shape together, one a seed, and examine them.

    Told labels, they minimise the cross-entropy; told logits, the squared distance from the
    teacher's (Ba and Caruana 2014, section 2.2); told soft answers, the cross-entropy from
    softmax(v/T) to softmax(z/T), of the teacher's logits v and their own z (Hinton, Vinyals and
    Dean 2015). Every kind of student makes the same number of steps: without shifted copies an
    epoch is repeated for each of them.

    Args:
        task: the images.
        teaching: the teacher's logits; on labels they serve the examination alone.
        hidden: widths of the hidden layers.
        target: "labels", "logits", or a temperature T above 0.
        shifted: train on the shifted copies too.
        seeds: of weights and orders; equal seeds draw equal weights whatever the target.
        rate: of Adam.
        phases: (part of the rate, passes), one after the other; a pass goes over all copies.
        batch: images a step.

    Raises:
        ValueError: if the target is unknown.
    """
    digits = lesson(task)
    goal, scale = _goal(digits, teaching.train, target, shifted)
    again = 1 if shifted else _COPIES
    recipe = networks.Recipe(
        hidden=tuple(hidden),
        phases=tuple((part * rate, passes * again) for part, passes in phases),
        batch=batch,
        images=task["train"],
        side=task["side"],
    )
    orders = [np.random.default_rng(seed) for seed in seeds]
    runs = recipe.train([recipe.network(rng=rng) for rng in orders], orders, goal)
    answers = np.stack([scale * logits(one, digits.test_images) for one in runs.networks])
    away = np.square(answers - teaching.test, dtype=np.float64).mean(axis=(1, 2))
    return Marks(
        wrong=answers.argmax(axis=2) != digits.test_labels,
        agreement=np.mean(answers.argmax(axis=2) == teaching.test.argmax(axis=1), axis=1),
        distance=away / np.square(teaching.test, dtype=np.float64).mean(),
        fit=runs.misread(recipe.tasks().train).mean(axis=1),
    )


def _goal(
    digits: data.Digits, taught: Images, target: Target, shifted: bool
) -> tuple[networks.Objective, float]:
    """Return what students minimise, and the logits that belong to an output of 1."""
    images, said = digits.train_images, taught if shifted else taught[:1]
    if shifted:
        images = shifts(images).reshape(-1, images.shape[1])
    values = said.reshape(len(images), -1)
    if target == "labels":
        return networks.objective(images, np.tile(digits.train_labels, len(said))), 1.0
    if target == "logits":
        size = float(np.sqrt(np.square(taught[0], dtype=np.float64).mean()))
        return networks.objective(images, values / np.float32(size), "squared"), size
    if isinstance(target, str) or not target > 0:
        raise ValueError(f"students learn labels, logits or a temperature, not {target!r}")
    return networks.objective(images, softmax(values / np.float32(target), axis=1)), float(target)


# --- what is measured, at either size -----------------------------------------------------------


def task(plan: SimpleNamespace, held: int = 0) -> dict[str, Any]:
    """Return the plan's task.

    Args:
        plan: ``presets.chapter("11", size)``.
        held: so many training images are kept from teacher and students, and test in place of
            the images to test on, which then have no say.
    """
    counts = {**plan.images, "train": plan.images["train"] - held, "validation": held}
    return {**counts, "side": plan.side}


def teacher(plan: SimpleNamespace, *, family: int = 1, held: int = 0) -> Teaching:
    """Return the teacher.

    Args:
        plan, held: as of ``task``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    case = {"task": task(plan, held), "seed": [presets.seed("11-teacher"), family], **plan.teacher}
    (found,) = sweep.run(teach, [case], name="11-teacher", workers=plan.workers)
    return found


def widths(plan: SimpleNamespace) -> dict[int, tuple[int, ...]]:
    """Return the hidden widths of students by depth, each as large as one network that teaches."""
    one = convolutional(plan.side, plan.teacher["channels"], rng=np.random.default_rng(0))
    size = len(networks.get_parameters(one))
    return networks.matched_widths(
        plan.depths, budget=size, inputs=plan.side**2, outputs=data.CLASSES
    )


def students(
    plan: SimpleNamespace, asked: Mapping[Any, Task], seeds: int, *, family: int = 1, held: int = 0
) -> dict[Any, Marks]:
    """Return the marks of students of several kinds.

    Args:
        plan, family: as of ``teacher``.
        asked: name → hidden, target, shifted and rate, as of ``study``; phases if not the plan's.
        seeds: how many of each; equal numbers have equal weights, of whatever kind.
        held: as of ``task``.
    """
    name = "11-rates" if held else "11-students"
    usual = {
        "task": task(plan, held),
        "teaching": teacher(plan, family=family, held=held),
        "seeds": presets.seeds(name, family=family, count=seeds),
        "phases": plan.phases,
        "batch": plan.batch,
    }
    cases = [usual | dict(one) for one in asked.values()]
    return dict(zip(asked, sweep.run(study, cases, name=name, workers=plan.workers), strict=True))


def tuning(plan: SimpleNamespace, *, family: int = 1) -> dict[Kind, Real]:
    """Return errors in per cent on images held back, for the plan's rates, (rates, seeds), by kind.

    Args:
        plan, family: as of ``teacher``.
    """
    kinds: list[Kind] = list(itertools.product(plan.depths, ("labels", "logits"), plan.shifted))
    kinds += [(1, temperature, False) for temperature in plan.temperatures]
    asked = {(kind, rate): _asked(plan, kind, rate) for kind in kinds for rate in plan.rates}
    held = task(plan)["train"] // 4
    found = students(plan, asked, plan.rate_seeds, family=family, held=held)
    return {kind: np.array([found[kind, rate].error for rate in plan.rates]) for kind in kinds}


def tuned(plan: SimpleNamespace, *, family: int = 1) -> dict[Any, dict[str, Any]]:
    """Return what ``students`` are asked for, by kind, each at its best rate in ``tuning``."""
    errors = tuning(plan, family=family)
    best = {kind: plan.rates[int(np.argmin(e.mean(axis=1)))] for kind, e in errors.items()}
    return {kind: _asked(plan, kind, rate) for kind, rate in best.items()}


def _asked(plan: SimpleNamespace, kind: Kind, rate: float) -> dict[str, Any]:
    depth, target, shifted = kind
    return {"hidden": widths(plan)[depth], "target": target, "shifted": shifted, "rate": rate}


def gap(one: Marks, other: Marks) -> statistics.Effect:
    """Return the error of one minus that of other in points, for other seeds and other images."""
    return statistics.crossed(100 * (one.wrong.astype(float) - other.wrong), unit="seed")


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan, family: as of ``teacher``.
    """
    asked = tuned(plan, family=family)
    one, deep, mimic = ((1, "labels", False), (3, "labels", False), (1, "logits", False))
    (units,), small = asked[one]["hidden"], "small"
    asked[small] = asked[one] | {"hidden": (units // 4,)}
    found = students(plan, asked, plan.seeds, family=family)
    lessons = {key: name for key, name in SETTINGS.items() if (1, *key) in found}
    pairs = {name: (found[1, *key], found[3, *key]) for key, name in lessons.items()}
    pairs["logits against labels"] = found[mimic], found[deep]
    rows = [_apart(name, *pair, gap(found[small], found[deep])) for name, pair in pairs.items()]
    words = {False: "images as they are", True: "shifted images"}
    gains = {words[s]: (found[1, "labels", s], found[1, "logits", s]) for s in plan.shifted}
    gains |= {f"the temperature = {T}": (found[one], found[1, T, False]) for T in plan.temperatures}
    rows += [_gain(name, *pair, gap(found[small], found[one])) for name, pair in gains.items()]
    for name, factors in plan.variants.items():
        kinds, phases = (one, deep, mimic, small), {"phases": _other(plan, *factors)}
        few = students(plan, {k: asked[k] | phases for k in kinds}, plan.few_seeds, family=family)
        rows.append(_apart(name, few[one], few[deep], gap(few[small], few[deep])))
        rows.append(_gain(name, few[one], few[mimic], gap(few[small], few[one])))
    ends = {plan.rates[0], plan.rates[-1]} & {each["rate"] for each in asked.values()}
    note = f"MNIST, {task(plan)['train']} images to train on, {task(plan)['test']} to test; "
    note += f"a best rate lies at the grid's end, {ends}" if ends else "best rates inside the grid"
    note += "; no student is left out"
    return [each | {"note": note + each.get("note", "")} for each in rows]


def _other(plan: SimpleNamespace, rate: float, length: float) -> Phases:
    """Return the plan's phases at another rate, or for another number of passes."""
    return [(rate * part, max(1, round(length * passes))) for part, passes in plan.phases]


def _apart(setting: str, shallow: Marks, deep: Marks, control: statistics.Effect) -> Row:
    note = _TEACHER if "logits" in setting else ""
    return row("C13.measured", gap(shallow, deep), control, setting, "fig-11-students", note)


def _gain(setting: str, labels: Marks, softer: Marks, control: statistics.Effect) -> Row:
    return row("C14.logits-help", gap(labels, softer), control, setting, "fig-11-gain", _TEACHER)
