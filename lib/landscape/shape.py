"""Numbers for the shape of a surface: how wide, how convex, how rough, how many minima; chords."""

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from lib import checks
from lib.landscape.surfaces import Line, Plane, segment
from lib.networks import MLP, Objective, Rng, shuffled, torch_generator

# Second differences below this share of the loss are rounding of float32, not curvature.
_ROUNDING = 1e-6


def radius(path: Line, level: float) -> float:
    """Return how far one can go from step 0 before the loss reaches a level.

    Between steps the loss is taken as straight. A line that runs both ways from 0 gives the mean
    of both sides.

    Args:
        path: a line whose steps contain 0 and rise.
        level: a loss.

    Returns:
        The distance in units of the step; 0 if the loss is there at step 0 already, infinity if
        it is not reached within the line on some side. What is no number is above every level.

    Raises:
        ValueError: if the steps do not rise or do not contain 0, or the loss there is no number.

    >>> radius(Line(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 4.0])), 2.5)
    1.5
    """
    steps, losses, level = path.steps, path.losses, checks.real(level, "the level")
    (start,) = np.nonzero(steps == 0)
    if len(start) != 1 or not (np.diff(steps) > 0).all():
        raise ValueError("a radius needs steps that rise and contain 0")
    k = int(start[0])
    if np.isnan(losses[k]):
        raise ValueError("the loss at step 0 is not a number: there is no radius around it")
    sides = [(steps[k:], losses[k:]), (-steps[k::-1], losses[k::-1])]
    return float(np.mean([_crossing(t, values, level) for t, values in sides if len(t) > 1]))


def nonconvex_share(surface: Plane) -> float:
    """Return the share of the inner grid points at which the surface curves down somewhere.

    There the matrix of second differences has an eigenvalue below 0 by more than rounding of
    single precision can make. A minimum of the network need not lie on a plane for a plane to be
    convex: the share speaks about this plane only.

    Raises:
        ValueError: if the grid has less than three points a side, or a loss is not finite.

    >>> x = np.linspace(-1, 1, 5)
    >>> nonconvex_share(Plane(x, x, x[:, None] ** 2 - x**2))
    1.0
    """
    f = _grid(surface, 3)
    inner = f[1:-1, 1:-1]
    # In units of the grid: the sign of the lowest eigenvalue is the same in any other.
    fxx = f[1:-1, 2:] - 2 * inner + f[1:-1, :-2]
    fyy = f[2:, 1:-1] - 2 * inner + f[:-2, 1:-1]
    fxy = (f[2:, 2:] - f[2:, :-2] - f[:-2, 2:] + f[:-2, :-2]) / 4
    lowest = (fxx + fyy) / 2 - np.hypot((fxx - fyy) / 2, fxy)
    return float(np.mean(lowest < -_ROUNDING * np.abs(inner)))


def roughness(surface: Plane) -> float:
    """Return the mean over both axes of the root mean square third difference, over the range.

    ½ (rms Δ³_x L + rms Δ³_y L) / (max L − min L). A third difference of neighbouring points
    vanishes on any quadratic surface, and is large on a sawtooth. It falls with the grid's
    spacing on a smooth surface: compare grids with equally many points only.

    Raises:
        ValueError: if the grid has less than four points a side, or a loss is not finite.

    >>> x = np.linspace(-1, 1, 9)
    >>> roughness(Plane(x, x, x[:, None] ** 2 + x**2)) < 1e-12
    True
    """
    losses = _grid(surface, 4)
    extent = np.ptp(losses)
    sizes = [np.sqrt(np.mean(np.diff(losses, 3, axis=axis) ** 2)) for axis in (0, 1)]
    return float(np.mean(sizes) / extent) if extent > 0 else 0.0


