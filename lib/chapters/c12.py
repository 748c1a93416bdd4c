"""Chapter 12: descent at N = ∞ and at finite N, its limits, and a network's overlap with itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import brentq
from scipy.special import ive

from lib import checks, networks, statistics, sweep, theory
from lib.chapters import Real, Row, repeated, row
from lib.dynamics import infinite_size
from lib.spinglass import Seed, draw, random_points, to_sphere
from lib.statistics import Effect
from lib.theory import mixtures

Mixture = Mapping[int, float]
QUADRATIC: Mixture = {2: 1.0}  # whose descent is known in closed form
POWER = 2 / 3  # u + E_∞ falls as t^(−2/3): seen in numerical solutions, here too; not proven
PER_DOUBLING, DOUBLINGS = 6, 10  # times that are kept: 100 · 2^(−k/6)
STEP = 0.2  # of the equations, see infinite_size.descend
POWERS = (None, 0.6, 0.75)  # beside it: what fits best, and a tenth less and an eighth more
LAWS = {"2/3": 2 / 3, "4/3": 4 / 3}  # powers of 1/N, beside 1
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

    def between(self, waiting: ArrayLike, later: ArrayLike) -> Real:
        """Return C(later, waiting), on straight lines in the logarithms of the times."""
        log = np.log(self.times[::2])
        table = RegularGridInterpolator((log, log), self.correlation, bounds_error=False)
        return table(np.stack(np.broadcast_arrays(np.log(later), np.log(waiting)), axis=-1))


def follow(mixture: Mixture, start: float, end: float, step: float = STEP) -> Followed:
    """Follow descent at N = ∞ to a time, from a start in equilibrium.

    Args:
        mixture: {order: coefficient}.
        start: its temperature, over the dynamical temperature; infinite for a random start.
        end: the last time.
        step: as of ``infinite_size.descend``.
    """
    times = end / 2 ** (np.arange(DOUBLINGS * PER_DOUBLING, -1, -1) / PER_DOUBLING)
    hot = np.isinf(start)  # two spins per term have no dynamical temperature
    temperature = start if hot else start * mixtures.dynamical_temperature(mixture)
    flow = infinite_size.descend(mixture, times, start_temperature=temperature, step=step)
    table = RegularGridInterpolator((flow.grid, flow.grid), flow.correlation)
    pairs = np.minimum(times[::2], flow.grid[-1])
    correlation = table(np.stack(np.meshgrid(pairs, pairs, indexing="ij"), axis=-1))
    return Followed(times, flow.energies, flow.overlaps, correlation)


def limit(found: Followed, *, part: float = 1, power: float | None = POWER) -> float:
    """Return where the energy goes: a of a + b t^(−power) through times t and t/2.

    Args:
        found: the descent.
        part: t over the last time, 1 or a smaller power of 2.
        power: of the law, above 0; None takes the one that fits t, t/2 and t/4.
    """
    late = len(found.times) - 1 + round(PER_DOUBLING * np.log2(part))
    first, early, last = found.energies[late - 2 * PER_DOUBLING : late + 1 : PER_DOUBLING]
    if power is None:
        power = np.log2((early - first) / (last - early))
    return float(last + (last - early) / (2**power - 1))


def place(energy: float, p: int) -> float:
    """Return where an energy lies in the band: 0 at −E_∞, 1 at −E_0, negative above the band.

    There is a band for p = 3 or more.

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

    Args:
        p: spins per term, 3 or more.
        temperature: from T_K to T_d.

    Raises:
        ValueError: if the temperature is not from T_K to T_d, where equilibrium lies in one valley.

    >>> at_dynamical = theory.dynamical_temperature({3: 1.0})
    >>> round(valley(3, at_dynamical) + theory.threshold_energy(3), 6)
    0.0
    """
    pure = {p: 1.0}
    static, dynamical = mixtures.static_temperature(pure), mixtures.dynamical_temperature(pure)
    if not static * (1 - 1e-9) <= temperature <= dynamical * (1 + 1e-9):
        raise ValueError(f"T = {temperature}: give {static:.4g} to {dynamical:.4g} at p = {p}")
    beta, least = 1 / temperature, (p - 2) / (p - 1)

    def equation(q: float) -> float:
        return beta**2 * p * q ** (p - 2) * (1 - q) - 1

    q = least if equation(least) <= 0 else brentq(equation, least, 1)
    y = 2 * (p - 1) * beta * q ** (p / 2 - 1) * (1 - q)
    return -(y**2 + theory.threshold_energy(p) ** 2) / (2 * y)


# --- finitely many spins ------------------------------------------------------------------------


def descend(n: int, seed: Seed, end: float, step: float, p: int = 3) -> Real:
    """Return the energy density of an instance along its descent from a random point.

    Heun's rule for σ̇ = −∇H along the sphere, at times 0, step, …, end.

    Args:
        n, p, seed: the instance; the seed also draws the start.
        end, step: of time; the end is a number of whole steps, and a step at most 0.2 for three
            spins per term (for more or fewer as 1/√f''(1)): Heun's rule is stable while the step
            times the largest curvature, 9.8 at the threshold, is below 2.
    """
    most = 0.2 * np.sqrt(6 / (p * (p - 1)))
    step = checks.real(step, f"the step for p = {p}", above=0, most=most)
    model, rng = draw(n, p, seed)
    sigma, energies = random_points(n, count=1, rng=rng)[0], []
    for _ in range(round(end / step)):
        energy, slope = model.energy_and_gradient(sigma)
        trial = to_sphere(sigma - step * slope)
        sigma = to_sphere(sigma - step / 2 * (slope + model.gradient(trial)))
        energies.append(float(energy) / n)
    return np.array([*energies, float(model.energy(sigma)) / n])


def quadratic(times: ArrayLike) -> Real:
    """Return the energy density of descent for two spins per term and N = ∞.

    From a random start each eigenvector of the couplings grows as e^(μt). Their μ fill a
    semicircle of radius 2√2, over which e^(2μt) has the mean I_1(x)/(x/2) with x = 4√2 t; so the
    energy is −√2 I_2(x)/I_1(x), with modified Bessel functions.

    Args:
        times: 0 or more.

    >>> quadratic([0, 1e6]).round(5).tolist()
    [-0.0, -1.41421]
    """
    x = 4 * np.sqrt(2) * np.maximum(times, 1e-100)  # at 0 the ratio is 0/0
    return -np.sqrt(2) * ive(2, x) / ive(1, x)


def carried_on(energies: Mapping[int, ArrayLike], *, power: float = 1) -> Effect:
    """Return the energy density for infinitely many spins, a of a + b N^(−power).

    N^power times the density is a N^power + b, so that a is a slope.

    Args:
        energies: by number of spins, those of independent instances.
        power: of the law.

    >>> rows = {n: -1.5 + 2 / n + np.array([-1e-9, 1e-9]) for n in (25, 50, 100)}
    >>> round(carried_on(rows).estimate, 6)
    -1.5
    """
    x = {n: float(n) ** power for n in energies}
    rows = [x[n] * np.asarray(row) for n, row in energies.items()]
    return statistics.slope(list(x.values()), rows, unit="instance")


# --- a network's weights beside themselves ------------------------------------------------------


class Trained(NamedTuple):
    """A network followed through its training.

    Attributes:
        steps: of training, rising by the square root of two from 8, (m,).
        overlap: w(t)·w(t') / |w(t)| |w(t')| of all its weights, (m, m).
        loss: over all training images, after the last of these steps.
    """

    steps: Real
    overlap: Real
    loss: float


def train(
    seed: Seed, *, hidden: int, images: int, side: int, rate: float, batch: int, doublings: int
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
    networks.set_parameters(network, points[-1].astype(np.float32))
    squares, products = np.sum(points**2, axis=1), points @ points.T
    overlap = products / np.sqrt(np.outer(squares, squares))
    return Trained(steps, overlap, task(network).item())


# --- what is measured, at either size -----------------------------------------------------------


def followed(plan: SimpleNamespace) -> dict[tuple[str, float], Followed]:
    """Return descents at N = ∞ by the name of the mixture and the start's T over T_d."""
    keys = [(name, start) for name in plan.mixtures for start in plan.starts]
    cases = [{"mixture": plan.mixtures[name], "start": t, "end": plan.end} for name, t in keys]
    return dict(zip(keys, sweep.run(follow, cases, name="12-follow"), strict=True))


