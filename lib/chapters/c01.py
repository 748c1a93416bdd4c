"""Chapter 01: saddles that random slices do not show, and chords."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from torch import Tensor, nn

from lib import curvature, data, landscape, networks, presets, statistics, sweep
from lib.chapters import Real, Row, repeated, row
from lib.networks import MLP, Objective, Recipe, Rng

Seed = int | Sequence[int]

LOSSES = ("cross-entropy", "mean squared error")
_FLAT = 1e-8  # a gradient below this counts as zero
_POOL = 4000  # images of which each saddle has some of its own


# --- a saddle that random slices do not show ----------------------------------------------------


class NotAtRest(ValueError):
    """The gradient does not vanish where the search for a critical point ended."""


@dataclass(frozen=True)
class Saddle:
    """A critical point of a network's loss with its whole Hessian.

    Attributes:
        network: at the point, in float64.
        objective: the loss without decay.
        decay: λ, which adds ½ λ |w|².
        hessian: (P, P), of the loss with decay.
        eigenvalues: (P,), of the Hessian, ascending.
        eigenvectors: (P, P), the columns.
    """

    network: MLP
    objective: Objective
    decay: float
    hessian: Real
    eigenvalues: Real
    eigenvectors: Real

    def loss(self, network: nn.Module) -> Tensor:
        """Return the loss with decay of any network, as lines and planes take it."""
        squares = sum(parameter.square().sum() for parameter in network.parameters())
        return self.objective(network) + self.decay / 2 * squares

    @property
    def index(self) -> int:
        """The number of negative eigenvalues: independent ways down."""
        return int(curvature.morse_index(self.eigenvalues))

    def directions(self, count: int, *, rng: np.random.Generator) -> dict[str, Real]:
        """Return random directions by kind: Gaussian ones (count, P), and a tenth as many others.

        "filter-normalised" are those of ``landscape.random_direction``, "ways down" are mixtures
        of the eigenvectors with negative eigenvalues.
        """
        generator, few = networks.torch_generator(rng), -(-count // 10)
        rows = [landscape.random_direction(self.network, rng=generator) for _ in range(few)]
        return {
            "Gaussian": rng.normal(size=(count, len(self.hessian))),
            "filter-normalised": torch.stack(rows).double().numpy(),
            "ways down": rng.normal(size=(few, self.index)) @ self.eigenvectors[:, : self.index].T,
        }


def tied_saddle(
    objective: Objective, *, units: int = 3, copies: int = 3, decay: float = 1e-3, rng: Rng
) -> Saddle:
    """Return the best place of a tanh network whose hidden units are equal in groups.

    Units that start with equal weights get equal gradients and stay equal, which is why initial
    weights are random. Where the loss is lowest among such tied weights, its whole gradient
    vanishes: exchanging equal units changes nothing, so the gradient cannot point out of the tied
    weights (Palais 1979, "The principle of symmetric criticality"). Seen from all weights the
    point can still be a saddle: ways down are those that part the units of a group (Fukumizu and
    Amari 2000, "Local minima and plateaus in hierarchical structures of multilayer perceptrons").

    The tied weights are found by Newton's method in a region of trust.

    Args:
        objective: a loss of labels and its images, in float64.
        units: how many different hidden units there are.
        copies: how often each stands.
        decay: λ of ½ λ |w|², positive: without it the best weights can lie at infinity.
        rng: a NumPy or a torch generator, for the initial weights of the different units.

    Raises:
        NotAtRest: if the gradient does not fall below 1e-8.

    >>> rng = np.random.default_rng(0)
    >>> task = networks.objective(rng.normal(size=(40, 3)), np.arange(40) % 4)
    >>> saddle = tied_saddle(task, units=2, copies=2, decay=1e-2, rng=rng)
    >>> saddle.network.widths, saddle.hessian.shape
    ((3, 4, 4), (36, 36))
    """
    generator, inputs = networks.torch_generator(rng), objective.inputs.shape[1]
    small, network = (
        MLP((inputs, width, int(objective.targets.max()) + 1), activation="tanh", init="xavier",
            rng=generator).double()
        for width in (units, units * copies)
    )  # fmt: skip
    surface = curvature.NetworkSurface.of(network, objective, decay=decay)
    spread = _spread(small.widths, copies)
    lowest = minimize(
        lambda z: float(surface.loss(spread @ z)),
        networks.get_parameters(small).numpy(),
        jac=lambda z: spread.T @ surface.gradient(spread @ z),
        hess=lambda z: spread.T @ surface.hessian(spread @ z) @ spread,
        method="trust-exact",
        options={"gtol": 1e-2 * _FLAT, "maxiter": 2000},
    )
    point = spread @ lowest.x
    networks.set_parameters(network, point)
    hessian, norm = surface.hessian(point), float(np.linalg.norm(surface.gradient(point)))
    if not norm < _FLAT:
        raise NotAtRest(f"the gradient stays at {norm:.1e}: take a larger decay or another seed")
    return Saddle(network, objective, decay, hessian, *np.linalg.eigh(hessian))


def saddle(
    seed: Seed, *, images: int, side: int, units: int, copies: int, decay: float = 1e-3
) -> Saddle:
    """Return a tied saddle on handwritten digits: a seed has images and weights of its own."""
    rng = np.random.default_rng(seed)
    digits = data.mnist(train=_POOL, test=1, side=side)
    some = rng.choice(_POOL, images, replace=False)
    task = networks.objective(digits.train_images[some], digits.train_labels[some]).double()
    return tied_saddle(task, units=units, copies=copies, decay=decay, rng=rng)


def shown(seed: Seed, directions: int, **made: Any) -> dict[str, tuple[int, int]]:
    """Return how many random directions of each kind curve down at a saddle, and of how many.

    A plane of two Gaussian directions curves down if any direction in it does. Nothing is returned
    where the search for the saddle does not come to rest.

    Args:
        seed: of the saddle and the directions.
        directions: how many are tried, see ``Saddle.directions``.
        **made: other arguments of ``saddle``.
    """
    try:
        found = saddle(seed, **made)
    except NotAtRest:
        return {}
    ways = found.directions(directions, rng=np.random.default_rng([*np.atleast_1d(seed), 1]))
    down = {kind: along(found.hessian, way) < 0 for kind, way in ways.items()}
    two = ways["Gaussian"][: directions // 2 * 2].reshape(-1, 2, len(found.hessian))
    bent = np.einsum("kip,pq,kjq->kij", two, found.hessian, two, optimize=True)
    down["planes"] = np.linalg.eigvalsh(bent)[:, 0] < 0
    return {kind: (int(each.sum()), len(each)) for kind, each in down.items()}


def along(hessian: ArrayLike, directions: ArrayLike) -> Real:
    """Return the curvature vᵀHv/|v|² along each direction, (count,).

    What a line along v shows at its middle, in units of the Euclidean distance.

    Args:
        hessian: (P, P).
        directions: (count, P).

    >>> along(np.diag([4.0, -2.0]), [[3.0, 0.0], [1.0, 1.0]])
    array([4., 1.])
    """
    matrix, v = np.asarray(hessian, dtype=np.float64), np.asarray(directions, dtype=np.float64)
    return np.einsum("ki,ki->k", v @ matrix, v) / np.einsum("ki,ki->k", v, v)


def _spread(widths: Sequence[int], copies: int) -> Real:
    """Return the matrix (P, p) from a small network's parameters to those with units repeated."""
    sizes = networks.shapes(widths)
    count = sum(map(math.prod, sizes))
    first, bias, last, top = networks.cut(np.arange(float(count)), sizes)
    wide = [np.tile(first, (copies, 1)), np.tile(bias, copies), np.tile(last, copies), top]
    return np.eye(count)[networks.joined(wide).astype(int)]


