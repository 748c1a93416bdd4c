"""Symmetries of a network with one hidden layer: which parameters are copies of each other."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.critical_points import group

Real = NDArray[np.float64]

_INPUTS = _OUTPUTS = 3
_UNIT = _INPUTS + 1 + _OUTPUTS  # numbers that belong to one hidden unit
_DIRECTIONS = 8  # along which units are compared: two different sets agree on none of them
_SAME = 1e-6  # difference of two computations of one fingerprint


def units(points: ArrayLike) -> tuple[Real, Real]:
    """Return parameters unit by unit: what enters each, its bias, what leaves it.

    Args:
        points: (…, n) of a network with 3 inputs, one hidden layer and 3 outputs.

    Returns:
        Units (…, h, 7), and the biases of the outputs (…, 3).

    Raises:
        ValueError: if n is not 7 h + 3 for a whole h.

    >>> own, outputs = units(np.arange(10.0))
    >>> own.tolist(), outputs.tolist()
    ([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]], [7.0, 8.0, 9.0])
    """
    x = np.asarray(points, float)
    h, rest = divmod(x.shape[-1] - _OUTPUTS, _UNIT)
    if rest or h < 1:
        raise ValueError(f"{x.shape[-1]} parameters are not {_UNIT} a hidden unit and {_OUTPUTS}")
    cuts = np.cumsum([_INPUTS * h, h, _OUTPUTS * h])
    entering, bias, leaving, outputs = np.split(x, cuts, axis=-1)
    parts = [
        entering.reshape(*x.shape[:-1], h, _INPUTS),
        bias[..., None],
        np.swapaxes(leaving.reshape(*x.shape[:-1], _OUTPUTS, h), -1, -2),
    ]
    return np.concatenate(parts, axis=-1), outputs


def joined(own: Real, outputs: Real) -> Real:
    """Return parameters (…, n) from units and biases of the outputs, the inverse of ``units``."""
    lead = own.shape[:-2]
    parts = [
        own[..., :_INPUTS].reshape(*lead, -1),
        own[..., _INPUTS],
        np.swapaxes(own[..., _INPUTS + 1 :], -1, -2).reshape(*lead, -1),
    ]
    return np.concatenate([*parts, np.broadcast_to(outputs, (*lead, _OUTPUTS))], axis=-1)


def copies(point: ArrayLike) -> Real:
    """Return all parameters with the same function by symmetry, (h! 2^h, n), the point first.

    The tanh is odd: the hidden units can stand in any order, and each may change the sign of all
    that enters and leaves it.

    >>> copies(np.arange(1.0, 18.0)).shape
    (8, 17)
    """
    own, outputs = units(point)
    h = len(own)
    orders = [list(order) for order in itertools.permutations(range(h))]
    signs = np.array(list(itertools.product([1.0, -1.0], repeat=h)))
    turned = [sign[:, None] * own[order] for order in orders for sign in signs]
    return joined(np.array(turned), outputs)


def fingerprint(points: ArrayLike, *, linear: bool = False) -> Real:
    """Return numbers that are the same for all copies of a point and differ between points.

    For tanh the squares (r·f_j)² of each unit f_j along some directions r, sorted over the units:
    neither order nor sign of the units matters. A linear network has more copies (the hidden
    space may be rotated), so its fingerprint is the function: W_2 W_1 and W_2 b_1 + b_2, W_2 b_1.

    Args:
        points: (m, n).
        linear: whether the network is linear.

    Returns:
        (m, k).
    """
    own, outputs = units(points)
    if linear:
        function = np.einsum("mhi,mho->mio", own[..., : _INPUTS + 1], own[..., _INPUTS + 1 :])
        return np.concatenate([function.reshape(len(own), -1), outputs], axis=1)
    directions = _fixed_normal(_UNIT, _DIRECTIONS)
    squares = np.sort((own @ directions) ** 2, axis=1)
    return np.concatenate([squares.reshape(len(own), -1), outputs], axis=1)


def distinct(points: ArrayLike, *, linear: bool = False) -> NDArray[np.intp]:
    """Return a number for each point, the same for copies: 0, 1, …, shape (m,).

    >>> distinct([*copies(np.arange(1.0, 18.0)), np.ones(17)]).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    features = fingerprint(points, linear=linear)
    return group(features @ _fixed_normal(features.shape[1], 3), _SAME)


def _fixed_normal(rows: int, columns: int) -> Real:
    """Return generic directions that are the same in every call, unit columns."""
    drawn = np.random.default_rng([rows, columns]).normal(size=(rows, columns))
    return drawn / np.linalg.norm(drawn, axis=0)
