"""Chapter 10: optimisers at saddles one can see, then on networks small enough to see whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib import checks, critical_points, data, dynamics, networks, presets, statistics, sweep
from lib.chapters import Real, Row, lowest, repeated, row
from lib.critical_points import CriticalPoints, Search, group
from lib.curvature import NetworkSurface, classify, morse_index
from lib.networks.stack import Stack
from lib.statistics import Effect

Seed = tuple[int, ...]

# Polynomials {(power of x, power of y): coefficient}, as ``explorer.Playground`` takes them.
SURFACES: dict[str, dict[tuple[int, int], float]] = {
    "plain": {(2, 0): 5, (0, 2): -1},
    "monkey": {(3, 0): 1, (1, 2): -3},
    "two valleys": {(2, 0): 1, (0, 4): 0.25, (0, 2): -0.5, (0, 0): 0.25},
}
_INPUTS, _DIGITS, _SIDE, _POOL = 6, 4, 10, 4000
_NEAR = 1e-2  # at rest: Newton's step from there is shorter than this share of 1 + |x|
_STRIDE = 250  # descent steps between two looks
_SAME = 1e-6  # difference of two computations of one loss or curvature
_BATCH = 10  # images that stochastic descent sees at a time


# --- steps ----------------------------------------------------------------------------------------


def shifted_step(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(H + max(0, −λ_min) + damping)⁻¹ g, Newton's step with its downward curvature lifted.

    The damping is counted from the place where all shifted eigenvalues are positive, so that the
    step always leads downhill (Levenberg's choice; a trust region does the same). Arguments as of
    ``dynamics.newton_step``; with damping 0 the lowest direction gets no step.

    >>> shifted_step(np.array([10.0, -2.0]), np.diag([10.0, -2.0]), 1.0)
    array([-0.76923077,  2.        ])
    """
    return dynamics.spectral_step(
        gradient, hessian, lambda values: values + np.maximum(0, -values[..., :1]) + damping
    )


STEPS = {
    "Newton": dynamics.newton_step,
    "shifted Newton": shifted_step,
    "saddle-free Newton": dynamics.saddle_free_step,
}


# --- the problem: four digits, six numbers an image -----------------------------------------------


@dataclass(frozen=True)
class Problem:
    """A small network's loss surface, and what it is made of.

    Attributes:
        widths: from inputs to outputs.
        inputs, labels: (images, 6), and (images,) from 0 to 3.
        decay: λ of ½ λ |x|², which belongs to the loss.
        surface: the loss as a function of the P parameters.
    """

    widths: tuple[int, ...]
    inputs: Real
    labels: NDArray[np.int64]
    decay: float
    surface: NetworkSurface

    def misread(self, points: Real) -> Real:
        """Return the share of images that networks (m, P) misread, (m,)."""
        parts = networks.cut(points, networks.shapes(self.widths))
        _, outputs = Stack(parts[::2], parts[1::2], "tanh").forward(self.inputs.T)
        return np.mean(outputs.argmax(1) != self.labels, axis=1)

    def starts(self, count: int, *, scale: float | None, rng: np.random.Generator) -> Real:
        """Draw parameters to start from, (count, P).

        Args:
            count: how many.
            scale: deviation of every parameter; None draws as before a training, weights of
                variance 2/(n_in + n_out), biases zero (Glorot and Bengio 2010).
            rng: source of the draws.
        """
        usual = networks.joined(
            [np.full(s, np.sqrt(2 / sum(s)) * (len(s) > 1)) for s in networks.shapes(self.widths)]
        )
        return rng.standard_normal((count, len(usual))) * (usual if scale is None else scale)

    def tied(self, points: Real) -> Real:
        """Return networks (m, P) whose first hidden layer repeats its first half of units.

        Copies get equal slopes, so exact descent never parts them.
        """
        parts = [np.array(p) for p in networks.cut(points, networks.shapes(self.widths))]
        half = self.widths[1] // 2
        for part, axis in zip(parts, (1, 1, 2), strict=False):
            view = np.moveaxis(part, axis, 0)
            view[half : 2 * half] = view[:half].copy()
        return networks.joined(parts, lead=1)


