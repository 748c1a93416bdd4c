"""Chapter 09: how alike networks of one shape end, and what the theorem of [4] asks of them.

[4] is Choromanska and others (2015): one hidden layer of rectifiers, digits of 10 × 10 pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import curvature, presets, statistics, sweep, theory
from lib.dynamics import descent_energies
from lib.networks import MLP, Objective, Recipe, correlations, get_parameters, set_parameters
from lib.statistics import Effect

Real = NDArray[np.float64]
Seed = int | Sequence[int]
Rows = list[dict[str, Any]]
Cohorts = Mapping[int, "Cohort"]  # by hidden units

PARTS, READINGS = ("train", "test", "validation"), ("loss", "error")
SHARES = ("1", "0.5", "0.25")  # of the epochs: when the networks are looked at
TOLERANCES = ("1", "0.5", "2")  # points of test error: as good as the best
RIVALS = ("10", "5", "20")  # runs among which the best is looked for
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

    def stopped(self, reading: str) -> NDArray[np.bool_]:
        """Return ``missed`` where a reading of the validation images was lowest first."""
        look = self.seen[f"validation {reading}"][1:].argmin(axis=0) + 1
        return self.missed[look, np.arange(len(look))]


def cohort(recipe: Recipe, seed: Seed, count: int, looks: Sequence[int], keep: int) -> Cohort:
    """Train networks by one recipe, in pieces, and look at them in between.

    Plain descent keeps nothing but the weights and the order of images, so that a training in
    pieces is a training.

    Args:
        recipe: of plain descent with one phase; its epochs are not used.
        seed: network k has weights and an order of images from a seed of its own.
        count: how many networks.
        looks: epochs after which to look, rising, above 0; the last one ends the training.
        keep: of how many networks to keep the parameters.

    Raises:
        ValueError: if the looks do not rise from above 0.
    """
    ends = [0, *looks]
    if len(ends) < 2 or any(a >= b for a, b in pairwise(ends)):
        raise ValueError(f"looks are rising epochs above 0, got {list(looks)}")
    networks = recipe.fresh(seed, count)
    orders = [np.random.default_rng([*np.atleast_1d(seed), k, 1]) for k in range(count)]
    starts, looks_at = _parameters(networks[:keep]), [look(networks, recipe)]
    for before, after in pairwise(ends):
        piece = ((recipe.phases[0][0], after - before),)
        replace(recipe, phases=piece).train(networks, orders)
        looks_at.append(look(networks, recipe))
    seen, missed = zip(*looks_at, strict=True)
    return Cohort(
        hidden=recipe.hidden[0],
        looks=np.array(ends),
        seen={name: np.array([values[name] for values in seen]) for name in seen[0]},
        missed=np.array(missed),
        starts=starts,
        ends=_parameters(networks[:keep]),
    )


def look(networks: Sequence[MLP], recipe: Recipe) -> tuple[dict[str, Real], NDArray[np.bool_]]:
    """Return losses, errors and |w|² of networks, (networks,) each, and what they misread now."""
    seen = {"length": np.array([float(get_parameters(n).square().sum()) for n in networks])}
    for part in PARTS:
        losses, wrong = _read(networks, getattr(recipe.tasks(), part))
        seen |= {f"{part} loss": losses, f"{part} error": wrong.mean(axis=1)}
        if part == "test":
            missed = wrong
    return seen, missed


@torch.no_grad()
def _read(networks: Sequence[MLP], task: Objective) -> tuple[Real, NDArray[np.bool_]]:
    """Return the loss of each network, (networks,), and what it misreads, (networks, images)."""
    losses, wrong = [], []
    for one in networks:
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
    losses, wrong = _read(recipe.fresh(seed, count), recipe.tasks().test)
    return {"loss": losses, "error": wrong.mean(axis=1)}


def _parameters(networks: Sequence[MLP]) -> NDArray[np.float32]:
    """Return copies of the parameters, (networks, P)."""
    return torch.stack([get_parameters(network) for network in networks]).numpy().copy()


def network(recipe: Recipe, parameters: ArrayLike) -> MLP:
    """Return the network of a recipe's shape with given parameters (P,)."""
    result = recipe.network(rng=np.random.default_rng(0))
    set_parameters(result, np.asarray(parameters))
    return result


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
    one, goal = network(recipe, parameters), recipe.tasks().train
    if steps:
        on_all = replace(recipe, phases=((rate, steps),), batch=None)
        on_all.train([one], [np.random.default_rng(0)])
    one, goal = one.double(), goal.double()
    slopes = torch.autograd.grad(goal(one), list(one.parameters()))
    gradient = float(torch.cat([slope.ravel() for slope in slopes]).norm())
    matrix = curvature.full_hessian(curvature.hessian(one, goal))
    return np.linalg.eigvalsh(matrix).astype(float), gradient


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
        evenness: entropy of how often each of Λ values is used, over that of equal use.
        by_chance: the same if each weight is handed one of the values at random.
    """

    correlations: Real
    shuffled: Real
    is_on: Real
    rises: Real
    evenness: float
    by_chance: float

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
    before = test.error(network(recipe, weights))
    errors = [test.error(network(recipe, rounded(weights, count)[0])) for count in counts]
    partner = spins(recipe)
    labels = rounded(weights, partner)[1]
    return Assumed(
        correlations=correlations(*tables),
        shuffled=correlations(tables[0], rng.permuted(tables[1], axis=0)),
        is_on=is_on.mean(axis=0),
        rises=100 * (np.array(errors) - before),
        evenness=evenness(labels, partner),
        by_chance=evenness(rng.integers(partner, size=len(labels)), partner),
    )


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
    for _ in range(_ROUNDS):
        labels = np.searchsorted((values[1:] + values[:-1]) / 2, flat)
        size = np.bincount(labels, minlength=count)
        mean = np.bincount(labels, flat, count) / np.maximum(size, 1)
        values = np.where(size > 0, mean, values)
    return values[labels], labels


def evenness(labels: ArrayLike, count: int) -> float:
    """Return how evenly labels 0 … count − 1 are used: entropy over its greatest value, ln count.

    >>> evenness([0, 1, 0, 1], 2), evenness([0, 0, 0], 2)
    (1.0, 0.0)
    """
    share = np.bincount(np.asarray(labels), minlength=count) / np.size(labels)
    share = share[share > 0]
    return float(abs(share @ np.log(share)) / np.log(count))


# --- what is measured, at either size -----------------------------------------------------------


def recipes(plan: SimpleNamespace) -> dict[int, Recipe]:
    """Return the recipe of each width."""
    phases = ((plan.rate, plan.looks[-1]),)
    return {n: Recipe(hidden=(n,), phases=phases, **plan.recipe) for n in plan.cohorts}


def cohorts(plan: SimpleNamespace, family: int = 1) -> Cohorts:
    """Return the trained networks of each width."""
    same = {"count": plan.networks, "looks": plan.looks, "keep": plan.keep}
    cases = [
        {"recipe": recipe, "seed": _seed("09-networks", family, n, k), **same}
        for n, recipe in recipes(plan).items()
        for k in range(plan.cohorts[n])
    ]
    parts = sweep.run(cohort, cases, name="09-cohorts")
    return {n: joined([part for part in parts if part.hidden == n]) for n in plan.cohorts}


def fresh(plan: SimpleNamespace, family: int = 1) -> dict[int, dict[str, Real]]:
    """Return test losses and errors of untrained networks of the widths of the exponent."""
    made, seeds = recipes(plan), {n: _seed("09-untrained", family, n) for n in plan.sizes}
    cases = [{"recipe": made[n], "seed": seeds[n], "count": plan.untrained} for n in seeds]
    return dict(zip(seeds, sweep.run(untrained, cases, name="09-untrained"), strict=True))


def descents(plan: SimpleNamespace, p: int, family: int = 1) -> dict[int, Real]:
    """Return the energies at which descents end, over E_∞, (instances, descents) by size."""
    seeds = [_seed("09-spins", family, k) for k in range(plan.instances)]
    cases = sweep.grid(n=plan.spins, p=[p], seed=seeds, starts=[plan.descents])
    found = np.array(sweep.run(descent_energies, cases, name="09-spins"))
    by_size = found.reshape(len(plan.spins), plan.instances, plan.descents)
    return dict(zip(plan.spins, by_size / theory.threshold_energy(p), strict=True))


def studied(
    plan: SimpleNamespace, hidden: int, parameters: ArrayLike, family: int = 1
) -> list[Assumed]:
    """Return the assumptions on some networks of one width.

    Args:
        plan, family: as of ``evidence``.
        hidden: number of hidden units.
        parameters: of the networks, (networks, P); the first ones are taken.
    """
    recipe, some = recipes(plan)[hidden], np.asarray(parameters)[: plan.assumed_networks]
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


def overfitting(found: Cohorts, reading: str = "error") -> tuple[Effect, float]:
    """Return what training on to the end costs networks that fit all, in points of test error.

    Over other networks and other test images (crossed). Beside it the error where one would have
    stopped.

    Args:
        found: by width; of all of them, the networks that fit every training image at the end.
        reading: what is lowest where validation would have stopped: its "error" or "loss".
    """
    fitted = [(one, one.fits[-1]) for one in found.values()]
    late = np.concatenate([one.missed[-1][fits] for one, fits in fitted])
    early = np.concatenate([one.stopped(reading)[fits] for one, fits in fitted])
    change = 100 * (late.astype(float) - early)
    return statistics.crossed(change, unit="network"), 100 * float(early.mean())


def fit_difference(found: Cohorts, share: float = 1.0) -> tuple[Effect, float]:
    """Return how many more of the widest networks fit than of the narrowest, and these's share."""
    narrow, wide = (found[n].fits[found[n].at(share)] for n in (min(found), max(found)))
    counts = [(int(fits.sum()), len(fits)) for fits in (wide, narrow)]
    return statistics.difference_of_proportions(*counts, unit="network"), float(narrow.mean())


