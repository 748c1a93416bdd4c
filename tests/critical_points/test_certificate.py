"""The certificate accepts the whole set of roots and nothing else."""

import mpmath
import numpy as np
import pytest

from lib.critical_points import certify, find_roots
from lib.critical_points.certificate import _meets_earlier, _smale, with_euler
from lib.critical_points.eigenpairs import eigenvalues, form_of, sine, unit
from lib.spinglass import SphericalSpinGlass

SIZES = [(2, 3), (5, 3), (4, 4), (3, 5), (3, 6), (5, 2)]


@pytest.fixture(params=SIZES, ids=str)
def case(request):
    n, p = request.param
    rng = np.random.default_rng([n, p, 3])
    model = SphericalSpinGlass.sample(n, p, rng=rng)
    return model, find_roots(model, rng=rng), rng


def test_the_whole_set_is_accepted_in_any_scale_phase_and_order(case):
    model, roots, rng = case
    certificate = certify(model, roots)
    assert certificate.complete
    assert certificate
    assert certificate.found == certificate.expected == len(roots)
    factors = np.exp(rng.standard_normal(len(roots)) + 2j * np.pi * rng.uniform(size=len(roots)))
    assert certify(model, rng.permutation(roots * factors[:, None])).complete


def test_a_set_with_one_removed_is_refused(case):
    model, roots, _ = case
    for i in range(len(roots)):
        certificate = certify(model, np.delete(roots, i, axis=0))
        assert not certificate.complete
        assert certificate.found == certificate.expected - 1
        assert "roots were found" in certificate.reason


def test_a_set_with_one_doubled_is_refused(case):
    model, roots, _rng = case
    extra = certify(model, np.concatenate([roots, roots[:1] * np.exp(1j)]))
    assert not extra.complete
    assert "repeat" in extra.reason
    replaced = roots.copy()
    replaced[0] = -2 * roots[-1] * (1 + 1e-12)
    assert not certify(model, replaced).complete
    assert certify(model, replaced).found == len(roots) - 1


@pytest.mark.parametrize("distance", [1e-7, 1e-4, 0.1, 1.0])
def test_a_set_with_one_moved_is_refused(case, distance):
    model, roots, rng = case
    for i in rng.integers(len(roots), size=3):
        move = rng.standard_normal(model.n) + 1j * rng.standard_normal(model.n)
        moved = roots.copy()
        moved[i] += distance * move / np.linalg.norm(move)
        certificate = certify(model, moved)
        assert not certificate.complete
        assert "1 of" in certificate.reason
        assert "not proven" in certificate.reason


def test_roots_of_another_instance_are_refused(case):
    model, roots, rng = case
    other = SphericalSpinGlass.sample(model.n, model.p, rng=rng)
    assert certify(other, roots).found == 0


def test_true_roots_lie_within_the_radius(case):
    model, roots, _ = case
    form = form_of(model)
    _, _, radius = _smale(form, unit(roots))
    with mpmath.workdps(40):
        for y, r in list(zip(unit(roots), radius, strict=True))[:4]:
            exact = newton_in_many_digits(form, y)
            distance = mpmath.norm(exact - mpmath.matrix(y.tolist()))
            assert 0 < distance < r < 1e-8


def newton_in_many_digits(form, y, rounds=4):
    """Newton's method on T y^(p−1) = λy, y₀†y = 1, with mpmath and loops."""
    n = len(y)
    value = mpmath.mpc(complex(eigenvalues(form, y[None])[0]))
    start = mpmath.matrix(y.tolist())
    scale = sum(abs(z) ** 2 for z in start)
    z = start.copy()
    for _ in range(rounds):
        matrix = contracted(form.tensor, z)
        system = mpmath.zeros(n + 1, 1)
        jacobian = mpmath.zeros(n + 1)
        for i in range(n):
            system[i] = sum(matrix[i, j] * z[j] for j in range(n)) - value * z[i]
            jacobian[i, n] = -z[i]
            jacobian[n, i] = mpmath.conj(start[i])
            for j in range(n):
                jacobian[i, j] = (form.p - 1) * matrix[i, j] - (value if i == j else 0)
        system[n] = sum(mpmath.conj(start[i]) * z[i] for i in range(n)) - scale
        step = mpmath.lu_solve(jacobian, system)
        z, value = z - step[:n], value - step[n]
    return z


