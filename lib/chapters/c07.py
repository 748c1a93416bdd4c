"""Chapter 07: what Equation 5 counts, where counts turn with depth, minima and ends of networks.

First the counts of the model; then tiny networks whose minima are all found; then networks trained
at one size and several depths. Last what the ledger asks.

Becker, Zhang and Lee (2020) count stationary points at a fixed number of parameters, Eq. 5. Their
number, ((H − 1)^Λ − 1)/(H − 2), is that of the complex eigenpairs of a generic symmetric tensor
(``theory.eigenpair_count``). How it depends on the depth H hangs on the number of spins Λ(H) at a
number P of parameters, for which there are several readings:

    path mass                    Ψ^(1/H) of Definition 3.1 for equal widths √(P/H),
                                 (P/H)^((H+1)/(2H))
    path mass, a hundred inputs  the same for a network with a hundred inputs and one output
    width                        √(P/H)
    parameters per layer         P/H

Depths and spins may be fractions here. A pair ±σ of critical points counts once, as in Equation 5;
of minima every point
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import checks, curvature, networks, presets, statistics, sweep, theory
from lib.chapters import Real, Row, lowest, repeated, row
from lib.critical_points import CriticalPoints, census_of, eigenpairs, group
from lib.curvature import NetworkSurface
from lib.landscape import barrier, segment
from lib.networks import MLP, Recipe, distance, get_parameters
from lib.spinglass import Seed, SphericalSpinGlass
from lib.statistics import Effect

READINGS = ("path mass", "path mass, a hundred inputs", "width", "parameters per layer")
# How ln of a number is compared at two depths: the reference, and one choice changed at a time.
REFERENCE: dict[str, Any] = {
    "reading": "path mass", "budget": 10_000, "layers": (10, 40), "whole": float,
}  # fmt: skip
CHOICES: dict[str, dict[str, Any]] = (
    {"": {}}
    | {reading: {"reading": reading} for reading in READINGS[1:]}
    | {f"the parameters = {n:,}": {"budget": n} for n in (1_000, 12_000, 30_000)}
    | {f"the layers = {a} to {b}": {"layers": (a, b)} for a, b in ((10, 36), (5, 20))}
    | {"the spins = nearest whole": {"whole": round}, "the spins = rounded down": {"whole": int}}
)
HEIGHTS = {"a hundredth": 0.01, "a half": 0.5}  # over the lowest: a bad minimum
SEARCHES = {"half": 2, "a quarter": 4}  # a share of the descents
_INPUTS = 100  # of the network of the second reading
_FLAT = 1e-9  # norm of the gradient at which a descent is done
_ROUNDING = 1e-12  # changes of the loss below it say nothing; the gradient decides
_STEPS = 600  # of a descent, at most
_POOL = 999  # images of two digits to draw from: all that come with the book but the one to test on
_TOLERANCE = 3e-2  # of the residual: the eigenvalue itself is then known to about its square
_NOISE = 0.5  # of the alignment's control, over the norm of the weights
_SLOWER = 16  # times the best rate is lowered for a training that is known to end higher
_POINTS = 11  # on the straight way between two ends


# --- counts of the model ------------------------------------------------------------------------


def spins(depth: ArrayLike, budget: float, reading: str) -> float | Real:
    """Return Λ(H), the number of spins of a depth at a number of parameters.

    Args:
        depth: H, the number of weight layers, at least 2; any shape.
        budget: P, the number of parameters, biases not counted.
        reading: one of ``READINGS``, as at the head of this module.

    Raises:
        ValueError: if the reading is unknown, a depth below 2 or the budget too small.

    >>> round(spins(4, 10_000, "width"), 3)
    50.0
    """
    h = _depths(depth)
    if not np.isfinite(budget) or np.any(budget < h):
        raise ValueError(f"the budget must be finite, a parameter a layer at least; got {budget!r}")
    if reading == READINGS[1]:  # (H − 2) n² + (inputs + 1) n = P
        ends = _INPUTS + 1
        units = 2 * budget / (ends + np.sqrt(ends**2 + 4 * (h - 2) * budget))
        return checks.plain(np.asarray((_INPUTS * units ** (h - 1)) ** (1 / h)))
    powers: dict[str, Any] = {
        "path mass": (h + 1) / (2 * h),
        "width": 0.5,
        "parameters per layer": 1.0,
    }
    checks.one_of(reading, READINGS, "reading")
    return checks.plain(np.asarray((budget / h) ** powers[reading]))


def equation_5(depth: ArrayLike, size: ArrayLike) -> float | Real:
    """Return the logarithm of Equation 5, ln[((H − 1)^Λ − 1)/(H − 2)]; ln Λ at H = 2.

    Args:
        depth: H, at least 2, any shape.
        size: Λ, a shape that broadcasts with it.

    >>> round(equation_5(10, spins(10, 10_000, "width")), 4)
    67.4029
    """
    h, n = _depths(depth), checks.reals(size, "the number of spins")
    growth = n * np.log(h - 1)
    with np.errstate(divide="ignore"):
        power = growth + np.log(-np.expm1(-growth)) - np.log(np.where(h > 2, h - 2, 1))
    return checks.plain(np.where(h > 2, power, np.log(n)))


def minima_law(depth: ArrayLike, size: ArrayLike) -> float | Real:
    """Return the logarithm of the mean number of minima by the law for many spins.

    Λ[½ ln(H − 1) − (H − 2)/H] + (16/3) a^(3/2) √Λ with a = (H − 2)/(2H), heuristic: the saddle
    point of the weight e^(−a y²) against the Tracy–Widom tail of the lowest eigenvalue. Up to a
    hundred spins it lies above the exact mean from H = 5 on, and below it at H = 3.

    Args:
        depth: H, at least 2, any shape.
        size: Λ, positive, a shape that broadcasts with it.

    >>> bool(abs(minima_law(10, 100) / exact_mean(10, 100, 0) - 1) < 0.05)
    True
    """
    h, n = _depths(depth), checks.reals(size, "the number of spins")
    a = (h - 2) / (2 * h)
    return checks.plain(n * (np.log(h - 1) / 2 - 2 * a) + 16 / 3 * a**1.5 * np.sqrt(n))


def exact_mean(depth: int, size: float, index: int | None = None) -> float:
    """Return the logarithm of the exact mean number at a depth, linear between whole spins.

    Args:
        depth: H, the spins per term, at least 2.
        size: Λ, at least 2.
        index: 0 for minima; None for pairs of critical points of any index.

    Raises:
        ValueError: if an argument is out of range, or ``theory.mean_critical_points`` does not
            reach so far: about 300 spins for minima, 1000 for pairs.

    >>> round(float(np.exp(exact_mean(3, 3))), 6)
    5.27618
    """
    size = checks.real(size, "the number of spins", least=2, below=np.inf)
    whole, pairs = math.floor(size), 2 if index is None else 1
    logs = [
        theory.mean_critical_points(n=n, p=depth, index=index, log=True)
        for n in range(whole, math.ceil(size) + 1)
    ]
    return logs[0] + (size - whole) * (logs[-1] - logs[0]) - math.log(pairs)


def complex_energies(model: SphericalSpinGlass, found: CriticalPoints) -> NDArray[np.complex128]:
    """Return the complex energy density of every solution, real or not, of one instance.

    From a unit vector y with T y^(p−1) = λy follows u = λ/(Σy²)^((p−2)/2). Of the pair ±u for p
    odd the one with the lower real part is taken; its other stands for the opposite point.

    Args:
        model: the spin glass.
        found: what ``critical_points.find_all`` says of it.

    Returns:
        One a line of solutions, in the order of ``found.certificate.roots``.
    """
    y = found.certificate.roots
    scale = np.sum(y**2, axis=1) ** ((model.p - 2) / 2)
    u = model.scale * eigenpairs.eigenvalues(eigenpairs.form_of(model), y) / scale
    return np.where((model.p % 2 == 1) & (u.real > 0), -u, u)


def count_solutions(n: int, p: int, seed: Seed) -> tuple[int, int]:
    """Return how many solutions an instance is proven to have, and how many of them are real.

    Args:
        n, p: spins, and spins per term.
        seed: of the instance.

    >>> count_solutions(3, 2, 0)
    (3, 3)
    """
    certificate = census_of(n, p, seed).certificate
    return certificate.found, int(certificate.real.sum())


def shares(plan: SimpleNamespace, n: int, p: int, *, family: int = 1) -> tuple[Real, Real]:
    """Return the numbers of all and of real solutions, over Equation 5, of every instance."""
    case, count = {"n": n, "p": p}, plan.instances
    found = repeated(
        count_solutions, case, "07-census", family=family, count=count, workers=plan.workers
    )
    every, real = np.array(found).T / theory.eigenpair_count(n=n, p=p)
    return every, real


def fall(count: Callable[[Any, Any], Any], **changed: Any) -> float:
    """Return by which share of itself ln of a number falls between two depths.

    Args:
        count: of depth and spins, such as ``equation_5``.
        changed: what differs from ``REFERENCE``; ``fixed=True`` keeps the spins of the first depth.
    """
    choice = REFERENCE | {"fixed": False} | changed
    depths = choice["layers"]
    at = [depths[0]] * 2 if choice["fixed"] else depths
    sizes = [choice["whole"](spins(h, choice["budget"], choice["reading"])) for h in at]
    first, last = (count(h, n) for h, n in zip(depths, sizes, strict=True))
    return float(1 - last / first)


def _depths(depth: ArrayLike) -> Real:
    """Return depths as an array, none below 2."""
    array = checks.reals(depth, "a depth")
    if np.any(array < 2):
        raise ValueError(f"a depth H must be at least 2 (one hidden layer); got {array.min():g}")
    return array


# --- minima of tiny networks --------------------------------------------------------------------


class Landscape(NamedTuple):
    """Where the descents in the landscape of one tiny network ended.

    Attributes:
        size: number of parameters.
        losses: with the decay, in the order of the descents; NaN for an end that is no minimum.
        weights: norm of the parameters at each end.
    """

    size: int
    losses: Real
    weights: Real

    def kinds(self, *, same: float = 1e-6) -> NDArray[np.intp]:
        """Number the minimum of every descent from the lowest on, −1 for none.

        Copies under the symmetries of hidden units have one loss and count as one.

        Args:
            same: relative difference of losses up to which two ends are one minimum.
        """
        reached = np.isfinite(self.losses)
        kinds = np.full(len(reached), -1)
        kinds[reached] = group(np.log(self.losses[reached, None]), same)
        return kinds

    def distinct(self, *, same: float = 1e-6, runs: int | None = None) -> int:
        """Return how many different minima the first descents found, by default all of them."""
        return len(set(self.kinds(same=same)[:runs].tolist()) - {-1})

    def unseen(self, *, same: float = 1e-6) -> float:
        """Return the chance that one more descent finds a new minimum (Good 1953).

        The share of descents whose minimum no other descent found.
        """
        kinds = self.kinds(same=same)
        return float(np.sum(np.bincount(kinds[kinds >= 0]) == 1) / len(kinds))

    def bad(self, *, above: float = 0.1, runs: int | None = None) -> float:
        """Return the share of the minima reached that lie more than ``above`` over the lowest.

        Of the first descents, by default of all of them, and over the lowest that these reached.
        """
        reached = self.losses[:runs][np.isfinite(self.losses[:runs])]
        return float(np.mean(reached > (1 + above) * reached.min()))


def explore(
    digits: Sequence[int],
    hidden: Sequence[int],
    *,
    side: int,
    images: int,
    decay: float,
    runs: int,
    seed: Seed,
) -> Landscape:
    """Go down from many random starts in the landscape of one network.

    The network (tanh, Xavier's weights, cross-entropy with decay) tells two digits apart.

    Args:
        digits: the two.
        hidden: hidden widths.
        side, images: pixels a side, images of both digits together.
        decay: λ of λ|w|²/2 on all parameters; without it minima may lie at infinity.
        runs: from independent initial weights.
        seed: of those and of which images are drawn: more images have fewer among them.

    >>> found = explore((4, 9), (2,), side=2, images=20, decay=0.01, runs=4, seed=0)
    >>> found.size, bool(np.isfinite(found.losses).all()), found.distinct() <= 4
    (16, True, True)
    """
    recipe = networks.Recipe(
        hidden=tuple(hidden),
        phases=(),
        batch=None,
        images=_POOL,
        side=side,
        digits=tuple(digits),
        scaling="standard",
        activation="tanh",
    )
    fresh = recipe.fresh(seed, runs)
    drawn = np.random.default_rng([2, *np.atleast_1d(seed)]).permutation(_POOL)[:images]
    task = recipe.tasks().train.some(torch.from_numpy(drawn)).double()
    surface = NetworkSurface.of(fresh[0], task, decay=decay)
    ends = descend(surface, [get_parameters(one).double().numpy() for one in fresh])
    found = curvature.classify(ends, surface.gradient(ends), surface.hessian(ends))
    least = (found.kinds == "minimum") & (found.zeros == 0)
    losses = np.where(least, surface.loss(ends), np.nan)
    return Landscape(ends.shape[1], losses, np.linalg.norm(ends, axis=1))


def descend(surface: NetworkSurface, starts: ArrayLike) -> Real:
    """Go down from many starts by saddle-free Newton steps that never raise the loss.

    The step −(|H| + μ)⁻¹ g is taken if the loss falls; μ shrinks after a step taken and grows
    after one refused. (Where the change of the loss drowns in rounding, the gradient has to fall.)

    Args:
        surface: the loss.
        starts: (m, n).

    Returns:
        Where they end, (m, n).
    """
    x = np.array(starts, float)
    loss, g = surface.loss(x), surface.gradient(x)
    values, vectors = np.linalg.eigh(surface.hessian(x))
    mu = np.ones(len(x))
    for _ in range(_STEPS):
        live = np.flatnonzero(np.linalg.norm(g, axis=1) > _FLAT)
        if not len(live):
            break
        along = np.einsum("mij,mi->mj", vectors[live], g[live])
        along /= np.abs(values[live]) + mu[live, None]
        trial = x[live] - np.einsum("mij,mj->mi", vectors[live], along)
        new, slope = surface.loss(trial), surface.gradient(trial)
        level = np.abs(new - loss[live]) < _ROUNDING
        flatter = np.linalg.norm(slope, axis=1) < np.linalg.norm(g[live], axis=1)
        taken = np.where(level, flatter, new < loss[live])
        mu[live] = np.clip(mu[live] * np.where(taken, 0.3, 4.0), 1e-12, 1e6)
        rows = live[taken]
        if len(rows):
            x[rows], loss[rows], g[rows] = trial[taken], new[taken], slope[taken]
            values[rows], vectors[rows] = np.linalg.eigh(surface.hessian(x[rows]))
    return x


Lands = dict[tuple[int, ...], list[Landscape]]  # hidden widths → a landscape of each pair of digits


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
        found[shape] = sweep.run(explore, cases, name="07-minima", workers=plan.workers)
    return found


def minima_growth(lands: Lands, *, first: int, last: int, part: int = 1) -> Effect:
    """Return the factor by which each further hidden unit multiplies the number of minima.

    Args:
        lands: networks of one hidden layer.
        first, last: numbers of units, from and to.
        part: take the first 1/part of the descents.
    """
    some = {shape[0]: found for shape, found in lands.items() if first <= shape[0] <= last}
    logs = [[np.log(one.distinct(runs=len(one.losses) // part)) for one in found]
            for found in some.values()]  # fmt: skip
    factors = np.exp(np.polyfit(list(some), np.array(logs), 1)[0])
    return statistics.mean(factors, unit="instance", log=True)


def worse_ends(
    deep: Sequence[Landscape], shallow: Sequence[Landscape], *, height: float = 0.1, part: int = 1
) -> Effect:
    """Return the share of descents that end badly in some landscapes, minus that in others.

    The first 1/part of the descents are taken.
    """
    one, other = ([land.bad(above=height, runs=len(land.losses) // part) for land in lands]
                  for lands in (deep, shallow))  # fmt: skip
    return statistics.difference(one, other, unit="instance")


def unseen(found: Sequence[Landscape]) -> float:
    """Return the mean chance that one more descent finds a new minimum."""
    return float(np.mean([land.unseen() for land in found]))


def left_out(lands: Lands) -> str:
    """Return the remark how many descents ended at no minimum and are left out."""
    losses = np.concatenate([land.losses for found in lands.values() for land in found])
    return f"{np.isnan(losses).sum()} of {len(losses)} descents ended at no minimum"


# --- networks trained at one size ---------------------------------------------------------------


class Ends(NamedTuple):
    """Networks of one depth, and pairs of them: number 0 with 1, 2 with 3, …

    Attributes:
        losses: training loss, (networks,).
        tops: largest eigenvalue of the loss's Hessian, (networks,).
        aligned: distance of each pair with hidden units in one order, over the norm of the
            weights (√2 at right angles).
        before: that of the same networks before training, in one order.
        copies: that of a network and a noisy copy of it with shuffled units, in one order.
        walls: rise of the loss on the straight way between the aligned pair.
    """

    losses: Real
    tops: Real
    aligned: Real
    before: Real
    copies: Real
    walls: Real


def train_and_measure(recipe: Recipe, seed: Seed, count: int) -> Ends:
    """Train networks from a seed and measure where they end.

    Args:
        recipe: how.
        seed: of initial weights, orders of images and noise.
        count: how many networks, an even number.

    >>> recipe = Recipe(hidden=(3, 2), phases=((0.01, 2),), batch=10, images=20, side=3)
    >>> train_and_measure(recipe, 0, 4).aligned.shape
    (2,)
    """
    runs, task = networks.train_from_seed(recipe, seed, count), recipe.tasks().train
    rng = np.random.default_rng([2, *np.atleast_1d(seed)])
    rows = []
    for k in range(0, count, 2):
        one, other = runs.networks[k : k + 2]
        turned = networks.aligned(other, one)
        rows.append([
            distance(one, turned),
            distance(*runs.starts[k : k + 2], align=True),
            distance(one, networks.shuffled(noisy(one, rng=rng), rng=rng), align=True),
            barrier(segment(one, turned, task, _POINTS)),
        ])  # fmt: skip
    tops = []
    for network in runs.networks:
        operator, start = curvature.hessian(network, task), np.random.default_rng(1)
        found = curvature.eigenpairs(operator, 1, rng=start, tolerance=_TOLERANCE)
        tops.append(float(found.values[0]))
    return Ends(runs.losses[:, -1], np.array(tops), *np.array(rows).T)


def noisy(network: MLP, *, rng: np.random.Generator, size: float = _NOISE) -> MLP:
    """Return a copy with noise on all parameters, of a size relative to their norm."""
    w = get_parameters(network).double().numpy()
    kick = checks.generator(rng).normal(size=len(w))
    copy = deepcopy(network)
    networks.set_parameters(copy, w + size * np.linalg.norm(w) / np.linalg.norm(kick) * kick)
    return copy


Rates = dict[int, dict[float, Ends]]  # weight layers → learning rate → where training ends


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
    widths = networks.matched_widths(
        plan.hidden, budget=parameters, inputs=entry["side"] ** 2, outputs=10
    )
    return {len(w) + 1: Recipe(hidden=w, phases=phases, **entry) for w in widths.values()}


def tuning(plan: SimpleNamespace, family: int = 1, **changed: Any) -> Rates:
    """Return where a few networks of each depth end at each learning rate.

    Where the best one is the least or the greatest, half or twice of it is tried as well, until
    it lies between others.
    """
    (seed,) = presets.seeds("07-ends", family=family, count=1)
    found: Rates = {layers + 1: {} for layers in plan.hidden}
    for layers, tried in found.items():
        wanted = list(plan.rates)
        while wanted:
            for rate in wanted:
                recipe = recipes(plan, rate, **changed)[layers]
                (tried[rate],) = _ends(plan, [recipe], seed, plan.tuning)
            chosen = best_rate(tried)
            wanted = [chosen / 2] * (chosen == min(tried)) + [chosen * 2] * (chosen == max(tried))
    return found


def best_rate(rates: Mapping[float, Ends]) -> float:
    """Return the learning rate at which networks end lowest, by their mean logarithm."""
    return lowest({rate: each.losses for rate, each in rates.items()})


def trained(
    plan: SimpleNamespace, rates: Mapping[int, float], family: int = 1, **changed: Any
) -> dict[int, Ends]:
    """Return where networks end, each depth at its rate; others than those that chose the rate.

    Args:
        plan, family: as of ``evidence``.
        rates: by number of weight layers.
        changed: as of ``recipes``.
    """
    made = [recipes(plan, rate, **changed)[layers] for layers, rate in rates.items()]
    count = plan.few if changed else plan.networks
    _, seed = presets.seeds("07-ends", family=family, count=2)  # the first chose the rate
    return dict(zip(rates, _ends(plan, made, seed, count), strict=True))


def trade_off_trend(found: Mapping[int, Ends], *, shuffled: bool = False) -> Effect:
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


def distance_trend(found: Mapping[int, Ends], what: Callable[[Ends], Real]) -> Effect:
    """Return the change of a distance of pairs with each doubling of depth."""
    return statistics.slope(np.log2(list(found)), [what(e) for e in found.values()], unit="pair")


def _ends(plan: SimpleNamespace, made: Sequence[Recipe], seed: Seed, count: int) -> list[Ends]:
    """Return where networks of some recipes end."""
    cases = [{"recipe": recipe, "seed": seed, "count": count} for recipe in made]
    return sweep.run(train_and_measure, cases, name="07-ends", workers=plan.workers)


# --- what the ledger asks -----------------------------------------------------------------------


def _solutions(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the share of Equation 5 that is real."""
    for setting, (n, p) in plan.sizes.items():
        every, real = shares(plan, n, p, family=family)
        effect = statistics.mean(real, unit="instance")
        yield row("C16.counts-critical-points", effect, every.mean(), setting, "fig-07-share")


def _falls(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the fall of Equation 5 and of the number of minima with depth, for every choice."""
    minima = partial(exact_mean, index=0)
    for setting, changed in CHOICES.items():
        known = fall(equation_5, **changed, fixed=True)
        exact = statistics.exact(fall(equation_5, **changed), method="Equation 5")
        yield row("C16.falls", exact, known, setting, "fig-07-fall")
        # a thousand spins are too many for the exact mean of minima
        far = changed.get("reading") == "parameters per layer"
        count, method = (minima_law, "law") if far else (minima, "exact means")
        exact = statistics.exact(fall(count, **changed), method=method)
        yield row("C17.minima-fall", exact, fall(exact_mean, **changed), setting, "fig-07-fall")
    exact = statistics.exact(fall(minima_law), method="law")
    yield row("C17.minima-fall", exact, fall(exact_mean), "law for many spins", "fig-07-fall")


def _minima(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield how the number of minima grows with width, and how often descents end badly."""
    shallow, middle, deep = map(tuple, plan.shapes)
    for setting, changed in {"": {}, **plan.tiny_variants}.items():
        wide = landscapes(plan, [[units] for units in plan.units], family, **changed)
        lands = landscapes(plan, plan.shapes, family, **changed)
        growths, bad = {setting: (2, 1)}, {setting: (deep, 0.1, 1)}
        if not setting:
            growths |= {f"the descents = {name}": (2, part) for name, part in SEARCHES.items()}
            growths |= {f"the units = {first} to 8": (first, 1) for first in (3, 5)}
            bad |= {f"the height = {name}": (deep, height, 1) for name, height in HEIGHTS.items()}
            bad |= {f"the descents = {name}": (deep, 0.1, part) for name, part in SEARCHES.items()}
            bad["four layers minus two"] = middle, 0.1, 1
        for name, (first, part) in growths.items():
            factor, new = minima_growth(wide, first=first, last=8, part=part), unseen(wide[8,])
            yield row("C24.minima-network", factor, new, name, "fig-07-minima", left_out(wide))
        for name, (shape, height, part) in bad.items():
            here = lands[shape]
            more = worse_ends(here, lands[shallow], height=height, part=part)
            note = left_out(lands)
            yield row("C17.tiny-networks", more, unseen(here), name, "fig-07-minima", note)


def _trained(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield distances, trade-off and final loss against depth, the last beside a slow training."""
    cases = {"": {}, **plan.variants}
    used, groups, slowed = {}, {}, {}
    for name, changed in cases.items():
        tried = tuning(plan, family, **changed)
        used[name] = {layers: best_rate(rates) for layers, rates in tried.items()}
        groups[name] = trained(plan, used[name], family, **changed)
        first, rate = next(iter(used[name].items()))
        low = trained(plan, {first: rate / _SLOWER}, family, **changed)
        slowed[name] = statistics.ratio(low[first].losses, groups[name][first].losses, unit="seed")
    one = "one rate for all"
    groups[one] = {H: rates[plan.rate] for H, rates in tuning(plan, family).items()}
    used[one], slowed[one] = dict.fromkeys(used[""], plan.rate), slowed[""]
    for setting, found in groups.items():
        rates = ", ".join(f"{rate:g} for {layers}" for layers, rate in used[setting].items())
        note = f"learning rates by layers: {rates}"
        distances = {setting: distance_trend(found, lambda e: e.aligned)}
        if not setting:
            less = distance_trend(found, lambda e: e.aligned - e.before)
            distances["less the distance before training"] = less
        for name, further in distances.items():
            known = distance_trend(found, lambda e: e.copies)
            yield row("C15.coagulation-small", further, known, name, "fig-07-ends", note)
        chance = trade_off_trend(found, shuffled=True)
        yield row("C15.trade-off", trade_off_trend(found), chance, setting, "fig-07-ends", note)
        shallow, *_, deep = (each.losses for each in found.values())
        higher = statistics.ratio(deep, shallow, unit="seed")
        yield row("C18.small-networks", higher, slowed[setting], setting, "fig-07-ends", note)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("07", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    parts = (_solutions, _falls, _minima, _trained)
    return [each for part in parts for each in part(plan, family)]
