"""The spherical p-spin glass, after Auffinger, Ben Arous and Černý (2013).

``SphericalSpinGlass.sample(n, p, rng=rng)`` draws an instance, ``draw(n, p, seed)`` that which a
seed stands for; its ``energy``, ``gradient`` and ``hessian`` take any batch of points on the sphere
|σ|² = n. The rest are tools of the sphere: random points, tangent spaces, great spheres to slice a
model with.
"""

from lib.spinglass.model import Seed, SphericalSpinGlass, draw, free_curvatures, seeds
from lib.spinglass.sphere import (
    checked_points,
    random_frame,
    random_points,
    tangent_basis,
    tangent_part,
    to_sphere,
)
from lib.spinglass.tensor import SymmetricForm

__all__ = [
    "Seed",
    "SphericalSpinGlass",
    "SymmetricForm",
    "checked_points",
    "draw",
    "free_curvatures",
    "random_frame",
    "random_points",
    "seeds",
    "tangent_basis",
    "tangent_part",
    "to_sphere",
]
