"""What the ledger asks of chapter 05, at either size."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import networks, presets, statistics, sweep
from lib.chapters import Row, repeated, row
from lib.chapters.c05 import glass, network
from lib.critical_points import census_of, search_of
from lib.landscape import bent_count, grid_minima, output_chords
from lib.spinglass import Seed
from lib.statistics import Effect

# --- the sweeps ---------------------------------------------------------------------------------


def chords(count: int, spread: float, seed: Seed) -> int:
    """Return over how many random chords between outputs the loss on the table lies.

    Args:
        count: how many chords.
        spread: standard deviation of the outputs.
        seed: of them.
    """
    task = networks.objective(*network.table_of(), "squared")
    rng = np.random.default_rng(seed)
    return bent_count(output_chords(task, count, classes=network.OUTPUTS, scale=spread, rng=rng))


def minima_seen(
    turn: str, decay: float, seed: Seed, *, count: int, steps: int, half_widths: Sequence[float],
    side: int, hidden: int = 2,
) -> NDArray[np.int64]:  # fmt: skip
    """Return how many minima planes through minima show within their borders, (m, half-widths).

    A random plane has its minimum in the middle; one through a copy has the middle between both
    there. The grid is narrowed by less than a step, so that minimum and copy lie on it.

    Args:
        turn: of ``network.frame``.
        decay: 0 for networks trained without it, which stand at no minimum.
        seed: of starts and planes.
        count, steps: descents, and their steps.
        half_widths: of the planes, in lengths of the weights.
        side: points a side, odd.
        hidden: units.
    """
    points = (
        network.descents([hidden], decay, seed, starts=count, steps=steps).minima
        if decay
        else network.trained(seed, count=count, steps=steps, hidden=hidden)
    )
    loss, counts = network.surface([hidden], decay), []
    for k, point in enumerate(points):
        rng = np.random.default_rng([*np.atleast_1d(seed), k])
        directions, reach = network.frame(point, turn, rng=rng)
        middle = 0.0 if turn == "random" else reach / 2
        origin = point + middle * directions[0]
        grids = [_grid(width, side, middle) for width in half_widths]
        cuts = [network.plane(loss, origin, directions, grid) for grid in grids]
        counts.append([len(grid_minima(each)) for each in cuts])
    return np.array(counts, dtype=np.int64)


def _grid(half_width: float, side: int, through: float) -> NDArray[np.float64]:
    """Return evenly spaced steps around 0 that contain ± a given step, as wide as asked or less."""
    half = (side - 1) // 2
    spacing = half_width / half
    if through:
        spacing = through / float(np.ceil(through / spacing))
    return np.arange(-half, half + 1, dtype=np.float64) * spacing


def runs(
    plan: SimpleNamespace, name: str, *, hidden: Sequence[int], decay: float, steps: int,
    family: int = 1, **changed: Any,
) -> network.Descents:  # fmt: skip
    """Return the plan's descents of one network; runs of one name start at the same places."""
    case = {"hidden": list(hidden), "decay": decay, "starts": plan.group, "steps": steps} | changed
    which = {"family": family, "count": plan.groups}
    found = repeated(network.descents, case, f"05-{name}", **which, workers=plan.workers)
    points, losses, there, lengths = zip(*found, strict=True)
    ends = [np.concatenate(part) for part in (points, losses, there)]
    return network.Descents(ends[0], ends[1], ends[2], np.concatenate(lengths, axis=1))


def bent(plan: SimpleNamespace, spread: float, family: int = 1) -> int:
    """Return over how many of the plan's chords between outputs the loss lies."""
    case = {"count": plan.chords, "spread": spread}
    return repeated(chords, case, "05-chords", family=family, count=1, workers=plan.workers)[0]


def planes(
    plan: SimpleNamespace, turn: str, decay: float, family: int = 1, *, side: int = 0,
    hidden: int = 2,
) -> dict[str, NDArray[np.bool_]]:  # fmt: skip
    """Return which planes show two minima or more, by half-width."""
    case = {"turn": turn, "decay": decay, "count": plan.group, "half_widths": plan.half_widths}
    case |= {"steps": plan.steps if decay else plan.training_steps, "side": side or plan.side}
    case |= {"hidden": hidden}
    which = {"family": family, "count": plan.groups}
    found = np.concatenate(repeated(minima_seen, case, "05-planes", **which, workers=plan.workers))
    return {str(width): found[:, k] >= 2 for k, width in enumerate(plan.half_widths)}


