"""The spherical p-spin glass, after Auffinger, Ben Arous and Černý (2013).

``SphericalSpinGlass.sample(n, p, rng=rng)`` draws an instance, ``draw(n, p, seed)`` that which a
seed stands for; its ``energy``, ``gradient`` and ``hessian`` take any batch of points on the sphere
|σ|² = n. The rest are tools of the sphere: random points, tangent spaces.
"""

from lib.spinglass.model import (
    Seed,
    SphericalSpinGlass,
    draw,
    free_curvatures,
    random_points,
    tangent_basis,
    to_sphere,
)

__all__ = ["Seed", "SphericalSpinGlass", "draw", "free_curvatures"]
__all__ += ["random_points", "tangent_basis", "to_sphere"]
