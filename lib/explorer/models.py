"""Models that run in the page: a memory, optimisers, networks that read what one draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from lib.explorer.base import Explorer
from lib.explorer.curves import scaled
from lib.explorer.page import Still
from lib.explorer.store import Slider, Store

# The damping of each method; descent takes the rate of its slider.
_METHODS = {"descent": 0.0, "Newton": 0.0, "shifted Newton": 0.5, "saddle-free Newton": 0.5}
_RATES, _STEPS = (0.01, 0.2), 40
_HOTTEST = 1.5


class Pad(Explorer):
    """A Hopfield network to draw on: what one draws or damages is recalled as one watches.

    Sliders: ``stored`` (how many), ``temperature``, ``damage`` (the share of points flipped at the
    start), and where there are several ``pattern`` (which is asked for) and ``rule``.
    ``recalled`` is the state in which the network last came to rest, ±1, row by row.

    Args:
        patterns: pictures ±1, shape (count, rows, columns).
        most: how many patterns can be stored; beyond the pictures they are random.
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
            Slider("temperature", [0.0, _HOTTEST], label="temperature T", smooth=True),
            Slider("damage", [0.0, 0.6], label="share damaged", smooth=True),
            *([Slider("rule", rules)] if len(rules) > 1 else []),
        ]
        store = Store(sliders)
        store.add("patterns", self._pictures)
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
        options: dict[str, Any] = {"reach": float(reach), "steps": _STEPS}
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


@dataclass(frozen=True)
class Scores:
    """How well networks did, in a third panel, and the slider that chooses among them.

    Args:
        slider: its values are those of the networks that follow it.
        points: {name of a network: (numbers for the values, half the lengths of their error bars)}.
        label: what the numbers are.
        levels: {name: number} to compare them with.
        log: on a logarithmic axis.
    """

    slider: Slider
    points: Mapping[str, tuple[ArrayLike, ArrayLike]]
    label: str
    levels: Mapping[str, float] = field(default_factory=dict)
    log: bool = False

    def keep(self, store: Store) -> dict[str, Any]:
        """Keep scores and the ends of their error bars; return what the script is told of them."""
        count = len(self.slider.values)
        for k, (name, given) in enumerate(self.points.items()):
            y, error = (np.asarray(values, float) for values in given)
            if y.shape != (count,) or error.shape != (count,):
                raise ValueError(f"{name}: {y.size} scores for {count} values of the slider")
            for what, values in (("y", y), ("low", y - error), ("high", y + error)):
                store.add(f"score {k}.{what}", scaled(values, self.log), gaps=True)
        levels = [[name, level] for name, level in self.levels.items()]
        return {"names": [*self.points], "levels": levels, "label": self.label, "log": self.log}


class Readers(Explorer):
    """Perceptrons that read what one draws; bars show how each shares its answer out.

    Sliders: that of ``scores`` where there are any, ``image`` (what is on the pad at first) and
    ``temperature`` of the softmax.

    Args:
        networks: {name: layers from the inputs on, each (weights, biases)}; weights (outputs,
            inputs), as torch keeps them, ReLU between the layers, ten outputs: logits. Where a
            network follows the slider of ``scores``, {name: {value of the slider: layers}}. Without
            networks the images are shown and nothing can be drawn.
        images: {name: picture}, (side, side), from 0 for paper to 1 for ink.
        said: {name: logits} of a teacher, (images, 10), shown for the images as they are.
        labels: the right digit of each image, to be marked.
        scores: of networks that a slider chooses among.
        temperatures: ends of the temperature; None: it is one, and has no slider.
        words: name, caption, alt, start and numbers, as every explorer has them.

    Raises:
        ValueError: if images, layers, logits, labels and scores do not fit one another.
    """

    kind = "readers"
    view = ("drawn",)
    heights = (470, 770)
    drawn = traitlets.Unicode().tag(sync=True)  # greys, 0 to f, row by row; "": the image itself

    def __init__(
        self,
        *,
        images: Mapping[str, ArrayLike],
        said: Mapping[str, ArrayLike],
        labels: Sequence[int],
        networks: Mapping[str, Any] = MappingProxyType({}),
        scores: Scores | None = None,
        temperatures: tuple[float, float] | None = (0.5, 16.0),
        **words: Any,
    ) -> None:
        pictures = np.array([*images.values()], float)
        if pictures.ndim != 3 or not ((pictures >= 0) & (pictures <= 1)).all():
            raise ValueError(f"give pictures from 0 to 1, (side, side), got {pictures.shape}")
        if len(labels) != len(pictures):
            raise ValueError(f"{len(labels)} labels for {len(pictures)} images")
        sliders = [*([scores.slider] if scores else []), Slider("image", [*images])]
        if temperatures:
            ends = list(temperatures)
            sliders.append(Slider("temperature", ends, log=True, smooth=True, play=True))
        store, size = Store(sliders), pictures[0].size
        store.add("images", pictures.reshape(-1, size), ("image",))
        stops = scores.slider.values if scores else []
        layers = [
            _add_network(store, k, name, given, size, stops)
            for k, (name, given) in enumerate(networks.items())
        ]
        for k, (name, logits) in enumerate(said.items()):
            if np.shape(logits) != (len(pictures), 10):
                raise ValueError(f"{name}: logits of {np.shape(logits)} for {len(pictures)} images")
            store.add(f"said {k}", logits, ("image",))
        options: dict[str, Any] = {"side": pictures.shape[1], "networks": [*networks]}
        options |= {"said": [*said], "layers": layers, "labels": [int(v) for v in labels]}
        options["choice"] = scores.slider.name if scores else ""
        if scores:
            self.heights = (580, 790)  # type: ignore[misc]
            options["scores"] = scores.keep(store)
        super().__init__(store, options, drawn="", **words)

    def stills(self) -> list[Still]:
        """Return the image as it stands."""
        side = self.definition["side"]
        return [Still(("", ""), self._frame("images").reshape(side, side)[::-1])]


def _add_network(
    store: Store, k: int, name: str, given: Any, size: int, stops: Sequence[float | str]
) -> list[int]:
    """Keep a network, or one for each stop of a slider; return how many layers each has."""
    if isinstance(given, Mapping) and [*given] != [*stops]:
        raise ValueError(f"{name}: networks for {[*given]}, but the slider has {[*stops]}")
    several = list(given.values()) if isinstance(given, Mapping) else [given]
    for i, layers in enumerate(several):
        shapes = [np.shape(weights) for weights, _ in layers]
        widths = [size, *(np.size(biases) for _, biases in layers)]
        if shapes != [*zip(widths[1:], widths, strict=False)] or widths[-1] != 10:
            raise ValueError(f"{name}: layers {shapes} do not lead from {size} pixels to 10")
        for j, (weights, biases) in enumerate(layers):
            store.add(f"{k}.{i}.{j}.weights", np.ravel(weights))
            store.add(f"{k}.{i}.{j}.biases", biases)
    return [len(layers) for layers in several]
