"""Chapter 11: shifts, folds, teacher, students and their marks, by hand and by other routes."""

import numpy as np
import pytest
import torch

from lib import networks, presets, statistics
from lib.chapters import c11

TINY = {"train": 40, "test": 20, "side": 6}
LITTLE = {"rate": 0.01, "phases": [(1, 1)], "batch": 20}


@pytest.fixture(scope="module")
def teaching():
    """A hardly taught teacher of two networks."""
    return c11.teach(TINY, [1], members=2, channels=(2, 3), **LITTLE)


@pytest.fixture
def plan(monkeypatch):
    """The chapter at a size that takes a second, nothing kept."""
    monkeypatch.setattr(c11.sweep, "run", lambda f, cases, **_: [f(**case) for case in cases])
    tiny = presets.chapter("11", "quick")
    tiny.images = {"train": 60, "test": 30}
    tiny.side, tiny.seeds, tiny.few_seeds, tiny.rate_seeds = 10, 4, 2, 1
    tiny.teacher = {
        "members": 1,
        "channels": (8, 16),
        "rate": 0.01,
        "phases": [(1, 1)],
        "batch": 20,
    }
    tiny.rates, tiny.phases, tiny.batch = [0.01, 0.02], [(1, 1)], 20
    tiny.temperatures, tiny.shifted = [2], [False, True]
    tiny.variants = {
        "the rate = half": [0.5, 1],
        "the training = twice as long": [1, 2],
    }
    return tiny


def test_a_shift_moves_every_pixel_and_blackens_the_rest():
    images = np.random.default_rng(0).random((3, 25)).astype(np.float32)
    copies = c11.shifts(images)
    np.testing.assert_array_equal(copies[0], images)
    moves = {
        (down, right)
        for copy in copies
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if np.array_equal(copy[1].reshape(5, 5), by_hand(images[1].reshape(5, 5), down, right))
    }
    assert len(moves) == len(copies) == 9


def by_hand(square, down, right):
    """A square moved pixel by pixel."""
    moved = np.zeros_like(square)
    for row in range(5):
        for column in range(5):
            if 0 <= row + down < 5 and 0 <= column + right < 5:
                moved[row + down, column + right] = square[row, column]
    return moved


def test_the_images_that_choose_a_rate_are_training_images():
    whole, held = c11.lesson(TINY), c11.lesson(TINY | {"train": 32, "validation": 8})
    np.testing.assert_array_equal(held.train_images, whole.train_images[:-8])
    np.testing.assert_array_equal(held.test_images, whole.train_images[-8:])
    np.testing.assert_array_equal(held.test_labels, whole.train_labels[-8:])


def test_neither_teacher_nor_students_see_the_images_held_back(plan, monkeypatch):
    seen = []
    monkeypatch.setattr(c11, "teach", lambda **case: seen.append(case))
    monkeypatch.setattr(c11, "study", lambda **case: seen.append(case))
    c11.students(plan, {"a": {}}, 1, held=12)
    c11.students(plan, {"a": {}}, 1)
    for case in seen[:2]:
        assert len(c11.lesson(case["task"]).train_images) == 48
        assert len(c11.lesson(case["task"]).test_images) == 12
    for case in seen[2:]:
        assert len(c11.lesson(case["task"]).test_images) == 30
    assert seen[1]["seeds"] != seen[3]["seeds"]


def test_a_teacher_says_the_centred_mean_of_its_members(teaching):
    assert teaching.train.shape == (9, 40, 10)
    for said in (teaching.train, teaching.test):
        np.testing.assert_allclose(said.sum(axis=-1), 0, atol=1e-5)
    alone = c11.teach(TINY, [1], members=1, channels=(2, 3), **LITTLE)
    digits, rng = c11.lesson(TINY), np.random.default_rng([1, 1])
    second = c11.convolutional(6, (2, 3), rng=rng)
    copies = c11.shifts(digits.train_images).reshape(-1, 36)
    goal = networks.objective(copies, np.tile(digits.train_labels, 9))
    networks.train(second, goal, rng=rng, rate=0.01, epochs=1, batch=20)
    mean = (alone.test + c11.logits(second, digits.test_images)) / 2
    np.testing.assert_allclose(teaching.test, mean, atol=1e-5)
    assert np.abs(alone.test - teaching.test).max() > 1e-2


def test_a_teacher_depends_on_its_seed_alone(teaching):
    torch.manual_seed(7)
    again = c11.teach(TINY, [1], members=2, channels=(2, 3), **LITTLE)
    other = c11.teach(TINY, [2], members=2, channels=(2, 3), **LITTLE)
    np.testing.assert_array_equal(again.train, teaching.train)
    assert not np.array_equal(other.train, teaching.train)


def test_a_convolution_sees_neighbourhoods_and_weights_have_their_variance():
    network = c11.convolutional(6, (2, 3), rng=np.random.default_rng(0))
    image = torch.zeros(1, 1, 6, 6)
    image[0, 0, 1, 1] = 1
    assert (network[1](image)[0, 0] != 0).sum() == 4  # a pixel reaches four of the nine places
    large = c11.convolutional(14, (40, 50), rng=np.random.default_rng(0))
    assert float(large[3].weight.detach().var()) == pytest.approx(2 / (40 * 9), rel=0.05)
    assert not large[3].bias.any()


@pytest.mark.parametrize("target", ["labels", "logits", 4.0])
@pytest.mark.parametrize("shifted", [False, True])
def test_students_that_learn_long_enough_reach_their_aim(target, shifted, teaching):
    found = c11.study(
        TINY, teaching, (30,), target, shifted, [(5, 0), (5, 1)],
        rate=0.01, phases=[(1, 20)], batch=20,
    )  # fmt: skip
    assert found.wrong.shape == (2, 20)
    assert found.fit.max() < 0.3 if target == "labels" else found.distance.max() < 0.4


