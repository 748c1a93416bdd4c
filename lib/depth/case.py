"""One case of the experiment: everything that is measured at one depth in one setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lib import landscape
from lib.depth.measures import NAMES, STEPS, WINDOW, measures, missing, top
from lib.depth.pairs import Pairs, pairs
from lib.depth.plan import Plan, setting
from lib.depth.runs import errors, train_runs
from lib.networks import MLP, Objective

Real = NDArray[np.float64]

PICTURE = 25  # points of the explorers' planes, a side
TOOL_POINTS = 11  # of the reference library's planes, a side
REACH = 2 * WINDOW  # half the side of these planes


@dataclass(frozen=True)
class Case:
    """What one depth in one setting gave; rows are seeds.

    Attributes:
        losses: (seeds, epochs + 1), training losses.
        reached: (seeds,), epochs to the plan's level, NaN for a run that missed it.
        matched_error, final_error: (seeds,), share of test images misread.
        matched, final: name → (measured,), measures of the first runs, at the level and after all
            epochs; NaN where there is no network. Non-convex shares are taken at the level, and
            where pictures are drawn.
        final_loss, final_top: (ranked,), loss on the images looked at and largest eigenvalue of
            the Hessian, of the first runs after all epochs.
        minima, starts: pairs of networks at the level, and of the first half of those not trained.
        roughness: (pictured, 2), of the reference library's planes, as shipped and rows put right;
            the mean of two planes of each network.
        plane: losses of a plane through run 0 at the level, or where it ended, (points, points).
        profile: (pictured, steps), losses along one filter-normalised line each, at the level.
    """

    losses: Real
    reached: Real
    matched_error: Real
    final_error: Real
    matched: dict[str, Real]
    final: dict[str, Real]
    final_loss: Real
    final_top: Real
    minima: Pairs
    starts: Pairs
    roughness: Real
    plane: Real
    profile: Real

    @property
    def missed(self) -> int:
        """How many runs never reached the level."""
        return int(np.isnan(self.reached).sum())

    @property
    def last(self) -> Real:
        """The final training losses, (seeds,)."""
        return self.losses[:, -1]


def case(
    plan: Plan,
    depth: int,
    name: str,
    base: int,
    seeds: int,
    measured: int,
    ranked: int = 0,
    pictured: int = 0,
) -> Case:
    """Train networks of one depth in one setting and measure them.

    Args:
        plan: sizes and budgets.
        depth: hidden layers.
        name: of the setting.
        base: the named seed.
        seeds: how many runs.
        measured: how many of them are measured.
        ranked: how many have the top eigenvalue of their end computed.
        pictured: through how many planes of the reference library and lines are drawn.
    """
    runs = train_runs(plan, depth, setting(name), base, seeds)
    tasks = plan.tasks()
    ends = runs.finals[:ranked]
    at_level, shown = runs.matched[:measured], runs.matched[:pictured]
    return Case(
        losses=runs.losses,
        reached=runs.reached(plan.level),
        matched_error=errors(runs.matched, tasks.test),
        final_error=errors([*runs.finals], tasks.test),
        matched=_measured(at_level, tasks.look, plan.far, base, planes=pictured > 0),
        final=_measured(runs.finals[:measured], tasks.look, plan.far, base, planes=False),
        final_loss=np.array([tasks.look(n).item() for n in ends]),
        final_top=np.array([top(n, tasks.look, rng=_rng(base, k, 6)) for k, n in enumerate(ends)]),
        minima=pairs(runs.matched, tasks.look),
        starts=pairs(runs.starts[: len(runs.starts) // 2 + 1]),
        roughness=np.array([_roughness(n, tasks.look, base, k) for k, n in enumerate(shown)]),
        plane=_plane(runs.matched[0] or runs.finals[0], tasks.look, base),
        profile=np.array([_profile(n, tasks.look, base, k) for k, n in enumerate(shown)]),
    )


def column(cases: Mapping[int, Case], name: str, *, final: bool = False) -> dict[int, Real]:
    """Return one measure of every depth: hidden layers → (measured,).

    Args:
        cases: hidden layers → case.
        name: of the measure, a field of ``Measures``.
        final: after all epochs rather than at the level.
    """
    return {layers: (c.final if final else c.matched)[name] for layers, c in cases.items()}


def final_losses(plan: Plan, depth: int, name: str, base: int, seeds: int, rate: float) -> Real:
    """Return the training losses of runs at another learning rate, (seeds, epochs + 1)."""
    return train_runs(plan, depth, replace(setting(name), rate=rate), base, seeds).losses


def _rng(base: int, seed: int, purpose: int) -> np.random.Generator:
    """Return the generator of one purpose, the same at every depth."""
    return np.random.default_rng([base, seed, purpose])


def _measured(
    networks: Sequence[MLP | None], look: Objective, far: float, base: int, *, planes: bool
) -> dict[str, Real]:
    """Return every measure of every network, by name."""
    rows = [
        missing()
        if network is None
        else measures(network, look, far, planes=planes, rng=_rng(base, k, 2))
        for k, network in enumerate(networks)
    ]
    columns = np.array(rows, dtype=np.float64).reshape(-1, len(NAMES)).T
    return dict(zip(NAMES, columns, strict=True))


def _roughness(network: MLP | None, look: Objective, base: int, seed: int) -> tuple[float, float]:
    """Return the roughness of the library's plane, as shipped and with its rows put right."""
    if network is None:
        return np.nan, np.nan
    rng = _rng(base, seed, 3)
    planes = [landscape.shipped_plane(network, look, steps=TOOL_POINTS, rng=rng) for _ in range(2)]
    views = (landscape.as_drawn, landscape.aligned_plane)
    drawn, right = (float(np.mean([landscape.roughness(v(p)) for p in planes])) for v in views)
    return drawn, right


def _plane(network: MLP, look: Objective, base: int) -> Real:
    """Return the losses of a filter-normalised plane, ±2 windows wide."""
    steps = np.linspace(-REACH, REACH, PICTURE)
    pair = landscape.random_pair(network, rng=_rng(base, 0, 4))
    return landscape.plane(network, look, *pair, steps).losses


def _profile(network: MLP | None, look: Objective, base: int, seed: int) -> Real:
    """Return the losses along one filter-normalised line."""
    if network is None:
        return np.full(len(STEPS), np.nan)
    way = landscape.random_direction(network, rng=_rng(base, seed, 5))
    return landscape.line(network, look, way, STEPS).losses
