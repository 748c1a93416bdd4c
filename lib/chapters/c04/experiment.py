"""Networks of equal size and different depth: trained, and taken at an equal loss."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from lib import checks, curvature, data, landscape, networks
from lib.chapters import Real
from lib.chapters.c04 import surface
from lib.chapters.c04.surface import Look, bowl, look, planes, top
from lib.networks import MLP, Objective, Recipe

# What each setting changes of the reference: ReLU, He's initial weights, Adam.
SETTINGS: dict[str, dict[str, Any]] = {
    "reference": {},
    "SGD": {"optimiser": "momentum"},
    "tanh": {"activation": "tanh"},
    "default initialisation": {"init": "default"},
    "residual": {"residual": True},
}
_FASTER = {"SGD": 10.0}  # a step of momentum SGD is as large as one of Adam at a tenth of its rate


def recipes(entry: Mapping[str, Any], depths: Iterable[int], budget: int) -> dict[int, Recipe]:
    """Return a recipe for each number of hidden layers, with nearly equally many parameters.

    Args:
        entry: the other fields of a ``Recipe``, as ``presets`` holds them.
        depths: numbers of hidden layers.
        budget: parameters of each network.
    """
    inputs = entry.get("side", data.SIDE) ** 2
    hidden = networks.matched_widths(depths, budget=budget, inputs=inputs, outputs=data.CLASSES)
    return {layers: Recipe(hidden=widths, **entry) for layers, widths in hidden.items()}


def varied(
    recipe: Recipe, setting: str = "reference", rate: float | None = None, passes: int = 1
) -> Recipe:
    """Return a recipe in another setting, at another learning rate, or trained for longer.

    Args:
        recipe: with one phase.
        setting: a name of ``SETTINGS``.
        rate: in place of the recipe's own; of Adam, ten times as large for momentum SGD.
        passes: how many times as long.

    Raises:
        ValueError: if there is no such setting.
    """
    checks.one_of(setting, SETTINGS, "setting")
    ((own, epochs),) = recipe.phases
    phase = (_FASTER.get(setting, 1.0) * (rate or own), passes * epochs)
    return replace(recipe, phases=(phase,), **SETTINGS[setting])


@dataclass(frozen=True)
class Case:
    """One depth in one setting; rows are seeds.

    Attributes:
        losses: (seeds, epochs + 1), training losses.
        misread: (seeds, test images), 100 for a test image that is misread at the recipe's
            ``keep``, else 0; NaN for a run that missed it.
        fitted: (seeds,), percentage of the training images that are.
        level, end: the surface at ``keep`` and after all epochs, (measured, …) each.
        apart: (2, pairs), distances of pairs with their units matched, at ``keep`` and before
            training.
        planes: (2, points, points), around run 0 at ``keep``, or where it ended.
    """

    losses: Real
    misread: Real
    fitted: Real
    level: Look
    end: Look
    apart: Real
    planes: Real


def case(
    recipe: Recipe,
    seed: Sequence[int],
    *,
    seeds: int,
    measured: int,
    looked: int,
    far: float,
    end: bool,
) -> Case:
    """Train networks of one depth in one setting and measure them.

    Args:
        recipe: how; its ``keep`` is the loss at which depths are compared.
        seed: of the experiment.
        seeds: how many runs.
        measured: how many of them have their surface measured.
        looked: training images on which the surface is taken.
        far: the loss at which a radius ends.
        end: whether the surface is measured after all epochs as well, else it is NaN.
    """
    runs, tasks = networks.train_from_seed(recipe, seed, seeds), recipe.tasks()
    task, rng = tasks.train.some(slice(looked)), np.random.default_rng([*seed, 4])
    return Case(
        losses=runs.losses,
        misread=_misread(runs.kept, tasks.test),
        fitted=_misread(runs.kept, tasks.train).mean(axis=1),
        level=_looks(runs.kept[:measured], task, far, seed),
        end=_looks(runs.networks[:measured] if end else [None] * measured, task, far, seed),
        apart=np.array([_pair_distances(runs.kept), _pair_distances(runs.starts)]),
        planes=planes(runs.kept[0] or runs.networks[0], task, rng=rng),
    )


def known(
    recipe: Recipe,
    seed: Sequence[int],
    seeds: int,
    far: float,
    reach: Sequence[float],
    teeth: float,
) -> Look:
    """Return what the measures say of known surfaces around untrained networks (``surface.known``).

    They are given biases, by which the reference library divides.
    """
    rng, rows = np.random.default_rng([*seed, 6]), []
    for network in recipe.fresh(seed, seeds):
        for bias in (each for each in network.parameters() if each.ndim == 1):
            torch.nn.init.normal_(bias, std=0.1, generator=networks.torch_generator(rng))
        rows.append(surface.known(network, far, reach, teeth, rng=rng))
    return Look(*map(np.array, zip(*rows, strict=True)))


def losses(recipe: Recipe, seed: Sequence[int], seeds: int) -> Real:
    """Return the training losses of runs, (seeds, epochs + 1)."""
    return networks.train_from_seed(recipe, seed, seeds).losses


def spectra(recipe: Recipe, seed: Sequence[int], seeds: int) -> Real:
    """Return all eigenvalues of the Hessians of small networks at the recipe's ``keep``.

    They are over all training images, (seeds, P), rising; NaN where the loss was missed.
    """
    runs, task = networks.train_from_seed(recipe, seed, seeds), recipe.tasks().train.double()
    found = np.full((seeds, networks.parameter_count(recipe.widths)), np.nan)
    for k, network in enumerate(runs.kept):
        if network is not None:
            whole = curvature.full_hessian(curvature.hessian(network.double(), task))
            found[k] = np.linalg.eigvalsh(whole)
    return found


def known_spectrum(recipe: Recipe, seed: Sequence[int]) -> Real:
    """Return the eigenvalues of the Hessian of a known surface around a small network, (1, P).

    A third of them are negative; in size they go from 1 to 10⁻¹⁰, evenly in the logarithm.
    """
    (network,) = recipe.fresh(seed, 1)
    count = networks.parameter_count(recipe.widths)
    values = torch.logspace(0, -10, count, dtype=torch.float64)
    values[::3] *= -1
    curved = curvature.hessian(network.double(), bowl(network, values / 2))
    return np.linalg.eigvalsh(curvature.full_hessian(curved))[None].astype(np.float64)


def sharpness(recipe: Recipe, seed: Sequence[int], looks: int) -> Real:
    """Return steps, losses and top eigenvalues on the way of full-batch descent, (3, looks + 1).

    Args:
        recipe: without batches; its epochs, a step each, are what lies between two looks.
        seed: of the one run.
        looks: how many after the first.
    """
    (network,), task = recipe.fresh(seed, 1), recipe.tasks().train
    rng, rows = np.random.default_rng(seed), []
    for k in range(looks + 1):
        if k:
            recipe.train([network], [rng])
        steps = k * recipe.phases[0][1]
        rows.append((steps, task(network).item(), top(network, task, rng=rng)))
    return np.array(rows).T


def photographs(
    depths: Mapping[int, Recipe], seed: Sequence[int], *, looked: int, steps: int
) -> dict[int, landscape.Shipped]:
    """Return planes through one trained network of each depth, drawn by the paper's tool.

    Args:
        depths: hidden layers → recipe.
        seed: of the networks and of the directions.
        looked: training images whose loss is drawn.
        steps: points a side.
    """
    found = {}
    for layers, recipe in depths.items():
        (network,) = networks.train_from_seed(recipe, seed, 1).networks
        task, rng = recipe.tasks().train.some(slice(looked)), np.random.default_rng([*seed, 3])
        found[layers] = landscape.shipped_plane(network, task, steps=steps, rng=rng)
    return found


def epochs_to(losses: Real, level: float) -> Real:
    """Return the epoch at which each run first reached a loss, NaN for never, (runs,).

    Between two epochs the logarithm of the loss is taken as straight.

    Args:
        losses: (runs, epochs + 1), positive.
        level: the loss.

    >>> epochs_to(np.array([[4.0, 2.0, 1.0], [4.0, 4.0, 4.0]]), 2.0)
    array([ 1., nan])
    """
    found = np.full(len(losses), np.nan)
    for run, row in enumerate(losses):
        (below,) = np.nonzero(row <= level)
        if len(below):
            k = max(int(below[0]), 1)
            high, low, here = np.log([row[k - 1], row[k], max(level, row[k])])
            found[run] = k - (here - low) / (high - low) if high > here else 0.0
    return found


def _looks(some: Sequence[MLP | None], task: Objective, far: float, seed: Sequence[int]) -> Look:
    """Return the measures of several networks, each by a generator of its own."""
    rows = [
        look(network, task, far, rng=np.random.default_rng([*seed, k, 2]))
        for k, network in enumerate(some)
    ]
    return Look(*map(np.array, zip(*rows, strict=True)))


def _misread(some: Sequence[MLP | None], task: Objective) -> Real:
    """Return 100 for each image that a network misreads, else 0, (networks, images)."""
    nothing = np.full(len(task), np.nan)
    return np.array([nothing if n is None else 100.0 * task.misread(n).numpy() for n in some])


def _pair_distances(some: Sequence[MLP | None]) -> Real:
    """Return the distances of the pairs 0–1, 2–3, …, which are independent; NaN for a lost pair."""
    found = np.full(len(some) // 2, np.nan)
    for k, (one, other) in enumerate(zip(some[::2], some[1::2], strict=False)):
        if one and other and not one.residual:
            found[k] = networks.distance(one, other, align=True)
    return found
