"""Chapter 06: memories held at a temperature, valleys counted, mixtures and their lives, loads."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib import checks, presets, sweep
from lib.chapters import Real, repeated
from lib.hopfield import Hopfield, hebb
from lib.spinglass import Seed

Signs = NDArray[np.int8]

_LEFT = 0.75  # an overlap beyond this is a pattern's: mixtures stay at one half or below
_STRIDE = 25  # changes between two looks at who has left


# --- pictures as patterns -----------------------------------------------------------------------


def binary(images: ArrayLike, side: int) -> Signs:
    """Return square images as ±1, ink +1, the middle ``side`` pixels of each side.

    Args:
        images: pixels in [0, 1], shape (count, pixels), pixels a square number.
        side: pixels a side that are kept, at most all; MNIST's ink lies in the middle 20.

    Returns:
        Shape (count, side, side).

    >>> binary([[0.0, 0.9, 0.2, 0.7]], 2)[0].tolist()
    [[-1, 1], [-1, 1]]
    """
    images = np.asarray(images, float)
    whole = round(images.shape[-1] ** 0.5)
    rim = (whole - side) // 2
    squares = images.reshape(-1, whole, whole)[:, rim : rim + side, rim : rim + side]
    return np.where(squares >= 0.5, 1, -1).astype(np.int8)


# --- networks of few patterns, told by a few numbers ---------------------------------------------


def class_table(p: int) -> Real:
    """Return the entries of every class of neurons in the p patterns, the first +1: (2^(p−1), p).

    Neurons with the same entries in all patterns feel the same field. Each is turned by its entry
    in the first pattern, so that 2^(p−1) classes remain, four for p = 3.

    >>> class_table(2).tolist()
    [[1.0, 1.0], [1.0, -1.0]]
    """
    return np.array([(1.0, *rest) for rest in itertools.product([1.0, -1.0], repeat=p - 1)])


def class_sizes(patterns: ArrayLike) -> NDArray[np.intp]:
    """Return how many neurons of patterns (p, N) belong to each class, (2^(p−1),).

    >>> class_sizes([[1, -1, 1], [1, -1, -1]]).tolist()
    [2, 1]
    """
    xi = np.asarray(patterns)
    number = (2 ** np.arange(len(xi) - 1)[::-1]) @ ((xi * xi[0])[1:] < 0)
    return np.bincount(number.astype(int), minlength=2 ** (len(xi) - 1))


class Crowd:
    """Many networks side by side under asynchronous dynamics in continuous time.

    Each neuron takes its turn at random, once a sweep on average, and is then drawn anew from
    its field, as in ``Hopfield.sweeps``. Only the turns that change something are simulated
    (Gillespie 1977), so the time between two of them is drawn as well.

    Args:
        sizes: neurons of each class, (networks, classes).
        up: how many of them are +1 after turning, the same shape.
        temperatures: above 0, (networks,).
        rng: of the noise.

    Attributes:
        time: sweeps that have passed in each network, (networks,).

    Raises:
        ValueError: if ``rng`` is no generator.
    """

    def __init__(
        self, sizes: ArrayLike, up: ArrayLike, temperatures: ArrayLike, *, rng: np.random.Generator
    ) -> None:
        self.sizes, self.up = np.array(sizes, float), np.array(up, float)
        self.n = self.sizes.sum(axis=1)
        self.time = np.zeros(len(self.n))
        self._heat = np.broadcast_to(np.asarray(temperatures, float), self.n.shape).copy()
        self._table = class_table(int(self.sizes.shape[1]).bit_length())
        self._rng = checks.generator(rng)

    def overlaps(self) -> Real:
        """Return the overlaps with every pattern, (networks, p)."""
        return (2 * self.up - self.sizes) @ self._table / self.n[:, None]

    def step(self) -> None:
        """Let one neuron of each network change."""
        p, classes = self._table.shape[1], len(self._table)
        sums = ((2 * self.up - self.sizes) @ self._table) @ self._table.T  # N times the field
        scale = (2 / (self.n * self._heat))[:, None]
        rates = np.empty((len(self.n), 2 * classes))
        rates[:, :classes] = self.up * expit(scale * (p - sums))  # a neuron does not feel itself
        rates[:, classes:] = (self.sizes - self.up) * expit(scale * (p + sums))
        reach = np.cumsum(rates, axis=1)
        self.time += self._rng.standard_exponential(len(self.n)) / reach[:, -1]
        chosen = np.sum(self._rng.random((len(self.n), 1)) * reach[:, -1:] >= reach, axis=1)
        self.up[np.arange(len(self.n)), chosen % classes] += np.where(chosen < classes, -1, 1)


def _drawn(n: int, p: int, networks: int, rng: np.random.Generator) -> Real:
    """Return the class sizes of networks with random patterns."""
    drawn = (Hopfield.sample(n, p, rng=rng).patterns for _ in range(networks))
    return np.array([class_sizes(patterns) for patterns in drawn], float)


def held(n: int, T: float, networks: int, seed: Seed, *, wait: float, last: float) -> Real:
    """Return the overlap with the pattern that networks began in, averaged over time.

    Args:
        n: neurons of each network, with three random patterns.
        T: temperature, above 0.
        networks: how many.
        seed: of patterns and noise.
        wait, last: sweeps before the average begins, and over which it runs.

    Returns:
        Shape (networks,).

    >>> round(float(held(400, 0.3, 4, 0, wait=5, last=5).mean()), 1)
    1.0
    """
    rng = np.random.default_rng([n, *np.atleast_1d(seed)])
    sizes = _drawn(n, 3, networks, rng)
    crowd = Crowd(sizes, sizes, T, rng=rng)
    sums = np.zeros(networks)
    while (crowd.time < wait + last).any():
        now, spent = crowd.overlaps()[:, 0], np.clip(crowd.time - wait, 0, last)
        crowd.step()
        sums += now * (np.clip(crowd.time - wait, 0, last) - spent)
    return sums / last


def fates(n: int, T: float, networks: int, seed: Seed, *, limit: float) -> Real:
    """Return the overlaps, largest first, in which networks are after a random start.

    Args:
        n, T, networks, seed: as of ``held``.
        limit: sweeps.

    Returns:
        Absolute values, shape (networks, 3).
    """
    rng = np.random.default_rng([n, *np.atleast_1d(seed)])
    sizes = _drawn(n, 3, networks, rng)
    crowd = Crowd(sizes, rng.binomial(sizes.astype(int), 0.5), T, rng=rng)
    while crowd.time.min() < limit:
        crowd.step()
    return -np.sort(-np.abs(crowd.overlaps()), axis=1)


def lives(n: int, T: float, networks: int, seed: Seed) -> Real:
    """Return for how many sweeps networks stay in the mixture of three orthogonal patterns.

    Orthogonal patterns have classes of one size: no pattern is favoured, and only noise drives
    the network out. It has left when its overlap with one pattern is beyond three quarters.

    Args:
        n: neurons, divisible by 4.
        T, networks, seed: as of ``held``.

    Returns:
        Shape (networks,).
    """
    rng = np.random.default_rng([n, *np.atleast_1d(seed)])
    sizes = np.full((networks, 4), n / 4)
    crowd = Crowd(sizes, sizes * (class_table(3).sum(axis=1) > 0), T, rng=rng)
    times = np.full(networks, np.inf)
    while np.isinf(times).any():
        for _ in range(_STRIDE):
            crowd.step()
        left = np.isinf(times) & (np.abs(crowd.overlaps()).max(axis=1) > _LEFT)
        times[left] = crowd.time[left]
    return times


# --- every resting state ------------------------------------------------------------------------


def resting_states(couplings: ArrayLike) -> Signs:
    """Return every state that each single flip raises in energy, trying all 2^N of them.

    Args:
        couplings: J with an empty diagonal, (N, N); N up to about 20.

    Returns:
        Shape (states, N), one of each ± pair: the one whose last entry is +1.

    >>> resting_states(hebb([[1, 1, -1, 1]])).tolist()
    [[1, 1, -1, 1]]
    """
    matrix = np.asarray(couplings, np.float64)
    n = len(matrix)
    bits = np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1) & 1
    states = np.concatenate([1 - 2 * bits, np.ones((len(bits), 1), int)], axis=1).astype(float)
    return states[((states @ matrix) * states > 1e-9).all(axis=1)].astype(np.int8)


def resting_overlaps(sizes: ArrayLike) -> Real:
    """Return the overlaps of every resting state of a network by its classes, for any size.

    Two neurons of one class in opposite states cannot both be content: both feel the same sum
    Σ_μ ξ^μ N m_μ, less p for their own state. So within a class all turned neurons agree at
    rest, and of the 2^N states one for each choice of signs of the classes is left to try.

    Args:
        sizes: neurons of each class, (2^(p−1),).

    Returns:
        Shape (states, p).

    >>> resting_overlaps([10, 10]).tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [-1.0, 0.0]]
    """
    sizes = np.asarray(sizes, float)
    p, there = len(sizes).bit_length(), sizes > 0
    table = class_table(p)
    signs = np.array(list(itertools.product(*([1.0, -1.0] if full else [1.0] for full in there))))
    overlaps = (signs * sizes) @ table / sizes.sum()
    margin = signs * (overlaps @ table.T) - p / sizes.sum()
    return overlaps[(margin[:, there] > 1e-12).all(axis=1)]


def few(n: int, *, networks: int, seed: Seed) -> Real:
    """Count the resting states of networks with three random patterns, whatever their size.

    For N even no field vanishes, so that every state is either at rest or not.

    Returns:
        Shape (networks,).
    """
    rng = np.random.default_rng([n, 3, *np.atleast_1d(seed)])
    return np.array([len(resting_overlaps(one)) for one in _drawn(n, 3, networks, rng)], float)


def many(n: int, seed: Seed) -> tuple[int, int, int]:
    """Count resting states by trying all 2^N: three patterns, about N/2 patterns, a spin glass.

    In the spin glass every coupling is drawn at random, Gaussian of variance 1/N (Sherrington and
    Kirkpatrick 1975). The number of patterns is odd and N even, so that no field vanishes.
    """
    rng = np.random.default_rng([n, *np.atleast_1d(seed)])
    stored = (hebb(Hopfield.sample(n, p, rng=rng).patterns) for p in (3, n // 4 * 2 + 1))
    drawn = np.triu(rng.normal(size=(n, n)) / np.sqrt(n), 1)
    first, second, third = (2 * len(resting_states(J)) for J in (*stored, drawn + drawn.T))
    return first, second, third


# --- many patterns ------------------------------------------------------------------------------


def kept(n: int, load: float, starts: int, seed: Seed) -> Real:
    """Return the overlaps with patterns after descents at T = 0 that began at those patterns.

    Args:
        n: neurons.
        load: α = p/N, rounded to a whole number of patterns.
        starts: from how many patterns (all of them if there are fewer).
        seed: of the patterns.

    Returns:
        Shape (starts,).

    >>> float(kept(100, 0.01, 5, 0)[0])
    1.0
    """
    p = max(1, round(load * n))
    network = Hopfield.sample(n, p, rng=np.random.default_rng([n, p, *np.atleast_1d(seed)]))
    begin = network.patterns[:starts]
    return np.mean(network.descend(begin) * begin, axis=1)


def plane_point(
    n: int, load: float, T: float, copies: int, seed: Seed, *, wait: int, last: int
) -> tuple[float, float]:
    """Return what a network does at a load and a temperature: remember, and freeze.

    Args:
        n, load, seed: as of ``kept``.
        T: temperature.
        copies: how many begin in a pattern, each in its own while there are enough, and how many
            at random.
        wait, last: sweeps before a time average begins, and over which it runs; twice for the
            second number.

    Returns:
        The mean overlap with the pattern a copy began in; and for random starts the mean over
        neurons of one time average of S_i times a later one, which is q.
    """
    p = max(1, round(load * n))
    rng = np.random.default_rng([n, p, *np.atleast_1d(seed)])
    network = Hopfield.sample(n, p, rng=rng)
    own = network.patterns[np.arange(copies) % p]
    starts = np.concatenate([own, 2 * rng.integers(0, 2, own.shape) - 1])
    states = network.sweeps(starts, T, wait + 2 * last, rng=rng)
    later = np.array(list(itertools.islice(states, wait, None)), float)
    first, second = later[:last].mean(axis=0), later[last:].mean(axis=0)
    return float(np.mean(second[:copies] * own)), float(np.mean(first[copies:] * second[copies:]))


# --- what is measured, at either size -----------------------------------------------------------


def warm(plan: SimpleNamespace, family: int = 1) -> dict[int, dict[float, Real]]:
    """Return ``held`` of the plan's networks, by size and temperature."""
    more = {"networks": plan.warm_networks, "wait": plan.wait, "last": plan.last}
    cases = [{"n": n, "T": T, **more} for n in plan.warm_sizes for T in plan.warm_temperatures]
    found = iter(_swept(held, cases, "06-thermal", family))
    return {n: {T: next(found) for T in plan.warm_temperatures} for n in plan.warm_sizes}


