"""What the ledger asks of chapter 8, and the sweeps behind it, at any size and family of seeds."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from lib import presets, statistics, sweep
from lib.chapters.c08.ways import Ways, ways
from lib.networks import Recipe

EVERY = {"41": 1, "21": 2, "11": 4}  # points of a way, and how far apart they stand


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
    asked = {"reference": (usual, plan.groups)}
    asked |= {name: (recipe, plan.few_groups) for name, recipe in others.items()}
    size = {"pairs": plan.leaves // 2, "points": plan.points}
    cases = [
        {"recipe": recipe, "seed": [presets.seed("08-solutions"), family, k], **size}
        for recipe, groups in asked.values()
        for k in range(groups)
    ]
    found = iter(sweep.run(ways, cases, name="08-ways", workers=plan.workers))
    return {name: [next(found) for _ in range(groups)] for name, (_, groups) in asked.items()}


def barriers(groups: list[Ways], kind: str, *, every: int = 1) -> statistics.Effect:
    """Return the mean barrier of all pairs, over the loss of an untrained network.

    Args:
        groups: of one setting.
        kind, every: as of ``Ways.barriers``.
    """
    values = np.concatenate([each.barriers(kind, every=every) for each in groups])
    return statistics.mean(values, unit="pair")


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[dict[str, Any]]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan, family: as of ``cohorts``.
    """
    found = cohorts(plan, family=family)
    rows = [_row(name, groups) for name, groups in found.items()]
    fewer = [name for name in EVERY if EVERY[name] > 1]
    return rows + [
        _row(f"the points of a way = {name}", found["reference"], EVERY[name]) for name in fewer
    ]


def _row(setting: str, groups: list[Ways], every: int = 1) -> dict[str, Any]:
    """Return one row of C20.walled-off, beside its control: barriers that are known."""
    known = np.concatenate([each.known_over(every=every) for each in groups])
    return {
        "claim": "C20",
        "name": "walled-off",
        "effect": barriers(groups, "units matched", every=every),
        "control": known.mean(),
        "setting": setting,
        "figure": "fig-08-barrier",
    }
