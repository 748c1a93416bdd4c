"""Where the lowest curvature of a spin glass passes zero, and how its critical points grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib import critical_points, presets, statistics, sweep, theory
from lib.spinglass import Seed, free_curvatures
from lib.statistics import Effect

Real = NDArray[np.float64]

SHIFT = 1.5  # spins less than N in the law of the edge: Johnstone and Ma 2012, for GOE matrices


# --- which letter is the dimension --------------------------------------------------------------


def lowest(n: int, p: int, seed: Seed, points: int) -> float:
    """Return the mean lowest curvature of an instance at energy zero, over p.

    It is the energy density at which the lowest curvature would be zero: the Hessian at energy
    density u is G − p u 1.

    Args:
        n, p, seed: the instance.
        points: at which its Hessian is taken.
    """
    return float(free_curvatures(n, p, seed, points)[:, 0].mean() / p)


def lowest_of_matrices(n: int, p: int, seed: Seed, points: int) -> float:
    """Return the same for random matrices in place of Hessians: GOE, variance p(p − 1)/n.

    Args:
        n, p, seed, points: as of ``lowest``; the matrices have n − 1 rows.
    """
    rng = np.random.default_rng([n, p, *np.atleast_1d(seed)])
    a = rng.normal(0, np.sqrt(p * (p - 1) / (2 * n)), (points, n - 1, n - 1))
    return float(np.linalg.eigvalsh(a + np.swapaxes(a, 1, 2))[:, 0].mean() / p)


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
    rows = [k * np.asarray(row) for k, row in zip(scale, levels.values(), strict=True)]
    return statistics.slope(x, rows, unit="instance")


def on_the_way(level: Effect, p: int) -> Effect:
    """Return where a level stands between the two readings of H in −2√((H−1)/H).

    0 is H = p, the number of spins per term; 1 is H = N, the number of spins, infinitely many.

    >>> levels = {10: [-2.0, -2.0], 20: [-2.0, -2.0]}
    >>> round(on_the_way(edge(levels, shift=0), 3).estimate, 9)
    1.0
    """
    spins_per_term, dimension = theory.threshold_energy(p), 2.0
    return _mapped(level, lambda u: (-u - spins_per_term) / (dimension - spins_per_term))


def _mapped(effect: Effect, line: Any) -> Effect:
    """Return an effect on another linear scale."""
    low, high = sorted(map(line, effect.interval))
    error = abs(line(effect.standard_error) - line(0.0))
    return replace(
        effect, estimate=line(effect.estimate), interval=(low, high), standard_error=error
    )


# --- how the number of critical points grows ----------------------------------------------------


def growth(counts: Mapping[int, ArrayLike]) -> Effect:
    """Return the factor by which each further spin multiplies a count, from mean logarithms.

    Args:
        counts: by number of spins, those of independent instances.

    >>> round(growth({4: [10, 12], 5: [20, 24], 6: [40, 48]}).estimate, 9)
    2.0
    """
    logs = [np.log(np.asarray(row, float)) for row in counts.values()]
    rate = statistics.slope(list(counts), logs, unit="instance")
    low, high = np.exp(rate.interval)
    return replace(
        rate, estimate=float(np.exp(rate.estimate)), interval=(float(low), float(high)), log=True
    )


def exact_growth(sizes: ArrayLike, p: int) -> float:
    """Return the same factor of the exact mean number of critical points.

    >>> round(exact_growth([10, 11], 2), 6)
    1.1
    """
    means = [theory.mean_critical_points(n=int(n), p=p) for n in np.atleast_1d(sizes)]
    return float(np.exp(np.polyfit(np.asarray(sizes, float), np.log(means), 1)[0]))


# --- what is measured, at either size -----------------------------------------------------------


def exponential_share(sizes: ArrayLike, p: int) -> float:
    """Return how much of the exact mean number's growth is exponential: 0 for a power of N, 1.

    >>> abs(round(exponential_share([10, 20, 40], 2), 9))
    0.0
    """
    n = [int(size) for size in np.atleast_1d(sizes)]
    means = [theory.mean_critical_points(n=size, p=p) for size in n]
    return statistics.exponential_share(n, [[one, one] for one in means], unit="mean").estimate


def levels(plan: SimpleNamespace, p: int, sizes: Sequence[int], family: int = 1) -> dict[int, Real]:
    """Return ``lowest`` of every instance of the plan, by number of spins."""
    return _sampled(lowest, plan, p, sizes, family, plan.edge_instances)


def counts(plan: SimpleNamespace, family: int = 1) -> dict[int, list[critical_points.Count]]:
    """Return the complete counts of instances with three spins per term, by number of spins."""
    drawn = seeds("02-growth", family, plan.growth_instances)
    cases = {n: sweep.grid(n=[n], p=[3], seed=drawn) for n in plan.growth_sizes}
    count = critical_points.count
    return {n: sweep.run(count, case, name="02-growth") for n, case in cases.items()}


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[dict[str, Any]]:
    """Return what the ledger asks about the spin glass, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("02", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*_dimension(plan, family), *_growth(plan)]


