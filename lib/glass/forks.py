"""Families of training runs that part at a known time: what a hierarchy looks like."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lib.glass.recipe import Recipe, Solutions


def family(
    recipe: Recipe, seed: int | Sequence[int], *, branches: Sequence[int], epochs: Sequence[int]
) -> Solutions:
    """Train some networks for a while, let each go on as several runs, and so on, to the end.

    Runs share their weights until they part; after it each has its own order of images, and Adam
    begins anew in each. The first branches have independent initial weights, which do not depend
    on when runs part, so that families of one seed can be compared.

    Args:
        recipe: of all runs; a run trains ``epochs`` at most, what it shares included.
        seed: of the family.
        branches: how many runs there are at first, and into how many each parts at every fork.
        epochs: when they part, rising, one fewer than ``branches``.

    Returns:
        Solutions, those that parted last beside each other.

    Raises:
        ValueError: if there is not one epoch a fork, or they do not rise within the recipe's.

    >>> recipe = Recipe(20, 20, 4, 3, 0.01, 10, 3, 0.0)
    >>> family(recipe, 0, branches=(2, 2), epochs=[1]).parameters.shape
    (4, 91)
    """
    times = [0, *epochs, recipe.epochs]
    if len(branches) != len(times) - 1 or times != sorted(times) or times[-2] == times[-1]:
        raise ValueError(
            f"{len(branches)} branchings need {len(branches) - 1} epochs that rise below "
            f"{recipe.epochs}, not {list(epochs)}"
        )
    weights, *orders = np.random.default_rng(seed).spawn(len(times))
    runs = recipe.fresh(branches[0], rng=weights)
    first = np.empty((2, 0))
    for k, length in enumerate(np.diff(times)):
        if k:
            runs = [copy.deepcopy(run) for run in runs for _ in range(branches[k])]
        found = recipe.but(epochs=int(length)).train(runs, orders[k].spawn(len(runs)))
        first = first if k else np.array([found.untrained, found.radii])
    untrained, radii = np.repeat(first, len(runs) // branches[0], axis=1)
    return replace(found, untrained=untrained, radii=radii)
