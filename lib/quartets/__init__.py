"""Quartets: networks of 48 parameters that tell four digits apart, small enough to see whole.

Gradient, Hessian and all its eigenvalues cost next to nothing, so that critical points of every
index can be looked for, and optimisers followed step by step. Every experiment depends on its
arguments alone, for ``lib.sweep``.
"""

from lib.quartets.critical import RATE, Found, look
from lib.quartets.ends import Ends, escape_steps, settle, tie
from lib.quartets.problem import PARAMETERS, Quartet, initial, quartet
from lib.quartets.race import METHODS, race, steps_to

__all__ = [
    "METHODS",
    "PARAMETERS",
    "RATE",
    "Ends",
    "Found",
    "Quartet",
    "escape_steps",
    "initial",
    "look",
    "quartet",
    "race",
    "settle",
    "steps_to",
    "tie",
]
