"""Chapter 03: where minima lie at finite N, the way out of a valley, where descents end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from lib import critical_points, dynamics, presets, statistics, theory
from lib.chapters import Real, Row, repeated, row
from lib.critical_points import CriticalPoints
from lib.spinglass import Seed, SphericalSpinGlass, draw, random_points, to_sphere
from lib.statistics import Effect
from lib.theory import goe

_NUDGE = 0.02  # of a spin: far above rounding, small beside the distance of critical points
_SAME = 1e-6  # largest difference of energy density between two ends in one minimum
_TIMES_AS_MANY = 100  # drawn efforts for each that was measured
SEVERAL = (3, 4, 6)  # spins per term
_FEWER = ("the most", "half as many", "a quarter as many")
_HALVES = ("all", "the smaller half", "the larger half")
_ENDS = ("all", "without the smallest", "without the largest")


# --- where the minima are, exactly --------------------------------------------------------------


def minima_density(u: ArrayLike, *, n: int, p: int) -> Real:
    """Return the density of the energies of all minima, exactly at finite n (Kac–Rice).

    ρ_0(y) e^(−(p−2) y²/(2p)) over its integral, y = u √(pn/(2(p−1))), ρ_0 the density of the lowest
    eigenvalue of a GOE (``theory.goe``).

    Args:
        u: energy densities, (m,).
        n: number of spins.
        p: spins per term.

    Returns:
        (m,); its integral over u is 1.
    """
    stretch = np.sqrt(p * n / (2 * (p - 1)))
    y = np.asarray(u, float) * stretch
    log = goe.lowest_density(n, y).log_value[:, 0] - (p - 2) / (2 * p) * y**2
    prefactor = np.log(2 * np.sqrt(2 / p) * stretch) + n / 2 * np.log(p - 1)
    return np.exp(log + prefactor - theory.mean_critical_points(n=n, p=p, index=0, log=True))


def index_shares(u: ArrayLike, *, n: int, p: int) -> Real:
    """Return which share of the critical points at an energy has which index, exactly.

    Args:
        u: energy densities, (m,).
        n: number of spins.
        p: spins per term.

    Returns:
        (n, m), one row an index.

    >>> index_shares([-3.0, 0.0, 3.0], n=3, p=3).round(2).tolist()
    [[1.0, 0.11, 0.0], [0.0, 0.77, 0.0], [0.0, 0.11, 1.0]]
    """
    y = np.asarray(u, float) * np.sqrt(p * n / (2 * (p - 1)))
    logs = np.empty((n, len(y)))
    for odd in (0, 1):
        logs[odd::2] = goe.order_densities(n, odd, y).log_value.T
    shares = np.exp(logs - logs.max(axis=0))
    return shares / shares.sum(axis=0)


def height(*, n: int, p: int) -> float:
    """Return by how much the mean energy density of minima lies above −E_∞, exactly."""
    return theory.mean_energy(n=n, p=p, index=0) + theory.threshold_energy(p)


def height_law(n: ArrayLike, *, p: int) -> Real:
    """Return the same for large n, 2 E_∞ √(a/n) with a = (p − 2)/(2p).

    Heuristic: the saddle point of the weight e^(−a y²) against the Tracy–Widom tail of the lowest
    eigenvalue. The next terms are smaller by n^(−1/2), n^(−1), …, which is not small at n = 100.

    >>> float(height_law(100, p=3).round(3))
    0.133
    """
    return 2 * theory.threshold_energy(p) * np.sqrt((p - 2) / (2 * p) / np.asarray(n, float))


def band_width(p: int) -> float:
    """Return E_0 − E_∞."""
    return theory.ground_state_energy(p) - theory.threshold_energy(p)


def minima_above(part: float, *, n: int, p: int) -> float:
    """Return ln of the mean number of minima above a part of −E_∞, exactly.

    H → −H, as likely, makes them the maxima below the same part of E_∞, whose number keeps its
    digits where few minima of many are left.

    Args:
        part: of E_∞, between 0 and 1.
        n: number of spins.
        p: spins per term.

    >>> round(float(np.exp(minima_above(0.8, n=16, p=3))), 3)
    4.258
    """
    level = part * theory.threshold_energy(p)
    return theory.mean_critical_points(n=n, p=p, index=n - 1, below=level, log=True)


def per_spin(sizes: Sequence[int], logs: ArrayLike) -> float:
    """Return the factor by which each further spin changes a number, from its logarithms.

    >>> round(per_spin([4, 5, 6], np.log([8, 4, 2])), 9)
    0.5
    """
    return float(np.exp(np.polyfit(sizes, np.asarray(logs, float), 1)[0]))


def low_shares(part: float, sizes: Sequence[int], p: int) -> Real:
    """Return the share of points with at most a part of all ways down above −E_∞, exactly.

    H → −H makes them points below E_∞, as of ``minima_above``.

    Args:
        part: index over n − 1; 0 for minima.
        sizes: numbers of spins n.
        p: spins per term.

    Returns:
        (2, sizes): that share; and beside it, among the points up to −E_∞, that of minima, with
        saddles of index one unless the part is 0.

    >>> low_shares(0.1, [11], 3).round(4).tolist()
    [[0.0577], [1.0]]
    """
    edge, shares = theory.threshold_energy(p), np.zeros((2, len(sizes)))
    for k, n in enumerate(sizes):
        most = round(part * (n - 1))
        sides = [(edge, range(n - 1 - most, n)), (-edge, range(min(most, 1) + 1))]
        for side, (level, indices) in enumerate(sides):
            every, *some = (
                theory.mean_critical_points(n=n, p=p, index=index, below=level, log=True)
                for index in (None, *indices)
            )
            shares[side, k] = np.exp(np.array(some) - every).sum()
    return shares


def at_depth(depth: ArrayLike, p: int) -> Real:
    """Return the energy density so far down the band: 0 at −E_∞, 1 at −E_0."""
    return -theory.threshold_energy(p) - np.asarray(depth, float) * band_width(p)


def spins_per_fall(depth: float, p: int) -> float:
    """Return over how many spins index-one saddles per minimum fall by a factor e, at large N."""
    return 1 / float(theory.deviation_rate(at_depth(depth, p), p))


# --- the way out of the lowest valley -----------------------------------------------------------


def leave(n: int, p: int, seed: Seed) -> float:
    """Return the ``way_out`` of one instance; NaN where its census is not certified complete.

    >>> 0 < leave(6, 3, 0) < np.inf
    True
    """
    model, rng = draw(n, p, seed)
    found = critical_points.find_all(model, rng=rng)
    return way_out(model, found) if found.certificate.complete else np.nan


def way_out(model: SphericalSpinGlass, found: CriticalPoints) -> float:
    """Return the energy density from the lowest minimum up to the lowest pass out of it.

    From every saddle of index one descend on both sides. Of the saddles that lead from the
    lowest minimum to another one the lowest is the height that every way out of its valley has
    to climb. Between mirror images (p even) both ends have one energy and count as one.

    Args:
        model: the spin glass.
        found: all its critical points.

    Returns:
        The height; infinite where no saddle leads elsewhere, as in a single valley.
    """
    saddles = found.points[found.indices == 1]
    if not len(saddles):
        return np.inf
    down = np.linalg.eigh(model.hessian(saddles))[1][..., 0]
    step = _NUDGE * np.einsum("sij,sj->si", model.tangent_basis(saddles), down)
    starts = to_sphere(np.stack([saddles - step, saddles + step]))
    ends = dynamics.descend(model, starts, newton_below=1e-4).energies
    home = np.abs(ends - found.energies[0]) < _SAME
    heights = found.energies[found.indices == 1][home[0] != home[1]]
    return float(heights.min() - found.energies[0]) if len(heights) else np.inf


def lowest_level(n: int, p: int, *, index: int) -> float:
    """Return the energy density below which the mean number of points of an index is one.

    For minima it tends to −E_0 as n grows, for index k to −E_k. An annealed level: a mean of one
    may be carried by few instances.

    >>> round(lowest_level(10, 3, index=0), 3)
    -1.418
    """

    def excess(level: float) -> float:
        return theory.mean_critical_points(n=n, p=p, index=index, below=level, log=True)

    top = theory.mean_energy(n=n, p=p, index=index)
    return float(brentq(excess, -theory.layer_energy(p, index) - 0.1, top, xtol=1e-7))


def known_pass(*weights: float) -> float:
    """Return the way out of a landscape whose passes are known, over its formula.

    H = n^(−(p−1)/2) Σ λ_i σ_i³ has a minimum at each −√n e_i, at −λ_i/√n, and between two of them a
    pass at −(λ_i⁻² + λ_j⁻²)^(−1/2)/√n: all slopes are equal there.

    Args:
        weights: λ_i, two or more, all above 0.

    >>> round(known_pass(1.0, 0.9, 0.5), 6)
    1.0
    """
    n, order = len(weights), np.sort(weights)[::-1]
    couplings = np.zeros((n, n, n))
    np.einsum("iii->i", couplings)[:] = weights
    model = SphericalSpinGlass(couplings)
    found = critical_points.find_all(model, rng=np.random.default_rng(0))
    formula = (order[0] - np.hypot(1 / order[0], 1 / order[1]) ** -1) / np.sqrt(n)
    return way_out(model, found) / float(formula)


# --- descents -----------------------------------------------------------------------------------


def ends(n: int, p: int, seed: Seed, starts: int) -> tuple[Real, Real]:
    """Return the energy densities at which descents from random starts end, and their indices.

    Args:
        n, p, seed: the instance.
        starts: how many.

    Returns:
        Two of shape (starts,); an index is −1 where the descent did not come to rest.
    """
    model, rng = draw(n, p, seed)
    end = dynamics.descend(model, random_points(n, count=starts, rng=rng))
    indices = np.sum(np.linalg.eigvalsh(model.hessian(end.points)) < 0, axis=1)
    return end.energies, np.where(end.converged, indices, -1)


def flow(n: int, p: int, seed: Seed, starts: int, times: Sequence[float]) -> Real:
    """Return energy densities along gradient flow, σ̇ = −∇H on the sphere, to about 1e-3.

    Args:
        n, p, seed: the instance.
        starts: how many, at random.
        times: ascending, from 0 or later.

    Returns:
        Shape (starts, times).
    """
    model, rng = draw(n, p, seed)

    def down(_: float, flat: Real) -> Real:
        return -model.gradient(to_sphere(flat.reshape(starts, n))).ravel()

    begin = random_points(n, count=starts, rng=rng).ravel()
    way = solve_ivp(down, (0, times[-1]), begin, "RK23", times, rtol=1e-3, atol=1e-4)
    return model.energy(to_sphere(way.y.T.reshape(len(times), starts, n))).T / n


def effort(n: int, p: int, seed: Seed, starts: int) -> float:
    """Return how many descents from random starts it takes to reach the lowest minimum found.

    Starts over hits. A minimum that no start reached may be lower still, so this is a lower
    bound. Where the energy is even (p even) a minimum and its mirror image count as one.

    >>> effort(4, 2, 0, 20)
    1.0
    """
    model, rng = draw(n, p, seed)
    found = critical_points.find_minima(model, starts=starts, rng=rng)
    return found.starts / float(found.hits[0])


def drawn_efforts(sizes: Sequence[int], efforts: Sequence[ArrayLike], seed: Seed) -> list[Real]:
    """Return drawn efforts that grow exponentially, as much and as noisily as some measured ones.

    Args:
        sizes: numbers of spins.
        efforts: at each size those of instances.
        seed: of the draws; a hundred times as many as were measured.
    """
    rng, logs = np.random.default_rng(seed), [np.log(row) for row in efforts]
    rate, start = np.polyfit(sizes, [row.mean() for row in logs], 1)
    return [
        np.exp(start + rate * n + row.std() * rng.normal(size=_TIMES_AS_MANY * len(row)))
        for n, row in zip(sizes, logs, strict=True)
    ]


# --- what is measured, at either size -----------------------------------------------------------


def censuses(plan: SimpleNamespace, n: int, *, family: int = 1) -> list[CriticalPoints]:
    """Return all critical points of every instance of the plan."""
    case, count = {"n": n, "p": 3}, plan.census_instances
    return repeated(critical_points.census_of, case, "03-census", family=family, count=count)


def ways_out(plan: SimpleNamespace, n: int, p: int, *, family: int = 1) -> Real:
    """Return ``leave`` over E_∞ of every instance of the plan."""
    found = repeated(leave, {"n": n, "p": p}, "03-climb", family=family, count=plan.climb_instances)
    return np.array(found) / theory.threshold_energy(p)


def descents(plan: SimpleNamespace, n: int, p: int, *, family: int = 1) -> tuple[Real, NDArray]:
    """Return where the plan's descents end, energies and indices (instances, starts) each."""
    case, count = {"n": n, "p": p, "starts": plan.descents}, plan.descent_instances
    energies, indices = zip(
        *repeated(ends, case, "03-descent", family=family, count=count), strict=True
    )
    return np.array(energies), np.array(indices)


