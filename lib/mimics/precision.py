"""How sure a difference of test errors is: seeds and test images are both a sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

_Z = NormalDist().inv_cdf(0.975)
_ENOUGH = NormalDist().inv_cdf(0.8)


@dataclass(frozen=True)
class Precision:
    """A mean over seeds and images, and what its chance consists of.

    Attributes:
        estimate: the mean.
        seed, image, rest: variances σ_s² of the seeds, σ_i² of the images, σ_e² of the rest.
        seeds, images: how many there were.
        error: standard error of the mean.
        freedom: its degrees of freedom (Satterthwaite 1946).
    """

    estimate: float
    seed: float
    image: float
    rest: float
    seeds: int
    images: int
    error: float
    freedom: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval for other seeds and other test images."""
        half = float(stats.t.ppf(0.975, self.freedom)) * self.error
        return self.estimate - half, self.estimate + half

    def planned(self, seeds: ArrayLike, images: ArrayLike) -> np.ndarray:
        """Return the standard error of another design, √(σ_s²/S + σ_i²/n + σ_e²/(S n))."""
        seeds, images = np.asarray(seeds, float), np.asarray(images, float)
        return np.sqrt(self.seed / seeds + self.image / images + self.rest / (seeds * images))

    def smallest(self, seeds: ArrayLike, images: ArrayLike) -> np.ndarray:
        """Return the difference that a design shows with a chance of 0.8, (1.96 + 0.84) errors."""
        return (_Z + _ENOUGH) * self.planned(seeds, images)

    def power(self, effect: float) -> float:
        """Return the chance that this design's interval would exclude a true effect from its null.

        The width is that of ``interval``, so that few degrees of freedom count.
        """
        if self.error == 0:
            return 1.0
        shift = effect / (float(stats.t.ppf(0.975, self.freedom)) * self.error / _Z)
        return NormalDist().cdf(shift - _Z) + NormalDist().cdf(-shift - _Z)


def precision(differences: ArrayLike) -> Precision:
    """Analyse differences that were taken for every seed on every image.

    The model is d_{si} = δ + a_s + b_i + e_{si} (two crossed random effects, one observation
    each). With the mean squares M_s, M_i of seeds and images and M_e of the rest, the mean has
    the squared standard error (M_s + M_i − M_e)/(S n), here never below M_i/(S n) or M_s/(S n).

    Args:
        differences: (seeds, images), two or more of each.

    Raises:
        ValueError: if there are fewer, or a value is not finite.

    >>> found = precision([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    >>> round(found.estimate, 3), round(found.image, 3), found.seed
    (0.333, 0.333, 0.0)
    """
    d = np.asarray(differences, float)
    if d.ndim != 2 or min(d.shape) < 2 or not np.isfinite(d).all():
        raise ValueError(
            f"finite differences (seeds, images) are needed, two of each or more; got {d.shape}"
        )
    count, n = d.shape
    rows, columns = d.mean(axis=1), d.mean(axis=0)
    by_seed, by_image = float(n * rows.var(ddof=1)), float(count * columns.var(ddof=1))
    left = d - rows[:, None] - columns + d.mean()
    rest = float(np.square(left).sum() / ((count - 1) * (n - 1)))
    total = max(by_seed + by_image - rest, by_seed, by_image)
    parts = by_seed**2 / (count - 1) + by_image**2 / (n - 1) + rest**2 / ((count - 1) * (n - 1))
    return Precision(
        estimate=float(d.mean()),
        seed=max(0.0, (by_seed - rest) / n),
        image=max(0.0, (by_image - rest) / count),
        rest=rest,
        seeds=count,
        images=n,
        error=math.sqrt(total / (count * n)),
        freedom=max(1.0, float(total**2 / parts)) if parts > 0 else float(count - 1),
    )
