"""Symmetries of a perceptron, other parameters for the same function, and distances up to them."""

import copy
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from lib import checks
from lib.networks.parameters import (
    augmented,
    get_parameters,
    joined,
    plain_perceptron,
    set_parameters,
)
from lib.networks.perceptron import MLP, Rng, torch_generator

Real = NDArray[np.float64]

_SWEEPS = 100


def shuffled(network: MLP, *, rng: Rng) -> MLP:
    """Return a copy with its hidden units in random order, for odd activations of random sign.

    It computes the same: row i of W_l and of b_l comes from another unit, and so does column i of
    W_{l+1}; where φ(−z) = −φ(z), both may change their sign.

    Raises:
        ValueError: if the network has shortcuts, which would tie the layers together, or is no
            plain perceptron.
    """
    generator, hidden = torch_generator(rng), network.widths[1:-1]
    orders = [torch.randperm(width, generator=generator) for width in hidden]
    coins = [torch.randint(0, 2, (width,), generator=generator) for width in hidden]
    signs = [1 if network.activation == "relu" else 2 * coin - 1 for coin in coins]
    return _transformed(network, orders, signs)


def rescaled(network: MLP, factors: Sequence[ArrayLike]) -> MLP:
    """Return a copy with rescaled hidden units: the same function, for ReLU.

    Since relu(f z) = f relu(z) for f > 0, rows of W_l and b_l are multiplied by f and the columns
    of W_{l+1} divided by it.

    Args:
        network: a ReLU (or linear) network without shortcuts.
        factors: for each hidden layer a positive number, or one for each unit (n_l,).

    Raises:
        ValueError: if the network has another activation, is no plain perceptron, or a factor is
            not positive.

    >>> network = MLP((4, 5, 2), rng=np.random.default_rng(0))
    >>> x = torch.ones(1, 4)
    >>> torch.allclose(rescaled(network, [8.0])(x), network(x))
    True
    """
    hidden = network.widths[1:-1]
    if network.activation == "tanh":
        raise ValueError("a tanh network changes its function when units are rescaled: use ReLU")
    if len(factors) != len(hidden):
        raise ValueError(f"give one factor for each of the {len(hidden)} hidden layers")
    for factor, width in zip(factors, hidden, strict=True):
        values = checks.floats(factor, "a factor")
        if values.shape not in ((), (width,)) or not ((values > 0) & (values < np.inf)).all():
            raise ValueError(
                f"factors are positive and finite, one for a layer or {width} for its units"
            )
    return _transformed(network, [range(width) for width in hidden], factors)


def aligned(network: MLP, reference: MLP) -> MLP:
    """Return a copy whose hidden units are put in the order of those of another network.

    Layer by layer the permutation that maximises the inner product with the reference,
    ⟨W_l, P_l V_l P_{l−1}ᵀ⟩ + ⟨b_l, P_l c_l⟩ + ⟨W_{l+1}, P_{l+1} V_{l+1} P_lᵀ⟩, is a linear
    assignment; the sweep is repeated until nothing moves (Ainsworth et al. 2022, "Git Re-Basin",
    algorithm 1, here in the order of the layers). No step makes the distance larger, so it never
    exceeds the distance before. With one hidden layer it is the smallest there is; with more it
    need not be. For tanh, signs of units are matched as well.

    Args:
        network, reference: of the same widths, without shortcuts.

    Raises:
        ValueError: if the networks differ in shape or are no plain perceptrons.

    >>> one = MLP((4, 5, 2), rng=np.random.default_rng(0))
    >>> other = shuffled(one, rng=np.random.default_rng(1))
    >>> torch.equal(aligned(other, one).weights[0], one.weights[0])
    True
    """
    _check_plain(network, reference)
    vector, goal = (get_parameters(one).double().numpy() for one in (network, reference))
    result = copy.deepcopy(network)
    set_parameters(result, _matched(vector, goal, network))
    return result


def distance(one: MLP, other: MLP, *, align: bool = False) -> float:
    """Return |θ − θ′| over the root mean square of |θ| and |θ′|: √2 at right angles.

    Args:
        one, other: of one shape.
        align: put the hidden units of the other in the order of the first before.

    Raises:
        ValueError: if the networks differ in shape, or are to be aligned and cannot be.

    >>> network = MLP((2, 3, 2), rng=np.random.default_rng(0))
    >>> distance(network, shuffled(network, rng=np.random.default_rng(1)), align=True)
    0.0
    """
    end = aligned(other, one) if align else other
    a, b = (get_parameters(network).double() for network in (one, end))
    if a.shape != b.shape:
        raise ValueError(f"networks of {len(a)} and of {len(b)} parameters have no distance")
    return float((a - b).norm() / ((a @ a + b @ b) / 2).sqrt())


