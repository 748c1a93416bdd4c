"""The trace of an operator, and what an average over random probes is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lib.curvature.operators import Operator
from lib.networks import Rng, torch_generator


class Estimate(NamedTuple):
    """A mean over independent probes and its standard error."""

    value: float
    error: float


def estimate(samples: NDArray[np.float64]) -> Estimate:
    """Return mean and standard error of samples, (probes,), at least two of them.

    >>> estimate(np.array([1.0, 3.0]))
    Estimate(value=2.0, error=1.0)
    """
    spread = float(np.std(samples, ddof=1))
    return Estimate(float(np.mean(samples)), spread / len(samples) ** 0.5)


def signs(count: int, operator: Operator, generator: torch.Generator) -> Tensor:
    """Return rows of random signs ±1, (count, n), such as the operator takes."""
    draw = torch.randint(0, 2, (count, operator.size), generator=generator, dtype=torch.int8)
    return draw.to(operator.device, operator.dtype).mul_(2).sub_(1)


def trace(operator: Operator, *, rng: Rng, probes: int = 64) -> Estimate:
    """Return the trace of H with its standard error (Hutchinson 1990).

    tr H = E[vᵀHv] for random signs v, since E[v_i v_j] = δ_ij; the variance of a probe is
    2 Σ_{i≠j} H_ij², so a diagonal H is exact. One product a probe.

    Args:
        operator: the Hessian, n × n.
        rng: a NumPy or a torch generator, for the probes.
        probes: how many, at least 2.

    Raises:
        ValueError: if there are fewer than two probes.

    >>> from lib.curvature.operators import Matrix
    >>> trace(Matrix(torch.diag(torch.tensor([3.0, -1.0]))), rng=np.random.default_rng(0))
    Estimate(value=2.0, error=0.0)
    """
    if probes < 2:
        raise ValueError(f"a standard error needs at least 2 probes, got {probes}")
    generator, samples = torch_generator(rng), []
    for first in range(0, probes, 8):
        v = signs(min(8, probes - first), operator, generator)
        samples.append(torch.linalg.vecdot(v, operator.rows(v)))
    return estimate(torch.cat(samples).double().cpu().numpy())