def counted(plan: SimpleNamespace, family: int = 1) -> dict[str, dict[int, Real]]:
    """Return the numbers of resting states of every network, by kind and size; see ``many``."""
    seeds = presets.seeds("06-minima", family=family, count=plan.searched_networks)
    found = {
        n: np.transpose(repeated(many, {"n": n}, "06-minima", family=family, count=len(seeds)))
        for n in plan.searched_sizes
    }
    kinds = ("three patterns", "N/2 patterns", "random couplings")
    rows = {kind: {n: each[k] for n, each in found.items()} for k, kind in enumerate(kinds)}
    for n in plan.counted_sizes:
        rows[kinds[0]][n] = few(n, networks=plan.counted_networks, seed=seeds[0])
    return rows


def random_starts(plan: SimpleNamespace, family: int = 1) -> dict[float, Real]:
    """Return ``fates`` by temperature."""
    more = {"n": plan.fate_neurons, "networks": plan.fate_networks, "limit": plan.last}
    cases = [{"T": T, **more} for T in plan.fate_temperatures]
    found = _swept(fates, cases, "06-fates", family)
    return dict(zip(plan.fate_temperatures, found, strict=True))


def lifetimes(plan: SimpleNamespace, family: int = 1) -> dict[int, Real]:
    """Return ``lives`` by number of neurons."""
    more = {"T": plan.life_temperature, "networks": plan.life_networks}
    found = _swept(lives, [{"n": n, **more} for n in plan.life_sizes], "06-mixture", family)
    return dict(zip(plan.life_sizes, found, strict=True))