def distances(points: ArrayLike, like: MLP, *, align: bool = False) -> Real:
    """Return the Euclidean distances between networks of one shape, (n, n).

    Orders of units form a group that keeps distances, so the smallest distance over all orders is
    a metric between networks as functions of their units. With one hidden layer it is exact; with
    more it is what ``aligned`` finds.

    Args:
        points: their parameters, (n, P).
        like: any network of the shape.
        align: put the hidden units of one of each pair in the order of the other before.

    >>> network = MLP((2, 3, 2), rng=np.random.default_rng(0))
    >>> other = shuffled(network, rng=np.random.default_rng(1))
    >>> rows = [get_parameters(one).numpy() for one in (network, other)]
    >>> distances(rows, network)[0, 1] > 1, distances(rows, network, align=True)[0, 1]
    (np.True_, np.float64(0.0))
    """
    rows = checks.reals(points, "a parameter")
    if align:
        _check_plain(like)
    found = np.zeros((len(rows), len(rows)))
    for i, j in combinations(range(len(rows)), 2):
        end = _matched(rows[j], rows[i], like) if align else rows[j]
        found[i, j] = found[j, i] = np.linalg.norm(rows[i] - end)
    return found


def _check_plain(*networks: MLP) -> None:
    """Refuse networks of several shapes, or whose units cannot be moved one layer at a time."""
    if len({(network.widths, network.activation) for network in networks}) > 1:
        shapes = " with ".join(f"{network.widths} {network.activation}" for network in networks)
        raise ValueError(f"networks of one shape can be aligned, not {shapes}")
    if any(network.residual or plain_perceptron(network) is None for network in networks):
        raise ValueError(
            "units move in a perceptron without shortcuts, none of whose parameters is shared, "
            "pruned or hooked: in a residual network they cannot be moved one layer at a time"
        )


@torch.no_grad()
def _transformed(network: MLP, orders: Sequence[ArrayLike], factors: Sequence[ArrayLike]) -> MLP:
    """Return a copy with units reordered, what enters multiplied and what leaves divided."""
    _check_plain(network)
    result = copy.deepcopy(network)
    for l, (given, factor) in enumerate(zip(orders, factors, strict=True)):
        layer, above, order = result.linear[l], result.linear[l + 1], torch.as_tensor(given)
        scale = torch.as_tensor(factor).to(layer.weight).expand(len(order))
        layer.weight.copy_(layer.weight[order] * scale[:, None])
        above.weight.copy_(above.weight[:, order] / scale)
        if layer.bias is not None:
            layer.bias.copy_(layer.bias[order] * scale)
    return result


def _matched(vector: Real, reference: Real, like: MLP) -> Real:
    """Return parameters whose units are put in the order of those of a reference, (P,)."""
    biased, odd = like.biases[0] is not None, like.activation != "relu"
    layers, goal = (augmented(v, like.widths, biased=biased) for v in (vector, reference))
    for _ in range(_SWEEPS):
        moved = [_match(layers, goal, l, odd=odd) for l in range(len(layers) - 1)]
        if not any(moved):
            break
    parts = [(layer[:, :-1], layer[:, -1])[: 1 + biased] for layer in layers]
    return joined([part for pair in parts for part in pair])


def _match(layers: list[Real], goal: list[Real], l: int, *, odd: bool) -> bool:
    """Put hidden layer l (from 0) of [W b] in the best order, in place; say whether it moved."""
    own, wanted = (np.hstack([part[l], part[l + 1][:, :-1].T]) for part in (layers, goal))
    overlap = wanted @ own.T
    rows, order = linear_sum_assignment(np.abs(overlap) if odd else overlap, maximize=True)
    signs = np.where(odd & (overlap[rows, order] < 0), -1.0, 1.0)
    layers[l] = layers[l][order] * signs[:, None]
    layers[l + 1][:, :-1] = layers[l + 1][:, order] * signs
    return bool((order != rows).any() or (signs < 0).any())
