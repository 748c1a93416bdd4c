"""Everything that the ledger asks of chapter 7, at any size and family of seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import networks, presets, statistics, sweep, theory
from lib.chapters.c07 import counts
from lib.chapters.c07.ends import Ends, ends
from lib.chapters.c07.landscapes import Landscape, landscape
from lib.networks import Recipe
from lib.statistics import Effect

Real = NDArray[np.float64]
Lands = dict[tuple[int, ...], list[Landscape]]  # hidden widths → a landscape of each pair of digits
Rates = dict[int, dict[float, Ends]]  # weight layers → learning rate → where training ends
Entry = dict[str, Any]

# How ln of a number is compared at two depths: the reference, and one choice changed at a time.
REFERENCE: Entry = {
    "reading": "path mass", "budget": 10_000, "layers": (10, 40), "whole": float,
}  # fmt: skip
CHOICES: dict[str, Entry] = (
    {"": {}}
    | {reading: {"reading": reading} for reading in counts.READINGS[1:]}
    | {f"the parameters = {n:,}": {"budget": n} for n in (1_000, 12_000, 30_000)}
    | {f"the layers = {a} to {b}": {"layers": (a, b)} for a, b in ((10, 36), (5, 20))}
    | {"the spins = nearest whole": {"whole": round}, "the spins = rounded down": {"whole": int}}
)
HEIGHTS = {"a hundredth": 0.01, "a half": 0.5}  # over the lowest: a bad minimum
SEARCHES = {"half": 2, "a quarter": 4}  # a share of the descents


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Entry]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("07", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    parts = (_solutions, _falls, _minima, _trained)
    return [row for part in parts for row in part(plan, family)]


# --- counts of the model ------------------------------------------------------------------------


def shares(plan: SimpleNamespace, n: int, p: int, family: int = 1) -> tuple[Real, Real]:
    """Return the numbers of all and of real solutions, over Equation 5, of every instance."""
    seeds = [(presets.seed("07-census"), family, k) for k in range(plan.instances)]
    found = sweep.run(
        counts.solved, sweep.grid(n=[n], p=[p], seed=seeds), name="07-census", workers=plan.workers
    )
    every, real = np.array(found).T / theory.eigenpair_count(n=n, p=p)
    return every, real


def means(cases: Sequence[tuple[float, float]], index: int | None = None) -> list[float]:
    """Return ``counts.exact`` of many depths and numbers of spins."""
    asked = [{"depth": int(h), "size": float(n), "index": index} for h, n in cases]
    return sweep.run(counts.exact, asked, name="07-means", workers=1)


def fall(count: Callable[[Any, Any], Any], **changed: Any) -> float:
    """Return by which share of itself ln of a number falls between two depths.

    Args:
        count: of depth and spins, such as ``counts.equation_5``.
        changed: what differs from ``REFERENCE``; ``fixed=True`` keeps the spins of the first depth.
    """
    choice = REFERENCE | {"fixed": False} | changed
    depths = choice["layers"]
    at = [depths[0]] * 2 if choice["fixed"] else depths
    sizes = [choice["whole"](counts.spins(h, choice["budget"], choice["reading"])) for h in at]
    first, last = (count(h, n) for h, n in zip(depths, sizes, strict=True))
    return float(1 - last / first)


def exact_minima(depth: int, size: float) -> float:
    """Return ln of the exact mean number of minima."""
    return means([(depth, size)], 0)[0]


def exact_pairs(depth: int, size: float) -> float:
    """Return ln of the exact mean number of pairs of critical points of any index."""
    return means([(depth, size)])[0]


def _solutions(plan: SimpleNamespace, family: int) -> Iterator[Entry]:
    """Yield the share of Equation 5 that is real."""
    for setting, (n, p) in plan.sizes.items():
        every, real = shares(plan, n, p, family)
        effect = statistics.mean(real, unit="instance")
        yield _row("C16.counts-critical-points", effect, every.mean(), setting, "share")


def _falls(plan: SimpleNamespace, family: int) -> Iterator[Entry]:
    """Yield the fall of Equation 5 and of the number of minima with depth, for every choice."""
    for setting, changed in CHOICES.items():
        known = fall(counts.equation_5, **changed, fixed=True)
        exact = statistics.exact(fall(counts.equation_5, **changed), method="Equation 5")
        yield _row("C16.falls", exact, known, setting, "fall")
        # a thousand spins are too many for the exact mean of minima
        far = changed.get("reading") == "parameters per layer"
        count, method = (counts.law, "law") if far else (exact_minima, "exact means")
        exact = statistics.exact(fall(count, **changed), method=method)
        yield _row("C17.minima-fall", exact, fall(exact_pairs, **changed), setting, "fall")
    exact = statistics.exact(fall(counts.law), method="law")
    yield _row("C17.minima-fall", exact, fall(exact_pairs), "law for many spins", "fall")


# --- minima of tiny networks --------------------------------------------------------------------


def landscapes(
    plan: SimpleNamespace, shapes: Sequence[Sequence[int]], family: int = 1, **changed: Any
) -> Lands:
    """Return the landscapes of networks of some shapes, one for each pair of digits.

    Args:
        plan, family: as of ``evidence``.
        shapes: hidden widths.
        changed: what differs from ``plan.tiny``.
    """
    found = {}
    for shape in map(tuple, shapes):
        cases = [
            {**plan.tiny, **changed, "digits": tuple(digits), "hidden": shape,
             "seed": (presets.seed("07-minima"), family, *digits)}
            for digits in plan.digits
        ]  # fmt: skip
        found[shape] = sweep.run(landscape, cases, name="07-minima", workers=plan.workers)
    return found


def growth(lands: Lands, first: int, last: int, *, part: int = 1) -> Effect:
    """Return the factor by which each further hidden unit multiplies the number of minima.

    Args:
        lands: networks of one hidden layer.
        first, last: numbers of units, from and to.
        part: take the first 1/part of the descents.
    """
    some = {shape[0]: row for shape, row in lands.items() if first <= shape[0] <= last}
    logs = [[np.log(one.distinct(runs=len(one.losses) // part)) for one in row]
            for row in some.values()]  # fmt: skip
    factors = np.exp(np.polyfit(list(some), np.array(logs), 1)[0])
    return statistics.mean(factors, unit="instance", log=True)


def worse(
    lands: Lands, deep: tuple[int, ...], shallow: tuple[int, ...], height: float = 0.1
) -> Effect:
    """Return the share of descents that end badly in one shape, minus that in another."""
    one, other = ([land.bad(above=height) for land in lands[shape]] for shape in (deep, shallow))
    return statistics.difference(one, other, unit="instance")


def unseen(rows: Sequence[Landscape]) -> float:
    """Return the mean chance that one more descent finds a new minimum."""
    return float(np.mean([land.unseen() for land in rows]))


def left_out(lands: Lands) -> dict[str, str]:
    """Return the remark how many descents ended at no minimum and are left out."""
    losses = np.concatenate([land.losses for row in lands.values() for land in row])
    return {"note": f"{np.isnan(losses).sum()} of {len(losses)} descents ended at no minimum"}


def _minima(plan: SimpleNamespace, family: int) -> Iterator[Entry]:
    """Yield how the number of minima grows with width, and how often descents end badly."""
    shallow, middle, deep = map(tuple, plan.shapes)
    for setting, changed in {"": {}, **plan.tiny_variants}.items():
        wide = landscapes(plan, [[units] for units in plan.units], family, **changed)
        lands = landscapes(plan, plan.shapes, family, **changed)
        growths = {setting: (growth(wide, 2, 8), unseen(wide[8,]))}
        bad = {setting: (worse(lands, deep, shallow), unseen(lands[deep]))}
        if not setting:
            growths |= {f"the descents = {name}": (growth(wide, 2, 8, part=part), growths[""][1])
                        for name, part in SEARCHES.items()}  # fmt: skip
            growths |= {f"the units = {a} to {b}": (growth(wide, a, b), unseen(wide[b,]))
                        for a, b in ((1, 8), (2, 5))}  # fmt: skip
            bad |= {f"the height = {name}": (worse(lands, deep, shallow, height), bad[""][1])
                    for name, height in HEIGHTS.items()}  # fmt: skip
            bad["four layers minus two"] = worse(lands, middle, shallow), unseen(lands[middle])
        for name, (factor, new) in growths.items():
            yield _row("C24.minima-network", factor, new, name, "minima") | left_out(wide)
        for name, (more, known) in bad.items():
            yield _row("C17.tiny-networks", more, known, name, "minima") | left_out(lands)


# --- networks trained at one size ---------------------------------------------------------------


def recipes(plan: SimpleNamespace, rate: float, **changed: Any) -> dict[int, Recipe]:
    """Return the recipe of every number of weight layers H, all of one number of parameters.

    Args:
        plan: as of ``evidence``.
        rate: learning rate, for the first four fifths of the passes; then a tenth of it.
        changed: what differs from ``plan.recipe``.
    """
    entry = {"parameters": plan.parameters} | plan.recipe | changed
    passes, parameters = entry.pop("passes"), entry.pop("parameters")
    phases = ((rate, passes * 4 // 5), (rate / 10, passes // 5))
    widths = networks.matched_widths(plan.hidden, parameters, entry["side"] ** 2, 10)
    return {len(w) + 1: Recipe(hidden=w, phases=phases, **entry) for w in widths.values()}


def tuning(plan: SimpleNamespace, family: int = 1, **changed: Any) -> Rates:
    """Return where a few networks of each depth end at each learning rate.

    Where the best one is the least or the greatest, half or twice of it is tried as well, until
    it lies between others.
    """
    found: Rates = {layers + 1: {} for layers in plan.hidden}
    for layers, tried in found.items():
        wanted = list(plan.rates)
        while wanted:
            for rate in wanted:
                recipe = recipes(plan, rate, **changed)[layers]
                (tried[rate],) = _ends(plan, [recipe], _seed(family, 0), plan.tuning)
            chosen = best(tried)
            wanted = [chosen / 2] * (chosen == min(tried)) + [chosen * 2] * (chosen == max(tried))
    return found


def best(rates: Mapping[float, Ends]) -> float:
    """Return the learning rate at which networks end lowest, by their mean logarithm."""
    logs = {rate: np.log(np.nan_to_num(each.losses, nan=np.inf)) for rate, each in rates.items()}
    return min(logs, key=lambda rate: logs[rate].mean())


def best_rates(plan: SimpleNamespace, family: int = 1, **changed: Any) -> dict[int, float]:
    """Return the best learning rate of each depth."""
    return {layers: best(rates) for layers, rates in tuning(plan, family, **changed).items()}


def trained(plan: SimpleNamespace, family: int = 1, **changed: Any) -> dict[int, Ends]:
    """Return where networks of each depth end at its best learning rate.

    They are other networks than those that chose the rate.

    Args:
        plan, family: as of ``evidence``.
        changed: as of ``recipes``.
    """
    chosen = best_rates(plan, family, **changed)
    made = [recipes(plan, rate, **changed)[layers] for layers, rate in chosen.items()]
    count = plan.few if changed else plan.networks
    return dict(zip(chosen, _ends(plan, made, _seed(family, 1), count), strict=True))


def weaker(found: Mapping[int, Ends], *, shuffled: bool = False) -> Effect:
    """Return the change of |ρ| of loss and top curvature with each doubling of depth.

    Args:
        found: by number of weight layers.
        shuffled: put the losses in random order first, so that nothing is left to weaken.
    """
    rng, sizes = np.random.default_rng(presets.seed("07-ends")), []
    for each in found.values():
        losses = rng.permutation(each.losses) if shuffled else each.losses
        rho = statistics.rank_correlation(losses, each.tops, unit="network")
        sign = 1 if rho.estimate >= 0 else -1  # so that the measured one is positive
        sizes.append(statistics.rank_correlation(sign * losses, each.tops, unit="network"))
    return statistics.slope(np.log2(list(found)), sizes, unit="network")


def apart(found: Mapping[int, Ends], what: Callable[[Ends], Real]) -> Effect:
    """Return the change of a distance of pairs with each doubling of depth."""
    return statistics.slope(np.log2(list(found)), [what(e) for e in found.values()], unit="pair")


def _trained(plan: SimpleNamespace, family: int) -> Iterator[Entry]:
    """Yield distances, trade-off and final loss against depth."""
    cases = {"": {}, **plan.variants}
    groups = {name: trained(plan, family, **changed) for name, changed in cases.items()}
    used = {name: best_rates(plan, family, **changed) for name, changed in cases.items()}
    one = "one rate for all"
    groups[one] = {H: rates[plan.rate] for H, rates in tuning(plan, family).items()}
    used[one] = dict.fromkeys(used[""], plan.rate)
    for setting, found in groups.items():
        rates = ", ".join(f"{rate:g} for {layers}" for layers, rate in used[setting].items())
        note = {"note": f"learning rates by layers: {rates}"}
        distances = {setting: apart(found, lambda e: e.aligned)}
        if not setting:
            less = apart(found, lambda e: e.aligned - e.before)
            distances["less the distance before training"] = less
        for name, further in distances.items():
            known = apart(found, lambda e: e.copies)
            yield _row("C15.coagulation-small", further, known, name, "ends") | note
        chance = weaker(found, shuffled=True)
        yield _row("C15.trade-off", weaker(found), chance, setting, "ends") | note
        shallow, *_, deep = (each.losses for each in found.values())
        higher = statistics.ratio(deep, shallow, unit="seed")
        halves = statistics.ratio(shallow[::2], shallow[1::2], unit="seed", paired=False)
        yield _row("C18.small-networks", higher, halves, setting, "ends") | note


def _ends(
    plan: SimpleNamespace, made: Sequence[Recipe], seed: Sequence[int], count: int
) -> list[Ends]:
    """Return where networks of some recipes end."""
    cases = [{"recipe": recipe, "seed": seed, "count": count} for recipe in made]
    return sweep.run(ends, cases, name="07-ends", workers=plan.workers)


def _seed(family: int, purpose: int) -> list[int]:
    return [presets.seed("07-ends"), family, purpose]


def _row(part: str, effect: Effect, control: Any, setting: str, figure: str) -> Entry:
    claim, name = part.split(".")
    known = control if isinstance(control, Effect) else float(control)
    row = {"claim": claim, "name": name, "effect": effect, "control": known}
    return row | {"figure": f"fig-07-{figure}"} | ({"setting": setting} if setting else {})
