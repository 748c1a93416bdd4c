"""Networks that read what one draws, in the page."""

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