def problem(seed: Seed, *, hidden: Sequence[int], images: int, decay: float) -> Problem:
    """Draw a problem: which four digits, and which of their images.

    The images, 10 × 10, are reduced to their six leading principal components, of variance 1.

    Args:
        seed: draws digits and images.
        hidden: hidden widths.
        images: of each digit.
        decay: λ; without it there are hardly any critical points at finite weights.

    >>> problem((0, 1), hidden=[4], images=10, decay=0.01).surface.size
    48
    """
    rng, pool = np.random.default_rng([*seed, 0]), data.mnist(train=_POOL, test=1, side=_SIDE)
    digits = np.sort(rng.choice(data.CLASSES, _DIGITS, replace=False))
    places = [np.flatnonzero(pool.train_labels == digit) for digit in digits]
    chosen = np.concatenate([rng.choice(each, images, replace=False) for each in places])
    labels = np.searchsorted(digits, pool.train_labels[chosen]).astype(np.int64)
    centred = pool.train_images[chosen] - pool.train_images[chosen].mean(0, dtype=np.float64)
    parts = centred @ np.linalg.svd(centred, full_matrices=False)[2][:_INPUTS].T
    inputs, widths = parts / parts.std(0), (_INPUTS, *hidden, _DIGITS)
    surface = NetworkSurface(widths, inputs, labels, decay=decay)
    return Problem(widths, inputs, labels, decay, surface)


# --- where runs end, and how long they take -------------------------------------------------------


@dataclass(frozen=True)
class End:
    """Where a run ended: "minimum", "saddle" (both at rest) or "moving", and after which steps."""

    kind: str
    steps: int


def relax(
    seed: Seed, *, method: str, scale: float | None, steps: int, rate: float = 1.0,
    flat: float = 1e-5, **how: Any,
) -> End:  # fmt: skip
    """Run an optimiser from a random start and judge where it comes to rest.

    A descent that seems to rest at a saddle is not stopped: it has all the steps to leave. One
    with exact copies is, since it cannot.

    Args:
        seed: draws the problem and the start, the same for all methods.
        method: "descent"; "tied", descent with hidden units that are exact copies; "Newton".
        scale: of the start, as of ``Problem.starts``.
        steps: the most that a run may take.
        rate: of descent.
        flat: largest slope that counts as rest, as of ``curvature.classify``.
        how: as of ``problem``.

    Raises:
        ValueError: if there is no such method.
    """
    checks.one_of(method, ("descent", "tied", "Newton"), "method")
    found, taken = problem(seed, **how), 0
    x, surface = found.starts(1, scale=scale, rng=np.random.default_rng([*seed, 2])), found.surface
    kind = "moving"
    ends = ("minimum", "saddle") if method == "tied" else ("minimum",)
    while taken < steps and kind not in ends:
        block = min(_STRIDE, steps - taken)
        if method == "Newton":
            x = dynamics.walk(STEPS[method], surface.gradient, surface.hessian, x, block)[-1]
        for _ in range(block if method != "Newton" else 0):
            x = x - rate * surface.gradient(x)
            x = found.tied(x) if method == "tied" else x
        taken += block
        judged = classify(x, surface.gradient(x), surface.hessian(x), flat=flat, near=_NEAR)
        kind = str(judged.kinds[0])
    return End(kind, taken)


# --- a race -----------------------------------------------------------------------------------