def filled(plan: SimpleNamespace, family: int = 1) -> dict[int, dict[float, list[Real]]]:
    """Return ``kept`` of every network, by size and load."""
    seeds = presets.seeds("06-storage", family=family, count=plan.filled_networks)
    sizes = plan.filled_sizes
    cases = sweep.grid(n=sizes, load=plan.loads, starts=[plan.filled_starts], seed=seeds)
    found = iter(sweep.run(kept, cases, name="06-storage"))
    return {n: {load: [next(found) for _ in seeds] for load in plan.loads} for n in sizes}


def plane(plan: SimpleNamespace, family: int = 1) -> Real:
    """Return ``plane_point``, shape (loads, temperatures, networks, 2)."""
    seeds = presets.seeds("06-plane", family=family, count=plan.plane_networks)
    axes = {"load": plan.plane_loads, "T": plan.plane_temperatures, "seed": seeds}
    cases = sweep.grid(**axes, **{key: [value] for key, value in plan.plane.items()})
    found = sweep.run(plane_point, cases, name="06-plane")
    return np.reshape(found, (*map(len, axes.values()), 2))


def half_load(found: dict[float, list[Real]], enough: float) -> float:
    """Return the load up to which half of the patterns keep an overlap above ``enough``."""
    shares = [np.mean([np.mean(one > enough) for one in networks]) for networks in found.values()]
    return float(np.interp(-0.5, -np.minimum.accumulate(shares), list(found)))


def _swept(function: Callable[..., Any], cases: list[dict], name: str, family: int) -> list[Any]:
    """Return a function of many networks for every case, each with a seed of its own."""
    pairs = zip(cases, presets.seeds(name, family=family, count=len(cases)), strict=True)
    return sweep.run(function, [{**case, "seed": seed} for case, seed in pairs], name=name)