def censuses(
    plan: SimpleNamespace, decay: float, family: int = 1, *, more: float = 1
) -> list[network.Census]:
    """Return what the search finds on the real table and on made-up ones."""
    first = 1000 * family + presets.seed("05-tables")
    tables = [network.REAL, *(first + k for k in range(1, plan.tables))]
    common = {"hidden": 2, "decay": decay, "seed": [presets.seed("05-saddles"), family],
              "starts": round(more * plan.starts), "scales": plan.scales,
              "leads": plan.leads}  # fmt: skip
    cases = [{**common, "table": table} for table in tables]
    return sweep.run(network.census, cases, name="05-saddles", workers=plan.workers)


def landscapes(
    plan: SimpleNamespace, spins: int, *, family: int = 1
) -> tuple[list[glass.Ranked], list[glass.Ranked]]:
    """Return all critical points of instances of the spin glass, and what a search finds of them.

    Instances whose census is not certified complete are left out of both.
    """
    case = {"n": spins, "p": 3}
    which = {"family": family, "count": plan.glasses, "workers": plan.workers}
    whole = repeated(census_of, case, "05-glass", **which)
    found = repeated(search_of, case | {"starts": plan.glass_starts}, "05-glass", **which)
    complete = [each.certificate.complete for each in whole]
    every, some = (
        [glass.Ranked(one.energies, one.indices / (spins - 1)) for one in compress(kind, complete)]
        for kind in (whole, found)
    )
    return every, some


def ranked(found: Sequence[network.Census]) -> list[glass.Ranked]:
    """Return a search's points as those of the spin glass are given."""
    return [glass.Ranked(each.losses, each.indices / each.points.shape[1]) for each in found]


# --- the rows -----------------------------------------------------------------------------------


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("05", size)``; ``plan.free``, ``deep``, ``cuts`` and ``nets`` are
            the settings and constants that need runs of their own, by their names in the ledger.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*_runs(plan, family), *_planes(plan, family), *_landscapes(plan, family)]


def above(found: network.Descents, floor: float, *, tolerance: float = 1e-6) -> Effect:
    """Return the share of descents that end at a minimum above a loss."""
    bad = found.at_minimum & (found.losses > floor + tolerance)
    return _share(bad, "run")


def _share(hits: NDArray[np.bool_], unit: str) -> Effect:
    return statistics.proportion(int(hits.sum()), len(hits), unit=unit)


def _lost(count: int, of: int, what: str) -> str:
    """Say of how many what befell some, if any."""
    return f"{count} of {of} {what}" if count else ""