def descents(plan: SimpleNamespace, family: int = 1, **changed: Any) -> dict[int, Real]:
    """Return descents of finite instances, (instances, times), by number of spins.

    ``changed`` are arguments of ``descend``.
    """
    how = plan.descent | changed
    return {
        n: np.array(repeated(descend, {"n": n, **how}, "12-descent", family=family, count=count))
        for n, count in plan.sizes.items()
    }


def trainings(plan: SimpleNamespace, family: int = 1) -> dict[int, list[Trained]]:
    """Return the networks of the plan, by number of hidden units."""
    which = {"family": family, "count": plan.networks}
    cases = {hidden: {"hidden": hidden, **plan.training} for hidden in plan.hidden}
    return {
        hidden: repeated(train, case, "12-network", **which, name="12-train", workers=plan.workers)
        for hidden, case in cases.items()
    }


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("12", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*_ends(plan), *_finite(plan, family)]


def _ends(plan: SimpleNamespace) -> Iterator[Row]:
    """Yield one number for three clauses, with all that it may hang on: where descent ends."""
    cases: dict[str, dict[str, Any]] = {"": {}, "four spins per term": {"p": 4}}
    cases |= {f"at {start} of T_d": {"start": start} for start in plan.starts if 1 < start < np.inf}
    cases["the last time = half as late"] = {"part": 0.5}
    cases["the last time = twice as late"] = {"end": 2 * plan.end}
    cases |= {f"the step = {step}": {"step": step} for step in plan.steps}
    cases |= {f"the power of time = {power or 'fitted'}": {"power": power} for power in POWERS}
    for setting, case in cases.items():
        end, control = in_band(plan, **case)
        effect = statistics.exact(end, method="equations at N = ∞")
        for part in ("C05.wall", "C11.out-of-reach", "C12.infinite-size"):
            yield row(part, effect, control, setting, "fig-12-end")


