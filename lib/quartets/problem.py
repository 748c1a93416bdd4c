"""The problem: four digits, six numbers an image, a network of 48 parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib import data
from lib.curvature import NetworkSurface

Real = NDArray[np.float64]
Seed = tuple[int, ...]

_DIGITS, _SIDE, _INPUTS, _HIDDEN = 4, 10, 6, 4
PARAMETERS = _HIDDEN * (_INPUTS + 1) + _DIGITS * (_HIDDEN + 1)
_POOL = 4000
_SAME = 1e-3  # singular value, over the largest, below which a hidden unit adds nothing


@dataclass(frozen=True)
class Quartet:
    """A small network's loss surface, and what it is made of.

    Attributes:
        digits: (4,), the digits to tell apart.
        inputs: (images, 6).
        labels: (images,), 0 to 3.
        surface: the cross-entropy with weight decay, a function of the 48 parameters.
    """

    digits: NDArray[np.int64]
    inputs: Real
    labels: NDArray[np.int64]
    surface: NetworkSurface

    def misread(self, points: Real) -> Real:
        """Return the share of images that networks (m, 48) misread, (m,)."""
        return np.mean(self._outputs(points).argmax(2) != self.labels, axis=1)

    def different_units(self, points: Real) -> NDArray[np.int64]:
        """Return how many hidden units the outputs of networks (m, 48) can tell apart, (m,).

        The rank of the hidden values, each unit weighed by the weights that leave it: a unit that
        is asleep, or equal to another up to a factor, does not count.
        """
        leaving = np.linalg.norm(_pieces(points)[2], axis=1)
        values = np.linalg.svd(self._hidden(points) * leaving[:, None], compute_uv=False)
        # Where everything sleeps the largest value is itself rounding.
        return np.sum(values > _SAME * np.maximum(values[:, :1], 1.0), axis=1)

    def _hidden(self, points: Real) -> Real:
        first, bias, *_ = _pieces(points)
        return np.tanh(self.inputs @ np.swapaxes(first, 1, 2) + bias[:, None])

    def _outputs(self, points: Real) -> Real:
        *_, last, top = _pieces(points)
        return self._hidden(points) @ np.swapaxes(last, 1, 2) + top[:, None]


def quartet(seed: Seed, *, images: int, decay: float) -> Quartet:
    """Draw a problem: which four digits, and which of their images.

    The images, 10×10, are reduced to their six leading principal components, each of variance 1;
    the network is 6–4–4 with tanh.

    Args:
        seed: draws digits and images.
        images: of each digit.
        decay: λ of ½ λ |θ|²; without it there are hardly any critical points at finite weights.

    >>> quartet((0, 1), images=10, decay=0.01).surface.size
    48
    """
    rng = np.random.default_rng([*seed, 0])
    pool = data.mnist(train=_POOL, test=1, side=_SIDE)
    digits = np.sort(rng.choice(data.CLASSES, _DIGITS, replace=False))
    chosen = np.concatenate(
        [
            rng.choice(np.flatnonzero(pool.train_labels == digit), images, replace=False)
            for digit in digits
        ]
    )
    labels = np.searchsorted(digits, pool.train_labels[chosen]).astype(np.int64)
    inputs = _components(pool.train_images[chosen].astype(np.float64))
    widths = [_INPUTS, _HIDDEN, _DIGITS]
    return Quartet(digits, inputs, labels, NetworkSurface(widths, inputs, labels, decay=decay))


def initial(count: int, *, rng: np.random.Generator, scale: float | None = None) -> Real:
    """Draw parameters to start from, (count, 48).

    Args:
        count: how many.
        rng: source of the draws.
        scale: standard deviation of every parameter; None draws as one does before training,
            N(0, 2/(n_in + n_out)) for weights and zero for biases (Glorot and Bengio 2010).

    >>> initial(2, rng=np.random.default_rng(0), scale=0.1).shape
    (2, 48)
    """
    first, last = np.sqrt(2 / (_INPUTS + _HIDDEN)), np.sqrt(2 / (_HIDDEN + _DIGITS))
    spread = np.repeat(
        [first, 0.0, last, 0.0], [_INPUTS * _HIDDEN, _HIDDEN, _HIDDEN * _DIGITS, _DIGITS]
    )
    return rng.standard_normal((count, len(spread))) * (spread if scale is None else scale)


def _components(images: Real) -> Real:
    """Return the leading principal components, of variance 1, signs fixed; (images, 6)."""
    centred = images - images.mean(0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:_INPUTS]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], axis=1)
    parts = centred @ (axes * np.sign(largest)).T
    return np.asarray(parts / parts.std(0), dtype=np.float64)


def _pieces(points: Real) -> tuple[Real, Real, Real, Real]:
    """Return W_1 (m, 4, 6), b_1 (m, 4), W_2 (m, 4, 4), b_2 (m, 4) of parameters (m, 48)."""
    ends = np.cumsum([_INPUTS * _HIDDEN, _HIDDEN, _HIDDEN * _DIGITS])
    first, bias, last, top = np.split(np.atleast_2d(points), ends, axis=1)
    return (
        first.reshape(-1, _HIDDEN, _INPUTS),
        bias,
        last.reshape(-1, _DIGITS, _HIDDEN),
        top,
    )
