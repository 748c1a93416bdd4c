"""The sum over paths: every way from an input to the output, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.paths.network import ReluNetwork

Real = NDArray[np.float64]

_LARGEST = 200_000  # paths times the memory of one image still fit a laptop


def enumerate_paths(widths: Sequence[int]) -> NDArray[np.intp]:
    """Return all paths through a network: the unit that each visits in every layer.

    Args:
        widths: n_0 … n_H, from inputs to outputs.

    Returns:
        Shape (n_0 n_1 … n_H, H + 1); the paths of one input stand together.

    Raises:
        ValueError: if there are more than 200,000 paths.

    >>> enumerate_paths((2, 2, 1)).tolist()
    [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]
    """
    count = int(np.prod([int(w) for w in widths]))
    if not 1 <= count <= _LARGEST:
        raise ValueError(
            f"widths {tuple(widths)} have {count:,} paths, more than {_LARGEST:,}: narrow a layer"
        )
    return np.indices(tuple(widths)).reshape(len(widths), -1).T


def path_weights(network: ReluNetwork) -> Real:
    """Return the product of the weights along each path, shape (paths,)."""
    paths = enumerate_paths(network.widths)
    factors = [w[paths[:, k], paths[:, k + 1]] for k, w in enumerate(network.weights)]
    return np.prod(factors, axis=0)


def activity(network: ReluNetwork, inputs: ArrayLike) -> NDArray[np.bool_]:
    """Return whether each path is open for each image: all its hidden units are on.

    Returns:
        A, shape (images, paths).
    """
    paths = enumerate_paths(network.widths)
    hidden = network.layers(inputs)[1:]
    active = np.ones((len(np.asarray(inputs)), len(paths)), dtype=bool)
    for k, values in enumerate(hidden, start=1):
        active &= (values > 0)[:, paths[:, k]]
    return active


def contributions(network: ReluNetwork, inputs: ArrayLike, *, gated: bool = True) -> Real:
    """Return X·A for each image and path: the input where the path begins, if the path is open.

    Args:
        network: the network.
        inputs: shape (images, n_0).
        gated: False leaves the activity A out.

    Returns:
        Shape (images, paths).
    """
    values = np.asarray(inputs, float)[:, enumerate_paths(network.widths)[:, 0]]
    return values * activity(network, inputs) if gated else values


def path_sum(network: ReluNetwork, inputs: ArrayLike, *, gated: bool = True) -> Real:
    """Return Σ_paths X · A · (product of weights), which is the network's output exactly.

    Y = Σ_i Σ_j X_ij A_ij Π_k w_ij^(k) (Choromanska and others 2015, section 3), for a network of
    rectifiers without biases: a rectifier multiplies by 0 or 1.

    Args:
        network: the network.
        inputs: shape (images, n_0).
        gated: False leaves the activity A out, which gives another function: a linear one.

    Returns:
        Shape (images,).

    >>> network = ReluNetwork.sample((4, 5, 3, 1), rng=np.random.default_rng(0))
    >>> x = np.random.default_rng(1).normal(size=(6, 4))
    >>> bool(np.allclose(path_sum(network, x), network.output(x), rtol=0, atol=1e-12))
    True
    """
    return contributions(network, inputs, gated=gated) @ path_weights(network)