def test_every_kind_of_student_makes_as_many_steps(monkeypatch, teaching):
    steps = []

    def count(recipe, students, orders, goal):
        steps.append(sum(epochs for _, epochs in recipe.phases) * -(-len(goal) // recipe.batch))
        return networks.Runs(students, students, np.zeros((1, 2)), [None])

    monkeypatch.setattr(networks.Recipe, "train", count)
    for shifted in (False, True):
        c11.study(TINY, teaching, (3,), "labels", shifted, [(0,)], **LITTLE)
    assert steps == [18, 18]


def test_marks_are_those_of_the_student_trained_alone(teaching):
    found = c11.study(TINY, teaching, (4,), "logits", False, [(3, 0), (3, 1)], **LITTLE)
    rng = np.random.default_rng((3, 1))
    alone, lesson = networks.MLP((36, 4, 10), rng=rng), c11.lesson(TINY)
    scale = np.sqrt(np.mean(teaching.train[0] ** 2))
    goal = networks.objective(lesson.train_images, teaching.train[0] / scale, "squared")
    networks.train(alone, goal, rng=rng, rate=0.01, epochs=9, batch=20)
    answer = scale * alone(torch.tensor(lesson.test_images)).detach().numpy()
    answer -= answer.mean(axis=1, keepdims=True)
    np.testing.assert_array_equal(found.wrong[1], answer.argmax(1) != lesson.test_labels)
    away = ((answer - teaching.test) ** 2).sum() / (teaching.test**2).sum()
    assert found.distance[1] == pytest.approx(away, rel=1e-4)
    assert found.agreement[1] == np.mean(answer.argmax(1) == teaching.test.argmax(1))
    np.testing.assert_allclose(found.error, 100 * found.wrong.mean(axis=1))
    known = alone(torch.tensor(lesson.train_images)).argmax(1).numpy()
    assert found.fit[1] == np.mean(known != lesson.train_labels)


def test_cold_answers_are_labels_and_hot_ones_nearly_logits(teaching):
    lesson = c11.lesson(TINY)
    cold, scale = c11._goal(lesson, teaching.train, 1e-3, False)
    np.testing.assert_array_equal(cold.targets.argmax(1), teaching.train[0].argmax(1))
    assert scale == 1e-3
    hot = c11._goal(lesson, teaching.train, 1e3, False)[0].targets.numpy().astype(float)
    np.testing.assert_allclose(1e3 * (10 * hot - 1), teaching.train[0], atol=0.05)


@pytest.mark.parametrize("target", ["hints", 0, -1.0])
def test_an_unknown_lesson_is_named(target, teaching):
    with pytest.raises(ValueError, match=f"not {target!r}"):
        c11.study(TINY, teaching, (2,), target, False, [(0,)], **LITTLE)


def test_students_of_the_full_size_match_their_teachers():
    for preset in presets.names():
        plan = presets.chapter("11", preset)
        counts = [networks.parameter_count((196, *h, 10)) for h in c11.widths(plan).values()]
        one = c11.convolutional(14, plan.teacher["channels"], rng=np.random.default_rng(0))
        np.testing.assert_allclose(counts, len(networks.get_parameters(one)), rtol=0.01)


def test_evidence_answers_every_setting(plan):
    rows = c11.evidence(plan)
    found = {(row["claim"], row["setting"]): row for row in rows}
    assert len(found) == len(rows) == 5 + 2 + 1 + 2 * len(plan.variants)
    marks = c11.students(plan, c11.tuned(plan), plan.seeds)
    one, three = marks[1, "labels", False], marks[3, "labels", False]
    assert one.wrong.shape == (4, 30)
    effect = found["C13", "trained on labels"]["effect"]
    assert effect.estimate == pytest.approx((one.error - three.error).mean())
    assert effect.unit == "seed"
    for row in rows:
        of_teacher = row["claim"] == "C14" or "logits" in row["setting"]
        assert ("for this teacher" in row["note"]) == of_teacher
    again = statistics.crossed(100.0 * one.wrong - 100.0 * three.wrong, unit="seed")
    assert effect.interval == again.interval
    (units,) = c11.widths(plan)[1]
    quarter = c11.tuned(plan)[1, "labels", False] | {"hidden": (units // 4,)}
    small = c11.students(plan, {"small": quarter}, plan.seeds)["small"]
    for claim, setting, full in (
        ("C13", "labels and augmentation", three),
        ("C14", "shifted images", one),
    ):
        control = found[claim, setting]["control"]
        assert control.estimate == pytest.approx((small.error - full.error).mean())


def test_a_temperature_has_its_own_best_rate(plan, monkeypatch):
    kinds = [(1, "logits", False), (1, 2, False)]
    monkeypatch.setattr(c11, "tuning", lambda *_, **__: {
        kind: np.array([[k], [1.0 - k]]) for k, kind in enumerate(kinds)})  # fmt: skip
    asked = c11.tuned(plan)
    assert [(asked[kind]["target"], asked[kind]["rate"]) for kind in kinds] == [
        ("logits", 0.01), (2, 0.02)]  # fmt: skip


def test_variants_change_the_rate_or_the_passes(plan):
    plan.phases = [(1, 3), (0.2, 1)]
    assert c11._other(plan, 2, 1) == [(2, 3), (0.4, 1)]
    assert c11._other(plan, 1, 0.5) == [(1, 2), (0.2, 1)]
    assert c11._other(plan, 1, 2) == [(1, 6), (0.2, 2)]
