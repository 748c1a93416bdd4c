"""Chapter 09: how alike networks of one shape end, and what the theorem of [4] asks of them.

[4] is Choromanska and others (2015): one hidden layer of rectifiers, digits of 10 × 10 pixels.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.vq import kmeans2

from lib import checks, curvature, networks, presets, statistics, sweep, theory
from lib.chapters import Real, Row, lowest, repeated, row
from lib.dynamics import descent_energies
from lib.networks import MLP, Objective, Recipe, correlations, get_parameters, set_parameters
from lib.networks.recipe import Tasks
from lib.statistics import Effect

Seed = int | Sequence[int]
Cohorts = Mapping[int, "Cohort"]  # by hidden units
Efforts = Mapping[float, Real]  # rate → epochs to the bottom, (bottoms, networks)

PARTS, READINGS = ("train", "test", "validation"), ("loss", "error")
SHARES = ("1", "0.5", "0.25")  # of the epochs: when the networks are looked at
TOLERANCES = ("1", "0.5", "2")  # points of test error: as good as the best
RIVALS = ("10", "5", "20")  # runs among which the best is looked for
STEPS = {"all": 1, "every second": 2, "every third": 3}  # of the looks: where one may stop
RATES = ("best of each", "0.1", "0.2")  # on the way to the bottom
GOOD_WIDTHS = (100, 25)  # beside the widest
BOTTOMS = {"every image read": None, "a loss of 0.1": 0.1, "a loss of 0.03": 0.03}
_ROUNDS = 25  # of Lloyd's rule; after them no value moves that the eye could see


# --- many networks of one shape -----------------------------------------------------------------


@dataclass(frozen=True)
class Cohort:
    """Networks of one shape, trained alike, looked at now and then.

    Attributes:
        hidden: number of hidden units.
        looks: epochs after which they were looked at, the first 0, (looks,).
        seen: "train loss", "test error" and so on, and "length" for |w|²: (looks, networks).
        missed: whether each network misreads each test image, (looks, networks, images).
        starts, ends: parameters of the networks that were kept, (kept, P).
    """

    hidden: int
    looks: NDArray[np.int64]
    seen: dict[str, Real]
    missed: NDArray[np.bool_]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Whether each network reads every training image at each look, (looks, networks)."""
        return self.seen["train error"] == 0

    def at(self, share: float) -> int:
        """Return the number of the last look within a share of the epochs."""
        return int(np.searchsorted(self.looks, share * self.looks[-1], side="right") - 1)

    def stopped(self, reading: str, step: int = 1) -> NDArray[np.bool_]:
        """Return ``missed`` where a reading of the validation images was lowest first.

        Args:
            reading: "error" or "loss".
            step: 2 if one could have stopped at every second look only, counted from the last.
        """
        could = np.arange(len(self.looks) - 1, 0, -step)[::-1]
        look = could[self.seen[f"validation {reading}"][could].argmin(axis=0)]
        return self.missed[look, np.arange(len(look))]


def cohort(
    recipe: Recipe, seed: Seed, count: int, looks: Sequence[int], keep: int, wrong: float = 0.0
) -> Cohort:
    """Train networks by one recipe, in pieces, and look at them in between.

    Plain descent keeps nothing but the weights and the order of images, so that a training in
    pieces is a training.

    Args:
        recipe: of plain descent with one phase; its epochs are not used.
        seed: network k has weights and an order of images from a seed of its own.
        count: how many networks.
        looks: epochs after which to look, rising, above 0; the last one ends the training.
        keep: of how many networks to keep the parameters.
        wrong: share of the images to train on that get the label of another digit.
    """
    ends = [0, *looks]
    many, orders = recipe.fresh(seed, count), recipe.orders(seed, count)
    tasks = recipe.tasks()
    if wrong:
        tasks = tasks._replace(
            train=mislabelled(tasks.train, wrong, rng=np.random.default_rng(seed))
        )
    starts, looks_at = _parameters(many[:keep]), [examine(many, tasks)]
    for before, after in pairwise(ends):
        piece = ((recipe.phases[0][0], after - before),)
        replace(recipe, phases=piece).train(many, orders, tasks.train)
        looks_at.append(examine(many, tasks))
    seen, missed = zip(*looks_at, strict=True)
    return Cohort(
        hidden=recipe.hidden[0],
        looks=np.array(ends),
        seen={name: np.array([values[name] for values in seen]) for name in seen[0]},
        missed=np.array(missed),
        starts=starts,
        ends=_parameters(many[:keep]),
    )


