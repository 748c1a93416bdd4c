"""From one solution to another on a straight line: raw, with matched units, and to a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.glass.recipe import Recipe, Solutions, solutions
from lib.landscape import barrier, losses_at, segment
from lib.networks import MLP, Objective, aligned, get_parameters, permuted

Real = NDArray[np.float64]
KINDS = ("copy", "raw", "aligned")


@dataclass(frozen=True)
class Barriers:
    """Barriers of pairs of solutions, each over the untrained loss of its pair, (pairs,).

    Attributes:
        copy: to the first network's own copy, its units in a random order.
        raw: to the second network as it was trained.
        aligned: to the second network, its units in the order that fits the first best.
        losses: training loss of all networks, (2 pairs,).
    """

    copy: Real
    raw: Real
    aligned: Real
    losses: Real


def ends(one: MLP, other: MLP, *, rng: np.random.Generator) -> dict[str, MLP]:
    """Return the three ends of the way from one network, by kind."""
    shuffled = permuted(one, [rng.permutation(one.widths[1])])
    return {"copy": shuffled, "raw": other, "aligned": aligned(other, one)}


def barriers(
    recipe: Recipe, found: Solutions, *, points: int, rng: np.random.Generator
) -> Barriers:
    """Return the barriers of the pairs (0, 1), (2, 3), …, which share no network.

    Args:
        recipe: of the networks.
        found: an even number of solutions.
        points: of each straight line.
        rng: the random orders of units.
    """
    task, _ = recipe.tasks()
    rows = []
    for k in range(0, len(found.parameters) - 1, 2):
        one, other = (recipe.network(found.parameters[j]) for j in (k, k + 1))
        scale = found.untrained[k : k + 2].mean()
        places = ends(one, other, rng=rng)
        rows.append([barrier(segment(one, places[kind], task, points)) / scale for kind in KINDS])
    columns = np.array(rows).T
    return Barriers(columns[0], columns[1], columns[2], found.losses)


def barriers_of(recipe: Recipe, seed: int | Sequence[int], pairs: int, points: int) -> Barriers:
    """Train pairs of networks by a recipe and return their barriers."""
    found = solutions(recipe, seed, 2 * pairs)
    return barriers(
        recipe, found, points=points, rng=np.random.default_rng([*np.atleast_1d(seed), 1])
    )


def moved_units(
    recipe: Recipe, parameters: Real, counts: Sequence[int], *, points: int,
    rng: np.random.Generator,
) -> Real:  # fmt: skip
    """Return the barrier to copies in which k random units change places in a ring, (counts,).

    Args:
        recipe, parameters: the solution, (P,).
        counts: how many units move, 2 or more.
        points: of each straight line.
        rng: which units.
    """
    task, _ = recipe.tasks()
    network, found = recipe.network(parameters), []
    for count in counts:
        order = np.arange(recipe.hidden)
        chosen = rng.permutation(recipe.hidden)[:count]
        order[chosen] = np.roll(chosen, 1)
        found.append(barrier(segment(network, permuted(network, [order]), task, points)))
    return np.array(found)


@dataclass(frozen=True)
class Ways:
    """The three ways from one solution.

    Attributes:
        steps: t, (points,).
        losses, errors: training loss and test error along each, (kinds, points).
    """

    steps: Real
    losses: Real
    errors: Real


def ways(recipe: Recipe, one: Real, other: Real, *, points: int, rng: np.random.Generator) -> Ways:
    """Return loss and test error on the straight ways to a copy and to another solution."""
    task, test = recipe.tasks()
    start = recipe.network(one)
    places = ends(start, recipe.network(other), rng=rng)
    t = np.linspace(0, 1, points)
    moves = [get_parameters(places[kind]) - get_parameters(start) for kind in KINDS]
    losses = [losses_at(start, task, [move], t[:, None]) for move in moves]
    errors = [_errors(recipe, start, move.double().numpy(), t, test) for move in moves]
    return Ways(t, np.array(losses), np.array(errors))


def _errors(recipe: Recipe, start: MLP, move: Real, steps: Real, test: Objective) -> Real:
    """Return the test error along a straight line."""
    origin = get_parameters(start).double().numpy()
    return np.array([test.error(recipe.network(origin + t * move)) for t in steps])
