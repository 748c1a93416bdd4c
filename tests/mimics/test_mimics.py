"""Teacher and students: images, shifts, logits, and marks compared with computations by hand."""

import numpy as np
import pytest
import torch

from lib import mimics, networks, presets

TINY = mimics.Task(train=40, test=20, side=6, reach=1)
LITTLE = {"phases": [(0.01, 1)], "batch": 20}


@pytest.fixture(scope="module")
def teaching():
    """Return a hardly taught teacher of two networks."""
    return mimics.teach(TINY, members=2, channels=(2, 3), seed=1, **LITTLE)


@pytest.mark.parametrize("reach", [0, 1, 2])
def test_a_shift_moves_every_pixel_and_blackens_the_rest(reach):
    images = np.random.default_rng(0).random((3, 25)).astype(np.float32)
    copies = mimics.shifts(images, 5, reach)
    assert copies.shape == ((2 * reach + 1) ** 2, 3, 25)
    np.testing.assert_array_equal(copies[0], images)
    moves = {
        (down, right)
        for copy in copies
        for down in range(-reach, reach + 1)
        for right in range(-reach, reach + 1)
        if np.array_equal(copy[1].reshape(5, 5), by_hand(images[1].reshape(5, 5), down, right))
    }
    assert len(moves) == len(copies)


def by_hand(square, down, right):
    """Return a square moved pixel by pixel."""
    moved = np.zeros_like(square)
    for row in range(5):
        for column in range(5):
            if 0 <= row + down < 5 and 0 <= column + right < 5:
                moved[row + down, column + right] = square[row, column]
    return moved


@pytest.mark.parametrize("reach", [-1, 5])
def test_a_shift_out_of_the_picture_is_refused(reach):
    with pytest.raises(ValueError, match=f"move by 0 to 4, not {reach}"):
        mimics.shifts(np.zeros((1, 25), np.float32), 5, reach)


def test_every_copy_bears_its_images_label():
    images, labels = TINY.lessons(shifted=True)
    plain, plain_labels = TINY.lessons(shifted=False)
    assert images.shape == (9 * 40, 36)
    np.testing.assert_array_equal(images[:40], plain)
    np.testing.assert_array_equal(labels.reshape(9, 40), np.tile(plain_labels, (9, 1)))


def test_a_teacher_says_the_centred_mean_of_its_members(teaching):
    assert teaching.train.shape == (9, 40, 10)
    assert teaching.test.shape == (20, 10)
    for said in (teaching.train, teaching.test):
        np.testing.assert_allclose(said.sum(axis=-1), 0, atol=1e-5)
    member = mimics.Convolutional(6, (2, 3), rng=np.random.default_rng(0))
    assert teaching.parameters == 2 * len(networks.get_parameters(member))
    assert len(teaching.errors) == 2
    assert teaching.error == np.mean(teaching.test.argmax(1) != teaching.test_labels)


def test_a_teacher_depends_on_its_seed_alone(teaching):
    torch.manual_seed(7)
    again = mimics.teach(TINY, members=2, channels=(2, 3), seed=1, **LITTLE)
    other = mimics.teach(TINY, members=2, channels=(2, 3), seed=2, **LITTLE)
    np.testing.assert_array_equal(again.train, teaching.train)
    assert not np.array_equal(other.train, teaching.train)


def test_a_convolution_sees_neighbourhoods():
    network = mimics.Convolutional(6, (2, 3), rng=np.random.default_rng(0))
    image = np.zeros((6, 6), np.float32)
    image[1, 1] = 1
    first = network.first(torch.tensor(image).view(1, 1, 6, 6)) - network.first.bias[:, None, None]
    assert (first[0, 0] != 0).sum() == 4  # a pixel reaches four of the nine places


@pytest.mark.parametrize("target", mimics.TARGETS)
@pytest.mark.parametrize("shifted", [False, True])
def test_students_that_learn_long_enough_reach_their_aim(target, shifted, teaching):
    found = mimics.study(
        TINY, (30,), target, shifted, teaching, seeds=[(5, 0), (5, 1)],
        phases=[(0.01, 20)], batch=20,
    )  # fmt: skip
    assert found.wrong.shape == (2, 20)
    assert found.parameters == networks.parameter_count((36, 30, 10))
    if target == "labels":
        assert found.train_error.max() < (0.3 if shifted else 0.05)
    else:
        assert found.logit_error.max() < 0.4


def test_every_kind_of_student_makes_as_many_steps(monkeypatch, teaching):
    steps = []

    def count(students, lesson, *, epochs, batch, **_):
        steps.append(epochs * -(-len(lesson) // batch))

    monkeypatch.setattr(networks, "train_many", count)
    for shifted in (False, True):
        mimics.study(TINY, (3,), "labels", shifted, teaching, seeds=[(0,)], **LITTLE)
    assert steps == [18, 18]


def test_marks_are_those_of_the_student_trained_alone(teaching):
    found = mimics.study(TINY, (4,), "logits", False, teaching, seeds=[(3, 0), (3, 1)], **LITTLE)
    rng = np.random.default_rng((3, 1))
    alone, digits = networks.MLP((36, 4, 10), rng=rng), TINY.digits()
    scale = np.sqrt(np.mean(teaching.train[0] ** 2))
    lesson = networks.objective(digits.train_images, teaching.train[0] / scale, "squared")
    networks.train(alone, lesson, rng=rng, rate=0.01, epochs=9, batch=20)
    answer = scale * alone(torch.tensor(digits.test_images)).detach().numpy()
    answer -= answer.mean(axis=1, keepdims=True)
    np.testing.assert_array_equal(found.wrong[1], answer.argmax(1) != digits.test_labels)
    far = ((answer - teaching.test) ** 2).sum() / (teaching.test**2).sum()
    assert found.logit_error[1] == pytest.approx(far, rel=1e-4)
    assert found.agreement[1] == np.mean(answer.argmax(1) == teaching.test.argmax(1))
    np.testing.assert_allclose(found.error, 100 * found.wrong.mean(axis=1))


def test_a_copy_of_the_teacher_has_no_logit_error(teaching):
    zeros = mimics.study(
        TINY, (2,), "logits", False, teaching, seeds=[(0,)], phases=[(1e-9, 0)], batch=20
    )
    assert zeros.logit_error[0] > 0.1
    assert mimics.root_mean_square(teaching.test - teaching.test) == 0


def test_an_unknown_target_is_named(teaching):
    with pytest.raises(ValueError, match="from labels or logits, not from 'hints'"):
        mimics.study(TINY, (2,), "hints", False, teaching, seeds=[(0,)], **LITTLE)


@pytest.mark.parametrize("preset", presets.names())
def test_every_setting_of_a_preset_runs_at_a_small_size(preset, teaching):
    settings = presets.chapter("11", preset)
    for depth in settings.depths:
        for target in mimics.TARGETS:
            for shifted in (False, True):
                found = mimics.study(
                    TINY, (3,) * depth, target, shifted, teaching, seeds=[(0,)],
                    phases=[(settings.phases[0][0], 1)], batch=settings.batch,
                )  # fmt: skip
                assert np.isfinite(found.logit_error).all()
