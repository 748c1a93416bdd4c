"""Complex solutions: as many as Equation 5 says, the real ones at the energies of the census."""

import numpy as np
import pytest

from lib import instances, theory


@pytest.mark.parametrize(("n", "p"), [(4, 2), (4, 3), (3, 4), (3, 5)])
def test_there_are_as_many_as_equation_5_says(n, p):
    found = instances.solutions(n, p, 5)
    assert found.complete
    assert found.shares[0] == theory.eigenpair_count(n=n, p=p)


@pytest.mark.parametrize(("n", "p"), [(5, 3), (4, 4)])
def test_real_solutions_are_the_critical_points(n, p):
    found, census = instances.solutions(n, p, 7), instances.census(n, p, 7)
    energies = found.energies[found.real]
    assert np.abs(energies.imag).max() < 1e-9
    both = np.concatenate([energies.real, energies.real * (-1) ** p])
    np.testing.assert_allclose(np.sort(both), census.energies, atol=1e-9)
    assert 2 * found.shares[1] == len(census.energies)


def test_complex_solutions_come_in_conjugate_pairs():
    found = instances.solutions(4, 3, 2)
    others = found.energies[~found.real]
    assert len(others) % 2 == 0
    for energy in others:
        assert np.abs(others - energy.conj()).min() < 1e-8 * max(1, abs(energy))


def test_the_lower_of_a_pair_is_given_for_odd_orders():
    assert (instances.solutions(5, 3, 1).energies.real <= 0).all()