def race(
    seed: Seed, *, method: str, dampings: Sequence[float], starts: int, steps: int,
    scale: float | None = None, **how: Any,
) -> Real:  # fmt: skip
    """Run a method from random starts, the same ones for every method; return its losses.

    Args:
        seed: draws the problem and the starts.
        method: of ``STEPS``; "descent"; "stochastic", descent on batches of ten images.
        dampings: one, or several of which each step takes the one of lowest loss; for descents
            1/rate.
        starts: how many.
        steps: passes over the images.
        scale: of the starts, as of ``Problem.starts``.
        how: as of ``problem``.

    Returns:
        (steps + 1, starts), the loss over all images with decay; infinite once it has run away.
    """
    found, rng = problem(seed, **how), np.random.default_rng([*seed, 3])
    x, surface = found.starts(starts, scale=scale, rng=rng), found.surface
    parts = _batches(found, rng) if method == "stochastic" else [surface]
    with np.errstate(over="ignore", invalid="ignore"):
        path = dynamics.walk(
            STEPS.get(method, _down),
            lambda points: parts[rng.integers(len(parts))].gradient(points),
            surface.hessian if method in STEPS else np.asarray,  # descent asks for no Hessian
            x, steps * len(parts), dampings=dampings, loss=surface.loss,
        )  # fmt: skip
        losses = surface.loss(path[:: len(parts)])
    return np.where(np.isfinite(losses), losses, np.inf)


def _down(gradient: Real, _: Real, damping: Real | float = 1.0) -> Real:
    """Return the step of descent, as of ``STEPS``, of the rate 1/damping."""
    return -gradient / damping


