"""Eigenpairs of the couplings as points of projective space: T y^(p−1) = λy, |y| = 1.

A *root* is a line Cy of complex eigenvectors of T, the couplings in their own unit over √n; it is
written as the unit vector y on it with Σy_i² ≥ 0, which is real where the line holds a real point.
A real y is a critical point σ = √n y and λ its energy density; scaled to x = λ^(−1/(p−2)) y a root
solves T x^(p−1) = x. Working with lines rather than with x keeps energies near 0, where x is huge,
as good as any. For p = 2 the roots are the eigenvectors of a symmetric matrix.
"""

import numpy as np
from numpy.typing import NDArray

from lib.spinglass import SphericalSpinGlass
from lib.spinglass.tensor import SymmetricForm

Complex = NDArray[np.complex128]
Real = NDArray[np.float64]


def form_of(model: SphericalSpinGlass) -> SymmetricForm:
    """Return T = couplings/(√n s), s the model's unit: real eigenvalues are energy densities / s.

    So what is found and proven does not hang on the couplings' scale.
    """
    return SymmetricForm(model.form.entries / (np.sqrt(model.n) * model.scale), model.n, model.p)


def unit(vectors: Complex) -> Complex:
    """Return the unit vector with Σy_i² ≥ 0 on the line of each vector, shape (m, n).

    >>> unit(np.array([[3j, 4j]])).round(3).tolist()
    [[(0.6+0j), (0.8+0j)]]
    """
    y = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    square = np.sum(y**2, axis=1)
    size = np.abs(square)
    phase = np.sqrt(np.where(size > 0, square, 1) / np.where(size > 0, size, 1))
    return y / phase[:, None]


def eigenvalues(form: SymmetricForm, y: Complex) -> Complex:
    """Return λ = y†T y^(p−1) for unit vectors of shape (m, n): the one of least residual."""
    return np.einsum("bi,bi->b", y.conj(), form.vector(y))


def linearise(form: SymmetricForm, y: Complex, value: Complex) -> tuple[Complex, Complex]:
    """Return F(y, λ) = (T y^(p−1) − λy, y₀†y − 1) at y = y₀ and its Jacobian.

    Returns:
        F, shape (m, n+1), and DF = [[(p−1) T y^(p−2) − λ, −y], [y₀†, 0]], (m, n+1, n+1).
    """
    count, n = y.shape
    matrix = form.matrix(y)
    values = np.zeros((count, n + 1), dtype=np.complex128)
    values[:, :n] = (matrix @ y[..., None])[..., 0] - value[:, None] * y
    jacobian = np.zeros((count, n + 1, n + 1), dtype=np.complex128)
    jacobian[:, :n, :n] = (form.p - 1) * matrix - value[:, None, None] * np.eye(n)
    jacobian[:, :n, n] = -y
    jacobian[:, n, :n] = y.conj()
    return values, jacobian


def polish(form: SymmetricForm, vectors: Complex, most_rounds: int = 20) -> Complex:
    """Return roots as unit vectors after Newton steps on F down to rounding, shape (m, n)."""
    y = unit(vectors)
    active = np.arange(len(y))
    for _ in range(most_rounds):
        here = y[active]
        values, jacobian = linearise(form, here, eigenvalues(form, here))
        step = solve(jacobian, values[..., None])[:, : form.n, 0]
        y[active] = unit(here - step)
        active = active[np.linalg.norm(step, axis=1) > 1e-9]  # the error after it is its square
        if not len(active):
            break
    return y


def solve(matrices: Complex, sides: Complex) -> Complex:
    """Solve a batch of linear systems, in the least-squares sense if one is singular."""
    try:
        return np.asarray(np.linalg.solve(matrices, sides), dtype=np.complex128)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(np.where(np.isfinite(matrices), matrices, 0)) @ sides


def projections(y: Complex, directions: Complex) -> Real:
    """Return |a†y|² for unit vectors y (m, n) and a (n, k): numbers of the line, shape (m, k).

    Two lines at an angle θ differ in each by at most sin θ.
    """
    return np.abs(y @ directions.conj()) ** 2


def sine(y: Complex, z: Complex) -> Real:
    """Return the sine of the angle between the lines of unit vectors, shape (m,)."""
    overlap = np.einsum("bi,bi->b", y.conj(), z)
    return np.linalg.norm(z - overlap[:, None] * y, axis=1)


def group(features: NDArray[np.float64], tolerance: float) -> NDArray[np.intp]:
    """Return a group number for each row: equal for rows that agree to the tolerance.

    Each column is sorted and cut at the gaps wider than the tolerance; rows that fall in the
    same piece of every column form a group. Different points agree in one random projection
    by accident, hardly in all.

    Args:
        features: shape (m, k), a few projections of each point.
        tolerance: largest difference between two computations of one number.

    Returns:
        Numbers 0, 1, …, shape (m,).

    Raises:
        ValueError: if a feature is not finite, or the tolerance negative.

    >>> group(np.array([[0.0, 1.0], [0.5, 1.0], [1e-12, 1.0]]), 1e-9).tolist()
    [0, 1, 0]
    """
    features = np.asarray(features)
    if features.ndim != 2 or not np.isfinite(features).all() or not tolerance >= 0:
        got = f"shape {features.shape} and {tolerance}"
        raise ValueError(f"give finite features (m, k) and a tolerance of at least 0; got {got}")
    pieces = np.empty(features.shape, dtype=np.intp)
    for column in range(features.shape[1]):
        order = np.argsort(features[:, column], kind="stable")
        wide = np.diff(features[order, column]) > tolerance
        pieces[order, column] = np.concatenate([[0], np.cumsum(wide)])[: len(order)]
    return np.unique(pieces, axis=0, return_inverse=True)[1].reshape(-1)
