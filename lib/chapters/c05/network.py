"""The small networks of the Linnerud table: their surface, its minima and its critical points.

Every experiment depends on its arguments alone, so that ``lib.sweep`` can run many. A table is
named by a seed: 0 is the real one, any other a table of made-up men (``table_of``).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import checks, data
from lib.critical_points import group
from lib.curvature import NetworkSurface, classify
from lib.dynamics import critical_point, saddle_free_step, walk
from lib.landscape import Plane, grid_minima
from lib.networks import cut, shapes
from lib.spinglass import Seed

Real = NDArray[np.float64]

REAL = 0  # the seed that stands for the real table
INPUTS = OUTPUTS = 3
STRIDE = 10  # steps of a descent between two looks at its length

_DAMPINGS = (1e-6, 1e-3, 1e-1, 10.0)  # each start takes, at each step, the one that lowers most
_SOLVED = 1e-10  # |g|: what a minimum asks for and two digits more, so that copies agree
WAYS = 2000  # random directions through each critical point
_RATE = 0.1  # of plain descent
_SLIDE = 0.2  # of a string's
_SAME = 1e-6  # difference of two computations of one number, as a share of it


# --- the surface --------------------------------------------------------------------------------


def table_of(seed: int = REAL) -> data.Linnerud:
    """Return the real table, or one of as many made-up men.

    Made-up men are drawn from the normal law that has the means and covariances of the real six
    columns; like the real ones their columns are then brought to mean 0 and deviation 1.

    Args:
        seed: 0 for the real table.

    >>> table_of(1).inputs.shape, bool(abs(table_of(1).targets.mean()) < 1e-12)
    ((20, 3), True)
    """
    real = data.linnerud()
    if seed == REAL:
        return real
    columns = np.concatenate(real, axis=1)
    drawn = np.random.default_rng(seed).multivariate_normal(
        np.zeros(INPUTS + OUTPUTS), np.cov(columns.T), len(columns), method="cholesky"
    )
    drawn = (drawn - drawn.mean(axis=0)) / drawn.std(axis=0)
    return data.Linnerud(drawn[:, :INPUTS], drawn[:, INPUTS:])


def surface(
    hidden: Sequence[int] = (2,), decay: float = 0.0, *, activation: str = "tanh", table: int = REAL
) -> NetworkSurface:
    """Return the loss of a network on a table: mean of ½|f − y|² plus ½ decay |x|².

    Args:
        hidden: numbers of hidden units, layer by layer.
        decay: of weights and biases.
        activation: "tanh", or "identity" for a linear network.
        table: its seed.

    >>> surface().size
    17
    """
    men = table_of(table)
    widths = [INPUTS, *hidden, OUTPUTS]
    return NetworkSurface(widths, *men, activation=activation, loss="squared", decay=decay)


def lowest_linear_loss(rank: int, *, table: int = REAL) -> float:
    """Return the lowest loss of a linear network whose narrowest layer has so many units.

    Reduced-rank regression: fit by least squares, then keep the largest singular values of the
    fitted targets (Baldi and Hornik 1989). The columns have mean 0, so the biases vanish.

    >>> lowest_linear_loss(3) < lowest_linear_loss(2) < lowest_linear_loss(1) < 1.5
    True
    """
    inputs, targets = table_of(table)
    basis = np.linalg.svd(inputs, full_matrices=False)[0]
    fitted = basis @ (basis.T @ targets)
    lost = np.linalg.svd(fitted, compute_uv=False)[rank:]
    return float((np.sum((targets - fitted) ** 2) + np.sum(lost**2)) / (2 * len(targets)))


# --- copies -------------------------------------------------------------------------------------


def places(size: int) -> NDArray[np.intp]:
    """Return where the numbers of each hidden unit stand among the parameters, (h, 7).

    What enters the unit, its bias, what leaves it.

    Args:
        size: number of parameters of a network with 3 inputs, one hidden layer and 3 outputs.

    Raises:
        ValueError: if that is not 7 h + 3 for a whole h.

    >>> places(10).tolist()
    [[0, 1, 2, 3, 4, 5, 6]]
    """
    h, rest = divmod(size - OUTPUTS, INPUTS + 1 + OUTPUTS)
    if rest or h < 1:
        raise ValueError(f"{size} parameters are not 7 per hidden unit and 3: give 10, 17, 24, …")
    numbers = cut(np.arange(size, dtype=np.float64), shapes((INPUTS, h, OUTPUTS)))
    entering, bias, leaving, _ = numbers
    return np.concatenate([entering, bias[:, None], leaving.T], axis=1).astype(np.intp)


def swapped(points: ArrayLike) -> Real:
    """Return copies of points (…, n) whose first two hidden units have changed places.

    A single unit changes the sign of all that enters and leaves it.

    >>> x = np.arange(17.0)
    >>> swapped(x)[:6].tolist(), bool((swapped(swapped(x)) == x).all())
    ([3.0, 4.0, 5.0, 0.0, 1.0, 2.0], True)
    """
    found = np.array(points, float)
    units = places(found.shape[-1])
    if len(units) == 1:
        found[..., units[0]] *= -1
        return found
    one, other, *_ = units
    found[..., one], found[..., other] = found[..., other], found[..., one]
    return found


def distinct(loss: NetworkSurface, points: ArrayLike) -> NDArray[np.intp]:
    """Return a number for each point, the same for copies: 0, 1, …, shape (m,).

    Copies are each other's rotations, so that they share loss, length and the Hessian's
    eigenvalues; critical points that share all these by accident are not to be expected.

    Args:
        loss: the surface.
        points: (m, n).

    >>> x = np.arange(1.0, 18.0)
    >>> distinct(surface((2,), 0.1), [x, swapped(x), np.ones(17)]).tolist()
    [1, 1, 0]
    """
    x = np.asarray(points, float)
    numbers = np.column_stack([loss.loss(x), np.sum(x**2, 1), np.linalg.eigvalsh(loss.hessian(x))])
    return group(numbers / (1 + np.abs(numbers)), _SAME)


# --- descents and critical points ---------------------------------------------------------------


class Descents(NamedTuple):
    """Where descents from random starts ended.

    Attributes:
        points: (m, n).
        losses: (m,).
        at_minimum: (m,), whether they stand at a minimum.
        lengths: (steps / STRIDE + 1, m), |x| at each look on the way.
    """

    points: Real
    losses: Real
    at_minimum: NDArray[np.bool_]
    lengths: Real

    @property
    def minima(self) -> Real:
        """The ends that are minima, (m', n)."""
        return self.points[self.at_minimum]

    @property
    def lowest(self) -> Real:
        """The lowest of them, (n,)."""
        return self.minima[np.argmin(self.losses[self.at_minimum])]


def descents(
    hidden: Sequence[int], decay: float, seed: Seed, *, starts: int, steps: int,
    activation: str = "tanh", spread: float = 1.0,
) -> Descents:  # fmt: skip
    """Send descents down from random starts.

    A step is the saddle-free Newton step (Dauphin et al. 2014), with the damping of a few that
    lowers the loss most, so that saddles are left and a minimum is met to machine precision.

    Args:
        hidden, decay, activation: of ``surface``.
        seed: of the starts.
        starts: how many.
        steps: of each, at most; a multiple of ``STRIDE``.
        spread: standard deviation of the starts' entries.

    >>> bool(descents([1], 1e-2, 0, starts=4, steps=100).at_minimum.all())
    True
    """
    loss = surface(hidden, decay, activation=activation)
    x = spread * np.random.default_rng(seed).normal(size=(starts, loss.size))
    lengths = [np.linalg.norm(x, axis=1)]
    for _ in range(steps // STRIDE):
        far = np.linalg.norm(loss.gradient(x), axis=1) > _SOLVED
        x[far] = way_down(loss, x[far], STRIDE)[-1] if far.any() else x[far]
        lengths.append(np.linalg.norm(x, axis=1))
    there = are_minima(loss, x, strict=activation != "identity")
    return Descents(x, loss.loss(x), there, np.array(lengths))


def are_minima(
    loss: NetworkSurface, points: Real, *, strict: bool = True, zero: float = 1e-8
) -> NDArray[np.bool_]:
    """Say which points are minima (``curvature.classify``).

    Args:
        loss: the surface.
        points: (m, n).
        strict: every direction must curve up. A linear network has flat ones, the rotations of
            its hidden space; elsewhere a flat direction is a way to infinity.
        zero: eigenvalues below this share of the largest count as flat.
    """
    found = classify(points, loss.gradient(points), loss.hessian(points), zero=zero)
    return np.asarray((found.kinds == "minimum") & ((found.zeros == 0) | (not strict)))


def trained(seed: Seed, *, count: int, steps: int, hidden: int = 2) -> Real:
    """Return networks of one hidden layer trained without decay by plain descent, (count, n)."""
    loss = surface([hidden])
    x = np.random.default_rng(seed).normal(size=(count, loss.size))
    for _ in range(steps):
        x -= _RATE * loss.gradient(x)
    return x


def way_down(loss: NetworkSurface, starts: Real, steps: int) -> Real:
    """Return the places that descents pass, (steps + 1, m, n), from starts (m, n)."""
    return walk(
        saddle_free_step, loss.gradient, loss.hessian, starts, steps,
        dampings=_DAMPINGS, loss=loss.loss,
    )  # fmt: skip


class Census(NamedTuple):
    """The distinct critical points that a search found, sorted by loss.

    Attributes:
        points: (m, n).
        losses: (m,).
        indices: (m,), numbers of negative eigenvalues of the Hessian.
        seen: (m,), share of random directions in which the loss curves down.
        critical, flat: shares of the starts that came to a critical point, to a gradient-flat one.
    """

    points: Real
    losses: Real
    indices: NDArray[np.int64]
    seen: Real
    critical: float
    flat: float


def census(
    hidden: int, decay: float, seed: Seed, starts: int, scales: Sequence[float],
    leads: Sequence[int], *, activation: str = "tanh", table: int = REAL,
) -> Census:  # fmt: skip
    """Look for critical points of every index, from random places and from places on the way down.

    Newton's method with Levenberg's damping (``dynamics.critical_point``) goes where its start
    leads. From random starts it finds high saddles, hardly ever low ones or minima; from places
    that a descent passes it finds those too. Copies are merged.

    Args:
        hidden: units of the one hidden layer.
        decay, activation, table: of ``surface``.
        seed: of the starts.
        starts: at each scale.
        scales: standard deviations of the starts' entries.
        leads: after so many steps of descent the search begins; 0 is the random start itself.

    >>> census(1, 1e-2, 0, 20, [0.3, 1.0], [0, 8]).indices.tolist()
    [0, 1, 2, 3]
    """
    loss = surface([hidden], decay, activation=activation, table=table)
    rng = np.random.default_rng([hidden, table, *np.atleast_1d(seed)])
    first = np.concatenate([s * rng.normal(size=(starts, loss.size)) for s in scales])
    path = way_down(loss, first, max(leads))
    begun = np.concatenate([path[lead] for lead in leads])
    found = critical_point(loss.gradient, loss.hessian, begun, tolerance=_SOLVED)
    points = found.points[found.converged]
    points = points[np.unique(distinct(loss, points), return_index=True)[1]]
    points = points[np.argsort(loss.loss(points))]
    hessians, ways = loss.hessian(points), rng.normal(size=(WAYS, loss.size))
    bends = np.einsum("ki,mij,kj->mk", ways, hessians, ways, optimize=True)
    return Census(
        points=points,
        losses=loss.loss(points),
        indices=classify(points, loss.gradient(points), hessians).indices,
        seen=np.mean(bends < 0, axis=1),
        critical=float(found.converged.mean()),
        flat=float(np.mean(found.status == "gradient-flat")),
    )


def bent_way(
    loss: NetworkSurface, start: Real, end: Real, *, points: int, steps: int,
    rng: np.random.Generator,
) -> Real:  # fmt: skip
    """Return a low way from one point to another, (points, n): a string that slides downhill.

    E, Ren and Vanden-Eijnden (2007): each place goes down the gradient, then all are spaced
    evenly again. The way found is a low one, not the lowest.

    Args:
        loss: the surface.
        start, end: (n,).
        points: of the string, its ends included.
        steps: how often it slides.
        rng: how the straight string is bent at first, so that it may leave a ridge.

    >>> x, rng = np.ones(17), np.random.default_rng(0)
    >>> bent_way(surface(), x, -x, points=5, steps=1, rng=rng)[[0, -1], 0].tolist()
    [1.0, -1.0]
    """
    t = np.linspace(0, 1, points)
    way = start + t[:, None] * (end - start)
    way += np.sin(np.pi * t)[:, None] * rng.normal(size=start.shape)
    for _ in range(steps):
        way[1:-1] -= _SLIDE * loss.gradient(way[1:-1])
        gone = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1)))
        way = np.stack([np.interp(t * gone[-1], gone, column) for column in way.T], axis=1)
    return way


