"""Everything that the ledger asks of chapter 4: measured by one call, at any size and family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import presets, statistics, sweep
from lib.chapters.c04 import experiment
from lib.chapters.c04.experiment import Case, epochs_to, recipes, varied
from lib.chapters.c04.surface import SCALES, depth_neutral
from lib.networks import Recipe
from lib.statistics import Effect, complete

Real = NDArray[np.float64]
Groups = Mapping[int, Real]  # hidden layers → a value of each seed
Rates = dict[float, Real]  # learning rate → training losses, (seeds, epochs + 1)
Entry = dict[str, Any]

BEST, COMMON = "best rate for each depth", "one rate for all"
TOLERANCES = ("1e-8", "1e-5", "1e-4", "1e-3")  # of the largest eigenvalue: what counts as zero
_SCALED = dict(zip(("as set", "half", "double"), SCALES, strict=True))


@dataclass(frozen=True)
class Found:
    """All that was measured.

    Attributes:
        cases: setting → hidden layers → case; ``BEST`` is the reference at each depth's best rate.
        rates: setting → hidden layers → learning rate → training losses (seeds, epochs + 1).
        spectra: hidden layers → eigenvalues of small networks, (seeds, P).
        tuning: how many of the seeds of ``rates`` choose a rate; the others are judged by it.
        level: the training loss at which depths are compared.
        rate: the learning rate of the reference.
    """

    cases: dict[str, dict[int, Case]]
    rates: dict[str, dict[int, Rates]]
    spectra: dict[int, Real]
    tuning: int
    level: float
    rate: float

    def judged(self, rate: float | None = None, setting: str = "reference") -> dict[int, Real]:
        """Return the losses of the judged seeds at a rate, by default each depth's best."""
        return {
            layers: runs[rate or best_rate(runs, self.tuning)][self.tuning :]
            for layers, runs in self.rates[setting].items()
        }

    def epochs(self, level: float, rate: float | None = None) -> dict[int, Real]:
        """Return the judged seeds' epochs to a loss, by default at each depth's fastest rate."""
        return {
            layers: epochs_to(
                runs[rate or best_rate(runs, self.tuning, level=level)][self.tuning :], level
            )
            for layers, runs in self.rates["reference"].items()
        }


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

    def at_rates(layers: int, setting: str, some: Sequence[float], seeds: int) -> Rates:
        each = [varied(depths[layers], setting, rate) for rate in some]
        return dict(zip(some, run(experiment.losses, each, seeds=seeds), strict=True))

    def cases(each: Mapping[int, Recipe], pictures: bool = False) -> dict[int, Case]:
        few = (plan.few_seeds, plan.few_seeds)
        seeds, measured = (plan.seeds, plan.measured) if pictures else few
        more = {"looked": plan.looked, "far": plan.far, "pictures": pictures}
        found = run(experiment.case, each.values(), seeds=seeds, measured=measured, **more)
        return dict(zip(each, found, strict=True))

    depths = recipes(plan.recipe, plan.depths, plan.budget)
    first, *_, last = plan.compared
    rates = {"reference": {n: at_rates(n, "reference", plan.rates, plan.rate_seeds)
                           for n in plan.compared}}  # fmt: skip
    best = {n: best_rate(runs, plan.tuning) for n, runs in rates["reference"].items()}
    rates["residual"] = {last: at_rates(last, "residual", [best[last]], plan.rate_seeds)}
    found = {"reference": cases(depths, pictures=True)}
    for name in plan.settings:
        rates[name] = {n: at_rates(n, name, plan.rates, plan.few_seeds) for n in (first, last)}
        each = {n: varied(depths[n], name) for n in plan.compared}
        found[name] = cases(each)
    if plan.settings:
        each = {n: varied(depths[n], rate=best[n]) for n in plan.compared}
        found[BEST] = cases(each)
    small = recipes(plan.small, plan.small_depths, plan.small_budget)
    spectra = run(experiment.spectra, small.values(), seeds=plan.small_seeds)
    kept, rate = plan.recipe["keep"], plan.recipe["phases"][0][0]
    return Found(found, rates, dict(zip(small, spectra, strict=True)), plan.tuning, kept, rate)


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


def _row(part: str, effect: Effect, control: Effect, setting: str, figure: str = "") -> Entry:
    claim, name = part.split(".")
    row = {"claim": claim, "name": name, "effect": effect, "control": control}
    return row | {"setting": setting} | ({"figure": f"fig-04-{figure}"} if figure else {})


