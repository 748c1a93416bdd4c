"""The minimum that a small network's training has come near, to the accuracy of float64."""

from __future__ import annotations

import numpy as np
import torch
from scipy import optimize

from lib.curvature.surface import NetworkSurface
from lib.networks import MLP, Objective, get_parameters, set_parameters


def minimise(
    network: MLP,
    objective: Objective,
    *,
    decay: float = 0.0,
    tolerance: float = 1e-8,
    max_steps: int = 1000,
) -> float:
    """Move a trained small network into its minimum and return the length of the gradient there.

    Newton's method within a trust region (SciPy's "trust-exact"), with the full Hessian.

    Args:
        network: in float64, changed in place.
        objective: the loss and its images.
        decay: λ of a term λ|w|²/2.
        tolerance: the length of the gradient to reach.
        max_steps: the most steps to take.

    Raises:
        ValueError: if the gradient does not get below the tolerance: the loss may have its
            infimum at infinity, where weight decay helps.
    """
    surface = NetworkSurface.of(network, objective, decay=decay)
    found = optimize.minimize(
        surface.loss,
        get_parameters(network).numpy(),
        jac=surface.gradient,
        hess=surface.hessian,
        method="trust-exact",
        options={"gtol": tolerance / 10, "maxiter": max_steps},
    )
    length = float(np.linalg.norm(surface.gradient(found.x)))
    if not length < tolerance:
        raise ValueError(
            f"the gradient stays at {length:.1e}, above {tolerance:.0e}: "
            "train longer first, or add weight decay"
        )
    set_parameters(network, torch.from_numpy(found.x))
    return length
