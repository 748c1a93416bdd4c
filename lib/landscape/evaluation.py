"""Losses at many points of a line, a plane or a curve in parameter space."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lib import checks
from lib.networks import ACTIVATIONS, MLP, Objective, augmented, get_parameters, plain_perceptron
from lib.networks.losses import check_fit
from lib.networks.parameters import check_steady, copied, set_parameters, tensor
from lib.networks.together import over_threads

Real = NDArray[np.float64]
Loss = Callable[[nn.Module], Tensor]
Point = nn.Module | Tensor | NDArray

_ROW = 32  # points of a row at most: pieces for the threads
_BLOCK = 1024  # images worked on together at most: what passes through a layer stays in the cache


@torch.no_grad()
def losses_at(
    network: nn.Module,
    objective: Objective | Loss,
    directions: Sequence[Point],
    coordinates: ArrayLike,
    *,
    origin: Point | None = None,
) -> Real:
    """Return the loss at origin + Σ_k c_k d_k for many coordinates c.

    The network's parameters are never touched, also not for a moment. For a plain perceptron
    (see ``lib.networks.plain_perceptron``) with an ``Objective`` the first layer is multiplied with
    the images only once for the origin and each direction, since it is linear in the weights, and
    points are shared between threads (see ``Family``); points that differ in the first coordinate
    only should follow each other. Any other network goes through a copy of itself, point by point.

    Args:
        network: says what is evaluated; its parameters are the origin unless one is given.
        objective: an ``Objective``, or any function of a network that returns a scalar tensor.
        directions: K vectors (P,), in the order of ``get_parameters``.
        coordinates: (n, K).
        origin: a vector (P,) or another network of this shape.

    Returns:
        (n,) losses; they agree with float64 to 1e-5, relatively, for a float32 network.

    Raises:
        ValueError: if shapes do not fit together, or the loss changes from call to call, as with
            dropout while training.

    >>> from lib.networks import MLP, objective
    >>> network = MLP((2, 3, 2), rng=np.random.default_rng(0))
    >>> task = objective(np.eye(2, dtype=np.float32), [0, 1])
    >>> at = losses_at(network, task, [-get_parameters(network)], [[0.0], [1.0]])
    >>> bool(np.isclose(at[0], task(network).item())), bool(np.isclose(at[1], np.log(2)))
    (True, True)
    """
    origin = vector(network if origin is None else origin, network)
    vectors = torch.stack([origin, *(vector(direction, network) for direction in directions)])
    points = checks.finite(coordinates, "a coordinate")
    if not len(directions) or points.ndim != 2 or points.shape[1] != len(directions):
        shape = f"{len(directions)} directions and coordinates {points.shape}"
        raise ValueError(f"K > 0 directions go with coordinates (n, K), not {shape}")
    if not len(points):
        return np.empty(0)
    plain = plain_perceptron(network)
    if plain is not None and isinstance(objective, Objective):
        return _of_perceptron(plain, objective, vectors, points)
    check_steady(network, objective)
    probe, losses = copied(network), []
    for point in points:
        set_parameters(probe, vectors[0] + vectors[1:].T @ torch.from_numpy(point).to(vectors))
        losses.append(float(objective(probe)))
    return np.array(losses)


def vector(point: Point, network: nn.Module) -> Tensor:
    """Return a network's or an array's parameters as a vector (P,) like those of a network.

    Raises:
        ValueError: if the length is another, or an entry is not finite.
    """
    like = get_parameters(network)
    given = get_parameters(point) if isinstance(point, nn.Module) else tensor(point)
    if given.shape != like.shape:
        shape = tuple(given.shape)
        raise ValueError(f"the network has {len(like)} parameters, not a vector of shape {shape}")
    if not given.isfinite().all():
        raise ValueError("a point or direction has entries that are not finite")
    return given.to(like)


def _of_perceptron(network: MLP, objective: Objective, vectors: Tensor, points: Real) -> Real:
    """Evaluate a perceptron, rows of points by blocks of images shared between threads."""
    check_fit(network.widths, network.weights[0].dtype, objective)
    terms = augmented(vectors, network.widths, biased=network.biases[0] is not None)
    count = -(-len(objective) // _BLOCK)
    blocks = torch.arange(len(objective)).tensor_split(count)
    families = [Family(network, objective.some(block), terms) for block in blocks]
    rows = _rows(points)
    tasks = itertools.product(families, rows)
    sums = over_threads(lambda task: task[0].sums(task[1]), tasks)
    total = sum(
        np.concatenate(sums[first : first + len(rows)]) for first in range(0, len(sums), len(rows))
    )
    return np.asarray(total) / len(objective)


def _rows(points: Real) -> list[Real]:
    """Cut points into rows of which only the first coordinate differs."""
    turns = np.flatnonzero((np.diff(points[:, 1:], axis=0) != 0).any(axis=1)) + 1
    rows = np.split(points, turns)
    return [row[first : first + _ROW] for row in rows for first in range(0, len(row), _ROW)]


class Family:
    """The networks θ_0 + Σ_k c_k d_k on fixed images, for any coordinates c.

    The sums of the first layer are W_1 x + b_1, linear in the parameters. So those of any member
    are Z_0 + Σ_k c_k Z_k, where Z_0 belongs to θ_0 and Z_k to d_k: the products with the images,
    most of the work for images of many pixels, are done once. The layers above pass through
    plain matrix products.

    Columns are images. A row of ones below what enters a layer, and the biases as one more column
    of its weights, add the biases within the product; a matrix product reads columns of 1,000
    images in whole cache lines, which it could not do with rows of 87 units.

    Args:
        network: gives widths, activation and shortcuts; its parameters are not used.
        objective: the loss and its images.
        terms: θ_0, d_1, …, d_K as layers [W b], (1 + K, out, in + 1) each.
    """

    def __init__(self, network: MLP, objective: Objective, terms: Sequence[Tensor]) -> None:
        self.activate, self.residual = ACTIVATIONS[network.activation].in_place, network.residual
        self.widths, self.objective = network.widths, objective
        ones = objective.inputs.new_ones(1, len(objective))
        sums = terms[0].flatten(0, 1) @ torch.cat([objective.inputs.T, ones])
        self.first = sums.view(len(terms[0]), -1, len(objective))
        self.rest = terms[1:]

    @torch.no_grad()
    def sums(self, row: Real) -> Real:
        """Return the losses summed over the images, for points (n, K) that differ in the first."""
        images, steps, others = self.first.shape[2], row[:, 0].tolist(), row[0, 1:].tolist()
        outputs = self.first.new_empty(len(row), self.widths[-1], images)
        # What enters a layer, with the row of ones below; and the same without it.
        entering = [self.first.new_ones(width + 1, images) for width in self.widths[1:-1]]
        inner = [values[:-1] for values in entering]
        start, along = _at(self.first, others), self.first.new_tensor(steps)[:, None, None]
        weights = [
            torch.addcmul(_at(terms, others), along, terms[1]).unbind() for terms in self.rest
        ]
        # Three short calls a point and layer, no more: Python's lock is held between them.
        for k, out in enumerate(outputs.unbind()):
            leaving = [*inner, out]
            torch.add(start, self.first[1], alpha=steps[k], out=leaving[0])
            for l, members in enumerate(weights):
                self.activate(leaving[l])
                if self.residual and l:
                    both = min(len(inner[l]), len(inner[l - 1]))
                    inner[l][:both] += inner[l - 1][:both]
                torch.mm(members[k], entering[l], out=leaving[l + 1])
        losses = self.objective.per_image(outputs, self.objective.shared(len(outputs)))
        return losses.sum(1, dtype=torch.float64).cpu().numpy()


def _at(terms: Tensor, coordinates: Sequence[float]) -> Tensor:
    """Return T_0 + Σ_{k ≥ 2} c_k T_k: a row's part without the first direction."""
    total = terms[0].clone()
    for c, term in zip(coordinates, terms[2:], strict=True):
        total.add_(term, alpha=c)
    return total
