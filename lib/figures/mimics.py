"""Mimics: reported errors side by side, students paired by seed, and differences with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lib.figures.base import BLUE, GREY, MARKERS, ORANGE, PALETTE


def reported(ax: Axes, groups: Mapping[str, Mapping[str, float]], *, xlabel: str) -> str:
    """Draw reported values as one dot a line, told apart by their group's colour and marker.

    Args:
        ax: where to draw; the lines run from the top down in the order given.
        groups: kind → {words for the work's model: value}.
        xlabel: what the values are.

    >>> from lib.figures import canvas
    >>> reported(canvas()[1][0], {"deep": {"CNN": 19.5}}, xlabel="errors (%)")
    'errors (%). deep: CNN 19.5.'
    """
    words = [name for rows in groups.values() for name in rows]
    told, line = [], 0
    for k, (kind, rows) in enumerate(groups.items()):
        places = np.arange(line, line + len(rows))
        style = {"color": PALETTE[k % len(PALETTE)], "label": kind, "markersize": 7}
        ax.plot(list(rows.values()), places, MARKERS[k % len(MARKERS)], **style)
        told.append(f"{kind}: " + ", ".join(f"{n} {v:g}" for n, v in rows.items()) + ".")
        line += len(rows)
    ax.set_yticks(range(len(words)), words)
    ax.set(xlabel=xlabel, ylim=(line - 0.5, -0.5))
    ax.grid(axis="y", color=GREY, alpha=0.25)
    ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    return f"{xlabel}. " + " ".join(told)


def paired(
    ax: Axes,
    groups: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    names: tuple[str, str],
    ylabel: str,
    log: bool = False,
    level: tuple[str, float] | None = None,
) -> str:
    """Draw two values a seed, joined by a line, for each group.

    Args:
        ax: where to draw.
        groups: name → two arrays (seeds,), paired by seed.
        names: what the first and the second of a pair are.
        ylabel: the words at the axis.
        log: a logarithmic vertical axis.
        level: words and value of a dashed line across.

    >>> from lib.figures import canvas
    >>> paired(canvas()[1][0], {"a": ([1, 2], [3, 4])}, names=("x", "y"), ylabel="error")
    'error, paired by seed. a: x 1.5 on average, y 3.5 (2 seeds).'
    """
    told = []
    for k, (name, pair) in enumerate(groups.items()):
        first, second = (np.asarray(values, float) for values in pair)
        x = np.array([k - 0.15, k + 0.15])
        ax.plot(x, np.stack([first, second]), color=GREY, linewidth=0.8, alpha=0.6)
        for side, (values, colour) in enumerate(((first, BLUE), (second, ORANGE))):
            style = {"color": colour, "label": None if k else names[side]}
            ax.plot(np.full(len(values), x[side]), values, MARKERS[side], markersize=5, **style)
        means = f"{names[0]} {first.mean():.3g} on average, {names[1]} {second.mean():.3g}"
        told.append(f"{_spoken(name)}: {means} ({len(first)} seeds).")
    if level is not None:
        ax.axhline(level[1], color=GREY, linestyle="--", linewidth=1.2, label=level[0])
        told.append(f"Dashed: {level[0]} {level[1]:.3g}.")
    ax.set_xticks(range(len(groups)), list(groups))
    ax.set(ylabel=ylabel, **({"yscale": "log"} if log else {}))
    ax.legend(fontsize=9, ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
    return f"{ylabel}, paired by seed. " + " ".join(told)


def differences(
    ax: Axes,
    rows: Sequence[tuple[str, float, Mapping[str, tuple[float, float]]]],
    *,
    xlabel: str,
    limits: Mapping[str, float],
) -> str:
    """Draw estimates with several intervals each, and the limits that a verdict asks for.

    Args:
        ax: where to draw; the rows run from the top down.
        rows: (name, estimate, {kind of interval: (low, high)}).
        xlabel: what the estimates are.
        limits: words → value, upright dashed lines.

    >>> from lib.figures import canvas
    >>> rows = [("a", 1.0, {"seeds": (0, 2)})]
    >>> differences(canvas()[1][0], rows, xlabel="d", limits={"as good": 0.5})
    'd. a: 1 (seeds 0 to 2). Marked: as good at 0.5.'
    """
    told = []
    for line, (name, estimate, found) in enumerate(rows):
        for k, (kind, (low, high)) in enumerate(found.items()):
            y = line + 0.24 * (k - (len(found) - 1) / 2)
            bars = [[estimate - low], [high - estimate]]
            style = {"color": PALETTE[k], "label": None if line else kind, "capsize": 3}
            ax.errorbar(estimate, y, xerr=bars, fmt=MARKERS[k], markersize=5, **style)
        words = ", ".join(f"{kind} {low:.2g} to {high:.2g}" for kind, (low, high) in found.items())
        told.append(f"{_spoken(name)}: {estimate:.2g} ({words}).")
    for word, value in limits.items():
        ax.axvline(value, color=GREY, linestyle="--", linewidth=1)
        ax.annotate(word, (value, 1.0), xycoords=("data", "axes fraction"), ha="center",
                    va="bottom", color=GREY, fontsize=8)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    ax.set(xlabel=xlabel, ylim=(len(rows) - 0.5, -0.6))
    ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    marked = ", ".join(f"{word} at {value:g}" for word, value in limits.items())
    return f"{xlabel}. " + " ".join(told) + f" Marked: {marked}."


def _spoken(name: str) -> str:
    """Return a label that is broken over lines as one line of words."""
    return name.replace("\n", " ")