def grid_minima(surface: Plane) -> NDArray[np.int64]:
    """Return (row, column) of the inner grid points that lie below their eight neighbours, (k, 2).

    A flat hollow of equal losses counts once, at one of its points. Minima on a plane need not be
    minima of the network, nor the other way round.

    >>> x = np.linspace(-2, 2, 9)
    >>> grid_minima(Plane(x, x, (x[:, None] ** 2 - 1) ** 2 + x**2))
    array([[2, 4],
           [6, 4]])
    """
    losses = _grid(surface, 3)
    flats = losses == ndimage.minimum_filter(losses, 3, mode="nearest")
    labels, count = ndimage.label(flats, np.ones((3, 3)))
    each = np.arange(1, count + 1)
    # A hollow is left alone by what lies around it, and by the end of the grid.
    beside = np.where(flats, np.inf, losses)
    beside = ndimage.minimum_filter(beside, 3, mode="constant", cval=-np.inf)
    rises = ndimage.minimum(beside - losses, labels, each)
    places = np.array(ndimage.minimum_position(losses, labels, each), dtype=np.int64)
    return places[np.asarray(rises) > 0]


def bent_count(excess: ArrayLike, *, rounding: float = 1e-6) -> int:
    """Return at how many chords a function lies above, by more than rounding.

    A function is convex only if it lies above none of its chords.

    Raises:
        ValueError: if one is no number.

    >>> bent_count([-0.5, 2e-7, 0.5])
    1
    """
    values = checks.reals(excess, "an excess")
    return int(np.sum(values > checks.real(rounding, "the rounding")))


def output_chords(
    objective: Objective, chords: int, *, classes: int = 10, scale: float = 5.0, rng: Rng
) -> NDArray[np.float64]:
    """Return how far the loss lies above random chords between outputs of a network, (chords,).

    L((a + b)/2) − (L(a) + L(b))/2; the outputs a and b of all images are drawn from N(0, scale²).
    """
    generator, excess = torch_generator(rng), []
    size = 2, len(objective), checks.whole(classes, "the number of classes", 2)
    for _ in range(checks.whole(chords, "the number of chords", 0)):
        drawn = torch.randn(size, generator=generator, dtype=torch.float64)
        a, b = drawn * checks.real(scale, "the scale")
        losses = [objective.per_image(z, objective.targets).mean() for z in ((a + b) / 2, a, b)]
        excess.append(float(losses[0] - (losses[1] + losses[2]) / 2))
    return np.array(excess)


def weight_chords(
    network: MLP, objective: Objective, chords: int, *, rng: Rng
) -> NDArray[np.float64]:
    """Return how far it lies above chords from a network to ``shuffled`` copies, (chords,).

    A copy computes the same, so that the chord is level.
    """
    generator, excess = torch_generator(rng), []
    for _ in range(checks.whole(chords, "the number of chords", 0)):
        copy = shuffled(network, rng=generator)
        ends = segment(network, copy, objective, [0.0, 0.5, 1.0]).losses
        excess.append(ends[1] - (ends[0] + ends[2]) / 2)
    return np.array(excess)


def _crossing(steps: NDArray, losses: NDArray, level: float) -> float:
    """Return where a path from step 0 first reaches a level."""
    reached = np.nonzero(~(losses < level))[0]
    if not len(reached):
        return np.inf
    k = int(reached[0])
    if k == 0:
        return 0.0
    low, high = losses[k - 1], losses[k]
    share = (level - low) / (high - low) if np.isfinite([low, high]).all() else 1.0
    return float(steps[k - 1] + share * (steps[k] - steps[k - 1]))


def _grid(surface: Plane, least: int) -> NDArray[np.float64]:
    """Return the losses of a grid that is large enough for differences, and all finite."""
    losses = np.asarray(surface.losses, dtype=np.float64)
    if losses.ndim != 2 or min(losses.shape) < least:
        raise ValueError(f"the grid needs {least} points a side, not {losses.shape}")
    if bad := int((~np.isfinite(losses)).sum()):
        raise ValueError(
            f"{bad} of the plane's {losses.size} losses are not finite, so that it is neither "
            "smooth nor convex nor anything else: take a plane within reach"
        )
    return losses
