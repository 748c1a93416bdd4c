"""Helpers of the course *Spin Glass Models in Neural Networks*, one noun a module.

Importing ``lib`` imports nothing heavy: take what you need, ``from lib import theory``.
Physics modules (``theory``, ``spinglass``, ``critical_points``, ``dynamics``, ``hopfield``)
use NumPy and SciPy only.
"""
