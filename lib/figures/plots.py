"""Plots of numbers: curves over a coordinate, points in a plane, histograms."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib import checks
from lib.figures.picture import verb
from lib.figures.scales import GREY, Real, Style, dress, say, shown, styles

_FEW = 10  # points of a curve that are marked one by one
Points = tuple[ArrayLike, ArrayLike]


@verb
def lines(
    ax: Axes,
    x: ArrayLike,
    curves: Mapping[Any, Any],
    *,
    by: str = "",
    **scales: Any,
) -> str:
    """Draw curves over a coordinate.

    Args:
        x: (points,), the coordinate.
        curves: name → (points,); or (rows, points), runs of one kind, drawn thin with their median
            strong; or ``Effect``s, drawn with their intervals and single values; or a tuple of a
            coordinate of its own and one of these.
        by: the kind that the names are values of (``figures.style``); it gives colour and words.

    Raises:
        ValueError: if a curve has nothing to draw, or its shape is not that of its coordinate.
    """
    said, ends = [], []
    for given, look in zip(curves.values(), styles(curves, by), strict=True):
        own, values = given if isinstance(given, tuple) else (x, given)
        at, middle, bars, rows = _curve(own, values, look.label)
        shown(middle, look.label, log="y" in scales.get("log", ""))
        if bars is not None:
            singles = [(x, one) for x, each in zip(at, values, strict=True) for one in each.values]
            spots = np.reshape(singles, (-1, 2)).T
            ax.plot(*spots, look.marker, color=look.color, markersize=4, alpha=0.6)
        elif len(rows) > 1:
            ax.plot(at, rows.T, color=look.color, linewidth=0.9, alpha=0.6)
        style = {"color": look.color, "linestyle": look.dash, "label": look.label}
        ax.errorbar(at, middle, bars, marker=look.marker if len(at) <= _FEW else "", **style)
        last = np.flatnonzero(np.isfinite(middle))[-1]
        ends.append((look, (at[last], middle[last])))
        many = f", median of {len(rows)}" if len(rows) > 1 else ""
        said.append(f"{look.label}{many}: {_run(at, middle, bars)}.")
    return dress(ax, said, ends=ends, **scales)


@verb
def scatter(
    ax: Axes,
    groups: Mapping[Any, Points],
    *,
    by: str = "",
    curves: Mapping[Any, Points] | None = None,
    **scales: Any,
) -> str:
    """Draw points in a plane, a marker for each group.

    Args:
        groups: name → (x, y).
        by: the kind that the names are values of.
        curves: name → (x, y), laws: in the colour of the group of that name, else in grey.

    Raises:
        ValueError: if a group has no point that can be drawn, or not as many x as y.
    """
    said, looks = [], dict(zip(groups, styles(groups, by), strict=True))
    for name, pair in groups.items():
        look = looks[name]
        across, up = pair
        x, y, _, _ = _curve(np.ravel(across), np.ravel(up), look.label)
        shown(x + y, look.label)
        style = {"color": look.color, "alpha": np.clip(6 / np.sqrt(len(x)), 0.5, 0.8)}
        ax.plot(x, y, look.marker, label=look.label, rasterized=len(x) > 600, **style)
        corners = [f"({say(f(x))}, {say(f(y))})" for f in (np.nanmin, np.nanmax)]
        said.append(f"{look.label}: {len(x)} points, from {corners[0]} to {corners[1]}.")
    return dress(ax, said + laws(ax, curves or {}, looks), **scales)


@verb
def histogram(ax: Axes, groups: Mapping[Any, ArrayLike], *, bins: Any = 40, **scales: Any) -> str:
    """Draw how values are distributed; several groups have equal areas.

    Args:
        groups: name → values, any shape.
        bins: how many bins all groups share, or their edges.

    Raises:
        ValueError: if a group is empty.
    """
    looks = styles(groups)
    flat = [shown(given, look.label) for given, look in zip(groups.values(), looks, strict=True)]
    edges = np.histogram_bin_edges(np.concatenate(flat), bins)
    said, equal = [], len(flat) > 1
    for values, look in zip(flat, looks, strict=True):
        outline = {"histtype": "step", "color": look.color, "linestyle": look.dash}
        solid = {"color": GREY, "alpha": 0.7, "rwidth": 0.9}
        style = outline if equal else solid
        ax.hist(values, edges, label=look.label, density=equal, linewidth=1.8, **style)
        low, high, mean = *np.quantile(values, [0.25, 0.75]), values.mean()
        ends = f"from {say(values.min())} to {say(values.max())}, mean {say(mean)}"
        half = f"half of them from {say(low)} to {say(high)}"
        said.append(f"{look.label}: {len(values)} values {ends}, {half}.")
    if equal:
        ax.set_yticks([])
    return dress(ax, said, **{"ylabel": "density" if equal else "how many", **scales})


def laws(
    ax: Axes, curves: Mapping[Any, Points], looks: Mapping[Any, Style] | None = None
) -> list[str]:
    """Draw what theory says, and say its ends."""
    said = []
    for k, (name, (x, y)) in enumerate(curves.items()):
        look = (looks or {}).get(name)
        at, values, _, _ = _curve(x, y, str(name))
        shown(values, name)
        label, tint = (None, look.color) if look else (name, GREY)
        ax.plot(at, values, color=tint, linestyle=("--", ":", "-.")[k % 3], label=label)
        said.append(f"{look.label if look else name}, a line: {_run(at, values)}.")
    return said


def _curve(x: ArrayLike, values: Any, name: str) -> tuple[Real, Real, Any, Real]:
    """Return coordinate and curve (points,), its bars (2, points) and its runs (rows, points)."""
    at, bars = checks.floats(x, f"the coordinate of {name}"), None
    listed = list(values) if np.iterable(values) else []
    if listed and all(hasattr(one, "interval") for one in listed):
        rows = np.array([[one.estimate for one in values]], float)
        bars = np.abs(np.array([one.interval for one in values]).T - rows)
    else:
        rows = np.atleast_2d(checks.floats(values, f"each value of {name}"))
    rows = np.ma.masked_invalid(rows)
    if at.ndim != 1 or at.shape != rows.shape[1:] or not at.size:
        raise ValueError(
            f"{name!r} has values {np.shape(values)} over a coordinate {at.shape}: give "
            "one value a point, or rows of them"
        )
    return at, np.ma.median(rows, axis=0).filled(np.nan), bars, rows


def _run(x: Real, y: Real, bars: Any = None) -> str:
    """Say in words how a curve runs: all values if they are few, else ends and extremes."""
    real = np.flatnonzero(np.isfinite(y))
    turns = {real[0], real[-1], real[np.argmin(y[real])], real[np.argmax(y[real])]}
    spans = [""] * len(y)
    if bars is not None:
        spans = [f" [{say(a)}, {say(b)}]" for a, b in zip(y - bars[0], y + bars[1], strict=True)]
    places = real if len(real) <= 4 else sorted(turns)
    return ", ".join(f"{say(y[k])}{spans[k]} at {say(x[k])}" for k in places)
