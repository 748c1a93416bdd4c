"""Chapter 02: how a spin glass's critical points grow, its threshold, a network path by path.

First instances of the spin glass: how the number of their critical points grows, and at which
energy their lowest curvature passes zero. Then networks as sums over paths, which alone ask for
torch: so it is imported where they are made. Last what the ledger asks, of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import critical_points, data, statistics, theory
from lib.chapters import Real, Row, repeated, row
from lib.spinglass import Seed, free_curvatures
from lib.statistics import Effect

if TYPE_CHECKING:
    from lib import networks

SHIFT = 1.5  # spins less than N in the law of the edge: Johnstone and Ma 2012, for GOE matrices
PAIR = (4, 9)  # the digits to tell apart: the output is positive for the first


# --- how the number of critical points grows ----------------------------------------------------


def counts(plan: SimpleNamespace, family: int = 1) -> dict[int, list[critical_points.Count]]:
    """Return the complete counts of instances with three spins per term, by number of spins."""
    count, instances = critical_points.count, plan.growth_instances
    cases = {n: {"n": n, "p": 3} for n in plan.growth_sizes}
    return {
        n: repeated(count, case, "02-growth", family=family, count=instances)
        for n, case in cases.items()
    }


def exact_growth(sizes: ArrayLike, p: int) -> float:
    """Return the factor by which each spin multiplies the exact mean number of critical points.

    >>> round(exact_growth([10, 11], 2), 6)
    1.1
    """
    means = [theory.mean_critical_points(n=int(n), p=p) for n in np.atleast_1d(sizes)]
    return float(np.exp(np.polyfit(np.asarray(sizes, float), np.log(means), 1)[0]))


def exponential_share(sizes: ArrayLike, p: int) -> float:
    """Return how much of the exact mean number's growth is exponential: 0 for a power of N, 1.

    >>> abs(round(exponential_share([10, 20, 40], 2), 9))
    0.0
    """
    n = [int(size) for size in np.atleast_1d(sizes)]
    means = [theory.mean_critical_points(n=size, p=p) for size in n]
    return statistics.exponential_share(n, [[one, one] for one in means], unit="mean").estimate


# --- where the lowest curvature passes zero -----------------------------------------------------


def level_of_hessians(n: int, p: int, seed: Seed, points: int) -> float:
    """Return the mean lowest curvature of an instance at energy zero, over p.

    It is the energy density at which the lowest curvature would be zero: the Hessian at energy
    density u is G − p u 1.

    Args:
        n, p, seed: the instance.
        points: at which its Hessian is taken.
    """
    return float(free_curvatures(n, p, seed, points)[:, 0].mean() / p)


def level_of_matrices(n: int, p: int, seed: Seed, points: int) -> float:
    """Return the same for random matrices in place of Hessians: GOE, variance p(p − 1)/n.

    Args:
        n, p, seed, points: as of ``level_of_hessians``; the matrices have n − 1 rows.
    """
    rng = np.random.default_rng([n, p, *np.atleast_1d(seed)])
    a = rng.normal(0, np.sqrt(p * (p - 1) / (2 * n)), (points, n - 1, n - 1))
    return float(np.linalg.eigvalsh(a + np.swapaxes(a, 1, 2))[:, 0].mean() / p)


def levels(
    plan: SimpleNamespace, p: int, sizes: Sequence[int], family: int = 1, *,
    of: Callable[..., float] = level_of_hessians, times: int = 1,
) -> dict[int, Real]:  # fmt: skip
    """Return the level of every instance, by number of spins.

    Args:
        plan, family: as of ``evidence``.
        p, sizes: spins per term, and numbers of spins.
        of: what gives an instance's level.
        times: take as many instances as the plan, times this.
    """
    cases = {n: {"n": n, "p": p, "points": plan.edge_points} for n in sizes}
    which = {"family": family, "count": times * plan.edge_instances}
    return {
        n: np.array(repeated(of, case, "02-threshold", **which, name="02-edge"))
        for n, case in cases.items()
    }


def edge(levels: Mapping[int, ArrayLike], *, shift: float = SHIFT) -> Effect:
    """Return the level for infinitely many spins, a in √(n/N) (a + b n^(−2/3)), n = N − shift.

    The lowest eigenvalue of a random matrix of N rows lies N^(−2/3) above the edge. The levels
    spread by N^(−2/3) as well, so that a is the slope of n^(2/3) times the level against n^(2/3).

    Args:
        levels: by number of spins N, those of independent instances.
        shift: which makes the next term of the law vanish.

    >>> n = np.array([10.0, 20.0, 40.0])
    >>> y = np.sqrt((n - 1.5) / n) * (-1.6 + (n - 1.5) ** (-2 / 3))
    >>> found = edge({int(k): [v - 1e-9, v + 1e-9] for k, v in zip(n, y)})
    >>> round(found.estimate, 6)
    -1.6
    """
    spins = np.array(list(levels), float)
    x = (spins - shift) ** (2 / 3)
    scale = x * np.sqrt(spins / (spins - shift))
    rows = [k * np.asarray(each) for k, each in zip(scale, levels.values(), strict=True)]
    return statistics.slope(x, rows, unit="instance")


def on_the_way(level: Effect, p: int) -> Effect:
    """Return where a level stands between the two readings of H in −2√((H−1)/H).

    0 is H = p, the number of spins per term; 1 is H = N, the number of spins, infinitely many.

    >>> levels = {10: [-2.0, -2.0], 20: [-2.0, -2.0]}
    >>> round(on_the_way(edge(levels, shift=0), 3).estimate, 9)
    1.0
    """
    spins_per_term, dimension = theory.threshold_energy(p), 2.0

    def place(u: float) -> float:
        return (-u - spins_per_term) / (dimension - spins_per_term)

    low, high = sorted(map(place, level.interval))
    error = abs(place(level.standard_error) - place(0.0))
    return replace(
        level, estimate=place(level.estimate), interval=(low, high), standard_error=error
    )


# --- a network as a sum over paths --------------------------------------------------------------


class Paths(NamedTuple):
    """One network, path by path.

    Attributes:
        identity, ungated: largest difference of the output from its sum over paths, over the
            largest output; the second without the paths' activity.
        correlations: of X·A over the images between two paths, by kind of pair: "one input",
            "two inputs", and "shuffled" (one input, the images of each path in an order of its
            own). NaN for a path that is never open.
        is_open: share of the images for which each path is open, shape (paths,).
    """

    identity: float
    ungated: float
    correlations: dict[str, Real]
    is_open: Real

    def mean_correlation(self, kind: str) -> float:
        """Return the mean absolute correlation of one kind of pair, constant paths left out."""
        return float(np.nanmean(np.abs(self.correlations[kind])))


def digits(images: int, *, side: int) -> networks.Objective:
    """Return the hinge loss of telling the two digits apart, on small centred images."""
    from lib import networks

    found = data.mnist(train=images, test=1, digits=PAIR, side=side, scaling="centred")
    signs = np.where(found.train_labels == 0, 1.0, -1.0).astype(np.float32)
    return networks.objective(found.train_images, signs[:, None], "hinge")


def train(
    task: networks.Objective, hidden: Sequence[int], seed: Seed, *, count: int, steps: int,
    rate: float,
) -> list[networks.MLP]:  # fmt: skip
    """Return rectifier networks without biases and with one output, trained by plain descent.

    Args:
        task: as of ``digits``.
        hidden: widths of the hidden layers.
        seed: network k has its weights from a seed of its own.
        count: how many.
        steps: of descent on all images; none if 0.
        rate: of the descent.

    Returns:
        The networks, in double precision.
    """
    from lib import networks

    widths = (task.inputs.shape[1], *hidden, 1)
    rngs = [np.random.default_rng([*np.atleast_1d(seed), k]) for k in range(count)]
    fresh = [networks.MLP(widths, bias=False, rng=rng) for rng in rngs]
    networks.train_many(
        fresh, task, rng=rngs[0], optimiser="sgd", rate=rate, batch=None, epochs=steps
    )
    return [network.double() for network in fresh]


def measure_paths(
    network: networks.MLP, images: ArrayLike, *, pairs: int, rng: np.random.Generator
) -> Paths:
    """Compare a network with its sum over paths, and its paths with one another.

    Args:
        network: as of ``train``.
        images: (images, n_0).
        pairs: pairs of paths of each kind.
        rng: chooses them.
    """
    import torch

    from lib import networks

    taken = networks.routes(network.widths)
    X = np.asarray(images, float)[:, taken[:, 0]]
    is_open = networks.activity(network, images, taken)
    terms = X * is_open
    weights = networks.route_weights(network, taken)
    with torch.no_grad():
        output = network(torch.as_tensor(np.asarray(images, float))).numpy()[:, 0]
    gaps = [np.abs(output - table @ weights).max() / np.abs(output).max() for table in (terms, X)]
    one, other, elsewhere = (terms[:, k] for k in pairs_of_routes(network.widths, pairs, rng=rng))
    return Paths(
        identity=max(gaps[0], 1e-16),
        ungated=gaps[1],
        correlations={
            "one input": networks.correlations(one, other),
            "two inputs": networks.correlations(one, elsewhere),
            "shuffled": networks.correlations(one, rng.permuted(other, axis=0)),
        },
        is_open=is_open.mean(axis=0),
    )


def pairs_of_routes(
    widths: Sequence[int], count: int, *, rng: np.random.Generator
) -> tuple[NDArray, NDArray, NDArray]:
    """Draw paths; for each another one that begins at the same input, and one at another.

    Args:
        widths: of the network.
        count: how many, drawn with replacement.
        rng: source of the draws, a NumPy generator.

    Returns:
        Three rows of numbers of ``networks.routes(widths)``, (count,) each.

    Raises:
        ValueError: if there are no two such paths.
    """
    each = int(np.prod(widths[1:]))  # paths of one input, which stand together
    start, way = rng.integers(widths[0], size=count), rng.integers(each, size=count)
    other_way = (way + rng.integers(1, each, size=count)) % each
    elsewhere = (start + rng.integers(1, widths[0], size=count)) % widths[0]
    rest = rng.integers(each, size=count)
    return start * each + way, start * each + other_way, elsewhere * each + rest


def train_and_measure(
    seed: Seed, *, count: int, images: int, side: int, hidden: Sequence[int], steps: int,
    rate: float, pairs: int,
) -> list[Paths]:  # fmt: skip
    """Train some networks from a seed and measure each: what a sweep repeats.

    Args:
        seed, count, images, side, hidden, steps, rate: as of ``digits`` and ``train``.
        pairs: as of ``measure_paths``.
    """
    task = digits(images, side=side)
    found = train(task, hidden, seed, count=count, steps=steps, rate=rate)
    rngs = [np.random.default_rng([*np.atleast_1d(seed), k, 1]) for k in range(count)]
    inputs = task.inputs.numpy()
    return [
        measure_paths(one, inputs, pairs=pairs, rng=rng)
        for one, rng in zip(found, rngs, strict=True)
    ]


def measured_networks(plan: SimpleNamespace, family: int = 1, **changed: Any) -> list[Paths]:
    """Return the plan's networks, measured; ``changed`` varies how they are made."""
    how, groups = {**plan.paths, **changed}, plan.groups
    found = repeated(train_and_measure, how, "02-paths", family=family, count=groups)
    return [one for group in found for one in group]


