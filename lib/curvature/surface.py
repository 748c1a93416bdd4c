"""The loss of a small network as a function of its parameters, its full Hessian, and its index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import checks
from lib.curvature.operators import Operator
from lib.curvature.perceptron import Passes
from lib.networks import LOSSES, MLP, Objective, cut, plain_perceptron, shapes
from lib.networks import objective as make_objective
from lib.networks.losses import check_fit
from lib.networks.perceptron import check_shape
from lib.networks.stack import Stack

Real = NDArray[np.float64]

_CACHE = 1 << 18  # numbers that leave a layer together, so that they stay near the processor
# Relative to the largest |λ|. Rounding in float64 leaves about 1e-14; a point with |g| = 1e-8 is
# itself known no better than this; the exact zeros of a rescaling symmetry lie below both.
ZERO = 1e-8
_LARGEST = 5000


class NetworkSurface:
    """Loss, gradient and Hessian of a multilayer perceptron, at many parameters at once.

    The Hessian is its product with every axis (see ``Passes``). For networks of up to a few
    hundred parameters, in float64. Its methods are what ``lib.dynamics`` takes.

    Args:
        widths: from inputs to outputs.
        inputs: (B, widths[0]).
        targets: labels (B,) for "cross-entropy", values (B, widths[-1]) for "squared".
        activation: φ, after each layer but the last: "tanh", "relu" or "identity".
        loss: "cross-entropy" (mean over images) or "squared" (mean over images of ½|f − y|²).
        decay: adds ½ decay |x|².
        biased: whether layers have biases.

    Raises:
        ValueError: if widths, inputs and targets do not fit together, or a name is unknown.

    >>> surface = NetworkSurface([1, 1], [[2.0]], [[0.0]], loss="squared", biased=False)
    >>> float(surface.loss([3.0])), surface.gradient([3.0]), surface.hessian([3.0])
    (18.0, array([12.]), array([[4.]]))
    """

    def __init__(
        self,
        widths: Sequence[int],
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        activation: str = "tanh",
        loss: str = "cross-entropy",
        decay: float = 0.0,
        biased: bool = True,
    ) -> None:
        check_shape(widths, activation)
        images = make_objective(checks.floats(inputs, "an input"), targets, loss)
        self._shapes = shapes(widths, biased=biased)
        self._axes = np.eye(sum(int(np.prod(shape)) for shape in self._shapes))
        self._activation, self._loss, self._decay, self._biased = activation, loss, decay, biased
        check_fit(widths, torch.float64, images)
        self._inputs, self._targets = images.inputs.numpy().T, images.shared(1).numpy()
        self._together = max(1, _CACHE // (sum(widths[1:]) * len(images)))

    @classmethod
    def of(cls, network: MLP, objective: Objective, *, decay: float = 0.0) -> NetworkSurface:
        """Return the surface on which a network without shortcuts lies, for any parameters.

        Raises:
            ValueError: if the network has shortcuts or is no plain perceptron.
        """
        if plain_perceptron(network) is None or network.residual:
            raise ValueError("the surface is written for plain perceptrons without shortcuts")
        return cls(
            network.widths,
            objective.inputs.numpy(),
            objective.targets.numpy(),
            activation=network.activation,
            loss=objective.loss,
            decay=decay,
            biased=network.biases[0] is not None,
        )

    @property
    def size(self) -> int:
        """Number of parameters n, in the order W_1, b_1, W_2, b_2, … of a torch module."""
        return len(self._axes)

    def loss(self, x: ArrayLike) -> Real:
        """Return the loss, (…, n) → (…)."""
        rows = self._rows(x)
        outputs = self._stack(rows).forward(self._inputs)[1]
        found = LOSSES[self._loss].head(outputs, self._targets).losses
        return (found + self._decay / 2 * np.sum(rows**2, 1)).reshape(np.shape(x)[:-1])

    def gradient(self, x: ArrayLike) -> Real:
        """Return the gradient, (…, n) → (…, n)."""
        rows = self._rows(x)
        return (self._passes(rows).gradient + self._decay * rows).reshape(np.shape(x))

    def hessian(self, x: ArrayLike) -> Real:
        """Return the Hessian, (…, n) → (…, n, n)."""
        rows = self._rows(x)
        found, at_once = np.empty((*rows.shape, self.size)), max(1, self._together // self.size)
        for first in range(0, len(rows), at_once):
            part = slice(first, first + at_once)
            passes = self._passes(rows[part])
            for k in range(0, self.size, self._together):
                some = self._axes[k : k + self._together]
                axes = np.broadcast_to(some, (len(rows[part]), *some.shape))
                found[part, k : k + self._together] = passes.products(axes)
        return (found + self._decay * self._axes).reshape(*np.shape(x), self.size)

    def _passes(self, rows: Real) -> Passes:
        return Passes(self._stack(rows), self._inputs, self._targets, self._loss)

    def _stack(self, rows: Real) -> Stack:
        """Return the networks of parameters (m, n)."""
        parts = cut(rows, self._shapes)
        weights = parts[:: 1 + self._biased]
        biases = parts[1::2] if self._biased else [None] * len(weights)
        return Stack(weights, biases, self._activation)

    def _rows(self, x: ArrayLike) -> Real:
        """Return parameters as rows (m, n)."""
        array = np.asarray(x, dtype=np.float64)
        if array.ndim < 1 or array.shape[-1] != self.size:
            raise ValueError(f"parameters must be (…, {self.size}), got shape {array.shape}")
        return array.reshape(-1, self.size)


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


def morse_index(eigenvalues: ArrayLike, *, zero: float = ZERO) -> NDArray[np.int64]:
    """Return how many eigenvalues are negative, of one Hessian or of many, (…, n) → (…).

    An eigenvalue counts as zero if |λ| ≤ zero · max|λ|: it is neither a way down nor a way up.

    Args:
        eigenvalues: (…, n), of each Hessian.
        zero: the relative tolerance.

    Raises:
        ValueError: if an eigenvalue is not finite, or ``zero`` is negative.

    >>> morse_index([[-1.0, 1e-12, 2.0], [-2.0, -1.0, -1e-12]])
    array([1, 2])
    """
    values = np.atleast_1d(checks.finite(eigenvalues, "an eigenvalue"))
    largest = np.abs(values).max(-1, keepdims=True, initial=0.0)
    edge = checks.real(zero, "a tolerance", least=0) * largest
    return np.sum(values < -edge, axis=-1)


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
        zero: as for ``morse_index``: an eigenvalue so small has no sign.

    Raises:
        ValueError: if the shapes do not fit, an entry is not finite, or a tolerance is negative.

    >>> found = classify([[0.0, 0.0]], [[0.0, 0.0]], [np.diag([-1.0, 2.0])])
    >>> found.kinds.tolist(), found.indices.tolist()
    (['saddle'], [1])
    """
    x, g, h = (checks.finite(given, "an entry") for given in (points, gradients, hessians))
    flat, near, zero = (checks.real(t, "a tolerance", least=0) for t in (flat, near, zero))
    if x.ndim != 2 or g.shape != x.shape or h.shape != (*x.shape, x.shape[1]):
        shapes = f"{x.shape}, {g.shape} and {h.shape}"
        raise ValueError(f"points and gradients (m, n) go with Hessians (m, n, n), not {shapes}")
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
