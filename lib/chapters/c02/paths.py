"""A network as a sum over paths: that it is one, and how far its paths are independent."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib import data, networks, statistics, sweep
from lib.chapters.c02.glass import row, seeds
from lib.spinglass import Seed

Real = NDArray[np.float64]

PAIR = (4, 9)  # the digits to tell apart: the output is positive for the first


class Measured(NamedTuple):
    """One network, path by path.

    Attributes:
        identity, ungated: largest difference of the output from its sum over paths, over the
            largest output; the second without the paths' activity.
        correlations: of X·A over the images between two paths, by kind of pair: "one input",
            "two inputs", and "shuffled" (one input, the images of each path in an order of its
            own). NaN for a path that is never open.
        is_open: share of the images for which each path is open, shape (paths,).
    """

    identity: float
    ungated: float
    correlations: dict[str, Real]
    is_open: Real

    def mean_correlation(self, kind: str) -> float:
        """Return the mean absolute correlation of one kind of pair, constant paths left out."""
        return float(np.nanmean(np.abs(self.correlations[kind])))


def digits(images: int, side: int) -> networks.Objective:
    """Return the hinge loss of telling the two digits apart, on small centred images."""
    found = data.mnist(images, 1, digits=PAIR, side=side, scaling="centred")
    signs = np.where(found.train_labels == 0, 1.0, -1.0).astype(np.float32)
    return networks.objective(found.train_images, signs[:, None], "hinge")


def trained(
    task: networks.Objective,
    hidden: Sequence[int],
    seed: Seed,
    *,
    count: int,
    steps: int,
    rate: float,
) -> list[networks.MLP]:
    """Return rectifier networks without biases and with one output, trained by plain descent.

    Args:
        task: as of ``digits``.
        hidden: widths of the hidden layers.
        seed: network k has its weights from a seed of its own.
        count: how many.
        steps: of descent on all images; none if 0.
        rate: of the descent.

    Returns:
        The networks, in double precision.
    """
    widths = (task.inputs.shape[1], *hidden, 1)
    rngs = [np.random.default_rng([*np.atleast_1d(seed), k]) for k in range(count)]
    fresh = [networks.MLP(widths, bias=False, rng=rng) for rng in rngs]
    if steps:
        networks.train_many(
            fresh, task, rng=rngs[0], optimiser="sgd", rate=rate, batch=None, epochs=steps
        )
    return [network.double() for network in fresh]


def measure(
    network: networks.MLP, images: ArrayLike, *, pairs: int, rng: np.random.Generator
) -> Measured:
    """Compare a network with its sum over paths, and its paths with one another.

    Args:
        network: as of ``trained``.
        images: (images, n_0).
        pairs: pairs of paths of each kind.
        rng: chooses them.
    """
    taken = networks.routes(network.widths)
    X = np.asarray(images, float)[:, taken[:, 0]]
    terms = X * networks.activity(network, images, taken)
    weights = networks.route_weights(network, taken)
    with torch.no_grad():
        output = network(torch.as_tensor(np.asarray(images, float))).numpy()[:, 0]
    gaps = [np.abs(output - table @ weights).max() / np.abs(output).max() for table in (terms, X)]
    one, other, elsewhere = (terms[:, k] for k in pairs_of_routes(network.widths, pairs, rng=rng))
    return Measured(
        identity=max(gaps[0], 1e-16),
        ungated=gaps[1],
        correlations={
            "one input": networks.correlations(one, other),
            "two inputs": networks.correlations(one, elsewhere),
            "shuffled": networks.correlations(one, rng.permuted(other, axis=0)),
        },
        is_open=networks.activity(network, images, taken).mean(axis=0),
    )


def pairs_of_routes(
    widths: Sequence[int], count: int, *, rng: np.random.Generator
) -> tuple[NDArray, NDArray, NDArray]:
    """Draw paths; for each another one that begins at the same input, and one at another.

    Args:
        widths: of the network.
        count: how many, drawn with replacement.
        rng: source of the draws.

    Returns:
        Three rows of numbers of ``networks.routes(widths)``, (count,) each.

    Raises:
        ValueError: if there are no two such paths.
    """
    each = int(np.prod(widths[1:]))  # paths of one input, which stand together
    if min(each, widths[0]) < 2:
        raise ValueError(f"widths {tuple(widths)} have no two such paths: widen a layer")
    start, way = rng.integers(widths[0], size=count), rng.integers(each, size=count)
    other_way = (way + rng.integers(1, each, size=count)) % each
    elsewhere = (start + rng.integers(1, widths[0], size=count)) % widths[0]
    rest = rng.integers(each, size=count)
    return start * each + way, start * each + other_way, elsewhere * each + rest


def study(
    seed: Seed, count: int, images: int, side: int, hidden: Sequence[int], steps: int, rate: float,
    pairs: int,
) -> list[Measured]:  # fmt: skip
    """Train some networks from a seed and measure each: what a sweep repeats.

    Args:
        seed, count, images, side, hidden, steps, rate: as of ``digits`` and ``trained``.
        pairs: as of ``measure``.
    """
    task = digits(images, side)
    found = trained(task, hidden, seed, count=count, steps=steps, rate=rate)
    rngs = [np.random.default_rng([*np.atleast_1d(seed), k, 1]) for k in range(count)]
    inputs = task.inputs.numpy()
    return [
        measure(one, inputs, pairs=pairs, rng=rng) for one, rng in zip(found, rngs, strict=True)
    ]


# --- what is measured, at either size -----------------------------------------------------------


def studied(plan: SimpleNamespace, family: int = 1, **changed: Any) -> list[Measured]:
    """Return the plan's networks, measured; ``changed`` varies how they are made."""
    groups = seeds("02-paths", family, plan.groups)
    cases = [{**plan.paths, **changed, "seed": seed} for seed in groups]
    return [one for group in sweep.run(study, cases, name="02-paths") for one in group]


def evidence(plan: SimpleNamespace, *, family: int = 1) -> list[dict[str, Any]]:
    """Return the rows of C03: the identity, and the correlation of paths in several networks.

    Args:
        plan: ``presets.chapter("02", size)``.
        family: of the seeds: 1 explores, 2 and later confirm.
    """
    rows = []
    for setting, changed in {"": {}, **plan.variants}.items():
        found = studied(plan, family, **changed)
        whole, without = (
            statistics.mean([getattr(one, name) for one in found], unit="network", log=True)
            for name in ("identity", "ungated")
        )
        shared, apart, chance = (
            statistics.mean([one.mean_correlation(kind) for one in found], unit="network")
            for kind in ("one input", "two inputs", "shuffled")
        )
        cases = {setting: shared}
        if not setting:
            rows.append(row("C03.path-identity", whole, without, "identity"))
            cases["from two inputs"] = apart
        closed = np.mean([np.isnan(one.correlations["one input"]) for one in found])
        note = {"note": f"{closed:.1%} of the pairs hold a path that is never open"}
        for name, size in cases.items():
            rows.append(row("C03.path-independence", size, chance, "independence", name) | note)
    return rows
