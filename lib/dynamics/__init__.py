"""Motion on the sphere of a spin glass: descent, Langevin dynamics, Newton's method.

All of them take any batch of starts, and every step ends on the sphere.
"""

from lib.dynamics.descent import Descent, descend
from lib.dynamics.langevin import Trajectory, langevin
from lib.dynamics.newton import Refinement, refine

__all__ = ["Descent", "Refinement", "Trajectory", "descend", "langevin", "refine"]
