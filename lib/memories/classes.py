"""Networks of few patterns, told by how many neurons of each class are +1.

Neurons with the same entries in all patterns are alike: they feel the same field. Turn each
neuron by its entry in the first pattern, and 2^(p−1) classes remain, four for p = 3. The state of
a network, its energy and its dynamics hang on the number of turned neurons that are +1 in each
class alone, so many networks of thousands of neurons run at once.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Real = NDArray[np.float64]


def class_table(p: int) -> Real:
    """Return the entries of every class in the p patterns, the first +1: (2^(p−1), p).

    >>> class_table(2).tolist()
    [[1.0, 1.0], [1.0, -1.0]]
    """
    return np.array([(1.0, *rest) for rest in itertools.product([1.0, -1.0], repeat=p - 1)])


def class_sizes(patterns: ArrayLike) -> NDArray[np.intp]:
    """Return how many neurons of patterns (p, N) belong to each class, (2^(p−1),).

    >>> class_sizes([[1, -1, 1], [1, -1, -1]]).tolist()
    [2, 1]
    """
    xi = np.asarray(patterns)
    turned = xi * xi[0]
    number = (2 ** np.arange(len(xi) - 1)[::-1]) @ (turned[1:] < 0)
    return np.bincount(number.astype(int), minlength=2 ** (len(xi) - 1))


class Crowd:
    """Many networks side by side under asynchronous dynamics in continuous time.

    Each neuron takes its turn at random, once a sweep on average, and is then drawn anew from
    its field, as in ``Hopfield.sweeps``. Only the turns that change something are simulated
    (Gillespie 1977), so the time between two of them is drawn as well.

    Args:
        sizes: neurons of each class, (networks, classes).
        up: how many of them are +1 after turning, the same shape.
        temperatures: above 0, (networks,).
        rng: of the noise.

    Attributes:
        time: sweeps that have passed in each network, (networks,).
    """

    def __init__(
        self, sizes: ArrayLike, up: ArrayLike, temperatures: ArrayLike, *, rng: np.random.Generator
    ) -> None:
        self.sizes, self.up = np.array(sizes, float), np.array(up, float)
        self.n = self.sizes.sum(axis=1)
        self.time = np.zeros(len(self.n))
        self._heat = np.broadcast_to(np.asarray(temperatures, float), self.n.shape).copy()
        self._table = class_table(int(self.sizes.shape[1]).bit_length())
        self._rng = rng

    def overlaps(self) -> Real:
        """Return the overlaps with every pattern, (networks, p)."""
        return (2 * self.up - self.sizes) @ self._table / self.n[:, None]

    def step(self) -> Real:
        """Let one neuron of each network change, and return the time that passed before it."""
        p, classes = self._table.shape[1], len(self._table)
        sums = ((2 * self.up - self.sizes) @ self._table) @ self._table.T  # N times the field
        scale = (2 / (self.n * self._heat))[:, None]
        rates = np.empty((len(self.n), 2 * classes))
        rates[:, :classes] = self.up * expit(scale * (p - sums))  # a neuron does not feel itself
        rates[:, classes:] = (self.sizes - self.up) * expit(scale * (p + sums))
        reach = np.cumsum(rates, axis=1)
        waited = self._rng.standard_exponential(len(self.n)) / reach[:, -1]
        chosen = np.sum(self._rng.random((len(self.n), 1)) * reach[:, -1:] >= reach, axis=1)
        self.up[np.arange(len(self.n)), chosen % classes] += np.where(chosen < classes, -1, 1)
        self.time += waited
        return waited

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Go on with some of the networks only."""
        for name in ("sizes", "up", "n", "time", "_heat"):
            setattr(self, name, getattr(self, name)[mask])
