"""All complex solutions of one instance's equation for critical points, at their complex energies.

Equation 5 of Becker, Zhang and Lee (2020) counts these. The real ones are the critical points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.critical_points import find_all
from lib.critical_points.eigenpairs import eigenvalues, form_of
from lib.spinglass import Seed, draw


@dataclass(frozen=True)
class Solutions:
    """The solutions of one instance, one for each complex line through the centre.

    Attributes:
        energies: complex energy density of each, shape (solutions,); for p odd the one of the pair
            ±u with the lower real part.
        real: which are real, shape (solutions,).
        complete: whether they are proven to be all.
    """

    energies: NDArray[np.complex128]
    real: NDArray[np.bool_]
    complete: bool

    @property
    def shares(self) -> tuple[int, int]:
        """How many were found, and how many of them are real: pairs of critical points."""
        return len(self.energies), int(self.real.sum())


def solutions(n: int, p: int, seed: Seed) -> Solutions:
    """Find all solutions of T x^(p−1) = u x, Σx² = 1, of one instance.

    From a unit vector y with T y^(p−1) = λy follows u = λ/(Σy²)^((p−2)/2); where Σy² is nearly 0
    the energy is very large.

    Args:
        n, p: spins, and spins a term.
        seed: of the instance.

    >>> found = solutions(3, 3, 0)
    >>> found.complete, found.shares[0]
    (True, 7)
    """
    model, rng = draw(n, p, seed)
    certificate = find_all(model, rng=rng).certificate
    y = certificate.roots
    square = np.sum(y**2, axis=1)
    energies = model.scale * eigenvalues(form_of(model), y) / square ** ((p - 2) / 2)
    if p % 2:
        energies = np.where(energies.real > 0, -energies, energies)
    return Solutions(energies, certificate.real, certificate.complete)
