"""Chapter 08: is a trained network glassy? Four protocols of Liao and others (2024), with controls.

First what lies on the straight way between two networks; then how fast a loss is forgotten on a
walk over a sphere; whether solutions form a tree; whether flat solutions err less. Last what the
ledger asks, about the ways.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform
from torch import nn

from lib import checks, curvature, landscape, networks, spinglass, statistics
from lib.chapters import Real, Row, repeated, row
from lib.dynamics import descend
from lib.networks import MLP, Objective, Recipe
from lib.networks.stack import Stack
from lib.statistics import Effect

ENDS = ("as trained", "units matched", "its own copy")  # of the ways from a network
MEASURES = ("trace", "top eigenvalue", "Euclidean rise", "filter rise")  # of sharpness
RULERS = ("unit", "filter")  # of the two rises
_BLOCK = 128  # walkers at a time, so that memory does not grow with their number
_EVERY = {"21": 2, "11": 4}  # fewer points of a way, and how far apart they stand


# --- the way between two networks ---------------------------------------------------------------


@dataclass(frozen=True)
class Ways:
    """The ways of the pairs of networks 0–1, 2–3, …, which share no network.

    Attributes:
        steps: t, 0 at the first network of a pair and 1 at the other end, (points,).
        losses: training loss along each way, (pairs, 3, points), in the order of ``ENDS``.
        errors: share of test images misread along the ways of the first pair, (3, points).
        untrained: mean training loss of each pair before training, (pairs,).
        known, rises: training loss along a way of each pair whose rise follows from its outputs,
            (pairs, points), and that rise, (pairs,); see ``doubled``.
        parameters: of all networks, in single precision, (2 pairs, P).
    """

    steps: Real
    losses: Real
    errors: Real
    untrained: Real
    known: Real
    rises: Real
    parameters: NDArray[np.float32]

    def barriers(self, kind: str, *, every: int = 1) -> Real:
        """Return how far each way rises above its ends, over the untrained loss, (pairs,).

        Args:
            kind: one of ``ENDS``.
            every: take each so many-th point of the ways only.
        """
        return self._climbs(self.losses[:, ENDS.index(kind)], every) / self.untrained

    def known_over(self, *, every: int = 1) -> Real:
        """Return the barriers of the ways whose rise is known, over what is known, (pairs,)."""
        return self._climbs(self.known, every) / self.rises

    def _climbs(self, lines: Real, every: int) -> Real:
        steps = self.steps[::every]
        rises = [landscape.barrier(landscape.Line(steps, line)) for line in lines[:, ::every]]
        return np.array(rises)


def other_ends(one: MLP, other: MLP, *, rng: np.random.Generator) -> dict[str, MLP]:
    """Return the other ends of the three ways from a network, by kind.

    Args:
        one, other: of one shape.
        rng: the order of the units of the copy.
    """
    copied = networks.shuffled(one, rng=rng)
    return dict(zip(ENDS, (other, networks.aligned(other, one), copied), strict=True))


def doubled(one: MLP) -> tuple[MLP, MLP]:
    """Return a network with as many silent units behind its own, and with them before its own.

    All weights of silent units are zero. On the straight way between the two every unit stands
    twice, with weights (1 − t) and t times its own; a rectifier gives both factors on, so that the
    outputs less their biases are (1 − t)² + t² times the network's, one half in the middle.

    Args:
        one: with one hidden layer of rectifiers.
    """
    inputs, hidden, classes = one.widths
    first, bias, last, top = networks.cut(networks.get_parameters(one), networks.shapes(one.widths))
    twins = []
    for own in (slice(0, hidden), slice(hidden, 2 * hidden)):
        wide = [torch.zeros(2 * hidden, inputs), torch.zeros(2 * hidden)]
        wide += [torch.zeros(classes, 2 * hidden), top]
        wide[0][own], wide[1][own], wide[2][:, own] = first, bias, last
        twin = MLP((inputs, 2 * hidden, classes), rng=torch.Generator())
        networks.set_parameters(twin, networks.joined(wide))
        twins.append(twin)
    return twins[0], twins[1]


@torch.no_grad()
def halved(one: MLP, task: Objective) -> float:
    """Return how far the loss rises when the outputs less their biases are halved."""
    outputs, top = one(task.inputs), one.biases[-1]
    loss = task.per_image((outputs + top) / 2, task.targets).mean()
    return float(loss - task(one))


def train_pairs(recipe: Recipe, seed: Sequence[int], *, pairs: int, points: int) -> Ways:
    """Train pairs of networks from a seed and walk straight from one to the other.

    Args:
        recipe: of the networks.
        seed: of weights and orders of images.
        pairs: how many.
        points: of each way.

    >>> recipe = Recipe(hidden=(3,), phases=((0.01, 2),), batch=10, images=20, side=4)
    >>> train_pairs(recipe, [0], pairs=2, points=5).losses.shape
    (2, 3, 5)
    """
    tasks, rng = recipe.tasks(), np.random.default_rng([*seed, 1])
    runs = networks.train_from_seed(recipe, seed, 2 * pairs)
    couples = list(zip(runs.networks[::2], runs.networks[1::2], strict=True))
    places = [other_ends(one, other, rng=rng) for one, other in couples]
    lines = [
        [landscape.segment(one, end, tasks.train, points) for end in at.values()]
        for (one, _), at in zip(couples, places, strict=True)
    ]

    def error(network: nn.Module) -> torch.Tensor:
        return torch.tensor(tasks.test.error(network))

    first = [landscape.segment(couples[0][0], end, error, points) for end in places[0].values()]
    return Ways(
        steps=first[0].steps,
        losses=np.array([[line.losses for line in three] for three in lines]),
        errors=np.array([line.losses for line in first]),
        untrained=runs.losses[:, 0].reshape(-1, 2).mean(axis=1),
        known=np.array(
            [landscape.segment(*doubled(one), tasks.train, points).losses for one, _ in couples]
        ),
        rises=np.array([halved(one, tasks.train) for one, _ in couples]),
        parameters=runs.parameters.astype(np.float32),
    )


def cohorts(plan: SimpleNamespace, *, family: int = 1) -> dict[str, list[Ways]]:
    """Return the ways between trained networks, by setting of the ledger: groups of pairs.

    One thing is varied at a time: the number of hidden units, or the loss at which training ends.
    A network too narrow to get there is trained for as long as the recipe lasts.

    Args:
        plan: ``presets.chapter("08", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    usual = Recipe(**plan.recipe)
    others = {f"{h} hidden units": replace(usual, hidden=(h,)) for h in plan.widths}
    for stop in plan.stops:
        longer = tuple((rate, 3 * epochs) for rate, epochs in usual.phases)
        name = f"the training loss at the ends = {stop}"
        others[name] = replace(usual, stop=stop, phases=longer)

    def ways(recipe: Recipe, groups: int) -> list[Ways]:
        case = {"recipe": recipe, "pairs": plan.leaves // 2, "points": plan.points}
        which = {"family": family, "count": groups}
        return repeated(
            train_pairs, case, "08-solutions", **which, name="08-ways", workers=plan.workers
        )

    few = {name: ways(recipe, plan.few_groups) for name, recipe in others.items()}
    return {"reference": ways(usual, plan.groups), **few}


def mean_barrier(groups: list[Ways], kind: str, *, every: int = 1) -> Effect:
    """Return the mean barrier of all pairs, over the loss of an untrained network.

    Args:
        groups: of one setting.
        kind, every: as of ``Ways.barriers``.
    """
    values = np.concatenate([each.barriers(kind, every=every) for each in groups])
    return statistics.mean(values, unit="pair")


# --- walks on a sphere --------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """What walkers find who start anywhere on a sphere, and who start at one low place.

    Attributes:
        overlaps: q, cosines between where a walker started and where it stands, (K,).
        starts: the function where each walker starts, a place of its own, (walkers,).
        ends: the function at each overlap, (2, K, walkers); each walks one way and the opposite.
        memory: what is left, at each overlap, of a low place's distance from the mean, (K,); empty
            where no low place was walked away from.
    """

    overlaps: Real
    starts: Real
    ends: Real
    memory: Real

    @property
    def correlations(self) -> Real:
        """C(q), the share of a start's distance from the mean that the ends keep, (K,).

        The mean over two opposite ways has no part in the first order of a step, so that it takes
        far fewer walkers to see how much is kept.
        """
        middle = self.ends.mean()
        own, kept = self.starts - middle, self.ends.mean(axis=0) - middle
        return kept @ own / (own @ own)

    def exponent(self, near: float = 0.9) -> float:
        """Return ln C/ln q at the overlap nearest to a given one: p, for a spin glass."""
        k = int(np.argmin(np.abs(self.overlaps - near)))
        return float(np.log(self.correlations[k]) / np.log(self.overlaps[k]))


def moved(points: Real, overlap: float, *, rng: np.random.Generator) -> tuple[Real, Real]:
    """Return where walks from points end once the overlap with the start is a given one.

    A walk without preferred directions meets the places at overlap q with equal chance. So the
    ends are q σ ± √(1 − q²) e, with e a random unit vector at right angles to σ.

    Args:
        points: σ, unit vectors, (walkers, n).
        overlap: q, from −1 to 1.
        rng: of the walks.

    Returns:
        The ends of one way and of the opposite, (walkers, n) each.

    >>> one, other = moved(np.eye(3), 0.5, rng=np.random.default_rng(0))
    >>> np.diag(one).round(9), np.diag(other).round(9)
    (array([0.5, 0.5, 0.5]), array([0.5, 0.5, 0.5]))
    """
    overlap = checks.real(overlap, "an overlap", least=-1, most=1)
    noise = checks.generator(rng).standard_normal(points.shape)
    noise -= np.sum(noise * points, axis=1, keepdims=True) * points
    kept, new = overlap * points, np.sqrt(1 - overlap**2) * (noise / _norms(noise))
    return kept + new, kept - new


def walk(
    function: Callable[[Real], Real], n: int, overlaps: Sequence[float], *, walkers: int,
    low: ArrayLike | None = None, rng: np.random.Generator,
) -> Walk:  # fmt: skip
    """Let walkers start at random places of a sphere, and others all at one low place.

    Args:
        function: of unit vectors, (m, n) → (m,).
        n: dimension.
        overlaps: at which the function is looked at.
        walkers: how many start anywhere.
        low: the low place, (n,), which a block of them leaves, each its own way.
        rng: of starts and walks.

    >>> found = walk(lambda x: x[:, 0], 40, [0.5], walkers=4000, rng=np.random.default_rng(0))
    >>> round(found.exponent(), 2)
    1.0
    """

    def ends(start: Real) -> Real:
        seen = [[function(end) for end in moved(start, q, rng=rng)] for q in overlaps]
        return np.swapaxes(seen, 0, 1)

    def block(size: int) -> tuple[Real, Real]:
        start = rng.standard_normal((size, n))
        start /= _norms(start)
        return function(start), ends(start)

    blocks = [block(min(_BLOCK, walkers - first)) for first in range(0, walkers, _BLOCK)]
    starts, found = (np.concatenate(part, axis=-1) for part in zip(*blocks, strict=True))
    left = np.empty(0)
    if low is not None:
        begin = np.asarray(low, float)[None]
        away = ends(np.repeat(begin, min(_BLOCK, walkers), axis=0)).mean(axis=(0, 2))
        left = (away - found.mean()) / (function(begin) - found.mean())
    return Walk(np.array(overlaps, float), starts, found, left)


def network_walk(
    recipe: Recipe, parameters: ArrayLike, seed: Sequence[int], *, images: int, **size: Any
) -> Walk:
    """Walk on the sphere of a trained network, and away from it.

    Args:
        recipe: of the network.
        parameters: of the network, (P,): all its weights together are one point.
        seed: of the walks, and of the images that make the loss an instance of its own.
        images: how many of the training images.
        **size: overlaps and walkers, as of ``walk``.
    """
    rng, task = np.random.default_rng(seed), recipe.tasks().train
    some = task.some(torch.from_numpy(rng.permutation(len(task))[:images]))
    radius = float(np.linalg.norm(parameters))
    loss, low = partial(losses_at, recipe.widths, some, radius), np.asarray(parameters) / radius
    return walk(loss, len(low), **size, low=low, rng=rng)


def glass_walk(n: int, p: int, seed: Sequence[int], **size: Any) -> Walk:
    """Walk over one spin glass, and away from one of its minima: the positive control.

    Both laws are q^p: given that the energy at a point is E, its mean at overlap q is E q^p, also
    where the point is a critical one, since the gradient there is independent of the energy. With
    n spins a random instance holds a share of order 1/n of lower degrees as well.

    Args:
        n, p, seed: the instance, as of ``spinglass.draw``, which also draws the walks.
        **size: overlaps and walkers, as of ``walk``.
    """
    model, rng = spinglass.draw(n, p, tuple(seed))
    low = descend(model, spinglass.random_points(n, count=1, rng=rng)).points[0] / np.sqrt(n)

    def energy(points: Real) -> Real:
        return model.energy(np.sqrt(n) * points)

    return walk(energy, n, **size, low=low, rng=rng)


def losses_at(widths: Sequence[int], task: Objective, radius: float, points: ArrayLike) -> Real:
    """Return the loss of many ReLU networks of one shape, (m,).

    Args:
        widths: from inputs to outputs.
        task: the loss.
        radius: that the points are multiplied by.
        points: parameters, (m, P), computed with in single precision.
    """
    rows = torch.from_numpy(np.asarray(radius * np.asarray(points), np.float32))
    parts = networks.cut(rows, networks.shapes(widths))
    return Stack(parts[::2], parts[1::2], "relu").losses(task).numpy()


def _norms(rows: Real) -> Real:
    return np.linalg.norm(rows, axis=1, keepdims=True)


# --- trees of networks --------------------------------------------------------------------------


def tree_indices(distances: ArrayLike) -> dict[str, float]:
    """Return how much of a tree distances (n, n) make, by three numbers.

    "cophenetic" is the correlation of the distances with the heights at which the dendrogram joins
    the points (Sokal and Rohlf 1962); "naive" the mean of (d_3 − d_2)/d_3 over triangles, small
    for any equidistant points; for "ultrametricity" see the function of this name.

    >>> found = tree_indices([[0, 1, 4, 4], [1, 0, 4, 4], [4, 4, 0, 2], [4, 4, 2, 0]])
    >>> {name: round(value, 9) for name, value in found.items()}
    {'cophenetic': 1.0, 'naive': 0.0, 'ultrametricity': 1.0}
    """
    flat = squareform(np.asarray(distances, float), checks=False)
    _, middle, high = triangles(distances)
    return {
        "cophenetic": float(hierarchy.cophenet(linkage(distances), flat)[0]),
        "naive": float(np.mean((high - middle) / high)),
        "ultrametricity": ultrametricity(distances),
    }


def ultrametricity(distances: ArrayLike) -> float:
    """Return 1 − 2 ⟨(d_3 − d_2)/(d_3 − d_1)⟩ over all triangles with sides d_1 ≤ d_2 ≤ d_3.

    In an ultrametric space the two longest sides of every triangle are equal: 1. Sides that are
    independent draws from one symmetric law give 0 on the average, however little they differ,
    so that equidistant points do not pass for a tree. Equilateral triangles say nothing and are
    left out; NaN if there are no others.

    Args:
        distances: (n, n), symmetric.

    >>> ultrametricity([[0, 1, 2], [1, 0, 3], [2, 3, 0]])
    0.0
    """
    low, middle, high = triangles(distances)
    wide = high > low
    if not wide.any():
        return float("nan")
    return float(1 - 2 * np.mean((high - middle)[wide] / (high - low)[wide]))


def triangles(distances: ArrayLike) -> Real:
    """Return the sides of all triangles of points, shortest first, (3, triangles).

    Raises:
        ValueError: if there are less than three points.
    """
    d = np.asarray(distances, float)
    if len(d) < 3:
        raise ValueError(f"a hierarchy needs three points or more, not {len(d)}")
    i, j, k = np.array(list(combinations(range(len(d)), 3))).T
    return np.sort([d[i, j], d[i, k], d[j, k]], axis=0)


def linkage(distances: ArrayLike) -> Real:
    """Return scipy's linkage matrix of distances (n, n): groups join at their mean distance."""
    return hierarchy.average(squareform(np.asarray(distances, float), checks=False))


def brackets(distances: ArrayLike) -> Real:
    """Return a dendrogram as one line, x and y, (2, 5 (n − 1)): brackets with NaN between.

    Leaves stand at 0, 1, 2, …; heights are distances.

    >>> brackets([[0, 1, 4], [1, 0, 4], [4, 4, 0]])[1, [1, 6]]
    array([1., 4.])
    """
    joins = linkage(distances)
    drawn = hierarchy.dendrogram(joins, no_plot=True)
    gap = np.full((len(joins), 1), np.nan)
    x, y = (np.hstack([np.array(drawn[key], float), gap]).ravel() for key in ("icoord", "dcoord"))
    return np.array([(x - 5) / 10, y])


def pair_overlaps(points: ArrayLike, distances: ArrayLike) -> Real:
    """Return the cosines between points (n, P) that belong to their distances, (pairs,).

    q = (|a|² + |b|² − d²)/(2|a||b|): the overlap whose distribution P(q) spin glass theory studies.

    >>> pair_overlaps([[3, 0], [0, 4]], [[0, 5], [5, 0]])
    array([0.])
    """
    norms = np.linalg.norm(np.asarray(points, float), axis=1)
    i, j = np.triu_indices(len(norms), 1)
    squares = np.square(np.asarray(distances, float)[i, j])
    return (norms[i] ** 2 + norms[j] ** 2 - squares) / (2 * norms[i] * norms[j])


def null_distances(recipe: Recipe, points: ArrayLike, seed: Sequence[int], *, draws: int) -> Real:
    """Return the distances of random points in place of networks, units matched, (draws, n, n).

    Args:
        recipe: of the networks.
        points: their parameters, (n, P).
        seed: of the random points.
        draws: how often they are drawn.
    """
    rng = np.random.default_rng(seed)
    like = recipe.network(rng=rng)
    drawn = [null_points(points, recipe.widths, rng=rng) for _ in range(draws)]
    return np.array([networks.distances(each, like, align=True) for each in drawn])


def null_points(points: ArrayLike, widths: Sequence[int], *, rng: np.random.Generator) -> Real:
    """Return random points in place of networks (n, P), the norm of each layer kept: the null.

    In many dimensions they are all nearly equally far from each other: no hierarchy.
    """
    parts = networks.cut(np.asarray(points, float), networks.shapes(widths))
    drawn = [checks.generator(rng).standard_normal(part.shape) for part in parts]
    pairs = [
        [each.reshape(len(each), -1) for each in pair] for pair in zip(parts, drawn, strict=True)
    ]
    return np.hstack([new * _norms(old) / _norms(new) for old, new in pairs])


def forked_runs(
    recipe: Recipe, seed: Sequence[int], *, branches: Sequence[int], epochs: Sequence[int]
) -> Real:
    """Train some networks for a while, let each go on as several runs, and so on, to the end.

    Runs share their weights until they part; after it each has its own order of images, and the
    optimiser begins anew in each. The first branches have independent initial weights, which do
    not depend on when runs part, so that families of one seed can be compared.

    Args:
        recipe: of all runs, of one phase: the most a run trains, what it shares included.
        seed: of the family.
        branches: how many runs there are at first, and into how many each parts at every fork.
        epochs: when they part, rising, all before the recipe ends; one fewer than ``branches``.

    Returns:
        Parameters of the runs, those that parted last beside each other, (runs, P).

    Raises:
        ValueError: if there is not one epoch a fork, or they do not rise within the recipe's.

    >>> recipe = Recipe(hidden=(3,), phases=((0.01, 3),), batch=10, images=20, side=4)
    >>> forked_runs(recipe, [0], branches=(2, 2), epochs=[1]).shape
    (4, 91)
    """
    ((rate, most),) = recipe.phases
    times = [0, *epochs, most]
    if len(branches) != len(times) - 1 or times != sorted(times) or times[-2] == most:
        raise ValueError(f"{len(branches) - 1} forks rise to below {most}, not {list(epochs)}")
    runs = recipe.fresh(seed, branches[0])
    orders = np.random.default_rng([*seed, 1]).spawn(len(branches))
    for k, (length, parts) in enumerate(zip(np.diff(times), branches, strict=True)):
        if k:
            runs = [copy.deepcopy(run) for run in runs for _ in range(parts)]
        if length:
            part = replace(recipe, phases=((rate, int(length)),))
            runs = part.train(runs, orders[k].spawn(len(runs))).networks
    return np.stack([networks.get_parameters(run).double().numpy() for run in runs])


# --- flat solutions -----------------------------------------------------------------------------


class Flat(NamedTuple):
    """Measures of solutions, all larger where the loss is sharper, and their test errors.

    Attributes:
        measures: (4, n), in the order of ``MEASURES``.
        losses: training loss, (n,), which stands for how far training went.
        errors: share of test images misread, (n,).
    """

    measures: Real
    losses: Real
    errors: Real


def associations(groups: Sequence[Flat], *, within: bool) -> dict[str, Effect]:
    """Return how each measure goes with the test error, the training loss held fixed.

    Args:
        groups: of networks, made in different ways.
        within: count differences inside a group only.

    Returns:
        Measure → its rank correlation.
    """
    measures, losses, errors = (np.concatenate(part, axis=-1) for part in zip(*groups, strict=True))
    labels = np.repeat(np.arange(len(groups)), [len(group.errors) for group in groups])
    given = {"held": losses, "groups": labels if within else None}
    return {
        name: statistics.rank_correlation(row, errors, unit="network", **given)
        for name, row in zip(MEASURES, measures, strict=True)
    }


def flatness(recipe: Recipe, seed: Sequence[int], *, count: int, images: int, **looks: Any) -> Flat:
    """Train networks from a seed, and measure each at its end.

    Args:
        recipe, seed, count: which networks.
        images: training images on which the loss is taken.
        **looks: as of ``sharpness``.
    """
    tasks, rng = recipe.tasks(), np.random.default_rng([*seed, 1])
    runs = networks.train_from_seed(recipe, seed, count)
    task = tasks.train.some(slice(images))
    rows = [sharpness(network, task, **looks, rng=rng) for network in runs.networks]
    errors = [tasks.test.error(network) for network in runs.networks]
    return Flat(np.array(rows).T, runs.losses[:, -1], np.array(errors))


def sharpness(
    network: MLP, task: Objective, *, probes: int, directions: int, steps: Mapping[str, float],
    rng: np.random.Generator,
) -> list[float]:  # fmt: skip
    """Return how sharp the loss is at a network, in the order of ``MEASURES``.

    Args:
        network, task: the solution and its loss.
        probes: of the trace.
        directions: how many random ones, for each of the rises.
        steps: their lengths: of "unit" directions, and of "filter" ones in units of each filter.
        rng: of probes and directions.
    """
    operator = curvature.hessian(network, task)
    trace = curvature.trace(operator, rng=rng, probes=probes).value
    top = float(curvature.eigenpairs(operator, 1, rng=rng).values[0])
    rises = [rise(network, task, kind, steps[kind], directions, rng=rng) for kind in RULERS]
    return [trace, top, *rises]


def rise(
    network: MLP, task: Objective, kind: str, step: float, count: int, *, rng: np.random.Generator
) -> float:
    """Return how much the loss rises on the average at a step in random directions, both ways.

    Args:
        network, task: the solution and its loss.
        kind: a normalisation of ``landscape.random_direction``.
        step: in units of the normalised direction.
        count: how many directions.
        rng: of the directions.
    """
    ways = [landscape.random_direction(network, normalisation=kind, rng=rng) for _ in range(count)]
    seen = np.array([landscape.line(network, task, way, [-step, 0, step]).losses for way in ways])
    return float(np.mean(seen[:, ::2]) - np.mean(seen[:, 1]))


# --- what the ledger asks -----------------------------------------------------------------------


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    The control of C20.walled-off are barriers that are known.

    Args:
        plan, family: as of ``cohorts``.
    """
    found = cohorts(plan, family=family)
    cases = [(name, groups, 1) for name, groups in found.items()]
    usual = found["reference"]
    cases += [(f"the points of a way = {name}", usual, every) for name, every in _EVERY.items()]
    rows = []
    for setting, groups, every in cases:
        known = np.concatenate([each.known_over(every=every) for each in groups])
        barrier = mean_barrier(groups, "units matched", every=every)
        rows.append(row("C20.walled-off", barrier, known.mean(), setting, "fig-08-barrier"))
    return rows
