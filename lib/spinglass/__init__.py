"""The spherical p-spin glass, after Auffinger, Ben Arous and Černý (2013).

``SphericalSpinGlass.sample(n, p, rng=rng)`` draws an instance; its ``energy``, ``gradient``
and ``hessian`` take any batch of points on the sphere |σ|² = n. The rest are tools of the
sphere: random points, tangent spaces, great spheres to slice a model with.
"""

from lib.spinglass.model import SphericalSpinGlass
from lib.spinglass.sphere import (
    checked_points,
    random_frame,
    random_points,
    tangent_basis,
    tangent_part,
    to_sphere,
)
from lib.spinglass.tensor import SymmetricForm, symmetrise

__all__ = [
    "SphericalSpinGlass",
    "SymmetricForm",
    "checked_points",
    "random_frame",
    "random_points",
    "symmetrise",
    "tangent_basis",
    "tangent_part",
    "to_sphere",
]
