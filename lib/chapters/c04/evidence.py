"""Everything that the ledger asks of chapter 4: measured by one call, at any size and family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import presets, statistics, sweep
from lib.chapters import Row, row
from lib.chapters.c04 import experiment
from lib.chapters.c04.experiment import SETTINGS, Case, epochs_to, recipes, varied
from lib.chapters.c04.surface import POINTS, SCALES, Look, depth_neutral
from lib.networks import Recipe
from lib.statistics import Effect, complete

Real = NDArray[np.float64]
Groups = Mapping[int, Real]  # hidden layers → a value or a row of each seed
Rates = dict[float, Real]  # learning rate → training losses, (seeds, epochs + 1)
Run = Callable[..., list[Any]]  # function, recipes → its results, as ``measure`` gives it

BEST, COMMON = "best rate for each depth", "one rate for all"
TOLERANCES = ("1e-8", "1e-5", "1e-4", "1e-3")  # of the largest eigenvalue: what counts as zero
_SCALED = dict(zip(("as set", "half", "double"), SCALES, strict=True))
_RULERS = ("", "Euclidean", "depth-neutral")
_TRAININGS = (BEST, *[*SETTINGS][1:])  # that errors and distances are not asked for
# What the planes of ``Look.bent`` and ``Look.roughness`` vary.
_PLANES = [f"the half-width = {name}" for name in _SCALED]
_PLANES += [*(f"points a side = {points}" for points in POINTS[1:]), "depth-neutral window"]
_BEYOND = 3  # rates that are tried beyond those set


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
        return {
            n: runs[rate or best_rate(runs, self.tuning)][self.tuning :]
            for n, runs in self._begun(setting, share).items()
        }

    def best(self, setting: str = "reference", share: float = 1, level: float | None = None) -> str:
        """Return a note on each depth's best rate, and whether it is an end of those tried."""
        said, ends = [], []
        for layers, runs in self._begun(setting, share).items():
            said.append(f"{best_rate(runs, self.tuning, level=level):g} for {layers}")
            ends += [f"{layers}"] if _beyond(runs, self.tuning, level) else []
        where = f"an end of those tried for {', '.join(ends)}" if ends else "all inside the grid"
        return f"best rates by layers: {', '.join(said)}; {where}"

    def _begun(self, setting: str, share: float) -> dict[int, Rates]:
        """Return the losses at each rate over the first share of the passes."""
        grids = self.rates[setting]
        most = {n: max(each.shape[1] for each in runs.values()) - 1 for n, runs in grids.items()}
        return {
            n: {rate: each[:, : 1 + round(share * most[n])] for rate, each in runs.items()}
            for n, runs in grids.items()
        }

    def epochs(self, layers: int, level: float, rate: float | None = None, slower: int = 0) -> Real:
        """Return the judged seeds' epochs to a loss, of one that never gets there all epochs.

        Args:
            layers: of which depth.
            level: the loss.
            rate: by default that which gets the depth there soonest.
            slower: how many rates of those tried below it.
        """
        runs = self.rates["reference"][layers]
        tried = sorted(runs)
        at = tried.index(rate or best_rate(runs, self.tuning, level=level))
        losses = runs[tried[max(0, at - slower)]][self.tuning :]
        return np.nan_to_num(epochs_to(losses, level), nan=losses.shape[1] - 1)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
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

    depths = recipes(plan.recipe, plan.depths, plan.budget)
    rates = _rates(plan, depths, run)
    best = {n: best_rate(runs, plan.tuning) for n, runs in rates["reference"].items()}
    cases = _cases(plan, depths, best, run)
    known = {
        n: run(experiment.known, [depths[n]], seeds=plan.known, far=plan.far,
               reach=_reach(cases["reference"][n]), teeth=1 + (n == plan.compared[0]))[0]
        for n in plan.compared
    }  # fmt: skip
    kept, rate = plan.recipe["keep"], plan.recipe["phases"][0][0]
    return Found(cases, known, rates, _spectra(plan, run), plan.tuning, kept, rate)


