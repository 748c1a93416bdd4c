"""Distributions beside each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import PALETTE
from lib.figures.curves import DASHES


def densities(
    ax: Axes,
    groups: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    bins: int = 50,
    marks: Mapping[str, float] | None = None,
) -> str:
    """Draw outlined histograms of equal area, so that groups of any size compare.

    Args:
        ax: where to draw.
        groups: name → finite values, any shape.
        xlabel: what the values are.
        bins: how many bins all groups share.
        marks: name → value, a line in the group's own colour and dash.

    >>> from lib.figures import canvas
    >>> figure, axes = canvas()
    >>> densities(axes[0], {"a": [0, 1, 2]}, xlabel="x", marks={"a": 0.5})
    'Distribution of x. a: 3 values, mean 1, half of them from 0.5 to 1.5, marked at 0.5.'
    """
    flat = {name: np.ravel(np.asarray(values, float)) for name, values in groups.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(flat.values())), bins)
    told = []
    for k, (name, values) in enumerate(flat.items()):
        style = {"color": PALETTE[k % len(PALETTE)], "linestyle": DASHES[k % len(DASHES)]}
        ax.hist(values, edges, histtype="step", density=True, linewidth=1.8, label=name, **style)
        low, high = np.quantile(values, [0.25, 0.75])
        words = f"{name}: {len(values)} values, mean {values.mean():.3g}, "
        words += f"half of them from {low:.3g} to {high:.3g}"
        if name in (marks or {}):
            place = (marks or {})[name]
            ax.axvline(place, linewidth=1.1, **style)
            words += f", marked at {place:.4g}"
        told.append(words + ".")
    ax.set(xlabel=xlabel, ylabel="density", yticks=[])
    ax.legend()
    return f"Distribution of {xlabel}. " + " ".join(told)
