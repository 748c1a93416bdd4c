"""Planes through a point of a network's surface, and how many minima they show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.curvature import NetworkSurface
from lib.landscape import Plane, grid_minima
from lib.linnerud.symmetry import copies
from lib.linnerud.tables import REAL, surface

Real = NDArray[np.float64]

TURNS = ("random", "swap")
_APART = 0.05  # of |x|: a copy nearer than this is the point itself, its units being alike


class Frame(NamedTuple):
    """Two orthogonal directions, (2, n), each as long as the point that the plane goes through.

    ``reach`` is where along the first the copy lies on which the plane was turned; NaN if none.
    """

    directions: Real
    reach: float


def frame(point: Real, turn: str, *, rng: np.random.Generator) -> Frame:
    """Return the frame of a plane through a point, so that steps are in lengths of the weights.

    Args:
        point: (n,).
        turn: "random" for two random directions; "swap" for a first one that leads to a copy of
            the point with its hidden units in another order, and a random one across it.
        rng: source of directions and copy.

    Raises:
        ValueError: for another turn, or if all copies by swaps are the point itself.

    >>> point = np.arange(1.0, 18.0)
    >>> (one, two), reach = frame(point, "random", rng=np.random.default_rng(0))
    >>> bool(np.isclose(one @ two, 0)), bool(np.isclose(one @ one, point @ point))
    (True, True)
    """
    if turn not in TURNS:
        raise ValueError(f"there is no turn {turn!r}: choose one of {', '.join(TURNS)}")
    first, reach = rng.normal(size=len(point)), np.nan
    length = float(np.linalg.norm(point))
    if turn == "swap":
        first = _swapped(point, rng) - point
        reach = float(np.linalg.norm(first)) / length
    second = rng.normal(size=len(point))
    basis = np.linalg.qr(np.stack([first, second], axis=1))
    return Frame(length * (basis.Q * np.sign(np.diag(basis.R))).T, reach)


def _swapped(point: Real, rng: np.random.Generator) -> Real:
    """Return a copy of a point whose units stand in another order, chosen at random."""
    turned = copies(point)
    h = (len(point) - 3) // 7
    turned = turned[2**h :]  # those before stand in the same order, with other signs
    far = np.linalg.norm(turned - point, axis=1) > _APART * np.linalg.norm(point)
    if not far.any():
        raise ValueError("all hidden units of this point are alike: it has no swapped copy")
    return np.asarray(rng.choice(turned[far]))


def surface_on(loss: NetworkSurface, point: Real, directions: Real, steps: Real) -> Plane:
    """Return the loss at point + x d_1 + y d_2 on a grid, x and y over the same steps."""
    x, y = np.meshgrid(steps, steps)
    at = point + x[..., None] * directions[0] + y[..., None] * directions[1]
    return Plane(steps, steps, loss.loss(at))


def plane(
    point: Real,
    decay: float,
    turn: str,
    seed: Sequence[int] | int,
    steps: Real,
    *,
    hidden: Sequence[int] = (2,),
    table: int = REAL,
) -> Plane:
    """Return a plane through a point of the network's surface; its marks are point and copy.

    Args:
        point: (n,).
        decay, hidden, table: of ``surface``.
        turn: of ``frame``.
        seed: of the directions.
        steps: (k,), coordinates along both, in lengths of the weights.
    """
    found = frame(point, turn, rng=np.random.default_rng(seed))
    cut = surface_on(surface(hidden, decay, seed=table), point, found.directions, np.asarray(steps))
    marks = [(0.0, 0.0)] if turn == "random" else [(0.0, 0.0), (found.reach, 0.0)]
    return Plane(cut.x, cut.y, cut.losses, np.array(marks))


def minima_on_planes(
    points: Real,
    decay: float,
    turn: str,
    half_width: float,
    seed: int,
    side: int,
    *,
    hidden: Sequence[int] = (2,),
    table: int = REAL,
) -> NDArray[np.int64]:
    """Return how many minima a plane through each point shows within its borders, (m,).

    A random plane has its point in the middle; one through a copy has the middle between both
    there. The grid is narrowed by less than a step, so that point and copy lie on it.

    Args:
        points: (m, n), each gets a plane of its own.
        decay, hidden, table: of ``surface``.
        turn: of ``frame``.
        half_width: of the planes, in lengths of the weights.
        seed: of the directions.
        side: points a side, odd.
    """
    loss = surface(hidden, decay, seed=table)
    counts = []
    for k, point in enumerate(points):
        found = frame(point, turn, rng=np.random.default_rng([seed, k]))
        middle = 0.0 if turn == "random" else found.reach / 2
        steps = _grid(half_width, side, middle)
        origin = point + middle * found.directions[0]
        counts.append(len(grid_minima(surface_on(loss, origin, found.directions, steps))))
    return np.array(counts, dtype=np.int64)


def _grid(half_width: float, side: int, through: float) -> Real:
    """Return evenly spaced steps around 0 that contain ± a given step, as wide as asked or less."""
    half = (side - 1) // 2
    spacing = half_width / half
    if through:
        spacing = through / float(np.ceil(through / spacing))
    return np.arange(-half, half + 1, dtype=np.float64) * spacing
