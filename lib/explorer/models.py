"""Small systems whose physics runs in the page: spins, a memory, optimisers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from lib.explorer.base import Explorer
from lib.explorer.page import Curve, Still
from lib.explorer.store import Slider, Store

# The damping of each method; descent takes the rate of its slider.
_METHODS = {"descent": 0.0, "Newton": 0.0, "shifted Newton": 0.5, "saddle-free Newton": 0.5}
_RATES, _STEPS = (0.01, 0.2), 40


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
        alone = any(i == j or i < 0 for i, j in pairs) or len({*map(tuple, pairs)}) < len(pairs)
        if not 2 <= count <= 7 or alone:
            raise ValueError(f"bonds join two of two to seven spins, each once; got {[*bonds]}")
        state = [1] * count if spins is None else [int(s) for s in spins]
        if len(state) != count or not {*state} <= {-1, 1}:
            raise ValueError(f"give ±1 for each of {count} spins, got {state}")
        J = [float(value) for value in bonds.values()]
        options = {"count": count, "pairs": pairs}
        super().__init__(Store(()), options, spins=state, couplings=J, **words)

    def stills(self) -> list[Still]:
        """Return the spins on their polygon, those up and those down."""
        angle = np.pi / 2 - 2 * np.pi * np.arange(len(self.spins)) / len(self.spins)
        x, y = np.cos(angle), np.sin(angle)
        bonds = {
            f"bond {i + 1}–{j + 1}: {J:+g}": Curve(x[[i, j]], y[[i, j]])
            for (i, j), J in zip(self.definition["pairs"], self.couplings, strict=True)
        }
        return [Still(("", ""), curves=bonds, title=f"spins {self.spins}")]


class Pad(Explorer):
    """A Hopfield network to draw on: what one draws or damages is recalled as one watches.

    Sliders: ``stored`` (how many), ``temperature``, ``damage`` (the share of points flipped at the
    start), and where there are several ``pattern`` (which is asked for) and ``rule``.
    ``recalled`` is the state in which the network last came to rest, ±1, row by row.

    Args:
        patterns: pictures ±1, shape (count, rows, columns).
        most: how many patterns can be stored; beyond the pictures they are random.
        hottest: the highest temperature.
        rules: couplings by "Hebb" or "projection"; with both a switch.
        words: name, caption, alt and start, as every explorer has them.

    Raises:
        ValueError: if the patterns are not ±1 or there are none, or for other rules.
    """

    kind = "pad"
    view = ("state",)
    heights = (560, 780)
    state = traitlets.Unicode().tag(sync=True)  # as drawn, packed for an address; "": as damaged
    recalled = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self,
        *,
        patterns: ArrayLike,
        most: int | None = None,
        hottest: float = 1.5,
        rules: Sequence[str] = ("Hebb",),
        start: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        self._pictures = np.asarray(patterns)
        shape = self._pictures.shape
        if len(shape) != 3 or not self._pictures.size or not np.isin(patterns, (-1, 1)).all():
            raise ValueError(f"give pictures of ±1, (count, rows, columns), got shape {shape}")
        if not rules or not {*rules} <= {"Hebb", "projection"}:
            raise ValueError(f"couplings are made by Hebb or projection, got {list(rules)}")
        numbers = range(1, (most or shape[0]) + 1)
        loads = [f"{p}, α = {p / (shape[1] * shape[2]):.2g}" for p in numbers]
        sliders = [
            *([Slider("pattern", range(shape[0]), label="asked for")] if shape[0] > 1 else []),
            Slider("stored", numbers, loads),
            Slider("temperature", [0.0, hottest], label="temperature T", smooth=True),
            Slider("damage", [0.0, 0.6], label="share damaged", smooth=True),
            *([Slider("rule", rules)] if len(rules) > 1 else []),
        ]
        store = Store(sliders)
        store.add("patterns", self._pictures, bits=True)
        begin = {"stored": min(shape[0], numbers[-1]), "damage": 0.2} | dict(start or {})
        options = {"most": numbers[-1], "rule": rules[0]}
        super().__init__(store, options, start=begin, state="", **words)

    def stills(self) -> list[Still]:
        """Return the first pictures that are stored."""
        return [Still(("", ""), picture[::-1]) for picture in self._pictures[:4]]


class Playground(Explorer):
    """Optimisers side by side on one surface, from wherever the reader begins.

    Sliders: ``surface`` where several are given, ``rate`` of descent, ``step``.

    Args:
        surfaces: polynomials, {name: {(power of x, power of y): coefficient}}.
        reach: the map shows −reach to reach along both axes; a way that leaves it ends.
        begin: where the ways begin.
        value_label: what the function is.
        words: name, caption, alt and start, as every explorer has them.

    Raises:
        ValueError: for a surface without terms.
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
        value_label: str = "loss",
        start: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        if not surfaces or not all(surfaces.values()):
            raise ValueError(f"every surface needs a term, got {dict(surfaces)}")
        sliders = [
            *([Slider("surface", list(surfaces))] if len(surfaces) > 1 else []),
            Slider("rate", _RATES, label="rate of descent", log=True, smooth=True),
            Slider("step", range(_STEPS + 1), play=True),
        ]
        self._surfaces = list(surfaces.values())
        terms = [[[*powers, c] for powers, c in surface.items()] for surface in self._surfaces]
        options = {"reach": float(reach), "steps": _STEPS, "value_label": value_label}
        options |= {"surfaces": terms, "methods": [[*pair] for pair in _METHODS.items()]}
        begins = {"rate": 0.05, "step": 10} | dict(start or {})
        place = [float(v) for v in begin]
        super().__init__(Store(sliders), options, start=begins, begin=place, **words)

    def stills(self) -> list[Still]:
        """Return the surface as a map."""
        reach = self.definition["reach"]
        x, y = np.meshgrid(*[np.linspace(-reach, reach, 81)] * 2)
        terms = self._surfaces[round(self.position.get("surface", 0))]
        values = np.add.reduce([c * x**a * y**b for (a, b), c in terms.items()])
        return [Still(("x", "y"), values, (-reach, reach, -reach, reach))]