def _batches(found: Problem, rng: np.random.Generator) -> list[NetworkSurface]:
    """Return the loss over each of the random batches that the images are divided into."""
    order = rng.permutation(len(found.labels))
    return [
        NetworkSurface(found.widths, found.inputs[part], found.labels[part], decay=found.decay)
        for part in np.array_split(order, len(order) // _BATCH)
    ]


# --- critical points ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a search came to, an entry for each start.

    Attributes:
        status: as of ``dynamics.critical_point``.
        losses: with decay, at the end.
        misread: share of training images.
        indices: number of negative eigenvalues of the Hessian at the end.
        slopes: |g| at the end.
        groups: equal where loss and curvatures agree: one point, up to symmetry.
        begun: (2, m), loss and index where each search began, which is no critical point.
    """

    status: NDArray[np.str_]
    losses: Real
    misread: Real
    indices: NDArray[np.int64]
    slopes: Real
    groups: NDArray[np.intp]
    begun: Real

    def distinct(self, slope: float | None = None) -> NDArray[np.intp]:
        """Return one place for each point that equals no other up to symmetry.

        Args:
            slope: ends up to this |g|, whatever they are; if not given, critical points.
        """
        here = self.status == "critical" if slope is None else self.slopes <= slope
        places = np.flatnonzero(here)
        return places[np.unique(self.groups[places], return_index=True)[1]]

    def correlation(self, places: NDArray[np.intp], *, of: str = "losses") -> float:
        """Return the rank correlation of index with error at some ends; NaN for too few points.

        Args:
            places: which ends.
            of: "losses" or "misread".
        """
        errors, indices = getattr(self, of)[places], self.indices[places]
        if len(errors) < 6 or not np.ptp(errors) or not np.ptp(indices):
            return float("nan")
        return statistics.rank_correlation(errors, indices, unit="point").estimate


def search(
    seed: Seed, *, descents: int, times: Sequence[int], noises: Sequence[float], steps: int,
    **how: Any,
) -> Found:  # fmt: skip
    """Look for critical points from places along gradient descents, moved by noise.

    As Dauphin et al. (2014) did: such starts lead to points of many heights. From each start
    ``dynamics.critical_point`` is run, all as one batch.

    Args:
        seed: draws the problem, the descents and the noise.
        descents: how many runs lend their places.
        times: descent steps after which a place is taken.
        noises: deviations of the noise, each added to each place.
        steps: the most that a search may take.
        how: as of ``problem``.

    Returns:
        One entry a start: noises × times × descents.
    """
    given, rng = problem(seed, **how), np.random.default_rng([*seed, 1])
    surface, begin = given.surface, given.starts(descents, scale=None, rng=rng)
    path = dynamics.walk(_down, surface.gradient, np.asarray, begin, max(times), dampings=[1.0])
    places = path[np.asarray(times)].reshape(-1, surface.size)
    drawn = [noise * rng.standard_normal(places.shape) for noise in noises]
    starts = np.concatenate([places + one for one in drawn])
    ends = dynamics.critical_point(surface.gradient, surface.hessian, starts, max_steps=steps)
    losses, values = surface.loss(ends.points), ends.eigenvalues
    features = np.stack([losses, values[:, -1], values[:, 0], values.sum(1)], 1)
    begun = surface.loss(starts), morse_index(np.linalg.eigvalsh(surface.hessian(starts)))
    return Found(
        ends.status, losses, given.misread(ends.points), morse_index(values), ends.gradient_norms,
        groups=group(features, _SAME), begun=np.stack(begun),
    )  # fmt: skip


# --- what is measured, at either size -------------------------------------------------------------


def ends(plan: SimpleNamespace, count: int, *, family: int = 1, **changed: Any) -> list[End]:
    """Return where runs end, each on a problem of its own; ``changed`` varies the descents."""
    case = {**plan.problem, **plan.descent, **changed}
    return repeated(relax, case, "10-descent", family=family, count=count, name="10-ends")


def stuck(found: Sequence[End], *, moving: bool = False) -> Effect:
    """Return the share of runs that end at a saddle, or with ``moving`` have not come to rest."""
    hits = sum(end.kind == "saddle" or (moving and end.kind == "moving") for end in found)
    return statistics.proportion(hits, len(found), unit="network")


def searches(plan: SimpleNamespace, count: int, *, family: int = 1, **changed: Any) -> list[Found]:
    """Return what searches for critical points come to, each on a problem of its own."""
    case = {**plan.problem, **plan.search, **changed}
    return repeated(search, case, "10-search", family=family, count=count)


def correlation(found: Sequence[Found], each: Callable[[Found], float]) -> Effect:
    """Return the mean over networks of a rank correlation; those with too few points are left out.

    The interval ends at ±1, beyond which there is none.

    Args:
        found: the searches.
        each: what to compute of one.
    """
    mean = statistics.mean(*statistics.complete([each(one) for one in found]), unit="network")
    low, high = mean.interval
    return replace(mean, interval=(max(low, -1.0), min(high, 1.0)))


def censuses(plan: SimpleNamespace, family: int = 1) -> list[CriticalPoints]:
    """Return all critical points of instances of the spin glass."""
    return repeated(
        critical_points.census_of, plan.glass, "10-glass", family=family, count=plan.glasses
    )


def search_bias(plan: SimpleNamespace, family: int = 1) -> Effect:
    """Return the rank correlation that a search sees in the spin glass, minus the true one.

    The search has as many starts as those in networks. Instances whose census is not certified
    complete are left out.
    """
    starts = plan.search["descents"] * len(plan.search["times"]) * len(plan.search["noises"])
    case, count = {**plan.glass, "starts": starts}, plan.glasses
    some = repeated(
        critical_points.search_of, case, "10-glass", family=family, count=count, name="10-few"
    )
    pairs = zip(some, censuses(plan, family), strict=True)
    apart = [rise(few) - rise(whole) for few, whole in pairs if whole.certificate.complete]
    return statistics.mean(apart, unit="instance")


def rise(points: CriticalPoints | Search) -> float:
    """Return the rank correlation of index with energy."""
    return statistics.rank_correlation(points.energies, points.indices, unit="point").estimate


def races(plan: SimpleNamespace, count: int, **changed: Any) -> dict[str, dict[float, Real]]:
    """Return the losses of every method at every setting, (networks, passes + 1, starts).

    Args:
        plan: of the chapter.
        count: networks.
        changed: varies the problem.

    Returns:
        Method → setting → losses. The setting is a damping; the rate of descents; 0 where every
        step chooses its damping.
    """
    tried = {(name, mu): (name, [mu]) for name in STEPS for mu in plan.fixed_dampings}
    tried |= {(f"{name}, chosen", 0.0): (name, plan.dampings) for name in STEPS}
    tried |= {(name, r): (name, [1 / r]) for name, rates in plan.rates.items() for r in rates}
    common = {**plan.problem, "starts": plan.race_starts, "steps": plan.passes, **changed}
    cases = [
        {**common, "method": method, "dampings": dampings, "seed": seed}
        for method, dampings in tried.values()
        for seed in presets.seeds("10-race", family=1, count=count)
    ]
    losses = iter(sweep.run(race, cases, name="10-race"))
    found: dict[str, dict[float, Real]] = {}
    for name, setting in tried:
        found.setdefault(name, {})[setting] = np.array([next(losses) for _ in range(count)])
    return found


def tuned(settings: Mapping[float, Real]) -> tuple[float, Real]:
    """Choose a setting by half of the starts; return it and the losses of the other half.

    Chosen is the setting whose last loss, of the median start, is lowest in the geometric mean
    over networks.

    Args:
        settings: setting → losses, (networks, passes + 1, starts).

    >>> losses = {0.1: np.full((2, 3, 4), 2.0), 1.0: np.full((2, 3, 4), 1.0)}
    >>> tuned(losses)[0]
    1.0
    """
    best = lowest({key: _last(each[..., ::2]) for key, each in settings.items()})
    return best, settings[best][..., 1::2]


def times_as_high(rival: Mapping[float, Real], leader: Mapping[float, Real]) -> Effect:
    """Return a method's last loss over another's, each at its best setting, paired by network."""
    one, other = (_last(tuned(each)[1]) for each in (rival, leader))
    return statistics.ratio(one, other, unit="network")


def _last(losses: Real) -> Real:
    """Return the last loss of each network's median start."""
    return np.median(losses[:, -1], axis=-1)


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("10", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    rows = []
    for setting, changed in {"": {}, **plan.stuck_settings}.items():
        count = plan.varied_runs if setting else plan.runs
        tied = ends(plan, min(count, plan.tied_runs), family=family, **changed, method="tied")
        found = ends(plan, count, family=family, **changed)
        rows.append(_stuck(stuck(found), tied, found, setting))
        if not setting:
            rows.append(_stuck(stuck(found, moving=True), tied, found, "a saddle"))
    bias, usual = search_bias(plan, family), searches(plan, plan.networks, family=family)
    rows.append(_against(usual, bias, ""))
    rows.append(_against(usual, bias, "the images misread", of="misread"))
    for slope in plan.slopes:
        rows.append(_against(usual, bias, f"the slope accepted = {slope}", slope=float(slope)))
    for setting, changed in plan.index_settings.items():
        varied = searches(plan, plan.varied_networks, family=family, **changed)
        rows.append(_against(varied, bias, setting))
    return rows


def _stuck(share: Effect, tied: Sequence[End], found: Sequence[End], setting: str) -> Row:
    moving = sum(end.kind == "moving" for end in found)
    note = f"{moving} of {len(found)} runs had not come to rest"
    return row("C25.stuck-at-saddles", share, stuck(tied), setting, "fig-10-ends", note)


def _against(
    found: list[Found], bias: Effect, setting: str, *, of: str = "losses",
    slope: float | None = None,
) -> Row:  # fmt: skip
    """Return a row of C07.index-against-error, beside what a search makes of the glass."""
    rho = correlation(found, lambda one: one.correlation(one.distinct(slope), of=of))
    note = f"{len(found) - rho.n} of {len(found)} networks with fewer than six points are left out"
    return row("C07.index-against-error", rho, bias, setting, "fig-10-rho", note)
