"""Experiments on one instance each: complete counts, ends of descents, the sampled threshold."""

import numpy as np
import pytest

from lib import instances, theory
from lib.spinglass import SphericalSpinGlass


def test_an_instance_depends_on_its_seed_alone():
    one, two = (instances.draw(4, 3, (7, 1))[0].couplings for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - instances.draw(4, 3, (7, 2))[0].couplings).max() > 0.1


def test_one_seed_gives_other_couplings_for_other_sizes():
    small, large = (instances.draw(n, 2, 5)[0].couplings for n in (20, 21))
    assert abs(np.corrcoef(np.diag(small), np.diag(large)[:20])[0, 1]) < 0.9
    assert small[0, 0] != large[0, 0]


@pytest.mark.parametrize(("n", "p"), [(3, 3), (3, 4), (4, 3), (5, 2)])
def test_a_count_is_complete_and_keeps_the_symmetries(n, p):
    found = instances.count(n, p, 3)
    signs = (-1) ** np.arange(n)
    assert found.complete
    assert found.total == found.by_index.sum() <= 2 * theory.eigenpair_count(n=n, p=p)
    assert signs @ found.by_index == (2 if n % 2 else 0)
    if p % 2:
        assert found.by_index.tolist() == found.by_index[::-1].tolist()


def test_lowest_energy_of_two_spins_a_term_is_an_eigenvalue():
    model = instances.draw(6, 2, 11)[0]
    expected = np.linalg.eigvalsh(model.couplings)[0] / np.sqrt(6)
    assert instances.count(6, 2, 11).lowest == pytest.approx(expected, rel=1e-10)
    energies = instances.descent_energies(6, 2, 11, 8)
    np.testing.assert_allclose(energies, expected, atol=1e-12)


def test_descents_end_at_no_less_than_the_lowest_minimum():
    energies = instances.descent_energies(4, 3, 2, 40)
    assert energies.min() == pytest.approx(instances.count(4, 3, 2).lowest, abs=1e-10)


def test_free_curvatures_are_the_hessians_where_the_energy_is_zero():
    eigenvalues = instances.free_curvatures(5, 3, 9, 4)
    model, rng = instances.draw(5, 3, 9)
    sigma = rng.standard_normal((4, 5))
    sigma *= np.sqrt(5) / np.linalg.norm(sigma, axis=1, keepdims=True)
    for point, found in zip(sigma, eigenvalues, strict=True):
        hessian = model.hessian(point) + 3 * model.energy(point) / 5 * np.eye(4)
        np.testing.assert_allclose(found, np.linalg.eigvalsh(hessian), atol=1e-12)


def test_draw_refuses_what_the_model_refuses():
    with pytest.raises(ValueError, match="at least 2"):
        instances.draw(1, 3, 0)
    assert isinstance(instances.draw(2, 2, 0)[0], SphericalSpinGlass)