# --- planes -------------------------------------------------------------------------------------


def frame(point: Real, turn: str, *, rng: np.random.Generator) -> tuple[Real, float]:
    """Return two orthogonal directions of a plane through a point, each as long as the point.

    Args:
        point: (n,).
        turn: "random" for two random directions; "swap" for a first one that leads to the copy
            of the point with its hidden units swapped, and a random one across it.
        rng: source of the directions.

    Returns:
        Directions (2, n), and where along the first the copy lies; NaN on a random plane.

    >>> (one, two), reach = frame(np.arange(1.0, 18.0), "swap", rng=np.random.default_rng(0))
    >>> np.allclose(np.arange(1.0, 18.0) + reach * one, swapped(np.arange(1.0, 18.0)))
    True
    """
    checks.one_of(turn, ("random", "swap"), "turn")
    length, drawn = np.linalg.norm(point), rng.normal(size=(2, len(point)))
    if turn == "swap":
        drawn[0] = swapped(point) - point
    basis = np.linalg.qr(drawn.T)
    reach = np.linalg.norm(drawn[0]) / length if turn == "swap" else np.nan
    return length * (basis.Q * np.sign(np.diag(basis.R))).T, float(reach)


def plane(loss: NetworkSurface, point: Real, directions: Real, steps: ArrayLike) -> Plane:
    """Return the loss at point + x d_1 + y d_2 on a grid, x and y over the same steps."""
    x, y = np.meshgrid(steps, steps)
    at = point + x[..., None] * directions[0] + y[..., None] * directions[1]
    return Plane(np.asarray(steps), np.asarray(steps), loss.loss(at))


def others(cut: Plane, reach: float, count: int = 2) -> Real:
    """Return a plane's lowest minima but the point in its middle and its copy, (count, 2).

    Args:
        cut: the plane, with the point at (0, 0).
        reach: where the copy lies, at (reach, 0); NaN if it does not.
        count: how many, the rest filled up with NaN.

    >>> x = np.linspace(-2, 2, 17)
    >>> others(Plane(x, x, (x[:, None] ** 2 - 1) ** 2 + x**2), np.nan).tolist()
    [[0.0, -1.0], [0.0, 1.0]]
    """
    rows, columns = grid_minima(cut).T
    lowest_first = np.argsort(cut.losses[rows, columns], kind="stable")
    places = np.stack([cut.x[columns], cut.y[rows]], axis=-1)[lowest_first]
    known = np.array([[0.0, 0.0], [reach, 0.0]])
    apart = np.linalg.norm(places[:, None] - known, axis=-1) > 2 * np.diff(cut.x)[0]
    new = places[(apart | np.isnan(known[:, 0])).all(axis=1)][:count]
    return np.concatenate([new, np.full((count - len(new), 2), np.nan)])
