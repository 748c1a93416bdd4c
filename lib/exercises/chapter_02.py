"""Exercises of chapter 2: the spherical spin glass and its critical points."""

import numpy as np

from lib import theory
from lib.exercises import Outcomes, array, choice, function, number


@choice("ad")
def letters() -> None:
    """02-1 Which letter is what (read, first steps, 4 minutes)

    Write down one term of the sum and count its factors.
    b: Count the indices of one coupling, then count the components of σ.
    c: A path has one weight per layer; Λ comes from the number of paths.
    """


@function(lambda rng: [(*_points(n, rng), p) for n, p in ((3, 2), (4, 3), (6, 4), (9, 3))])
def energy_covariance(sigma: np.ndarray, tau: np.ndarray, p: int) -> Outcomes:
    """02-2 How the energies of two points are related (derive, standard, 12 minutes)

    Only equal couplings have a mean product other than zero: one sum over p indices.
    - This is the correlation. The energy is extensive: a factor is missing.
    - This is the covariance of the energy densities: the energies are asked.
    - The pre-factor N^{-(p-1)/2} enters squared: it is missing here.
    - The pre-factor enters once for each of the two energies.
    - Right for one spin per term: each of the p indices brings its own sum.
    """
    n, product = len(sigma), sigma @ tau
    yield n * (product / n) ** p
    yield (product / n) ** p
    yield (product / n) ** p / n
    yield product**p
    yield product**p * n ** (-(p - 1) / 2)
    yield product


@number(tolerance=0)
def saddles() -> Outcomes:
    """02-3 The passes of a globe (derive, standard, 6 minutes)

    The alternating sum of the counts by index is a number that the sphere alone sets.
    - The two of Euler's sum stands on the other side.
    - So it would be on a torus, or a sphere with N even.
    """
    minima, maxima = 6, 8
    yield minima + maxima - 2
    yield minima + maxima + 2
    yield minima + maxima


@array(tolerance=1e-3)
def levels() -> Outcomes:
    """02-4 Two spins per term: all critical points (compute, standard, 12 minutes)

    On the sphere the gradient of σᵀJσ is along σ at eigenvectors of a symmetric matrix.
    - Each of them stands for two points: σ and its opposite.
    - J is not symmetric: both halves of it contribute to the energy.
    """
    couplings = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0], [1.0, 1.0, 0.0]])
    right = np.repeat(np.linalg.eigvalsh((couplings + couplings.T) / 2), 2) / np.sqrt(3)
    yield right
    yield right[::2]
    yield np.repeat(np.linalg.eigvalsh(couplings), 2) / np.sqrt(3)


@number(tolerance=0.06)
def mean_count() -> Outcomes:
    """02-5 Take a census (explore, standard, 15 minutes)

    Draw a few hundred instances, count each one completely, take the mean.
    - That is the number of complex solutions, the same for every instance.
    - That is the most that there can be: not every solution is real.
    """
    mean, complex_pairs = theory.mean_critical_points(p=3, n=3), theory.eigenpair_count(p=3, n=3)
    yield mean
    yield complex_pairs
    yield 2 * complex_pairs


def _points(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw two points on the sphere of radius √n, shape (2, n)."""
    x = rng.normal(size=(2, n))
    return x * np.sqrt(n) / np.linalg.norm(x, axis=1, keepdims=True)