def _dimension(plan: SimpleNamespace, family: int) -> list[dict[str, Any]]:
    """Return the rows of C06.dimension: both orders, other sizes, other shifts."""
    (_, usual), *others = plan.edge_sizes.items()
    cases = {"": (3, usual, SHIFT), "four spins per term": (4, usual, SHIFT)}
    cases |= {f"the sizes = {name}": (3, part, SHIFT) for name, part in others}
    cases |= {f"the shift = {name}": (3, usual, shift) for name, shift in plan.edge_shifts.items()}
    rows = []
    for setting, (p, sizes, shift) in cases.items():
        found = edge(levels(plan, p, sizes, family), shift=shift)
        random = _sampled(lowest_of_matrices, plan, p, sizes, family, 4 * plan.edge_instances)
        control = edge(random, shift=shift).estimate / -theory.threshold_energy(p)
        rows.append(row("C06.dimension", on_the_way(found, p), control, "dimension", setting))
    return rows


def _growth(plan: SimpleNamespace) -> list[dict[str, Any]]:
    """Return the rows of C24.growth-spin-glass and C23.quadratic-model, over ranges of sizes."""
    usual = next(iter(plan.quadratic_sizes.values()))
    cases = {f"the sizes = {name}": (3, part) for name, part in plan.quadratic_sizes.items()}
    cases |= {"the sizes = 5 to 20": (3, plan.few), "four spins per term": (4, usual)}
    rows = []
    for setting, (p, part) in cases.items():
        share = statistics.exact(exponential_share(part, p), method="of exact means")
        control = exponential_share(part, 2)
        rows.append(row("C24.growth-spin-glass", share, control, "growth", setting))
    for name, part in plan.quadratic_sizes.items():
        exact = statistics.exact(exact_growth(part, 2), method="exact: 2N in every instance")
        setting, control = f"the sizes = {name}", exact_growth(part, 3)
        rows.append(row("C23.quadratic-model", exact, control, "growth", setting))
    return rows


def row(
    part: str, effect: Effect, control: float | Effect, figure: str, setting: str = ""
) -> dict[str, Any]:
    """Return one row; a setting that is the reference's own name is the reference."""
    claim, name = part.split(".")
    found = {"claim": claim, "name": name, "effect": effect, "control": control}
    return found | {"figure": f"fig-02-{figure}"} | ({"setting": setting} if setting else {})


def _sampled(
    function: Any, plan: SimpleNamespace, p: int, sizes: Sequence[int], family: int, count: int
) -> dict[int, Real]:
    """Return a function of instances, an instance a value, by number of spins."""
    drawn = seeds("02-threshold", family, count)
    cases = {n: sweep.grid(n=[n], p=[p], seed=drawn, points=[plan.edge_points]) for n in sizes}
    return {n: np.array(sweep.run(function, case, name="02-edge")) for n, case in cases.items()}


def seeds(name: str, family: int, count: int) -> list[tuple[int, ...]]:
    """Return seeds by name and number; those of a family are apart from those of the others."""
    return [(presets.seed(name), family, k) for k in range(count)]