def contracted(tensor, z):
    """Return T z^(p−2) in mpmath's numbers."""
    if tensor.ndim == 2:
        return mpmath.matrix(tensor.tolist())
    total = mpmath.zeros(len(tensor))
    for component, part in zip(z, tensor, strict=True):
        total += component * contracted(part, z)
    return total


def test_reality_is_that_of_the_line_not_of_its_representative(case):
    model, roots, _ = case
    certificate = certify(model, roots * np.exp(0.3j))
    real = np.abs(unit(roots).imag).max(axis=1) < 1e-9
    assert np.array_equal(certificate.real, real)
    assert (len(roots) - real.sum()) % 2 == 0  # the others come in conjugate pairs


@pytest.mark.parametrize("couplings", [np.zeros((3, 3)), np.eye(3), np.zeros((2, 2, 2))])
def test_a_degenerate_instance_is_never_complete(couplings):
    model = SphericalSpinGlass(couplings)
    roots = np.concatenate([np.eye(len(couplings)), np.ones((1, len(couplings)))])
    for some in (roots, roots[:-1]):
        assert certify(model, some).found == 0
        assert not certify(model, some).complete


def test_a_line_of_critical_points_is_never_complete():
    vector = np.array([1.0, 0, 0])
    model = SphericalSpinGlass(np.einsum("i,j,k->ijk", vector, vector, vector))
    certificate = certify(model, np.eye(3))
    assert certificate.found == 1
    assert not certificate.complete


def test_no_roots_are_not_complete(case):
    model, roots, _ = case
    certificate = certify(model, roots[:0])
    assert not certificate.complete
    assert certificate.found == 0


@pytest.mark.parametrize(
    ("roots", "words"),
    [
        (np.ones(3), "shape"),
        (np.ones((2, 4)), "shape"),
        (np.array([[1, np.nan, 0]]), "NaN"),
        (np.array([[1, 0, 0], [0, 0, 0]]), "vector 0"),
    ],
)
def test_what_is_no_set_of_roots_is_refused(roots, words):
    model = SphericalSpinGlass(np.ones((3, 3, 3)))
    with pytest.raises(ValueError, match=words):
        certify(model, roots)


def test_balls_that_meet_are_those_of_a_comparison_of_all_pairs():
    rng = np.random.default_rng(0)
    y = unit(rng.standard_normal((200, 2)) + 1j * rng.standard_normal((200, 2)))
    radii = 0.02 * rng.exponential(size=200)
    expected = [
        any(sine(y[j : j + 1], y[i : i + 1])[0] <= radii[i] + radii[j] for j in range(i))
        for i in range(200)
    ]
    assert 20 < sum(expected) < 180
    assert _meets_earlier(y, radii).tolist() == expected


@pytest.mark.parametrize(
    ("n", "p", "indices", "euler", "complete"),
    [
        (3, 3, [0, 1, 1, 2, 2, 0], 2, True),
        (3, 3, [0, 1, 1, 1, 2, 0], 0, False),
        (4, 4, [0, 1, 2, 3], 0, True),
        (4, 4, [0, 1, 2, 2], 2, False),
        (4, 3, [0, 0, 0, 0], None, True),
    ],
)
def test_eulers_sum_is_counted_where_it_says_something(n, p, indices, euler, complete):
    rng = np.random.default_rng(1)
    model = SphericalSpinGlass.sample(n, p, rng=rng)
    certificate = certify(model, find_roots(model, rng=rng))
    judged = with_euler(certificate, np.array(indices), n, p)
    assert judged.euler == euler
    assert judged.complete is complete
    assert certificate.euler is None