def efforts(plan: SimpleNamespace, family: int = 1, *, p: int = 3, times: float = 1) -> list[Real]:
    """Return the efforts of the plan's instances, by size.

    With four spins per term, or ``times`` as many starts, only half the instances are taken.
    """
    count = plan.effort_instances if (p, times) == (3, 1) else plan.effort_instances // 2
    case = {"p": p, "starts": round(times * plan.effort_starts)}
    sizes = plan.effort_sizes if p == 3 else plan.effort_quartic
    return [
        np.array(repeated(effort, case | {"n": n}, "03-effort", family=family, count=count))
        for n in sizes
    ]


def at_random(plan: SimpleNamespace, n: int, p: int, *, family: int = 1) -> Real:
    """Return the energy densities of random points of the instances of ``descents``."""
    seeds = presets.seeds("03-descent", family=family, count=plan.descent_instances)
    instances = (draw(n, p, seed) for seed in seeds)
    starts = [
        model.energy(random_points(n, count=plan.descents, rng=rng)) for model, rng in instances
    ]
    return np.array(starts) / n


def minima_share(found: Sequence[CriticalPoints], level: float, index: int = 0) -> Effect:
    """Return the share of an index among the points up to a level, less that above it.

    Instances without a point on a side say nothing about that side.
    """

    def side(below: bool) -> tuple[list[int], list[int]]:
        parts = [each.indices[(each.energies <= level) == below] for each in found]
        some = [part for part in parts if len(part)]
        return [int(np.sum(part == index)) for part in some], [*map(len, some)]

    effect = statistics.difference_of_proportions(side(True), side(False), unit="instance")
    return replace(effect, n=len(found))  # most instances count on both sides