def mislabelled(task: Objective, share: float, *, rng: np.random.Generator) -> Objective:
    """Return a task in which a share of the images has the label of another digit."""
    labels = task.targets.numpy().copy()
    chosen = checks.generator(rng).permutation(len(labels))[: round(share * len(labels))]
    labels[chosen] = (labels[chosen] + rng.integers(1, 10, len(chosen))) % 10
    return networks.objective(task.inputs, labels)


def examine(many: Sequence[MLP], tasks: Tasks) -> tuple[dict[str, Real], NDArray[np.bool_]]:
    """Return losses, errors and |w|² of networks, (networks,) each, and what they misread now."""
    seen = {"length": np.array([float(get_parameters(one).square().sum()) for one in many])}
    for part in PARTS:
        losses, wrong = _read(many, getattr(tasks, part))
        seen |= {f"{part} loss": losses, f"{part} error": wrong.mean(axis=1)}
        if part == "test":
            missed = wrong
    return seen, missed


@torch.no_grad()
def _read(many: Sequence[MLP], task: Objective) -> tuple[Real, NDArray[np.bool_]]:
    """Return the loss of each network, (networks,), and what it misreads, (networks, images)."""
    losses, wrong = [], []
    for one in many:
        outputs = one(task.inputs)
        losses.append(task.per_image(outputs, task.targets).double().mean())
        wrong.append(outputs.argmax(1) != task.targets)
    return torch.stack(losses).numpy(), torch.stack(wrong).numpy()