def _halves(values: Real, compare: Callable[..., Effect] = statistics.ratio) -> Effect:
    """Return one half of the seeds against the other: what comes out where nothing differs."""
    (row,) = complete(values)
    return compare(row[: len(row) // 2], row[len(row) // 2 :], unit="seed", paired=False)


def _surfaces(found: Found) -> Iterator[Entry]:
    """Yield what networks at an equal loss, or after equal training, give."""
    cases = found.cases["reference"]
    settings = {name: each for name, each in found.cases.items() if name != "reference"}
    wide = {
        "reference": radii(cases),
        "Euclidean radius": radii(cases, ruler="Euclidean"),
        "depth-neutral radius": radii(cases, ruler="depth-neutral"),
        "fixed epochs": radii(cases, end=True),
        "the loss at the rim = half": radii(cases, rim=1),
        "the loss at the rim = double": radii(cases, rim=2),
    } | {name: radii(each) for name, each in settings.items()}
    steep = {
        "reference": tops(cases),
        "relative steps": tops(cases, relative=True),
        "fixed epochs": tops(cases, end=True),
    } | {name: tops(each) for name, each in settings.items()}
    for name, each in wide.items():
        yield _row("C20.narrow", over(each, 5, 1), _halves(each[1]), name, "radius")
        yield _row("C26.broaden", over(each, 10, 1), _halves(each[1]), name, "radius")
    for name, each in steep.items():
        yield _row("C26.flatten", over(each, 10, 1), _halves(each[1]), name, "top")
    for k, name in enumerate((*_SCALED, "depth-neutral window")):
        setting = f"the half-width = {name}" if k < len(_SCALED) else name
        bent = {n: case.level.bent[:, k] for n, case in cases.items()}
        control = _halves(bent[1], statistics.difference)
        yield _row("C21.smoother", minus(bent, 10, 1), control, setting)
        if k < len(_SCALED):
            rough, shipped = ({n: case.level.roughness[:, k, view] for n, case in cases.items()}
                              for view in (0, 1))  # fmt: skip
            teeth = over({0: shipped[1], 1: rough[1]}, 0, 1)
            yield _row("C20.jagged", over(rough, 1, 5), teeth, setting, "roughness")
    errors = {n: case.errors for n, case in cases.items()}
    control = _halves(errors[1], statistics.difference)
    yield _row("C13.equal-parameters", minus(errors, 1, 5), control, "reference")
    after, before = ([case.apart[k] for case in cases.values()] for k in (0, 1))
    moved, untrained, less = (
        statistics.slope(np.log2([*cases]), [complete(row)[0] for row in rows], unit="pair")
        for rows in (after, before, list(map(np.subtract, after, before)))
    )
    yield _row("C15.coagulation", moved, untrained, "reference")
    yield _row("C15.coagulation", less, untrained, "less the distance before training")


def _training(found: Found) -> Iterator[Entry]:
    """Yield who ends lower, who is sooner at a loss, and who never gets there."""
    tuned, common = found.judged(), found.judged(found.rate)
    others = {name: found.judged(setting=name) for name in [*found.rates][2:]}
    ends = {name: {n: runs[:, -1] for n, runs in each.items()}
            for name, each in ({BEST: tuned, COMMON: common} | others).items()}  # fmt: skip
    for name, last in ends.items():
        yield _row("C18.final-loss", over(last, 10, 1), _halves(last[1]), name, "rates")
    five, last = "five layers over one", ends[BEST]
    yield _row("C18.final-loss", over(last, 5, 1), _halves(last[1]), five, "rates")
    for name, runs in ((BEST, tuned), (COMMON, common)):
        lowest = {n: each.min(axis=1) for n, each in runs.items()}
        yield _row("C26.deepen", over(lowest, 10, 1), _halves(lowest[1]), name, "rates")
    shortcut = found.judged(setting="residual")[10]
    for name, scale in _SCALED.items():
        level, setting = scale * found.level, f"the loss to reach = {name}"
        epochs = found.epochs(level)
        yield _row("C14.epochs-to-loss", over(epochs, 1, 5), _halves(epochs[1]), setting)
        missed = _more_missed(tuned[10], tuned[1], level)
        control = _more_missed(shortcut, tuned[1], level)
        yield _row("C17.bad-ends", missed, control, setting)
    epochs = found.epochs(found.level, found.rate)
    yield _row("C14.epochs-to-loss", over(epochs, 1, 5), _halves(epochs[1]), COMMON)


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


def _small(spectra: Groups) -> Iterator[Entry]:
    """Yield negative curvature by number, for each tolerance, and by weight."""
    sizes = {n: np.abs(each) for n, each in spectra.items()}
    shares: dict[str, Groups] = {
        f"the tolerance = {zero}": {
            n: np.mean(each < -float(zero) * sizes[n].max(1, keepdims=True), axis=1)
            for n, each in spectra.items()
        }
        for zero in TOLERANCES
    }
    shares["by weight"] = {n: (sizes[n] - each).sum(1) / 2 / sizes[n].sum(1)
                           for n, each in spectra.items()}  # fmt: skip
    for name, each in shares.items():
        kept = {n: row + 0 * spectra[n][:, 0] for n, row in each.items()}  # NaN for a missed loss
        effect, control = minus(kept, max(kept), min(kept)), kept[min(kept)]
        yield _row("C25.index-with-depth", effect, _halves(control, statistics.difference), name)
