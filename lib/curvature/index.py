"""The full Hessian of a small network, its index, and whether a point is a minimum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.curvature.operators import Operator

Real = NDArray[np.float64]

# Relative to the largest |λ|. Rounding in float64 leaves about 1e-14; a point with |g| = 1e-8 is
# itself known no better than this; the exact zeros of a rescaling symmetry lie below both.
ZERO = 1e-8
_LARGEST = 5000


class Inertia(NamedTuple):
    """How many eigenvalues are negative, zero within the tolerance, and positive."""

    negative: int
    zero: int
    positive: int

    @property
    def index_fraction(self) -> float:
        """The index over the dimension, α: zeros count in the dimension only."""
        return self.negative / sum(self)


class Spectrum(NamedTuple):
    """Measures of a whole spectrum.

    ``negative_share`` is the share of eigenvalues below the tolerance (α); ``negative_weight`` is
    Σ|λ_i| over those divided by Σ|λ_i|: nearly flat directions hardly count in it.
    """

    top: float
    lowest: float
    trace: float
    negative_share: float
    negative_weight: float


class Classified(NamedTuple):
    """What points of a surface are, an entry or a row each.

    ``kinds`` is "minimum" (critical, no negative eigenvalue), "saddle" (critical, some negative)
    or "moving" (not critical). ``indices`` and ``zeros`` count the negative and the zero
    eigenvalues, of every point; ``gradients`` is |g|, ``corrections`` the length of Newton's step
    to the critical point; ``eigenvalues``, (m, n), ascend.
    """

    kinds: NDArray[np.str_]
    indices: NDArray[np.int64]
    zeros: NDArray[np.int64]
    gradients: Real
    corrections: Real
    eigenvalues: Real


def full_hessian(operator: Operator) -> Real:
    """Return the whole matrix, (n, n) in float64, from n products.

    Args:
        operator: the Hessian of a small network, in float64.

    Raises:
        ValueError: if it is not in float64, or has more than 5000 parameters.
    """
    if operator.dtype != torch.float64:
        raise ValueError(f"signs of eigenvalues need float64, not {operator.dtype}: use .double()")
    if operator.size > _LARGEST:
        raise ValueError(
            f"{operator.size} parameters are too many to write out (limit {_LARGEST}): "
            "use eigenpairs or spectral_density"
        )
    eye = torch.eye(operator.size, dtype=operator.dtype, device=operator.device)
    matrix = operator.rows(eye).cpu().numpy()
    return (matrix + matrix.T) / 2


def inertia(hessian: ArrayLike, *, zero: float = ZERO) -> Inertia:
    """Return the signs of the eigenvalues; the Morse index is the number of negative ones.

    An eigenvalue counts as zero if |λ| ≤ zero · max|λ|: it is neither a way down nor a way up.

    Args:
        hessian: a symmetric matrix (n, n), or its eigenvalues (n,).
        zero: the relative tolerance.

    Raises:
        ValueError: if the shape does not fit, an entry is not finite, or ``zero`` is negative.

    >>> inertia(np.diag([-1.0, 1e-12, 2.0]))
    Inertia(negative=1, zero=1, positive=1)
    """
    values = _eigenvalues(hessian)
    edge = _tolerance(zero) * np.abs(values).max()
    below, above = int((values < -edge).sum()), int((values > edge).sum())
    return Inertia(below, len(values) - below - above, above)


def classify(
    points: ArrayLike,
    gradients: ArrayLike,
    hessians: ArrayLike,
    *,
    flat: float = 1e-8,
    near: float = 1e-3,
    zero: float = ZERO,
) -> Classified:
    """Say of each point whether it is a minimum, a saddle, or neither yet.

    A point is critical if |g| ≤ flat · max|λ| (1 + |x|), and Newton's step to the critical point,
    |H⁻¹g| with the zero eigenvalues left out, is at most near · (1 + |x|). Both are in units of the
    problem: a loss that is multiplied by a number keeps its critical points. The second tells a
    minimum from a plateau that flattens for ever.

    Args:
        points: (m, n).
        gradients: (m, n).
        hessians: (m, n, n).
        flat, near: the tolerances.
        zero: as for ``inertia``: an eigenvalue so small has no sign.

    Raises:
        ValueError: if the shapes do not fit, an entry is not finite, or a tolerance is negative.

    >>> found = classify([[0.0, 0.0]], [[0.0, 0.0]], [np.diag([-1.0, 2.0])])
    >>> found.kinds.tolist(), found.indices.tolist()
    (['saddle'], [1])
    """
    x, g, h = (checks.floats(given, "an entry") for given in (points, gradients, hessians))
    flat, near, zero = map(_tolerance, (flat, near, zero))
    if x.ndim != 2 or g.shape != x.shape or h.shape != (*x.shape, x.shape[1]):
        shapes = f"{x.shape}, {g.shape} and {h.shape}"
        raise ValueError(f"points and gradients (m, n) go with Hessians (m, n, n), not {shapes}")
    if not all(np.isfinite(given).all() for given in (x, g, h)):
        raise ValueError("a point, gradient or Hessian has entries that are not finite")
    values, vectors = np.linalg.eigh(h)
    size, reach = np.abs(values).max(1, keepdims=True), 1 + np.linalg.norm(x, axis=1)
    bent = np.abs(values) > zero * size
    along = np.einsum("mij,mi->mj", vectors, g)
    steps = np.linalg.norm(np.where(bent, along, 0.0) / np.where(bent, values, 1.0), axis=1)
    length = np.linalg.norm(g, axis=1)
    critical = (length <= flat * size[:, 0] * reach) & (steps <= near * reach)
    down = np.sum(bent & (values < 0), axis=1)
    kinds = np.where(critical, np.where(down > 0, "saddle", "minimum"), "moving")
    return Classified(kinds, down, np.sum(~bent, axis=1), length, steps, values)


def spectrum(hessian: ArrayLike, *, zero: float = ZERO) -> Spectrum:
    """Return the measures of a spectrum; arguments and errors as of ``inertia``.

    >>> spectrum([-1.0, 0.0, 3.0, 4.0])
    Spectrum(top=4.0, lowest=-1.0, trace=6.0, negative_share=0.25, negative_weight=0.125)
    """
    values = _eigenvalues(hessian)
    size = np.abs(values)
    down = values < -_tolerance(zero) * size.max()
    weight = size[down].sum() / size.sum() if size.any() else 0.0
    return Spectrum(
        top=float(values.max()),
        lowest=float(values.min()),
        trace=float(values.sum()),
        negative_share=float(down.mean()),
        negative_weight=float(weight),
    )


def _eigenvalues(hessian: ArrayLike) -> Real:
    """Return eigenvalues of a matrix, or the values as they are."""
    array = checks.floats(hessian, "an entry of a Hessian")
    if not array.size or array.ndim not in (1, 2) or len(set(array.shape)) > 1:
        raise ValueError(f"give a matrix (n, n) or eigenvalues (n,), not shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("the Hessian has entries that are not finite")
    return array if array.ndim == 1 else np.linalg.eigvalsh(array).astype(np.float64)


def _tolerance(value: float) -> float:
    """Return a relative tolerance, if it is one: nothing lies within NaN, nor beyond it."""
    if not checks.real(value, "a tolerance") >= 0:
        raise ValueError(f"a tolerance is 0 or more; got {value}")
    return float(value)