def _rates(
    plan: SimpleNamespace, depths: Mapping[int, Recipe], run: Run
) -> dict[str, dict[int, Rates]]:
    """Return the losses at several rates: of the reference, of other settings, for longer."""

    def at(
        layers: int, setting: str, some: Sequence[float], seeds: int = 0, passes: int = 1
    ) -> Rates:
        def tried(some: Sequence[float]) -> Rates:
            each = [varied(depths[layers], setting, rate, passes) for rate in some]
            found = run(experiment.losses, each, seeds=seeds or plan.rate_seeds)
            return dict(zip(some, found, strict=True))

        return widened(tried, some, plan.tuning)

    first, *_, last = plan.compared
    reference = {n: at(n, "reference", plan.rates) for n in plan.compared}
    best = {n: best_rate(runs, plan.tuning) for n, runs in reference.items()}
    found = {"reference": reference, "residual": {last: at(last, "residual", [best[last]])}}
    found["the passes = double"] = {
        n: at(n, "reference", _around(best[n], sorted(reference[n])), passes=2)
        for n in (first, last)
    }
    for name in plan.settings:
        found[name] = {n: at(n, name, plan.rates, plan.few_seeds) for n in (first, last)}
    return found


def widened(
    tried: Callable[[Sequence[float]], Rates], rates: Sequence[float], tuning: int
) -> Rates:
    """Return losses at rates, and at up to three beyond them while the best is an end.

    Args:
        tried: rates → their losses.
        rates: to try at first; a single one stays alone.
        tuning: as of ``best_rate``.
    """
    found = tried(rates)
    while 1 < len(rates) > len(found) - _BEYOND and (rate := _beyond(found, tuning)):
        found |= tried([rate])
    return found


def _beyond(runs: Mapping[float, Real], tuning: int, level: float | None = None) -> float | None:
    """Return the next rate beyond those tried if the best is the least or the largest of them."""
    grid, best = sorted(runs), best_rate(runs, tuning, level=level)
    beside = {grid[0]: grid[1], grid[-1]: grid[-2]}.get(best)
    return best**2 / beside if beside else None


def _around(rate: float, rates: Sequence[float]) -> list[float]:
    """Return a rate and its neighbours among those that are tried."""
    at = rates.index(rate)
    return list(rates[max(0, at - 1) : at + 2])


def _cases(
    plan: SimpleNamespace, depths: Mapping[int, Recipe], best: Mapping[int, float], run: Run
) -> dict[str, dict[int, Case]]:
    """Return the measured networks: of all depths in the reference, of some in other settings."""
    few = {n: depths[n] for n in plan.compared}

    def measured(each: Mapping[int, Recipe], whole: bool = False) -> dict[int, Case]:
        seeds, some = (plan.seeds, plan.measured) if whole else (plan.few_seeds, plan.few_seeds)
        more = {"looked": plan.looked, "far": plan.far, "end": whole}
        found = run(experiment.case, each.values(), seeds=seeds, measured=some, **more)
        return dict(zip(each, found, strict=True))

    found = {"reference": measured(depths, whole=True)}
    for name in ("half", "double") if plan.few_seeds else ():
        level = _SCALED[name] * plan.recipe["keep"]
        found[f"the common loss = {name}"] = measured(
            {n: replace(varied(each, passes=2), keep=level, stop=level) for n, each in few.items()}
        )
    for name in plan.settings:
        found[name] = measured({n: varied(each, name) for n, each in few.items()})
    if plan.few_seeds:
        found[BEST] = measured({n: varied(each, rate=best[n]) for n, each in few.items()})
    return found


def _spectra(plan: SimpleNamespace, run: Run) -> dict[str, Groups]:
    """Return the spectra of small networks at each loss, and known ones."""
    small = recipes(plan.small, plan.small_depths, plan.small_budget)
    spectra = {"known": run(experiment.known_spectrum, small.values())}
    for name, scale in _SCALED.items():
        level = scale * plan.small["keep"]
        each = [replace(recipe, keep=level, stop=level) for recipe in small.values()]
        spectra[name] = run(experiment.spectra, each, seeds=plan.small_seeds)
    return {name: dict(zip(small, each, strict=True)) for name, each in spectra.items()}


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


