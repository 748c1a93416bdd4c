"""Roots as lines: normal form, linearisation, angles; grouping of equal points."""

import numpy as np
import pytest

from lib.critical_points.eigenpairs import (
    eigenvalues,
    group,
    linearise,
    polish,
    projections,
    sine,
    solve,
    unit,
)
from lib.spinglass.tensor import SymmetricForm


@pytest.fixture
def lines():
    rng = np.random.default_rng(0)
    return unit(rng.standard_normal((30, 4)) + 1j * rng.standard_normal((30, 4)))


def test_normal_form_depends_on_the_line_alone(lines):
    assert np.allclose(np.linalg.norm(lines, axis=1), 1)
    square = np.sum(lines**2, axis=1)
    assert np.allclose(square.imag, 0, atol=1e-14)
    assert square.real.min() > 0
    again = unit(lines * (0.3 - 2j))
    sign = np.sign(np.sum(lines.conj() * again, axis=1).real)
    assert np.allclose(again, sign[:, None] * lines)


def test_real_lines_become_real():
    real = np.random.default_rng(1).standard_normal((5, 3))
    assert np.abs(unit(real * np.exp(0.4j)).imag).max() < 1e-15


def test_a_line_without_a_phase_is_left_as_it_is():
    assert np.allclose(unit(np.array([[1, 1j]])), np.array([[1, 1j]]) / np.sqrt(2))


@pytest.mark.parametrize("p", [2, 3, 4, 5])
def test_linearisation_is_the_derivative(p):
    rng = np.random.default_rng(p)
    form = SymmetricForm.of(rng.standard_normal((3,) * p), 3, p)
    y = unit(rng.standard_normal((6, 3)) + 1j * rng.standard_normal((6, 3)))
    value = eigenvalues(form, y)
    _, jacobian = linearise(form, y, value)
    move = rng.standard_normal((6, 4)) + 1j * rng.standard_normal((6, 4))

    def system(t):
        z, l = y + t * move[:, :3], value + t * move[:, 3]
        rest = np.sum(y.conj() * z, axis=1) - 1
        return np.column_stack([form.vector(z) - l[:, None] * z, rest])

    slope = (system(1e-5) - system(-1e-5)) / 2e-5
    assert np.allclose((jacobian @ move[..., None])[..., 0], slope, atol=1e-7)


def test_polish_restores_roots():
    form = SymmetricForm.of(np.random.default_rng(4).standard_normal((4, 4)), 4, 2)
    vectors = np.linalg.eigh(form.tensor())[1].T
    noise = 0.01 * np.random.default_rng(5).standard_normal((4, 4))
    assert sine(polish(form, vectors + noise + 0j), vectors + 0j).max() < 1e-14


def test_projections_differ_by_no_more_than_the_sine(lines):
    rng = np.random.default_rng(6)
    a = rng.standard_normal((4, 50)) + 1j * rng.standard_normal((4, 50))
    shadows = projections(lines, a / np.linalg.norm(a, axis=0))
    first, second = np.triu_indices(30, 1)
    angle = sine(lines[first], lines[second])
    assert (np.abs(shadows[first] - shadows[second]) <= angle[:, None] + 1e-14).all()


def test_sine_is_exact_for_small_angles_and_blind_to_phases():
    e = np.eye(2, dtype=complex)
    near = np.array([[np.cos(1e-12), np.sin(1e-12)]]) * np.exp(1.1j)
    assert sine(e[:1], near) == pytest.approx(1e-12, rel=1e-3)
    assert sine(e[:1], e[1:]) == pytest.approx(1)


def test_a_singular_system_does_not_spoil_the_others():
    matrices = np.array([np.eye(2), np.zeros((2, 2)), 2 * np.eye(2)], dtype=complex)
    solved = solve(matrices, np.ones((3, 2, 1), dtype=complex))
    assert np.allclose(solved[:, :, 0], [[1, 1], [0, 0], [0.5, 0.5]])


def test_copies_with_noise_are_grouped_and_others_are_not():
    rng = np.random.default_rng(0)
    features = rng.uniform(size=(300, 3))
    copies = np.repeat(features, 4, axis=0) + 1e-10 * rng.uniform(-1, 1, size=(1200, 3))
    order = rng.permutation(1200)
    groups = group(copies[order], 1e-8)
    truth = np.repeat(np.arange(300), 4)[order]
    assert np.array_equal(groups[:, None] == groups, truth[:, None] == truth)


def test_points_that_agree_in_one_projection_are_told_apart_by_another():
    assert group(np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 1.0]]), 1e-9).tolist() == [0, 1, 0]


def test_no_points_make_no_groups():
    assert group(np.zeros((0, 3)), 1e-9).shape == (0,)
