"""Steps that chapter 10 races against Newton's and the saddle-free one."""

from __future__ import annotations

import numpy as np

from lib.dynamics import spectral_step
from lib.dynamics.optimisers import Real


def shifted(gradient: Real, hessian: Real, damping: Real | float = 0.0) -> Real:
    """Return −(H + max(0, −λ_min) + damping)⁻¹ g, Newton's step with its downward curvature lifted.

    The damping is counted from the place where all shifted eigenvalues are positive, so that the
    step always leads downhill (Levenberg's choice; a trust region does the same). Arguments as of
    ``newton``; with damping 0 the lowest direction gets no step.

    >>> shifted(np.array([10.0, -2.0]), np.diag([10.0, -2.0]), 1.0)
    array([-0.76923077,  2.        ])
    """
    return spectral_step(
        gradient, hessian, lambda values: values + np.maximum(0, -values[..., :1]) + damping
    )


def descent(gradient: Real, hessian: Real, damping: Real | float = 1.0) -> Real:
    """Return −g/damping, gradient descent at the rate 1/damping; the Hessian is not used.

    >>> descent(np.array([10.0, -2.0]), np.eye(2), 20.0)
    array([-0.5,  0.1])
    """
    return -gradient / damping
