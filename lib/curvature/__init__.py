"""Curvature of a loss: Hessian products, the ends of the spectrum, its density, its index.

An ``Operator`` multiplies vectors by a Hessian: ``hessian(network, objective)`` picks the cheapest
one that is right. ``eigenpairs``, ``spectral_density`` and ``trace`` take any operator;
``full_hessian``, ``morse_index`` and ``classify`` serve small networks in float64;
``NetworkSurface`` gives loss, gradient and Hessian of many small networks at once, for
``lib.dynamics``.

Why this is our own code: libraries build the graph of a product anew for each vector, and a single
product then costs several backward passes through a graph that is kept, as ``LossHessian`` does.
Keeping what both passes left in each layer, and sending several vectors through together, as
``PerceptronHessian`` does, makes a product about as dear as a gradient. ``make bench`` measures
the ratios; the tests hold every result against ``curvlinops``.
"""

from lib.curvature.density import Estimate, SpectralDensity, spectral_density, trace
from lib.curvature.lanczos import Eigenpairs, eigenpairs
from lib.curvature.operators import LossHessian, Matrix, Operator
from lib.curvature.perceptron import PerceptronHessian, hessian
from lib.curvature.surface import (
    Classified,
    NetworkSurface,
    classify,
    full_hessian,
    morse_index,
)

__all__ = ["LossHessian", "Matrix", "Operator", "PerceptronHessian", "hessian"]
__all__ += ["Eigenpairs", "Estimate", "SpectralDensity", "eigenpairs", "spectral_density", "trace"]
__all__ += ["Classified", "NetworkSurface", "classify", "full_hessian", "morse_index"]