def in_band(
    plan: SimpleNamespace,
    *,
    p: int = 3,
    start: float = np.inf,
    power: float | None = POWER,
    part: float = 1,
    **changed: float,
) -> tuple[float, float]:
    """Return where descent ends in the band, and an end that is known over what is known.

    Known are the end of two spins per term, whose energy falls as 1/t; and for a start in
    equilibrium that of a start below T_d, which is the bottom of its valley.

    Args:
        plan: of the chapter, for the last time and the start below T_d.
        p, start: spins per term, and the start's temperature over T_d.
        power, part: as of ``limit``; the power of the known end is as many times its own.
        **changed: other arguments of ``follow``.
    """

    def end(mixture: Mixture, start: float, power: float | None) -> float:
        case = {"mixture": mixture, "start": start, "end": plan.end, **changed}
        return limit(sweep.run(follow, [case], name="12-follow")[0], part=part, power=power)

    if np.isinf(start):
        known = -theory.ground_state_energy(2)
        found = end(QUADRATIC, start, None if power is None else power / POWER)
    else:
        below = min(plan.starts)
        known = valley(p, below * theory.dynamical_temperature({p: 1.0}))
        found = end({p: 1.0}, below, power)
    return place(end({p: 1.0}, start, power), p), found / known


def _finite(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of C12.finite-sizes: several times, laws and steps, and sizes left out."""
    usual = plan.descent["step"]
    kinds = {3: {}, 2: {"p": 2}}
    found = {
        step: {p: descents(plan, family, **kind, **changed) for p, kind in kinds.items()}
        for step, changed in {usual: {}, **{s: {"step": s} for s in plan.descent_steps}}.items()
    }
    sizes = [n for n, count in plan.sizes.items() if count >= FEWEST]
    cases: dict[str, dict[str, Any]] = {"": {}}
    cases |= {f"the time = {time}": {"time": time} for time in (*plan.compared[1:], plan.early)}
    cases["the sizes = without the smallest"] = {"sizes": sizes[1:]}
    cases["the sizes = without the largest"] = {"sizes": sizes[:-1]}
    cases |= {f"the power of 1/N = {name}": {"power": power} for name, power in LAWS.items()}
    cases |= {f"the step = {step}": {"step": step} for step in plan.descent_steps}
    for setting, case in cases.items():
        choice = {"time": plan.compared[0], "sizes": sizes, "step": usual, "power": 1.0} | case
        gap, control = (above(found[choice["step"]][p], p, **choice) for p in kinds)
        yield row("C12.finite-sizes", _distance(gap), control, setting, "fig-12-sizes")


def above(
    energies: Mapping[int, Real],
    p: int,
    *,
    time: float,
    sizes: Sequence[int],
    power: float,
    step: float,
) -> Effect:
    """Return how far descents, carried on to N = ∞, lie above what is known there at one time.

    For two spins per term the formula is known, for more the equations.

    Args:
        energies: as of ``descents``, in steps of time ``step``.
        p: spins per term.
        time: at which energies are compared.
        sizes: the numbers of spins that are taken.
        power: as of ``carried_on``.
        step: of the descents.
    """
    known = quadratic([time]) if p == 2 else infinite_size.descend({p: 1.0}, [time]).energies
    rows = {n: energies[n][:, round(time / step)] - known[0] for n in sizes}
    return carried_on(rows, power=power)


def _distance(effect: Effect) -> Effect:
    """Return how far an effect is from zero, whichever way."""
    low, high = effect.interval
    nearest = 0.0 if low < 0 < high else min(abs(low), abs(high))
    interval = (nearest, max(abs(low), abs(high)))
    return replace(effect, estimate=abs(effect.estimate), interval=interval)