def rows(found: Found) -> list[Row]:
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


def _left(effect: Effect, of: int, *more: str) -> str:
    """Say how many units were left out, if any, and more."""
    left = of - effect.n
    said = f"{left} of {of} {effect.unit}s left out: they have no value" if left > 0 else ""
    return "; ".join(filter(None, [said, *more]))


def _surfaces(found: Found) -> Iterator[Row]:
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
            ratio = over(each, deep, 1)
            left = _left(ratio, len(each[1]))
            yield row(part, ratio, over(bowls, deep, 1), name, "fig-04-radius", left)
    for name, (each, relative) in steep.items():
        bowls = {n: look.top[:, relative] for n, look in found.known.items()}
        ratio = over(each, 10, 1)
        left = _left(ratio, len(each[1]))
        yield row("C26.flatten", ratio, over(bowls, 10, 1), name, "fig-04-top", left)
    for name, setting in {"": cases, **others}.items():
        yield from _planes({n: case.level for n, case in setting.items()}, found.known, name)
    for name, setting in found.cases.items():
        if name not in _TRAININGS:
            yield from _alike(setting, name)


def _planes(looks: Mapping[int, Look], known: Mapping[int, Look], setting: str) -> Iterator[Row]:
    """Yield how rough and how bent planes are: of one setting, or in the reference all planes."""
    of = len(looks[1].bent)
    for k, name in enumerate([setting] if setting else _PLANES):
        bent, bowls = ({n: look.bent[:, k] for n, look in each.items()} for each in (looks, known))
        gap = minus(bent, 10, 1)
        yield row("C21.smoother", gap, minus(bowls, 10, 1), name, note=_left(gap, of))
        rough, teeth = (
            {n: look.roughness[:, k, 0] for n, look in each.items()} for each in (looks, known)
        )
        ratio, control = over(rough, 1, 5), over(teeth, 1, 5)
        yield row("C20.jagged", ratio, control, name, "fig-04-roughness", _left(ratio, of))


def _alike(cases: Mapping[int, Case], setting: str) -> Iterator[Row]:
    """Yield errors on the test images, and how far apart minima are, at an equal loss."""
    apart = cases[1].misread - cases[5].misread
    seen = apart[np.isfinite(apart).all(axis=1)]
    fitted = minus({n: case.fitted for n, case in cases.items()}, 1, 5)
    crossed = statistics.crossed(seen, unit="seed")
    note = _left(crossed, len(apart))
    yield row("C13.equal-parameters", crossed, fitted, setting, note=note)
    after, before = ([case.apart[k] for case in cases.values()] for k in (0, 1))
    of = sum(map(len, after))
    moved, untrained, less = (
        statistics.slope(np.log2([*cases]), [complete(row)[0] for row in rows], unit="pair")
        for rows in (after, before, list(map(np.subtract, after, before)))
    )
    yield row("C15.coagulation", moved, untrained, setting, note=_left(moved, of))
    if setting == "reference":
        name = "less the distance before training"
        yield row("C15.coagulation", less, untrained, name, note=_left(less, of))


def _training(found: Found) -> Iterator[Row]:
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
        of, share = name if name in found.rates else "reference", 0.5 if name == half else 1
        said = "" if name == COMMON else found.best(of, share)
        pairs = {name: 10} | ({"five layers over one": 5} if each is tuned else {})
        for setting, deep in pairs.items():
            lower = over(ends, deep, 1)
            note = _left(lower, len(ends[1]), said)
            yield row("C18.final-loss", lower, slower, setting, "fig-04-rates", note)
        if name not in SETTINGS:
            sooner, lower = over({0: begun.min(axis=1), 1: lowest[1]}, 0, 1), over(lowest, 10, 1)
            note = _left(lower, len(ends[1]), said)
            yield row("C26.deepen", lower, sooner, name, "fig-04-rates", note)
    shortcut = found.judged(setting="residual")[10]
    for name, scale in _SCALED.items():
        level, setting = scale * found.level, f"the loss to reach = {name}"
        yield _sooner(found, level, setting)
        missed = _more_missed(tuned[10], tuned[1], level)
        control = _more_missed(shortcut, tuned[1], level)
        yield row("C17.bad-ends", missed, control, setting, note=found.best())
    yield _sooner(found, found.level, COMMON, found.rate)


