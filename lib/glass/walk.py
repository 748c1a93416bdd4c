"""Random walks on a sphere, and how fast a function forgets along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lib.dynamics import descend
from lib.glass.recipe import Recipe, layers
from lib.networks import Objective
from lib.spinglass import SphericalSpinGlass, random_points

Real = NDArray[np.float64]
_BLOCK = 256  # points worked on together


class Steps(TypedDict):
    """The size of a walk: overlap of one step, steps, chains."""

    overlap: float
    steps: int
    chains: int


@dataclass(frozen=True)
class Decay:
    """What is left of a function's value at an overlap with where it was.

    Attributes:
        overlaps: mean cosine between points so many steps apart, (lags + 1,), 1 first.
        correlations: of the values there, in the stationary walk, (lags + 1,), 1 first.
    """

    overlaps: Real
    correlations: Real


def sphere_walk(
    dimension: int,
    *,
    overlap: float,
    steps: int,
    chains: int,
    start: ArrayLike | None = None,
    rng: np.random.Generator,
) -> Real:
    """Return random walks on the unit sphere, (steps + 1, chains, dimension).

    σ ← σ c + ξ √(1 − c²), put back on the sphere, with ξ uniform on it: after t steps the overlap
    with the start is near c^t. From uniform starts every point of the walk is uniform.

    Args:
        dimension: of the space.
        overlap: c, with the point one step before.
        steps, chains: how many.
        start: where all chains begin, (dimension,); uniform points if not given.
        rng: of the walk.

    >>> walk = sphere_walk(3, overlap=0.9, steps=2, chains=4, rng=np.random.default_rng(0))
    >>> walk.shape, bool(np.allclose(np.linalg.norm(walk, axis=-1), 1))
    ((3, 4, 3), True)
    """
    if not 0 < overlap < 1:
        raise ValueError(f"an overlap of one step lies between 0 and 1, not at {overlap}")
    noise = _unit(rng.standard_normal((steps + 1, chains, dimension)))
    walk = noise if start is None else np.concatenate([_all(start, noise[:1]), noise[1:]])
    for k in range(steps):
        walk[k + 1] = _unit(overlap * walk[k] + np.sqrt(1 - overlap**2) * walk[k + 1])
    return walk


def decay(walk: Real, values: Real) -> Decay:
    """Return the autocorrelation of a function along a stationary walk against the overlap.

    Args:
        walk: (steps + 1, chains, dimension).
        values: the function there, (steps + 1, chains).
    """
    centred = values - values.mean()
    lags = range(len(values))
    pairs = [(slice(None, len(values) - k), slice(k, None)) for k in lags]
    products = np.array([np.mean(centred[a] * centred[b]) for a, b in pairs])
    overlaps = np.array([np.einsum("tcd,tcd->tc", walk[a], walk[b]).mean() for a, b in pairs])
    return Decay(overlaps, products / products[0])


def memory(values: Real, mean: float) -> Real:
    """Return what is left of the start's distance from the mean, over chains, (steps + 1,).

    Args:
        values: of a walk whose chains share their start, (steps + 1, chains).
        mean: of the function over the sphere.
    """
    return (values.mean(axis=1) - mean) / (values[0].mean() - mean)


def exponent(found: Decay, near: float = 0.9) -> float:
    """Return ln C / ln q at the overlap nearest to a given one: p, for a spin glass.

    >>> q = np.array([1, 0.9, 0.8])
    >>> round(exponent(Decay(q, q**3)), 9)
    3.0
    """
    k = 1 + int(np.argmin(np.abs(found.overlaps[1:] - near)))
    return float(np.log(found.correlations[k]) / np.log(found.overlaps[k]))


def losses_of(points: Real, recipe: Recipe, task: Objective) -> Real:
    """Return the training loss at many parameter vectors, (n, P) → (n,)."""
    x = task.inputs.T
    found = []
    for block in np.array_split(np.asarray(points, np.float32), -(-len(points) // _BLOCK)):
        w1, b1, w2, b2 = (torch.from_numpy(part) for part in layers(block, recipe.widths))
        hidden = torch.relu((w1.flatten(0, 1) @ x).view(*b1.shape, -1) + b1[..., None])
        outputs = torch.baddbmm(b2[..., None], w2, hidden)
        targets = task.targets.expand(len(block), -1)
        found.append(task.per_image(outputs, targets).double().mean(1).numpy())
    return np.concatenate(found)


@dataclass(frozen=True)
class Walks:
    """Walks of one network on the sphere through its solution.

    Attributes:
        trained, untrained: the stationary decay at the solution's and at the initial radius.
        memory: what is left of the solution's low loss, walking away from it, (steps + 1,).
    """

    trained: Decay
    untrained: Decay
    memory: Real


def network_walks(
    recipe: Recipe, parameters: Real, initial_radius: float, seed: int | tuple[int, ...],
    *, images: int, overlap: float, steps: int, chains: int,
) -> Walks:  # fmt: skip
    """Walk on the spheres of a trained network: all its weights together keep their norm.

    Args:
        recipe, parameters: the solution, (P,).
        initial_radius: the norm of its weights before training.
        seed: of the walks and of the images that make the loss, an instance of its own.
        images: how many of the training images.
        overlap, steps, chains: of the walks.
    """
    rng = np.random.default_rng(seed)
    task = recipe.tasks()[0]
    pick = torch.from_numpy(rng.permutation(len(task))[:images])
    task = Objective(task.inputs[pick], task.targets[pick])
    radius = float(np.linalg.norm(parameters))
    size: Steps = {"overlap": overlap, "steps": steps, "chains": chains}

    def values(walk: Real, norm: float) -> Real:
        return losses_of(norm * walk.reshape(-1, walk.shape[-1]), recipe, task).reshape(
            walk.shape[:2]
        )

    free = sphere_walk(len(parameters), rng=rng, **size)
    away = sphere_walk(len(parameters), start=parameters / radius, rng=rng, **size)
    at_solution = values(free, radius)
    return Walks(
        decay(free, at_solution),
        decay(free, values(free, initial_radius)),
        memory(values(away, radius), float(at_solution.mean())),
    )


def spin_walk(
    n: int, p: int, seed: int | tuple[int, ...], *, overlap: float, steps: int, chains: int
) -> tuple[Decay, Real]:
    """Return the decay of the energy of one spin glass, and its memory of a minimum: the control.

    Both laws are q^p: given that the energy at a point is E, its mean at overlap q is E q^p, also
    where the point is a critical one, since the gradient there is independent of the energy. With
    n spins a random instance holds a share of order 1/n of lower degrees as well.
    """
    rng = np.random.default_rng(seed)
    model = SphericalSpinGlass.sample(n, p, rng=rng)
    bottom = descend(model, random_points(n, 1, rng=rng)).points[0] / np.sqrt(n)
    size: Steps = {"overlap": overlap, "steps": steps, "chains": chains}
    free = sphere_walk(n, rng=rng, **size)
    away = sphere_walk(n, start=bottom, rng=rng, **size)
    walks = (free, away)
    energies = [np.stack([model.energy(np.sqrt(n) * now) for now in walk]) for walk in walks]
    return decay(free, energies[0]), memory(energies[1], 0.0)


def product_walk(n: int, seed: int | tuple[int, ...], *, overlap: float, steps: int,
                 chains: int) -> Decay:  # fmt: skip
    """Return the decay of σ₁σ₂σ₃, a function with four minima whatever n: the law is q³ too."""
    rng = np.random.default_rng(seed)
    walk = sphere_walk(n, overlap=overlap, steps=steps, chains=chains, rng=rng)
    return decay(walk, walk[..., :3].prod(axis=-1))


def _unit(points: Real) -> Real:
    return points / np.linalg.norm(points, axis=-1, keepdims=True)


def _all(start: ArrayLike, like: Real) -> Real:
    """Return a start for every chain."""
    return np.broadcast_to(np.asarray(start, float), like.shape).copy()
