"""The output of a rectifier network as a sum over paths, each from an input to an output.

Choromanska and others (2015) write Y = Σ X A w⁽¹⁾ ⋯ w⁽ᴴ⁾ for a network without biases: X is the
input where a path begins, A is 1 where every hidden unit on it is on, else 0. The sum is exact.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.stats import zscore

from lib import checks
from lib.networks.perceptron import MLP

Real = NDArray[np.float64]
Routes = NDArray[np.intp]

_LARGEST = 200_000  # paths times the memory of one image still fit a laptop


def routes(widths: Sequence[int]) -> Routes:
    """Return all paths through a network: the unit that each visits in every layer.

    Args:
        widths: n_0 … n_H, from inputs to outputs.

    Returns:
        Shape (n_0 n_1 ⋯ n_H, H + 1); the paths of one input stand together.

    Raises:
        ValueError: if there are more than 200,000 paths, or none.

    >>> routes((2, 2, 1)).tolist()
    [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]
    """
    widths = [checks.whole(width, "the number of units in a layer", 0) for width in widths]
    count = math.prod(widths)
    if not 1 <= count <= _LARGEST:
        raise ValueError(
            f"widths {tuple(widths)} have {count:,} paths, more than {_LARGEST:,} or none: "
            "change a layer"
        )
    return np.indices(tuple(widths)).reshape(len(widths), -1).T


def route_weights(network: MLP, taken: Routes) -> Real:
    """Return the product of the weights along each path, (paths,).

    Args:
        network: without biases, or with biases that are left out.
        taken: rows of ``routes``, (paths, H + 1).
    """
    matrices = [matrix.detach().double().numpy() for matrix in network.weights]
    factors = [matrix[taken[:, k + 1], taken[:, k]] for k, matrix in enumerate(matrices)]
    return np.prod(factors, axis=0)


@torch.no_grad()
def activity(network: MLP, images: ArrayLike, taken: Routes) -> NDArray[np.bool_]:
    """Return whether each path is open for each image, all its hidden units on: (images, paths).

    Args:
        network: of rectifiers.
        images: (images, n_0).
        taken: as for ``route_weights``.

    Raises:
        ValueError: if the activation is another one, or a shortcut passes a layer by.
    """
    if network.activation != "relu" or network.residual:
        raise ValueError(f"only a plain rectifier network is a sum over paths, not {network}")
    values = torch.as_tensor(np.asarray(images), dtype=network.weights[0].dtype)
    is_open = np.ones((len(values), len(taken)), dtype=bool)
    for k, layer in enumerate(network.linear[:-1], start=1):
        values = layer(values).relu()
        is_open &= (values > 0).numpy()[:, taken[:, k]]
    return is_open


def correlations(one: ArrayLike, other: ArrayLike) -> Real:
    """Return the correlation of each column with the same column of another table.

    Args:
        one, other: (images, columns).

    Raises:
        ValueError: if they are no tables of one shape.

    Returns:
        Shape (columns,), NaN where a column is constant and has no correlation.

    >>> correlations([[0, 0], [1, 0], [2, 0]], [[1, 1], [2, 2], [4, 1]]).round(3)
    array([0.982,   nan])
    """
    tables = [checks.floats(table, "a value") for table in (one, other)]
    if tables[0].shape != tables[1].shape or tables[0].ndim != 2 or not tables[0].size:
        got = f"{tables[0].shape} and {tables[1].shape}"
        raise ValueError(f"give two tables of one shape, (images, columns); got {got}")
    constant = np.any([np.ptp(table, axis=0) == 0 for table in tables], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        first, second = (zscore(np.where(constant, np.nan, table)) for table in tables)
    return np.mean(first * second, axis=0)