def _sooner(found: Found, level: float, setting: str, rate: float | None = None) -> Row:
    """Return by how much sooner five hidden layers are at a loss than one."""
    one, five = (found.epochs(layers, level, rate) for layers in (1, 5))
    slow, fast = (found.epochs(1, level, slower=steps) for steps in (2, 0))
    effect, control = over({1: one, 5: five}, 1, 5), over({0: slow, 1: fast}, 0, 1)
    last = found.judged()[1].shape[1] - 1
    never = sum(int(np.sum(each == last)) for each in (one, five))
    said = [f"{never} of {2 * len(one)} runs never got there"] if never else []
    said += [] if rate else [found.best(level=level)]
    return row("C14.epochs-to-loss", effect, control, setting, note="; ".join(said))


def _other_rates(found: Found) -> Iterator[Row]:
    """Yield who misses the loss at one rate for all, and at the rates beside the best of a grid."""
    grids = {n: found.rates["reference"][n] for n in (1, 10)}
    shortcut = found.judged(setting="residual")[10]
    for name, step in {COMMON: 0, "the rate = next lower": -1, "the rate = next higher": 1}.items():
        beside = {n: found.rate if name == COMMON else _beside(runs, found.tuning, step)
                  for n, runs in grids.items()}  # fmt: skip
        runs = [grids[n][rate][found.tuning :] for n, rate in beside.items() if rate]
        if len(runs) == len(grids):  # else one has no such rate
            shallow, deep = runs
            missed, control = (
                _more_missed(each, shallow, found.level) for each in (deep, shortcut)
            )
            yield row("C17.bad-ends", missed, control, name, note=found.best())


def _beside(runs: Rates, tuning: int, step: int) -> float | None:
    """Return the rate so many steps above the best one, None beyond what was tried."""
    grid = sorted(runs)
    at = grid.index(best_rate(runs, tuning)) + step
    return grid[at] if 0 <= at < len(grid) else None


def _more_missed(one: Real, other: Real, level: float) -> Effect:
    """Return the share of runs that never are at a loss, minus the same of others."""
    missed = [np.isnan(epochs_to(each, level)) for each in (one, other)]
    counts = [(int(each.sum()), len(each)) for each in missed]
    return statistics.difference_of_proportions(*counts, unit="run")


def _small(spectra: Mapping[str, Groups]) -> Iterator[Row]:
    """Yield negative curvature by number, for each tolerance and loss, and by weight."""
    measures = {f"the tolerance = {zero}": ("as set", float(zero)) for zero in TOLERANCES}
    measures["by weight"] = ("as set", np.nan)
    measures |= {f"the training loss = {name}": (name, float(TOLERANCES[0]))
                 for name in ("half", "double")}  # fmt: skip
    for name, (level, zero) in measures.items():
        each, known = ({n: _negative(rows, zero) for n, rows in spectra[kind].items()}
                       for kind in (level, "known"))  # fmt: skip
        first, *_, last = sorted(each)
        gap = float(known[last][0] - known[first][0])
        effect = minus(each, last, first)
        note = _left(effect, len(each[first]))
        yield row("C25.index-with-depth", effect, gap, name, note=note)


def _negative(spectra: Real, zero: float) -> Real:
    """Return the negative share of each spectrum, NaN for a missed loss.

    By number, of what lies beyond a share of the largest; by weight, if that is NaN.
    """
    sizes = np.abs(spectra)
    if np.isnan(zero):
        return (sizes - spectra).sum(1) / 2 / sizes.sum(1)
    return np.mean(spectra < -zero * sizes.max(1, keepdims=True), axis=1) + 0 * spectra[:, 0]