# --- where the bending comes from ---------------------------------------------------------------


def heights(
    loss: str, recipe: dict[str, Any], seed: Seed, *, outputs: int, weights: int, spread: float
) -> dict[str, Real]:
    """Return how far a loss lies above random chords, between outputs and between weights.

    Between weights the chords run from a trained network to copies whose units stand in another
    order (``landscape.weight_chords``).

    Args:
        loss: a name in ``LOSSES``; the squared error is that of ten answers, one for each digit.
        recipe: of the network, as for ``networks.Recipe``.
        seed: of the network and the chords.
        outputs, weights: how many chords between each.
        spread: standard deviation of the outputs that chords join.
    """
    made, rng = Recipe(**recipe), np.random.default_rng([*np.atleast_1d(seed), 1])
    task = made.tasks().train
    if loss == LOSSES[1]:
        task = networks.objective(task.inputs, torch.eye(10)[task.targets], "squared")
    (network,) = made.train(made.fresh(seed, 1), [rng], task).networks
    return {
        "outputs": landscape.output_chords(task, outputs, scale=spread, rng=rng),
        "weights": landscape.weight_chords(network, task, weights, rng=rng),
    }


# --- what is measured, at either size -----------------------------------------------------------


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[Row]:
    """Return all that the ledger asks of the chapter, each row as ``claims.record`` takes it.

    Args:
        plan: ``presets.chapter("01", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    return [*_saddles(plan, family), *_chords(plan, family)]


def seen(plan: SimpleNamespace, family: int = 1, **changed: float) -> dict[str, statistics.Effect]:
    """Return the share of directions that curve down, by kind, over all saddles that are found.

    ``changed`` varies how the saddles are made, of which fewer are looked for then.
    """
    made = {**plan.saddle, **changed, "directions": plan.saddle_directions}
    which = {"family": family, "count": plan.varied_saddles if changed else plan.saddles}
    found = repeated(shown, made, "01-saddle", **which, name="01-saddles", workers=plan.workers)
    rested = [each for each in found if each]
    return {
        kind: statistics.proportion(*np.transpose([each[kind] for each in rested]), unit="saddle")
        for kind in rested[0]
    }


def chords(plan: SimpleNamespace, family: int = 1) -> dict[str, dict[str, Real]]:
    """Return ``heights`` of the plan's chords: of both losses, and of outputs of other sizes."""
    cases = {loss: {"loss": loss, "spread": 5} for loss in LOSSES}
    for name, spread in plan.spreads.items():
        cases[f"the spread of the outputs = {name}"] = cases[LOSSES[0]] | {"spread": spread}
    more = {"seed": (presets.seed("01-chords"), family), "recipe": plan.recipe, **plan.chords}
    each = [case | more for case in cases.values()]
    found = sweep.run(heights, each, name="01-chords", workers=plan.workers)
    return dict(zip(cases, found, strict=True))


def _saddles(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of C20.hidden-saddle: kinds of directions, planes, other tied networks."""
    share = seen(plan, family)
    cases = {f"{kind} directions": (share, kind) for kind in ("Gaussian", "filter-normalised")}
    cases["planes of two Gaussian directions"] = share, "planes"
    for setting, changed in plan.saddle_variants.items():
        cases[setting] = seen(plan, family, **changed), "Gaussian"
    for setting, (found, kind) in cases.items():
        count = plan.varied_saddles if setting in plan.saddle_variants else plan.saddles
        effect = found[kind]
        note = f"{count - effect.n} of {count} searches did not come to rest"
        yield row("C20.hidden-saddle", effect, found["ways down"], setting, "fig-01-saddle", note)


def _chords(plan: SimpleNamespace, family: int) -> Iterator[Row]:
    """Yield the rows of C02.convex-in-outputs: both losses, outputs of other sizes."""
    for setting, found in chords(plan, family).items():
        effect, control = (
            statistics.proportion(landscape.bent_count(found[kind]), len(found[kind]), unit="chord")
            for kind in ("outputs", "weights")
        )
        yield row("C02.convex-in-outputs", effect, control, setting, "fig-01-chords")