def evidence(plan: SimpleNamespace, *, family: int = 1) -> Rows:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("09", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    found, start = cohorts(plan, family), fresh(plan, family)
    return [*_losses(found, start), *_ends(found, start), *_theorem(plan, found, family)]


def _losses(found: Cohorts, start: Mapping[int, Mapping[str, Real]]) -> Rows:
    """Return the rows of C09.loss-concentration and C11.networks-at-zero, at several times."""
    before, rows = exponent({n: each["loss"] for n, each in start.items()}), []
    for name in SHARES:
        setting = f"the share of the epochs = {name}"
        losses = {n: found[n].seen["test loss"][found[n].at(float(name))] for n in start}
        rows.append(_row("C09.loss-concentration", exponent(losses), before, setting, "spread"))
        effect, narrow = fit_difference(found, float(name))
        rows.append(_row("C11.networks-at-zero", effect, narrow, setting, "fit"))
    return rows


def _ends(found: Cohorts, start: Mapping[int, Mapping[str, Real]]) -> Rows:
    """Return the rows of C11.overfitting and C12.good-ends."""
    rows, wide = [], max(found)
    for reading in READINGS:
        effect, early = overfitting(found, reading)
        rows.append(_row("C11.overfitting", effect, early, f"its {reading}", "fit"))
    cases = [(f"the tolerance in points = {t}", 10, float(t)) for t in TOLERANCES]
    cases += [(f"the runs compared = {k}", int(k), 1.0) for k in RIVALS[1:]]
    ends = [100 * row for row in (found[wide].seen["test error"][-1], start[wide]["error"])]
    for setting, rivals, points in cases:
        effect, control = (near_best(row, rivals=rivals, points=points) for row in ends)
        rows.append(_row("C12.good-ends", effect, control, setting))
    return rows


def _theorem(plan: SimpleNamespace, found: Cohorts, family: int) -> Rows:
    """Return the rows of C03: independence, redundancy and uniformity, at several widths."""
    rows = []
    for hidden in plan.assumed_sizes:
        each = studied(plan, hidden, found[hidden].ends, family)
        measured = {
            "independence": [(one.correlation(), one.correlation("shuffled")) for one in each],
            "redundancy": [(one.rises[-1], one.rises[0]) for one in each],
            "uniformity": [(one.evenness, one.by_chance) for one in each],
        }
        for name, pairs in measured.items():
            effect, control = (statistics.mean(c, unit="network") for c in np.transpose(pairs))
            figure = "independence" if name == "independence" else ""
            setting = f"the hidden units = {hidden}"
            rows.append(_row(f"C03.trained-{name}", effect, control, setting, figure))
    return rows


def _row(
    part: str, effect: Effect, control: float | Effect, setting: str, figure: str = ""
) -> dict[str, Any]:
    """Return one row; a setting that is the reference's own name is the reference."""
    claim, name = part.split(".")
    row = {"claim": claim, "name": name, "effect": effect, "control": control}
    return row | {"setting": setting} | ({"figure": f"fig-09-{figure}"} if figure else {})


def _seed(name: str, family: int, *more: int) -> tuple[int, ...]:
    """Return a seed by name; those of a family are apart from those of the others."""
    return (presets.seed(name), family, *more)
