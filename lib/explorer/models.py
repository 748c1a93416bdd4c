"""Small systems whose physics runs in the page: spins with bonds, a memory, optimisers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lib.explorer import page
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store
from lib.figures import PALETTE

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
METHODS = {"descent": 0.0, "Newton": 0.0, "shifted Newton": 0.5, "saddle-free Newton": 0.5}


class Spins(Explorer):
    """A few spins ±1 on a polygon with bonds, E = −Σ J S S; the reader flips both.

    Args:
        bonds: couplings, {(spin, other spin): J}, spins counted from 0.
        spins: the state at first; all up if not given.
        words: name, caption and alt, as every explorer has them.

    Raises:
        ValueError: for a bond of a spin with itself or given twice, more than seven spins, or a
            state that is not ±1 for each.
    """

    kind = "spins"
    view = ("spins", "couplings")
    heights = (440, 690)
    spins = traitlets.List(traitlets.Int()).tag(sync=True)
    couplings = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        *,
        bonds: Mapping[tuple[int, int], float],
        spins: Sequence[int] | None = None,
        **words: Any,
    ) -> None:
        pairs = [sorted(pair) for pair in bonds]
        count = 1 + max((pair[1] for pair in pairs), default=0)
        twice = len({*map(tuple, pairs)}) < len(pairs)
        if not 2 <= count <= 7 or twice or any(i == j or i < 0 for i, j in pairs):
            raise ValueError(f"bonds join two of two to seven spins, each once; got {[*bonds]}")
        state = [1] * count if spins is None else [int(s) for s in spins]
        if len(state) != count or not {*state} <= {-1, 1}:
            raise ValueError(f"give ±1 for each of {count} spins, got {state}")
        couplings = [float(J) for J in bonds.values()]
        options = {"count": count, "pairs": pairs}
        super().__init__(Store(()), options, spins=state, couplings=couplings, **words)

    def energy(self) -> float:
        """Return the energy of the state that the figure now shows."""
        pairs = zip(self.definition["pairs"], self.couplings, strict=True)
        return -sum(J * self.spins[i] * self.spins[j] for (i, j), J in pairs)

    def picture(self) -> Figure:
        """Draw the spins and bonds as they stand."""
        figure, (ax,) = page.panels(1, height=3.4)
        angle = np.pi / 2 - 2 * np.pi * np.arange(len(self.spins)) / len(self.spins)
        x, y = np.cos(angle), np.sin(angle)
        for (i, j), J in zip(self.definition["pairs"], self.couplings, strict=True):
            content = J * self.spins[i] * self.spins[j] > 0
            ax.plot(x[[i, j]], y[[i, j]], PALETTE[0 if content else 5], ls="-" if content else "--")
        for k, spin in enumerate(self.spins):
            ax.text(x[k], y[k], "↑" if spin > 0 else "↓", ha="center", va="center", size=26)
        ax.set(
            aspect="equal", title=f"energy {self.energy():g}", xlim=(-1.4, 1.4), ylim=(-1.3, 1.3)
        )
        ax.set_axis_off()
        return figure


class Pad(Explorer):
    """A Hopfield network to draw on: what one draws or damages is recalled as one watches.

    Sliders: ``pattern`` (which is asked for), ``stored`` (how many), ``temperature``, ``damage``
    (the share of its points flipped at the start), and ``rule`` where several are given.

    Args:
        patterns: pictures ±1, shape (count, rows, columns).
        most: how many patterns can be stored; beyond the pictures they are random.
        hottest: the highest temperature.
        names: of the pictures; their numbers from 0 if not given.
        rules: couplings by "Hebb" or "projection"; with both a switch.
        words: name, caption, alt and start, as every explorer has them.

    Raises:
        ValueError: if the patterns are not ±1 or there are fewer than two, or for other rules.
    """

    kind = "pad"
    view = ("state",)
    heights = (560, 780)
    state = traitlets.Unicode().tag(sync=True)
    recalled = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        *,
        patterns: ArrayLike,
        most: int | None = None,
        hottest: float = 1.5,
        names: Sequence[str] | None = None,
        rules: Sequence[str] = ("Hebb",),
        start: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        pictures = np.asarray(patterns)
        if pictures.ndim != 3 or len(pictures) < 2 or not np.isin(pictures, (-1, 1)).all():
            raise ValueError(f"give two pictures of ±1 or more, a table each, got {pictures.shape}")
        if not rules or not {*rules} <= {"Hebb", "projection"}:
            raise ValueError(f"couplings are made by Hebb or projection, got {list(rules)}")
        most = len(pictures) if most is None else int(most)
        size = pictures[0].size
        loads = [f"{p} (α = {p / size:.2f})" for p in range(1, most + 1)]
        sliders = [
            Slider("pattern", range(len(pictures)), names, label="asked for"),
            Slider("stored", range(1, most + 1), loads, label="patterns stored"),
            Slider("temperature", [0.0, hottest], label="temperature T", smooth=True),
            Slider("damage", [0.0, 0.6], label="share damaged", smooth=True),
            *([Slider("rule", rules)] if len(rules) > 1 else []),
        ]
        store = Store(sliders)
        store.add_bits("patterns", pictures)
        self._pictures = pictures
        begin = {"stored": min(len(pictures), most), "damage": 0.2} | dict(start or {})
        options = {"most": most, "rule": rules[0]}
        super().__init__(store, options, start=begin, state="", **words)

    def pattern(self) -> np.ndarray:
        """Return the state in which the network last came to rest, ±1, (rows, columns)."""
        rows, columns = self._pictures.shape[1:]
        bits = "".join(f"{_LETTERS.index(c):06b}" for c in self.recalled)[: rows * columns]
        found = np.array([1 if bit == "1" else -1 for bit in bits])
        return found.reshape(rows, columns) if found.size else self._pictures[0]

    def picture(self) -> Figure:
        """Draw the pictures that are stored."""
        shown = self._pictures[:8]
        figure, axes = page.panels(len(shown), height=1.6)
        for ax, picture in zip(axes, shown, strict=True):
            ax.imshow(picture, cmap="Blues", vmin=-1.3, vmax=1.2)
            ax.set(xticks=[], yticks=[])
        return figure


class Playground(Explorer):
    """Optimisers side by side on one surface, from wherever the reader begins.

    Sliders: ``surface`` where several are given, ``rate`` of descent, ``step``.

    Args:
        surfaces: polynomials, {name: {(power of x, power of y): coefficient}}.
        reach: the map shows −reach to reach along both axes; a way that leaves it ends.
        begin: where the ways begin.
        methods: {name: damping}, of "descent", "Newton", "shifted Newton" and
            "saddle-free Newton", as ``lib.saddles`` has them; descent takes the rate.
        rates: ends of the rate.
        steps: how many.
        value_label: what the function is.
        words: name, caption, alt and start, as every explorer has them.

    Raises:
        ValueError: for a surface without terms, or a method that is not known.
    """

    kind = "playground"
    view = ("begin",)
    heights = (560, 770)
    begin = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        *,
        surfaces: Mapping[str, Mapping[tuple[int, int], float]],
        reach: float,
        begin: tuple[float, float],
        methods: Mapping[str, float] = METHODS,
        rates: tuple[float, float] = (0.01, 0.2),
        steps: int = 40,
        value_label: str = "loss",
        start: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        if not surfaces or not all(surfaces.values()):
            raise ValueError(f"every surface needs a term, got {dict(surfaces)}")
        unknown = [name for name in methods if name not in METHODS]
        if unknown or not methods:
            raise ValueError(f"choose methods among {', '.join(METHODS)}, got {list(methods)}")
        sliders = [
            *([Slider("surface", list(surfaces))] if len(surfaces) > 1 else []),
            Slider("rate", list(rates), log=True, smooth=True, label="rate of descent"),
            Slider("step", range(steps + 1), play=True),
        ]
        self._surfaces = list(surfaces.values())
        options = {
            "reach": float(reach),
            "steps": steps,
            "methods": [list(pair) for pair in methods.items()],
            "valueLabel": value_label,
            "surfaces": [[[*powers, c] for powers, c in s.items()] for s in self._surfaces],
        }
        begins = {"rate": float(np.sqrt(rates[0] * rates[1])), "step": min(10, steps)} | dict(
            start or {}
        )
        place = [float(v) for v in begin]
        super().__init__(Store(sliders), options, start=begins, begin=place, **words)

    def picture(self) -> Figure:
        """Draw the surface and where the ways begin."""
        figure, (ax,) = page.panels(1, height=3.4)
        reach = self.definition["reach"]
        x, y = np.meshgrid(*[np.linspace(-reach, reach, 81)] * 2)
        terms = self._surfaces[round(self.position.get("surface", 0))]
        values = sum((c * x**a * y**b for (a, b), c in terms.items()), np.zeros_like(x))
        ends = np.array([-reach, reach])
        page.contour_map(ax, ends, ends, values, self.definition["valueLabel"])
        ax.plot(*self.begin, "o", color="white", markeredgecolor="black")
        ax.set(xlabel="x", ylabel="y", aspect="equal")
        return figure
