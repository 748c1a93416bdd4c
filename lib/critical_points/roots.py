"""All roots of an instance, by homotopy: what the census is taken from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.critical_points.distinct import group
from lib.critical_points.eigenpairs import Complex, form_of, polish, projections
from lib.critical_points.homotopy import follow, start_roots
from lib.spinglass import SphericalSpinGlass, SymmetricForm
from lib.theory import eigenpair_count

_MOST_PATHS = 2**17
_TOLERANCES = (3e-3, 3e-4, 3e-5)  # first try, and again for paths that were lost or met
_GAMMAS = 3
_SAME = 1e-9  # sine of the angle between two computations of one root


def find_roots(model: SphericalSpinGlass, *, rng: np.random.Generator) -> Complex:
    """Return the different roots that a homotopy from x_i^(p−1) = x_i finds.

    Paths that are lost, or end where another ends, are followed again with smaller steps,
    then all of them with another γ, until all ``theory.eigenpair_count`` roots are found or the
    tries end.

    Args:
        model: the spin glass.
        rng: source of γ.

    Returns:
        Unit vectors y with T y^(p−1) = λy, T = couplings/√n, one a root, shape (m, n).

    Raises:
        ValueError: if there are more than 131,072 paths to follow.

    >>> rng = np.random.default_rng(0)
    >>> find_roots(SphericalSpinGlass.sample(4, 3, rng=rng), rng=rng).shape
    (15, 4)
    """
    expected = eigenpair_count(n=model.n, p=model.p)
    if expected > _MOST_PATHS:
        raise ValueError(
            f"n = {model.n}, p = {model.p} has {expected} roots, more than {_MOST_PATHS}: "
            "lower n or p, or look for some of the points with search or find_minima"
        )
    form = form_of(model)
    if model.p == 2:
        return np.linalg.eigh(form.tensor)[1].T.astype(np.complex128)
    roots = np.zeros((0, model.n), dtype=np.complex128)
    for _ in range(_GAMMAS):
        gamma = np.exp(2j * np.pi * rng.uniform())
        roots = np.concatenate([roots, _all_ends(form, gamma, rng)])
        roots = roots[np.unique(_groups(roots, rng), return_index=True)[1]]
        if len(roots) >= expected:
            break
    return roots


def _all_ends(form: SymmetricForm, gamma: complex, rng: np.random.Generator) -> Complex:
    """Follow all paths of one homotopy, those in doubt again with smaller steps."""
    starts = start_roots(form.n, form.p)
    ends = np.full_like(starts, np.nan)
    doubtful = np.arange(len(starts))
    for tolerance in _TOLERANCES:
        reached = follow(form, starts[doubtful], gamma, tolerance)
        arrived = np.isfinite(reached).all(axis=1)
        reached[arrived] = polish(form, reached[arrived])
        ends[doubtful] = reached
        doubtful = _doubtful(ends, rng)
        if not len(doubtful):
            break
    return ends[np.isfinite(ends).all(axis=1)]


def _doubtful(ends: Complex, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the numbers of the paths that were lost or share their end with another."""
    arrived = np.flatnonzero(np.isfinite(ends).all(axis=1))
    groups = _groups(ends[arrived], rng)
    alone = np.bincount(groups, minlength=1)[groups] == 1
    return np.setdiff1d(np.arange(len(ends)), arrived[alone])


def _groups(roots: Complex, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return a group number for each unit vector, equal for those on one line."""
    n = roots.shape[1]
    directions = rng.standard_normal((n, 3)) + 1j * rng.standard_normal((n, 3))
    return group(projections(roots, directions / np.linalg.norm(directions, axis=0)), _SAME)