def joined(parts: Sequence[Cohort]) -> Cohort:
    """Return one cohort made of several of the same width and looks."""
    first, seen = parts[0], [part.seen for part in parts]
    return replace(
        first,
        seen={name: np.concatenate([one[name] for one in seen], axis=1) for name in first.seen},
        missed=np.concatenate([part.missed for part in parts], axis=1),
        starts=np.concatenate([part.starts for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
    )


def untrained(recipe: Recipe, seed: Seed, count: int) -> dict[str, Real]:
    """Return test "loss" and "error" of networks before any training, (count,) each."""
    rows = []  # of plain numbers, one network at a time: small arrays that stay tear the memory
    for k in range(count):
        one = recipe.network(rng=np.random.default_rng([*np.atleast_1d(seed), k, 0]))
        losses, wrong = _read([one], recipe.tasks().test)
        rows.append((float(losses[0]), float(wrong.mean())))
    return dict(zip(("loss", "error"), np.array(rows).T, strict=True))


def _parameters(many: Sequence[MLP]) -> NDArray[np.float32]:
    """Return copies of the parameters, (networks, P)."""
    return torch.stack([get_parameters(one) for one in many]).numpy().copy()


def network(recipe: Recipe, parameters: ArrayLike) -> MLP:
    """Return the network of a recipe's shape with given parameters (P,)."""
    result = recipe.network(rng=np.random.default_rng(0))
    set_parameters(result, np.asarray(parameters))
    return result


# --- how long it takes to the bottom ------------------------------------------------------------


def epochs_to_bottom(recipe: Recipe, seed: Seed, *, count: int, copies: int = 1) -> Real:
    """Return after how many epochs networks are first at each of the ``BOTTOMS``, (3, count).

    It is infinite for those that are not there after as many epochs as the recipe has.

    Args:
        recipe: of plain descent with one phase, without biases.
        seed: as of ``cohort``.
        count: how many networks.
        copies: each hidden unit stands so many times, as of ``copied``.
    """
    ((rate, most),) = recipe.phases
    narrow = replace(recipe, hidden=(recipe.hidden[0] // copies,))
    many = [copied(recipe, one, copies) for one in narrow.fresh(seed, count)]
    orders, step = recipe.orders(seed, count), replace(recipe, phases=((rate, 1),))
    first = np.full((len(BOTTOMS), count), np.inf)
    for epoch in range(1, most + 1):
        step.train(many, orders)
        losses, wrong = _read(many, recipe.tasks().train)
        for reached, level in zip(first, BOTTOMS.values(), strict=True):
            there = ~wrong.any(axis=1) if level is None else losses <= level
            reached[there & (reached > epoch)] = epoch
        if np.isfinite(first).all():
            break
    return first


def copied(recipe: Recipe, narrow: MLP, copies: int) -> MLP:
    """Return a network that holds each hidden unit of a narrow one so many times.

    All weights are divided by √copies. Then it says what the narrow one says, and plain descent at
    one rate changes both alike: copies get equal slopes, and each moves by 1/√copies of the way.
    """
    first, second = (w.detach() / copies**0.5 for w in narrow.weights)
    wide = torch.cat([first.repeat(copies, 1).ravel(), second.repeat(1, copies).ravel()])
    return network(recipe, wide)


# --- which way the loss curves at the end -------------------------------------------------------


def eigenvalues(
    recipe: Recipe, parameters: ArrayLike, steps: int, rate: float
) -> tuple[Real, float]:
    """Return the eigenvalues of the whole Hessian, (P,), and the length of the gradient.

    Args:
        recipe: its training images make the loss; at most 5000 weights.
        parameters: where to begin, (P,).
        steps, rate: of descent on all images before one looks: nearer to where it ends.
    """
    one, on_all = network(recipe, parameters), replace(recipe, phases=((rate, steps),), batch=None)
    on_all.train([one], [np.random.default_rng(0)])
    point = get_parameters(one.double()).numpy()
    surface = curvature.NetworkSurface.of(one, recipe.tasks().train.double())
    gradient = float(np.linalg.norm(surface.gradient(point)))
    return np.linalg.eigvalsh(surface.hessian(point)).astype(float), gradient


# --- what the theorem assumes -------------------------------------------------------------------


class Assumed(NamedTuple):
    """What [4] assumes, on one network.

    Attributes:
        correlations, shuffled: of X·A over the images between random pairs of paths, (pairs,); X
            is the pixel where a path begins and A is 1 if its hidden unit is on. ``shuffled`` has
            each path's images in an order of its own. NaN for a path that is constant.
        is_on: share of the images for which each hidden unit is on, (hidden,).
        rises: of the test error in points, when each weight is rounded to the nearest of so many
            values, those with the least squared error, (counts,).
        even: the same if all values are used equally often.
        even_in_layers: the same if they are in each layer of weights.
    """

    correlations: Real
    shuffled: Real
    is_on: Real
    rises: Real
    even: Real
    even_in_layers: Real

    def correlation(self, kind: str = "correlations") -> float:
        """Return the mean absolute correlation, or that of the "shuffled" images."""
        return float(np.nanmean(np.abs(getattr(self, kind))))


def assumed(
    recipe: Recipe, parameters: ArrayLike, seed: Seed, pairs: int, counts: Sequence[int]
) -> Assumed:
    """Measure the theorem's assumptions on one network of one hidden layer.

    Args:
        recipe: correlations are taken over its training images, errors over its test images.
        parameters: of the network, (P,).
        seed: of every choice at random.
        pairs: pairs of different paths. A path is a pixel and a hidden unit here, for X and A do
            not depend on the output.
        counts: to how many different values the weights are rounded.
    """
    rng, (task, test, _) = np.random.default_rng(seed), recipe.tasks()
    images, weights = task.inputs.numpy(), np.asarray(parameters)
    first = network(recipe, weights).weights[0].detach().numpy()
    is_on = images @ first.T > 0
    one = rng.integers(first.size, size=pairs)
    other = (one + rng.integers(1, first.size, size=pairs)) % first.size
    tables = [
        images[:, path % first.shape[1]] * is_on[:, path // first.shape[1]] for path in (one, other)
    ]
    before, sizes = test.error(network(recipe, weights)), [first.size, len(weights) - first.size]
    ways = [
        [rounded(weights, count)[0], evenly(weights, count), evenly(weights, count, sizes)]
        for count in counts
    ]
    errors = np.array([[test.error(network(recipe, way)) for way in row] for row in ways])
    shuffled = correlations(tables[0], rng.permuted(tables[1], axis=0))
    rises = 100 * (errors.T - before)
    return Assumed(correlations(*tables), shuffled, is_on.mean(axis=0), *rises)


def spins(recipe: Recipe) -> int:
    """Return Λ, rounded: paths to one output, to the power one over the layers of weights."""
    return round(theory.effective_width((*recipe.widths[:-1], 1)))


def rounded(weights: ArrayLike, count: int) -> tuple[Real, NDArray[np.intp]]:
    """Round weights to so many values, chosen for the least squared error (Lloyd's rule).

    It begins at weights of evenly spaced rank.

    Args:
        weights: (P,).
        count: number of values, at most P.

    Returns:
        The rounded weights and the number of the value that each took, (P,) both.

    Raises:
        ValueError: if there are fewer weights than values asked for.

    >>> rounded([0.0, 5.1, 0.1, 5.0], 2)[0].round(2).tolist()
    [0.05, 5.05, 0.05, 5.05]
    """
    flat = np.asarray(weights, float)
    if not 1 <= count <= len(flat):
        raise ValueError(f"{len(flat)} weights cannot take {count} different values: take fewer")
    values = np.sort(flat)[((np.arange(count) + 0.5) / count * len(flat)).astype(int)]
    values, labels = kmeans2(flat, values, iter=_ROUNDS, minit="matrix")
    return values[labels], labels


def evenly(weights: ArrayLike, count: int, sizes: Sequence[int] = ()) -> Real:
    """Round weights to so many values that are used equally often, in order of size.

    Args:
        weights: (P,).
        count: number of values, at most P and, with sizes, at most each of them.
        sizes: of the layers, if the values are to be used equally often in each.

    >>> evenly([0.0, 1.0, 2.0, 9.0], 2).tolist()
    [0.5, 0.5, 5.5, 5.5]
    """
    flat = np.asarray(weights, float)
    layers = np.split(flat, np.cumsum(sizes)[:-1].astype(int)) if len(sizes) else [flat]
    labels = np.concatenate([part.argsort().argsort() * count // len(part) for part in layers])
    return (np.bincount(labels, flat) / np.bincount(labels))[labels]


# --- what is measured, at either size -----------------------------------------------------------


def recipes(
    plan: SimpleNamespace, *, rate: float | None = None, **changed: Any
) -> dict[int, Recipe]:
    """Return the recipe of each width; another rate, or what else is changed of the plan's."""
    phases, how = ((rate or plan.rate, plan.looks[-1]),), {**plan.recipe, **changed}
    return {n: Recipe(hidden=(n,), phases=phases, **how) for n in plan.cohorts}


def cohorts(plan: SimpleNamespace, family: int = 1, **changed: Any) -> Cohorts:
    """Return the trained networks of each width, of fewer of them where the recipe is changed."""
    counts = dict.fromkeys(plan.sizes, plan.varied_cohorts) if changed else plan.cohorts
    same = {"count": plan.networks, "looks": plan.looks, "keep": plan.keep}
    cases = [
        {"recipe": recipe, "seed": _seed("09-networks", family, n, k), **same}
        for n, recipe in recipes(plan, **changed).items()
        for k in range(counts.get(n, 0))
    ]
    parts = sweep.run(cohort, cases, name="09-cohorts")
    return {n: joined([part for part in parts if part.hidden == n]) for n in counts}


def fresh(plan: SimpleNamespace, family: int = 1) -> dict[int, dict[str, Real]]:
    """Return test losses and errors of untrained networks of the widths of the exponent."""
    made, seeds = recipes(plan), {n: _seed("09-untrained", family, n) for n in plan.sizes}
    cases = [{"recipe": made[n], "seed": seeds[n], "count": plan.untrained} for n in seeds]
    return dict(zip(seeds, sweep.run(untrained, cases, name="09-untrained"), strict=True))


def descents(plan: SimpleNamespace, p: int, *, family: int = 1) -> dict[int, Real]:
    """Return the energies at which descents end, over E_∞, (instances, descents) by size."""
    case, unit = {"p": p, "starts": plan.descents}, theory.threshold_energy(p)
    which = {"family": family, "count": plan.instances}
    found = {
        n: repeated(descent_energies, case | {"n": n}, "09-spins", **which) for n in plan.spins
    }
    return {n: np.array(energies) / unit for n, energies in found.items()}


def studied(
    plan: SimpleNamespace, hidden: int, parameters: ArrayLike, family: int = 1, **changed: Any
) -> list[Assumed]:
    """Return the assumptions on some networks of one width.

    Args:
        plan, family: as of ``evidence``.
        hidden: number of hidden units.
        parameters: of the networks, (networks, P); the first ones are taken.
        changed: as of ``recipes``.
    """
    recipe = recipes(plan, **changed)[hidden]
    some = np.asarray(parameters)[: plan.assumed_networks]
    same = {"recipe": recipe, "pairs": plan.pairs, "counts": [2, *plan.values, spins(recipe)]}
    seeds = [_seed("09-assumed", family, hidden, k) for k in range(len(some))]
    cases = [{"parameters": w, "seed": k, **same} for w, k in zip(some, seeds, strict=True)]
    return sweep.run(assumed, cases, name="09-assumed")


def exponent(groups: Mapping[int, ArrayLike], *, unit: str = "network") -> Effect:
    """Return the exponent of the spread of values against the size of what they belong to.

    Args:
        groups: by size, values of independent units, (units,) or (units, runs).
        unit: what one row is.

    >>> rng = np.random.default_rng(0)
    >>> groups = {n: rng.normal(size=4000) / n for n in (1, 10)}
    >>> round(exponent(groups).estimate, 1)
    -1.0
    """
    spreads = [statistics.spread(values, unit=unit) for values in groups.values()]
    return statistics.slope(np.log(list(groups)), spreads, unit=unit)


def near_best(errors: ArrayLike, *, rivals: int = 10, points: float = 1.0) -> Effect:
    """Return the share of runs within so many points of the best of some others.

    Runs are taken in groups of ``rivals`` + 1, and each is compared with the others of its group:
    so the share does not depend on how many runs there are.

    Args:
        errors: of the runs, in points, (runs,).
        rivals: how many others.
        points: the tolerance.

    >>> near_best([7.0, 8.0, 8.1, 5.0, 9.0, 9.0], rivals=2).estimate
    0.5
    """
    size = rivals + 1
    groups = np.asarray(errors, float)[: len(np.asarray(errors)) // size * size].reshape(-1, size)
    least, second = np.sort(groups, axis=1)[:, :2].T[..., None]
    best = np.where(groups == least, second, least)  # a run's best rival
    near = groups <= best + points + 1e-9  # errors are counts over images: no rounding
    return statistics.proportion(near.sum(1), np.full(len(near), size), unit="group")


def overfitting(found: Cohorts, reading: str = "error", step: int = 1) -> tuple[Effect, int]:
    """Return what training on to the end costs networks that fit all, in points of test error.

    Over other networks and other test images (crossed). Beside it how many do not fit all.

    Args:
        found: by width; of all of them, the networks that fit every training image at the end.
        reading, step: where one would have stopped, as of ``Cohort.stopped``.
    """
    fitted = [(one, one.fits[-1]) for one in found.values()]
    late = np.concatenate([one.missed[-1][fits] for one, fits in fitted])
    early = np.concatenate([one.stopped(reading, step)[fits] for one, fits in fitted])
    change = 100 * (late.astype(float) - early)
    return statistics.crossed(change, unit="network"), sum(int((~fits).sum()) for _, fits in fitted)


def harmed(plan: SimpleNamespace, family: int = 1) -> Cohorts:
    """Return networks that learn a share of wrong labels, so that to fit them all must harm.

    Of half of the images: more with wrong labels they do not learn by heart at this rate.
    """
    hidden, seed = plan.harmed["hidden"], _seed("09-harmed", family)
    recipe = recipes(plan, images=plan.recipe["images"] // 2)[hidden]
    case = {"recipe": recipe, "seed": seed, "keep": 1, **plan.harmed["how"]}
    return {hidden: sweep.run(cohort, [case], name="09-cohorts")[0]}


def efforts(
    plan: SimpleNamespace, hidden: int, *, family: int = 1, copies: int = 1, **changed: Any
) -> dict[float, Real]:
    """Return ``epochs_to_bottom`` at each of the plan's rates, (bottoms, networks).

    Args:
        plan, family: as of ``evidence``.
        hidden: number of hidden units.
        copies: as of ``epochs_to_bottom``.
        changed: as of ``recipes``.
    """
    recipe, effort = recipes(plan, **changed)[hidden], plan.effort
    same = {"copies": copies, "count": effort["networks"]}
    same |= {"seed": _seed("09-effort", family, hidden, copies)}
    tried = [replace(recipe, phases=((rate, effort["epochs"]),)) for rate in effort["rates"]]
    cases = [{"recipe": each, **same} for each in tried]
    found = sweep.run(epochs_to_bottom, cases, name="09-effort")
    return dict(zip(effort["rates"], found, strict=True))


def harder(
    wide: Efforts, narrow: Efforts, most: int, *,
    bottom: int = 0, rate: float | None = None,
) -> tuple[Effect, str]:  # fmt: skip
    """Return how many times the epochs of one kind another takes, and a remark.

    Half of the networks choose each kind's learning rate, the lowest geometric mean; the others
    are judged. One that does not get there counts as if it did after the last epoch.

    Args:
        wide, narrow: rate → epochs, (bottoms, networks).
        most: epochs after which a network was given up.
        bottom: which of the bottoms.
        rate: one for both, in place of the best.

    >>> made = {0.1: np.full((1, 8), 9.0), 0.2: np.full((1, 8), 4.0), 0.4: np.full((1, 8), np.inf)}
    >>> harder(made, {rate: 2 * each for rate, each in made.items()}, 100)[1]
    'at rates 0.2 and 0.2; of 8 networks 0 not there, as if after 100 epochs'
    """
    judged, taken = [], []
    for kind in (wide, narrow):
        epochs = {r: np.minimum(each[bottom][::2], most) for r, each in kind.items()}
        best = rate or lowest(epochs)
        judged.append(kind[best][bottom][1::2])
        edge = rate is None and best in (min(kind), max(kind))
        taken.append(f"{best}{' (the end of the grid)' if edge else ''}")
    late = sum(int(np.isinf(row).sum()) for row in judged)
    rows = [np.minimum(row, most) for row in judged]
    note = f"at rates {taken[0]} and {taken[1]}; of {sum(map(len, rows))} networks {late} "
    effect = statistics.ratio(*rows, unit="network", paired=False)
    return effect, note + f"not there, as if after {most} epochs"


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("09", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    found, start = cohorts(plan, family), fresh(plan, family)
    before = {n: seen["loss"] for n, seen in start.items()}
    varied = {name: cohorts(plan, family, **changed) for name, changed in plan.varied.items()}
    spoiled = overfitting(harmed(plan, family))[0]
    rows = [*_losses(found, before), *_overfitting(found, spoiled), *_good(found, start)]
    for name, each in varied.items():
        losses = {n: each[n].seen["test loss"][-1] for n in start}
        rows.append(_concentration(losses, before, name))
        rows += [_harm(each, spoiled, name), _near(each[max(each)], start, name)]
    return [*rows, *_effort(plan, family), *_theorem(plan, found, varied, family)]


def _losses(found: Cohorts, before: Mapping[int, Real]) -> Iterator[Row]:
    """Yield the rows of C09.loss-concentration: at several times, of fewer widths, other losses."""
    for name in SHARES:
        losses = {n: found[n].seen["test loss"][found[n].at(float(name))] for n in before}
        yield _concentration(losses, before, f"the share of the epochs = {name}")
    trained, not_yet = ({n: found[n].seen["train loss"][at] for n in before} for at in (-1, 0))
    yield _concentration(trained, not_yet, "training loss")
    ends = {n: found[n].seen["test loss"][-1] for n in before}
    relative, at_first = (
        {n: losses / losses.mean() for n, losses in of.items()} for of in (ends, before)
    )
    yield _concentration(relative, at_first, "over the mean loss")
    for name, left in (("smallest", min(ends)), ("largest", max(ends))):
        some = {n: losses for n, losses in ends.items() if n != left}
        yield _concentration(some, before, f"the widths = without the {name}")


def _concentration(losses: Mapping[int, Real], before: Mapping[int, Real], setting: str) -> Row:
    control = exponent({n: before[n] for n in losses})
    return row("C09.loss-concentration", exponent(losses), control, setting, "fig-09-spread")


def _overfitting(found: Cohorts, spoiled: Effect) -> Iterator[Row]:
    """Yield the rows of C11.overfitting."""
    for reading in READINGS:
        yield _harm(found, spoiled, f"its {reading}", reading)
    for name, step in list(STEPS.items())[1:]:
        yield _harm(found, spoiled, f"the looks = {name}", step=step)


def _harm(found: Cohorts, spoiled: Effect, setting: str, *how: Any, **more: Any) -> Row:
    effect, left = overfitting(found, *how, **more)
    note = f"{left} networks that do not fit every image are left out"
    return row("C11.overfitting", effect, spoiled, setting, "fig-09-fit", note)


def _good(found: Cohorts, start: Mapping[int, Mapping[str, Real]]) -> Iterator[Row]:
    """Yield the rows of C12.good-ends."""
    wide = found[max(start)]
    for points in TOLERANCES:
        yield _near(wide, start, f"the tolerance in points = {points}", points=float(points))
    for rivals in RIVALS[1:]:
        yield _near(wide, start, f"the runs compared = {rivals}", rivals=int(rivals))
    for hidden in GOOD_WIDTHS:
        yield _near(found[hidden], start, f"the hidden units = {hidden}")


def _near(one: Cohort, start: Mapping[int, Mapping[str, Real]], setting: str, **how: Any) -> Row:
    ends = (one.seen["test error"][-1], start[one.hidden]["error"])
    effect, control = (near_best(100 * errors, **how) for errors in ends)
    note = "for these images, the same for all networks"
    return row("C12.good-ends", effect, control, setting, note=note)


def _effort(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of C11.networks-at-zero; the control keeps the reference's width, images."""
    wide, (usual, *others), most = plan.sizes[-1], plan.effort["narrow"], plan.effort["epochs"]
    large, small = (efforts(plan, n, family=family) for n in (wide, usual))
    same = efforts(plan, wide, family=family, copies=wide // usual)
    cases: list[tuple[str, Efforts, Efforts, dict[str, Any]]] = [
        *((f"the bottom = {name}", large, small, {"bottom": k}) for k, name in enumerate(BOTTOMS)),
        *((f"the rate = {rate}", large, small, {"rate": float(rate)}) for rate in RATES[1:]),
        *((f"the narrow width = {n}", large, efforts(plan, n, family=family), {}) for n in others),
    ]
    for name, changed in plan.varied.items():
        if "images" in changed:
            many, few = (efforts(plan, n, family=family, **changed) for n in (wide, usual))
            cases.append((name, many, few, {}))
    for setting, one, other, how in cases:
        effect, note = harder(one, other, most, **how)
        control, _ = harder(same, small, most, **how)
        yield row("C11.networks-at-zero", effect, control, setting, "fig-09-fit", note)


def _theorem(
    plan: SimpleNamespace, found: Cohorts, varied: Mapping[str, Cohorts], family: int
) -> Iterator[Row]:
    """Yield the rows of C03: independence, redundancy and uniformity, in several networks."""
    usual = plan.assumed_sizes[0]
    cases: list[tuple[str, int, Cohorts, dict[str, Any]]] = [
        (f"the hidden units = {n}", n, found, {}) for n in plan.assumed_sizes
    ]
    cases += [(name, usual, varied[name], changed) for name, changed in plan.varied.items()]
    for setting, hidden, group, changed in cases:
        each = studied(plan, hidden, group[hidden].ends, family, **changed)
        measured = {
            "independence": [(one.correlation(), one.correlation("shuffled")) for one in each],
            "redundancy": [(one.rises[-1], one.rises[0]) for one in each],
            "uniformity": [(one.even[-1], one.even[0]) for one in each],
        }
        if setting == cases[0][0]:
            layers = [(one.even_in_layers[-1], one.even_in_layers[0]) for one in each]
            yield _assumption("uniformity", layers, "in each layer")
        for name, pairs in measured.items():
            yield _assumption(name, pairs, setting)


def _assumption(name: str, pairs: Sequence[tuple[float, float]], setting: str) -> Row:
    effect, control = (statistics.mean(c, unit="network") for c in np.transpose(pairs))
    figure = "fig-09-independence" if name == "independence" else ""
    return row(f"C03.trained-{name}", effect, control, setting, figure)


def _seed(name: str, family: int, *more: int) -> tuple[int, ...]:
    """Return a seed by name; those of a family are apart from those of the others."""
    return (presets.seed(name), family, *more)