def _runs(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of descents: the objective, minima without decay, linear networks."""
    held = runs(plan, "runs", hidden=[2], decay=plan.decay, steps=plan.steps, family=family)
    loss, ends = network.surface((2,), plan.decay), held.minima
    middle = loss.loss((ends + network.swapped(ends)) / 2) - loss.loss(ends)
    control = bent_count(middle) / len(middle)
    for spread in plan.spreads:
        effect = statistics.proportion(bent(plan, spread, family), plan.chords, unit="chord")
        setting = f"the spread of the outputs = {spread}"
        yield row("C02.linnerud-outputs", effect, control, setting, "fig-05-chords")
    for setting, case in {"": {}, **plan.free}.items():
        case = {"steps": plan.free_steps, "family": family, "hidden": [2]} | case
        free = runs(plan, "runs", decay=0.0, **case)
        kept = runs(
            plan, "runs", hidden=case["hidden"], decay=plan.decay, steps=plan.steps, family=family
        )
        control, share = kept.at_minimum.mean(), _share(free.at_minimum, "run")
        yield row("C22.finite-minima", share, control, setting, "fig-05-lengths")
        for zero in () if setting else ("1e-6", "1e-12"):
            there = network.are_minima(network.surface(), free.points, zero=float(zero))
            effect, name = _share(there, "run"), f"what counts as flat = {zero}"
            yield row("C22.finite-minima", effect, control, name, "fig-05-lengths")
    floor, control = network.lowest_linear_loss(2), above(held, held.losses.min()).estimate
    for setting, hidden in {"": [2, 2], **plan.deep}.items():
        deep = runs(
            plan, "linear", hidden=hidden, decay=0.0, steps=plan.linear_steps, family=family,
            activation="identity",
        )  # fmt: skip
        note = _lost(int(np.sum(~deep.at_minimum)), len(deep.losses), "runs came to no minimum")
        yield row("C23.linear-network", above(deep, floor), control, setting, "fig-05-bad", note)
        for margin in () if setting else ("1e-4", "1e-8"):
            effect, name = above(deep, floor, tolerance=float(margin)), f"the margin = {margin}"
            yield row("C23.linear-network", effect, control, name, "fig-05-bad", note)


def _planes(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of planes: half-widths, decays, grids, sizes, networks without decay."""
    for setting, case in {"": {}, **plan.cuts}.items():
        case = {"decay": plan.decay, "family": family} | case
        random, swap = (planes(plan, turn, **case) for turn in ("random", "swap"))
        for width, two in random.items():
            if not setting or width == str(plan.half_widths[0]):
                name = setting or f"half-width = {width}"
                control = swap[width].mean()
                of = plan.group * plan.groups
                note = _lost(of - len(two), of, "runs came to no minimum to look at")
                share = _share(two, "plane")
                yield row("C22.two-on-a-plane", share, control, name, "fig-05-two", note)


def _landscapes(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield index against energy by rank, and whether saddles lie above minima."""
    first, *sizes = plan.glass_sizes
    both = landscapes(plan, first, family=family)
    low = [list(map(lower_half, each)) for each in both]
    net = ranked(censuses(plan, plan.decay, family))
    glasses = {"": both, "the lower half of the energies": low}
    for n in sizes if plan.nets else ():
        glasses[f"{n} spins"] = landscapes(plan, n, family=family)
    for name, other in glasses.items():
        yield _gap(plan, net, other, name)
    for bins in plan.bins[1:]:
        yield _gap(plan, net, both, f"groups of ranks = {bins}", bins)
    every, seen = (float(np.nanmean([glass.in_order(lowest_index(points)) for points in each]))
                   for each in both)  # fmt: skip
    for name, case in {"": {}, **plan.nets}.items():
        case = {"decay": plan.decay, "family": family} | case
        each = ranked(censuses(plan, **case)) if name else net
        yield _order(each, seen - every, name)
        if name:
            yield _gap(plan, each, both, name)
    yield _order(list(map(lowest_index, net)), seen - every, "index one only")


def _gap(
    plan: SimpleNamespace, net: list[glass.Ranked], both: Sequence[list[glass.Ranked]],
    setting: str, bins: int = 0,
) -> Row:  # fmt: skip
    """Return how far network and glass are apart, and what a search makes of the glass alone.

    ``both`` are the glass's points, first all, then those that a search found.
    """
    one, two, part = (
        np.array([glass.by_rank(each, bins or plan.bins[0]) for each in kind])
        for kind in (net, *both)
    )
    gap = statistics.greatest_difference(one, two, unit="instance")
    control = np.abs(part.mean(axis=0) - two.mean(axis=0)).max()
    note = _lost(
        plan.glasses - len(two), plan.glasses, "instances left out: their census is not complete"
    )
    return row("C23.index-curve", gap, float(control), setting, "fig-05-ranks", note)


def _order(net: list[glass.Ranked], control: float, setting: str) -> Row:
    found = [glass.in_order(each) for each in net]
    effect = statistics.mean(*statistics.complete(found), unit="instance")
    low, high = effect.interval  # Student's, of a share: it ends at 0 and at 1
    effect = replace(effect, interval=(max(low, 0.0), min(high, 1.0)))
    note = _lost(len(net) - effect.n, len(net), "instances left out: no minimum or saddle found")
    return row("C24.band-network", effect, control, setting, "fig-05-ranks", note)


def lower_half(points: glass.Ranked) -> glass.Ranked:
    """Keep the critical points of negative energy."""
    return glass.Ranked(*(part[points.energies < 0] for part in points))


def lowest_index(points: glass.Ranked) -> glass.Ranked:
    """Keep minima and the saddles with the fewest directions down."""
    least = np.min(points.fractions[points.fractions > 0], initial=1.0)
    return glass.Ranked(*(part[points.fractions <= least] for part in points))
