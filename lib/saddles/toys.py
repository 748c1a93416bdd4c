"""Surfaces over the plane with a saddle at the origin: a plain one, a monkey's, two valleys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lib.dynamics.optimisers import Function, Real


class Toy(NamedTuple):
    """A function of two coordinates with its derivatives.

    ``loss`` maps (…, 2) → (…), ``gradient`` (…, 2) → (…, 2), ``hessian`` (…, 2) → (…, 2, 2).
    """

    formula: str
    loss: Function
    gradient: Function
    hessian: Function


def toys() -> dict[str, Toy]:
    """Return the surfaces by name; all are level at the origin, and the origin is no minimum.

    - "plain": 5x² − y², of curvatures 10 and −2, without a bottom;
    - "monkey": x³ − 3xy², three ways down, two for the legs and one for the tail: the Hessian
      at the origin is zero;
    - "two valleys": x² + ¼(y² − 1)², a saddle between the minima (0, ±1).

    >>> {name: float(toy.loss(np.array([0.0, 1.0]))) for name, toy in toys().items()}
    {'plain': -1.0, 'monkey': 0.0, 'two valleys': 0.0}
    """
    return {
        "plain": Toy("5x² − y²", lambda p: 5 * p[..., 0] ** 2 - p[..., 1] ** 2, _plain, _level),
        "monkey": Toy(
            "x³ − 3xy²",
            lambda p: p[..., 0] ** 3 - 3 * p[..., 0] * p[..., 1] ** 2,
            _monkey,
            _monkey_bends,
        ),
        "two valleys": Toy(
            "x² + ¼(y² − 1)²",
            lambda p: p[..., 0] ** 2 + (p[..., 1] ** 2 - 1) ** 2 / 4,
            lambda p: np.stack([2 * p[..., 0], p[..., 1] ** 3 - p[..., 1]], -1),
            lambda p: _matrix(2 + 0 * p[..., 0], 0 * p[..., 0], 3 * p[..., 1] ** 2 - 1),
        ),
    }


def _plain(p: Real) -> Real:
    return p * np.array([10.0, -2.0])


def _level(p: Real) -> Real:
    return _matrix(10 + 0 * p[..., 0], 0 * p[..., 0], -2 + 0 * p[..., 0])


def _monkey(p: Real) -> Real:
    x, y = p[..., 0], p[..., 1]
    return np.stack([3 * x**2 - 3 * y**2, -6 * x * y], -1)


def _monkey_bends(p: Real) -> Real:
    return _matrix(6 * p[..., 0], -6 * p[..., 1], -6 * p[..., 0])


def _matrix(xx: Real, xy: Real, yy: Real) -> Real:
    """Return the symmetric matrices of these entries, (…, 2, 2)."""
    return np.stack([np.stack([xx, xy], -1), np.stack([xy, yy], -1)], -1)
