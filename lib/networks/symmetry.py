"""Symmetries of a perceptron: other parameters, the same function."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from lib.networks.perceptron import MLP

_SWEEPS = 100


@torch.no_grad()
def permuted(network: MLP, orders: Sequence[ArrayLike], signs: Sequence[ArrayLike] = ()) -> MLP:
    """Return a copy with its hidden units in other orders: the same function.

    Row i of W_l and of b_l comes from unit ``orders[l][i]``, and so does column i of W_{l+1}.
    With signs s_i, allowed for odd activations, both are multiplied by s_i.

    Args:
        network: without shortcuts, which would tie the layers together.
        orders: for each hidden layer its unit numbers, a permutation (n_l,).
        signs: for each hidden layer 1 or −1 a unit (n_l,), or nothing.

    Raises:
        ValueError: if the network is residual, an order is no permutation, or the activation is
            not odd where signs are asked for.
    """
    _check_plain(network)
    if signs and network.activation == "relu":
        raise ValueError("the sign of a ReLU unit cannot be turned: leave signs out")
    if len(orders) != len(network.widths) - 2 or (signs and len(signs) != len(orders)):
        raise ValueError(f"give one order for each of the {len(network.widths) - 2} hidden layers")
    result = copy.deepcopy(network)
    layers = result.linear
    for l, given in enumerate(orders):
        order = torch.as_tensor(given)
        if order.sort().values.tolist() != list(range(network.widths[l + 1])):
            raise ValueError(f"the order of hidden layer {l + 1} is no permutation of its units")
        sign = torch.as_tensor(signs[l] if signs else 1).to(layers[l].weight.dtype)
        _set_rows(layers[l], order, sign)
        layers[l + 1].weight.copy_(layers[l + 1].weight[:, order] * sign)
    return result


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
        ValueError: if the networks differ in shape or are residual.

    >>> import numpy as np
    >>> one = MLP((4, 5, 2), rng=np.random.default_rng(0))
    >>> other = permuted(one, [[4, 2, 0, 1, 3]])
    >>> torch.equal(aligned(other, one).weights[0], one.weights[0])
    True
    """
    _check_plain(network)
    _check_plain(reference)
    if network.widths != reference.widths or network.activation != reference.activation:
        raise ValueError(
            f"networks of one shape can be aligned, not {network.widths} {network.activation} "
            f"with {reference.widths} {reference.activation}"
        )
    result = network
    for _ in range(_SWEEPS):
        before = result
        for l in range(len(network.widths) - 2):
            result = _match(result, reference, l)
        if _same(before, result):
            break
    return copy.deepcopy(result)


@torch.no_grad()
def rescaled(network: MLP, factors: Sequence[ArrayLike]) -> MLP:
    """Return a copy with rescaled hidden units: the same function, for ReLU.

    Since relu(f z) = f relu(z) for f > 0, rows of W_l and b_l are multiplied by f and the columns
    of W_{l+1} divided by it.

    Args:
        network: a ReLU (or linear) network without shortcuts.
        factors: for each hidden layer a positive number, or one for each unit (n_l,).

    Raises:
        ValueError: if the network has another activation or shortcuts, or a factor is not
            positive.

    >>> import numpy as np
    >>> network = MLP((4, 5, 2), rng=np.random.default_rng(0))
    >>> x = torch.ones(1, 4)
    >>> torch.allclose(rescaled(network, [8.0])(x), network(x))
    True
    """
    _check_plain(network)
    if network.activation == "tanh":
        raise ValueError("a tanh network changes its function when units are rescaled: use ReLU")
    if len(factors) != len(network.widths) - 2:
        raise ValueError(f"give one factor for each of the {len(network.widths) - 2} hidden layers")
    result = copy.deepcopy(network)
    for l, given in enumerate(factors):
        layer, above = result.linear[l], result.linear[l + 1]
        factor = torch.as_tensor(given).to(layer.weight.dtype)
        if not (factor > 0).all():
            raise ValueError(f"factors are positive, not {given}")
        _set_rows(layer, torch.arange(network.widths[l + 1]), factor)
        above.weight.copy_(above.weight / factor)
    return result


def _check_plain(network: MLP) -> None:
    """Refuse a residual network: its shortcuts tie the units of all layers together."""
    if network.residual:
        raise ValueError("units of a residual network cannot be moved one layer at a time")


def _set_rows(layer: torch.nn.Linear, order: Tensor, factor: Tensor) -> None:
    """Reorder the units that a layer feeds, and multiply them."""
    column = factor.expand(len(order))
    layer.weight.copy_(layer.weight[order] * column[:, None])
    if layer.bias is not None:
        layer.bias.copy_(layer.bias[order] * column)


@torch.no_grad()
def _match(network: MLP, reference: MLP, l: int) -> MLP:
    """Put hidden layer l (from 0) in the best order, the other layers as they are."""
    overlap = _rows(reference, l) @ _rows(network, l).T
    odd = network.activation != "relu"
    gains = (overlap.abs() if odd else overlap).cpu().numpy()
    rows, columns = linear_sum_assignment(gains, maximize=True)
    hidden = range(len(network.widths) - 2)
    orders = [torch.arange(network.widths[k + 1]) for k in hidden]
    orders[l] = torch.from_numpy(columns)
    if not odd:
        return permuted(network, orders)
    signs = [torch.ones(network.widths[k + 1]) for k in hidden]
    signs[l] = torch.where(overlap[rows, columns] < 0, -1.0, 1.0)
    return permuted(network, orders, signs)


def _rows(network: MLP, l: int) -> Tensor:
    """Return all parameters that touch each unit of hidden layer l, a row a unit, in float64."""
    layer, above = network.linear[l], network.linear[l + 1]
    parts = [layer.weight, above.weight.T]
    if layer.bias is not None:
        parts.append(layer.bias[:, None])
    return torch.cat(parts, 1).double()


def _same(one: MLP, other: MLP) -> bool:
    """Say whether two networks have equal parameters."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)
