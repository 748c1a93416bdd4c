"""Chapter 12: descent at N = ∞ and at finite N, its limits, and a network's overlap with itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import brentq

from lib import networks, presets, statistics, sweep, theory
from lib.dynamics import infinite_size
from lib.spinglass import Seed, draw, random_points
from lib.spinglass.sphere import to_sphere
from lib.statistics import Effect
from lib.theory import mixtures

Real = NDArray[np.float64]
Mixture = Mapping[int, float]

PURE: Mixture = {3: 1.0}
POWER = 2 / 3  # u + E_∞ falls as t^(−2/3): Cugliandolo and Kurchan 1993, measured here
PER_DOUBLING, DOUBLINGS = 6, 10  # times that are kept: 100 · 2^(−k/6)
FEWEST = 3  # instances of a size: with fewer its spread is not known
FIRST = 6  # half-doublings of steps until a network is first looked at


# --- infinitely many spins ----------------------------------------------------------------------


class Followed(NamedTuple):
    """A descent at N = ∞, at times that rise by the sixth root of two.

    Attributes:
        times, energies, overlaps: (m,); the overlaps are with the start.
        correlation: C at pairs of these times, every second one, (m // 2 + 1, m // 2 + 1).
    """

    times: Real
    energies: Real
    overlaps: Real
    correlation: Real

    @property
    def pairs(self) -> Real:
        """The times of ``correlation``."""
        return self.times[::2]

    def between(self, waiting: ArrayLike, later: ArrayLike) -> Real:
        """Return C(later, waiting), on straight lines in the logarithms of the times."""
        log = np.log(self.pairs)
        table = RegularGridInterpolator((log, log), self.correlation, bounds_error=False)
        return table(np.stack(np.broadcast_arrays(np.log(later), np.log(waiting)), axis=-1))


def follow(mixture: Mixture, start: float, end: float) -> Followed:
    """Follow descent at N = ∞ to a time, from a start in equilibrium.

    Args:
        mixture: {order: coefficient}.
        start: its temperature, over the dynamical temperature; infinite for a random start.
        end: the last time.
    """
    times = end / 2 ** (np.arange(DOUBLINGS * PER_DOUBLING, -1, -1) / PER_DOUBLING)
    temperature = start * mixtures.dynamical_temperature(mixture)
    flow = infinite_size.descend(mixture, times, start_temperature=temperature, step=0.2)
    table = RegularGridInterpolator((flow.grid, flow.grid), flow.correlation)
    pairs = np.minimum(times[::2], flow.grid[-1])
    correlation = table(np.stack(np.meshgrid(pairs, pairs, indexing="ij"), axis=-1))
    return Followed(times, flow.energies, flow.overlaps, correlation)


def limit(found: Followed, *, part: float = 1, power: float | None = POWER) -> float:
    """Return where the energy goes: a of a + b t^(−power) through times t and t/2.

    Args:
        found: the descent.
        part: t over the last time.
        power: of the law; None takes the one that fits t, t/2 and t/4.
    """
    late = len(found.times) - 1 + round(PER_DOUBLING * np.log2(part))
    first, early, last = found.energies[late - 2 * PER_DOUBLING : late + 1 : PER_DOUBLING]
    if power is None:
        power = np.log2((early - first) / (last - early))
    return float(last + (last - early) / (2**power - 1))


def place(energy: float, p: int) -> float:
    """Return where an energy lies in the band: 0 at −E_∞, 1 at −E_0, negative above the band.

    >>> round(place(-theory.ground_state_energy(3), 3), 9)
    1.0
    """
    upper, lower = theory.threshold_energy(p), theory.ground_state_energy(p)
    return (-energy - upper) / (lower - upper)


def valley(p: int, temperature: float) -> float:
    """Return the energy at the bottom of the valley in which equilibrium at T ≤ T_d lies.

    Valleys of the pure model keep their order at all temperatures. Equilibrium in one of energy
    −E at its bottom has the overlap q with β² p q^(p−2) (1 − q) = 1, and
    β q^(p/2−1) (1 − q) = [E − √(E² − E_∞²)] / 2(p − 1); the bottom's overlap with it is √q.

    >>> at_dynamical = theory.dynamical_temperature({3: 1.0})
    >>> round(valley(3, at_dynamical) + theory.threshold_energy(3), 6)
    0.0
    """
    beta, least = 1 / temperature, (p - 2) / (p - 1)

    def equation(q: float) -> float:
        return beta**2 * p * q ** (p - 2) * (1 - q) - 1

    q = least if equation(least) <= 0 else brentq(equation, least, 1)
    y = 2 * (p - 1) * beta * q ** (p / 2 - 1) * (1 - q)
    return -(y**2 + theory.threshold_energy(p) ** 2) / (2 * y)


def in_band(found: Followed, p: int, **choices: Any) -> Effect:
    """Return the place in the band of the limit by some choices."""
    return statistics.exact(place(limit(found, **choices), p), method="equations at N = ∞")


# --- finitely many spins ------------------------------------------------------------------------


def descend(n: int, seed: Seed, end: float, step: float) -> Real:
    """Return the energy density of an instance (p = 3) along its descent from a random point.

    Heun's rule for σ̇ = −∇H along the sphere, at times 0, step, …, end.

    Args:
        n, seed: the instance; the seed also draws the start.
        end, step: of time.
    """
    model, rng = draw(n, 3, seed)
    sigma, energies = random_points(n, 1, rng=rng)[0], []
    for _ in range(round(end / step)):
        energy, slope = model.energy_and_gradient(sigma)
        trial = to_sphere(sigma - step * slope)
        sigma = to_sphere(sigma - step / 2 * (slope + model.gradient(trial)))
        energies.append(float(energy) / n)
    return np.array([*energies, float(model.energy(sigma)) / n])


def carried_on(energies: Mapping[int, ArrayLike]) -> Effect:
    """Return the energy density for infinitely many spins, a of a + b/N.

    N times the density is a N + b, so that a is a slope.

    Args:
        energies: by number of spins, those of independent instances.

    >>> rows = {n: -1.5 + 2 / n + np.array([-1e-9, 1e-9]) for n in (25, 50, 100)}
    >>> round(carried_on(rows).estimate, 6)
    -1.5
    """
    rows = [n * np.asarray(row) for n, row in energies.items()]
    return statistics.slope(list(energies), rows, unit="instance")


# --- a network's weights beside themselves ------------------------------------------------------


class Trained(NamedTuple):
    """A network followed through its training.

    Attributes:
        steps: of training, rising by the square root of two from 8, (m,).
        losses: over all training images, there, (m,).
        overlap: w(t)·w(t') / |w(t)| |w(t')| of all its weights, (m, m).
        moved: |w(t) − w(t')|² / |w(0)|², (m, m).
    """

    steps: Real
    losses: Real
    overlap: Real
    moved: Real


def train(
    seed: Seed, hidden: int, images: int, side: int, rate: float, batch: int, doublings: int
) -> Trained:  # fmt: skip
    """Train one network by plain stochastic descent, and compare its weights at pairs of times.

    Args:
        seed: of the weights and the order of the images.
        hidden: units of its one hidden layer.
        images, side, rate, batch: as of ``networks.Recipe``.
        doublings: it takes 2^doublings steps.
    """
    epochs = -(-(batch << doublings) // images)
    recipe = networks.Recipe(
        hidden=(hidden,), phases=((rate, epochs),), batch=batch, images=images, side=side
    )
    rngs = [np.random.default_rng([*np.atleast_1d(seed), k]) for k in range(2)]
    network, task = recipe.network(rng=rngs[0]), recipe.tasks().train
    history = networks.train(
        network, task, rng=rngs[1], optimiser="sgd", rate=rate, batch=batch, epochs=epochs,
        store_every=1,
    )  # fmt: skip
    assert history.trajectory is not None
    steps = 2 ** (np.arange(FIRST, 2 * doublings + 1) / 2)
    points = history.trajectory[np.round(steps).astype(int)].astype(float)
    losses = []
    for point in points:
        networks.set_parameters(network, point.astype(np.float32))
        losses.append(task(network).item())
    size = np.sum(history.trajectory[0].astype(float) ** 2)
    squares, products = np.sum(points**2, axis=1), points @ points.T
    moved = (squares[:, None] + squares - 2 * products) / size
    overlap = products / np.sqrt(np.outer(squares, squares))
    return Trained(steps, np.array(losses), overlap, np.maximum(moved, 0))


# --- what is measured, at either size -----------------------------------------------------------


def followed(plan: SimpleNamespace) -> dict[tuple[str, float], Followed]:
    """Return descents at N = ∞ by the name of the mixture and the start's T over T_d."""
    keys = [(name, start) for name in plan.mixtures for start in plan.starts]
    cases = [
        {"mixture": plan.mixtures[name], "start": start, "end": plan.end} for name, start in keys
    ]
    return dict(zip(keys, sweep.run(follow, cases, name="12-follow"), strict=True))


def descents(plan: SimpleNamespace, family: int = 1) -> dict[int, Real]:
    """Return descents of finite instances, (instances, times), by number of spins."""
    found = {}
    for n, count in plan.sizes.items():
        cases = [
            {"n": n, "seed": (presets.seed("12-descent"), family, k), **plan.descent}
            for k in range(count)
        ]
        found[n] = np.array(sweep.run(descend, cases, name="12-descent"))
    return found


def trainings(plan: SimpleNamespace, family: int = 1) -> dict[int, list[Trained]]:
    """Return the networks of the plan, by number of hidden units."""
    seeds = [(presets.seed("12-network"), family, k) for k in range(plan.networks)]
    return {
        hidden: sweep.run(
            train, [{"seed": seed, "hidden": hidden, **plan.training} for seed in seeds],
            name="12-train", workers=plan.workers,
        )
        for hidden in plan.hidden
    }  # fmt: skip


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[dict[str, Any]]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("12", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    runs = followed(plan)
    return [*_ends(runs, plan.end), *_walls(runs), *_finite(plan, family)]


def _ends(runs: Mapping[tuple[str, float], Followed], end: float) -> list[dict[str, Any]]:
    """Return the rows of C12.infinite-size and C11.out-of-reach: from random starts."""
    random, four = runs["three", np.inf], runs["four", np.inf]
    found = {"": in_band(random, 3), "four spins per term": in_band(four, 4)}
    for name, part in {"0.7 as late": 0.7, "half as late": 0.5}.items():
        found[f"the last time = {name}"] = in_band(random, 3, part=part)
    for name, power in {"fitted": None, "0.7": 0.7}.items():
        found[f"the power of time = {name}"] = in_band(random, 3, power=power)
    two = limit(follow_two(end), power=1) / -theory.ground_state_energy(2)
    parts = ("C12.infinite-size", "C11.out-of-reach")
    return [_row(part, each, two, "end", name) for part in parts for name, each in found.items()]


def follow_two(end: float) -> Followed:
    """Return the descent for two spins per term, where −E_∞ is the ground state: energies only."""
    times = end / 2 ** (np.arange(DOUBLINGS * PER_DOUBLING, -1, -1) / PER_DOUBLING)
    flow = infinite_size.descend({2: 1.0}, times, step=0.2)
    return Followed(times, flow.energies, flow.overlaps, np.empty((0, 0)))


def _walls(runs: Mapping[tuple[str, float], Followed]) -> list[dict[str, Any]]:
    """Return the rows of C05.wall: starts above T_d; the control begins in a valley below it."""
    starts = sorted({start for _, start in runs}, reverse=True)
    below = starts.pop()
    bottom = valley(3, below * theory.dynamical_temperature(PURE))
    control = place(limit(runs["three", below]), 3) / place(bottom, 3)
    names = {start: "" if np.isinf(start) else f"at {start} of T_d" for start in starts}
    return [
        _row("C05.wall", in_band(runs["three", start], 3), control, "memory", name)
        for start, name in names.items()
    ]


def _finite(plan: SimpleNamespace, family: int) -> list[dict[str, Any]]:
    """Return the rows of C12.finite-sizes: several times, and sizes left out."""
    found, rows = descents(plan, family), []
    sizes = [n for n, each in found.items() if len(each) >= FEWEST]
    cases = {"": (plan.compared[0], sizes)}
    cases |= {f"the time = {time}": (time, sizes) for time in plan.compared[1:]}
    cases["the sizes = without the smallest"] = (plan.compared[0], sizes[1:])
    cases["the sizes = without the largest"] = (plan.compared[0], sizes[:-1])
    exact = infinite_size.descend(PURE, plan.compared).energies
    begin = carried_on({n: found[n][:, 0] for n in sizes})
    for setting, (time, some) in cases.items():
        k = round(time / plan.descent["step"])
        limits = carried_on({n: found[n][:, k] for n in some})
        gap = _distance(limits, float(exact[plan.compared.index(time)]))
        rows.append(_row("C12.finite-sizes", gap, begin, "sizes", setting))
    return rows


def _distance(effect: Effect, known: float) -> Effect:
    """Return how far an effect is from a known value, whichever way."""
    low, high = effect.interval[0] - known, effect.interval[1] - known
    nearest = 0.0 if low < 0 < high else min(abs(low), abs(high))
    interval = (nearest, max(abs(low), abs(high)))
    return replace(effect, estimate=abs(effect.estimate - known), interval=interval)


def _row(
    part: str, effect: Effect, control: float | Effect, figure: str, setting: str = ""
) -> dict[str, Any]:
    """Return one row; without a setting it is the reference."""
    claim, name = part.split(".")
    row = {"claim": claim, "name": name, "effect": effect, "control": control}
    return row | {"figure": f"fig-12-{figure}"} | ({"setting": setting} if setting else {})