# --- what the ledger asks -----------------------------------------------------------------------


def _growth(plan: SimpleNamespace) -> Iterator[Row]:
    """Yield the rows of C24.growth-spin-glass and C23.quadratic-model, over ranges of sizes."""
    usual = next(iter(plan.quadratic_sizes.values()))
    cases = {f"the sizes = {name}": (3, part) for name, part in plan.quadratic_sizes.items()}
    cases |= {"the sizes = 5 to 20": (3, plan.few), "four spins per term": (4, usual)}
    for setting, (p, part) in cases.items():
        share = statistics.exact(exponential_share(part, p), method="of exact means")
        control = exponential_share(part, 2)
        yield row("C24.growth-spin-glass", share, control, setting, "fig-02-growth")
    for name, part in plan.quadratic_sizes.items():
        exact = statistics.exact(exact_growth(part, 2), method="exact: 2N in every instance")
        setting, control = f"the sizes = {name}", exact_growth(part, 3)
        yield row("C23.quadratic-model", exact, control, setting, "fig-02-growth")


def _dimension(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of C06.dimension: both orders, other sizes, other shifts."""
    (_, usual), *others = plan.edge_sizes.items()
    cases = {"": (3, usual, SHIFT), "four spins per term": (4, usual, SHIFT)}
    cases |= {f"the sizes = {name}": (3, part, SHIFT) for name, part in others}
    cases |= {f"the shift = {name}": (3, usual, shift) for name, shift in plan.edge_shifts.items()}
    for setting, (p, sizes, shift) in cases.items():
        found = edge(levels(plan, p, sizes, family), shift=shift)
        random = levels(plan, p, sizes, family, of=level_of_matrices, times=4)
        control = edge(random, shift=shift).estimate / -theory.threshold_energy(p)
        yield row("C06.dimension", on_the_way(found, p), control, setting, "fig-02-dimension")


def glass_evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return what the ledger asks about the spin glass; arguments as of ``evidence``."""
    return [*_growth(plan), *_dimension(plan, family)]


def paths_evidence(plan: SimpleNamespace, *, family: int = 1) -> Iterator[Row]:
    """Yield the rows of C03: the identity, and the correlation of paths in several networks."""
    for setting, changed in {"": {}, **plan.variants}.items():
        found = measured_networks(plan, family, **changed)
        whole, without = (
            statistics.mean([getattr(one, name) for one in found], unit="network", log=True)
            for name in ("identity", "ungated")
        )
        shared, apart, chance = (
            statistics.mean([one.mean_correlation(kind) for one in found], unit="network")
            for kind in ("one input", "two inputs", "shuffled")
        )
        cases = {setting: shared}
        if not setting:
            yield row("C03.path-identity", whole, without, figure="fig-02-identity")
            cases["from two inputs"] = apart
        closed = np.mean([np.isnan(one.correlations["one input"]) for one in found])
        note = f"{closed:.1%} of the pairs hold a path that is never open"
        for name, size in cases.items():
            yield row("C03.path-independence", size, chance, name, "fig-02-independence", note)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("02", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*glass_evidence(plan, family=family), *paths_evidence(plan, family=family)]
