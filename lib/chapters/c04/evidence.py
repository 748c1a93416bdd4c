"""Everything that the ledger asks of chapter 4: measured by one call, at any size and family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import presets, statistics, sweep
from lib.chapters.c04 import experiment
from lib.chapters.c04.experiment import SETTINGS, Case, epochs_to, recipes, varied
from lib.chapters.c04.surface import POINTS, SCALES, Look, depth_neutral
from lib.networks import Recipe
from lib.statistics import Effect, complete

Real = NDArray[np.float64]
Groups = Mapping[int, Real]  # hidden layers → a value or a row of each seed
Rates = dict[float, Real]  # learning rate → training losses, (seeds, epochs + 1)
Entry = dict[str, Any]

BEST, COMMON = "best rate for each depth", "one rate for all"
TOLERANCES = ("1e-8", "1e-5", "1e-4", "1e-3")  # of the largest eigenvalue: what counts as zero
_SCALED = dict(zip(("as set", "half", "double"), SCALES, strict=True))
_RULERS = ("", "Euclidean", "depth-neutral")
_TRAININGS = (BEST, *[*SETTINGS][1:])  # that errors and distances are not asked for
# What the planes of ``Look.bent`` and ``Look.roughness`` vary.
_PLANES = [f"the half-width = {name}" for name in _SCALED]
_PLANES += [f"points a side = {points}" for points in POINTS[1:]]


@dataclass(frozen=True)
class Found:
    """All that was measured.

    Attributes:
        cases: setting → hidden layers → case; ``BEST`` is the reference at each depth's best rate.
        known: hidden layers → what the measures say of known surfaces, over what is known.
        rates: setting → hidden layers → learning rate → training losses (seeds, epochs + 1).
        spectra: setting → hidden layers → eigenvalues of small networks, (seeds, P).
        tuning: how many of the seeds of ``rates`` choose a rate; the others are judged by it.
        level: the training loss at which depths are compared.
        rate: the learning rate of the reference.
    """

    cases: dict[str, dict[int, Case]]
    known: dict[int, Look]
    rates: dict[str, dict[int, Rates]]
    spectra: dict[str, Groups]
    tuning: int
    level: float
    rate: float

    def judged(
        self, rate: float | None = None, setting: str = "reference", share: float = 1
    ) -> dict[int, Real]:
        """Return the losses of the judged seeds at a rate, by default each depth's best.

        Only the first share of the passes counts, also for which rate is best.
        """
        found = {}
        for layers, runs in self.rates[setting].items():
            most = max(each.shape[1] for each in runs.values())
            begun = {rate: each[:, : 1 + round(share * (most - 1))] for rate, each in runs.items()}
            found[layers] = begun[rate or best_rate(begun, self.tuning)][self.tuning :]
        return found

    def epochs(self, layers: int, level: float, rate: float | None = None, slower: int = 0) -> Real:
        """Return the judged seeds' epochs to a loss.

        Args:
            layers: of which depth.
            level: the loss.
            rate: by default that which gets the depth there soonest.
            slower: how many rates of those tried below it.
        """
        runs = self.rates["reference"][layers]
        tried = sorted(runs)
        at = tried.index(rate or best_rate(runs, self.tuning, level=level))
        return epochs_to(runs[tried[max(0, at - slower)]][self.tuning :], level)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Entry]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("04", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return rows(measure(plan, family=family))


def measure(plan: SimpleNamespace, *, family: int = 1) -> Found:
    """Train and measure all networks of the chapter; arguments as of ``evidence``."""
    seed = [presets.seed("04-networks"), family]

    def run(function: Callable[..., Any], each: Iterable[Recipe], **more: Any) -> list[Any]:
        cases = [{"recipe": recipe, "seed": seed, **more} for recipe in each]
        return sweep.run(function, cases, name=f"04-{function.__name__}", workers=plan.workers)

    def at_rates(
        layers: int, setting: str, some: Sequence[float], seeds: int, passes: int = 1
    ) -> Rates:
        each = [varied(depths[layers], setting, rate, passes) for rate in some]
        return dict(zip(some, run(experiment.losses, each, seeds=seeds), strict=True))

    def cases(each: Mapping[int, Recipe], whole: bool = False) -> dict[int, Case]:
        few = (plan.few_seeds, plan.few_seeds)
        seeds, measured = (plan.seeds, plan.measured) if whole else few
        more = {"looked": plan.looked, "far": plan.far, "end": whole}
        found = run(experiment.case, each.values(), seeds=seeds, measured=measured, **more)
        return dict(zip(each, found, strict=True))

    depths = recipes(plan.recipe, plan.depths, plan.budget)
    few = {n: depths[n] for n in plan.compared}
    first, *_, last = plan.compared
    kept, rate = plan.recipe["keep"], plan.recipe["phases"][0][0]
    rates = {"reference": {n: at_rates(n, "reference", plan.rates, plan.rate_seeds)
                           for n in plan.compared}}  # fmt: skip
    best = {n: best_rate(runs, plan.tuning) for n, runs in rates["reference"].items()}
    rates["residual"] = {last: at_rates(last, "residual", [best[last]], plan.rate_seeds)}
    rates["the passes = double"] = {
        n: at_rates(n, "reference", _around(best[n], plan.rates), plan.rate_seeds, 2)
        for n in (first, last)
    }
    found = {"reference": cases(depths, whole=True)}
    for name in ("half", "double") if plan.few_seeds else ():
        level = _SCALED[name] * kept
        found[f"the common loss = {name}"] = cases(
            {n: replace(varied(each, passes=2), keep=level, stop=level) for n, each in few.items()}
        )
    for name in plan.settings:
        rates[name] = {n: at_rates(n, name, plan.rates, plan.few_seeds) for n in (first, last)}
        found[name] = cases({n: varied(each, name) for n, each in few.items()})
    if plan.settings:
        found[BEST] = cases({n: varied(each, rate=best[n]) for n, each in few.items()})
    known = {
        n: run(experiment.known, [each], seeds=plan.known, far=plan.far,
               reach=_reach(found["reference"][n]), teeth=1 + (n == first))[0]
        for n, each in few.items()
    }  # fmt: skip
    small = recipes(plan.small, plan.small_depths, plan.small_budget)
    spectra = {"known": run(experiment.known_spectrum, small.values())}
    for name, scale in _SCALED.items():
        level = scale * plan.small["keep"]
        each = [replace(recipe, keep=level, stop=level) for recipe in small.values()]
        spectra[name] = run(experiment.spectra, each, seeds=plan.small_seeds)
    by_depth: dict[str, Mapping[int, Real]] = {
        name: dict(zip(small, each, strict=True)) for name, each in spectra.items()
    }
    return Found(found, known, rates, by_depth, plan.tuning, kept, rate)


def _around(rate: float, rates: Sequence[float]) -> list[float]:
    """Return a rate and its neighbours among those that are tried."""
    at = rates.index(rate)
    return list(rates[max(0, at - 1) : at + 2])


def _reach(case: Case) -> list[float]:
    """Return the mean radii of one depth, filter-normalised and Euclidean."""
    found = [radii({0: case}, ruler=ruler)[0] for ruler in _RULERS[:2]]
    return [float(np.exp(np.log(*complete(row)).mean())) for row in found]


def best_rate(runs: Mapping[float, Real], tuning: int, *, level: float | None = None) -> float:
    """Return the learning rate at which the first runs end lowest, or are soonest at a loss.

    Args:
        runs: learning rate → training losses (seeds, epochs + 1).
        tuning: how many choose, by their mean logarithm; a run without a value is worst.
        level: the loss to be at soonest; without one the last losses count.
    """
    ends = {rate: each[:tuning, -1] if level is None else epochs_to(each[:tuning], level)
            for rate, each in runs.items()}  # fmt: skip
    scores = {rate: np.log(np.nan_to_num(row, nan=np.inf)).mean() for rate, row in ends.items()}
    return min(scores, key=lambda rate: scores[rate])


def rows(found: Found) -> list[Entry]:
    """Return what follows for each part of the ledger: the reference, settings and constants."""
    return [*_surfaces(found), *_training(found), *_other_rates(found), *_small(found.spectra)]


def radii(cases: Mapping[int, Case], *, ruler: str = "", rim: int = 0, end: bool = False) -> Groups:
    """Return radii of every depth, NaN where a network stands above the rim.

    Args:
        cases: hidden layers → case.
        ruler: "" filter-normalised, "Euclidean", or "depth-neutral".
        rim: which of ``SCALES`` times the loss at the rim.
        end: after all epochs rather than at the common loss.
    """
    looks = {layers: each.end if end else each.level for layers, each in cases.items()}
    found = {n: each.radius[:, int(ruler == "Euclidean"), rim] for n, each in looks.items()}
    found = {n: np.where((row > 0) & np.isfinite(row), row, np.nan) for n, row in found.items()}
    return {n: depth_neutral(r, n) if ruler == "depth-neutral" else r for n, r in found.items()}


def tops(cases: Mapping[int, Case], *, relative: bool = False, end: bool = False) -> Groups:
    """Return top eigenvalues of every depth; arguments as of ``radii`` and of ``surface.top``."""
    return {n: (each.end if end else each.level).top[:, int(relative)] for n, each in cases.items()}


def over(groups: Groups, one: int, other: int) -> Effect:
    """Return a ratio of two depths, paired by seed; pairs without a value are left out."""
    return statistics.ratio(*complete(groups[one], groups[other]), unit="seed")


def minus(groups: Groups, one: int, other: int) -> Effect:
    """Return a difference of two depths, as ``over``."""
    return statistics.difference(*complete(groups[one], groups[other]), unit="seed")


def _row(
    part: str, effect: Effect, control: Effect | float, setting: str, figure: str = "", of: int = 0
) -> Entry:
    """Return a row; of how many units, if some may have been left out."""
    claim, name = part.split(".")
    row = {"claim": claim, "name": name, "effect": effect, "control": control, "setting": setting}
    left = of - effect.n
    note = {"note": f"{left} of {of} {effect.unit}s left out: they have no value"}
    return row | ({"figure": f"fig-04-{figure}"} if figure else {}) | (note if left > 0 else {})


def _surfaces(found: Found) -> Iterator[Entry]:
    """Yield what networks at an equal loss, or after equal training, give."""
    cases = found.cases["reference"]
    others = {name: each for name, each in found.cases.items() if name != "reference"}
    wide = {
        "reference": (radii(cases), 0, 0),
        "Euclidean radius": (radii(cases, ruler="Euclidean"), 1, 0),
        "depth-neutral radius": (radii(cases, ruler="depth-neutral"), 2, 0),
        "fixed epochs": (radii(cases, end=True), 0, 0),
        "the loss at the rim = half": (radii(cases, rim=1), 0, 1),
        "the loss at the rim = double": (radii(cases, rim=2), 0, 2),
    } | {name: (radii(each), 0, 0) for name, each in others.items()}
    steep = {
        "reference": (tops(cases), 0),
        "relative steps": (tops(cases, relative=True), 1),
        "fixed epochs": (tops(cases, end=True), 0),
    } | {name: (tops(each), 0) for name, each in others.items()}
    for name, (each, ruler, rim) in wide.items():
        bowls = {n: look.radius[:, ruler, rim] for n, look in found.known.items()}
        for part, deep in (("C20.narrow", 5), ("C26.broaden", 10)):
            ratio, of = over(each, deep, 1), len(each[1])
            yield _row(part, ratio, over(bowls, deep, 1), name, "radius", of)
    for name, (each, relative) in steep.items():
        bowls = {n: look.top[:, relative] for n, look in found.known.items()}
        ratio, of = over(each, 10, 1), len(each[1])
        yield _row("C26.flatten", ratio, over(bowls, 10, 1), name, "top", of)
    for name, setting in {"": cases, **others}.items():
        yield from _planes({n: case.level for n, case in setting.items()}, found.known, name)
    for name, setting in found.cases.items():
        if name not in _TRAININGS:
            yield from _alike(setting, name)


def _planes(looks: Mapping[int, Look], known: Mapping[int, Look], setting: str) -> Iterator[Entry]:
    """Yield how rough and how bent planes are: of one setting, or in the reference all planes."""
    of = len(looks[1].bent)
    names = [setting] if setting else [*_PLANES, "depth-neutral window"]
    for k, name in enumerate(names):
        bent, bowls = ({n: look.bent[:, k] for n, look in each.items()} for each in (looks, known))
        yield _row("C21.smoother", minus(bent, 10, 1), minus(bowls, 10, 1), name, of=of)
    for k, name in enumerate(names[: len(_PLANES)]):
        rough, teeth = (
            {n: look.roughness[:, k, 0] for n, look in each.items()} for each in (looks, known)
        )
        yield _row("C20.jagged", over(rough, 1, 5), over(teeth, 1, 5), name, "roughness", of)


def _alike(cases: Mapping[int, Case], setting: str) -> Iterator[Entry]:
    """Yield errors on the test images, and how far apart minima are, at an equal loss."""
    apart = cases[1].misread - cases[5].misread
    seen = apart[np.isfinite(apart).all(axis=1)]
    fitted = minus({n: case.fitted for n, case in cases.items()}, 1, 5)
    crossed = statistics.crossed(seen, unit="seed")
    yield _row("C13.equal-parameters", crossed, fitted, setting, of=len(apart))
    after, before = ([case.apart[k] for case in cases.values()] for k in (0, 1))
    of = sum(map(len, after))
    moved, untrained, less = (
        statistics.slope(np.log2([*cases]), [complete(row)[0] for row in rows], unit="pair")
        for rows in (after, before, list(map(np.subtract, after, before)))
    )
    yield _row("C15.coagulation", moved, untrained, setting, of=of)
    if setting == "reference":
        name = "less the distance before training"
        yield _row("C15.coagulation", less, untrained, name, of=of)


def _training(found: Found) -> Iterator[Entry]:
    """Yield who ends lower, who is sooner at a loss, and who never gets there."""
    tuned, half = found.judged(), "the passes = half"
    runs = {BEST: tuned, COMMON: found.judged(found.rate), half: found.judged(share=0.5)}
    runs |= {name: found.judged(setting=name) for name in found.rates
             if name not in ("reference", "residual")}  # fmt: skip
    for name, each in runs.items():
        ends = {n: losses[:, -1] for n, losses in each.items()}
        lowest = {n: losses.min(axis=1) for n, losses in each.items()}
        begun = each[1][:, : (each[1].shape[1] + 1) // 2]
        slower = over({0: begun[:, -1], 1: ends[1]}, 0, 1)
        of = len(ends[1])
        yield _row("C18.final-loss", over(ends, 10, 1), slower, name, "rates", of)
        if name == BEST:
            five = "five layers over one"
            yield _row("C18.final-loss", over(ends, 5, 1), slower, five, "rates", of)
        if name not in SETTINGS:
            sooner = over({0: begun.min(axis=1), 1: lowest[1]}, 0, 1)
            yield _row("C26.deepen", over(lowest, 10, 1), sooner, name, "rates", of)
    shortcut = found.judged(setting="residual")[10]
    for name, scale in _SCALED.items():
        level, setting = scale * found.level, f"the loss to reach = {name}"
        yield _sooner(found, level, setting)
        missed = _more_missed(tuned[10], tuned[1], level)
        control = _more_missed(shortcut, tuned[1], level)
        yield _row("C17.bad-ends", missed, control, setting)
    yield _sooner(found, found.level, COMMON, found.rate)


def _sooner(found: Found, level: float, setting: str, rate: float | None = None) -> Entry:
    """Return by how much sooner five hidden layers are at a loss than one."""
    one, five = (found.epochs(layers, level, rate) for layers in (1, 5))
    slow, fast = (found.epochs(1, level, slower=steps) for steps in (2, 0))
    effect, control = over({1: one, 5: five}, 1, 5), over({0: slow, 1: fast}, 0, 1)
    return _row("C14.epochs-to-loss", effect, control, setting, of=len(one))


def _other_rates(found: Found) -> Iterator[Entry]:
    """Yield who misses the loss at one rate for all, and at the rates beside the best of a grid."""
    grids = found.rates["reference"]
    best = {n: best_rate(runs, found.tuning) for n, runs in grids.items()}
    inside = all(min(grids[n]) < rate < max(grids[n]) for n, rate in best.items())
    said = ", ".join(f"{rate:g} for {n}" for n, rate in best.items())
    said = f"best rates by layers: {said}; {'all' if inside else 'not all'} inside the grid"
    chosen = {COMMON: dict.fromkeys(best, found.rate)}
    for name, step in {"the rate = next lower": -1, "the rate = next higher": 1}.items():
        places = {n: sorted(grids[n]).index(rate) + step for n, rate in best.items()}
        chosen[name] = {n: sorted(grids[n])[min(max(k, 0), len(grids[n]) - 1)]
                        for n, k in places.items()}  # fmt: skip
    shortcut = found.judged(setting="residual")[10]
    for name, rates in chosen.items():
        shallow, deep = (grids[n][rates[n]][found.tuning :] for n in (1, 10))
        missed, control = (_more_missed(each, shallow, found.level) for each in (deep, shortcut))
        yield _row("C17.bad-ends", missed, control, name) | {"note": said}


def _more_missed(one: Real, other: Real, level: float) -> Effect:
    """Return the share of runs that never are at a loss, minus the same of others."""
    missed = [np.isnan(epochs_to(each, level)) for each in (one, other)]
    counts = [(int(each.sum()), len(each)) for each in missed]
    return statistics.difference_of_proportions(*counts, unit="run")


def _small(spectra: Mapping[str, Groups]) -> Iterator[Entry]:
    """Yield negative curvature by number, for each tolerance and loss, and by weight."""
    measures = {f"the tolerance = {zero}": ("as set", float(zero)) for zero in TOLERANCES}
    measures["by weight"] = ("as set", np.nan)
    measures |= {f"the training loss = {name}": (name, float(TOLERANCES[0]))
                 for name in ("half", "double")}  # fmt: skip
    for name, (level, zero) in measures.items():
        each, known = ({n: _negative(rows, zero) for n, rows in spectra[kind].items()}
                       for kind in (level, "known"))  # fmt: skip
        (first, *_, last), of = sorted(each), len(each[min(each)])
        gap = float(known[last][0] - known[first][0])
        effect = minus(each, last, first)
        yield _row("C25.index-with-depth", effect, gap, name, of=of)


def _negative(spectra: Real, zero: float) -> Real:
    """Return the negative share of each spectrum, NaN for a missed loss.

    By number, of what lies beyond a share of the largest; by weight, if that is NaN.
    """
    sizes = np.abs(spectra)
    if np.isnan(zero):
        return (sizes - spectra).sum(1) / 2 / sizes.sum(1)
    return np.mean(spectra < -zero * sizes.max(1, keepdims=True), axis=1) + 0 * spectra[:, 0]