def within(energies: Real, p: int) -> Effect:
    """Return the share of descents that end in the band, of energies (instances, starts)."""
    low, high = -theory.ground_state_energy(p), -theory.threshold_energy(p)
    hits = ((energies >= low) & (energies <= high)).sum(axis=1)
    return statistics.proportion(hits, np.full(len(hits), energies.shape[1]), unit="instance")


def approach(energies: Mapping[int, Real], p: int) -> Effect:
    """Return the exponent in N of the mean height of some energies above −E_∞."""
    heights = [theory.threshold_energy(p) + each.mean(axis=1) for each in energies.values()]
    return statistics.slope(np.log(list(energies)), heights, unit="instance", logs=True)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("03", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    exact = [*_formula(), *_above(plan), *_low(plan), *_saddles(plan), *_band(plan)]
    measured = [*_barrier(plan, family), *_census(plan, family), *_ends(plan, family)]
    return [*exact, *measured, *_hard(plan, family)]


def _formula() -> Iterator[Row]:
    """Return the row of C05.formula: the edge of the Hessian's bulk, found by its zero."""
    p = np.arange(2, 21)
    edges = [-brentq(lambda u, k=k: theory.hessian_edges(u, k)[0], -3, 0, xtol=1e-15) for k in p]
    off = [
        float(np.abs(formula / edges - 1).max()) + 1e-16
        for formula in (2 * np.sqrt((p - 1) / p), 2 * np.sqrt(p / (p + 1)))
    ]
    found = statistics.exact(off[0], method="largest over p = 2 to 20")
    yield row("C05.formula", found, off[1])


def _above(plan: SimpleNamespace) -> Iterator[Row]:
    """Return the rows of what happens above −E_∞: C07, C10 and where saddles begin."""
    every, *halves = _parts(plan.share_sizes)
    sides = {f"p = {p}": (p, every) for p in SEVERAL}
    sides |= {f"the sizes = {words}": (3, half)
              for words, half in zip(_HALVES[1:], halves, strict=True)}  # fmt: skip
    for setting, (p, sizes) in sides.items():
        above, below = (per_spin(sizes, each) for each in np.log(low_shares(0, sizes, p)))
        yield row("C07.minima-share-above", _exact(above), below, setting, "fig-03-above")
    cases = _levels("the level", plan.above_parts, plan.above_sizes)
    for setting, (p, part, sizes) in cases.items():
        minima = per_spin(sizes, [minima_above(part, n=n, p=p) for n in sizes])
        growth = per_spin(sizes, [theory.mean_critical_points(n=n, p=p, log=True) for n in sizes])
        yield row(
            "C10.minima-above", _exact(minima), growth / np.sqrt(p - 1), setting, "fig-03-above"
        )
    for setting, (p, depth) in _in_band(plan).items():
        complexity = float(theory.complexity(at_depth(depth, p), p, index=1))
        control = float(theory.complexity(0, p)) / np.log(np.sqrt(p - 1))
        yield row("C10.saddles-start", _exact(complexity), control, setting)


def _levels(
    what: str, parts: Mapping[float, Sequence[int]], spins: Mapping[str, Sequence[int]]
) -> dict[str, tuple[int, float, Sequence[int]]]:
    """Return the settings of a constant: spins per term, its value, and numbers of spins.

    Args:
        what: the constant.
        parts: its values and the numbers of spins for each; the first is the usual one.
        spins: other numbers of spins for that.
    """
    (usual, sizes), *others = parts.items()
    cases = {f"p = {p}": (p, usual, sizes) for p in SEVERAL}
    cases |= {f"{what} = {part}": (3, part, some) for part, some in others}
    return cases | {f"the spins = {words}": (3, usual, some) for words, some in spins.items()}


def _low(plan: SimpleNamespace) -> Iterator[Row]:
    """Return the rows of C07.high-index: points above −E_∞ with few ways down."""
    cases = _levels("the share of ways down", plan.low_parts, plan.low_sizes)
    for setting, (p, share, spins) in cases.items():
        above, below = (per_spin(spins, each) for each in np.log(low_shares(share, spins, p)))
        yield row("C07.high-index", _exact(above), below, setting)


def _saddles(plan: SimpleNamespace) -> Iterator[Row]:
    """Return the rows of C08: saddles in the band, exactly at finite N and for large N."""
    usual, *others = plan.doublings.items()
    cases = {f"p = {p}": (p, usual[1]) for p in SEVERAL}
    cases |= {f"the spins = {words}": (3, sizes) for words, sizes in others}
    for setting, (p, sizes) in cases.items():
        few, many = (
            theory.saddles_per_minimum(n=n, p=p, below=-theory.threshold_energy(p)) for n in sizes
        )
        known, twice = (theory.saddles_per_minimum(n=n, p=2) for n in sizes)
        yield row("C08.saddles-per-minimum", _exact(many / few), twice / known, setting)
    for p in SEVERAL:
        edge = -theory.threshold_energy(p)
        minima, one = (float(theory.complexity(edge, p, index=k)) for k in (0, 1))
        control = minima / theory.threshold_complexity(p)
        yield row("C08.saddle-number", _exact(one), control, f"p = {p}")
    for setting, (p, depth) in _in_band(plan).items():
        found, control = (spins_per_fall(part, p) for part in (depth, 0.01))
        yield row("C08.saddle-share", _exact(found), control, setting)


def _in_band(plan: SimpleNamespace) -> dict[str, tuple[int, float]]:
    """Return the settings that look into the band: spins per term and depth."""
    cases = {f"p = {p}": (p, plan.depths[0]) for p in SEVERAL}
    return cases | {f"the depth in the band = {depth}": (3, depth) for depth in plan.depths[1:]}


def _band(plan: SimpleNamespace) -> Iterator[Row]:
    """Return the rows of C09.share-in-band."""
    most = plan.share_sizes[-1]
    cases = {f"p = {p}": (p, most) for p in SEVERAL}
    cases |= {f"the spins = {_FEWER[k]}": (3, most // 2**k) for k in (1, 2)}
    for setting, (p, n) in cases.items():
        share, control = (
            theory.share_below(n=n, p=p, index=0, below=level)
            for level in (-theory.threshold_energy(p), theory.mean_energy(n=n, p=p, index=0))
        )
        found = _exact(share, method=f"exact means, {n} spins")
        yield row("C09.share-in-band", found, control, setting, "fig-03-share")


def _barrier(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Return the rows of C05.barrier: the way out of the lowest minimum, over E_∞."""
    control, counted = known_pass(*plan.known_pass), dict[int, Real]()
    cases = {f"the spins = {words}": (3, n) for words, n in plan.climb_sizes.items()}
    for setting, (p, n) in (cases | {"p = 4": (4, plan.climb_quartic)}).items():
        ways = ways_out(plan, n, p, family=family)
        finite = ways[np.isfinite(ways)]
        note = f"{len(ways)} instances of {n} spins: {np.isinf(ways).sum()} with one valley, "
        note += f"{np.isnan(ways).sum()} without a complete census"
        mean = statistics.mean(finite, unit="instance")
        yield row("C05.barrier", mean, control, setting, "fig-03-hard", note)
        counted |= {n: n * finite} if p == 3 else {}
    # N h = a N + b, so that the slope is what h = a + b/N tends to
    limit = statistics.slope(list(counted), list(counted.values()), unit="instance")
    yield row("C05.barrier", limit, control, "carried on in 1/N", "fig-03-hard")


def _census(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Return the rows of C09.minima-among-critical, at several sizes."""
    for n in plan.census_sizes:
        every = censuses(plan, n, family=family)
        found = [each for each in every if each.certificate.complete]
        gain, other = (minima_share(found, -theory.threshold_energy(3), k) for k in (0, 1))
        note = f"{len(every) - len(found)} of {len(every)} censuses not complete"
        setting = f"the spins = {n}"
        yield row("C09.minima-among-critical", gain, other, setting, "fig-03-census", note)


def _ends(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Return the rows of C12: descents that end in the band, and how they come nearer to it."""
    for p, sizes in plan.descent_sizes.items():
        found = {n: descents(plan, n, p, family=family) for n in sizes}
        random = {n: at_random(plan, n, p, family=family) for n in sizes}
        energies, usual = {n: each[0] for n, each in found.items()}, p == 3
        for words, n in zip(_FEWER if usual else [""], reversed(sizes), strict=False):
            rest = float(np.mean(found[n][1] == 0))
            setting = f"the spins = {words}" if usual else f"p = {p}"
            yield row("C12.descent-in-band", within(energies[n], p), rest, setting, "fig-03-ends")
        for words, part in zip(_HALVES if usual else _HALVES[:1], _parts(sizes), strict=False):
            exponent, control = (
                approach({n: group[n] for n in part}, p) for group in (energies, random)
            )
            setting = f"the sizes = {words}" if usual else f"p = {p}"
            yield row("C12.descent-approaches", exponent, control, setting, "fig-03-ends")


def _hard(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Return the rows of C11.harder-with-size: a power law or an exponential."""
    sizes, quartic = plan.effort_sizes, plan.effort_quartic
    found = efforts(plan, family)
    cases = {"p = 3": (sizes, found), "p = 4": (quartic, efforts(plan, family, p=4))}
    cases |= {f"the starts = {words}": (sizes, efforts(plan, family, times=times))
              for words, times in (("half", 0.5), ("double", 2.0))}  # fmt: skip
    for words, part in zip(_ENDS[1:], (slice(1, None), slice(-1)), strict=True):
        cases[f"the sizes = {words}"] = sizes[part], found[part]
    for setting, (spins, rows) in cases.items():
        drawn = drawn_efforts(spins, rows, presets.seed("03-drawn"))
        share, control = (
            statistics.exponential_share(spins, each, unit="instance") for each in (rows, drawn)
        )
        yield row("C11.harder-with-size", share, control, setting, "fig-03-hard")


def _parts(sizes: Sequence[int]) -> list[Sequence[int]]:
    """Return all sizes, their smaller half and their larger half."""
    half = len(sizes) // 2 + 1
    return [sizes, sizes[:half], sizes[-half:]]


def _exact(value: float, spread: ArrayLike | None = None, method: str = "exact means") -> Effect:
    return statistics.exact(value, spread, method=method)
